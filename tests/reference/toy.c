#include "tests/reference/toy.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "base/yaml.h"
#include "reference/names.h"
#include "reference/rule_text.h"

#include "base/banned.h"

#define ROUNDS_MAX 50
#define TEXT_MAX   (1u << 16)

static const struct place place = { .region = "cn-test", .vpc = "vpc-1", .cluster = "c-1" };

static const char shop[] =
    "{kind: IngressClass, metadata: {name: alb}, spec: {controller: ingress.k8s.alibabacloud/alb,"
    " parameters: {apiGroup: alibabacloud.com, kind: AlbConfig, name: alb}}}\n"
    "--- {kind: AlbConfig, metadata: {name: alb}, spec: {config: {edition: Standard,"
    " zoneMappings: [{vSwitchId: vsw-1}]}, listeners: [{port: 80, protocol: HTTP}]}}\n"
    "--- {kind: Service, metadata: {name: tea-svc, namespace: default},"
    " spec: {ports: [{name: http, port: 80, targetPort: 8080}]}}\n"
    "--- {kind: Endpoints, metadata: {name: tea-svc, namespace: default},"
    " subsets: [{ports: [{name: http, port: 8080}], addresses: [{ip: 10.0.1.1}]}]}\n"
    "--- {kind: Service, metadata: {name: coffee-svc, namespace: default},"
    " spec: {ports: [{name: http, port: 80, targetPort: 8080}]}}\n"
    "--- {kind: Endpoints, metadata: {name: coffee-svc, namespace: default},"
    " subsets: [{ports: [{name: http, port: 8080}], addresses: [{ip: 10.0.2.1}, {ip: "
    "10.0.2.2}]}]}\n";

static const struct {
    const char *name;
    enum kind kind;
} kinds[] = {
    { "IngressClass", KIND_ingress_class },
    { "AlbConfig", KIND_albconfig },
    { "Ingress", KIND_ingress },
    { "Service", KIND_service },
    { "Endpoints", KIND_endpoints },
    { "Node", KIND_node },
};

void toy_init(struct toy *t)
{
    *t = (struct toy){ .arena = arena_new() };
    cluster_init(&t->cluster);
    t->groups = arena_json(t->arena, cJSON_CreateArray());
    t->servers = arena_json(t->arena, cJSON_CreateArray());
    t->listeners = arena_json(t->arena, cJSON_CreateArray());
    t->rules = arena_json(t->arena, cJSON_CreateArray());
}

void toy_done(struct toy *t)
{
    cluster_done(&t->cluster);
    arena_free(t->arena);
}

/* ---- the cluster ---- */

static void put_object(struct toy *t, cJSON *take_object)
{
    const char *ns = object_ns(take_object), *kind = json_text(take_object, "kind");
    const char *name = object_name(take_object);
    size_t at = 0;

    while (strcmp(kinds[at].name, kind) != 0)
        at++;
    cJSON_Delete(cluster_put(&t->cluster, kinds[at].kind,
                             ns ? arena_printf(t->arena, "%s/%s", ns, name) : name, take_object));
}

void toy_apply(struct toy *t, const char *yaml)
{
    struct err err = { .text = "" };
    const struct node *document = yaml_parse(t->arena, "toy", str_of(yaml), &err);

    must(document);
    for (; document; document = document->next)
        put_object(t, node_json(document));
}

void toy_open_shop(struct toy *t)
{
    toy_apply(t, shop);
}

void toy_delete(struct toy *t, enum kind kind, const char *key)
{
    cJSON_Delete(cluster_put(&t->cluster, kind, key, NULL));
}

