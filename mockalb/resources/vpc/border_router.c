/*
 * Virtual border routers (VBR): the service's end of a circuit, with one route table.
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
#include "mockalb/resources/tags.h"
#include "mockalb/resources/vpc/associated_cen.h"
#include "mockalb/resources/vpc/filters.h"
#include "mockalb/resources/vpc/relations.h"
#include "mockalb/resources/vpc/route_table.h"
#include "mockalb/resources/vpc/vpc.h"

#include "base/banned.h"

#define CIRCUITS "AssociatedPhysicalConnections.AssociatedPhysicalConnection"

/* Both ends of the wire, in one subnet, and not the same. */
static const struct api_error *check_ends(struct call *call, const cJSON *body)
{
    const char *text = json_text(body, "PeeringSubnetMask");
    uint32_t local, peer, mask;

    if (!ip_read(json_text(body, "LocalGatewayIp"), &local))
        return refuse(call, ERR_border_local_ip);
    if (!ip_read(json_text(body, "PeerGatewayIp"), &peer))
        return refuse(call, ERR_border_peer_ip);
    if (!ip_read(text, &mask) || !mask || (~mask & (~mask + 1)) != 0)
        return refuse(call, ERR_border_mask);
    if ((local & mask) != (peer & mask) || local == peer)
        return refuse(call, ERR_border_subnets);
    return NULL;
}

static const char *vlan_text(struct call *call, const cJSON *of)
{
    const cJSON *vlan = json_get(of, "VlanId");

    return cJSON_IsNumber(vlan) ? arena_printf(call->arena, "%d", vlan->valueint)
                                : json_text_or(of, "VlanId", "");
}

struct vlan_search {
    struct call *call;
    const char *vlan, *but;
};

static bool has_vlan(void *arg, const struct object *border)
{
    const struct vlan_search *search = arg;

    return strcmp(border->id, search->but) != 0 &&
           strcmp(vlan_text(search->call, border->body), search->vlan) == 0;
}

static const struct api_error *check_vlan(struct call *call, const char *circuit, const char *vlan,
                                          const char *border)
{
    struct vlan_search search = { call, vlan, border };

    if (has_keyed_for(call->store, &kind_virtual_border_router, circuit, has_vlan, &search))
        return refuse(call, ERR_border_vlan);
    return NULL;
}

/* What a client says of a border router, when it is made and later. */
static void copy_words(struct call *call, cJSON *body)
{
    static const char *const words[] = {
        "Name",
        "Description",
        "CircuitCode",
        "LocalGatewayIp",
        "PeerGatewayIp",
        "PeeringSubnetMask",
        "EnableIpv6",
        "LocalIpv6GatewayIp",
        "PeerIpv6GatewayIp",
        "PeeringIpv6SubnetMask",
        "Bandwidth",
        "VlanId",
        "MinRxInterval",
        "MinTxInterval",
        "DetectMultiplier",
        "Mtu",
        "SitelinkEnable",
        NULL,
    };

    for (size_t i = 0; words[i]; i++)
        param_into(call, body, words[i], words[i]);
}

static bool is_for_another(const struct call *call)
{
    const cJSON *owner = json_get(call->params, "VbrOwnerId");
    int64_t own = 0;

    return cJSON_IsNumber(owner) && str_int(str_of(call->account), &own) &&
           (int64_t)owner->valuedouble != own;
}

static cJSON *border_body(struct call *call, const struct object *circuit, const char *id)
{
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "VbrId", id);
    json_add_text(body, "Name", "");
    json_add_text(body, "Description", "");
    json_add_text(body, "Status", is_for_another(call) ? "unconfirmed" : "active");
    json_add_text(body, "PhysicalConnectionId", circuit->id);
    json_add_text(body, "PhysicalConnectionOwnerUid", call->account);
    json_add_text(body, "AccessPointId", json_text_or(circuit->body, "AccessPointId", ""));
    json_add_text(body, "RouteTableId", new_id(call, &kind_route_table));
    json_add_text(body, "VlanInterfaceId", arena_printf(call->arena, "ri-%s", id_tail(id)));
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    param_into(call, body, "ResourceGroupId", "ResourceGroupId");
    json_add_text(body, "CreationTime", now_text(call));
    json_add_text(body, "ActivationTime", now_text(call));
    json_add_array(json_add_object(body, "AssociatedPhysicalConnections"),
                   "AssociatedPhysicalConnection");
    copy_words(call, body);
    return body;
}

static const struct api_error *check_circuit(struct call *call, const struct object *circuit)
{
    if (!circuit)
        return refuse(call, ERR_circuit_absent);
    if (strcmp(lifecycle_state(circuit), "Enabled") != 0)
        return refuse(call, ERR_circuit_not_enabled);
    return NULL;
}

