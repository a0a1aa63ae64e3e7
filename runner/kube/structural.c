#include "runner/kube/structural.h"

#include <string.h>

#include "base/json.h"
#include "base/regex.h"
#include "runner/kube/schema.h"

#include "base/banned.h"

#define PRESERVE  "x-kubernetes-preserve-unknown-fields"
#define EMBEDDED  "x-kubernetes-embedded-resource"
#define INT_OR    "x-kubernetes-int-or-string"
#define LIST_TYPE "x-kubernetes-list-type"
#define LIST_KEYS "x-kubernetes-list-map-keys"

enum level { LEVEL_root, LEVEL_field, LEVEL_item, LEVEL_value };

static const char *at(struct faults *f, const char *path, const char *member)
{
    return arena_printf(f->arena, "%s.%s", path, member);
}

static void check_type(struct faults *f, const cJSON *schema, const char *path, enum level level)
{
    static const char *const without[] = { "must not be empty at the root",
                                           "must not be empty for specified object fields",
                                           "must not be empty for specified array items",
                                           "must not be empty for specified object fields" };
    static const char embedded[] = "must be object if " EMBEDDED " is true";
    static const char *const types[] = {
        "array", "boolean", "integer", "number", "object", "string"
    };
    const char *type = json_text_or(schema, "type", ""), *field = at(f, path, "type");
    bool open = json_bool(schema, INT_OR) || json_bool(schema, PRESERVE), known = false;

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        known = known || !strcmp(type, types[i]);
    if (json_bool(schema, EMBEDDED) && strcmp(type, "object") != 0) {
        if (*type)
            fault_invalid(f, field, type, embedded);
        else
            fault_required(f, field, embedded);
    } else if (!*type && !open) {
        fault_required(f, field, without[level]);
    } else if (*type && !known) {
        fault_unsupported(f, field, type,
                          "\"array\", \"boolean\", \"integer\", \"number\", \"object\", "
                          "\"string\"");
    }
    if (level == LEVEL_root && *type && strcmp(type, "object") != 0)
        fault_invalid(f, field, type, "must be object at the root");
    if (!strcmp(type, "array") && !cJSON_IsObject(json_get(schema, "items")))
        fault_required(f, at(f, path, "items"), "must be specified");
}

static void check_list(struct faults *f, const cJSON *schema, const char *path)
{
    const char *type = json_text(schema, LIST_TYPE);
    const cJSON *keys = json_get(schema, LIST_KEYS), *key;
    int i = 0;

    if (!type)
        return;
    if (strcmp(type, "atomic") != 0 && strcmp(type, "set") != 0 && strcmp(type, "map") != 0)
        fault_unsupported(f, at(f, path, LIST_TYPE), type, "\"atomic\", \"map\", \"set\"");
    if (!json_is_text(json_get(schema, "type"), "array"))
        fault_invalid(f, at(f, path, "type"), json_text_or(schema, "type", ""),
                      "must be array if " LIST_TYPE " is specified");
    if (!strcmp(type, "map") && !cJSON_GetArraySize(keys))
        fault_required(f, at(f, path, LIST_KEYS), "must not be empty if " LIST_TYPE " is map");
    cJSON_ArrayForEach(key, keys)
    {
        const char *name = cJSON_IsString(key) ? key->valuestring : "";
        if (!json_get(json_get(json_get(schema, "items"), "properties"), name))
            fault_invalid(f, arena_printf(f->arena, "%s." LIST_KEYS "[%d]", path, i), name,
                          "entries must all be names of item properties");
        i++;
    }
}

/* What nobody can enforce, or not fast enough. */
static void check_forbidden(struct faults *f, const cJSON *schema, const char *path)
{
    static const char *const unsupported[] = { "$ref", "definitions", "dependencies",
                                               "patternProperties", "additionalItems" };
    const cJSON *others = json_get(schema, "additionalProperties");

    for (size_t i = 0; i < sizeof(unsupported) / sizeof(unsupported[0]); i++) {
        if (json_get(schema, unsupported[i]))
            fault_forbidden(f, at(f, path, unsupported[i]),
                            arena_printf(f->arena, "%s is not supported", unsupported[i]));
    }
    if (json_bool(schema, "uniqueItems"))
        fault_forbidden(f, at(f, path, "uniqueItems"),
                        "uniqueItems cannot be set to true since the runtime complexity becomes "
                        "quadratic");
    if (cJSON_IsFalse(others))
        fault_forbidden(f, at(f, path, "additionalProperties"),
                        "additionalProperties cannot be set to false");
    else if (others && cJSON_GetArraySize(json_get(schema, "properties")))
        fault_forbidden(f, at(f, path, "additionalProperties"),
                        "additionalProperties and properties are mutual exclusive");
}

static void check_values(struct faults *f, const cJSON *schema, const char *path)
{
    const char *pattern = json_text(schema, "pattern");
    const cJSON *fallback = json_get(schema, "default");

    if (pattern && !regex_is_valid(str_of(pattern)))
        fault_invalid(f, at(f, path, "pattern"), pattern,
                      "must be a valid regular expression, but isn't");
    if (fallback)
        schema_check_at(f, schema, fallback, at(f, path, "default"));
}

static void check(struct faults *f, const cJSON *schema, const char *path, enum level level)
{
    const cJSON *items = json_get(schema, "items"), *each;
    const cJSON *others = json_get(schema, "additionalProperties");

    check_type(f, schema, path, level);
    check_list(f, schema, path);
    check_forbidden(f, schema, path);
    check_values(f, schema, path);
    cJSON_ArrayForEach(each, json_get(schema, "properties")) check(
        f, each, arena_printf(f->arena, "%s.properties[%s]", path, each->string), LEVEL_field);
    if (cJSON_IsObject(items))
        check(f, items, at(f, path, "items"), LEVEL_item);
    if (cJSON_IsObject(others))
        check(f, others, at(f, path, "additionalProperties"), LEVEL_value);
}

void structural_check(struct faults *f, const cJSON *schema, const char *path)
{
    check(f, schema, path, LEVEL_root);
}
