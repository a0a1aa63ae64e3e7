#include "reference/ingress.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "reference/listen.h"
#include "reference/mutant.h"
#include "reference/names.h"

#include "base/banned.h"

struct build {
    struct arena *arena;
    const struct cluster *cluster;
    const struct want_listener *listeners;
    struct want_ingress *ingress;
    struct want_rule **last_rule;
    struct err err;
};

static void add_notice(struct build *b, const char *text)
{
    struct want_notice **last = &b->ingress->notices;

    while (*last)
        last = &(*last)->next;
    *last = arena_new_of(b->arena, struct want_notice);
    (*last)->text = text;
}

/* ---- server groups ---- */

static struct want_group *find_group(const struct build *b, const char *service, int port)
{
    struct want_group *g = b->ingress->groups;

    while (g && (g->of.port != port || strcmp(g->of.service, service) != 0))
        g = g->next;
    return g;
}

/* One group for a (Service, port), however often the Ingress names it. NULL: b->err says why. */
static struct want_group *use_group(struct build *b, const char *service, int port)
{
    struct want_group *g = find_group(b, service, port), **last = &b->ingress->groups;

    if (g)
        return g;
    g = arena_new_of(b->arena, struct want_group);
    g->of = (struct service_port){ .ns = b->ingress->ns, .service = service, .port = port };
    g->ingress = variant_is(shared_groups) ? SHARED_GROUPS : b->ingress->name;
    g->owner = b->ingress;
    if (!servers_of(b->arena, b->cluster, &g->of, &g->servers, &b->err))
        return NULL;
    while (*last && !variant_is(groups_backwards))
        last = &(*last)->next;
    g->next = *last;
    return *last = g;
}

static bool add_tuple(struct build *b, struct want_rule *rule, const struct target *t, bool by_id)
{
    struct want_tuple **last = &rule->tuples;

    while (*last)
        last = &(*last)->next;
    *last = arena_new_of(b->arena, struct want_tuple);
    (*last)->weight = t->weight;
    if (by_id)
        (*last)->group_id = t->group_id;
    else
        (*last)->group = use_group(b, t->service, t->port);
    return by_id || (*last)->group;
}

static bool add_tuples(struct build *b, struct want_rule *rule, const struct target *targets)
{
    for (const struct target *t = targets; t; t = t->next) {
        if (mutant_is(missing_service_dropped) && !t->group_id &&
            !cluster_get(b->cluster, KIND_service, b->ingress->ns, t->service))
            continue;
        if (mutant_is(foreign_ids_refused) && t->group_id)
            return err_set(&b->err, "server group %s is not of this cluster", t->group_id);
        if (!add_tuple(b, rule, t, t->group_id != NULL))
            return false;
        if (mutant_is(both_forms_published) && t->group_id && t->service &&
            !add_tuple(b, rule, t, false))
            return false;
    }
    return true;
}

/* ---- actions ---- */

static bool is_annotation_for(const char *key, const char *backend)
{
    size_t prefix = sizeof(ACTIONS_PREFIX) - 1;

    if (strncmp(key, ACTIONS_PREFIX, prefix) != 0)
        return false;
    if (mutant_is(name_ignores_case))
        return strcasecmp(key + prefix, backend) == 0;
    if (mutant_is(name_matches_prefix))
        return strncmp(key + prefix, backend, strlen(key + prefix)) == 0;
    return strcmp(key + prefix, backend) == 0;
}

static const cJSON *annotation_for(const struct build *b, const char *backend)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, json_at(b->ingress->object, "metadata.annotations"))
    {
        if (cJSON_IsString(item) && is_annotation_for(item->string, backend))
            return item;
    }
    return NULL;
}

/* A backend whose port is a plain one: everything goes to that port of that Service. */
static bool read_plain_backend(struct build *b, const cJSON *service, struct action *ret)
{
    const char *name = json_text_or(service, "name", "");
    const char *port_name = json_text(service, "port.name");
    int port = (int)json_int(service, "port.number");

    if (port_name &&
        !servers_port_number(b->cluster, b->ingress->ns, name, port_name, &port, &b->err))
        return false;
    *ret = action_to_service(b->arena, name, port);
    return true;
}