ACTION(vpc, CreateVirtualBorderRouter)
{
    const struct object *circuit =
        param_object(call, "PhysicalConnectionId", &kind_physical_connection);
    const char *id = new_id(call, &kind_virtual_border_router);
    const struct api_error *refusal = check_circuit(call, circuit);

    if (refusal)
        return refusal;
    cJSON *body = border_body(call, circuit, id);
    refusal = check_vlan(call, circuit->id, vlan_text(call, body), "");
    if (!refusal && !is_for_another(call))
        refusal = check_ends(call, body);
    if (!refusal)
        refusal = tags_set(call, body, json_get(call->params, "Tags"), "Tags");
    if (refusal)
        return refusal;
    const char *table = json_text(body, "RouteTableId");
    store_put(call->store, &kind_virtual_border_router, call->region, id, json_copy(body));
    store_put(call->store, &kind_route_table, call->region, table,
              route_table_of_border(call, id, table));
    json_add_text(call->reply, "VbrId", id);
    return NULL;
}

/* The border router that is named, in one of some states; or NULL and why not. */
static const struct object *border_in(struct call *call, const char *const *states,
                                      const struct api_error **ret_refusal)
{
    const struct object *o = param_object(call, "VbrId", &kind_virtual_border_router);

    *ret_refusal = o ? NULL : refuse(call, ERR_border_absent);
    while (o && *states && strcmp(*states, lifecycle_state(o)) != 0)
        states++;
    if (o && !*states)
        *ret_refusal = refuse(call, ERR_border_status);
    return *ret_refusal ? NULL : o;
}

static void put_in_state(struct call *call, const struct object *border, const char *state,
                         const char *time_member)
{
    cJSON *body = json_copy(border->body);

    json_set(body, time_member, cJSON_CreateString(now_text(call)));
    store_put(
        call->store, &kind_virtual_border_router, border->scope, border->id,
        lifecycle_enter(cloud_lifecycle(call->cloud), &kind_virtual_border_router, body, state));
}

ACTION(vpc, TerminateVirtualBorderRouter)
{
    static const char *const from[] = { "active", NULL };
    const struct api_error *refusal;
    const struct object *border = border_in(call, from, &refusal);

    if (border)
        put_in_state(call, border, "terminating", "TerminationTime");
    return refusal;
}

ACTION(vpc, RecoverVirtualBorderRouter)
{
    static const char *const from[] = { "terminated", NULL };
    const struct api_error *refusal;
    const struct object *border = border_in(call, from, &refusal);

    if (!border)
        return refusal;
    refusal = check_circuit(call, object_of(call, &kind_physical_connection,
                                            json_text(border->body, "PhysicalConnectionId")));
    if (!refusal)
        put_in_state(call, border, "recovering", "RecoveryTime");
    return refusal;
}

static const struct api_error *check_unused(struct call *call, const struct object *border)
{
    const char *table = json_text_or(border->body, "RouteTableId", "");

    if (has_child(call->store, &kind_bgp_group, border->id, NULL))
        return refuse(call, ERR_border_has_groups);
    if (is_in_cen(call, border->id))
        return refuse(call, ERR_border_in_cen);
    if (has_child(call->store, &kind_route_entry, table, NULL))
        return refuse(call, ERR_border_has_routes);
    return NULL;
}

ACTION(vpc, DeleteVirtualBorderRouter)
{
    static const char *const from[] = { "unconfirmed", "active", "terminated", NULL };
    const struct api_error *refusal;
    const struct object *border = border_in(call, from, &refusal);

    if (border)
        refusal = check_unused(call, border);
    if (refusal)
        return refusal;
    const struct object *table =
        object_of(call, &kind_route_table, json_text(border->body, "RouteTableId"));
    if (table)
        lifecycle_drop(call->store, table);
    put_in_state(call, border, "deleting", "TerminationTime");
    return NULL;
}

ACTION(vpc, ModifyVirtualBorderRouterAttribute)
{
    static const char *const from[] = { "unconfirmed", "active", "terminated", NULL };
    const struct api_error *refusal;
    const struct object *border = border_in(call, from, &refusal);

    if (!border)
        return refusal;
    cJSON *body = arena_json(call->arena, json_copy(border->body));
    copy_words(call, body);
    refusal = check_vlan(call, json_text_or(body, "PhysicalConnectionId", ""),
                         vlan_text(call, body), border->id);
    if (!refusal && json_get(body, "LocalGatewayIp"))
        refusal = check_ends(call, body);
    if (!refusal)
        store_put(call->store, &kind_virtual_border_router, border->scope, border->id,
                  json_copy(body));
    return refusal;
}

