#include "mockalb/resources/vpc/vswitch.h"

#include <stdlib.h>
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

/* The first address and the last three are the service's. */
int64_t vswitch_size(const char *cidr)
{
    struct cidr block;

    return cidr_read(cidr, &block) && ~block.mask > 3 ? (int64_t)~block.mask - 3 : 0;
}

cJSON *vswitch_body(struct call *call, const struct object *vpc, const struct vswitch_given *given)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "VSwitchId", given->id);
    json_add_text(body, "VSwitchName", given->name);
    json_add_text(body, "VpcId", vpc->id);
    json_add_text(body, "ZoneId", given->zone);
    json_add_text(body, "CidrBlock", given->cidr);
    json_add_text(body, "Status", "Available");
    json_add_text(body, "Description", given->description);
    json_add_int(body, "AvailableIpAddressCount", given->free_ips);
    json_add_bool(body, "IsDefault", false);
    json_add_bool(body, "EnabledIpv6", json_bool(vpc->body, "EnabledIpv6"));
    json_add_int(body, "OwnerId", strtoll(call->account, NULL, 10));
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "CreationTime", now_text(call));
    return body;
}
