/*
 * Which routes of a network its CEN learns. Those to the vSwitches of a VPC and all of a border
 * router's are published by themselves; custom ones of a VPC's system table when that is asked for, which
 * is an object of its own.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/child_instance.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

#define PUBLISHED     "Published"
#define NOT_PUBLISHED "NonPublished"

/* A route of a network, as the store has it: an entry of its table, or a vSwitch. */
struct route {
    const char *table, *destination, *type, *hop_type, *hop;
    bool is_published; /* by itself */
    bool can_change;
};

/* The network of a call, and the table that its CEN learns from. */
struct source {
    const struct object *cen, *network;
    const char *table;
};

static bool is_system_table(const void *arg, const struct object *o)
{
    (void)arg;
    return json_is_text(json_get(o->body, "RouteTableType"), "System");
}

static const char *table_of(struct call *call, const struct object *network)
{
    if (network->kind == &kind_virtual_border_router)
        return json_text_or(network->body, "RouteTableId", "");
    const struct object *table =
        central_child(call, &kind_route_table, network->id, is_system_table, NULL);
    return table ? table->id : "";
}

static bool read_source(struct call *call, enum error_id cen_unknown, struct source *ret,
                        const struct api_error **ret_refusal)
{
    const char *region = json_text_or(call->params, "ChildInstanceRegionId", "");
    const char *id = json_text_or(call->params, "ChildInstanceId", "");
    bool is_vpc = json_is_text(json_get(call->params, "ChildInstanceType"), "VPC");
    const struct kind *kind = is_vpc ? &kind_vpc : &kind_virtual_border_router;
    struct source s = { .cen = central_param(call, "CenId", &kind_cen),
                        .network = store_get(call->store, kind, region, id) };

    if (!s.cen)
        return central_fail(ret_refusal, refuse(call, cen_unknown));
    if (!s.network || !child_or_attachment(call, s.cen->id, id))
        return central_fail(ret_refusal, refuse(call, ERR_cen_child_unknown));
    s.table = table_of(call, s.network);
    *ret = s;
    return true;
}

static struct route route_of_entry(const struct object *o, bool is_vpc)
{
    const char *hop = json_text(o->body, "NextHopId");
    const char *hop_type = json_text(o->body, "NextHopType");

    if (!hop)
        hop = json_text_or(o->body, "NextHops.NextHop.0.NextHopId", "");
    if (!hop_type)
        hop_type = json_text_or(o->body, "NextHops.NextHop.0.NextHopType", "");
    return (struct route){
        .table = json_text_or(o->body, "RouteTableId", ""),
        .destination = json_text_or(o->body, "DestinationCidrBlock", ""),
        .type = json_text_or(o->body, "Type", "Custom"),
        .hop_type = hop_type,
        .hop = hop,
        .is_published = !is_vpc,
        .can_change = is_vpc && strcmp(hop_type, "Attachment") != 0,
    };
}

static struct route route_of_vswitch(const struct source *s, const struct object *vswitch)
{
    return (struct route){
        .table = s->table,
        .destination = json_text_or(vswitch->body, "CidrBlock", ""),
        .type = "System",
        .hop_type = "local",
        .hop = "",
        .is_published = true,
    };
}

typedef void route_fn(void *arg, const struct route *route);

struct walk {
    const struct source *source;
    route_fn *fn;
    void *arg;
};

static bool walk_vswitch(void *arg, const struct object *o)
{
    const struct walk *w = arg;
    struct route route = route_of_vswitch(w->source, o);

    w->fn(w->arg, &route);
    return true;
}

static bool walk_entry(void *arg, const struct object *o)
{
    const struct walk *w = arg;
    struct route route = route_of_entry(o, w->source->network->kind == &kind_vpc);

    if (strcmp(route.type, "System") !=
        0) /* those are the vSwitches, and no network of anybody's */
        w->fn(w->arg, &route);
    return true;
}

static void each_route(struct call *call, const struct source *s, route_fn *fn, void *arg)
{
    struct walk w = { s, fn, arg };

    if (s->network->kind == &kind_vpc)
        store_children(call->store, &kind_vswitch, s->network->id, walk_vswitch, &w);
    store_children(call->store, &kind_route_entry, s->table, walk_entry, &w);
}

