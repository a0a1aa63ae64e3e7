/*
 * What a border router and a data centre tell each other by BGP: groups of peers, peers, and the networks
 * that the border router announces besides what it has learned.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/vpc/relations.h"
#include "mockalb/routing/routing.h"

#include "base/banned.h"

#define CLOUD_ASN 45104 /* the service's own number */

/* Numbers of the parameters are texts in the lists. */
static void set_number(struct call *call, cJSON *body, const char *param, const char *member)
{
    const cJSON *given = json_get(call->params, param);

    if (given)
        json_set(body, member,
                 cJSON_CreateString(arena_printf(call->arena, "%.15g", given->valuedouble)));
}

static void copy_group(struct call *call, cJSON *body)
{
    param_into(call, body, "Name", "Name");
    param_into(call, body, "Description", "Description");
    param_into(call, body, "AuthKey", "AuthKey");
    set_number(call, body, "PeerAsn", "PeerAsn");
    set_number(call, body, "LocalAsn", "LocalAsn");
    set_number(call, body, "RouteQuota", "RouteLimit");
    if (json_get(call->params, "IsFakeAsn"))
        json_set(body, "IsFake",
                 cJSON_CreateString(json_bool(call->params, "IsFakeAsn") ? "true" : "false"));
    if (json_bool(call->params, "ClearAuthKey"))
        json_set(body, "AuthKey", cJSON_CreateString(""));
}

static void put(struct call *call, const struct kind *k, const char *id, cJSON *take_body,
                const char *state)
{
    store_put(call->store, k, call->region, id,
              lifecycle_enter(cloud_lifecycle(call->cloud), k, take_body, state));
}

ACTION(vpc, CreateBgpGroup)
{
    const struct object *border = param_object(call, "RouterId", &kind_virtual_border_router);
    const char *id = new_id(call, &kind_bgp_group);

    if (!border)
        return refuse(call, ERR_border_absent);
    if (strcmp(lifecycle_state(border), "active") != 0)
        return refuse(call, ERR_border_status);
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "BgpGroupId", id);
    json_add_text(body, "Name", "");
    json_add_text(body, "Description", "");
    json_add_text(body, "RouterId", border->id);
    json_add_text(body, "RegionId", call->region);
    json_add_text(body, "LocalAsn", arena_printf(call->arena, "%d", CLOUD_ASN));
    json_add_text(body, "IpVersion", json_text_or(call->params, "IpVersion", "IPv4"));
    json_add_text(body, "RouteLimit", "110");
    json_add_text(body, "IsFake", "false");
    json_add_text(body, "AuthKey", "");
    json_add_text(body, "Hold", "90");
    json_add_text(body, "Keepalive", "30");
    copy_group(call, body);
    put(call, &kind_bgp_group, id, body, "Pending");
    json_add_text(call->reply, "BgpGroupId", id);
    return NULL;
}

static const struct object *group_of(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *group = param_object(call, "BgpGroupId", &kind_bgp_group);

    *ret_refusal = NULL;
    if (!group)
        *ret_refusal = refuse(call, ERR_bgp_group_absent);
    else if (!lifecycle_is_settled(group))
        *ret_refusal = refuse(call, ERR_bgp_busy);
    return *ret_refusal ? NULL : group;
}

ACTION(vpc, ModifyBgpGroupAttribute)
{
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);

    if (!group)
        return refusal;
    cJSON *body = json_copy(group->body);
    copy_group(call, body);
    put(call, &kind_bgp_group, group->id, body, "Pending");
    return NULL;
}

ACTION(vpc, DeleteBgpGroup)
{
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);

    if (!group)
        return refusal;
    if (has_child(call->store, &kind_bgp_peer, group->id, NULL))
        return refuse(call, ERR_bgp_group_has_peers);
    put(call, &kind_bgp_group, group->id, json_copy(group->body), "Deleting");
    return NULL;
}

static bool group_wanted(struct call *call, const struct object *o)
{
    return filter_text(call, "BgpGroupId", o->id) &&
           filter_text(call, "RouterId", json_text(o->body, "RouterId"));
}

ACTION(vpc, DescribeBgpGroups)
{
    struct page page;

    page_begin(&page, call, known_item);
    offer_of(&page, &kind_bgp_group, group_wanted, param_list(call, "BgpGroupId"),
             param_list(call, "RouterId"));
    return page_end(&page);
}

struct peer_count {
    const struct store *store;
    int64_t count;
};

static bool count_peers(void *arg, const struct object *group)
{
    struct peer_count *peers = arg;

    peers->count += count_children(peers->store, &kind_bgp_peer, group->id);
    return true;
}

/* What a peer has of its group, which may change. */
static void copy_from_group(cJSON *item, const struct object *group)
{
    static const char *const members[] = {
        "RouterId", "RegionId", "PeerAsn",    "LocalAsn",  "IpVersion", "Hold",
        "AuthKey",  "IsFake",   "RouteLimit", "Keepalive", NULL,
    };

    for (size_t i = 0; group && members[i]; i++) {
        const cJSON *member = json_get(group->body, members[i]);
        if (!member)
            continue;
        if (strcmp(members[i], "IsFake") == 0)
            json_set(item, "IsFake", cJSON_CreateBool(json_is_text(member, "true")));
        else
            json_set(item, members[i], json_copy(member));
    }
}

