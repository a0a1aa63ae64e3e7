/*
 * Routes of VPN gateways: by destination ("dbr"), or by source and destination ("pbr"). A gateway is bought,
 * not made by an action, so it and its connections come from a cloud document. A route that is
 * published stands in the system table of the gateway's VPC besides, once for each destination.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/vpc/relations.h"
#include "mockalb/resources/vpc/route.h"
#include "mockalb/resources/vpc/vpc.h"
#include "mockalb/resources/vpc/vpn_counts.h"

#include "base/banned.h"

#define BY_DESTINATION "dbr"
#define BY_POLICY      "pbr"
#define PUBLISHED      "published"
#define NOT_PUBLISHED  "normal"

static const struct object *param_gateway(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *gateway = param_object(call, "VpnGatewayId", &kind_vpn_gateway);

    if (!gateway)
        *ret_refusal = refuse(call, ERR_vpn_gateway_absent);
    return gateway;
}

/* One that can be changed now. */
static const struct object *param_ready_gateway(struct call *call,
                                                const struct api_error **ret_refusal)
{
    const struct object *gateway = param_gateway(call, ret_refusal);

    if (!gateway)
        return NULL;
    if (strcmp(json_text_or(gateway->body, "BusinessStatus", "Normal"), "Normal") != 0)
        *ret_refusal = refuse(call, ERR_vpn_gateway_locked);
    else if (strcmp(lifecycle_state(gateway), "active") != 0)
        *ret_refusal = refuse(call, ERR_vpn_gateway_busy);
    return *ret_refusal ? NULL : gateway;
}

static void set_busy(struct call *call, const struct object *gateway)
{
    store_put(call->store, gateway->kind, gateway->scope, gateway->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), gateway->kind, json_copy(gateway->body),
                              "updating"));
}

/* What identifies a route: those of one destination may go to several connections. */
struct vpn_route {
    const char *type, *gateway, *hop, *source, *destination;
};

static const char *route_id(struct call *call, const struct vpn_route *r)
{
    return arena_printf(call->arena, "%s/%s/%s/%s/%s", r->type, r->gateway, r->hop, r->source,
                        r->destination);
}

/* As blocks are kept. Differs: the code for what is no block is the general one. */
static const struct api_error *read_block(struct call *call, const char *param, const char **ret)
{
    char whole[CIDR_ROOM];
    struct cidr block;

    if (!cidr_read(json_text_or(call->params, param, ""), &block))
        return refuse(call, ERR_illegal_param, param);
    cidr_text(&block, whole);
    *ret = arena_strz(call->arena, str_of(whole));
    return NULL;
}

static const struct api_error *read_route(struct call *call, const char *type,
                                          struct vpn_route *ret)
{
    const struct api_error *refusal = NULL;

    *ret = (struct vpn_route){ .type = type,
                               .gateway = json_text_or(call->params, "VpnGatewayId", ""),
                               .hop = json_text_or(call->params, "NextHop", ""),
                               .source = "" };
    if (strcmp(type, BY_POLICY) == 0)
        refusal = read_block(call, "RouteSource", &ret->source);
    return refusal ? refusal : read_block(call, "RouteDest", &ret->destination);
}

static const struct api_error *publish(struct call *call, const struct object *gateway,
                                       const char *destination)
{
    struct route_given given = {
        .table = vpc_table(call->store, json_text_or(gateway->body, "VpcId", "")),
        .name = "",
        .description = "",
        .block = destination,
        .hop_type = "VpnGateway",
        .hop = gateway->id,
    };
    const char *id;

    if (!given.table || route_find(call, NULL, given.table->id, destination, gateway->id))
        return NULL;
    return route_create(call, &given, &id);
}

static bool is_published_there(void *arg, const struct object *route)
{
    const struct vpn_route *wanted = arg;

    return json_is_text(json_get(route->body, "State"), PUBLISHED) &&
           json_is_text(json_get(route->body, "RouteDest"), wanted->destination);
}

