#include "mockalb/resources/cen/service.h"

#include <inttypes.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"

#include "base/banned.h"

#define SERVICE      "TransitRouter"
#define ORDER_DIGITS UINT64_C(1000000000000) /* an order's number has fifteen digits */

bool router_service_is_open(struct call *call)
{
    return central_object(call, &kind_cen_service, SERVICE) ||
           store_count(call->store, &kind_cen_transit_router, NULL) > 0;
}

ACTION(cen, OpenTransitRouterService)
{
    if (router_service_is_open(call))
        return refuse(call, ERR_router_service_opened);
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "Enabled", "true");
    store_put(call->store, &kind_cen_service, central_scope(call), SERVICE, body);
    json_add_text(
        call->reply, "OrderId",
        arena_printf(call->arena, "211%012" PRIu64, random_below(call->random, ORDER_DIGITS)));
    return NULL;
}

ACTION(cen, CheckTransitRouterService)
{
    json_add_text(call->reply, "Enabled", router_service_is_open(call) ? "true" : "false");
    return NULL;
}
