#include "mockalb/resources/vpc/route_table.h"

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
#include "mockalb/resources/vpc/vpc.h"

#include "base/banned.h"

static cJSON *table_body(struct call *call, const char *id, const char *router_type,
                         const char *router, const char *type)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "RouteTableId", id);
    json_add_text(body, "RouteTableName", "");
    json_add_text(body, "Description", "");
    json_add_text(body, "RouteTableType", type);
    json_add_text(body, "RouterType", router_type);
    json_add_text(body, "RouterId", router);
    json_add_text(body, "Status", "Available");
    json_add_bool(body, "RoutePropagationEnable", true);
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "CreationTime", now_text(call));
    return body;
}

cJSON *route_table_of_vpc(struct call *call, const struct object *vpc, const char *id,
                          const char *type)
{
    cJSON *body = table_body(call, id, "VRouter", json_text_or(vpc->body, "VRouterId", ""), type);

    json_add_text(body, "VpcId", vpc->id);
    json_add_text(body, "AssociateType", "VSwitch");
    json_add_array(json_add_object(body, "VSwitchIds"), "VSwitchId");
    return body;
}

cJSON *route_table_of_border(struct call *call, const char *border, const char *id)
{
    return table_body(call, id, "VBR", border, "System");
}