/* The annotation is written as YAML and stored as the JSON text that it means. */
void toy_ingress(struct toy *t, const char *name, const char *host, const char *actions)
{
    struct err err = { .text = "" };
    struct buf text = BUF_LIMIT(TEXT_MAX);
    const struct node *node = yaml_parse(t->arena, "actions", str_of(actions), &err);
    char *ingress = arena_printf(
        t->arena,
        "{kind: Ingress, metadata: {name: %s, namespace: default, annotations: {}}, spec: {"
        "ingressClassName: alb, rules: [{host: %s, http: {paths: [{path: /path, pathType: Prefix,"
        " backend: {service: {name: forward, port: {name: use-annotation}}}}]}}]}}",
        name, host);
    cJSON *object = node_json(yaml_parse(t->arena, "ingress", str_of(ingress), &err));
    cJSON *value = node ? node_json(node) : NULL;

    if (value)
        json_print(&text, value);
    json_add_text(json_mutable(object, "metadata.annotations"), ACTIONS_PREFIX "forward",
                  value ? buf_str(&text).at : actions);
    put_object(t, object);
    cJSON_Delete(value);
    buf_done(&text);
}

/* ---- the cloud ---- */

static const char *new_id(struct toy *t, const char *prefix)
{
    return arena_printf(t->arena, "%s-%d", prefix, ++t->made);
}

static void add_item(struct toy *t, cJSON *list, const cJSON *params, const char *id_member,
                     const char *prefix)
{
    cJSON *item = json_push(list, json_copy(params));

    json_add_text(item, id_member, new_id(t, prefix));
    if (json_get(item, "Tag"))
        json_add(item, "Tags", json_copy(json_get(item, "Tag")));
}

static cJSON *find(cJSON *list, const char *member, const char *id)
{
    cJSON *item = NULL;

    cJSON_ArrayForEach(item, list)
    {
        if (json_is_text(json_get(item, member), id))
            return item;
    }
    return NULL;
}

static void drop(cJSON *list, const char *member, const char *id)
{
    cJSON *item = find(list, member, id);

    must(item);
    cJSON_Delete(cJSON_DetachItemViaPointer(list, item));
}

static void create_balancer(struct toy *t, const cJSON *params)
{
    t->balancer = arena_json(t->arena, json_copy(params));
    json_add_text(t->balancer, "LoadBalancerId", new_id(t, "alb"));
    json_add_text(t->balancer, "DNSName", "shop.example.com");
    json_add_text(t->balancer, "LoadBalancerStatus", t->pending ? t->pending : "Active");
    json_add_bool(json_add_object(t->balancer, "DeletionProtectionConfig"), "Enabled", true);
}

static void create_rules(struct toy *t, const cJSON *params)
{
    const cJSON *rule = NULL;

    cJSON_ArrayForEach(rule, json_get(params, "Rules"))
    {
        add_item(t, t->rules, rule, "RuleId", "rule");
        cJSON *item = cJSON_GetArrayItem(t->rules, cJSON_GetArraySize(t->rules) - 1);
        json_add_text(item, "ListenerId", json_text(params, "ListenerId"));
        json_add_text(item, "RuleStatus", t->pending ? t->pending : "Available");
    }
}

static void update_rules(struct toy *t, const cJSON *params)
{
    const cJSON *change = NULL, *member = NULL;

    cJSON_ArrayForEach(change, json_get(params, "Rules"))
    {
        cJSON *rule = find(t->rules, "RuleId", json_text(change, "RuleId"));
        must(rule);
        cJSON_ArrayForEach(member, change)
        {
            json_set(rule, member->string, json_copy(member));
        }
    }
}

static void add_servers(struct toy *t, const cJSON *params)
{
    const cJSON *server = NULL;

    cJSON_ArrayForEach(server, json_get(params, "Servers"))
    {
        cJSON *item = json_push(t->servers, json_copy(server));
        json_add_text(item, "ServerGroupId", json_text(params, "ServerGroupId"));
        json_add_text(item, "Status", t->pending ? t->pending : "Available");
    }
}

