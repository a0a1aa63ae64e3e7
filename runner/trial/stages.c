#include "runner/trial/stages.h"

#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "runner/suite/fixture.h"
#include "runner/world/controller.h"
#include "runner/world/mirror.h"
#include "runner/world/objects.h"
#include "runner/world/ready.h"
#include "runner/world/silence.h"

#include "base/banned.h"

#define INGRESS   "first"
#define HOST      "first.example.com"
#define ALBCONFIG "alb"

/* ---- the cloud ---- */

static bool note_one(void *arg, const char *id, const cJSON *body)
{
    (void)id;
    *(const cJSON **)arg = body;
    return false;
}

static bool has_any(const struct trial *t, const char *kind)
{
    const cJSON *body = NULL;

    mirror_each(t->world->mock, kind, note_one, &body);
    return body;
}

static bool names_host(void *arg, const char *id, const cJSON *body)
{
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);

    (void)id;
    json_print(&text, body);
    *(bool *)arg = memmem(text.at, text.len, HOST, strlen(HOST)) != NULL;
    buf_done(&text);
    return !*(bool *)arg;
}

static bool has_rule(const struct trial *t)
{
    bool found = false;

    mirror_each(t->world->mock, "alb/Rule", names_host, &found);
    return found;
}

/* The action of the call that made such an object last. */
static const char *made_by(const struct trial *t, const char *kind)
{
    const struct entry *e =
        mirror_entry_seq(t->world->mock, mirror_call_on(t->world->mock, kind, NULL));

    return e ? arena_printf(t->arena, "by %s", e->action) : NULL;
}

/* ---- what is done ---- */

static bool apply(struct trial *t, bool ingresses, struct err *err)
{
    for (const cJSON *const *object = t->world->fixture->kube; *object; object++) {
        bool is_ingress = strcmp(json_text_or(*object, "kind", ""), "Ingress") == 0;
        if (is_ingress == ingresses && !world_apply(t->world, *object, err))
            return false;
    }
    world_stir(t->world);
    return true;
}

static bool cloud_is_there(void *arg)
{
    const struct world *w = arg;

    return mirror_is_idle(w->mock) || world_broke(w, NULL);
}

static bool start(struct trial *t, struct err *err)
{
    enum { SEED_MS = 20000 };

    mirror_seed(t->world->mock, t->world->fixture->cloud);
    if (!loop_until(t->world->loop, cloud_is_there, t->world, SEED_MS) ||
        world_broke(t->world, err))
        return false;
    return apply(t, false, err) && world_controller_start(t->world, err);
}

static bool give_ingress(struct trial *t, struct err *err)
{
    return apply(t, true, err);
}

static bool take(struct trial *t, const char *kind, const char *ns, const char *name,
                 struct err *err)
{
    bool fine = kube_delete(t->world->kube, kind, ns, name, err);

    world_stir(t->world);
    if (fine)
        world_nudge(t->world);
    return fine;
}

static bool take_ingress(struct trial *t, struct err *err)
{
    return take(t, "Ingress", "default", INGRESS, err);
}

static const char *albconfig_namespace(const struct trial *t)
{
    return t->options->target->albconfig_namespace;
}

static const char *albconfig_name(const struct trial *t)
{
    return target_albconfig_name(t->options->target, ALBCONFIG);
}

static bool take_albconfig(struct trial *t, struct err *err)
{
    return take(t, "AlbConfig", albconfig_namespace(t), albconfig_name(t), err);
}

/* ---- when a stage is reached ---- */

static bool has_started(struct trial *t)
{
    return t->world->controller;
}

static bool has_asked(struct trial *t)
{
    return t->seen.requests;
}

static bool has_read(struct trial *t)
{
    return tally_has(&t->seen.lists, "ingresses") || tally_has(&t->seen.watches, "ingresses");
}

static bool is_ready(struct trial *t)
{
    return !t->world->ready || ready_state(t->world->ready) == READY_reached;
}

static bool has_called(struct trial *t)
{
    return t->seen.calls && t->seen.served;
}

static bool was_let_in(struct trial *t)
{
    return t->seen.accepted;
}

static bool has_load_balancer(struct trial *t)
{
    return has_any(t, "alb/LoadBalancer") && made_by(t, "alb/LoadBalancer");
}

static bool has_listener(struct trial *t)
{
    return has_any(t, "alb/Listener") && made_by(t, "alb/Listener");
}

