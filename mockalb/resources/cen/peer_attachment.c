/*
 * Connections of two transit routers in two regions. One attachment is of both, and its bandwidth is
 * taken from a plan of the CEN (BandwidthPackage), or paid by traffic and only limited (DataTransfer).
 */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/attachment.h"
#include "mockalb/resources/cen/bandwidth_package.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/geography.h"
#include "mockalb/resources/cen/transit_router.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

#define BY_PLAN    "BandwidthPackage"
#define BY_TRAFFIC "DataTransfer"

/* What a connection has, or is to have. */
struct link {
    const char *id; /* "": it is new */
    const char *cen, *region, *peer_region;
    const char *type, *plan, *line; /* as texts of the body */
    int64_t bandwidth;              /* 0: none was given */
};

/* Differs: for the mock, an account may buy across the border; registering for that is not mocked. */
static const struct api_error *check_traffic(struct call *call, struct link *link)
{
    enum quota cap = geography_crosses_border(link->region, link->peer_region) ? QUOTA_peer_across
                                                                               : QUOTA_peer_inside;

    if (link->plan)
        return refuse(call, ERR_peer_bandwidth_type);
    if (!link->bandwidth)
        link->bandwidth = quota_number(call, cap, "");
    return quota_check(call, cap, "", NULL, 0, link->bandwidth);
}

static const struct object *plan_of(struct call *call, const struct link *link, const char *span)
{
    const struct object *plan;

    if (!link->plan)
        return plan_for_span(call, link->cen, span);
    plan = central_object(call, &kind_cen_bandwidth_package, link->plan);
    return plan && plan_is_of(plan, link->cen) &&
                   json_is_text(json_get(plan->body, "GeographicSpanId"), span)
               ? plan
               : NULL;
}

static const struct api_error *check_plan(struct call *call, struct link *link)
{
    const char *span = geography_span_between(call, link->region, link->peer_region);

    if (link->plan && !central_object(call, &kind_cen_bandwidth_package, link->plan))
        return refuse(call, ERR_peer_plan_illegal);
    if (!link->bandwidth)
        return refuse(call, ERR_peer_bandwidth_missing);
    if (strcmp(link->line, "Gold") != 0)
        return refuse(call, ERR_peer_plan_gold);
    const struct object *plan = span ? plan_of(call, link, span) : NULL;
    if (!plan)
        return refuse(call, ERR_peer_plan_unbound);
    if (plan_is_locked(plan))
        return refuse(call, ERR_plan_business_status);
    if (plan_used(call, plan->id, link->id) + link->bandwidth > json_int(plan->body, "Bandwidth"))
        return refuse(call, ERR_peer_plan_exceeded);
    link->plan = plan->id;
    return NULL;
}

/* Neither a type nor a plan: paid by traffic. A plan and no type: by the plan. */
static const struct api_error *check_bandwidth(struct call *call, struct link *link)
{
    const cJSON *given = json_get(call->params, "Bandwidth");

    if (given && link->bandwidth <= 0)
        return refuse(call, ERR_peer_bandwidth_illegal);
    if (!link->type)
        link->type = link->plan ? BY_PLAN : BY_TRAFFIC;
    return strcmp(link->type, BY_PLAN) == 0 ? check_plan(call, link) : check_traffic(call, link);
}

static void put_bandwidth(struct call *call, cJSON *body, const struct link *link)
{
    const char *span = geography_span_between(call, link->region, link->peer_region);

    json_set(body, "BandwidthType", cJSON_CreateString(link->type));
    json_set(body, "Bandwidth", cJSON_CreateNumber((double)link->bandwidth));
    json_set(body, "DefaultLinkType", cJSON_CreateString(link->line));
    json_drop(body, "CenBandwidthPackageId");
    if (link->plan)
        json_set(body, "CenBandwidthPackageId", cJSON_CreateString(link->plan));
    if (span)
        json_set(body, "GeographicSpanId", cJSON_CreateString(span));
}

struct peering {
    const char *router;
};

static bool joins(const void *arg, const struct object *o)
{
    const struct peering *peering = arg;

    return attachment_is_of(o, peering->router) &&
           json_is_text(json_get(o->body, "ResourceType"), attachment_peer.name);
}

