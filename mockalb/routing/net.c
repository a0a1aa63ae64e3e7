#include "mockalb/routing/net.h"

#include <stdlib.h>
#include <string.h>

#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

struct building {
    const struct view *view;
    struct net *net;
    struct net_table *tables;
    struct net_edge *edges;
    size_t table_room, edge_count, edge_room;
    const struct object *association; /* of the connection that is being looked at */
};

/* Twice the room, with what there was. */
static void *grown(struct arena *a, const void *items, size_t count, size_t size, size_t *room)
{
    *room = *room ? *room * 2 : 16;
    void *more = arena_alloc(a, *room * size);
    if (count)
        memcpy(more, items, count * size);
    return more;
}

static bool add_table(void *arg, const struct object *table)
{
    struct building *b = arg;

    if (b->net->count == b->table_room)
        b->tables =
            grown(b->view->net_keep, b->tables, b->net->count, sizeof(*b->tables), &b->table_room);
    b->tables[b->net->count++] =
        (struct net_table){ .id = table->id, .router = text_of(table, "TransitRouterId") };
    return true;
}

static bool add_router(void *arg, const struct object *router)
{
    struct building *b = arg;

    store_children(b->view->store, &kind_cen_route_table, router->id, add_table, b);
    return true;
}

static bool add_edge(void *arg, const struct object *propagation)
{
    struct building *b = arg;
    size_t from, to;

    if (!is_state(propagation, "Status", "Active") ||
        !net_find(b->net, text_of(b->association, "TransitRouterRouteTableId"), &from) ||
        !net_find(b->net, text_of(propagation, "TransitRouterRouteTableId"), &to) ||
        strcmp(b->tables[from].router, b->tables[to].router) == 0)
        return true;
    if (b->edge_count == b->edge_room)
        b->edges =
            grown(b->view->net_keep, b->edges, b->edge_count, sizeof(*b->edges), &b->edge_room);
    b->edges[b->edge_count++] = (struct net_edge){
        .attachment = text_of(propagation, "TransitRouterAttachmentId"), .from = from, .to = to
    };
    return true;
}

static bool add_edges_of(void *arg, const struct object *association)
{
    struct building *b = arg;

    b->association = association;
    if (is_state(association, "Status", "Active"))
        store_children(b->view->store, &kind_cen_propagation,
                       text_of(association, "TransitRouterAttachmentId"), add_edge, b);
    return true;
}

static bool add_connection(void *arg, const struct object *attachment)
{
    struct building *b = arg;

    if (is_state(attachment, "ResourceType", "TR") && is_state(attachment, "Status", "Attached") &&
        json_bool(attachment->body, "AutoPublishRouteEnabled"))
        store_children(b->view->store, &kind_cen_association, attachment->id, add_edges_of, b);
    return true;
}

static int by_start(const void *a, const void *b)
{
    const struct net_edge *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return strcmp(x->attachment, y->attachment);
}

static void order_edges(struct building *b)
{
    size_t at = 0;

    if (b->edge_count)
        qsort(b->edges, b->edge_count, sizeof(*b->edges), by_start);
    for (size_t i = 0; i < b->net->count; i++) {
        b->tables[i].edge = at;
        while (at < b->edge_count && b->edges[at].from == i)
            at++;
        b->tables[i].edge_end = at;
    }
}

static void free_map(void *map)
{
    map_free(map);
}

static struct net *build(const struct view *v, const char *cen)
{
    struct net *net = arena_new_of(v->net_keep, struct net);
    struct building b = { .view = v, .net = net };

    net->cen = cen;
    net->by_id = map_new();
    arena_defer(v->net_keep, free_map, net->by_id);
    store_children(v->store, &kind_cen_transit_router, cen, add_router, &b);
    net->tables = b.tables;
    for (size_t i = 0; i < net->count; i++)
        map_put(net->by_id, str_of(b.tables[i].id), &b.tables[i]);
    store_children(v->store, &kind_cen_attachment, cen, add_connection, &b);
    order_edges(&b);
    net->edges = b.edges;
    return net;
}

const struct net *net_of_table(const struct view *v, const char *table)
{
    const struct object *o = store_find(v->store, &kind_cen_route_table, table), *router;

    router =
        o ? store_find(v->store, &kind_cen_transit_router, text_of(o, "TransitRouterId")) : NULL;
    if (!router)
        return NULL;
    const char *cen = text_of(router, "CenId");
    struct net *net = map_get(v->nets, str_of(cen));
    if (!net) {
        net = build(v, cen);
        map_put(v->nets, str_of(cen), net);
    }
    return net;
}

bool net_find(const struct net *n, const char *table, size_t *ret_number)
{
    const struct net_table *found = map_get(n->by_id, str_of(table));

    if (!found)
        return false;
    *ret_number = (size_t)(found - n->tables);
    return true;
}
