/*
 * Tags of networks and of what belongs to them.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

/* The types that the tag actions speak of, as far as there are any such things here. */
static const struct {
    const char *type;
    const struct kind *kind;
} types[] = {
    { "VPC", &kind_vpc },
    { "VSWITCH", &kind_vswitch },
    { "ROUTETABLE", &kind_route_table },
    { "EIP", &kind_eip },
    { "COMMONBANDWIDTHPACKAGE", &kind_bandwidth_package },
    { "VPNGATEWAY", &kind_vpn_gateway },
};

static const struct kind *kind_of(struct call *call)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (json_is_text(json_get(call->params, "ResourceType"), types[i].type))
            return types[i].kind;
    return NULL;
}

/* Of other types there is nothing: no id is found. */
static const struct api_error *check_resources(struct call *call, const struct kind *kind)
{
    const cJSON *id;

    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        if (!kind || !object_of(call, kind, id->valuestring))
            return refuse(call, ERR_tagged_absent);
    }
    return NULL;
}

static bool has_key_twice(const cJSON *tags)
{
    const cJSON *tag, *before;

    cJSON_ArrayForEach(tag, tags)
    {
        for (before = tags->child; before != tag; before = before->next)
            if (cJSON_Compare(json_get(before, "Key"), json_get(tag, "Key"), true))
                return true;
    }
    return false;
}

ACTION(vpc, TagResources)
{
    const struct kind *kind = kind_of(call);
    const cJSON *tags = json_get(call->params, "Tag"), *id;
    const struct api_error *refusal = check_resources(call, kind);

    if (!refusal && has_key_twice(tags))
        refusal = refuse(call, ERR_tag_keys_twice);
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        if (refusal)
            return refusal;
        const struct object *o = object_of(call, kind, id->valuestring);
        cJSON *body = arena_json(call->arena, json_copy(o->body));
        refusal = tags_set(call, body, tags, "Tag");
        if (!refusal)
            store_put(call->store, kind, o->scope, o->id, json_copy(body));
    }
    return refusal;
}

/* Those with the keys; older clients name whole tags. Without any, all of them if that is asked for. */
ACTION(vpc, UnTagResources)
{
    const struct kind *kind = kind_of(call);
    const cJSON *keys = json_get(call->params, "TagKey"), *tags = json_get(call->params, "Tag");
    const struct api_error *refusal = check_resources(call, kind);
    bool all = json_bool(call->params, "All") && cJSON_GetArraySize(keys) == 0;
    const cJSON *id, *key, *tag;

    if (refusal)
        return refusal;
    cJSON_ArrayForEach(id, json_get(call->params, "ResourceId"))
    {
        const struct object *o = object_of(call, kind, id->valuestring);
        cJSON *body = json_copy(o->body);
        if (all)
            tags_clear(body);
        cJSON_ArrayForEach(key, keys) tags_drop(body, key->valuestring, NULL);
        cJSON_ArrayForEach(tag, tags)
            tags_drop(body, json_text_or(tag, "Key", ""), json_text(tag, "Value"));
        store_put(call->store, kind, o->scope, o->id, body);
    }
    return NULL;
}

static bool offer_tags(void *arg, const struct object *o)
{
    struct page *page = arg;
    struct call *call = page->call;
    const cJSON *tag;

    if (!filter_list(call, "ResourceId", o->id) || !filter_tags(call, o))
        return true;
    cJSON_ArrayForEach(tag, json_get(o->body, "Tags"))
    {
        cJSON *item = cJSON_CreateObject();
        json_add_text(item, "ResourceId", o->id);
        json_add_text(item, "ResourceType", json_text(call->params, "ResourceType"));
        json_add_text(item, "TagKey", json_text_or(tag, "Key", ""));
        json_add_text(item, "TagValue", json_text_or(tag, "Value", ""));
        page_add(page, item);
    }
    return true;
}

/* Things or tags are to be named. */
ACTION(vpc, ListTagResources)
{
    const struct kind *kind = kind_of(call);
    struct page page;

    if (cJSON_GetArraySize(json_get(call->params, "ResourceId")) == 0 &&
        cJSON_GetArraySize(json_get(call->params, "Tag")) == 0)
        return refuse(call, ERR_tags_missing);
    page_begin(&page, call, NULL);
    if (kind)
        store_each(call->store, kind, call->region, offer_tags, &page);
    return page_end(&page);
}
