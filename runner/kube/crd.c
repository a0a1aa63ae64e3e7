#include "runner/kube/crd.h"

#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "runner/kube/names.h"
#include "runner/kube/object.h"
#include "runner/kube/rules.h"
#include "runner/kube/structural.h"

#include "base/banned.h"

static void fill_names(cJSON *names)
{
    const char *kind = json_text_or(names, "kind", "");
    struct arena *a = arena_new();

    if (!*json_text_or(names, "singular", ""))
        json_set(names, "singular", cJSON_CreateString(arena_lower(a, str_of(kind))));
    if (!*json_text_or(names, "listKind", ""))
        json_set(names, "listKind", cJSON_CreateString(arena_printf(a, "%sList", kind)));
    arena_free(a);
}

/* What status says of names follows the spec. */
static void accept_names(cJSON *object)
{
    cJSON *status = json_mutable(object, "status"), *stored;
    const cJSON *names = json_at(object, "spec.names"), *version;

    if (!cJSON_IsObject(status) || !names)
        return;
    json_set(status, "acceptedNames", json_copy(names));
    stored = json_mutable(status, "storedVersions");
    if (!cJSON_IsArray(stored))
        stored = json_set(status, "storedVersions", cJSON_CreateArray());
    cJSON_ArrayForEach(version, json_at(object, "spec.versions"))
    {
        const char *name = json_text(version, "name");
        if (name && json_bool(version, "storage") && !json_has_text(stored, name))
            json_push_text(stored, name);
    }
}

void crd_fill(cJSON *object, const cJSON *before)
{
    cJSON *spec = json_mutable(object, "spec");
    cJSON *names = spec ? json_mutable(spec, "names") : NULL;

    if (!cJSON_IsObject(spec))
        return;
    if (cJSON_IsObject(names))
        fill_names(names);
    if (!json_get(spec, "conversion"))
        json_add_text(json_add_object(spec, "conversion"), "strategy", "None");
    if (!before)
        object_add_finalizer(object, FINALIZER_custom_objects);
    accept_names(object);
}

static void add_condition(cJSON *conditions, const char *now, const char *type, const char *reason,
                          const char *message)
{
    cJSON *condition = json_push(conditions, cJSON_CreateObject());

    json_add_text(condition, "type", type);
    json_add_text(condition, "status", "True");
    json_add_text(condition, "lastTransitionTime", now);
    json_add_text(condition, "reason", reason);
    json_add_text(condition, "message", message);
}

void crd_first_status(cJSON *object, const char *now)
{
    cJSON *status = json_set(object, "status", cJSON_CreateObject());
    cJSON *conditions = json_add_array(status, "conditions");

    add_condition(conditions, now, "NamesAccepted", "NoConflicts", "no conflicts found");
    add_condition(conditions, now, "Established", "InitialNamesAccepted",
                  "the initial names have been accepted");
    accept_names(object);
}

/* Rules are looked at only in a schema that nothing else is wrong with. */
static void check_schema(struct faults *f, const cJSON *schema, const char *path)
{
    int before = cJSON_GetArraySize(f->causes);

    structural_check(f, schema, path);
    if (cJSON_GetArraySize(f->causes) == before)
        rules_check_definition(f, schema, path);
}

static void check_versions(struct faults *f, const cJSON *versions, bool structural)
{
    const cJSON *version;
    int stored = 0, i = 0;

    cJSON_ArrayForEach(version, versions)
    {
        const char *name = json_text_or(version, "name", "");
        const char *field = arena_printf(f->arena, "spec.versions[%d].name", i++);
        const char *fault = name_fault_service(str_of(name));
        if (fault)
            fault_invalid(f, field, name, fault);
        if (!cJSON_IsObject(json_at(version, "schema.openAPIV3Schema")))
            fault_required(
                f, arena_printf(f->arena, "spec.versions[%d].schema.openAPIV3Schema", i - 1),
                "schemas are required");
        else if (structural)
            check_schema(f, json_at(version, "schema.openAPIV3Schema"),
                         arena_printf(f->arena, "spec.versions[%d].schema.openAPIV3Schema", i - 1));
        stored += json_bool(version, "storage");
        for (const cJSON *other = versions->child; other != version; other = other->next) {
            if (json_is_text(json_get(other, "name"), name))
                fault_duplicate(f, field, name);
        }
    }
    if (stored != 1)
        fault_invalid_json(f, "spec.versions", versions,
                           "must have exactly one version marked as storage version");
}

