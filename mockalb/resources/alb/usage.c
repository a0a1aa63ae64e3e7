#include "mockalb/resources/alb/usage.h"

#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "mockalb/resources/kinds.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

static bool each_tuple(const cJSON *tuples, group_fn *fn, void *arg)
{
    const cJSON *tuple;

    cJSON_ArrayForEach(tuple, tuples)
    {
        const char *group = json_text(tuple, "ServerGroupId");
        if (group && !fn(arg, group))
            return false;
    }
    return true;
}

void actions_each_group(const cJSON *actions, group_fn *fn, void *arg)
{
    const cJSON *action;

    cJSON_ArrayForEach(action, actions)
    {
        if (!each_tuple(json_at(action, "ForwardGroupConfig.ServerGroupTuples"), fn, arg))
            return;
        if (!each_tuple(json_at(action, "TrafficMirrorConfig.MirrorGroupConfig.ServerGroupTuples"),
                        fn, arg))
            return;
    }
}

struct collecting {
    struct call *call;
    struct relations *into;
    struct relation from; /* all but the group */
};

static bool add_relation(void *arg, const char *group)
{
    struct collecting *c = arg;
    struct relations *r = c->into;

    if (r->count == r->room) {
        size_t room = r->room ? r->room * 2 : 32;
        struct relation *items = arena_alloc(c->call->arena, room * sizeof(*items));
        if (r->count)
            memcpy(items, r->items, r->count * sizeof(*items));
        r->items = items;
        r->room = room;
    }
    r->items[r->count] = c->from;
    r->items[r->count++].group = group;
    return true;
}

static bool add_listener(void *arg, const struct object *o)
{
    struct collecting *c = arg;

    c->from = (struct relation){ .balancer = json_text_or(o->body, "LoadBalancerId", ""),
                                 .listener = o->id,
                                 .going = lifecycle_is_going(o) };
    actions_each_group(json_get(o->body, "DefaultActions"), add_relation, c);
    return true;
}

static bool add_rule(void *arg, const struct object *o)
{
    struct collecting *c = arg;

    c->from = (struct relation){ .balancer = json_text_or(o->body, "LoadBalancerId", ""),
                                 .listener = json_text_or(o->body, "ListenerId", ""),
                                 .rule = o->id,
                                 .going = lifecycle_is_going(o) };
    actions_each_group(json_get(o->body, "RuleActions"), add_relation, c);
    return true;
}

struct relations relations_of(struct call *call)
{
    struct relations relations = { 0 };
    struct collecting c = { .call = call, .into = &relations };

    store_each(call->store, &kind_listener, call->region, add_listener, &c);
    store_each(call->store, &kind_rule, call->region, add_rule, &c);
    return relations;
}

bool relations_use(const struct relations *r, const char *group)
{
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->items[i].group, group) == 0)
            return true;
    return false;
}

static bool count_one(void *arg, const struct object *o)
{
    (void)o;
    ++*(size_t *)arg;
    return true;
}

size_t group_server_count(struct call *call, const char *group)
{
    size_t count = 0;

    store_children(call->store, &kind_server, group, count_one, &count);
    return count;
}

/* What one group, load balancer or backend uses, by id. */
struct use {
    int64_t attached; /* a group: listeners and rules that forward to it */
    int64_t
        servers; /* a group: its backends; a load balancer: those that it reaches, each way counted */
    int64_t added;    /* a backend: groups and their associations */
    const char *name; /* of a backend */
};

struct usage {
    struct arena *arena;
    struct map *groups, *balancers, *backends;
};

static void free_map(void *map)
{
    map_free(map);
}

static struct map *usage_map(struct call *call)
{
    struct map *map = map_new();

    arena_defer(call->arena, free_map, map);
    return map;
}

static struct use *use_of(const struct usage *u, struct map *map, const char *id)
{
    struct use *use = map_get(map, str_of(id));

    if (!use) {
        use = arena_new_of(u->arena, struct use);
        map_put(map, str_of(id), use);
    }
    return use;
}

static const struct use *use_at(const struct map *map, struct str id)
{
    static const struct use none;
    const struct use *use = map_get(map, id);

    return use ? use : &none;
}

static bool count_server(void *arg, const struct object *o)
{
    const struct usage *u = arg;
    const char *id = json_text_or(o->body, "ServerId", ""),
               *ip = json_text_or(o->body, "ServerIp", "");
    if (lifecycle_is_going(o))
        return true;
    struct use *group = use_of(u, u->groups, json_text_or(o->body, "ServerGroupId", ""));
    struct use *backend = use_of(u, u->backends, arena_printf(u->arena, "%s %s", id, ip));
    group->servers++;
    backend->added += group->attached > 1 ? group->attached : 1;
    if (!backend->name)
        backend->name = arena_strz(u->arena, str_of(id));
    return true;
}

const struct usage *usage_take(struct call *call)
{
    struct usage *u = arena_new_of(call->arena, struct usage);
    struct relations relations = relations_of(call);

    u->arena = call->arena;
    u->groups = usage_map(call);
    u->balancers = usage_map(call);
    u->backends = usage_map(call);
    for (size_t i = 0; i < relations.count; i++)
        if (!relations.items[i].going)
            use_of(u, u->groups, relations.items[i].group)->attached++;
    store_each(call->store, &kind_server, call->region, count_server, u);
    for (size_t i = 0; i < relations.count; i++) {
        const struct relation *r = &relations.items[i];
        if (!r->going)
            use_of(u, u->balancers, r->balancer)->servers +=
                use_at(u->groups, str_of(r->group))->servers;
    }
    return u;
}

struct comparing {
    struct call *call;
    const struct usage *before;
    const struct api_error *refusal;
};

/* Only what grows is refused: who is past a limit already may shrink. */
static bool compare(struct comparing *c, enum quota q, const char *resource, int64_t before,
                    int64_t after)
{
    const struct object *balancer = object_of(c->call, &kind_load_balancer, resource);
    const char *edition = balancer ? json_text_or(balancer->body, "LoadBalancerEdition", "") : "";

    if (after > before)
        c->refusal = quota_check(c->call, q, edition, resource, before, after - before);
    return !c->refusal;
}

static bool compare_group(void *arg, struct str id, void *value)
{
    struct comparing *c = arg;
    const struct use *before = use_at(c->before->groups, id), *after = value;
    const char *group = arena_strz(c->call->arena, id);

    return compare(c, QUOTA_group_attached, group, before->attached, after->attached) &&
           compare(c, QUOTA_group_servers, group, before->servers, after->servers);
}

static bool compare_balancer(void *arg, struct str id, void *value)
{
    struct comparing *c = arg;
    const struct use *before = use_at(c->before->balancers, id), *after = value;

    return compare(c, QUOTA_balancer_servers, arena_strz(c->call->arena, id), before->servers,
                   after->servers);
}

static bool compare_backend(void *arg, struct str id, void *value)
{
    struct comparing *c = arg;
    const struct use *before = use_at(c->before->backends, id), *after = value;

    return compare(c, QUOTA_server_added, after->name, before->added, after->added);
}

const struct api_error *usage_check(struct call *call, const struct usage *before)
{
    const struct usage *after = usage_take(call);
    struct comparing c = { .call = call, .before = before };

    map_each(after->groups, compare_group, &c);
    if (!c.refusal)
        map_each(after->balancers, compare_balancer, &c);
    if (!c.refusal)
        map_each(after->backends, compare_backend, &c);
    return c.refusal;
}