/* Only where a defect is wanted: the Service of that name, whatever its port. */
static bool spoil_backend(struct build *b, const char *name, struct action *ret)
{
    const cJSON *service = cluster_get(b->cluster, KIND_service, b->ingress->ns, name);

    if (!service)
        return false;
    *ret = action_to_service(b->arena, name, (int)json_int(service, "spec.ports.0.port"));
    return true;
}

static bool has_final(struct build *b, const cJSON *annotation, const struct action *action)
{
    return action->type != ACTION_none ||
           err_set(&b->err, "%s: RuleActions is mandatory for this action: none of them is final",
                   annotation->string);
}

/* Beside actions that are not final a plain port means what it means without them. */
static bool add_forward(struct build *b, const cJSON *service, const cJSON *annotation,
                        struct action *ret)
{
    cJSON *extras = ret->extras;

    if (mutant_is(two_finals_published))
        return true;
    if (ret->type != ACTION_none)
        return err_set(&b->err,
                       "multi finalType action find: backend %s has the annotation %s and a port "
                       "of its own; its port must be use-annotation",
                       json_text_or(service, "name", ""), annotation->string);
    if (!read_plain_backend(b, service, ret))
        return false;
    ret->extras = mutant_is(extras_dropped) ? NULL : extras;
    return true;
}

/*
 * The port name use-annotation is reserved: the backend's name is then a key
 * into the annotations and nothing else, even if a Service has that name.
 */
static bool read_backend(struct build *b, const cJSON *service, struct action *ret)
{
    const char *name = json_text_or(service, "name", "");
    const cJSON *annotation = annotation_for(b, name);
    bool by_annotation = json_is_text(json_at(service, "port.name"), USE_ANNOTATION);

    if (by_annotation && !annotation && mutant_is(annotation_falls_back))
        return spoil_backend(b, name, ret) || err_set(&b->err, "no service %s", name);
    if (by_annotation && mutant_is(reserved_port_looked_up) && spoil_backend(b, name, ret))
        return true;
    if (by_annotation && !annotation)
        return err_set(&b->err,
                       "RuleActions is mandatory for this action: the port of backend %s is "
                       "use-annotation, but there is no annotation %s%s",
                       name, ACTIONS_PREFIX, name);
    if (!annotation)
        return read_plain_backend(b, service, ret);
    if (!annotation_parse(b->arena, annotation->string, annotation->valuestring, ret, &b->err))
        return false;
    return by_annotation ? has_final(b, annotation, ret) : add_forward(b, service, annotation, ret);
}

/* ---- conditions ---- */

static cJSON *add_condition(cJSON *conditions, const char *type, const char *config)
{
    cJSON *condition = json_push(conditions, cJSON_CreateObject());

    json_add_text(condition, "Type", type);
    return json_add_array(json_add_object(condition, config), "Values");
}

/* A prefix matches by whole path elements, so it is two patterns: /p itself, and what is below. */
static void add_prefix(struct arena *a, cJSON *values, const char *path)
{
    size_t length = strlen(path);

    if (length && path[length - 1] == '/')
        length--;
    if (mutant_is(wrong_path_pattern)) {
        json_push_text(values, arena_printf(a, "%.*s*", (int)length, path));
        return;
    }
    if (length)
        json_push_text(values, arena_printf(a, "%.*s", (int)length, path));
    if (!length || !mutant_is(prefix_without_subtree))
        json_push_text(values, arena_printf(a, "%.*s/*", (int)length, path));
}

