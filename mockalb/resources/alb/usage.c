#include "mockalb/resources/alb/usage.h"

#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "mockalb/kinds/keys.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/alb/relations.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

/* A number as it was before the transaction, and as it is. */
struct tally {
    int64_t before, after;
};

/* An object that the transaction changed. */
struct changed {
    const struct object *before, *after; /* NULL: was not there; is not there */
    struct changed *next;
};

/* A server group, load balancer or backend that the changes touch. */
struct touched {
    const char *id;
    struct tally attached; /* a group: listeners and rules that forward to it */
    struct tally servers;  /* a group: its backends; a load balancer: those it reaches, each way
                              counted; a backend: the groups it is in, as often as they are used */
    struct touched *next;
};

struct touched_set {
    struct map *by_id;
    struct touched *first, **end; /* in the order in which they were found */
};

struct usage {
    struct call *call;
    struct changed *relations, *servers; /* listeners and rules; servers */
    struct map *changed;                 /* by kind and id */
    struct touched_set groups, balancers, backends;
    const struct api_error *refusal;
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

static void set_init(struct usage *u, struct touched_set *set)
{
    set->by_id = call_map(u->call);
    set->end = &set->first;
}

/* ret_new: it was not there before. */
static struct touched *touch(struct usage *u, struct touched_set *set, const char *id,
                             bool *ret_new)
{
    struct touched *t = map_get(set->by_id, str_of(id));

    *ret_new = !t;
    if (t)
        return t;
    t = arena_new_of(u->call->arena, struct touched);
    t->id = arena_strz(u->call->arena, str_of(id));
    map_put(set->by_id, str_of(id), t);
    *set->end = t;
    set->end = &t->next;
    return t;
}

static bool counts(const struct object *o)
{
    return o && !lifecycle_is_going(o);
}

/* What the transaction did, object by object: of several changes the first before and the last after. */
static void note_change(void *arg, const struct change *c)
{
    struct usage *u = arg;
    const struct object *o = c->after ? c->after : c->before;
    bool is_server = o->kind == &kind_server;
    struct str key;
    struct changed *known;

    if (!is_server && o->kind != &kind_listener && o->kind != &kind_rule)
        return;
    key = str_of(arena_printf(u->call->arena, "%s %s", o->kind->name, o->id));
    known = map_get(u->changed, key);
    if (!known) {
        struct changed **list = is_server ? &u->servers : &u->relations;
        known = arena_new_of(u->call->arena, struct changed);
        known->before = c->before;
        known->next = *list;
        *list = known;
        map_put(u->changed, key, known);
    }
    known->after = c->after;
}

struct occurrences {
    const char *group;
    int64_t count;
};

static bool count_occurrence(void *arg, const char *group)
{
    struct occurrences *n = arg;

    n->count += strcmp(group, n->group) == 0;
    return true;
}

/* How often a listener or rule forwards to a group. */
static int64_t uses_of(const struct object *o, const char *group)
{
    struct occurrences n = { group, 0 };

    if (counts(o))
        actions_each_group(relation_actions(o), count_occurrence, &n);
    return n.count;
}

static bool add_uses(void *arg, const struct object *o)
{
    struct touched *group = arg;

    group->attached.after += uses_of(o, group->id);
    return true;
}

static bool add_server(void *arg, const struct object *o)
{
    struct touched *group = arg;

    group->servers.after += counts(o);
    return true;
}

static bool is_in(const struct object *server, const char *group)
{
    return counts(server) && json_is_text(json_get(server->body, "ServerGroupId"), group);
}

static const struct touched *group_use(struct usage *u, const char *id)
{
    bool is_new;
    struct touched *group = touch(u, &u->groups, id, &is_new);

    if (!is_new)
        return group;
    store_keyed(u->call->store, &kind_listener, id, add_uses, group);
    store_keyed(u->call->store, &kind_rule, id, add_uses, group);
    store_children(u->call->store, &kind_server, id, add_server, group);
    group->attached.before = group->attached.after;
    group->servers.before = group->servers.after;
    for (const struct changed *c = u->relations; c; c = c->next)
        group->attached.before += uses_of(c->before, id) - uses_of(c->after, id);
    for (const struct changed *c = u->servers; c; c = c->next)
        group->servers.before += is_in(c->before, id) - is_in(c->after, id);
    return group;
}

static bool touch_group(void *arg, const char *group)
{
    (void)group_use(arg, group);
    return true;
}

static bool touch_balancer(void *arg, const struct object *relation)
{
    struct usage *u = arg;
    bool is_new;

    (void)touch(u, &u->balancers, json_text_or(relation->body, "LoadBalancerId", ""), &is_new);
    return true;
}

static void touch_key(void *arg, const char *key)
{
    struct usage *u = arg;
    bool is_new;

    (void)touch(u, &u->backends, key, &is_new);
}

static bool touch_backend(void *arg, const struct object *server)
{
    server_backend(server, touch_key, arg);
    return true;
}

static void touch_relation(struct usage *u, const struct object *o)
{
    if (!o)
        return;
    actions_each_group(relation_actions(o), touch_group, u);
    touch_balancer(u, o);
}

static void touch_server(struct usage *u, const struct object *o)
{
    if (!o)
        return;
    (void)group_use(u, json_text_or(o->body, "ServerGroupId", ""));
    touch_backend(u, o);
}

/* A group that has grown: whoever forwards to it reaches more, its backends are used more often. */
static void spread(struct usage *u, const struct touched *group)
{
    if (group->servers.after > group->servers.before) {
        store_keyed(u->call->store, &kind_listener, group->id, touch_balancer, u);
        store_keyed(u->call->store, &kind_rule, group->id, touch_balancer, u);
    }
    if (group->attached.after > group->attached.before)
        store_children(u->call->store, &kind_server, group->id, touch_backend, u);
}

static void find_touched(struct usage *u)
{
    for (const struct changed *c = u->relations; c; c = c->next) {
        touch_relation(u, c->before);
        touch_relation(u, c->after);
    }
    for (const struct changed *c = u->servers; c; c = c->next) {
        touch_server(u, c->before);
        touch_server(u, c->after);
    }
    for (const struct touched *group = u->groups.first; group; group = group->next)
        spread(u, group);
}

/* What one listener or rule lets its load balancer reach, added to a sum. */
struct reaching {
    struct usage *usage;
    struct tally *sum;
    int64_t before, after; /* how its groups' numbers count: 1, 0 or -1 */
};

static bool add_reach(void *arg, const char *group)
{
    const struct reaching *r = arg;
    const struct touched *use = group_use(r->usage, group);

    r->sum->before += r->before * use->servers.before;
    r->sum->after += r->after * use->servers.after;
    return true;
}

static bool add_relation(void *arg, const struct object *o)
{
    if (counts(o))
        actions_each_group(relation_actions(o), add_reach, arg);
    return true;
}

static bool add_listener(void *arg, const struct object *o)
{
    struct reaching *r = arg;

    add_relation(r, o);
    store_children(r->usage->call->store, &kind_rule, o->id, add_relation, r);
    return true;
}

static bool is_of(const struct object *relation, const char *balancer)
{
    return counts(relation) && json_is_text(json_get(relation->body, "LoadBalancerId"), balancer);
}

static void count_balancer(struct usage *u, struct touched *balancer)
{
    struct reaching all = { u, &balancer->servers, 1, 1 };
    struct reaching not_yet = { u, &balancer->servers, -1, 0 };
    struct reaching no_more = { u, &balancer->servers, 1, 0 };

    store_children(u->call->store, &kind_listener, balancer->id, add_listener, &all);
    for (const struct changed *c = u->relations; c; c = c->next) {
        if (is_of(c->after, balancer->id))
            add_relation(&not_yet, c->after);
        if (is_of(c->before, balancer->id))
            add_relation(&no_more, c->before);
    }
}

static int64_t at_least_once(int64_t attached)
{
    return attached > 1 ? attached : 1;
}

struct placing {
    struct usage *usage;
    struct touched *backend;
};

static bool add_place(void *arg, const struct object *server)
{
    const struct placing *p = arg;
    const struct touched *group;

    if (!counts(server))
        return true;
    group = group_use(p->usage, json_text_or(server->body, "ServerGroupId", ""));
    p->backend->servers.before += at_least_once(group->attached.before);
    p->backend->servers.after += at_least_once(group->attached.after);
    return true;
}

struct matching {
    const char *key;
    bool found;
};

static void match_key(void *arg, const char *key)
{
    struct matching *m = arg;

    m->found = strcmp(m->key, key) == 0;
}

/* How often a server counted for a backend before the transaction. */
static int64_t placed_before(struct usage *u, const struct object *server, const char *key)
{
    struct matching m = { key, false };

    if (!counts(server))
        return 0;
    server_backend(server, match_key, &m);
    if (!m.found)
        return 0;
    return at_least_once(
        group_use(u, json_text_or(server->body, "ServerGroupId", ""))->attached.before);
}

static void count_backend(struct usage *u, struct touched *backend)
{
    struct placing placing = { u, backend };

    store_keyed(u->call->store, &kind_server, backend->id, add_place, &placing);
    for (const struct changed *c = u->servers; c; c = c->next)
        backend->servers.before +=
            placed_before(u, c->before, backend->id) - placed_before(u, c->after, backend->id);
}

/* Only what grows is refused: who is past a limit already may shrink. */
static void compare(struct usage *u, enum quota q, const char *resource, struct tally t)
{
    const struct object *balancer = object_of(u->call, &kind_load_balancer, resource);
    const char *edition = balancer ? balancer_edition(balancer) : "";

    if (!u->refusal && t.after > t.before)
        u->refusal = quota_check(u->call, q, edition, resource, t.before, t.after - t.before);
}

const struct api_error *usage_check(struct call *call)
{
    struct usage u = { .call = call, .changed = call_map(call) };

    set_init(&u, &u.groups);
    set_init(&u, &u.balancers);
    set_init(&u, &u.backends);
    store_each_change(call->store, note_change, &u);
    find_touched(&u);
    for (struct touched *t = u.groups.first; t && !u.refusal; t = t->next) {
        compare(&u, QUOTA_group_attached, t->id, t->attached);
        compare(&u, QUOTA_group_servers, t->id, t->servers);
    }
    for (struct touched *t = u.balancers.first; t && !u.refusal; t = t->next) {
        count_balancer(&u, t);
        compare(&u, QUOTA_balancer_servers, t->id, t->servers);
    }
    for (struct touched *t = u.backends.first; t && !u.refusal; t = t->next) {
        struct str id = str_of(t->id);
        count_backend(&u, t);
        compare(&u, QUOTA_server_added, arena_strz(call->arena, str_cut(&id, ' ')), t->servers);
    }
    return u.refusal;
}
