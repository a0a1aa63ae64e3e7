#include "mockalb/resources/vpc/vpc.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/tags.h"
#include "mockalb/resources/vpc/relations.h"
#include "mockalb/resources/vpc/route_table.h"

#include "base/banned.h"

const char *id_tail(const char *id)
{
    const char *dash = strchr(id, '-');

    return dash ? dash + 1 : id;
}

cJSON *vpc_body(struct call *call, const struct vpc_given *given)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "VpcId", given->id);
    json_add_text(body, "VpcName", given->name);
    json_add_text(body, "RegionId", call->region);
    json_add_text(body, "Status", "Available");
    json_add_text(body, "CidrBlock", given->cidr);
    json_add_array(json_add_object(body, "SecondaryCidrBlocks"), "SecondaryCidrBlock");
    json_add_array(json_add_object(body, "UserCidrs"), "UserCidr");
    json_add_text(body, "Description", given->description);
    json_add_bool(body, "IsDefault", false);
    json_add_bool(body, "EnabledIpv6", given->ipv6);
    if (given->ipv6)
        json_add_text(body, "Ipv6CidrBlock", "2001:db8::/56");
    json_add_text(body, "VRouterId", arena_printf(call->arena, "vrt-%s", id_tail(given->id)));
    json_add_int(body, "OwnerId", strtoll(call->account, NULL, 10));
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "CreationTime", now_text(call));
    return body;
}

const struct object *vpc_put_table(struct call *call, const struct object *vpc, const char *table)
{
    return store_put(call->store, &kind_route_table, vpc->scope, table,
                     route_table_of_vpc(call, vpc, table, "System"));
}

static bool find_system(void *arg, const struct object *o)
{
    if (!json_is_text(json_get(o->body, "RouteTableType"), "System"))
        return true;
    *(const struct object **)arg = o;
    return false;
}

const struct object *vpc_table(const struct store *s, const char *vpc)
{
    const struct object *table = NULL;

    store_children(s, &kind_route_table, vpc, find_system, &table);
    return table;
}

bool vpc_block_read(const char *text, struct cidr *ret)
{
    struct str rest = str_of(text), address = str_cut(&rest, '/');
    uint32_t ip;
    char whole[CIDR_ROOM];

    if (!rest.at || address.len >= sizeof(whole) || !cidr_read(text, ret))
        return false;
    memcpy(whole, address.at, address.len);
    whole[address.len] = '\0';
    return ip_read(whole, &ip) && ip == ret->net;
}

bool vpc_holds(const struct object *vpc, const struct cidr *block)
{
    const cJSON *other;
    struct cidr whole;

    if (cidr_read(json_text_or(vpc->body, "CidrBlock", ""), &whole) && cidr_holds(&whole, block))
        return true;
    cJSON_ArrayForEach(other, json_at(vpc->body, "SecondaryCidrBlocks.SecondaryCidrBlock"))
    {
        if (cidr_read(cJSON_GetStringValue(other), &whole) && cidr_holds(&whole, block))
            return true;
    }
    return false;
}

/* Private blocks and others of one's own; not what the service, or the Internet, has another use for. */
static bool may_be_vpc(const struct cidr *block)
{
    static const char *const reserved[] = { "100.64.0.0/10", "224.0.0.0/4", "127.0.0.0/8",
                                            "169.254.0.0/16", NULL };
    struct cidr other;

    for (size_t i = 0; reserved[i]; i++)
        if (cidr_read(reserved[i], &other) &&
            (cidr_holds(&other, block) || cidr_holds(block, &other)))
            return false;
    return cidr_length(block) >= 8 && cidr_length(block) <= 28;
}