/* When no other route of the gateway leads there. */
static const struct api_error *withdraw(struct call *call, const struct object *gateway,
                                        const char *destination)
{
    struct vpn_route wanted = { .destination = destination };
    const struct object *table = vpc_table(call->store, json_text_or(gateway->body, "VpcId", ""));
    const struct object *route =
        table ? route_find(call, NULL, table->id, destination, gateway->id) : NULL;

    if (!route ||
        has_child_for(call->store, &kind_vpn_route, gateway->id, is_published_there, &wanted))
        return NULL;
    return route_delete(call, route);
}

static void show_route(struct call *call, const cJSON *body)
{
    show_body(call->reply, body, (const char *const[]){ "RouteType", NULL });
}

static cJSON *new_body(struct call *call, const struct vpn_route *route)
{
    const cJSON *p = call->params;
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "VpnInstanceId", route->gateway);
    json_add_text(body, "RouteType", route->type);
    json_add_text(body, "RouteDest", route->destination);
    json_add_text(body, "NextHop", route->hop);
    json_add_int(body, "Weight", json_int(p, "Weight"));
    json_add_text(body, "Description", json_text_or(p, "Description", ""));
    json_add_text(body, "OverlayMode", json_text_or(p, "OverlayMode", "Ipsec"));
    json_add_text(body, "State", json_bool(p, "PublishVpc") ? PUBLISHED : NOT_PUBLISHED);
    json_add_int(body, "CreateTime", clock_ms(call->clock));
    if (strcmp(route->type, BY_POLICY) == 0) {
        json_add_text(body, "RouteSource", route->source);
        json_add_int(body, "Priority", json_int_or(p, "Priority", 10));
    }
    return body;
}

/* Differs: the code for a route that is there already is inferred; it is that of a VPC's. */
static const struct api_error *create(struct call *call, const char *type)
{
    const struct api_error *refusal = NULL;
    const struct object *gateway = param_ready_gateway(call, &refusal);
    struct vpn_route route;

    if (!gateway)
        return refusal;
    refusal = read_route(call, type, &route);
    if (refusal)
        return refusal;
    const struct object *connection = object_of(call, &kind_vpn_connection, route.hop);
    if (!connection || !json_is_text(json_get(connection->body, "VpnGatewayId"), gateway->id))
        return refuse(call, ERR_vpn_connection_absent);
    if (object_of(call, &kind_vpn_route, route_id(call, &route)))
        return refuse(call, ERR_vpc_route_exists);
    if (json_bool(call->params, "PublishVpc"))
        refusal = publish(call, gateway, route.destination);
    if (refusal)
        return refusal;
    cJSON *body = new_body(call, &route);
    store_put(call->store, &kind_vpn_route, gateway->scope, route_id(call, &route),
              json_copy(body));
    show_route(call, body);
    set_busy(call, gateway);
    return NULL;
}

ACTION(vpc, CreateVpnRouteEntry)
{
    return create(call, BY_DESTINATION);
}

ACTION(vpc, CreateVpnPbrRouteEntry)
{
    return create(call, BY_POLICY);
}

static const struct object *route_of_call(struct call *call, const char *type,
                                          const struct api_error **ret_refusal)
{
    struct vpn_route route;

    *ret_refusal = read_route(call, type, &route);
    return *ret_refusal ? NULL : object_of(call, &kind_vpn_route, route_id(call, &route));
}

static bool has_number(struct call *call, const char *param, const struct object *o)
{
    return !json_get(call->params, param) ||
           json_int(call->params, param) == json_int(o->body, param);
}

static const struct api_error *drop(struct call *call, const char *type)
{
    const struct api_error *refusal = NULL;
    const struct object *gateway = param_ready_gateway(call, &refusal);
    const struct object *route = gateway ? route_of_call(call, type, &refusal) : NULL;

    if (refusal)
        return refusal;
    if (!route || !has_number(call, "Weight", route) || !has_number(call, "Priority", route))
        return refuse(call, ERR_route_absent);
    const char *destination =
        arena_strz(call->arena, str_of(json_text_or(route->body, "RouteDest", "")));
    bool published = json_is_text(json_get(route->body, "State"), PUBLISHED);
    store_drop(call->store, route->kind, route->scope, route->id);
    if (published)
        refusal = withdraw(call, gateway, destination);
    if (!refusal)
        set_busy(call, gateway);
    return refusal;
}

