#include "mockalb/resources/cen/table_routes.h"

#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/attachment.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/routing/routing.h"

#include "base/banned.h"

static const char *status_of(const struct route *route)
{
    switch (route->status) {
    case ROUTE_active:
        return "Active";
    case ROUTE_standby:
        return "Standby";
    case ROUTE_rejected:
        return "Rejected";
    case ROUTE_pending:
        break;
    }
    return route->entry ? lifecycle_state(route->entry) : "Creating";
}

static const char *nonempty(const char *text)
{
    return *text ? text : NULL;
}

const char *table_route_type(const struct route *route)
{
    return route->entry ? "Static" : "Propagated";
}

const char *table_route_status(const struct table_routes *t, size_t i)
{
    return status_of(&t->routes.items[i]);
}

struct table_route table_route_shown(struct call *call, const struct table_routes *t, size_t i)
{
    const struct route *route = &t->routes.items[i];
    bool leads = strcmp(route->hop_type, "Attachment") == 0;
    const struct object *attachment =
        leads ? central_object(call, &kind_cen_attachment, route->hop) : NULL;
    char *destination = arena_alloc(call->arena, CIDR_ROOM);

    cidr_text(&route->to, destination);
    return (struct table_route){
        .entry = route->entry,
        .via = attachment,
        .id = route->entry ? route->entry->id : NULL,
        .name = route->entry ? json_text(route->entry->body, "TransitRouterRouteEntryName") : NULL,
        .destination = destination,
        .type = table_route_type(route),
        .status = status_of(route),
        .hop_type = route->hop_type,
        .hop = nonempty(route->hop),
        .hop_resource_type = attachment ? json_text(attachment->body, "ResourceType") : NULL,
        .hop_resource = attachment ? nonempty(attachment_resource(attachment, t->router)) : NULL,
        .origin_resource_type = nonempty(route->origin_type),
        .origin_resource = nonempty(route->origin),
        .origin_type = nonempty(route->origin_route),
    };
}

struct table_routes table_routes(struct call *call, const struct object *table)
{
    return (struct table_routes){
        .routes = routing_router_table(cloud_routing(call->cloud), call->arena, table->id),
        .router = json_text_or(table->body, "TransitRouterId", ""),
    };
}