static bool add_conditions(struct build *b, const char *host, const cJSON *path, cJSON *to)
{
    const char *text = json_text_or(path, "path", "");
    const char *type = json_text_or(path, "pathType", "ImplementationSpecific");
    bool prefix = strcmp(type, "Prefix") == 0;

    if ((prefix || strcmp(type, "Exact") == 0) && strpbrk(text, "*?"))
        return err_set(&b->err, "path %s of type %s must not have the wildcards * and ?", text,
                       type);
    if (mutant_is(hostless_skipped) && !(host && *host))
        return err_set(&b->err, "a rule needs a host");
    if (host && *host && !mutant_is(host_missing))
        json_push_text(add_condition(to, "Host", "HostConfig"), host);
    cJSON *values = add_condition(to, "Path", "PathConfig");
    if (mutant_is(every_path_covered))
        json_push_text(values, "/*");
    if (!*text)
        json_push_text(values, mutant_is(pathless_is_root) ? "/" : "/*");
    else if (prefix)
        add_prefix(b->arena, values, text);
    else
        json_push_text(values, text);
    return true;
}

/* ---- rules ---- */

static bool add_rule(struct build *b, const struct listen *at, const struct want_rule *like)
{
    const struct want_listener *l = b->listeners;

    while (l && (l->port != at->port || strcmp(l->protocol, at->protocol) != 0))
        l = l->next;
    if (!l)
        return err_set(&b->err, "listener is not exist in the AlbConfig, port: %d, protocol: %s",
                       at->port, at->protocol);
    struct want_rule *rule = arena_new_of(b->arena, struct want_rule);
    *rule = *like;
    rule->listener = l;
    *b->last_rule = rule;
    b->last_rule = &rule->next;
    return true;
}

/* Only where a defect is wanted: a group for the backend's name, as if a Service had it. */
static void spoil_groups(struct build *b, const char *name)
{
    struct want_group *extra = arena_new_of(b->arena, struct want_group);

    if (find_group(b, name, 80))
        return;
    *extra = (struct want_group){ .of = { b->ingress->ns, name, 80 },
                                  .ingress = b->ingress->name,
                                  .owner = b->ingress,
                                  .next = b->ingress->groups };
    b->ingress->groups = extra;
}

/* Only where a defect is wanted: groups of all rules together. */
static size_t count_tuples(const struct want_rule *first, const struct want_rule *own)
{
    size_t count = 0;

    for (const struct want_tuple *t = own->tuples; t; t = t->next)
        count++;
    for (; first; first = first->next) {
        for (const struct want_tuple *t = first->tuples; t; t = t->next)
            count++;
    }
    return count;
}

static bool add_path(struct build *b, const char *host, const cJSON *path)
{
    const cJSON *service = json_at(path, "backend.service");
    struct action action = { .targets = NULL };
    struct want_rule rule = { .owner = b->ingress,
                              .conditions = arena_json(b->arena, cJSON_CreateArray()) };
    const struct listen *listen = NULL;

    if (!service)
        return err_set(&b->err, "path %s has no service as its backend",
                       json_text_or(path, "path", "/*"));
    if (!read_backend(b, service, &action))
        return mutant_is(wrong_path_skipped);
    if (!add_conditions(b, host, path, rule.conditions))
        return false;
    rule.type = action.type;
    rule.config = action.config;
    rule.extras = action.extras;
    if (!add_tuples(b, &rule, action.targets))
        return false;
    if (!listen_for_host(b->arena, b->ingress->object, host, &listen, &b->err))
        return false;
    if (mutant_is(forward_group))
        spoil_groups(b, json_text_or(service, "name", ""));
    if (mutant_is(limit_for_all) && b->ingress->rules && count_tuples(b->ingress->rules, &rule) > 5)
        return err_set(&b->err, "more than 5 server groups");
    for (; listen; listen = mutant_is(first_listener_only) ? NULL : listen->next) {
        if (!add_rule(b, listen, &rule) ||
            (mutant_is(rule_made_twice) && !add_rule(b, listen, &rule)))
            return false;
    }
    return true;
}