ACTION(vpc, CreateVpc)
{
    const char *block_text = json_text_or(call->params, "CidrBlock", "172.16.0.0/12");
    struct vpc_given given = {
        .id = new_id(call, &kind_vpc),
        .name = json_text_or(call->params, "VpcName", ""),
        .description = json_text_or(call->params, "Description", ""),
        .cidr = block_text,
        .ipv6 = json_bool(call->params, "EnableIpv6"),
    };
    struct cidr block;
    const struct api_error *refusal = quota_check(
        call, QUOTA_vpcs, "", NULL, (int64_t)store_count(call->store, &kind_vpc, call->region), 1);

    if (refusal)
        return refusal;
    if (!vpc_block_read(block_text, &block) || !may_be_vpc(&block))
        return refuse(call, ERR_cidr_malformed);
    cJSON *body = arena_json(call->arena, vpc_body(call, &given));
    param_into(call, body, "ResourceGroupId", "ResourceGroupId");
    refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    const struct object *vpc = store_put(
        call->store, &kind_vpc, call->region, given.id,
        lifecycle_enter(cloud_lifecycle(call->cloud), &kind_vpc, json_copy(body), "Pending"));
    const struct object *table = vpc_put_table(call, vpc, new_id(call, &kind_route_table));
    json_add_text(call->reply, "VpcId", vpc->id);
    json_add_text(call->reply, "RouteTableId", table->id);
    json_add(call->reply, "VRouterId", json_copy(json_get(vpc->body, "VRouterId")));
    json_add(call->reply, "ResourceGroupId", json_copy(json_get(vpc->body, "ResourceGroupId")));
    return NULL;
}

static bool is_custom_table(void *arg, const struct object *o)
{
    (void)arg;
    return json_is_text(json_get(o->body, "RouteTableType"), "Custom");
}

/* Whatever else is in a VPC must go first. */
static const struct api_error *check_unused(struct call *call, const struct object *vpc)
{
    struct store *s = call->store;
    const struct object *table = vpc_table(s, vpc->id);

    if (has_child(s, &kind_vswitch, vpc->id, NULL))
        return refuse(call, ERR_vpc_has_vswitches);
    if (has_child(s, &kind_security_group, vpc->id, NULL))
        return refuse(call, ERR_vpc_has_groups);
    if (has_keyed(s, &kind_cen_attachment, vpc->id, NULL))
        return refuse(call, ERR_vpc_in_cen);
    if (has_child(s, &kind_route_table, vpc->id, is_custom_table))
        return refuse(call, ERR_vpc_has_tables);
    if (table && has_child(s, &kind_route_entry, table->id, NULL))
        return refuse(call, ERR_vpc_has_routes);
    return NULL;
}

ACTION(vpc, DeleteVpc)
{
    const struct object *vpc = param_anywhere(call, "VpcId", &kind_vpc);
    const struct api_error *refusal;

    if (!vpc)
        return refuse(call, ERR_vpc_absent);
    if (!lifecycle_is_settled(vpc))
        return refuse(call, ERR_vpc_busy);
    refusal = check_unused(call, vpc);
    if (refusal)
        return refusal;
    store_put(
        call->store, &kind_vpc, vpc->scope, vpc->id,
        lifecycle_enter(cloud_lifecycle(call->cloud), &kind_vpc, json_copy(vpc->body), "Deleting"));
    return NULL;
}

ACTION(vpc, ModifyVpcAttribute)
{
    const struct object *vpc = param_anywhere(call, "VpcId", &kind_vpc);
    struct cidr block;

    if (!vpc)
        return refuse(call, ERR_vpc_absent);
    if (!lifecycle_is_settled(vpc))
        return refuse(call, ERR_vpc_busy);
    const char *cidr = json_text(call->params, "CidrBlock");
    if (cidr && (!vpc_block_read(cidr, &block) || !may_be_vpc(&block)))
        return refuse(call, ERR_cidr_malformed);
    if (cidr && !json_is_text(json_get(vpc->body, "CidrBlock"), cidr) &&
        has_child(call->store, &kind_vswitch, vpc->id, NULL))
        return refuse(call, ERR_cidr_in_use);
    cJSON *body = json_copy(vpc->body);
    param_into(call, body, "VpcName", "VpcName");
    param_into(call, body, "Description", "Description");
    param_into(call, body, "CidrBlock", "CidrBlock");
    param_into(call, body, "EnableIPv6", "EnabledIpv6");
    store_put(call->store, &kind_vpc, vpc->scope, vpc->id, body);
    return NULL;
}