ACTION(vpc, CreateBgpPeer)
{
    const struct api_error *refusal;
    const struct object *group = group_of(call, &refusal);
    const char *id = new_id(call, &kind_bgp_peer);

    if (!group)
        return refusal;
    const char *router = json_text_or(group->body, "RouterId", "");
    const struct object *border = object_of(call, &kind_virtual_border_router, router);
    struct peer_count peers = { call->store, 0 };
    store_children(call->store, &kind_bgp_group, router, count_peers, &peers);
    refusal = quota_check(call, QUOTA_bgp_peers, "", router, peers.count, 1);
    if (refusal)
        return refusal;
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "BgpPeerId", id);
    json_add_text(body, "BgpGroupId", group->id);
    json_add_text(body, "Name", "");
    json_add_text(body, "Description", "");
    json_add_text(body, "PeerIpAddress",
                  json_text_or(call->params, "PeerIpAddress",
                               border ? json_text_or(border->body, "PeerGatewayIp", "") : ""));
    json_add_bool(body, "EnableBfd", json_bool(call->params, "EnableBfd"));
    param_into(call, body, "BfdMultiHop", "BfdMultiHop");
    json_add_text(body, "BgpStatus", "Established");
    json_add_text(body, "GmtModified", now_text(call));
    copy_from_group(body, group);
    put(call, &kind_bgp_peer, id, body, "Pending");
    json_add_text(call->reply, "BgpPeerId", id);
    return NULL;
}

static const struct object *peer_of(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *peer = param_object(call, "BgpPeerId", &kind_bgp_peer);

    *ret_refusal = NULL;
    if (!peer)
        *ret_refusal = refuse(call, ERR_bgp_peer_absent);
    else if (!lifecycle_is_settled(peer))
        *ret_refusal = refuse(call, ERR_bgp_busy);
    return *ret_refusal ? NULL : peer;
}

ACTION(vpc, ModifyBgpPeerAttribute)
{
    const struct api_error *refusal;
    const struct object *peer = peer_of(call, &refusal);
    const char *to = json_text(call->params, "BgpGroupId");

    if (!peer)
        return refusal;
    if (to && !object_of(call, &kind_bgp_group, to))
        return refuse(call, ERR_bgp_group_absent);
    cJSON *body = json_copy(peer->body);
    param_into(call, body, "BgpGroupId", "BgpGroupId");
    param_into(call, body, "PeerIpAddress", "PeerIpAddress");
    param_into(call, body, "EnableBfd", "EnableBfd");
    param_into(call, body, "BfdMultiHop", "BfdMultiHop");
    put(call, &kind_bgp_peer, peer->id, body, "Modifying");
    return NULL;
}

ACTION(vpc, DeleteBgpPeer)
{
    const struct api_error *refusal;
    const struct object *peer = peer_of(call, &refusal);

    if (peer)
        put(call, &kind_bgp_peer, peer->id, json_copy(peer->body), "Deleting");
    return refusal;
}

static bool peer_wanted(struct call *call, const struct object *o)
{
    return filter_text(call, "BgpPeerId", o->id) &&
           filter_text(call, "BgpGroupId", json_text(o->body, "BgpGroupId")) &&
           filter_text(call, "RouterId", json_text(o->body, "RouterId"));
}

static cJSON *peer_item(struct call *call, const struct object *o)
{
    cJSON *item = known_item(call, o);

    const struct object *group = object_of(call, &kind_bgp_group, json_text(o->body, "BgpGroupId"));
    const struct object *border =
        group ? object_of(call, &kind_virtual_border_router, json_text(group->body, "RouterId"))
              : NULL;

    copy_from_group(item, group);
    /* Differs: which words the service has for a session that is down is not documented; BGP calls it Idle. */
    if (border && !routing_is_established(call->store, o, border))
        json_set(item, "BgpStatus", cJSON_CreateString("Idle"));
    return item;
}

ACTION(vpc, DescribeBgpPeers)
{
    struct page page;

    page_begin(&page, call, peer_item);
    offer_of(&page, &kind_bgp_peer, peer_wanted, param_list(call, "BgpPeerId"),
             param_list(call, "BgpGroupId"));
    return page_end(&page);
}

static const char *network_id(struct call *call)
{
    return arena_printf(call->arena, "%s/%s", json_text_or(call->params, "RouterId", ""),
                        json_text_or(call->params, "DstCidrBlock", ""));
}

ACTION(vpc, AddBgpNetwork)
{
    const struct object *border = param_object(call, "RouterId", &kind_virtual_border_router);
    const char *id = network_id(call);
    struct cidr block;

    if (!border)
        return refuse(call, ERR_border_absent);
    if (!cidr_read(json_text_or(call->params, "DstCidrBlock", ""), &block))
        return refuse(call, ERR_cidr_malformed);
    if (object_of(call, &kind_bgp_network, id))
        return refuse(call, ERR_bgp_network_exists);
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "RouterId", border->id);
    param_into(call, body, "DstCidrBlock", "DstCidrBlock");
    param_into(call, body, "VpcId", "VpcId");
    put(call, &kind_bgp_network, id, body, "Pending");
    return NULL;
}

ACTION(vpc, DeleteBgpNetwork)
{
    const struct object *network = object_of(call, &kind_bgp_network, network_id(call));

    if (!network)
        return refuse(call, ERR_bgp_network_absent);
    if (!lifecycle_is_settled(network))
        return refuse(call, ERR_bgp_busy);
    put(call, &kind_bgp_network, network->id, json_copy(network->body), "Deleting");
    return NULL;
}

static bool network_wanted(struct call *call, const struct object *o)
{
    return filter_text(call, "RouterId", json_text(o->body, "RouterId"));
}

ACTION(vpc, DescribeBgpNetworks)
{
    struct page page;

    page_begin(&page, call, known_item);
    offer_of(&page, &kind_bgp_network, network_wanted, NULL, param_list(call, "RouterId"));
    return page_end(&page);
}