static void check_same(struct faults *f, const cJSON *object, const cJSON *before, const char *path)
{
    const cJSON *now = json_at(object, path);

    if (!json_equal(now, json_at(before, path)))
        fault_invalid_json(f, path, now, "field is immutable");
}

static void check_required(struct faults *f, const cJSON *object, const char *path)
{
    if (!*json_text_or(object, path, ""))
        fault_required(f, path, "");
}

void crd_check(struct faults *f, const cJSON *object, const cJSON *before)
{
    const char *plural = json_text_or(object, "spec.names.plural", "");
    const char *group = json_text_or(object, "spec.group", "");
    const char *scope = json_text_or(object, "spec.scope", "");
    const char *name = arena_printf(f->arena, "%s.%s", plural, group);

    check_required(f, object, "spec.names.kind");
    if (strcmp(object_name(object), name) != 0)
        fault_invalid(f, "metadata.name", object_name(object),
                      "must be spec.names.plural+\".\"+spec.group");
    if (!strchr(group, '.') || name_fault_subdomain(str_of(group)))
        fault_invalid(f, "spec.group", group, "should be a domain with at least one dot");
    if (name_fault_service(str_of(plural)))
        fault_invalid(f, "spec.names.plural", plural, name_fault_service(str_of(plural)));
    if (strcmp(scope, "Cluster") != 0 && strcmp(scope, "Namespaced") != 0)
        fault_unsupported(f, "spec.scope", scope, "\"Cluster\", \"Namespaced\"");
    if (!cJSON_IsArray(json_at(object, "spec.versions")))
        fault_required(f, "spec.versions", "");
    else
        check_versions(f, json_at(object, "spec.versions"),
                       !json_bool(object, "spec.preserveUnknownFields"));
    if (before) {
        check_same(f, object, before, "spec.group");
        check_same(f, object, before, "spec.scope");
        check_same(f, object, before, "spec.names.plural");
        check_same(f, object, before, "spec.names.kind");
    }
}

/* Moves a member of spec that all versions have in common into each of them. */
static void spread(cJSON *spec, const char *from, const char *to)
{
    cJSON *item = cJSON_DetachItemFromObjectCaseSensitive(spec, from), *version;

    cJSON_ArrayForEach(version, json_get(spec, "versions"))
    {
        if (item && cJSON_IsObject(version) && !json_get(version, to))
            json_add(version, to, json_copy(item));
    }
    cJSON_Delete(item);
}

static void rename_column_paths(cJSON *spec, const char *from, const char *to)
{
    cJSON *version, *column;

    cJSON_ArrayForEach(version, json_get(spec, "versions"))
    {
        cJSON_ArrayForEach(column, json_get(version, "additionalPrinterColumns"))
            object_rename(column, from, to);
    }
}

/* A schema is required in v1: a definition without one takes any object. */
static void give_schemas(cJSON *spec)
{
    cJSON *version, *schema;

    cJSON_ArrayForEach(version, json_get(spec, "versions"))
    {
        if (!cJSON_IsObject(version) || json_get(version, "schema"))
            continue;
        schema = json_add_object(json_add_object(version, "schema"), "openAPIV3Schema");
        json_add_text(schema, "type", "object");
        json_add_bool(schema, "x-kubernetes-preserve-unknown-fields", true);
    }
}

