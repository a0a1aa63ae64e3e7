#include "base/json.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

#define ACTIONS "alb.ingress.kubernetes.io/actions."

/* As an annotation or a backend writes it, so that "svc" is not found in "tea-svc". */
static bool names_service(const struct scene *sc, const cJSON *ingress, const char *service)
{
    const char *quoted = arena_printf(sc->arena, "\"%s\"", service);
    struct buf backends = BUF_LIMIT(1 << 20);
    const cJSON *annotation = NULL;
    bool found;

    cJSON_ArrayForEach(annotation, json_at(ingress, "metadata.annotations"))
    {
        if (str_starts(str_of(annotation->string), STR(ACTIONS)) && cJSON_IsString(annotation) &&
            strstr(annotation->valuestring, quoted))
            return true;
    }
    if (json_get(ingress, "spec"))
        json_print(&backends, json_get(ingress, "spec"));
    found = backends.at && strstr(backends.at, quoted);
    buf_done(&backends);
    return found;
}

/* "tea-svc:80", "other/tea-svc:80" → namespace and name. */
static const char *service_of(const struct scene *sc, const char *label, const char **ret_ns)
{
    struct str rest = str_of(label), name = str_cut(&rest, ':'), ns = STR("default");
    size_t slash;

    if (str_find(name, '/', &slash)) {
        ns = (struct str){ name.at, slash };
        name = str_skip(name, slash + 1);
    }
    *ret_ns = arena_strz(sc->arena, ns);
    return arena_strz(sc->arena, name);
}

static bool has_host(const cJSON *ingress, const char *host)
{
    const cJSON *rule = NULL;

    cJSON_ArrayForEach(rule, json_at(ingress, "spec.rules"))
    {
        if (!host || !json_get(rule, "host") || json_is_text(json_get(rule, "host"), host))
            return true;
    }
    return false;
}

/* What was reported to be wrong may stay published as it once was. */
static bool is_warned(const struct scene *sc, const cJSON *ingress)
{
    const cJSON *event = NULL;

    cJSON_ArrayForEach(event, scene_objects(sc, "Event"))
    {
        if (json_is_text(json_get(event, "type"), "Warning") &&
            json_is_text(json_at(event, "involvedObject.uid"),
                         json_text_or(ingress, "metadata.uid", "?")))
            return true;
    }
    return false;
}

/* Some Ingress with a rule for this host names the Service, or cannot be asked. */
static bool is_named(const struct scene *sc, const char *host, const char *label)
{
    const char *ns = NULL, *service = service_of(sc, label, &ns);
    const cJSON *ingress = NULL;
    bool any = false;

    cJSON_ArrayForEach(ingress, scene_objects(sc, "Ingress"))
    {
        if (!has_host(ingress, host))
            continue;
        any = true;
        if (is_warned(sc, ingress) || (json_is_text(json_at(ingress, "metadata.namespace"), ns) &&
                                       names_service(sc, ingress, service)))
            return true;
    }
    return !any;
}

static void look_at_rule(const struct scene *sc, const struct view_rule *rule,
                         struct comparison *to)
{
    const char *const *hosts = rule_values(sc->arena, rule, "Host");

    for (size_t i = 0; i < rule->tuple_count; i++) {
        const struct view_tuple *t = &rule->tuples[i];
        const struct view_group *g = view_group(sc->view, t->id);
        if (!g || g->role != GROUP_owned || t->label[0] == '?' || is_named(sc, hosts[0], t->label))
            continue;
        comparison_row(
            to, arena_printf(sc->arena, "for %s, %s", hosts[0] ? hosts[0] : "all hosts", t->label),
            "an Ingress that names it", "none does");
        if (!sc->finding->call)
            sc->finding->call = history_setter(&sc->history, "alb/Rule", rule->id, "RuleActions");
    }
}

/* ---- servers ---- */

static bool is_endpoint_of(const struct service *s, const char *address)
{
    for (size_t i = 0; i < s->endpoint_count; i++)
        if (str_is(str_of(s->endpoints[i]), address))
            return true;
    return false;
}

/* Another Service's endpoint that is none of the group's own; NULL: it is none. */
static const struct service *stray(const struct scene *sc, const struct view_group *g,
                                   const char *address)
{
    const struct service *other = NULL;

    for (size_t i = 0; i < sc->services.count; i++) {
        const struct service *s = &sc->services.at[i];
        if (!is_endpoint_of(s, address))
            continue;
        if (str_is(str_of(s->label), g->label))
            return NULL;
        other = s;
    }
    return other;
}

static void look_at_group(const struct scene *sc, const struct view_group *g, struct comparison *to)
{
    for (size_t i = 0; i < g->server_count; i++) {
        const struct view_server *server = &g->servers[i];
        const struct service *of = stray(sc, g, server->address);
        if (!of)
            continue;
        comparison_row(to, arena_printf(sc->arena, "%s in %s", server->address, g->label),
                       "not of another Service", of->label);
        if (!sc->finding->call)
            sc->finding->call = history_setter(&sc->history, "alb/Server", server->key, NULL);
    }
}

static enum look look_apart(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    struct comparison *to = comparison_new(sc.arena);
    comparison_head(to, "groups of Services, where rules forward to them");
    for (size_t i = 0; i < sc.view->rule_count; i++)
        look_at_rule(&sc, &sc.view->rules[i], to);
    for (size_t i = 0; i < sc.view->group_count; i++) {
        const struct view_group *g = &sc.view->groups[i];
        if (g->role == GROUP_owned && g->in_rule && scene_service(&sc, g->label))
            look_at_group(&sc, g, to);
    }
    return scene_judge(&sc, to, true);
}

static bool check_apart(const struct step *s, struct err *err)
{
    return str_is(s->arg->text, "groups") || step_refuse(s, err, "what is 'apart' are groups");
}

const struct step_type step_apart = {
    .verb = "apart",
    .synopsis = "apart: groups",
    .about = "Groups are not shared by accident: each rule forwards to groups of Services that an "
             "Ingress with its host names, and none of these holds a server of another Service. An "
             "Ingress with a Warning is not asked. Proved when the world has settled.",
    .value = ARG_text,
    .check = check_apart,
    .look = look_apart,
};
