#include "runner/trial/advice.h"

#include <string.h>

#include "base/json.h"
#include "base/regex.h"
#include "runner/proc/proc.h"
#include "runner/world/controller.h"
#include "runner/world/mirror.h"

#include "base/banned.h"

static void add(struct trial *t, const char *where, const char *what, const char *why)
{
    if (t->proposal_count < MAX_PROPOSALS)
        t->proposals[t->proposal_count++] = (struct proposal){ where, what, why };
}

static bool failed(const struct trial *t, enum stage_id id)
{
    return t->results[id].state == STAGE_failed;
}

static struct str log_of(const struct trial *t)
{
    return t->world->controller ? proc_log(t->world->controller) : STR_NONE;
}

static bool has_died(const struct trial *t)
{
    return t->world->controller && world_controller_died(t->world, NULL);
}

static bool command_has(const struct trial *t, const char *text)
{
    for (const char *const *word = t->options->target->argv; *word; word++) {
        if (strstr(*word, text))
            return true;
    }
    return false;
}

static const char *first(const struct tally *t)
{
    return t->count ? t->rows[0].what : "";
}

/* ---- what it says itself ---- */

static const struct {
    const char *pattern, *where, *what, *why;
} sayings[] = {
    { "(?i)unknown (shorthand )?flag|flag provided but not defined|unrecognized option|unknown "
      "option",
      "command", "leave out the flag that it does not know", "its log names the flag" },
    { "(?i)address already in use", "command",
      "switch its own servers off (--metrics-bind-addr=0 --health-probe-bind-addr=0), or give them "
      "${port}",
      "a port that it wants is taken; several run side by side" },
    { "(?i)in-cluster|KUBERNETES_SERVICE_HOST|not running in a cluster", "command",
      "--kubeconfig=${kubeconfig}, or the flag by which it takes one",
      "it looks for the cluster that it runs in, and runs in none" },
    { "(?i)no such host|name resolution|could not resolve|getaddrinfo|ENOTFOUND", "environment",
      "its own switch to plain HTTP (ALICLOUD_CLIENT_SCHEME: HTTP) or to a proxy; or run it with "
      "--isolate",
      "it looks for the cloud by DNS: it reads neither HTTP_PROXY nor HTTPS_PROXY" },
    { "(?i)cloud-?config.*no such file|no such file.*cloud-?config", "files",
      "cloud-config.yaml, and --cloud-config=${dir}/cloud-config.yaml in its command",
      "it wants a cloud config, and finds none" },
};

static void read_log(struct trial *t)
{
    for (size_t i = 0; i < sizeof(sayings) / sizeof(sayings[0]); i++) {
        if (regex_finds(str_of(sayings[i].pattern), log_of(t)))
            add(t, sayings[i].where, sayings[i].what, sayings[i].why);
    }
}

/* ---- up to the first list ---- */

static void look_at_start(struct trial *t)
{
    const char *why = t->results[STAGE_start].why;

    if (failed(t, STAGE_start) && strstr(why, "there is no program"))
        add(t, "command",
            "the whole path of the program; or put the folder that has it into PATH, as in "
            "PATH=$PATH:/its/folder albspec target check ...",
            "it was looked for in each folder of PATH");
    else if (failed(t, STAGE_start) && strstr(why, "No such file"))
        add(t, "command", "the path of the program, from where you are or from /", why);
}

static void look_at_api(struct trial *t)
{
    if (!failed(t, STAGE_api) || t->proposal_count)
        return;
    if (command_has(t, "${kubeconfig}"))
        add(t, "command", "the flag by which it really takes its kubeconfig",
            "it was given one, and asked that API nothing");
    else
        add(t, "command", "--kubeconfig=${kubeconfig}, or the flag by which it takes one",
            "it asked the API nothing, so it does not read KUBECONFIG");
}

static void look_at_reads(struct trial *t)
{
    if (failed(t, STAGE_reads) && !t->proposal_count)
        add(t, "command",
            "the flag that switches its Ingress controller on (--controllers=ingress)",
            "it asked the API, but never for the Ingresses");
}

static void look_at_ready(struct trial *t)
{
    if (failed(t, STAGE_ready) && !t->proposal_count)
        add(t, "ready", "another sign, or more time: { log: Starting workers, within: 2m }",
            "the sign did not come");
}