struct route_search {
    const char *destination;
    struct route found;
    bool is_found;
};

static void find_route(void *arg, const struct route *route)
{
    struct route_search *search = arg;

    if (search->is_found || strcmp(route->destination, search->destination) != 0)
        return;
    search->found = *route;
    search->is_found = true;
}

static const char *mark_id(struct call *call, const struct source *s, const struct route *route)
{
    return arena_printf(call->arena, "%s/%s/%s", s->cen->id, route->table, route->destination);
}

static bool is_published(struct call *call, const struct source *s, const struct route *route)
{
    return route->is_published ||
           central_object(call, &kind_cen_published_route, mark_id(call, s, route));
}

static cJSON *route_item(const struct route *route, bool published)
{
    cJSON *item = cJSON_CreateObject();

    json_add_text(item, "ChildInstanceRouteTableId", route->table);
    json_add_text(item, "DestinationCidrBlock", route->destination);
    json_add_text(item, "RouteType", route->type);
    json_add_text(item, "NextHopType", route->hop_type);
    json_add_text(item, "NextHopId", route->hop);
    json_add_bool(item, "OperationalMode", route->can_change);
    json_add_text(item, "PublishStatus", published ? PUBLISHED : NOT_PUBLISHED);
    return item;
}

static void mark(struct call *call, const struct source *s, const struct route *route)
{
    cJSON *body = route_item(route, true);

    json_add_text(body, "CenId", s->cen->id);
    json_add_text(body, "ChildInstanceId", s->network->id);
    store_put(call->store, &kind_cen_published_route, s->network->scope, mark_id(call, s, route),
              body);
}

/* A route of the call's that can be published, and was not made a part of the network by itself. */
static bool read_route(struct call *call, struct source *ret_source, struct route *ret_route,
                       const struct api_error **ret_refusal)
{
    struct route_search search = { .destination =
                                       json_text_or(call->params, "DestinationCidrBlock", "") };

    if (!read_source(call, ERR_cen_unknown, ret_source, ret_refusal))
        return false;
    if (central_is_busy(ret_source->cen))
        return central_fail(ret_refusal, refuse(call, ERR_cen_status));
    if (json_is_text(json_get(call->params, "ChildInstanceRouteTableId"), ret_source->table))
        each_route(call, ret_source, find_route, &search);
    if (!search.is_found || (!search.found.can_change && !search.found.is_published))
        return central_fail(ret_refusal, refuse(call, ERR_published_unknown));
    *ret_route = search.found;
    return true;
}

/* Differs: a route that can't be published is refused as one that there is not; its own code is not known. */
ACTION(cen, PublishRouteEntries)
{
    struct source source;
    struct route route;
    const struct api_error *refusal;

    if (!read_route(call, &source, &route, &refusal))
        return refusal;
    if (!is_published(call, &source, &route))
        mark(call, &source, &route);
    return NULL;
}

/* Differs: what is published by itself can't be withdrawn here. */
ACTION(cen, WithdrawPublishedRouteEntries)
{
    struct source source;
    struct route route;
    const struct api_error *refusal;

    if (!read_route(call, &source, &route, &refusal))
        return refusal;
    const struct object *o =
        central_object(call, &kind_cen_published_route, mark_id(call, &source, &route));
    if (!o)
        return refuse(call, ERR_published_unknown);
    store_drop(call->store, o->kind, o->scope, o->id);
    return NULL;
}

struct listing {
    struct page page;
    const struct source *source;
};

static void offer_route(void *arg, const struct route *route)
{
    struct listing *l = arg;
    struct call *call = l->page.call;

    if (!filter_text(call, "ChildInstanceRouteTableId", route->table) ||
        !filter_text(call, "DestinationCidrBlock", route->destination))
        return;
    cJSON *item = route_item(route, is_published(call, l->source, route));
    json_add_array(json_add_object(item, "Conflicts"), "Conflict");
    page_add(&l->page, item);
}

ACTION(cen, DescribePublishedRouteEntries)
{
    struct source s;
    const struct api_error *refusal;
    struct listing l = { .source = &s };

    if (!read_source(call, ERR_cen_id_illegal, &s, &refusal))
        return refusal;
    page_begin(&l.page, call, NULL);
    each_route(call, &s, offer_route, &l);
    return page_end(&l.page);
}
