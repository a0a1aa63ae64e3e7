/*
 * Regions and zones, as VPC and ECS show them.
 */
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

static bool offer_region(void *arg, const struct object *region)
{
    struct page *page = arg;
    cJSON *item = known_item(page->call, region);

    json_add_text(item, "RegionEndpoint",
                  arena_printf(page->call->arena, "%s.%s.aliyuncs.com",
                               page->call->action->product->name, region->id));
    page_add(page, item);
    return true;
}

static const struct api_error *list_regions(struct call *call)
{
    struct page page;

    page_begin(&page, call, NULL);
    store_each(call->store, &kind_region, NULL, offer_region, &page);
    return page_end(&page);
}

static const struct api_error *list_zones(struct call *call)
{
    const struct object *region = object_of(call, &kind_region, call->region);
    const cJSON *zone;
    struct page page;

    if (!region)
        return refuse(call, ERR_region_absent);
    page_begin(&page, call, NULL);
    cJSON_ArrayForEach(zone, json_get(region->body, "Zones"))
    {
        cJSON *item = json_copy(zone);
        json_add_text(item, "ZoneType", "AvailabilityZone");
        page_add(&page, item);
    }
    return page_end(&page);
}

ACTION(vpc, DescribeRegions)
{
    return list_regions(call);
}

ACTION(ecs, DescribeRegions)
{
    return list_regions(call);
}

ACTION(vpc, DescribeZones)
{
    return list_zones(call);
}

ACTION(ecs, DescribeZones)
{
    return list_zones(call);
}