/* ---- AlbConfigs ---- */

static const char *albconfig_text(const struct trial *t, const char *ns, const char *name)
{
    return arena_printf(t->arena, "%s%s%s%s %s", *name ? "the AlbConfig '" : "AlbConfigs", name,
                        *name ? "'" : "", *ns ? " in the namespace" : " in the cluster's",
                        *ns ? ns : "scope");
}

static void look_at_albconfigs(struct trial *t)
{
    const struct target *target = t->options->target;
    const char *ns = target->albconfig_namespace ? target->albconfig_namespace : "";
    const char *name = target_albconfig_name(target, "alb");
    struct str rest = str_of(first(&t->seen.albconfigs)), cut = str_cut(&rest, '/');
    const char *their_ns = arena_strz(t->arena, cut), *their_name = arena_strz(t->arena, rest);
    bool other_name = *their_name && strcmp(their_name, name) != 0;

    if (!t->seen.albconfigs.count || (strcmp(their_ns, ns) == 0 && !other_name))
        return;
    add(t, "albconfig",
        arena_printf(t->arena, "{ scope: %s%s%s%s }",
                     *their_ns ? "Namespaced, namespace: " : "Cluster", their_ns,
                     other_name ? ", name: " : "", other_name ? their_name : ""),
        arena_printf(t->arena, "it looks for %s, and there is %s",
                     albconfig_text(t, their_ns, their_name), albconfig_text(t, ns, name)));
}

/* ---- the way to the cloud ---- */

static void look_at_handshakes(struct trial *t)
{
    const struct tally *broken = &t->seen.handshakes;

    if (!broken->count)
        return;
    add(t, "environment",
        "NAME: ${ca}, as the variable is called from which it takes what it trusts; or in command "
        "its own flag for that, with ${ca}",
        arena_printf(t->arena,
                     "the controller does not trust the run's CA: it called %s and broke off: %s. "
                     "It reads none of SSL_CERT_FILE, CURL_CA_BUNDLE, REQUESTS_CA_BUNDLE, "
                     "NODE_EXTRA_CA_CERTS",
                     first(broken), broken->rows[0].note));
    add(t, "environment", "or its switch to plain HTTP, such as ALICLOUD_CLIENT_SCHEME: HTTP",
        "the mock speaks both");
}

static void look_at_elsewhere(struct trial *t)
{
    const struct tally *hosts = &t->seen.elsewhere;

    if (hosts->count)
        add(t, "command",
            "the flag that switches off what calls there, or its endpoint: ${endpoint}",
            arena_printf(t->arena,
                         "it called %s, where the mock does not lead: only hosts of "
                         "aliyuncs.com are the cloud's",
                         tally_text(hosts, t->arena)));
}

/* What the mock's log has found out about a signature; NULL: nothing. */
static const char *signature_hint(const struct trial *t)
{
    struct str rest = mirror_log(t->world->mock);

    while (rest.at && rest.len) {
        struct str line = str_cut(&rest, '\n');
        const char *mistake = memmem(line.at, line.len, "the client's mistake", 20);
        const char *none = memmem(line.at, line.len, "no known mistake", 16);
        const char *from = mistake ? mistake : none;
        if (!from)
            continue;
        line = str_skip(line, (size_t)(from - line.at));
        return arena_strz(t->arena, str_cut(&line, '?'));
    }
    return NULL;
}

static void look_at_keys(struct trial *t)
{
    const struct tally *denied = &t->seen.denied;
    const char *hint;

    if (!denied->count)
        return;
    if (strcmp(denied->rows[0].note ? denied->rows[0].note : "", "mockalb") != 0) {
        add(t, "environment",
            "${access_key_id} and ${access_key_secret} in the variables (or files) it takes its "
            "keys from",
            arena_printf(t->arena, "it signs with the key '%s': %s", denied->rows[0].note,
                         first(denied)));
        return;
    }
    hint = signature_hint(t);
    add(t, "environment", "${access_key_secret} where it takes its secret from",
        hint ? hint : arena_printf(t->arena, "its calls are refused: %s", first(denied)));
}

static bool asked_for(const struct trial *t, const char *resource)
{
    return tally_has(&t->seen.lists, resource) || tally_has(&t->seen.watches, resource) ||
           tally_has(&t->seen.reads, resource);
}

