#include "mockalb/catalog/actions.h"

#include "base/json.h"
#include "mockalb/gateway/call.h"
#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

static bool add_region(void *arg, const struct object *o)
{
    struct call *call = arg;
    cJSON *item = json_push(json_mutable(call->reply, "Regions"), cJSON_CreateObject());

    json_add_text(item, "RegionId", o->id);
    json_add_text(item, "LocalName", json_text_or(o->body, "LocalName", o->id));
    json_add_text(item, "RegionEndpoint", arena_printf(call->arena, "alb.%s.aliyuncs.com", o->id));
    return true;
}

ACTION(alb, DescribeRegions)
{
    json_add_array(call->reply, "Regions");
    store_each(call->store, &kind_region, NULL, add_region, call);
    return NULL;
}

/* The zones of the call's region. */
ACTION(alb, DescribeZones)
{
    const struct object *region = store_get(call->store, &kind_region, call->region, call->region);
    cJSON *zones = region ? json_copy(json_get(region->body, "Zones")) : NULL;

    json_add(call->reply, "Zones", zones ? zones : cJSON_CreateArray());
    return NULL;
}
