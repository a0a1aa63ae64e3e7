#include "mockalb/routing/routing.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/must.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/routing/network_table.h"

#include "base/banned.h"

/*
 * What was computed is kept until something that it was computed from changes: the nets, which are
 * dear, until a part of a CEN does, whole tables until anything does that makes routes.
 */
struct kept {
    struct arena *arena;
    struct map *items;
};

struct routing {
    struct store *store;
    struct follower follower;
    struct kept nets, tables;
};

static const struct kind *const sources[] = {
    /* clang-format off */
    /* of nets and tables */
    &kind_cen_transit_router, &kind_cen_route_table, &kind_cen_attachment, &kind_cen_association,
    &kind_cen_propagation,
    /* of tables alone */
    &kind_cen_route_entry, &kind_cen_published_route, &kind_route_table, &kind_route_entry,
    &kind_vswitch, &kind_virtual_border_router, &kind_physical_connection, &kind_bgp_group,
    &kind_bgp_peer, &kind_site, &kind_vco_route,
    /* clang-format on */
};

enum { SOURCES = sizeof(sources) / sizeof(sources[0]), SOURCES_OF_NETS = 5 };

static bool is_among(const struct kind *k, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sources[i] == k)
            return true;
    return false;
}

static void kept_done(struct kept *k)
{
    map_free(k->items);
    arena_free(k->arena);
}

static void kept_reset(struct kept *k)
{
    if (k->items && !map_count(k->items))
        return;
    kept_done(k);
    *k = (struct kept){ arena_new(), map_new() };
}

void routing_forget(struct routing *r)
{
    kept_reset(&r->nets);
    kept_reset(&r->tables);
}

static void changed(struct follower *f, const struct change *c)
{
    struct routing *r = (struct routing *)((char *)f - offsetof(struct routing, follower));
    const struct kind *kind = (c->after ? c->after : c->before)->kind;

    if (is_among(kind, SOURCES_OF_NETS))
        kept_reset(&r->nets);
    if (is_among(kind, SOURCES))
        kept_reset(&r->tables);
}

struct routing *routing_new(struct store *s)
{
    struct routing *r = must_alloc(sizeof(*r));

    r->store = s;
    r->follower.changed = changed;
    store_follow(s, &r->follower);
    routing_forget(r);
    return r;
}

void routing_free(struct routing *r)
{
    if (!r)
        return;
    store_unfollow(&r->follower);
    kept_done(&r->nets);
    kept_done(&r->tables);
    free(r);
}

static void note_source(void *arg, const struct change *c)
{
    *(bool *)arg |= is_among((c->after ? c->after : c->before)->kind, SOURCES);
}

static void free_map(void *map)
{
    map_free(map);
}

/* What a transaction has changed may be undone: nothing that was computed from it is kept. */
static struct view view_of(struct routing *r, struct arena *a)
{
    struct view v = { .store = r->store,
                      .arena = a,
                      .net_keep = r->nets.arena,
                      .table_keep = r->tables.arena,
                      .nets = r->nets.items,
                      .tables = r->tables.items };
    bool has_changed = false;

    if (store_in_transaction(r->store))
        store_each_change(r->store, note_source, &has_changed);
    if (!has_changed)
        return v;
    v.net_keep = v.table_keep = a;
    v.nets = map_new();
    v.tables = map_new();
    arena_defer(a, free_map, v.nets);
    arena_defer(a, free_map, v.tables);
    return v;
}

struct routes routing_router_table(struct routing *r, struct arena *a, const char *table)
{
    struct view v = view_of(r, a);

    return *router_table_all(&v, table);
}

struct routes routing_network_table(struct routing *r, struct arena *a, const char *table)
{
    struct view v = view_of(r, a);

    return *network_table_all(&v, table);
}

const struct route *routing_router_match(struct routing *r, struct arena *a, const char *table,
                                         uint32_t ip)
{
    struct view v = view_of(r, a);
    struct router_table t;

    return router_table_init(&t, &v, table) ? longest_match(router_table_at, &t, a, ip) : NULL;
}

const struct route *routing_network_match(struct routing *r, struct arena *a, const char *table,
                                          uint32_t ip)
{
    struct view v = view_of(r, a);
    struct network_table t;

    return network_table_init(&t, &v, table) ? longest_match(network_table_at, &t, a, ip) : NULL;
}

void route_list_add(struct route_list *l, const struct route *r)
{
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 4;
        struct route *items = arena_alloc(l->arena, room * sizeof(*items));
        if (l->count)
            memcpy(items, l->items, l->count * sizeof(*items));
        l->items = items;
        l->room = room;
    }
    l->items[l->count++] = *r;
}

const struct route *longest_match(routes_at_fn *at, void *table, struct arena *a, uint32_t ip)
{
    struct route_list list = { .arena = a };

    for (int length = 32; length >= 0; length--) {
        uint32_t mask = length ? UINT32_MAX << (32 - length) : 0;
        struct cidr block = { ip & mask, mask };
        list.count = 0;
        at(table, &block, &list);
        for (size_t i = 0; i < list.count; i++)
            if (list.items[i].status == ROUTE_active)
                return &list.items[i];
    }
    return NULL;
}

struct choosing {
    const struct store *store;
    const char *router, *table;
};

static bool choose(void *arg, const struct object *association)
{
    struct choosing *c = arg;
    const char *id = text_of(association, "TransitRouterRouteTableId");
    const struct object *table = store_find(c->store, &kind_cen_route_table, id);

    if (table && is_state(association, "Status", "Active") &&
        is_state(table, "TransitRouterId", c->router))
        c->table = table->id;
    return !c->table;
}

const char *routing_associated_table(const struct store *s, const char *attachment,
                                     const char *router)
{
    struct choosing c = { s, router, NULL };

    store_children(s, &kind_cen_association, attachment, choose, &c);
    return c.table;
}
