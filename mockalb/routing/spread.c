#include "mockalb/routing/spread.h"

#include <string.h>

#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

static void free_arena(void *arena)
{
    arena_free(arena);
}

void spread_init(struct spread *s, const struct view *v, const struct net *n, struct arena *memory)
{
    *s = (struct spread){ .view = v, .net = n };
    s->tables = arena_alloc(memory, n->count * sizeof(*s->tables));
    s->queue = arena_alloc(memory, n->count * sizeof(*s->queue));
    s->heard = arena_new();
    arena_defer(memory, free_arena, s->heard);
}

static const char *region_of(const struct spread *s, const struct route *r)
{
    const struct object *router =
        store_find(s->view->store, &kind_virtual_border_router, r->origin);

    return router ? router->scope : "";
}

/* Below 0: a is the better one. */
static int compare(const struct spread *s, const struct route *a, const struct route *b)
{
    bool a_bgp = strcmp(a->origin_route, "BGP") == 0, b_bgp = strcmp(b->origin_route, "BGP") == 0;

    if (a->status != b->status)
        return a->status < b->status ? -1 : 1;
    if (a->type != b->type)
        return a->type == ROUTE_static ? -1 : 1;
    if (strcmp(a->origin_type, "VBR") == 0 && strcmp(b->origin_type, "VBR") == 0) {
        int regions = strcmp(region_of(s, a), region_of(s, b));
        if (a_bgp != b_bgp)
            return a_bgp ? -1 : 1;
        if (regions)
            return regions;
    }
    return strcmp(a->hop, b->hop);
}

/* Two ways to one place, or two circuits to one network; otherwise the two are at odds. */
static enum route_status lost_to(const struct route *used, const struct route *r)
{
    bool is_backup = strcmp(used->origin_type, r->origin_type) == 0 &&
                     (strcmp(used->origin, r->origin) == 0 || strcmp(r->origin_type, "VBR") == 0);

    return is_backup ? ROUTE_standby : ROUTE_rejected;
}

static void put_in_order(const struct spread *s, struct hearing *table, struct heard *h)
{
    struct heard **at = &table->first;

    while (*at && compare(s, &(*at)->route, &h->route) <= 0)
        at = &(*at)->next;
    h->next = *at;
    *at = h;
}

static void hear(struct spread *s, size_t number, const struct route *route,
                 const struct heard *from)
{
    struct hearing *table = &s->tables[number];
    bool is_late = table->is_settled;

    if (is_late && strcmp(table->first->route.origin, route->origin) == 0)
        return; /* the same route, the longer way round */
    struct heard *h = arena_new_of(s->heard, struct heard);
    *h = (struct heard){ .route = *route, .from = from, .table = number };
    s->is_one_origin &= !s->origin || strcmp(s->origin, route->origin) == 0;
    s->origin = route->origin;
    if (is_late)
        h->route.status = lost_to(&table->first->route, route);
    put_in_order(s, table, h);
    if (h->route.status == ROUTE_active && !table->is_queued) {
        table->is_queued = true;
        s->queue[s->count++] = number;
    }
}

static void hear_origin(void *arg, size_t table, const struct route *route)
{
    hear(arg, table, route, NULL);
}

/* The table has heard all that is near enough: the first is what it uses. */
static void settle(struct hearing *table)
{
    table->is_settled = true;
    for (struct heard *h = table->first->next; h; h = h->next)
        if (h->route.status == ROUTE_active)
            h->route.status = lost_to(&table->first->route, &h->route);
}

static bool came_through(const struct spread *s, const struct heard *h, const char *router)
{
    for (; h; h = h->from)
        if (strcmp(s->net->tables[h->table].router, router) == 0)
            return true;
    return false;
}

static void tell(struct spread *s, size_t number)
{
    const struct net_table *table = &s->net->tables[number];
    const struct heard *used = s->tables[number].first;

    for (size_t i = table->edge; i < table->edge_end; i++) {
        const struct net_edge *edge = &s->net->edges[i];
        if (came_through(s, used, s->net->tables[edge->to].router))
            continue;
        struct route route = used->route;
        route.type = ROUTE_propagated;
        route.entry = NULL;
        route.hop_type = "Attachment";
        route.hop = edge->attachment;
        route.peers++;
        hear(s, edge->to, &route, used);
    }
}

/* Tables that only have an entry that is not active yet are in no queue. */
static void clear(struct spread *s)
{
    memset(s->tables, 0, s->net->count * sizeof(*s->tables));
    arena_reset(s->heard);
    s->count = 0;
    s->origin = NULL;
    s->is_one_origin = true;
}

const struct heard *spread_run(struct spread *s, const struct cidr *block, size_t table)
{
    size_t round = 0;

    clear(s);
    origins_of_block(s->view, s->net, block, hear_origin, s);
    while (round < s->count && !(s->is_one_origin && s->tables[table].is_settled)) {
        size_t end = s->count;
        for (size_t i = round; i < end; i++)
            settle(&s->tables[s->queue[i]]);
        for (size_t i = round; i < end; i++)
            tell(s, s->queue[i]);
        round = end;
    }
    return s->tables[table].first;
}
