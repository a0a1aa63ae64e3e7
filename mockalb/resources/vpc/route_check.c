/*
 * What a route must be like, and what it may point to.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/vpc/relations.h"
#include "mockalb/resources/vpc/route.h"

#include "base/banned.h"

static bool is_of_border(const struct object *table)
{
    return json_is_text(json_get(table->body, "RouterType"), "VBR");
}

/* The service's own addresses: neither all of them nor half of them may go elsewhere. */
static bool is_of_service(const struct cidr *block)
{
    struct cidr own;

    return cidr_read("100.64.0.0/10", &own) && cidr_holds(&own, block) && cidr_length(block) <= 11;
}

/* The block is that of a vSwitch, or inside of it. */
static bool is_in_vswitch(void *arg, const struct object *vswitch)
{
    struct cidr whole;

    return cidr_read(json_text_or(vswitch->body, "CidrBlock", ""), &whole) &&
           cidr_holds(&whole, arg);
}

static bool goes_there(void *arg, const struct object *entry)
{
    struct cidr its;
    const struct cidr *block = arg;

    return cidr_read(json_text_or(entry->body, "DestinationCidrBlock", ""), &its) &&
           its.net == block->net && its.mask == block->mask;
}

static const struct api_error *check_block(struct call *call, const struct object *table,
                                           const char *text, const char **ret_block)
{
    char whole[CIDR_ROOM];
    struct cidr block;

    if (str_starts(str_of(text), STR("pl-")))
        return refuse(call, ERR_prefix_list_unknown);
    if (strchr(text, ':'))
        return refuse(call, ERR_route_ipv6);
    if (!cidr_read(text, &block))
        return refuse(call, ERR_cidr_malformed);
    if (!is_of_border(table) &&
        (is_of_service(&block) ||
         has_child_for(call->store, &kind_vswitch, json_text_or(table->body, "VpcId", ""),
                       is_in_vswitch, &block)))
        return refuse(call, ERR_route_block);
    if (has_child_for(call->store, &kind_route_entry, table->id, goes_there, &block))
        return refuse(call, ERR_vpc_route_exists);
    cidr_text(&block, whole);
    *ret_block = arena_strz(call->arena, str_of(whole));
    return NULL;
}

static bool is_unsettled(void *arg, const struct object *o)
{
    (void)arg;
    return !lifecycle_is_settled(o);
}

static bool has_unsettled(void *arg, const struct object *table)
{
    return has_child(arg, &kind_route_entry, table->id, is_unsettled);
}

/* One change of routes at a time in one VPC. */
static const struct api_error *check_vpc(struct call *call, const struct object *table)
{
    const struct object *vpc =
        store_find(call->store, &kind_vpc, json_text_or(table->body, "VpcId", ""));

    if (!vpc || !lifecycle_is_settled(vpc))
        return refuse(call, ERR_vpc_busy);
    if (has_child_for(call->store, &kind_route_table, vpc->id, has_unsettled, call->store))
        return refuse(call, ERR_route_task);
    return NULL;
}

/*
 * Differs: the documentation has no code of its own for a circuit that is not enabled; it gets that of one
 * that is locked.
 */
static const struct api_error *check_border(struct call *call, const struct object *table)
{
    const struct object *border = store_find(call->store, &kind_virtual_border_router,
                                             json_text_or(table->body, "RouterId", ""));
    const struct object *circuit =
        border ? store_find(call->store, &kind_physical_connection,
                            json_text_or(border->body, "PhysicalConnectionId", ""))
               : NULL;

    if (!border || strcmp(lifecycle_state(border), "active") != 0)
        return refuse(call, ERR_border_route_status);
    if (!circuit || strcmp(lifecycle_state(circuit), "Enabled") != 0 ||
        strcmp(json_text_or(circuit->body, "BusinessStatus", "Normal"), "Normal") != 0)
        return refuse(call, ERR_border_route_circuit);
    return NULL;
}

static const struct api_error *check_machine(struct call *call, const struct object *table,
                                             const char *type, const char *hop)
{
    bool eni = strcmp(type, "NetworkInterface") == 0;
    const struct object *o =
        store_find(call->store, eni ? &kind_network_interface : &kind_instance, hop);

    if (!o || !cJSON_Compare(json_at(o->body, eni ? "VpcId" : "VpcAttributes.VpcId"),
                             json_get(table->body, "VpcId"), true))
        return refuse(call, ERR_hop_absent);
    if (!lifecycle_is_settled(o))
        return refuse(call, ERR_hop_busy);
    return NULL;
}