static bool has_servers(struct trial *t)
{
    return has_any(t, "alb/Server") && made_by(t, "alb/Server");
}

static bool rule_is_there(struct trial *t)
{
    return has_rule(t) && made_by(t, "alb/Rule");
}

static const char *address_of(const struct trial *t)
{
    const cJSON *ingress = kube_get(t->world->kube, "Ingress", "default", INGRESS);
    const char *host = json_text(ingress, "status.loadBalancer.ingress.0.hostname");

    return host ? host : json_text(ingress, "status.loadBalancer.ingress.0.ip");
}

static bool has_address(struct trial *t)
{
    return address_of(t);
}

static bool rule_is_gone(struct trial *t)
{
    return !has_rule(t) && !kube_get(t->world->kube, "Ingress", "default", INGRESS);
}

static bool load_balancer_is_gone(struct trial *t)
{
    return !has_any(t, "alb/LoadBalancer") &&
           !kube_get(t->world->kube, "AlbConfig", albconfig_namespace(t), albconfig_name(t));
}

/* ---- what is told of it ---- */

static const char *tell_command(struct trial *t)
{
    struct buf text = BUF_LIMIT(64 << 10);
    const char *result;

    for (const char *const *word = t->options->target->argv; *word; word++)
        buf_printf(&text, "%s%s", text.len ? " " : "", *word);
    result = arena_strz(t->arena, buf_str(&text));
    buf_done(&text);
    return result;
}

static const char *tell_agent(struct trial *t)
{
    return *t->seen.agent ? arena_printf(t->arena, "as %s", t->seen.agent) : NULL;
}

static const char *tell_ready(struct trial *t)
{
    const char *way = t->world->ready ? ready_about(t->world->ready, t->arena) : NULL;
    const char *leases = tally_text(&t->seen.leases, t->arena);

    return way ? arena_printf(t->arena, "%s%s%s", way, *leases ? "; asks for the lease " : "",
                              leases)
               : NULL;
}

static const char *tell_hosts(struct trial *t)
{
    return tally_text(&t->seen.hosts, t->arena);
}

static const char *tell_load_balancer(struct trial *t)
{
    return made_by(t, "alb/LoadBalancer");
}

static const char *tell_listener(struct trial *t)
{
    return made_by(t, "alb/Listener");
}

static const char *tell_servers(struct trial *t)
{
    return made_by(t, "alb/Server");
}

static const char *tell_rule(struct trial *t)
{
    return made_by(t, "alb/Rule");
}

static const char *tell_address(struct trial *t)
{
    return address_of(t);
}

static const char *tell_rule_gone(struct trial *t)
{
    return made_by(t, "alb/Rule");
}

static const char *tell_load_balancer_gone(struct trial *t)
{
    return made_by(t, "alb/LoadBalancer");
}

const struct stage stages[STAGES] = {
    /* clang-format off */
    [STAGE_start]         = { "starts", start, has_started, tell_command, false },
    [STAGE_api]           = { "reaches the Kubernetes API", NULL, has_asked, tell_agent, false },
    [STAGE_reads]         = { "reads Ingresses", NULL, has_read, NULL, false },
    [STAGE_ready]         = { "is ready", NULL, is_ready, tell_ready, false },
    [STAGE_calls]         = { "calls the cloud", give_ingress, has_called, tell_hosts, false },
    [STAGE_let_in]        = { "is let in by the cloud", NULL, was_let_in, NULL, false },
    [STAGE_load_balancer] = { "makes a load balancer", NULL, has_load_balancer, tell_load_balancer, false },
    [STAGE_listener]      = { "makes a listener", NULL, has_listener, tell_listener, false },
    [STAGE_servers]       = { "puts servers into a server group", NULL, has_servers, tell_servers, true },
    [STAGE_rule]          = { "makes the rule of the Ingress", NULL, rule_is_there, tell_rule, false },
    [STAGE_address]       = { "writes the address into the Ingress", NULL, has_address, tell_address, true },
    [STAGE_rule_gone]     = { "takes the rule away with the Ingress", take_ingress, rule_is_gone,
                              tell_rule_gone, true },
    [STAGE_load_balancer_gone] = { "takes the load balancer away with the AlbConfig", take_albconfig,
                                   load_balancer_is_gone, tell_load_balancer_gone, false },
    /* clang-format on */
};
