/*
 * Static routes of transit router tables: to an attachment, or into a black hole.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/attachment.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/route_table.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

static bool is_block(const char *text)
{
    char again[CIDR_ROOM];
    struct cidr block;

    if (strchr(text, ':')) {
        struct str rest = str_of(text), ip = str_cut(&rest, '/');
        char address[64];
        int64_t length;
        if (!rest.at || ip.len >= sizeof(address) || !str_int(rest, &length) || length < 0 ||
            length > 128)
            return false;
        memcpy(address, ip.at, ip.len);
        address[ip.len] = '\0';
        return ip_is_v6(address);
    }
    if (!strchr(text, '/') || !cidr_read(text, &block))
        return false;
    cidr_text(&block, again);
    return strcmp(text, again) == 0;
}

static bool is_black_hole(const cJSON *of)
{
    return json_is_text(json_get(of, "TransitRouterRouteEntryNextHopType"), "BlackHole");
}

struct entry_search {
    const char *destination, *hop_type, *hop; /* the last two may be NULL: any */
};

static bool is_entry(const void *arg, const struct object *o)
{
    const struct entry_search *search = arg;

    return json_is_text(json_get(o->body, "TransitRouterRouteEntryDestinationCidrBlock"),
                        search->destination) &&
           (!search->hop_type ||
            json_is_text(json_get(o->body, "TransitRouterRouteEntryNextHopType"),
                         search->hop_type)) &&
           (!search->hop ||
            json_is_text(json_get(o->body, "TransitRouterRouteEntryNextHopId"), search->hop));
}

static const struct api_error *check_hop(struct call *call, const struct object *table,
                                         const struct object **ret_attachment)
{
    const char *hop = json_text(call->params, "TransitRouterRouteEntryNextHopId");

    *ret_attachment = NULL;
    if (is_black_hole(call->params))
        return hop && *hop ? refuse(call, ERR_route_black_hole) : NULL;
    if (!hop || !*hop)
        return refuse(call, ERR_route_next_hop_missing);
    *ret_attachment = central_object(call, &kind_cen_attachment, hop);
    if (!*ret_attachment ||
        !attachment_is_of(*ret_attachment, json_text_or(table->body, "TransitRouterId", "")))
        return refuse(call, ERR_next_hop_unknown);
    return central_is_busy(*ret_attachment) ? refuse(call, ERR_cen_thing_status) : NULL;
}

/* Differs: which of the two documented codes means which twin is inferred: an equal route, or another way. */
static const struct api_error *check_twin(struct call *call, const struct object *table)
{
    struct entry_search search = {
        .destination = json_text_or(call->params, "TransitRouterRouteEntryDestinationCidrBlock", "")
    };
    const struct object *twin =
        central_child(call, &kind_cen_route_entry, table->id, is_entry, &search);

    if (!twin)
        return NULL;
    bool is_equal =
        json_is_text(json_get(twin->body, "TransitRouterRouteEntryNextHopType"),
                     json_text_or(call->params, "TransitRouterRouteEntryNextHopType", "")) &&
        strcmp(json_text_or(twin->body, "TransitRouterRouteEntryNextHopId", ""),
               json_text_or(call->params, "TransitRouterRouteEntryNextHopId", "")) == 0;
    return refuse(call, is_equal ? ERR_route_exists : ERR_route_same_destination);
}

static cJSON *entry_body(struct call *call, const struct object *table,
                         const struct object *attachment, const char *id)
{
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "_TransitRouterRouteTableId", table->id);
    json_add_text(body, "TransitRouterRouteEntryId", id);
    central_take(call, body, "TransitRouterRouteEntryDestinationCidrBlock", NULL);
    json_add_text(body, "TransitRouterRouteEntryType", "Static");
    central_take(call, body, "TransitRouterRouteEntryNextHopType", NULL);
    central_take(call, body, "TransitRouterRouteEntryName", "");
    central_take(call, body, "TransitRouterRouteEntryDescription", "");
    if (attachment) {
        json_add_text(body, "TransitRouterRouteEntryNextHopId", attachment->id);
        json_add_text(body, "TransitRouterRouteEntryNextHopResourceType",
                      json_text_or(attachment->body, "ResourceType", ""));
        json_add_text(
            body, "TransitRouterRouteEntryNextHopResourceId",
            attachment_resource(attachment, json_text_or(table->body, "TransitRouterId", "")));
    }
    json_add_bool(body, "OperationalMode", true);
    json_add_text(body, "CreateTime", central_minute(call));
    json_add_text(json_add_object(body, "PathAttributes"), "OriginRouteType",
                  attachment ? "static" : "BlackHole");
    return lifecycle_enter(cloud_lifecycle(call->cloud), &kind_cen_route_entry, body, "Creating");
}

