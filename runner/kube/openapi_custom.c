#include "runner/kube/openapi_custom.h"

#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "runner/kube/structural.h"

#include "base/banned.h"

#define INT_OR_STRING "x-kubernetes-int-or-string"

enum value { VALUE_text, VALUE_flag, VALUE_number, VALUE_list, VALUE_texts, VALUE_any };

/* What is copied as it is. Examples, links to documents and definitions are not published. */
static const struct {
    const char *name;
    enum value value;
    bool only_v3;
} copied[] = {
    /* clang-format off */
    { "title",                        VALUE_text,   false },
    { "description",                  VALUE_text,   false },
    { "type",                         VALUE_text,   false },
    { "format",                       VALUE_text,   false },
    { "default",                      VALUE_any,    false },
    { "nullable",                     VALUE_flag,   true },
    { "multipleOf",                   VALUE_number, false },
    { "maximum",                      VALUE_number, false },
    { "exclusiveMaximum",             VALUE_flag,   false },
    { "minimum",                      VALUE_number, false },
    { "exclusiveMinimum",             VALUE_flag,   false },
    { "maxLength",                    VALUE_number, false },
    { "minLength",                    VALUE_number, false },
    { "pattern",                      VALUE_text,   false },
    { "maxItems",                     VALUE_number, false },
    { "minItems",                     VALUE_number, false },
    { "uniqueItems",                  VALUE_flag,   false },
    { "maxProperties",                VALUE_number, false },
    { "minProperties",                VALUE_number, false },
    { "required",                     VALUE_texts,  false },
    { "enum",                         VALUE_list,   false },
    { "allOf",                        VALUE_list,   true },
    { "anyOf",                        VALUE_list,   true },
    { "oneOf",                        VALUE_list,   true },
    { "not",                          VALUE_any,    true },
    { KEEPS_UNKNOWN,                  VALUE_flag,   false },
    { "x-kubernetes-embedded-resource", VALUE_flag, false },
    { INT_OR_STRING,                  VALUE_flag,   false },
    { "x-kubernetes-list-type",       VALUE_text,   false },
    { "x-kubernetes-list-map-keys",   VALUE_texts,  false },
    { "x-kubernetes-map-type",        VALUE_text,   false },
    { "x-kubernetes-validations",     VALUE_list,   false },
    /* clang-format on */
};

static bool is_texts(const cJSON *value)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, value)
    {
        if (!cJSON_IsString(item))
            return false;
    }
    return cJSON_IsArray(value) && value->child;
}

static bool is_value(const cJSON *value, enum value wanted)
{
    switch (wanted) {
    case VALUE_text:
        return cJSON_IsString(value) && *value->valuestring;
    case VALUE_flag:
        return cJSON_IsTrue(value);
    case VALUE_number:
        return cJSON_IsNumber(value);
    case VALUE_list:
        return cJSON_IsArray(value) && value->child;
    case VALUE_texts:
        return is_texts(value);
    case VALUE_any:
        return value && !cJSON_IsNull(value);
    }
    return false;
}

static cJSON *publish(const cJSON *schema, bool v2);

/* kubectl cannot read a list without a type of items, nor an object that has more than its properties. */
static bool has_parts(const cJSON *schema, bool v2)
{
    return !v2 || (!json_bool(schema, "nullable") && !json_bool(schema, KEEPS_UNKNOWN));
}

static void drop_type(cJSON *out, const cJSON *schema)
{
    const char *type = json_text_or(schema, "type", "");
    bool preserves = json_bool(schema, KEEPS_UNKNOWN);

    if (json_bool(schema, "nullable") || (!strcmp(type, "array") && !json_get(out, "items")) ||
        (!strcmp(type, "object") && preserves))
        json_drop(out, "type");
}

/* A member that may be null need not be there. */
static void drop_nullable(cJSON *out, const cJSON *schema)
{
    cJSON *required = json_mutable(out, "required"), *name, *next;

    for (name = required ? required->child : NULL; name; name = next) {
        const cJSON *part = json_get(json_get(schema, "properties"), name->valuestring);
        next = name->next;
        if (json_get(out, "properties") && json_bool(part, "nullable"))
            cJSON_Delete(cJSON_DetachItemViaPointer(required, name));
    }
    if ((required && !required->child) ||
        json_bool(json_get(schema, "additionalProperties"), "nullable"))
        json_drop(out, "required");
}

static void add_parts(cJSON *out, const cJSON *schema, bool v2)
{
    const cJSON *properties = json_get(schema, "properties"), *each;
    const cJSON *items = json_get(schema, "items");
    cJSON *to;

    if (cJSON_IsObject(properties) && properties->child) {
        to = json_add_object(out, "properties");
        cJSON_ArrayForEach(each, properties) json_add(to, each->string, publish(each, v2));
    }
    if (cJSON_IsObject(items))
        json_add(out, "items", publish(items, v2));
}

/* 3.0 has no other word for it; Swagger 2.0 has none. */
static void add_int_or_string(cJSON *out)
{
    cJSON *any = json_add_array(out, "anyOf");

    json_add_text(json_push(any, cJSON_CreateObject()), "type", "integer");
    json_add_text(json_push(any, cJSON_CreateObject()), "type", "string");
}

static cJSON *publish(const cJSON *schema, bool v2)
{
    cJSON *out = cJSON_CreateObject();
    const cJSON *others = json_get(schema, "additionalProperties");

    for (size_t i = 0; i < sizeof(copied) / sizeof(copied[0]); i++) {
        const cJSON *value = json_get(schema, copied[i].name);
        if (is_value(value, copied[i].value) && !(v2 && copied[i].only_v3))
            json_add(out, copied[i].name, json_copy(value));
    }
    if (has_parts(schema, v2))
        add_parts(out, schema, v2);
    if (cJSON_IsObject(others))
        json_add(out, "additionalProperties", publish(others, v2));
    else if (cJSON_IsTrue(others))
        json_add_bool(out, "additionalProperties", true);
    if (v2) {
        drop_type(out, schema);
        drop_nullable(out, schema);
    } else if (json_bool(schema, INT_OR_STRING) && !json_get(out, "anyOf") &&
               !json_get(out, "allOf")) {
        add_int_or_string(out);
    }
    return out;
}

static bool is_structural(const cJSON *schema)
{
    struct arena *a = arena_new();
    struct faults f = { .arena = a };
    bool is;

    structural_check(&f, schema, "schema");
    is = !f.causes;
    arena_free(a);
    return is;
}

cJSON *openapi_custom_schema(const struct resource *r, bool v2)
{
    if (!r->schema || (v2 && (r->preserves || json_bool(r->schema, KEEPS_UNKNOWN))) ||
        !is_structural(r->schema))
        return NULL;
    return publish(r->schema, v2);
}

bool openapi_is_embedded(const cJSON *schema, bool v2)
{
    return json_bool(schema, "x-kubernetes-embedded-resource") &&
           !(v2 && json_bool(schema, KEEPS_UNKNOWN));
}
