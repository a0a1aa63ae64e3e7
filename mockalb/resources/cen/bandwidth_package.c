#include "mockalb/resources/cen/bandwidth_package.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/geography.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

#define ORDER_DIGITS UINT64_C(1000000000000) /* an order's number has fifteen digits */
#define DAY_MS       INT64_C(86400000)
#define MONTH_DAYS   30
#define YEAR_DAYS    365

bool plan_is_of(const struct object *plan, const char *cen)
{
    return json_has_text(json_get(plan->body, "CenIds"), cen);
}

bool plan_is_locked(const struct object *plan)
{
    return !json_is_text(json_get(plan->body, "BusinessStatus"), "Normal");
}

struct plan_search {
    const char *cen, *span; /* span NULL: any */
    const struct object *found;
};

static bool find_bound(void *arg, const struct object *o)
{
    struct plan_search *search = arg;

    if (plan_is_of(o, search->cen) &&
        (!search->span || json_is_text(json_get(o->body, "GeographicSpanId"), search->span)))
        search->found = o;
    return !search->found;
}

const struct object *plan_for_span(struct call *call, const char *cen, const char *span)
{
    struct plan_search search = { .cen = cen, .span = span };

    store_each(call->store, &kind_cen_bandwidth_package, NULL, find_bound, &search);
    return search.found;
}

bool plan_is_bound(struct call *call, const char *cen)
{
    return plan_for_span(call, cen, NULL) != NULL;
}

struct binding {
    const char *cen;
    cJSON *list;
};

static bool list_bound(void *arg, const struct object *o)
{
    const struct binding *b = arg;

    if (plan_is_of(o, b->cen))
        json_push_text(b->list, o->id);
    return true;
}

void plan_list_bound(struct call *call, const char *cen, cJSON *to)
{
    struct binding b = { cen, json_add_array(json_add_object(to, "CenBandwidthPackageIds"),
                                             "CenBandwidthPackageId") };

    store_each(call->store, &kind_cen_bandwidth_package, NULL, list_bound, &b);
}

struct usage {
    const char *plan, *but;
    int64_t sum;
};

static bool add_attachment(void *arg, const struct object *o)
{
    struct usage *u = arg;

    if (json_is_text(json_get(o->body, "CenBandwidthPackageId"), u->plan) &&
        strcmp(o->id, u->but) != 0)
        u->sum += json_int(o->body, "Bandwidth");
    return true;
}

static bool add_limit(void *arg, const struct object *o)
{
    struct usage *u = arg;

    if (json_is_text(json_get(o->body, "BandwidthPackageId"), u->plan) &&
        strcmp(o->id, u->but) != 0)
        u->sum += json_int(o->body, "BandwidthLimit");
    return true;
}

int64_t plan_used(struct call *call, const char *plan, const char *but)
{
    struct usage u = { .plan = plan, .but = but };

    store_each(call->store, &kind_cen_attachment, NULL, add_attachment, &u);
    store_each(call->store, &kind_cen_bandwidth_limit, NULL, add_limit, &u);
    return u.sum;
}

static const char *expiry(struct call *call)
{
    bool is_yearly = json_is_text(json_get(call->params, "PricingCycle"), "Year");
    int64_t days = json_int_or(call->params, "Period", 1) * (is_yearly ? YEAR_DAYS : MONTH_DAYS);
    char text[CLOCK_ISO_ROOM];

    clock_iso(clock_ms(call->clock) + days * DAY_MS, text);
    return arena_printf(call->arena, "%.16sZ", text);
}

static cJSON *plan_body(struct call *call, const char *id)
{
    const char *a = json_text_or(call->params, "GeographicRegionAId", "");
    const char *b = json_text_or(call->params, "GeographicRegionBId", "");
    const char *lower_a = geography_lower(call, a), *lower_b = geography_lower(call, b);
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "CenBandwidthPackageId", id);
    central_take(call, body, "Name", "");
    central_take(call, body, "Description", "");
    json_add_int(body, "Bandwidth", json_int(call->params, "Bandwidth"));
    central_take(call, body, "BandwidthPackageChargeType", "PREPAY");
    json_add_text(body, "Status", "Idle");
    json_add_text(body, "BusinessStatus", "Normal");
    json_add_text(body, "GeographicRegionAId", lower_a);
    json_add_text(body, "GeographicRegionBId", lower_b);
    json_add_text(body, "GeographicSpanId", geography_span(call, a, b));
    json_add_bool(body, "IsCrossBorder",
                  (strcmp(lower_a, "china") == 0) != (strcmp(lower_b, "china") == 0));
    json_add_array(body, "CenIds");
    json_add_text(body, "CreationTime", central_minute(call));
    json_add_text(body, "ExpiredTime", expiry(call));
    json_add_text(body, "HasReservationData", "false");
    central_take(call, body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_array(body, "Tags");
    return body;
}

/* An order that is not paid at once (AutoPay) stays an order: there is no plan. */
ACTION(cen, CreateCenBandwidthPackage)
{
    const char *id = new_id(call, &kind_cen_bandwidth_package);
    cJSON *body = plan_body(call, id);
    const struct api_error *refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");

    if (refusal)
        return refusal;
    json_add_text(call->reply, "CenBandwidthPackageOrderId",
                  arena_printf(call->arena, "220%012llu",
                               (unsigned long long)random_below(call->random, ORDER_DIGITS)));
    if (!json_bool(call->params, "AutoPay"))
        return NULL;
    store_put(call->store, &kind_cen_bandwidth_package, central_scope(call), id, json_copy(body));
    json_add_text(call->reply, "CenBandwidthPackageId", id);
    return NULL;
}

