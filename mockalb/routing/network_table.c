#include "mockalb/routing/network_table.h"

#include <string.h>

#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

/* What every VPC's tables have besides its vSwitches: the cloud's own addresses. */
static const struct cidr services = { 0x64400000u, 0xffc00000u }; /* 100.64.0.0/10 */

struct adding {
    const struct network_table *table;
    const struct cidr *block;
    struct route_list *to;
    bool is_local; /* a local block holds it */
};

static void add_local(const struct adding *a, const char *owner)
{
    route_list_add(a->to, &(struct route){ .to = *a->block,
                                           .type = ROUTE_system,
                                           .hop_type = "Local",
                                           .hop = "",
                                           .origin_type = "VPC",
                                           .origin = owner,
                                           .origin_route = "System" });
}

static bool look_at_vswitch(void *arg, const struct object *vswitch)
{
    struct adding *a = arg;
    struct cidr local;

    if (!cidr_read(json_text(vswitch->body, "CidrBlock"), &local))
        return true;
    if (local.net == a->block->net && local.mask == a->block->mask)
        add_local(a, a->table->vpc);
    a->is_local |= cidr_holds(&local, a->block);
    return true;
}

static void add_system(struct adding *a)
{
    store_children(a->table->view->store, &kind_vswitch, a->table->vpc, look_at_vswitch, a);
    if (services.net == a->block->net && services.mask == a->block->mask)
        add_local(a, a->table->vpc);
    a->is_local |= cidr_holds(&services, a->block);
}

static bool add_entry(void *arg, const struct object *entry)
{
    struct adding *a = arg;
    const char *status = json_text_or(entry->body, "Status", "Available");

    if (!is_state(entry, "RouteTableId", a->table->id))
        return true;
    route_list_add(
        a->to,
        &(struct route){ .to = *a->block,
                         .type = ROUTE_custom,
                         .status = strcmp(status, "Available") == 0 ? ROUTE_active : ROUTE_pending,
                         .hop_type = entry_hop(entry, "NextHopType"),
                         .hop = entry_hop(entry, "NextHopId"),
                         .origin_type = "",
                         .origin = "",
                         .origin_route = "",
                         .entry = entry });
    return true;
}

/* The border router's end of the circuit: what a site behind it has told it by BGP. */
static bool add_learned(void *arg, const struct object *site)
{
    struct adding *a = arg;
    const struct object *router = a->table->border_router;
    const char *id = text_of(site, "VbrId");
    bool is_here =
        *id ? strcmp(id, router->id) == 0
            : is_state(router, "PhysicalConnectionId", text_of(site, "PhysicalConnectionId"));

    if (!is_here || !routing_has_session(a->table->view->store, site, router))
        return true;
    route_list_add(a->to, &(struct route){ .to = *a->block,
                                           .type = ROUTE_bgp,
                                           .hop_type = "RouterInterface",
                                           .hop = text_of(router, "VlanInterfaceId"),
                                           .origin_type = "VBR",
                                           .origin = router->id,
                                           .origin_route = "BGP" });
    return true;
}

/* Two data centres do not reach each other through the cloud: what came from one goes to no other. */
static bool is_wanted(const struct network_table *t, const struct route *r)
{
    return r->status == ROUTE_active && strcmp(r->hop, t->attachment) != 0 &&
           !(t->border_router && strcmp(r->origin_type, "VBR") == 0);
}

static void add_pushed(struct network_table *t, const struct adding *a)
{
    const struct heard *h = spread_run(&t->pushed.spread, a->block, t->pushed.number);

    if (!h || !is_wanted(t, &h->route))
        return;
    struct route route = h->route;
    route.type = ROUTE_synced;
    route.hop_type = "Attachment";
    route.hop = t->attachment;
    route.entry = NULL;
    route_list_add(a->to, &route);
}

