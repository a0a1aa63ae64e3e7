/*
 * Routes of VPN connections that a transit router has attached, which is what makes one known here: its
 * tables learn them. They stay with the connection when it is detached.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/vpc/vpn_counts.h"

#include "base/banned.h"

static bool take_attachment(void *arg, const struct object *attachment)
{
    *(const struct object **)arg = attachment;
    return false;
}

static const struct object *attachment_of(struct call *call)
{
    const struct object *attachment = NULL;

    store_keyed(call->store, &kind_cen_attachment,
                json_text_or(call->params, "VpnConnectionId", ""), take_attachment, &attachment);
    return attachment && json_is_text(json_get(attachment->body, "ResourceType"), "VPN")
               ? attachment
               : NULL;
}

/*
 * The block of the call, at the end of an id. Differs: the codes for what is no block, for the whole Internet and
 * for a next hop other than the connection itself are the general ones.
 */
static const struct api_error *read_route(struct call *call, const char **ret_id,
                                          const char **ret_block)
{
    const struct object *attachment = attachment_of(call);
    const char *connection = json_text_or(call->params, "VpnConnectionId", "");
    char whole[CIDR_ROOM];
    struct cidr block;

    if (!attachment)
        return refuse(call, ERR_vpn_connection_absent);
    if (strcmp(lifecycle_state(attachment), "Attached") != 0)
        return refuse(call, ERR_vpn_connection_busy);
    if (!cidr_read(json_text_or(call->params, "RouteDest", ""), &block) || block.mask == 0)
        return refuse(call, ERR_illegal_param, "RouteDest");
    if (!json_is_text(json_get(call->params, "NextHop"), connection))
        return refuse(call, ERR_illegal_param, "NextHop");
    cidr_text(&block, whole);
    *ret_block = arena_strz(call->arena, str_of(whole));
    *ret_id = arena_printf(call->arena, "%s/%s", connection, whole);
    return NULL;
}

/* Differs: the code for a route that is there already is inferred; it is that of a VPC's. */
ACTION(vpc, CreateVcoRouteEntry)
{
    const cJSON *p = call->params;
    const char *id = NULL, *block = NULL;
    const struct api_error *refusal = read_route(call, &id, &block);

    if (refusal)
        return refusal;
    if (object_of(call, &kind_vco_route, id))
        return refuse(call, ERR_vpc_route_exists);
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "VpnConnectionId", json_text_or(p, "VpnConnectionId", ""));
    json_add_text(body, "RouteDest", block);
    json_add_text(body, "NextHop", json_text_or(p, "NextHop", ""));
    json_add_int(body, "Weight", json_int(p, "Weight"));
    json_add_text(body, "Description", json_text_or(p, "Description", ""));
    json_add_text(body, "OverlayMode", json_text_or(p, "OverlayMode", "Ipsec"));
    json_add_text(body, "State", "published");
    json_add_int(body, "CreateTime", clock_ms(call->clock));
    store_put(call->store, &kind_vco_route, call->region, id, body);
    show_body(call->reply, body, NULL);
    return NULL;
}

ACTION(vpc, DeleteVcoRouteEntry)
{
    const char *id = NULL, *block = NULL;
    const struct api_error *refusal = read_route(call, &id, &block);
    const struct object *route = refusal ? NULL : object_of(call, &kind_vco_route, id);

    if (refusal)
        return refusal;
    if (!route || json_int(route->body, "Weight") != json_int(call->params, "Weight"))
        return refuse(call, ERR_route_absent);
    store_drop(call->store, route->kind, route->scope, route->id);
    return NULL;
}

struct listing {
    struct page page;
    int64_t count;
};

static bool offer_route(void *arg, const struct object *o)
{
    struct listing *l = arg;
    cJSON *item = cJSON_CreateObject();

    l->count++;
    show_known(item, l->page.call->action->list->items->fields, o->body);
    json_add_text(item, "RouteEntryType", "custom");
    json_add_text(item, "Source", "CLOUD");
    page_add(&l->page, item);
    return true;
}

/* No connection here speaks BGP. */
ACTION(vpc, DescribeVcoRouteEntries)
{
    struct listing l = { .count = 0 };

    if (!attachment_of(call))
        return refuse(call, ERR_vpn_connection_absent);
    page_begin(&l.page, call, NULL);
    if (!json_is_text(json_get(call->params, "RouteEntryType"), "bgp"))
        store_children(call->store, &kind_vco_route,
                       json_text_or(call->params, "VpnConnectionId", ""), offer_route, &l);
    vpn_add_counts(json_add_array(call->reply, "VpnRouteCounts"), l.count);
    return page_end(&l.page);
}
