#include "mockalb/resources/alb/usage.h"

#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "mockalb/resources/alb/load_balancer.h"
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

/* What one group or load balancer uses. */
struct use {
    int64_t attached; /* a group: listeners and rules that forward to it */
    int64_t
        servers; /* a group: its backends; a load balancer: those that it reaches, each way counted */
};

struct usage {
    struct call *call;
    uint64_t revision; /* of the store when it was taken */
    struct map *groups, *balancers;
};

static void free_map(void *map)
{
    map_free(map);
}

static struct map *call_map(struct call *call)
{
    struct map *map = map_new();

    arena_defer(call->arena, free_map, map);
    return map;
}

static struct use *use_of(struct call *call, struct map *map, const char *id)
{
    struct use *use = map_get(map, str_of(id));

    if (!use) {
        use = arena_new_of(call->arena, struct use);
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

static bool count_staying(void *arg, const struct object *o)
{
    struct use *group = arg;

    group->servers += !lifecycle_is_going(o);
    return true;
}

static bool count_group(void *arg, const struct object *o)
{
    struct usage *u = arg;

    store_children(u->call->store, &kind_server, o->id, count_staying,
                   use_of(u->call, u->groups, o->id));
    return true;
}

const struct usage *usage_take(struct call *call)
{
    struct usage *u = arena_new_of(call->arena, struct usage);
    struct relations relations = relations_of(call);

    u->call = call;
    u->revision = store_revision(call->store);
    u->groups = call_map(call);
    u->balancers = call_map(call);
    store_each(call->store, &kind_server_group, call->region, count_group, u);
    for (size_t i = 0; i < relations.count; i++) {
        const struct relation *r = &relations.items[i];
        if (r->going)
            continue;
        struct use *group = use_of(call, u->groups, r->group);
        group->attached++;
        use_of(call, u->balancers, r->balancer)->servers += group->servers;
    }
    return u;
}

/* What a backend uses: the groups that it is in, each as often as something forwards to it. */
struct backend {
    const char *id;
    int64_t before, after;
};

struct comparing {
    struct call *call;
    const struct usage *before, *after;
    struct map *backends; /* those whose use may have grown */
    const struct api_error *refusal;
};

/* Only what grows is refused: who is past a limit already may shrink. */
static bool compare(struct comparing *c, enum quota q, const char *resource, int64_t before,
                    int64_t after)
{
    const struct object *balancer = object_of(c->call, &kind_load_balancer, resource);
    const char *edition = balancer ? balancer_edition(balancer) : "";

    if (after > before)
        c->refusal = quota_check(c->call, q, edition, resource, before, after - before);
    return !c->refusal;
}

static struct str backend_key(struct comparing *c, const struct object *server)
{
    const char *id = json_text_or(server->body, "ServerId", "");
    const char *ip = json_text_or(server->body, "ServerIp", "");

    return str_of(arena_printf(c->call->arena, "%s %s", id, ip));
}

static bool note_backend(void *arg, const struct object *o)
{
    struct comparing *c = arg;
    struct str key = backend_key(c, o);

    if (!map_get(c->backends, key)) {
        struct backend *backend = arena_new_of(c->call->arena, struct backend);
        backend->id = json_text_or(o->body, "ServerId", "");
        map_put(c->backends, key, backend);
    }
    return true;
}

static bool compare_group(void *arg, struct str id, void *value)
{
    struct comparing *c = arg;
    const struct use *before = use_at(c->before->groups, id), *after = value;
    const char *group = arena_strz(c->call->arena, id);

    if (after->attached > before->attached || after->servers > before->servers)
        store_children(c->call->store, &kind_server, group, note_backend, c);
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

static int64_t at_least_once(const struct use *group)
{
    return group->attached > 1 ? group->attached : 1;
}

/* One pass tells both: what is new or going by this call has a revision past the first look. */
static bool count_backend(void *arg, const struct object *o)
{
    struct comparing *c = arg;
    struct backend *backend = map_get(c->backends, backend_key(c, o));
    struct str group = str_of(json_text_or(o->body, "ServerGroupId", ""));
    bool going = lifecycle_is_going(o), by_this_call = o->revision > c->before->revision;

    if (!backend)
        return true;
    if (o->created <= c->before->revision && (!going || by_this_call))
        backend->before += at_least_once(use_at(c->before->groups, group));
    if (!going)
        backend->after += at_least_once(use_at(c->after->groups, group));
    return true;
}

static bool compare_backend(void *arg, struct str key, void *value)
{
    const struct backend *backend = value;

    (void)key;
    return compare(arg, QUOTA_server_added, backend->id, backend->before, backend->after);
}

const struct api_error *usage_check(struct call *call, const struct usage *before)
{
    struct comparing c = { .call = call, .before = before, .after = usage_take(call) };

    c.backends = call_map(call);
    map_each(c.after->groups, compare_group, &c);
    if (!c.refusal)
        map_each(c.after->balancers, compare_balancer, &c);
    if (!c.refusal && map_count(c.backends))
        store_each(call->store, &kind_server, call->region, count_backend, &c);
    if (!c.refusal)
        map_each(c.backends, compare_backend, &c);
    return c.refusal;
}