ACTION(vpc, DeleteVpnRouteEntry)
{
    return drop(call, BY_DESTINATION);
}

ACTION(vpc, DeleteVpnPbrRouteEntry)
{
    return drop(call, BY_POLICY);
}

struct publishing {
    struct call *call;
    const char *destination;
    cJSON *ids;
};

/* All with that destination and next hop: those by policy may have several sources. */
static bool find_asked(void *arg, const struct object *o)
{
    const struct publishing *p = arg;

    if (filter_text(p->call, "RouteType", json_text(o->body, "RouteType")) &&
        filter_text(p->call, "NextHop", json_text(o->body, "NextHop")) &&
        json_is_text(json_get(o->body, "RouteDest"), p->destination))
        json_push_text(p->ids, o->id);
    return true;
}

ACTION(vpc, PublishVpnRouteEntry)
{
    bool on = json_bool(call->params, "PublishVpc");
    struct publishing p = { .call = call, .ids = arena_json(call->arena, cJSON_CreateArray()) };
    const struct api_error *refusal = NULL;
    const struct object *gateway = param_ready_gateway(call, &refusal);
    const cJSON *id;

    if (!refusal)
        refusal = read_block(call, "RouteDest", &p.destination);
    if (refusal)
        return refusal;
    store_children(call->store, &kind_vpn_route, gateway->id, find_asked, &p);
    if (cJSON_GetArraySize(p.ids) == 0)
        return refuse(call, ERR_route_absent);
    cJSON_ArrayForEach(id, p.ids)
    {
        const struct object *o = object_of(call, &kind_vpn_route, id->valuestring);
        cJSON *body = json_copy(o->body);
        json_set(body, "State", cJSON_CreateString(on ? PUBLISHED : NOT_PUBLISHED));
        store_put(call->store, o->kind, o->scope, o->id, body);
    }
    refusal = on ? publish(call, gateway, p.destination) : withdraw(call, gateway, p.destination);
    if (!refusal)
        set_busy(call, gateway);
    return refusal;
}

struct listing {
    struct page page;
    const char *type;
    int64_t count;
};

static bool offer_route(void *arg, const struct object *o)
{
    struct listing *l = arg;

    if (!json_is_text(json_get(o->body, "RouteType"), l->type))
        return true;
    l->count++;
    cJSON *item = cJSON_CreateObject();
    show_known(item, l->page.call->action->list->items->fields, o->body);
    if (strcmp(l->type, BY_DESTINATION) == 0) {
        json_add_text(item, "RouteEntryType", "custom");
        json_add_text(item, "Source", "CLOUD");
    }
    page_add(&l->page, item);
    return true;
}

/* No gateway here speaks BGP. */
static const struct api_error *list(struct call *call, const char *type, struct listing *l)
{
    const struct api_error *refusal = NULL;
    const struct object *gateway = param_gateway(call, &refusal);

    if (!gateway)
        return refusal;
    l->type = type;
    page_begin(&l->page, call, NULL);
    if (!json_is_text(json_get(call->params, "RouteEntryType"), "bgp"))
        store_children(call->store, &kind_vpn_route, gateway->id, offer_route, l);
    return page_end(&l->page);
}

ACTION(vpc, DescribeVpnRouteEntries)
{
    struct listing l = { .count = 0 };
    const struct api_error *refusal = list(call, BY_DESTINATION, &l);

    if (!refusal)
        vpn_add_counts(
            json_add_array(json_add_object(call->reply, "VpnRouteCounts"), "VpnRouteCount"),
            l.count);
    return refusal;
}

ACTION(vpc, DescribeVpnPbrRouteEntries)
{
    struct listing l = { .count = 0 };

    return list(call, BY_POLICY, &l);
}
