#include "runner/world/scope.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"

#include "base/banned.h"

#define CLASS_ANNOTATION "kubernetes.io/ingress.class"

const char *scope_run_of(struct arena *a, const char *id)
{
    return arena_printf(a, "albspec-%s", id);
}

const char *scope_prefix_of(struct arena *a, const char *run, size_t number)
{
    return arena_printf(a, "%s-%zu-", run, number);
}

/* "Ingress", "ingress", "ingresses": one kind. */
static bool is_kind(const char *word, const char *kind)
{
    size_t len = strlen(kind);

    return strncasecmp(word, kind, len) == 0 &&
           (!word[len] || strcasecmp(word + len, "s") == 0 || strcasecmp(word + len, "es") == 0);
}

bool scope_is_cluster_kind(const char *kind)
{
    static const char *const kinds[] = { "Namespace", "Node", "IngressClass", "AlbConfig", NULL };

    for (const char *const *k = kinds; *k; k++)
        if (is_kind(kind, *k))
            return true;
    return false;
}

const char *scope_namespace(const struct scope *s, struct arena *a, const char *ns)
{
    return arena_printf(a, "%s%s", s->prefix, ns && *ns ? ns : "default");
}

/* The nodes of a cluster that is ours are there for every case. */
static const char *node_prefix(const struct scope *s)
{
    return s->foreign ? s->prefix : "";
}

const char *scope_name(const struct scope *s, struct arena *a, const char *kind, const char *ns,
                       const char *name)
{
    if (is_kind(kind, "Node"))
        return arena_printf(a, "%s%s", node_prefix(s), name);
    if (is_kind(kind, "AlbConfig") || (!ns && scope_is_cluster_kind(kind)))
        return arena_printf(a, "%s%s", s->prefix, name);
    return name;
}

/* ---- out ---- */

static void put_before(const char *prefix, cJSON *object, const char *member)
{
    const char *text = cJSON_GetStringValue(json_get(object, member));
    struct arena *a;

    if (!text || !*text || !*prefix)
        return;
    a = arena_new();
    json_set(object, member, cJSON_CreateString(arena_printf(a, "%s%s", prefix, text)));
    arena_free(a);
}

static void drop_member(cJSON *object, const char *member)
{
    if (object)
        json_drop(object, member);
}

static void metadata_out(const struct scope *s, const char *kind, cJSON *metadata)
{
    if (!metadata)
        return;
    if (is_kind(kind, "Node"))
        put_before(node_prefix(s), metadata, "name");
    else if (scope_is_cluster_kind(kind))
        put_before(s->prefix, metadata, "name");
    else if (json_get(metadata, "namespace"))
        put_before(s->prefix, metadata, "namespace");
}

static void endpoints_out(const struct scope *s, cJSON *object)
{
    cJSON *subsets = json_mutable(object, "subsets"), *subset = NULL, *address = NULL;

    cJSON_ArrayForEach(subset, subsets)
    {
        cJSON_ArrayForEach(address, json_mutable(subset, "addresses"))
        {
            put_before(node_prefix(s), address, "nodeName");
            put_before(s->prefix, json_mutable(address, "targetRef"), "namespace");
        }
    }
}

/* Its address would be taken by another case; its selector is for whoever runs Pods. */
static void service_out(const struct scope *s, cJSON *spec)
{
    const char *address = json_text(spec, "clusterIP");

    if (address && strcmp(address, "None") != 0) {
        drop_member(spec, "clusterIP");
        drop_member(spec, "clusterIPs");
    }
    if (s->foreign)
        drop_member(spec, "selector");
}

/* Nothing of the cluster's own is to be put on a node that does not exist. */
static void node_out(const struct scope *s, cJSON *object)
{
    cJSON *spec = json_mutable(object, "spec");

    if (!s->foreign)
        return;
    if (!spec)
        spec = json_add_object(object, "spec");
    json_set(spec, "unschedulable", cJSON_CreateTrue());
}

void scope_out(const struct scope *s, const char *kind, cJSON *object)
{
    cJSON *spec = json_mutable(object, "spec"), *metadata = json_mutable(object, "metadata");

    metadata_out(s, kind, metadata);
    if (is_kind(kind, "Ingress")) {
        put_before(s->prefix, spec, "ingressClassName");
        put_before(s->prefix, metadata ? json_mutable(metadata, "annotations") : NULL,
                   CLASS_ANNOTATION);
    } else if (is_kind(kind, "IngressClass")) {
        put_before(s->prefix, spec ? json_mutable(spec, "parameters") : NULL, "name");
    } else if (is_kind(kind, "AlbConfig")) {
        put_before(s->prefix, spec ? json_mutable(spec, "config") : NULL, "name");
    } else if (is_kind(kind, "Endpoints")) {
        endpoints_out(s, object);
    } else if (is_kind(kind, "Service")) {
        service_out(s, spec);
    } else if (is_kind(kind, "Pod")) {
        put_before(node_prefix(s), spec, "nodeName");
    } else if (is_kind(kind, "Node")) {
        node_out(s, object);
    }
}

void scope_label(const struct scope *s, cJSON *object)
{
    cJSON *metadata = json_mutable(object, "metadata"), *labels;
    struct str own = { s->prefix, strlen(s->prefix) - 1 };
    struct arena *a = arena_new();

    if (!metadata)
        metadata = json_add_object(object, "metadata");
    labels = json_mutable(metadata, "labels");
    if (!labels)
        labels = json_add_object(metadata, "labels");
    json_set(labels, SCOPE_RUN_LABEL, cJSON_CreateString(s->run));
    json_set(labels, SCOPE_CASE_LABEL, cJSON_CreateString(arena_strz(a, own)));
    arena_free(a);
}

/* ---- back ---- */

static void cut_prefix(const struct scope *s, char *text)
{
    size_t len = strlen(s->prefix);

    while ((text = strstr(text, s->prefix)) != NULL)
        memmove(text, text + len, strlen(text + len) + 1);
}

void scope_back(const struct scope *s, cJSON *tree)
{
    if (cJSON_IsString(tree))
        cut_prefix(s, tree->valuestring);
    for (cJSON *child = tree ? tree->child : NULL, *next; child; child = next) {
        next = child->next;
        if (child->string && strncmp(child->string, "albspec/", 8) == 0)
            cJSON_Delete(cJSON_DetachItemViaPointer(tree, child));
        else
            scope_back(s, child);
    }
}

/* ---- whose ---- */

bool scope_owns(const struct scope *s, const char *text)
{
    return strstr(text, s->prefix) != NULL;
}

bool scope_is_of_run(const struct scope *s, const char *text)
{
    const char *at = strstr(text, s->run);

    return at && at[strlen(s->run)] == '-';
}
