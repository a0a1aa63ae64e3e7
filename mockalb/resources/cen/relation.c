/*
 * Which table traffic that enters by an attachment is looked up in (its association, one on each side), and
 * which tables its routes are written into (its propagations).
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/attachment.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

/* What a call joins or parts. */
struct pair {
    const struct object *attachment, *table;
    const char *id; /* of what joins them */
};

/*
 * Differs: the lists of errors of AssociateTransitRouterAttachmentWithRouteTable, of its
 * undoing and of its replacement are not known; they have those of EnableTransitRouterRouteTablePropagation.
 */
static bool pair_of(struct call *call, enum error_id attachment_unknown, struct pair *ret,
                    const struct api_error **ret_refusal)
{
    const struct object *attachment =
        central_param(call, "TransitRouterAttachmentId", &kind_cen_attachment);
    const struct object *table =
        central_param(call, "TransitRouterRouteTableId", &kind_cen_route_table);

    if (!attachment)
        return central_fail(ret_refusal, refuse(call, attachment_unknown));
    if (!table)
        return central_fail(ret_refusal, refuse(call, ERR_relation_table_unknown));
    if (central_is_busy(attachment) || central_is_busy(table))
        return central_fail(ret_refusal, refuse(call, ERR_relation_status));
    if (!attachment_is_of(attachment, json_text_or(table->body, "TransitRouterId", "")))
        return central_fail(ret_refusal, refuse(call, ERR_relation_table_illegal));
    *ret = (struct pair){ attachment, table,
                          arena_printf(call->arena, "%s/%s", attachment->id, table->id) };
    return true;
}

/* What the attachment joins as that table's router sees it: of a peer, the router on the other side. */
static const char *far_end(const struct pair *pair)
{
    const char *router = json_text_or(pair->table->body, "TransitRouterId", "");

    return attachment_resource(pair->attachment, router);
}

static void join(struct call *call, const struct kind *k, const struct pair *pair,
                 const char *state)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "TransitRouterAttachmentId", pair->attachment->id);
    json_add_text(body, "TransitRouterRouteTableId", pair->table->id);
    json_add_text(body, "ResourceType", json_text_or(pair->attachment->body, "ResourceType", ""));
    json_add_text(body, "ResourceId", far_end(pair));
    store_put(call->store, k, pair->table->scope, pair->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), k, body, state));
}

static const struct api_error *part(struct call *call, const struct kind *k,
                                    const struct pair *pair, const char *state)
{
    const struct object *relation = store_get(call->store, k, pair->table->scope, pair->id);

    if (!relation)
        return refuse(call, ERR_relation_status);
    if (central_is_busy(relation))
        return refuse(call, ERR_cen_blocking);
    central_enter(call, relation, json_copy(relation->body), state);
    return NULL;
}

struct side {
    struct call *call;
    const char *router;
};

static bool is_of_side(const void *arg, const struct object *o)
{
    const struct side *side = arg;
    const struct object *table = central_object(
        side->call, &kind_cen_route_table, json_text_or(o->body, "TransitRouterRouteTableId", ""));

    return table && json_is_text(json_get(table->body, "TransitRouterId"), side->router);
}

/* The association that the attachment has with some table of this one's router; NULL: none. */
static const struct object *associated(struct call *call, const struct pair *pair)
{
    struct side side = { call, json_text_or(pair->table->body, "TransitRouterId", "") };

    return central_child(call, &kind_cen_association, pair->attachment->id, is_of_side, &side);
}

ACTION(cen, AssociateTransitRouterAttachmentWithRouteTable)
{
    struct pair pair;
    const struct api_error *refusal;

    if (!pair_of(call, ERR_relation_attach_unknown, &pair, &refusal))
        return refusal;
    if (associated(call, &pair))
        return refuse(call, ERR_relation_status);
    join(call, &kind_cen_association, &pair, "Associating");
    return NULL;
}

ACTION(cen, DissociateTransitRouterAttachmentFromRouteTable)
{
    struct pair pair;
    const struct api_error *refusal;

    if (!pair_of(call, ERR_relation_attach_unknown, &pair, &refusal))
        return refusal;
    return part(call, &kind_cen_association, &pair, "Dissociating");
}

ACTION(cen, ReplaceTransitRouterRouteTableAssociation)
{
    struct pair pair;
    const struct api_error *refusal;

    if (!pair_of(call, ERR_relation_attach_unknown, &pair, &refusal))
        return refusal;
    const struct object *before = associated(call, &pair);
    if (!before || strcmp(before->id, pair.id) == 0)
        return refuse(call, ERR_relation_status);
    if (central_is_busy(before))
        return refuse(call, ERR_cen_blocking);
    store_drop(call->store, before->kind, before->scope, before->id);
    join(call, &kind_cen_association, &pair, "Associating");
    return NULL;
}

ACTION(cen, EnableTransitRouterRouteTablePropagation)
{
    struct pair pair;
    const struct api_error *refusal;

    if (!pair_of(call, ERR_relation_attach_unknown, &pair, &refusal))
        return refusal;
    if (store_get(call->store, &kind_cen_propagation, pair.table->scope, pair.id))
        return refuse(call, ERR_relation_status);
    join(call, &kind_cen_propagation, &pair, "Enabling");
    return NULL;
}

ACTION(cen, DisableTransitRouterRouteTablePropagation)
{
    struct pair pair;
    const struct api_error *refusal;

    if (!pair_of(call, ERR_disable_attach_unknown, &pair, &refusal))
        return refusal;
    return part(call, &kind_cen_propagation, &pair, "Disabling");
}

static bool wanted(struct call *call, const struct object *o)
{
    const char *attachment = json_text(o->body, "TransitRouterAttachmentId");

    return filter_text(call, "TransitRouterAttachmentId", attachment) &&
           filter_list(call, "TransitRouterAttachmentIds", attachment) &&
           filter_text(call, "TransitRouterRouteTableId",
                       json_text(o->body, "TransitRouterRouteTableId")) &&
           filter_text(call, "TransitRouterAttachmentResourceId",
                       json_text(o->body, "ResourceId")) &&
           filter_text(call, "TransitRouterAttachmentResourceType",
                       json_text(o->body, "ResourceType")) &&
           filter_text(call, "Status", lifecycle_state(o));
}

static cJSON *relation_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, NULL);
}

static const struct api_error *list(struct call *call, const struct kind *k)
{
    const char *table = json_text(call->params, "TransitRouterRouteTableId");
    const char *attachment = json_text(call->params, "TransitRouterAttachmentId");
    struct page page;

    page_begin(&page, call, relation_item);
    if (table)
        central_offer_keyed(&page, k, table, wanted);
    else if (attachment)
        central_offer_children(&page, k, attachment, wanted);
    else
        central_offer(&page, k, wanted);
    return page_end(&page);
}

ACTION(cen, ListTransitRouterRouteTableAssociations)
{
    return list(call, &kind_cen_association);
}

ACTION(cen, ListTransitRouterRouteTablePropagations)
{
    return list(call, &kind_cen_propagation);
}
