/*
 * Attachments of VPN connections and of express connect routers. Neither of these is mocked, so one
 * is known by how its id begins.
 */
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/attachment.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/transit_router.h"
#include "mockalb/resources/region.h"

#include "base/banned.h"

static const struct api_error *check(struct call *call, const struct object *router,
                                     const struct attachment_type *type, struct str prefix)
{
    const char *id = json_text_or(call->params, type->resource, "");

    if (!str_starts(str_of(id), prefix))
        return refuse(call, ERR_attach_vpn_unknown);
    if (central_keyed(call, &kind_cen_attachment, id, NULL, NULL))
        return refuse(call, ERR_attach_exists);
    return attachment_check_owner(call, router, type);
}

/* Those that the call names, or all that the region has. */
static const struct api_error *add_zones(struct call *call, const char *region, cJSON *body)
{
    const struct object *o = store_get(call->store, &kind_region, region, region);
    const cJSON *given = json_get(call->params, "Zone"), *zone;
    const cJSON *all = o ? json_get(o->body, "Zones") : NULL;
    cJSON *zones = json_add_array(body, "Zones");

    if (!given)
        given = all;
    cJSON_ArrayForEach(zone, given)
    {
        const char *id = json_text_or(zone, "ZoneId", "");
        if (!region_has_zone(call->store, region, id))
            return refuse(call, ERR_attach_zone);
        json_add_text(json_push(zones, cJSON_CreateObject()), "ZoneId", id);
    }
    return NULL;
}

ACTION(cen, CreateTransitRouterVpnAttachment)
{
    const struct api_error *refusal;
    const struct object *router = router_for_attachment(call, &refusal);

    if (!router)
        return refusal;
    refusal = check(call, router, &attachment_vpn, STR("vco-"));
    if (refusal)
        return refusal;
    cJSON *body = attachment_begin(call, router, &attachment_vpn);
    json_add_text(body, "VpnRegionId", router->scope);
    if (!json_get(call->params, "AutoPublishRouteEnabled"))
        json_set(body, "AutoPublishRouteEnabled", cJSON_CreateBool(true));
    refusal = add_zones(call, router->scope, body);
    return refusal ? refusal : attachment_end(call, router, body);
}

ACTION(cen, CreateTransitRouterEcrAttachment)
{
    const struct api_error *refusal;
    const struct object *router = router_for_attachment(call, &refusal);

    if (!router)
        return refusal;
    refusal = check(call, router, &attachment_ecr, STR("ecr-"));
    if (refusal)
        return refusal;
    cJSON *body = attachment_begin(call, router, &attachment_ecr);
    json_add_text(body, "TransitRouterRegionId", router->scope);
    return attachment_end(call, router, body);
}

ACTION(cen, UpdateTransitRouterVpnAttachmentAttribute)
{
    return attachment_modify(call, &attachment_vpn);
}

ACTION(cen, UpdateTransitRouterEcrAttachmentAttribute)
{
    return attachment_modify(call, &attachment_ecr);
}

ACTION(cen, DeleteTransitRouterVpnAttachment)
{
    return attachment_delete(call, &attachment_vpn);
}

ACTION(cen, DeleteTransitRouterEcrAttachment)
{
    return attachment_delete(call, &attachment_ecr);
}

ACTION(cen, ListTransitRouterVpnAttachments)
{
    return attachment_list(call, &attachment_vpn);
}

ACTION(cen, ListTransitRouterEcrAttachments)
{
    return attachment_list(call, &attachment_ecr);
}