static bool overlaps(const struct object *vpc, const struct cidr *block)
{
    const cJSON *other;
    struct cidr whole;

    if (cidr_read(json_text_or(vpc->body, "CidrBlock", ""), &whole) &&
        (cidr_holds(&whole, block) || cidr_holds(block, &whole)))
        return true;
    cJSON_ArrayForEach(other, json_at(vpc->body, "SecondaryCidrBlocks.SecondaryCidrBlock"))
    {
        if (cidr_read(cJSON_GetStringValue(other), &whole) &&
            (cidr_holds(&whole, block) || cidr_holds(block, &whole)))
            return true;
    }
    return false;
}

/* IPv6 blocks are the service's: every VPC that has one has the same here. */
ACTION(vpc, AssociateVpcCidrBlock)
{
    const struct object *vpc = param_object(call, "VpcId", &kind_vpc);
    const char *cidr = json_text(call->params, "SecondaryCidrBlock");
    bool ipv6 = json_is_text(json_get(call->params, "IpVersion"), "IPV6");
    struct cidr block;

    if (!vpc)
        return refuse(call, ERR_vpc_absent);
    if (!lifecycle_is_settled(vpc))
        return refuse(call, ERR_vpc_busy);
    cJSON *body = arena_json(call->arena, json_copy(vpc->body));
    if (ipv6) {
        json_set(body, "EnabledIpv6", cJSON_CreateTrue());
        cidr = json_text_or(call->params, "IPv6CidrBlock", "2001:db8::/56");
        json_set(body, "Ipv6CidrBlock", cJSON_CreateString(cidr));
    } else if (!cidr || !vpc_block_read(cidr, &block) || !may_be_vpc(&block)) {
        return refuse(call, ERR_cidr_malformed);
    } else if (overlaps(vpc, &block)) {
        return refuse(call, ERR_cidr_overlaps);
    } else {
        json_push_text(json_list(json_part(body, "SecondaryCidrBlocks"), "SecondaryCidrBlock"),
                       cidr);
    }
    store_put(call->store, &kind_vpc, vpc->scope, vpc->id, json_copy(body));
    json_add_text(call->reply, "CidrBlock", cidr);
    json_add_text(call->reply, "IpVersion", ipv6 ? "IPV6" : "IPV4");
    return NULL;
}

static bool stands_in(void *arg, const struct object *vswitch)
{
    struct cidr inner;

    return cidr_read(json_text_or(vswitch->body, "CidrBlock", ""), &inner) &&
           cidr_holds(arg, &inner);
}

ACTION(vpc, UnassociateVpcCidrBlock)
{
    const struct object *vpc = param_object(call, "VpcId", &kind_vpc);
    const char *cidr = json_text_or(call->params, "SecondaryCidrBlock", "");
    struct cidr block = { 0 };
    int at = 0;

    if (!vpc)
        return refuse(call, ERR_vpc_absent);
    cJSON *body = arena_json(call->arena, json_copy(vpc->body));
    cJSON *list = json_mutable(body, "SecondaryCidrBlocks.SecondaryCidrBlock");
    while (at < cJSON_GetArraySize(list) && !json_is_text(cJSON_GetArrayItem(list, at), cidr))
        at++;
    if (*cidr && at == cJSON_GetArraySize(list))
        return refuse(call, ERR_cidr_malformed);
    if (*cidr && cidr_read(cidr, &block) &&
        has_child_for(call->store, &kind_vswitch, vpc->id, stands_in, &block))
        return refuse(call, ERR_cidr_in_use);
    if (*cidr)
        cJSON_DeleteItemFromArray(list, at);
    if (json_get(call->params, "IPv6CidrBlock")) {
        json_drop(body, "Ipv6CidrBlock");
        json_set(body, "EnabledIpv6", cJSON_CreateFalse());
    }
    store_put(call->store, &kind_vpc, vpc->scope, vpc->id, json_copy(body));
    return NULL;
}