void crd_from_beta(cJSON *object)
{
    cJSON *spec = json_mutable(object, "spec"), *version;
    const char *name;

    if (!cJSON_IsObject(spec))
        return;
    name = json_text(spec, "version");
    if (!json_get(spec, "versions") && name) {
        version = json_push(json_add_array(spec, "versions"), cJSON_CreateObject());
        json_add_text(version, "name", name);
        json_add_bool(version, "served", true);
        json_add_bool(version, "storage", true);
    }
    if (!json_get(spec, "scope"))
        json_add_text(spec, "scope", "Namespaced");
    if (!json_get(spec, "preserveUnknownFields"))
        json_add_bool(spec, "preserveUnknownFields", true);
    json_drop(spec, "version");
    spread(spec, "validation", "schema");
    spread(spec, "subresources", "subresources");
    spread(spec, "additionalPrinterColumns", "additionalPrinterColumns");
    rename_column_paths(spec, "JSONPath", "jsonPath");
    give_schemas(spec);
}

/* As give_schemas() made it: v1beta1 has none then. */
static bool is_given(const cJSON *schema)
{
    return cJSON_GetArraySize(schema) == 2 && json_is_text(json_get(schema, "type"), "object") &&
           json_bool(schema, "x-kubernetes-preserve-unknown-fields");
}

/* The other way: what all versions say alike stands in spec, and no more in each. */
static void gather(cJSON *spec, const char *from, const char *to)
{
    const cJSON *first = json_at(spec, "versions.0"), *version;
    const cJSON *item = json_get(first, from);

    cJSON_ArrayForEach(version, json_get(spec, "versions"))
    {
        if (!item || !json_equal(json_get(version, from), item))
            return;
    }
    if (!item)
        return;
    json_set(spec, to, json_copy(item));
    for (cJSON *each = json_mutable(spec, "versions.0"); each; each = each->next)
        json_drop(each, from);
}

void crd_to_beta(cJSON *object)
{
    cJSON *spec = json_mutable(object, "spec");
    const char *name = json_text(spec, "versions.0.name");

    if (!cJSON_IsObject(spec))
        return;
    if (name)
        json_set(spec, "version", cJSON_CreateString(name));
    rename_column_paths(spec, "jsonPath", "JSONPath");
    gather(spec, "schema", "validation");
    if (is_given(json_at(spec, "validation.openAPIV3Schema")))
        json_drop(spec, "validation");
    gather(spec, "subresources", "subresources");
    gather(spec, "additionalPrinterColumns", "additionalPrinterColumns");
}

cJSON *crd_albconfig(bool namespaced)
{
    static const char text[] =
        "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\","
        "\"metadata\":{\"name\":\"albconfigs.alibabacloud.com\"},"
        "\"spec\":{\"group\":\"alibabacloud.com\",\"scope\":\"Cluster\","
        "\"names\":{\"plural\":\"albconfigs\",\"singular\":\"albconfig\",\"kind\":\"AlbConfig\","
        "\"listKind\":\"AlbConfigList\"},"
        "\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,"
        "\"subresources\":{\"status\":{}},"
        "\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\","
        "\"x-kubernetes-preserve-unknown-fields\":true}},"
        "\"additionalPrinterColumns\":["
        "{\"name\":\"ALBID\",\"type\":\"string\",\"jsonPath\":\".status.loadBalancer.id\"},"
        "{\"name\":\"DNSNAME\",\"type\":\"string\",\"jsonPath\":\".status.loadBalancer.dnsname\"},"
        "{\"name\":\"PORT&PROTOCOL\",\"type\":\"string\","
        "\"jsonPath\":\".status.loadBalancer.listeners[*].portAndProtocol\"},"
        "{\"name\":\"AGE\",\"type\":\"date\",\"jsonPath\":\".metadata.creationTimestamp\"}]}]}}";
    cJSON *object = json_parse(str_of(text), NULL);

    must(object);
    if (namespaced)
        json_set(json_mutable(object, "spec"), "scope", cJSON_CreateString("Namespaced"));
    return object;
}
