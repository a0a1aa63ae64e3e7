#include "mockalb/routing/router_table.h"

#include <stdlib.h>

#include "mockalb/routing/spread.h"

#include "base/banned.h"

void router_table_at(void *table, const struct cidr *block, struct route_list *to)
{
    struct router_table *t = table;
    const struct heard *h = spread_run(&t->spread, block, t->number);

    for (; h; h = h->next)
        route_list_add(to, &h->route);
}

bool router_table_init(struct router_table *t, const struct view *v, const char *id)
{
    const struct net *net = net_of_table(v, id);

    if (!net || !net_find(net, id, &t->number))
        return false;
    spread_init(&t->spread, v, net, v->arena);
    return true;
}

void block_list_add(void *list, const struct cidr *block)
{
    struct block_list *l = list;

    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 64;
        struct cidr *items = arena_alloc(l->arena, room * sizeof(*items));
        for (size_t i = 0; i < l->count; i++)
            items[i] = l->items[i];
        l->items = items;
        l->room = room;
    }
    l->items[l->count++] = *block;
}

static int by_block(const void *a, const void *b)
{
    const struct cidr *x = a, *y = b;

    if (x->net != y->net)
        return x->net < y->net ? -1 : 1;
    return (x->mask > y->mask) - (x->mask < y->mask);
}

static void block_list_sort(struct block_list *l)
{
    size_t kept = 0;

    if (l->count)
        qsort(l->items, l->count, sizeof(*l->items), by_block);
    for (size_t i = 0; i < l->count; i++)
        if (!kept || by_block(&l->items[kept - 1], &l->items[i]) != 0)
            l->items[kept++] = l->items[i];
    l->count = kept;
}

struct routes all_routes(routes_at_fn *at, void *table, struct block_list *blocks,
                         struct arena *keep)
{
    struct route_list list = { .arena = keep };

    block_list_sort(blocks);
    for (size_t i = 0; i < blocks->count; i++)
        at(table, &blocks->items[i], &list);
    return (struct routes){ .items = list.items, .count = list.count };
}

const struct routes *router_table_all(const struct view *v, const char *id)
{
    struct routes *all = map_get(v->tables, str_of(id));
    struct router_table table;

    if (all)
        return all;
    struct arena *scratch = arena_new();
    struct view inner = *v;
    struct block_list blocks = { .arena = scratch };
    inner.arena = scratch;
    all = arena_new_of(v->table_keep, struct routes);
    if (router_table_init(&table, &inner, id)) {
        origins_each_block(&inner, table.spread.net, block_list_add, &blocks);
        *all = all_routes(router_table_at, &table, &blocks, v->table_keep);
    }
    arena_free(scratch);
    map_put(v->tables, str_of(id), all);
    return all;
}