/* The interfaces that an attachment has made in its vSwitches: one at least, and no other than are there. */
static const struct api_error *check_attachment_enis(struct call *call,
                                                     const struct object *attachment)
{
    const cJSON *zones = json_get(attachment->body, "ZoneMappings"), *zone;

    if (cJSON_GetArraySize(zones) == 0)
        return refuse(call, ERR_attachment_idle);
    cJSON_ArrayForEach(zone, zones)
    {
        const char *eni = json_text(zone, "NetworkInterfaceId");
        if (eni && !store_find(call->store, &kind_network_interface, eni))
            return refuse(call, ERR_attachment_without_eni);
    }
    return NULL;
}

static const struct api_error *check_attachment(struct call *call, const struct object *table,
                                                const char *hop)
{
    const char *vpc = json_text_or(table->body, "VpcId", "");
    const struct object *attachment = store_find(call->store, &kind_cen_attachment, hop);

    if (!attachment)
        return refuse(call, ERR_attachment_absent);
    if (!has_keyed(call->store, &kind_cen_attachment, vpc, NULL))
        return refuse(call, ERR_vpc_not_in_cen);
    if (!json_is_text(json_get(attachment->body, "VpcId"), vpc))
        return refuse(call, ERR_attachment_wrong);
    if (strcmp(lifecycle_state(attachment), "Attached") != 0)
        return refuse(call, ERR_vpc_cen_status);
    return check_attachment_enis(call, attachment);
}

/* A border router's table has one interface to route to: its own, to the circuit. */
static const struct api_error *check_interface(struct call *call, const struct object *table,
                                               const char *hop)
{
    const struct object *border = store_find(call->store, &kind_virtual_border_router,
                                             json_text_or(table->body, "RouterId", ""));

    if (!border || !json_is_text(json_get(border->body, "VlanInterfaceId"), hop))
        return refuse(call, ERR_hop_interface);
    return NULL;
}

static const struct api_error *check_gateway(struct call *call, const struct object *table,
                                             const char *hop)
{
    const struct object *gateway = store_find(call->store, &kind_vpn_gateway, hop);

    if (!gateway ||
        !cJSON_Compare(json_get(gateway->body, "VpcId"), json_get(table->body, "VpcId"), true))
        return refuse(call, ERR_hop_absent);
    return NULL;
}

/* No action of the mock makes other things that a route could go to: they are not there. */
const struct api_error *route_hop_check(struct call *call, const struct object *table,
                                        const char *type, const char *hop)
{
    if (strcmp(type, "RouterInterface") == 0)
        return check_interface(call, table, hop);
    if (strcmp(type, "Attachment") == 0 && !is_of_border(table))
        return check_attachment(call, table, hop);
    if (strcmp(type, "Instance") == 0 || strcmp(type, "NetworkInterface") == 0)
        return check_machine(call, table, type, hop);
    if (strcmp(type, "VpnGateway") == 0)
        return check_gateway(call, table, hop);
    return refuse(call, ERR_hop_absent);
}

static const struct api_error *check_hops(struct call *call, const struct route_given *given)
{
    int several = cJSON_GetArraySize(given->hops);
    const struct api_error *refusal = NULL;
    const cJSON *hop;

    if (several && is_of_border(given->table))
        return refuse(call, ERR_hop_list_in_border);
    if (several && given->hop)
        return refuse(call, ERR_hop_both);
    if (!several && !given->hop)
        return refuse(call, ERR_hop_neither);
    if (!several)
        return route_hop_check(call, given->table, given->hop_type, given->hop);
    if (several < 2 || several > 4)
        return refuse(call, ERR_hop_count);
    cJSON_ArrayForEach(hop, given->hops)
    {
        if (!refusal)
            refusal = route_hop_check(call, given->table,
                                      json_text_or(hop, "NextHopType", "RouterInterface"),
                                      json_text_or(hop, "NextHopId", ""));
    }
    return refusal;
}

const struct api_error *route_check(struct call *call, const struct route_given *given,
                                    const char **ret_block)
{
    const struct object *table = given->table;
    const struct api_error *refusal =
        is_of_border(table) ? check_border(call, table) : check_vpc(call, table);

    if (!refusal)
        refusal = check_block(call, table, given->block, ret_block);
    if (!refusal)
        refusal = check_hops(call, given);
    if (!refusal)
        refusal = quota_check(call, QUOTA_table_routes, "", table->id,
                              count_children(call->store, &kind_route_entry, table->id), 1);
    return refusal;
}