static cJSON *find_circuit(cJSON *body, const char *circuit)
{
    cJSON *item;

    cJSON_ArrayForEach(item, json_mutable(body, CIRCUITS))
    {
        if (json_is_text(json_get(item, "PhysicalConnectionId"), circuit))
            return item;
    }
    return NULL;
}

/* A further circuit of the same border router, for when one fails. */
ACTION(vpc, AssociatePhysicalConnectionToVirtualBorderRouter)
{
    static const char *const states[] = { "active", NULL };
    const struct object *circuit =
        param_object(call, "PhysicalConnectionId", &kind_physical_connection);
    const struct api_error *refusal;
    const struct object *border = border_in(call, states, &refusal);

    if (!border)
        return refusal;
    refusal = check_circuit(call, circuit);
    if (!refusal)
        refusal =
            check_vlan(call, circuit->id, json_text_or(call->params, "VlanId", ""), border->id);
    if (refusal)
        return refusal;
    cJSON *body = arena_json(call->arena, json_copy(border->body));
    if (json_is_text(json_get(body, "PhysicalConnectionId"), circuit->id) ||
        find_circuit(body, circuit->id))
        return refuse(call, ERR_circuit_associated);
    cJSON *list = json_mutable(body, CIRCUITS);
    if (!list)
        list = json_add_array(json_add_object(body, "AssociatedPhysicalConnections"),
                              "AssociatedPhysicalConnection");
    cJSON *item = json_push(list, cJSON_CreateObject());
    json_add_text(item, "PhysicalConnectionId", circuit->id);
    json_add_text(item, "Status", "Associated");
    json_add_text(item, "VlanId", json_text_or(call->params, "VlanId", ""));
    json_add_text(item, "VlanInterfaceId", json_text_or(body, "VlanInterfaceId", ""));
    param_into(call, item, "CircuitCode", "CircuitCode");
    param_into(call, item, "LocalGatewayIp", "LocalGatewayIp");
    param_into(call, item, "PeerGatewayIp", "PeerGatewayIp");
    param_into(call, item, "PeeringSubnetMask", "PeeringSubnetMask");
    store_put(call->store, &kind_virtual_border_router, border->scope, border->id, json_copy(body));
    return NULL;
}

ACTION(vpc, UnassociatePhysicalConnectionFromVirtualBorderRouter)
{
    static const char *const states[] = { "active", "terminated", NULL };
    const struct api_error *refusal;
    const struct object *border = border_in(call, states, &refusal);

    if (!border)
        return refusal;
    cJSON *body = arena_json(call->arena, json_copy(border->body));
    cJSON *item = find_circuit(body, json_text_or(call->params, "PhysicalConnectionId", ""));
    if (!item)
        return refuse(call, ERR_circuit_not_associated);
    cJSON_Delete(cJSON_DetachItemViaPointer(json_mutable(body, CIRCUITS), item));
    store_put(call->store, &kind_virtual_border_router, border->scope, border->id, json_copy(body));
    return NULL;
}

static bool border_wanted(struct call *call, const struct object *o)
{
    return filter_pairs(call, "Filter", o->body) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           tags_match(json_get(o->body, "Tags"), json_get(call->params, "Tags"));
}

static void add_circuit_states(struct call *call, cJSON *item)
{
    const struct object *circuit = store_find(call->store, &kind_physical_connection,
                                              json_text_or(item, "PhysicalConnectionId", ""));

    if (!circuit)
        return;
    json_add_text(item, "PhysicalConnectionStatus", lifecycle_state(circuit));
    json_add_text(item, "PhysicalConnectionBusinessStatus",
                  json_text_or(circuit->body, "BusinessStatus", "Normal"));
}

static cJSON *border_item(struct call *call, const struct object *o)
{
    const cJSON *circuits = json_get(o->body, "AssociatedPhysicalConnections");
    cJSON *item = known_item(call, o), *other;

    /* What shows more of a circuit is a copy: the body's own is shared with it. A document may lack it. */
    if (circuits)
        json_set(item, "AssociatedPhysicalConnections", json_copy(circuits));
    cJSON_ArrayForEach(other, json_mutable(item, CIRCUITS)) add_circuit_states(call, other);
    add_circuit_states(call, item);
    add_associated_cens(call, item, o->id);
    return item;
}

ACTION(vpc, DescribeVirtualBorderRouters)
{
    struct page page;

    page_begin(&page, call, border_item);
    offer_of(&page, &kind_virtual_border_router, border_wanted, NULL, NULL);
    return page_end(&page);
}
