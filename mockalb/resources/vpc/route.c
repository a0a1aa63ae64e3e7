#include "mockalb/resources/vpc/route.h"

#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

static cJSON *hops_shown(const cJSON *given)
{
    cJSON *whole = cJSON_CreateObject(), *list = json_add_array(whole, "NextHop");
    const cJSON *hop;

    cJSON_ArrayForEach(hop, given)
    {
        cJSON *item = json_push(list, cJSON_CreateObject());
        json_add_text(item, "NextHopType", json_text_or(hop, "NextHopType", "RouterInterface"));
        json_add_text(item, "NextHopId", json_text_or(hop, "NextHopId", ""));
        json_add_int(item, "Weight", json_int_or(hop, "Weight", 100));
        json_add_int(item, "Enabled", 1);
    }
    return whole;
}

const struct api_error *route_create(struct call *call, const struct route_given *given,
                                     const char **ret_id)
{
    const struct api_error *refusal;
    const char *block, *id;

    refusal = route_check(call, given, &block);
    if (refusal)
        return refusal;
    id = new_id(call, &kind_route_entry);
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "RouteEntryId", id);
    json_add_text(body, "RouteEntryName", given->name);
    json_add_text(body, "Description", given->description);
    json_add_text(body, "RouteTableId", given->table->id);
    json_add_text(body, "DestinationCidrBlock", block);
    json_add_text(body, "IpVersion", "IPv4");
    json_add_text(body, "Type", "Custom");
    if (given->hop) {
        json_add_text(body, "NextHopType", given->hop_type);
        json_add_text(body, "NextHopId", given->hop);
    } else {
        json_add(body, "NextHops", hops_shown(given->hops));
    }
    json_add_text(body, "GmtModified", now_text(call));
    store_put(call->store, &kind_route_entry, given->table->scope, id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_route_entry, body, "Pending"));
    *ret_id = id;
    return NULL;
}

struct route_search {
    struct cidr block;
    const char *hop;
    const struct object *found;
};

static bool has_hop(const struct object *route, const char *hop)
{
    const cJSON *item;

    if (!hop || json_is_text(json_get(route->body, "NextHopId"), hop))
        return true;
    cJSON_ArrayForEach(item, json_at(route->body, "NextHops.NextHop"))
    {
        if (json_is_text(json_get(item, "NextHopId"), hop))
            return true;
    }
    return false;
}

static bool find_route(void *arg, const struct object *route)
{
    struct route_search *search = arg;
    struct cidr its;

    if (cidr_read(json_text_or(route->body, "DestinationCidrBlock", ""), &its) &&
        its.net == search->block.net && its.mask == search->block.mask &&
        has_hop(route, search->hop))
        search->found = route;
    return !search->found;
}

const struct object *route_find(struct call *call, const char *id, const char *table,
                                const char *block, const char *hop)
{
    struct route_search search = { .hop = hop };

    if (id)
        return store_find(call->store, &kind_route_entry, id);
    if (table && block && cidr_read(block, &search.block))
        store_children(call->store, &kind_route_entry, table, find_route, &search);
    return search.found;
}

const struct api_error *route_delete(struct call *call, const struct object *route)
{
    if (!lifecycle_is_settled(route))
        return refuse(call, ERR_route_busy);
    store_put(call->store, &kind_route_entry, route->scope, route->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_route_entry,
                              json_copy(route->body), "Deleting"));
    return NULL;
}
