#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

/* The types that the tag actions speak of. Attachments are one kind, told apart by ResourceType. */
static const struct tagged {
    const char *type;
    const struct kind *kind;
    const char *attached;
    enum error_id unknown;
} types[] = {
    { "Cen", &kind_cen, NULL, ERR_cen_unknown },
    { "BandwidthPackage", &kind_cen_bandwidth_package, NULL, ERR_plan_unknown },
    { "TransitRouter", &kind_cen_transit_router, NULL, ERR_router_unknown },
    { "TransitRouterVpcAttachment", &kind_cen_attachment, "VPC", ERR_attach_unknown },
    { "TransitRouterVbrAttachment", &kind_cen_attachment, "VBR", ERR_attach_unknown },
    { "TransitRouterPeerAttachment", &kind_cen_attachment, "TR", ERR_attach_unknown },
    { "TransitRouterVpnAttachment", &kind_cen_attachment, "VPN", ERR_attach_unknown },
    { "TransitRouterRouteTable", &kind_cen_route_table, NULL, ERR_router_table_unknown },
};

/* NULL for types that are not mocked, of which there is nothing. */
static const struct tagged *type_of(struct call *call)
{
    struct str type = str_of(json_text_or(call->params, "ResourceType", ""));

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (str_eq_nocase(type, str_of(types[i].type)))
            return &types[i];
    return NULL;
}

static bool is_of_type(const struct tagged *type, const struct object *o)
{
    return !type->attached || json_is_text(json_get(o->body, "ResourceType"), type->attached);
}

static const struct object *tagged_object(struct call *call, const struct tagged *type,
                                          const char *id)
{
    const struct object *o = central_object(call, type->kind, id);

    return o && is_of_type(type, o) ? o : NULL;
}

static const struct api_error *check_resources(struct call *call, const struct tagged *type)
{
    const cJSON *id;

    if (!type)
        return refuse(call, ERR_illegal_param, "ResourceType");
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        if (!tagged_object(call, type, id->valuestring))
            return refuse(call, type->unknown);
    }
    return NULL;
}

ACTION(cen, TagResources)
{
    const struct tagged *type = type_of(call);
    const struct api_error *refusal = check_resources(call, type);
    const cJSON *id;

    if (refusal)
        return refusal;
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        const struct object *o = tagged_object(call, type, id->valuestring);
        cJSON *body = arena_json(call->arena, json_copy(o->body));
        refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
        if (refusal)
            return refusal;
        central_put(call, o, json_copy(body));
    }
    return NULL;
}

ACTION(cen, UntagResources)
{
    const struct tagged *type = type_of(call);
    const struct api_error *refusal = check_resources(call, type);
    const cJSON *id, *key;

    if (refusal)
        return refusal;
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        const struct object *o = tagged_object(call, type, id->valuestring);
        cJSON *body = json_copy(o->body);
        if (json_bool(call->params, "All"))
            tags_clear(body);
        cJSON_ArrayForEach(key, json_get(call->params, "TagKey"))
            tags_drop(body, key->valuestring, NULL);
        central_put(call, o, body);
    }
    return NULL;
}

struct tag_walk {
    struct page page;
    const struct tagged *type;
};

static bool offer_tags(void *arg, const struct object *o)
{
    struct tag_walk *walk = arg;
    struct call *call = walk->page.call;
    const cJSON *tag;

    if (!is_of_type(walk->type, o) || !filter_list(call, "ResourceId", o->id) ||
        !filter_tags(call, o))
        return true;
    cJSON_ArrayForEach(tag, json_get(o->body, "Tags"))
    {
        cJSON *item = cJSON_CreateObject();
        json_add_text(item, "ResourceId", o->id);
        json_add_text(item, "ResourceType", walk->type->type);
        json_add_text(item, "TagKey", json_text_or(tag, "Key", ""));
        json_add_text(item, "TagValue", json_text_or(tag, "Value", ""));
        page_add(&walk->page, item);
    }
    return true;
}

ACTION(cen, ListTagResources)
{
    struct tag_walk walk = { .type = type_of(call) };

    page_begin(&walk.page, call, NULL);
    if (walk.type)
        store_each(call->store, walk.type->kind, NULL, offer_tags, &walk);
    return page_end(&walk.page);
}