void network_table_at(void *table, const struct cidr *block, struct route_list *to)
{
    struct network_table *t = table;
    struct adding a = { .table = t, .block = block, .to = to };
    const struct store *s = t->view->store;
    size_t before = to->count;
    char key[CIDR_ROOM];

    cidr_text(block, key);
    if (t->vpc)
        add_system(&a);
    if (t->border_router)
        store_keyed(s, &kind_site, key, add_learned, &a);
    store_keyed(s, &kind_route_entry, key, add_entry, &a);
    if (t->attachment && to->count == before && !a.is_local)
        add_pushed(t, &a);
    for (size_t i = before + 1; i < to->count; i++)
        if (to->items[before].status == ROUTE_active && to->items[i].status == ROUTE_active)
            to->items[i].status = ROUTE_standby; /* learned by BGP and made by hand */
}

/* The attachment that pushes into the tables of this network; there can be one. */
static bool find_pushing(void *arg, const struct object *attachment)
{
    struct network_table *t = arg;
    const char *table;

    if (t->attachment || !is_state(attachment, "Status", "Attached") ||
        !json_bool(attachment->body, "AutoPublishRouteEnabled"))
        return true;
    table = routing_associated_table(t->view->store, attachment->id,
                                     text_of(attachment, "TransitRouterId"));
    if (table && router_table_init(&t->pushed, t->view, table))
        t->attachment = attachment->id;
    return true;
}

static bool first(void *arg, const struct object *o)
{
    *(const struct object **)arg = o;
    return false;
}

static bool may_be_pushed_into(const struct object *table)
{
    const cJSON *flag = json_get(table->body, "RoutePropagationEnable");

    return !cJSON_IsFalse(flag);
}

bool network_table_init(struct network_table *t, const struct view *v, const char *id)
{
    const struct object *table = store_find(v->store, &kind_route_table, id);
    const char *owner;

    *t = (struct network_table){ .view = v, .id = id };
    store_keyed(v->store, &kind_virtual_border_router, id, first, &t->border_router);
    if (t->border_router)
        owner = t->border_router->id;
    else if (table)
        owner = t->vpc = text_of(table, "VpcId");
    else
        return false;
    if (t->border_router || may_be_pushed_into(table))
        store_keyed(v->store, &kind_cen_attachment, owner, find_pushing, t);
    return true;
}

static bool list_block(void *arg, const struct object *o)
{
    const char *text =
        json_text(o->body, o->kind == &kind_vswitch ? "CidrBlock" : "DestinationCidrBlock");
    struct cidr block;

    if (cidr_read(text, &block))
        block_list_add(arg, &block);
    return true;
}

static bool list_site(void *arg, const struct object *site)
{
    const cJSON *text;
    struct cidr block;

    cJSON_ArrayForEach(text, json_get(site->body, "Cidrs"))
    {
        if (cJSON_IsString(text) && cidr_read(text->valuestring, &block))
            block_list_add(arg, &block);
    }
    return true;
}

static void list_blocks(const struct network_table *t, struct block_list *blocks)
{
    const struct store *s = t->view->store;

    if (t->vpc) {
        block_list_add(blocks, &services);
        store_children(s, &kind_vswitch, t->vpc, list_block, blocks);
    } else {
        store_keyed(s, &kind_site, t->border_router->id, list_site, blocks);
        store_keyed(s, &kind_site, text_of(t->border_router, "PhysicalConnectionId"), list_site,
                    blocks);
    }
    store_children(s, &kind_route_entry, t->id, list_block, blocks);
    if (t->attachment)
        origins_each_block(t->view, t->pushed.spread.net, block_list_add, blocks);
}

const struct routes *network_table_all(const struct view *v, const char *id)
{
    struct routes *all = map_get(v->tables, str_of(id));
    struct network_table table;

    if (all)
        return all;
    struct arena *scratch = arena_new();
    struct view inner = *v;
    struct block_list blocks = { .arena = scratch };
    inner.arena = scratch;
    all = arena_new_of(v->table_keep, struct routes);
    if (network_table_init(&table, &inner, id)) {
        list_blocks(&table, &blocks);
        *all = all_routes(network_table_at, &table, &blocks, v->table_keep);
    }
    arena_free(scratch);
    map_put(v->tables, str_of(id), all);
    return all;
}