static void remove_servers(struct toy *t, const cJSON *params)
{
    const cJSON *server = NULL;
    cJSON *item = NULL;

    cJSON_ArrayForEach(server, json_get(params, "Servers"))
    {
        for (item = t->servers->child; item; item = item->next) {
            if (json_equal(json_get(item, "ServerIp"), json_get(server, "ServerIp")) &&
                json_equal(json_get(item, "Port"), json_get(server, "Port")) &&
                json_equal(json_get(item, "ServerGroupId"), json_get(params, "ServerGroupId")))
                break;
        }
        must(item);
        cJSON_Delete(cJSON_DetachItemViaPointer(t->servers, item));
    }
}

static void delete_rules(struct toy *t, const cJSON *params)
{
    const cJSON *id = NULL;

    cJSON_ArrayForEach(id, json_get(params, "RuleIds"))
    {
        drop(t->rules, "RuleId", id->valuestring);
    }
}

static void take_effect(struct toy *t, const char *action, const cJSON *params)
{
    if (strcmp(action, "CreateLoadBalancer") == 0)
        create_balancer(t, params);
    else if (strcmp(action, "CreateServerGroup") == 0)
        add_item(t, t->groups, params, "ServerGroupId", "sgp");
    else if (strcmp(action, "CreateListener") == 0)
        add_item(t, t->listeners, params, "ListenerId", "lsn");
    else if (strcmp(action, "CreateRules") == 0)
        create_rules(t, params);
    else if (strcmp(action, "UpdateRulesAttribute") == 0)
        update_rules(t, params);
    else if (strcmp(action, "DeleteRules") == 0)
        delete_rules(t, params);
    else if (strcmp(action, "AddServersToServerGroup") == 0)
        add_servers(t, params);
    else if (strcmp(action, "RemoveServersFromServerGroup") == 0)
        remove_servers(t, params);
    else if (strcmp(action, "DeleteServerGroup") == 0)
        drop(t->groups, "ServerGroupId", json_text(params, "ServerGroupId"));
    else if (strcmp(action, "DeleteListener") == 0)
        drop(t->listeners, "ListenerId", json_text(params, "ListenerId"));
    else if (strcmp(action, "DeleteLoadBalancer") == 0)
        t->balancer = NULL;
    else
        must(strcmp(action, "DisableDeletionProtection") == 0);
}

bool toy_act(struct toy *t, const struct plan *p)
{
    bool effect = false;

    for (const struct step *s = p->first; s; s = s->next) {
        if (t->refuse && strcmp(t->refuse, s->action) == 0)
            continue;
        take_effect(t, s->action, s->params);
        effect = true;
    }
    return effect;
}

/* ---- look and think ---- */

struct model *toy_model(struct toy *t)
{
    return model_build(t->arena, &t->cluster,
                       cluster_get(&t->cluster, KIND_albconfig, NULL, "alb"));
}

static bool add_interface(void *arg, struct want_group *g)
{
    struct found *f = arg;

    for (const struct server *s = g->servers; s; s = s->next) {
        if (str_starts(str_of(s->ip), STR("10.")) && !json_get(f->interfaces, s->ip))
            json_add_text(f->interfaces, s->ip, arena_printf(f->arena, "eni-%s", s->ip));
    }
    return true;
}

static cJSON *with_status(struct toy *t, const cJSON *list, const char *member, const char *status)
{
    cJSON *copy = arena_json(t->arena, json_copy(list)), *item = NULL;

    cJSON_ArrayForEach(item, copy)
    {
        if (!json_get(item, member))
            json_add_text(item, member, status);
    }
    return copy;
}

struct plan *toy_plan(struct toy *t)
{
    struct found *f = found_new(t->arena);
    struct model *m = toy_model(t);
    const cJSON *server = NULL;