/* Differs: that two routers which are joined already are refused by this code is inferred. */
static const struct object *peer_of(struct call *call, const struct object *router,
                                    const struct api_error **ret_refusal)
{
    const char *region = json_text(call->params, "PeerTransitRouterRegionId");
    const struct object *peer =
        central_param(call, "PeerTransitRouterId", &kind_cen_transit_router);
    struct peering peering = { peer ? peer->id : "" };

    *ret_refusal = NULL;
    if (!peer)
        *ret_refusal = refuse(call, ERR_peer_router_unknown);
    else if (strcmp(peer->id, router->id) == 0 ||
             strcmp(json_text_or(peer->body, "CenId", ""),
                    json_text_or(router->body, "CenId", "")) != 0)
        *ret_refusal = refuse(call, ERR_peer_router_illegal);
    else if (region && strcmp(region, peer->scope) != 0)
        *ret_refusal = refuse(call, ERR_peer_region_illegal);
    else if (central_keyed(call, &kind_cen_attachment, router->id, joins, &peering))
        *ret_refusal = refuse(call, ERR_router_exists);
    else
        *ret_refusal = router_check(call, peer);
    return *ret_refusal ? NULL : peer;
}

/* A changing CEN has another status here than elsewhere. */
static const struct api_error *check_cen(struct call *call, const char *id)
{
    const struct object *cen = central_object(call, &kind_cen, id);

    return cen && central_is_busy(cen) ? refuse(call, ERR_cen_status_peer) : NULL;
}

ACTION(cen, CreateTransitRouterPeerAttachment)
{
    const struct api_error *refusal = check_cen(call, json_text(call->params, "CenId"));
    const struct object *router = refusal ? NULL : router_for_attachment(call, &refusal), *peer;

    if (!router || !(peer = peer_of(call, router, &refusal)))
        return refusal;
    struct link link = {
        .id = "",
        .cen = json_text_or(router->body, "CenId", ""),
        .region = router->scope,
        .peer_region = peer->scope,
        .type = json_text(call->params, "BandwidthType"),
        .plan = json_text(call->params, "CenBandwidthPackageId"),
        .line = json_text_or(call->params, "DefaultLinkType", "Gold"),
        .bandwidth = json_int(call->params, "Bandwidth"),
    };
    refusal = check_bandwidth(call, &link);
    if (refusal)
        return refusal;
    cJSON *body = attachment_begin(call, router, &attachment_peer);
    json_add_text(body, "RegionId", router->scope);
    json_add_text(body, "PeerTransitRouterRegionId", peer->scope);
    put_bandwidth(call, body, &link);
    return attachment_end(call, router, body);
}

ACTION(cen, UpdateTransitRouterPeerAttachmentAttribute)
{
    const struct api_error *refusal;
    const struct object *o = attachment_named(call, &attachment_peer, &refusal);

    if (!o)
        return refusal;
    const char *type = json_text(call->params, "BandwidthType");
    bool leaves_plan = type && strcmp(type, BY_TRAFFIC) == 0;
    struct link link = {
        .id = o->id,
        .cen = json_text_or(o->body, "CenId", ""),
        .region = o->scope,
        .peer_region = json_text_or(o->body, "PeerTransitRouterRegionId", ""),
        .type = type ? type : json_text(o->body, "BandwidthType"),
        .plan = json_text(call->params, "CenBandwidthPackageId"),
        .line = json_text_or(call->params, "DefaultLinkType",
                             json_text_or(o->body, "DefaultLinkType", "Gold")),
        .bandwidth = json_int_or(call->params, "Bandwidth", json_int(o->body, "Bandwidth")),
    };
    if (!link.plan && !leaves_plan)
        link.plan = json_text(o->body, "CenBandwidthPackageId");
    refusal = check_bandwidth(call, &link);
    if (refusal)
        return refusal;
    cJSON *body = attachment_update(call, o);
    put_bandwidth(call, body, &link);
    central_enter(call, o, json_copy(body), "Modifying");
    return NULL;
}

ACTION(cen, DeleteTransitRouterPeerAttachment)
{
    return attachment_delete(call, &attachment_peer);
}

ACTION(cen, ListTransitRouterPeerAttachments)
{
    return attachment_list(call, &attachment_peer);
}
