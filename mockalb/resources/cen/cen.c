#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/resource_group.h"
#include "mockalb/resources/cen/bandwidth_package.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

ACTION(cen, CreateCen)
{
    const char *id = new_id(call, &kind_cen);
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());
    const struct api_error *refusal = quota_check(
        call, QUOTA_cens, "", NULL, (int64_t)store_count(call->store, &kind_cen, NULL), 1);

    json_add_text(body, "CenId", id);
    central_take(call, body, "Name", "");
    central_take(call, body, "Description", "");
    central_take(call, body, "ProtectionLevel", "REDUCED");
    central_take(call, body, "Ipv6Level", "DISABLED");
    central_take(call, body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "CreationTime", central_minute(call));
    json_add_array(body, "Tags");
    if (!refusal)
        refusal = resource_group_check(call, json_text(call->params, "ResourceGroupId"));
    if (!refusal)
        refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_cen, body, "Creating");
    store_put(call->store, &kind_cen, central_scope(call), id, json_copy(body));
    json_add_text(call->reply, "CenId", id);
    return NULL;
}

ACTION(cen, ModifyCenAttribute)
{
    const struct api_error *refusal;
    const struct object *cen = cen_named(call, ERR_cen_unknown, &refusal);

    if (!cen)
        return refusal;
    cJSON *body = json_copy(cen->body);
    central_take(call, body, "Name", NULL);
    central_take(call, body, "Description", NULL);
    central_take(call, body, "ProtectionLevel", NULL);
    central_enter(call, cen, body, "Modifying");
    return NULL;
}

/* A router with nothing attached goes with its CEN; one with a connection keeps it. */
ACTION(cen, DeleteCen)
{
    const struct api_error *refusal;
    const struct object *cen = cen_named(call, ERR_cen_unknown, &refusal);

    if (!cen)
        return refusal;
    if (central_count_children(call, &kind_cen_attachment, cen->id) ||
        central_count_children(call, &kind_cen_child_instance, cen->id))
        return refuse(call, ERR_router_has_attachments);
    /* Differs: which code a bound plan has here is inferred. */
    if (plan_is_bound(call, cen->id))
        return refuse(call, ERR_plan_status);
    central_enter(call, cen, json_copy(cen->body), "Deleting");
    return NULL;
}

static bool filter_passes(const cJSON *filter, const struct object *o)
{
    const char *key = json_text_or(filter, "Key", "");
    const cJSON *values = json_get(filter, "Value");

    return cJSON_GetArraySize(values) == 0 ||
           json_has_text(values,
                         strcmp(key, "CenId") == 0 ? o->id : json_text_or(o->body, "Name", ""));
}

static bool wanted(struct call *call, const struct object *o)
{
    const cJSON *filter;

    cJSON_ArrayForEach(filter, json_get(call->params, "Filter"))
    {
        if (!filter_passes(filter, o))
            return false;
    }
    return filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           filter_tags(call, o);
}

static cJSON *cen_item(struct call *call, const struct object *o)
{
    static const char *const rewritten[] = { "Tags", "CenBandwidthPackageIds", NULL };
    cJSON *item = shown(o, rewritten);

    central_wrap(item, o->body, "Tags", "Tag");
    plan_list_bound(call, o->id, item);
    return item;
}

ACTION(cen, DescribeCens)
{
    struct page page;

    page_begin(&page, call, cen_item);
    central_offer(&page, &kind_cen, wanted);
    return page_end(&page);
}
