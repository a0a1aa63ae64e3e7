#include "mockalb/resources/alb/relations.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

struct collecting {
    struct call *call;
    struct relations into;
};

static bool add_relation(void *arg, const struct object *o)
{
    struct collecting *c = arg;
    struct relations *r = &c->into;
    bool is_rule = o->kind == &kind_rule;

    if (r->count == r->room) {
        size_t room = r->room ? r->room * 2 : 8;
        struct relation *items = arena_alloc(c->call->arena, room * sizeof(*items));
        if (r->count)
            memcpy(items, r->items, r->count * sizeof(*items));
        r->items = items;
        r->room = room;
    }
    r->items[r->count++] = (struct relation){
        .balancer = json_text_or(o->body, "LoadBalancerId", ""),
        .listener = is_rule ? json_text_or(o->body, "ListenerId", "") : o->id,
        .rule = is_rule ? o->id : NULL,
    };
    return true;
}

struct relations relations_of(struct call *call, const char *group)
{
    struct collecting c = { .call = call };

    store_keyed(call->store, &kind_listener, group, add_relation, &c);
    store_keyed(call->store, &kind_rule, group, add_relation, &c);
    return c.into;
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
