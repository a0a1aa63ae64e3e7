/*
 * Health checks of border routers, of which a CEN has at most one each.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/child_instance.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

#define SOURCE_IP "100.96.0.1" /* of the block that the service takes one from by itself */

static bool vbr_of(struct call *call, const struct object **ret_vbr, const char **ret_id,
                   const struct api_error **ret_refusal)
{
    const struct api_error *refusal;
    const struct object *cen = cen_named(call, ERR_cen_unknown, &refusal), *attachment;

    if (!cen)
        return central_fail(ret_refusal, refusal);
    *ret_vbr = store_get(call->store, &kind_virtual_border_router,
                         json_text_or(call->params, "VbrInstanceRegionId", ""),
                         json_text_or(call->params, "VbrInstanceId", ""));
    if (!*ret_vbr)
        return central_fail(ret_refusal, refuse(call, ERR_cen_instance_unknown));
    attachment = child_or_attachment(call, cen->id, (*ret_vbr)->id);
    if (!attachment)
        return central_fail(ret_refusal, refuse(call, ERR_vbr_not_attached));
    if (central_is_busy(attachment))
        return central_fail(ret_refusal, refuse(call, ERR_vbr_check_status));
    *ret_id = arena_printf(call->arena, "%s/%s", cen->id, (*ret_vbr)->id);
    return true;
}

/* Differs: the code for an address that is not the other end's is inferred. */
ACTION(cen, EnableCenVbrHealthCheck)
{
    const char *target = json_text_or(call->params, "HealthCheckTargetIp", ""), *id;
    const struct object *vbr;
    const struct api_error *refusal;

    if (!vbr_of(call, &vbr, &id, &refusal))
        return refusal;
    if (!json_is_text(json_get(vbr->body, "PeerGatewayIp"), target))
        return refuse(call, ERR_illegal_param, "HealthCheckTargetIp");
    cJSON *body = cJSON_CreateObject();
    central_take(call, body, "CenId", NULL);
    json_add_text(body, "VbrInstanceId", vbr->id);
    json_add_text(body, "VbrInstanceRegionId", vbr->scope);
    json_add_text(body, "HealthCheckTargetIp", target);
    central_take(call, body, "HealthCheckSourceIp", SOURCE_IP);
    central_take(call, body, "Description", "");
    json_add_int(body, "HealthCheckInterval", json_int_or(call->params, "HealthCheckInterval", 2));
    json_add_int(body, "HealthyThreshold", json_int_or(call->params, "HealthyThreshold", 8));
    json_add_bool(body, "HealthCheckOnly", json_bool(call->params, "HealthCheckOnly"));
    store_put(call->store, &kind_cen_health_check, vbr->scope, id, body);
    return NULL;
}

/* Differs: that there is none to switch off has this code is inferred. */
ACTION(cen, DisableCenVbrHealthCheck)
{
    const struct object *vbr;
    const char *id;
    const struct api_error *refusal;

    if (!vbr_of(call, &vbr, &id, &refusal))
        return refusal;
    const struct object *check = central_object(call, &kind_cen_health_check, id);
    if (!check)
        return refuse(call, ERR_attach_vbr_status);
    store_drop(call->store, check->kind, check->scope, check->id);
    return NULL;
}

static bool wanted(struct call *call, const struct object *o)
{
    return filter_text(call, "CenId", json_text(o->body, "CenId")) &&
           filter_text(call, "VbrInstanceId", json_text(o->body, "VbrInstanceId")) &&
           filter_text(call, "VbrInstanceRegionId", json_text(o->body, "VbrInstanceRegionId"));
}

static cJSON *check_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, NULL);
}

ACTION(cen, DescribeCenVbrHealthCheck)
{
    const struct api_error *refusal = cen_check_list(call);
    struct page page;

    if (refusal)
        return refusal;
    page_begin(&page, call, check_item);
    central_offer(&page, &kind_cen_health_check, wanted);
    return page_end(&page);
}
