#include "mockalb/resources/cen/geography.h"

#include <ctype.h>
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

#define MAINLAND "china"

static const struct {
    const char *area, *region;
} places[] = {
#define AREA(area, region) { area, region },
#include "mockalb/resources/cen/geography.def"
#undef AREA
};

enum { PLACES = sizeof(places) / sizeof(places[0]) };

static const char *const areas[] = { "asia-pacific", "china", "europe", "north-america" };

enum { AREAS = sizeof(areas) / sizeof(areas[0]) };

/* "" when it is in none */
static const char *area_of(const char *region)
{
    for (size_t i = 0; i < PLACES; i++)
        if (strcmp(places[i].region, region) == 0)
            return places[i].area;
    return "";
}

bool geography_has(struct call *call, const char *region)
{
    for (size_t i = 0; i < PLACES; i++)
        if (strcmp(places[i].region, region) == 0)
            return true;
    return store_get(call->store, &kind_region, region, region) != NULL;
}

const char *geography_lower(struct call *call, const char *area)
{
    char *text = arena_strz(call->arena, str_of(area));

    for (char *c = text; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return text;
}

const char *geography_span(struct call *call, const char *area_a, const char *area_b)
{
    const char *a = geography_lower(call, area_a), *b = geography_lower(call, area_b);
    bool in_order = strcmp(a, b) <= 0;

    return arena_printf(call->arena, "%s_%s", in_order ? a : b, in_order ? b : a);
}

const char *geography_span_between(struct call *call, const char *region_a, const char *region_b)
{
    const char *a = area_of(region_a), *b = area_of(region_b);

    return *a && *b ? geography_span(call, a, b) : NULL;
}

bool geography_crosses_border(const char *region_a, const char *region_b)
{
    bool a = strcmp(area_of(region_a), MAINLAND) == 0;
    bool b = strcmp(area_of(region_b), MAINLAND) == 0;

    return a != b;
}

const struct api_error *geography_check_list(struct call *call)
{
    const char *region = json_text(call->params, "RegionId");

    return region && *region && !geography_has(call, region) ? refuse(call, ERR_list_region) : NULL;
}

static cJSON *named_region(const char *region, bool with_name)
{
    cJSON *item = cJSON_CreateObject();

    if (with_name)
        json_add_text(item, "LocalName", region);
    json_add_text(item, "RegionId", region);
    return item;
}

static bool offer_own_region(void *arg, const struct object *o)
{
    bool is_listed = false;

    for (size_t i = 0; i < PLACES; i++)
        is_listed |= strcmp(places[i].region, o->id) == 0;
    if (!is_listed)
        page_add(arg, named_region(o->id, true));
    return true;
}

/* Differs: a region's local name is its id, whatever language is asked for. */
ACTION(cen, DescribeChildInstanceRegions)
{
    struct page page;

    page_begin(&page, call, NULL);
    for (size_t i = 0; i < PLACES; i++)
        page_add(&page, named_region(places[i].region, true));
    store_each(call->store, &kind_region, NULL, offer_own_region, &page);
    return page_end(&page);
}

ACTION(cen, DescribeGeographicRegionMembership)
{
    const char *area = json_text_or(call->params, "GeographicRegionId", "");
    struct page page;

    page_begin(&page, call, NULL);
    for (size_t i = 0; i < PLACES; i++)
        if (strcmp(places[i].area, area) == 0)
            page_add(&page, named_region(places[i].region, false));
    return page_end(&page);
}

/* Differs: in which order a span names its areas is not known; here it is that of the alphabet. */
ACTION(cen, DescribeCenGeographicSpans)
{
    struct page page;

    page_begin(&page, call, NULL);
    for (size_t a = 0; a < AREAS; a++) {
        for (size_t b = a; b < AREAS; b++) {
            const char *span = geography_span(call, areas[a], areas[b]);
            if (!filter_text(call, "GeographicSpanId", span))
                continue;
            cJSON *item = cJSON_CreateObject();
            json_add_text(item, "GeographicSpanId", span);
            json_add_text(item, "LocalGeoRegionId", areas[a]);
            json_add_text(item, "OppositeGeoRegionId", areas[b]);
            page_add(&page, item);
        }
    }
    return page_end(&page);
}
