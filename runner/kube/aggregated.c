#include "runner/kube/aggregated.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/accept.h"
#include "runner/kube/verbs.h"

#include "base/banned.h"

static const struct {
    const char *version, *type;
} versions[] = {
    { "v2", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" },
    { "v2beta1", "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList" },
};

/* Which version is wanted; -1: none, or a plain list before it. */
static int wanted(struct str accept)
{
    while (accept.at) {
        struct str params = str_cut(&accept, ','), as, v;
        struct str type = str_trim(str_cut(&params, ';'));
        if (!str_is(type, "application/json"))
            continue;
        if (!accept_param(params, "as", &as))
            return -1;
        if (!str_is(as, "APIGroupDiscoveryList") || !accept_param(params, "v", &v))
            continue;
        for (int i = 0; i < (int)(sizeof(versions) / sizeof(versions[0])); i++) {
            if (str_is(v, versions[i].version))
                return i;
        }
    }
    return -1;
}

static void add_words(cJSON *to, const char *name, const char *words)
{
    struct str rest = str_of(words);
    struct arena *a = arena_new();
    cJSON *list = rest.len ? json_add_array(to, name) : NULL;

    while (list && rest.at)
        json_push_text(list, arena_strz(a, str_cut(&rest, ' ')));
    arena_free(a);
}

static void add_kind(cJSON *to, const char *group, const char *version, const char *kind)
{
    cJSON *response = json_add_object(to, "responseKind");

    json_add_text(response, "group", group);
    json_add_text(response, "version", version);
    json_add_text(response, "kind", kind);
}

static cJSON *add_subresource(cJSON *item, const char *name, const char *verbs)
{
    cJSON *list = json_mutable(item, "subresources"), *sub;

    if (!list)
        list = json_add_array(item, "subresources");
    sub = json_push(list, cJSON_CreateObject());
    json_add_text(sub, "subresource", name);
    add_words(sub, "verbs", verbs);
    return sub;
}

static void add_resource(cJSON *list, const struct resource *r)
{
    cJSON *item = json_push(list, cJSON_CreateObject());

    json_add_text(item, "resource", r->plural);
    add_kind(item, r->group, r->version, r->kind);
    json_add_text(item, "scope", resource_is_namespaced(r) ? "Namespaced" : "Cluster");
    json_add_text(item, "singularResource", r->singular);
    add_words(item, "verbs", "create delete deletecollection get list patch update watch");
    add_words(item, "shortNames", r->shorts);
    add_words(item, "categories", r->categories);
    if (resource_has_status(r))
        add_kind(add_subresource(item, "status", "get patch update"), r->group, r->version,
                 r->kind);
    if (resource_has_scale(r))
        add_kind(add_subresource(item, "scale", "get patch update"), "autoscaling", "v1", "Scale");
    if (r->id == RESOURCE_namespaces)
        add_kind(add_subresource(item, "finalize", "update"), r->group, r->version, r->kind);
}

static cJSON *member_named(cJSON *list, const char *path, const char *name)
{
    cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (json_is_text(json_at(item, path), name))
            return item;
    }
    return NULL;
}

static cJSON *group_of(cJSON *items, const char *name)
{
    cJSON *group = member_named(items, "metadata.name", name), *meta;

    if (group)
        return group;
    group = json_push(items, cJSON_CreateObject());
    meta = json_add_object(group, "metadata");
    json_add_text(meta, "name", name);
    json_add(meta, "creationTimestamp", cJSON_CreateNull());
    json_add_array(group, "versions");
    return group;
}

static cJSON *version_of(cJSON *group, const char *name)
{
    cJSON *list = json_mutable(group, "versions"), *version = member_named(list, "version", name);

    if (version)
        return version;
    version = json_push(list, cJSON_CreateObject());
    json_add_text(version, "version", name);
    json_add_array(version, "resources");
    json_add_text(version, "freshness", "Current");
    return version;
}

bool aggregated_answer(struct cluster *c, const struct request *q, struct reply *reply)
{
    bool core = str_is(q->path, "/api"), groups = str_is(q->path, "/apis");
    int which = core || groups ? wanted(q->accept) : -1;
    cJSON *doc, *items;

    if (which < 0)
        return false;
    doc = arena_json(q->arena, cJSON_CreateObject());
    json_add_text(doc, "kind", "APIGroupDiscoveryList");
    json_add_text(doc, "apiVersion",
                  arena_printf(q->arena, "apidiscovery.k8s.io/%s", versions[which].version));
    json_add_object(doc, "metadata");
    items = json_add_array(doc, "items");
    for (size_t i = 0; i < kinds_count(c->kinds); i++) {
        const struct resource *r = kinds_at(c->kinds, i);
        if (r->served && core == !*r->group)
            add_resource(
                json_mutable(version_of(group_of(items, r->group), r->version), "resources"), r);
    }
    reply_json(reply, 200, doc);
    reply->type = versions[which].type;
    return true;
}