    f->lb = t->balancer;
    f->listeners = with_status(t, t->listeners, "ListenerStatus", "Running");
    f->rules = arena_json(t->arena, json_copy(t->rules));
    json_add_text(f->zones, "vsw-1", "zone-a");
    found_take_groups(f, with_status(t, t->groups, "ServerGroupStatus", "Available"));
    for (struct found_group *g = f->groups; g; g = g->next) {
        cJSON *servers = arena_json(t->arena, cJSON_CreateArray());
        cJSON_ArrayForEach(server, t->servers)
        {
            if (json_is_text(json_get(server, "ServerGroupId"), g->id))
                json_push(servers, json_copy(server));
        }
        g->servers = servers;
    }
    found_keep_groups(f, &t->cluster, m);
    model_each_group(m, add_interface, f);
    found_mark_use(f);
    return plan_make(t->arena, m, f, &place);
}

const char *toy_converge(struct toy *t)
{
    struct buf text = BUF_LIMIT(TEXT_MAX);

    for (int round = 0; round < ROUNDS_MAX; round++) {
        struct plan *p = toy_plan(t);
        if (!p->first)
            break;
        for (const struct step *s = p->first; s; s = s->next) {
            buf_add_text(&text, buf_str(&text).len ? " " : "");
            buf_add_text(&text, s->action);
        }
        if (!toy_act(t, p))
            break;
    }
    const char *actions = arena_strz(t->arena, buf_str(&text));
    buf_done(&text);
    return actions;
}

/* ---- what came out ---- */

static int compare_rules(const void *a, const void *b)
{
    const cJSON *const *left = a, *const *right = b;

    return (int)(json_int(*left, "Priority") - json_int(*right, "Priority"));
}

static const char *group_text(struct toy *t, const char *id)
{
    const cJSON *group = find(t->groups, "ServerGroupId", id), *tag = NULL;
    const char *service = "", *port = "";

    cJSON_ArrayForEach(tag, json_get(group, "Tags"))
    {
        if (json_is_text(json_get(tag, "Key"), TAG_SERVICE_NAME))
            service = json_text(tag, "Value");
        if (json_is_text(json_get(tag, "Key"), TAG_SERVICE_PORT))
            port = json_text(tag, "Value");
    }
    return group ? arena_printf(t->arena, "%s:%s", service, port) : id;
}

static void add_rule_text(struct toy *t, struct buf *text, const cJSON *rule)
{
    const cJSON *tuple = NULL;

    buf_printf(text, "%d %s ->", (int)json_int(rule, "Priority"),
               rule_conditions_text(t->arena, json_get(rule, "RuleConditions")));
    cJSON_ArrayForEach(tuple, json_at(rule, "RuleActions.0.ForwardGroupConfig.ServerGroupTuples"))
    {
        buf_printf(text, " %s=%d", group_text(t, json_text_or(tuple, "ServerGroupId", "")),
                   (int)json_int_or(tuple, "Weight", -1));
    }
    buf_add_char(text, '\n');
}

const char *toy_rules(struct toy *t)
{
    size_t count = 0;
    const cJSON **sorted =
        arena_alloc(t->arena, ((size_t)cJSON_GetArraySize(t->rules) + 1) * sizeof(void *));
    const cJSON *rule = NULL;
    struct buf text = BUF_LIMIT(TEXT_MAX);

    cJSON_ArrayForEach(rule, t->rules)
    {
        sorted[count++] = rule;
    }
    if (count > 1)
        qsort(sorted, count, sizeof(void *), compare_rules);
    for (size_t i = 0; i < count; i++)
        add_rule_text(t, &text, sorted[i]);
    const char *copy = arena_strz(t->arena, buf_str(&text));
    buf_done(&text);
    return copy;
}

const char *toy_servers(struct toy *t, const char *service)
{
    const char *text = "";
    const cJSON *server = NULL;

    cJSON_ArrayForEach(server, t->servers)
    {
        const char *group = group_text(t, json_text_or(server, "ServerGroupId", ""));
        if (str_starts(str_of(group), str_of(service)))
            text =
                arena_printf(t->arena, "%s%s%s:%d", text, *text ? " " : "",
                             json_text_or(server, "ServerIp", ""), (int)json_int(server, "Port"));
    }
    return text;
}