/* It knows of the Ingress and does nothing. */
static void look_at_silence(struct trial *t)
{
    const struct target *target = t->options->target;

    if (!failed(t, STAGE_calls) || t->proposal_count || has_died(t))
        return;
    if (!asked_for(t, "ingressclasses") && !asked_for(t, "albconfigs")) {
        add(t, "command", "the flag that makes it a controller of ALB's, if it has one",
            "it reads Ingresses, but asked for neither IngressClasses nor AlbConfigs: so it does "
            "not know which Ingresses are for ALB, and may be no controller for it at all");
        return;
    }
    add(t, "ingress-controller",
        "the name that it answers to in spec.controller of an IngressClass",
        arena_printf(t->arena,
                     "it saw an Ingress of the class alb, whose controller is '%s', and "
                     "left it alone",
                     target->ingress_controller ? target->ingress_controller
                                                : "ingress.k8s.alibabacloud/alb"));
    if (!target->needs_nudge)
        add(t, "nudge", "true", "some notice an Ingress only when an AlbConfig changes");
    if (!target->albconfig_name)
        add(t, "albconfig", "name: default, beside its scope",
            "the AlbConfig is called 'alb', and some look at none but 'default'");
    add(t, "environment", "what leads it to ${endpoint}; or run it with --isolate",
        "a client that reads neither HTTP_PROXY nor HTTPS_PROXY finds no cloud");
}

/* ---- the cloud's objects ---- */

static void look_at_actions(struct trial *t)
{
    const struct tally *unknown = &t->seen.unknown_actions;

    if (unknown->count && t->stage > STAGE_ready)
        add(t, "command", "the flag that switches off what needs these calls, if there is one",
            arena_printf(t->arena,
                         "the mock does not know %s; 'mockalb coverage' lists what it has",
                         tally_text(unknown, t->arena)));
}

static void look_at_servers(struct trial *t)
{
    const char *backends = t->options->target->backends;

    if (failed(t, STAGE_servers))
        add(t, "backends", "another of eni, nodePort and ip",
            arena_printf(t->arena, "it made no use of the Services as they are now: %s",
                         backends ? backends : "as the case has them"));
}

static void look_at_address(struct trial *t)
{
    if (failed(t, STAGE_address))
        add(t, NULL, "nothing to change: checks of the Ingress's status will fail",
            "it made the rule, and did not say where");
}

static bool has_finalizer(const cJSON *object, const char **ret)
{
    *ret = json_text(object, "metadata.finalizers.0");
    return *ret;
}

static void look_at_leftovers(struct trial *t)
{
    const char *ns = t->options->target->albconfig_namespace, *finalizer;
    const struct kube *k = t->world->kube;

    if (failed(t, STAGE_rule_gone) &&
        has_finalizer(kube_get(k, "Ingress", "default", "first"), &finalizer))
        add(t, "nudge", "true, if it is not yet",
            arena_printf(t->arena, "it does not let the deleted Ingress go: its finalizer is %s",
                         finalizer));
    if (failed(t, STAGE_load_balancer_gone) &&
        has_finalizer(kube_get(k, "AlbConfig", ns, "alb"), &finalizer))
        add(t, NULL, "nothing to change: cases that clean up will fail",
            arena_printf(t->arena, "it does not let the deleted AlbConfig go: its finalizer is %s",
                         finalizer));
}

static void look_at_the_rest(struct trial *t)
{
    if (t->proposal_count)
        return;
    if (has_died(t))
        add(t, NULL, "nothing that we know of: its last words are above",
            "it ended by itself, which no target file can mend");
    else
        add(t, NULL, "nothing that we know of: what it did not get, and what it says, is above",
            "it was led to both sides, and came so far");
}

void advice_give(struct trial *t)
{
    static void (*const looks[])(struct trial * t) = {
        look_at_start,     read_log,           look_at_api,        look_at_reads,
        look_at_ready,     look_at_albconfigs, look_at_handshakes, look_at_keys,
        look_at_elsewhere, look_at_silence,    look_at_actions,    look_at_servers,
        look_at_address,   look_at_leftovers,  look_at_the_rest,
    };

    if (trial_passed(t) || t->stopped)
        return;
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
        looks[i](t);
}