static bool add_rules(struct build *b)
{
    const cJSON *rule = NULL, *path = NULL;

    cJSON_ArrayForEach(rule, json_at(b->ingress->object, "spec.rules"))
    {
        const char *host = json_text(rule, "host");
        if (!json_get(rule, "http") && mutant_is(bare_rule_stops_all))
            return err_set(&b->err, "a rule without http paths");
        if (!json_get(rule, "http"))
            add_notice(b, "a rule without http paths is ignored");
        cJSON_ArrayForEach(path, json_at(rule, "http.paths"))
        {
            if (!add_path(b, host, path))
                return false;
        }
    }
    return true;
}

/* ---- the Ingress as a whole ---- */

static bool has_backend(const struct want_ingress *i, const char *annotation)
{
    const cJSON *rule = NULL, *path = NULL;

    cJSON_ArrayForEach(rule, json_at(i->object, "spec.rules"))
    {
        cJSON_ArrayForEach(path, json_at(rule, "http.paths"))
        {
            const char *backend = json_text(path, "backend.service.name");
            if (backend && is_annotation_for(annotation, backend))
                return true;
        }
    }
    return false;
}

static bool read_order(struct build *b)
{
    const char *text = object_annotation(b->ingress->object, ANNOTATION_PREFIX "order");
    int64_t order = ORDER_DEFAULT;

    if (text && (!str_int(str_of(text), &order) || order < 1 || order > ORDER_MAX)) {
        b->ingress->order = ORDER_DEFAULT;
        if (mutant_is(wrong_order_ignored))
            return true;
        return err_set(&b->err, ANNOTATION_PREFIX "order must be a number from 1 to %d, not \"%s\"",
                       ORDER_MAX, text);
    }
    b->ingress->order = mutant_is(order_ignored) ? ORDER_DEFAULT : (int)order;
    return true;
}

/* Whether the controller does what an annotation of its own prefix asks for. */
static bool is_supported(const cJSON *annotation)
{
    static const char *const known[] = { "order", "listen-ports", "hash", NULL };
    const char *name = annotation->string + sizeof(ANNOTATION_PREFIX) - 1;

    if (strncmp(annotation->string, ACTIONS_PREFIX, sizeof(ACTIONS_PREFIX) - 1) == 0)
        return true;
    for (const char *const *k = known; *k; k++) {
        if (strcmp(name, *k) == 0)
            return true;
    }
    return json_is_text(annotation, "false"); /* what is switched off needs no doing */
}

/*
 * An annotation that changes what is routed where, and that is not supported,
 * must not be left out in silence: the rules would say something else than the
 * user does.
 */
static bool check_annotations(struct build *b)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, json_at(b->ingress->object, "metadata.annotations"))
    {
        bool ours = strncmp(item->string, ANNOTATION_PREFIX, sizeof(ANNOTATION_PREFIX) - 1) == 0;
        if (!ours)
            continue;
        if (!is_supported(item))
            return err_set(&b->err, "annotation %s is not supported by this controller",
                           item->string);
        if (strncmp(item->string, ACTIONS_PREFIX, sizeof(ACTIONS_PREFIX) - 1) == 0 &&
            !has_backend(b->ingress, item->string)) {
            if (mutant_is(unmatched_fails))
                return err_set(&b->err, "annotation %s matches no backend", item->string);
            add_notice(b, arena_printf(b->arena, "annotation %s matches no backend of this Ingress",
                                       item->string));
        }
    }
    return true;
}

void ingress_build(struct arena *a, const struct cluster *c, const struct want_listener *listeners,
                   struct want_ingress *fill)
{
    struct build b = { .arena = a, .cluster = c, .listeners = listeners, .ingress = fill };

    b.last_rule = &fill->rules;
    if (json_at(fill->object, "spec.defaultBackend"))
        add_notice(&b, "spec.defaultBackend is not turned into a rule; add a path / instead");
    if (read_order(&b) && check_annotations(&b) && add_rules(&b))
        return;
    fill->problem =
        mutant_is(causes_untold) ? "reconcile failed" : arena_strz(a, str_of(b.err.text));
    fill->rules = NULL;
    fill->groups = NULL;
}
