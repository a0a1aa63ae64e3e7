/*
 * Tags of load balancers and of what belongs to them; and which keys and values there are.
 */
#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tagging.h"

#include "base/banned.h"

static const struct tagged_type types[] = {
    { "loadbalancer", &kind_load_balancer, ERR_balancer_not_found, NULL },
    { "servergroup", &kind_server_group, ERR_group_not_found, NULL },
    { "acl", &kind_acl, ERR_acl_not_found, NULL },
    { "securitypolicy", &kind_security_policy, ERR_policy_not_found, NULL },
    { NULL, NULL, 0, NULL },
};

static const struct tagging tagging = {
    types, ERR_illegal_param, TAGGING_all_is_all | TAGGING_lists_there | TAGGING_shows_wanted
};

ACTION(alb, TagResources)
{
    return tagging_set(call, &tagging);
}

ACTION(alb, UnTagResources)
{
    return tagging_drop(call, &tagging);
}

ACTION(alb, ListTagResources)
{
    return tagging_list(call, &tagging);
}

/* A walk over the tags of resources; the page is the list's. */
struct tag_walk {
    struct page page;
    const struct tagged_type *type; /* NULL: all */
    struct map *seen;               /* of keys or values that were offered */
};

static bool is_new(struct tag_walk *walk, const char *text)
{
    return !map_put(walk->seen, str_of(text), walk);
}

static bool offer_keys(void *arg, const struct object *o)
{
    struct tag_walk *walk = arg;
    const char *keyword = json_text_or(walk->page.call->params, "Keyword", "");
    const cJSON *tag;

    cJSON_ArrayForEach(tag, json_get(o->body, "Tags"))
    {
        const char *key = json_text_or(tag, "Key", "");
        if (!strstr(key, keyword) || !is_new(walk, key))
            continue;
        cJSON *item = cJSON_CreateObject();
        json_add_text(item, "TagKey", key);
        json_add_text(item, "Category", "Custom");
        page_add(&walk->page, item);
    }
    return true;
}

static bool offer_values(void *arg, const struct object *o)
{
    struct tag_walk *walk = arg;
    struct call *call = walk->page.call;
    const cJSON *tag;

    if (!filter_text(call, "ResourceId", o->id))
        return true;
    cJSON_ArrayForEach(tag, json_get(o->body, "Tags"))
    {
        const char *value = json_text_or(tag, "Value", "");
        if (filter_text(call, "TagKey", json_text(tag, "Key")) && is_new(walk, value))
            page_add(&walk->page, cJSON_CreateString(value));
    }
    return true;
}

/* Every type that the call means: one, or all when it names none. */
static void walk_types(struct tag_walk *walk, bool (*fn)(void *arg, const struct object *o))
{
    struct call *call = walk->page.call;

    walk->seen = map_new();
    for (const struct tagged_type *type = types; type->name; type++)
        if (!walk->type || walk->type == type)
            store_each(call->store, type->kind, call->region, fn, walk);
    map_free(walk->seen);
}

/* Nothing makes system tags here, so a search for these finds none. */
ACTION(alb, ListTagKeys)
{
    struct tag_walk walk = { .type = tagging_type(call, &tagging) };

    page_begin(&walk.page, call, NULL);
    if (!json_is_text(json_get(call->params, "Category"), "System"))
        walk_types(&walk, offer_keys);
    return page_end(&walk.page);
}

ACTION(alb, ListTagValues)
{
    struct tag_walk walk = { .type = tagging_type(call, &tagging) };
    const char *id = json_text_or(call->params, "ResourceId", "");

    if (*id && walk.type && !object_of(call, walk.type->kind, id))
        return refuse(call, walk.type->absent, id);
    page_begin(&walk.page, call, NULL);
    walk_types(&walk, offer_values);
    return page_end(&walk.page);
}
