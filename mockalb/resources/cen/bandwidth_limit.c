/*
 * Bandwidth between two regions of a CEN, each with a Basic router, which has no connection for it: a limit that
 * is taken from the CEN's plan. The list shows connections of Enterprise ones beside them.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/bandwidth_package.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/geography.h"
#include "mockalb/resources/cen/transit_router.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

struct between {
    const struct object *cen, *plan;
    const char *a, *b, *span, *id;
};

/* Differs: that a region without a Basic router is refused by these two codes is inferred. */
static const struct api_error *check_region(struct call *call, const struct object *cen,
                                            const char *region)
{
    const struct object *router = router_in(call, cen->id, region);

    if (!router)
        return refuse(call, ERR_cen_instance_unknown);
    return router_is_basic(router) ? NULL : refuse(call, ERR_router_type);
}

static bool read_between(struct call *call, struct between *ret,
                         const struct api_error **ret_refusal)
{
    const struct api_error *refusal;
    struct between x = { .cen = cen_named(call, ERR_cen_unknown, &refusal),
                         .a = json_text_or(call->params, "LocalRegionId", ""),
                         .b = json_text_or(call->params, "OppositeRegionId", "") };

    if (!x.cen)
        return central_fail(ret_refusal, refusal);
    refusal = check_region(call, x.cen, x.a);
    if (!refusal)
        refusal = check_region(call, x.cen, x.b);
    if (refusal)
        return central_fail(ret_refusal, refusal);
    bool in_order = strcmp(x.a, x.b) <= 0;
    x.id = arena_printf(call->arena, "%s/%s/%s", x.cen->id, in_order ? x.a : x.b,
                        in_order ? x.b : x.a);
    x.span = geography_span_between(call, x.a, x.b);
    x.plan = x.span ? plan_for_span(call, x.cen->id, x.span) : NULL;
    if (!x.plan || strcmp(x.a, x.b) == 0)
        return central_fail(ret_refusal, refuse(call, ERR_limit_plan_unbound));
    *ret = x;
    return true;
}

/* A limit of 0 takes it away. */
ACTION(cen, SetCenInterRegionBandwidthLimit)
{
    int64_t limit = json_int(call->params, "BandwidthLimit");
    struct between x;
    const struct api_error *refusal;

    if (!read_between(call, &x, &refusal))
        return refusal;
    const struct object *before = central_object(call, &kind_cen_bandwidth_limit, x.id);
    if (before && central_is_busy(before))
        return refuse(call, ERR_cen_blocking);
    if (limit < 0)
        return refuse(call, ERR_illegal_param, "BandwidthLimit");
    if (limit + plan_used(call, x.plan->id, x.id) > json_int(x.plan->body, "Bandwidth"))
        return refuse(call, ERR_limit_plan_exceeded);
    if (limit == 0) {
        if (before)
            store_drop(call->store, before->kind, before->scope, before->id);
        return NULL;
    }
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "CenId", x.cen->id);
    json_add_text(body, "LocalRegionId", x.a);
    json_add_text(body, "OppositeRegionId", x.b);
    json_add_int(body, "BandwidthLimit", limit);
    json_add_text(body, "BandwidthType", "BandwidthPackage");
    json_add_text(body, "BandwidthPackageId", x.plan->id);
    json_add_text(body, "GeographicSpanId", x.span);
    store_put(call->store, &kind_cen_bandwidth_limit, central_scope(call), x.id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_cen_bandwidth_limit, body,
                              "Modifying"));
    return NULL;
}

static bool is_between(struct call *call, const char *cen, const char *a, const char *b)
{
    const char *region = json_text_or(call->params, "TrRegionId", "");

    return filter_text(call, "CenId", cen) &&
           (!*region || strcmp(region, a) == 0 || strcmp(region, b) == 0);
}

static bool wanted(struct call *call, const struct object *o)
{
    const char *cen = json_text_or(o->body, "CenId", "");

    if (o->kind == &kind_cen_bandwidth_limit)
        return is_between(call, cen, json_text_or(o->body, "LocalRegionId", ""),
                          json_text_or(o->body, "OppositeRegionId", ""));
    return json_is_text(json_get(o->body, "ResourceType"), "TR") &&
           is_between(call, cen, o->scope, json_text_or(o->body, "PeerTransitRouterRegionId", ""));
}

/* A connection as a limit: one that is ready is Active here. */
static cJSON *connection_item(const struct object *o)
{
    const char *plan = json_text(o->body, "CenBandwidthPackageId");
    const char *span = json_text(o->body, "GeographicSpanId");
    cJSON *item = cJSON_CreateObject();

    json_add_text(item, "CenId", json_text_or(o->body, "CenId", ""));
    json_add_text(item, "LocalRegionId", o->scope);
    json_add_text(item, "OppositeRegionId", json_text_or(o->body, "PeerTransitRouterRegionId", ""));
    json_add_int(item, "BandwidthLimit", json_int(o->body, "Bandwidth"));
    json_add_text(item, "BandwidthType", json_text_or(o->body, "BandwidthType", ""));
    if (plan)
        json_add_text(item, "BandwidthPackageId", plan);
    if (span)
        json_add_text(item, "GeographicSpanId", span);
    json_add_text(item, "Status", central_is_busy(o) ? "Modifying" : "Active");
    return item;
}

static cJSON *limit_item(struct call *call, const struct object *o)
{
    (void)call;
    return o->kind == &kind_cen_bandwidth_limit ? shown(o, NULL) : connection_item(o);
}

ACTION(cen, DescribeCenInterRegionBandwidthLimits)
{
    const struct api_error *refusal = cen_check_list(call);
    struct page page;

    if (refusal)
        return refusal;
    page_begin(&page, call, limit_item);
    central_offer(&page, &kind_cen_bandwidth_limit, wanted);
    central_offer(&page, &kind_cen_attachment, wanted);
    return page_end(&page);
}

ACTION(cen, DescribeCenGeographicSpanRemainingBandwidth)
{
    const char *span = geography_span(call, json_text_or(call->params, "GeographicRegionAId", ""),
                                      json_text_or(call->params, "GeographicRegionBId", ""));
    const struct object *cen = central_param(call, "CenId", &kind_cen), *plan;

    if (!cen)
        return refuse(call, ERR_cen_unknown);
    plan = plan_for_span(call, cen->id, span);
    json_add_int(call->reply, "RemainingBandwidth",
                 plan ? json_int(plan->body, "Bandwidth") - plan_used(call, plan->id, "") : 0);
    return NULL;
}
