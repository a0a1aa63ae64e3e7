#include "mockalb/resources/region.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

#define LACKING "_without"

/*
 * Differs: which zones a region really has is not among our facts. These two are the ones that the
 * documentation's scenarios name; any other region gets the same letters. A cloud document says better.
 */
static const struct {
    const char *region, *letters;
} defaults[] = {
    { "cn-chengdu", "ab" },
    { "cn-hangzhou", "hijk" },
    { "", "abc" },
};

static const char *default_letters(const char *region)
{
    size_t i = 0;

    while (*defaults[i].region && strcmp(defaults[i].region, region) != 0)
        i++;
    return defaults[i].letters;
}

static void add_zone(cJSON *zones, const char *id)
{
    cJSON *zone = json_push(zones, cJSON_CreateObject());

    json_add_text(zone, "ZoneId", id);
    json_add_text(zone, "LocalName", id);
}

void region_put(struct store *s, const char *region, const cJSON *zones, const cJSON *without)
{
    cJSON *body = cJSON_CreateObject();
    const cJSON *zone;

    json_add_text(body, "RegionId", region);
    json_add_text(body, "LocalName", region);
    cJSON *list = json_add_array(body, "Zones");
    cJSON_ArrayForEach(zone, zones) add_zone(list, zone->valuestring);
    for (const char *c = zones ? "" : default_letters(region); *c; c++) {
        struct buf id = BUF_LIMIT(4096);
        buf_printf(&id, "%s-%c", region, *c);
        add_zone(list, id.at);
        buf_done(&id);
    }
    if (without)
        json_add(body, LACKING, json_copy(without));
    store_put(s, &kind_region, region, region, body);
}

bool region_lacks(const struct store *s, const char *region, const char *what)
{
    const struct object *o = store_get(s, &kind_region, region, region);

    return o && json_has_text(json_get(o->body, LACKING), what);
}

bool region_has_zone(const struct store *s, const char *region, const char *zone)
{
    const struct object *o = store_get(s, &kind_region, region, region);
    const cJSON *zones = o ? json_get(o->body, "Zones") : NULL, *item;

    cJSON_ArrayForEach(item, zones)
    {
        if (json_is_text(json_get(item, "ZoneId"), zone))
            return true;
    }
    return false;
}
