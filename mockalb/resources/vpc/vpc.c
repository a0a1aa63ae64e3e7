#include "mockalb/resources/vpc/vpc.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"
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