static const struct object *named(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *plan =
        central_param(call, "CenBandwidthPackageId", &kind_cen_bandwidth_package);

    *ret_refusal = NULL;
    if (!plan)
        *ret_refusal = refuse(call, ERR_plan_unknown);
    else if (plan_is_locked(plan))
        *ret_refusal = refuse(call, ERR_plan_business_status);
    return *ret_refusal ? NULL : plan;
}

static void bind(struct call *call, const struct object *plan, const char *cen)
{
    cJSON *body = json_copy(plan->body), *list = cJSON_CreateArray();

    if (cen)
        json_push_text(list, cen);
    json_set(body, "CenIds", list);
    json_set(body, "Status", cJSON_CreateString(cen ? "InUse" : "Idle"));
    central_put(call, plan, body);
}

ACTION(cen, AssociateCenBandwidthPackage)
{
    const struct api_error *refusal;
    const struct object *cen = cen_named(call, ERR_cen_unknown, &refusal), *plan;

    if (!cen || !(plan = named(call, &refusal)))
        return refusal;
    if (!json_is_text(json_get(plan->body, "Status"), "Idle"))
        return refuse(call, ERR_plan_status);
    if (plan_for_span(call, cen->id, json_text_or(plan->body, "GeographicSpanId", "")))
        return refuse(call, ERR_plan_span_taken);
    bind(call, plan, cen->id);
    return NULL;
}

ACTION(cen, UnassociateCenBandwidthPackage)
{
    const struct api_error *refusal;
    const struct object *cen = cen_named(call, ERR_cen_unknown, &refusal), *plan;

    if (!cen || !(plan = named(call, &refusal)))
        return refusal;
    if (!plan_is_of(plan, cen->id))
        return refuse(call, ERR_plan_status);
    if (plan_used(call, plan->id, "") > 0)
        return refuse(call, ERR_plan_allocated);
    bind(call, plan, NULL);
    return NULL;
}

/* Differs: the real service keeps a plan that is paid for until it expires. */
ACTION(cen, DeleteCenBandwidthPackage)
{
    const struct api_error *refusal;
    const struct object *plan = named(call, &refusal);

    if (!plan)
        return refusal;
    if (plan_used(call, plan->id, "") > 0)
        return refuse(call, ERR_plan_allocated);
    if (!json_is_text(json_get(plan->body, "Status"), "Idle"))
        return refuse(call, ERR_plan_status);
    store_drop(call->store, plan->kind, plan->scope, plan->id);
    return NULL;
}

ACTION(cen, ModifyCenBandwidthPackageAttribute)
{
    const struct api_error *refusal;
    const struct object *plan = named(call, &refusal);

    if (!plan)
        return refusal;
    cJSON *body = json_copy(plan->body);
    central_take(call, body, "Name", NULL);
    central_take(call, body, "Description", NULL);
    central_put(call, plan, body);
    return NULL;
}

ACTION(cen, ModifyCenBandwidthPackageSpec)
{
    const struct api_error *refusal;
    const struct object *plan = named(call, &refusal);

    if (!plan)
        return refusal;
    int64_t bandwidth = json_int_or(call->params, "Bandwidth", json_int(plan->body, "Bandwidth"));
    if (bandwidth < plan_used(call, plan->id, ""))
        return refuse(call, ERR_limit_plan_exceeded);
    cJSON *body = json_copy(plan->body);
    json_set(body, "Bandwidth", cJSON_CreateNumber((double)bandwidth));
    central_put(call, plan, body);
    return NULL;
}

static bool filter_passes(const cJSON *filter, const struct object *o)
{
    const char *key = json_text_or(filter, "Key", "");
    const cJSON *values = json_get(filter, "Value"), *value;

    if (cJSON_GetArraySize(values) == 0)
        return true;
    if (strcmp(key, "CenId") != 0)
        return json_has_text(values, json_text_or(o->body, key, ""));
    cJSON_ArrayForEach(value, values)
    {
        if (cJSON_IsString(value) && plan_is_of(o, value->valuestring))
            return true;
    }
    return false;
}

/* IsOrKey: one filter that passes is enough. */
static bool filters_pass(struct call *call, const struct object *o)
{
    const cJSON *filters = json_get(call->params, "Filter"), *filter;
    bool any = json_bool(call->params, "IsOrKey");

    cJSON_ArrayForEach(filter, filters)
    {
        if (filter_passes(filter, o) == any)
            return any;
    }
    return !any || cJSON_GetArraySize(filters) == 0;
}

static bool wanted(struct call *call, const struct object *o)
{
    return filters_pass(call, o) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_tags(call, o);
}

static cJSON *plan_item(struct call *call, const struct object *o)
{
    static const char *const rewritten[] = { "Tags", "CenIds", NULL };
    cJSON *item = shown(o, rewritten);

    (void)call;
    central_wrap(item, o->body, "Tags", "Tag");
    central_wrap(item, o->body, "CenIds", "CenId");
    json_add_array(json_add_object(item, "OrginInterRegionBandwidthLimits"),
                   "OrginInterRegionBandwidthLimit");
    return item;
}

ACTION(cen, DescribeCenBandwidthPackages)
{
    struct page page;

    page_begin(&page, call, plan_item);
    central_offer(&page, &kind_cen_bandwidth_package, wanted);
    return page_end(&page);
}