ACTION(cen, CreateTransitRouterRouteEntry)
{
    const struct object *table =
                            central_param(call, "TransitRouterRouteTableId", &kind_cen_route_table),
                        *attachment;
    const struct api_error *refusal;

    if (!table)
        return refuse(call, ERR_router_table_unknown);
    if (central_is_busy(table))
        return refuse(call, ERR_cen_thing_status);
    if (!is_block(json_text_or(call->params, "TransitRouterRouteEntryDestinationCidrBlock", "")))
        return refuse(call, ERR_route_cidr_illegal);
    refusal = check_hop(call, table, &attachment);
    if (!refusal)
        refusal = check_twin(call, table);
    if (!refusal)
        refusal = quota_check(call, QUOTA_router_routes, "", table->id,
                              central_count_children(call, &kind_cen_route_entry, table->id), 1);
    if (refusal)
        return refusal;
    const char *id = new_id(call, &kind_cen_route_entry);
    store_put(call->store, &kind_cen_route_entry, table->scope, id,
              json_copy(entry_body(call, table, attachment, id)));
    json_add_text(call->reply, "TransitRouterRouteEntryId", id);
    return NULL;
}

ACTION(cen, UpdateTransitRouterRouteEntry)
{
    const struct object *entry =
        central_param(call, "TransitRouterRouteEntryId", &kind_cen_route_entry);

    if (!entry)
        return refuse(call, ERR_route_id_illegal);
    if (central_is_busy(entry))
        return refuse(call, ERR_cen_thing_status);
    cJSON *body = json_copy(entry->body);
    central_take(call, body, "TransitRouterRouteEntryName", NULL);
    central_take(call, body, "TransitRouterRouteEntryDescription", NULL);
    central_put(call, entry, body);
    return NULL;
}

/*
 * Differs: that a route which is in the table by propagation and one which is not there at all are
 * refused by the same code is inferred.
 */
static const struct object *entry_by_destination(struct call *call,
                                                 const struct api_error **ret_refusal)
{
    static const char *const needed[] = { "TransitRouterRouteTableId",
                                          "TransitRouterRouteEntryDestinationCidrBlock",
                                          "TransitRouterRouteEntryNextHopType" };
    const struct object *table =
                            central_param(call, "TransitRouterRouteTableId", &kind_cen_route_table),
                        *entry;
    struct entry_search search = {
        .destination = json_text(call->params, "TransitRouterRouteEntryDestinationCidrBlock"),
        .hop_type = json_text(call->params, "TransitRouterRouteEntryNextHopType"),
        .hop = json_text(call->params, "TransitRouterRouteEntryNextHopId")
    };

    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        if (json_text(call->params, needed[i]))
            continue;
        *ret_refusal = refuse(call, ERR_missing_nested, needed[i]);
        return NULL;
    }
    if (!table) {
        *ret_refusal = refuse(call, ERR_router_table_unknown);
        return NULL;
    }
    entry = central_child(call, &kind_cen_route_entry, table->id, is_entry, &search);
    if (!entry)
        *ret_refusal = refuse(call, ERR_route_learned);
    return entry;
}

static const struct object *entry_named(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *entry;

    *ret_refusal = NULL;
    if (!json_text(call->params, "TransitRouterRouteEntryId"))
        return entry_by_destination(call, ret_refusal);
    if (json_text(call->params, "TransitRouterRouteTableId") ||
        json_text(call->params, "TransitRouterRouteEntryDestinationCidrBlock")) {
        *ret_refusal = refuse(call, ERR_route_named_twice);
        return NULL;
    }
    entry = central_param(call, "TransitRouterRouteEntryId", &kind_cen_route_entry);
    if (!entry)
        *ret_refusal = refuse(call, ERR_route_id_illegal);
    return entry;
}

ACTION(cen, DeleteTransitRouterRouteEntry)
{
    const struct api_error *refusal;
    const struct object *entry = entry_named(call, &refusal);

    if (!entry)
        return refusal;
    if (central_is_busy(entry))
        return refuse(call, ERR_cen_thing_status);
    central_enter(call, entry, json_copy(entry->body), "Deleting");
    return NULL;
}
