/*
 * Elastic public addresses, out of a block that is reserved for documentation.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

ACTION(vpc, AllocateEipAddress)
{
    const cJSON *p = call->params;
    const char *id = new_id(call, &kind_eip);
    const char *ip =
        arena_printf(call->arena, "198.51.100.%u", 1 + (unsigned)random_below(call->random, 254));
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());
    const struct api_error *refusal;

    json_add_text(body, "AllocationId", id);
    json_add_text(body, "Name", json_text_or(p, "Name", ""));
    json_add_text(body, "Description", json_text_or(p, "Description", ""));
    json_add_text(body, "IpAddress", ip);
    json_add_text(body, "RegionId", call->region);
    json_add_text(body, "Status", "Available");
    json_add_text(body, "BusinessStatus", "Normal");
    json_add_text(body, "ChargeType", json_text_or(p, "InstanceChargeType", "PostPaid"));
    json_add_text(body, "InternetChargeType",
                  json_text_or(p, "InternetChargeType", "PayByBandwidth"));
    json_add_text(body, "Bandwidth", json_text_or(p, "Bandwidth", "5"));
    json_add_text(body, "ISP", json_text_or(p, "ISP", "BGP"));
    json_add_text(body, "InstanceId", "");
    json_add_text(body, "InstanceType", "");
    json_add_text(body, "ResourceGroupId",
                  json_text_or(p, "ResourceGroupId", DEFAULT_RESOURCE_GROUP));
    json_add_text(body, "AllocationTime", now_text(call));
    refusal = tags_set(call, body, json_get(p, "Tag"), "Tag");
    if (refusal)
        return refusal;
    store_put(call->store, &kind_eip, call->region, id, json_copy(body));
    json_add_text(call->reply, "AllocationId", id);
    json_add_text(call->reply, "EipAddress", ip);
    json_add_text(call->reply, "ResourceGroupId", json_text_or(body, "ResourceGroupId", ""));
    return NULL;
}

ACTION(vpc, ReleaseEipAddress)
{
    const struct object *eip = param_anywhere(call, "AllocationId", &kind_eip);

    if (!eip)
        return refuse(call, ERR_allocation_absent);
    if (json_is_text(json_get(eip->body, "ChargeType"), "PrePaid"))
        return refuse(call, ERR_eip_is_prepaid);
    if (strcmp(lifecycle_state(eip), "Available") != 0)
        return refuse(call, ERR_eip_status);
    store_put(call->store, &kind_eip, eip->scope, eip->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_eip, json_copy(eip->body),
                              "Releasing"));
    return NULL;
}

ACTION(vpc, ModifyEipAddressAttribute)
{
    const struct object *eip = param_anywhere(call, "AllocationId", &kind_eip);

    if (!eip)
        return refuse(call, ERR_allocation_absent);
    cJSON *body = json_copy(eip->body);
    param_into(call, body, "Name", "Name");
    param_into(call, body, "Description", "Description");
    param_into(call, body, "Bandwidth", "Bandwidth");
    store_put(call->store, &kind_eip, eip->scope, eip->id, body);
    return NULL;
}

static bool eip_wanted(struct call *call, const struct object *o)
{
    return filter_ids(call, "AllocationId", o->id) &&
           filter_ids(call, "EipAddress", json_text_or(o->body, "IpAddress", "")) &&
           filter_text(call, "EipName", json_text(o->body, "Name")) &&
           filter_text(call, "Status", json_text(o->body, "Status")) &&
           filter_text(call, "ChargeType", json_text(o->body, "ChargeType")) &&
           filter_text(call, "AssociatedInstanceId", json_text(o->body, "InstanceId")) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_tags(call, o);
}

ACTION(vpc, DescribeEipAddresses)
{
    struct page page;

    page_begin(&page, call, known_item);
    offer_of(&page, &kind_eip, eip_wanted, param_list(call, "AllocationId"), NULL);
    return page_end(&page);
}
