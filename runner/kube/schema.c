#include "runner/kube/schema.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/regex.h"
#include "runner/kube/formats.h"

#include "base/banned.h"

#define PRESERVE "x-kubernetes-preserve-unknown-fields"

static bool is_own(const char *name)
{
    return !strcmp(name, "apiVersion") || !strcmp(name, "kind") || !strcmp(name, "metadata");
}

/* The schema of one member, or NULL. */
static const cJSON *member_schema(const cJSON *schema, const char *name)
{
    const cJSON *named = json_get(json_get(schema, "properties"), name);
    const cJSON *others = json_get(schema, "additionalProperties");

    return named ? named : cJSON_IsObject(others) ? others : NULL;
}

static void prune(const cJSON *schema, cJSON *value, bool root)
{
    bool keep =
        json_bool(schema, PRESERVE) || cJSON_IsTrue(json_get(schema, "additionalProperties"));
    bool whole = root || json_bool(schema, "x-kubernetes-embedded-resource");
    cJSON *item = value->child, *next;

    for (; item; item = next) {
        const cJSON *inner =
            cJSON_IsArray(value) ? json_get(schema, "items") : member_schema(schema, item->string);
        next = item->next;
        if (cJSON_IsObject(value) && whole && is_own(item->string))
            continue;
        if (inner)
            prune(inner, item, false);
        else if (cJSON_IsObject(value) && !keep)
            cJSON_Delete(cJSON_DetachItemViaPointer(value, item));
    }
}

void schema_prune(const cJSON *schema, cJSON *object)
{
    prune(schema, object, true);
}

static void fill(const cJSON *schema, cJSON *value);

/* A null that the schema does not allow is as if the member were missing. */
static void fill_members(const cJSON *schema, cJSON *object)
{
    const cJSON *property;
    cJSON *item;

    cJSON_ArrayForEach(property, json_get(schema, "properties"))
    {
        const cJSON *fallback = json_get(property, "default");
        const cJSON *now = json_get(object, property->string);
        if (fallback && (!now || (cJSON_IsNull(now) && !json_bool(property, "nullable"))))
            json_set(object, property->string, json_copy(fallback));
    }
    cJSON_ArrayForEach(item, object)
    {
        const cJSON *inner = member_schema(schema, item->string);
        if (inner)
            fill(inner, item);
    }
}

static void fill(const cJSON *schema, cJSON *value)
{
    const cJSON *items = json_get(schema, "items");
    cJSON *item;

    if (cJSON_IsObject(value))
        fill_members(schema, value);
    else if (cJSON_IsArray(value) && items)
        cJSON_ArrayForEach(item, value) fill(items, item);
}

void schema_fill(const cJSON *schema, cJSON *object)
{
    fill(schema, object);
}

static bool is_integer(const cJSON *value)
{
    return cJSON_IsNumber(value) && value->valuedouble == floor(value->valuedouble);
}

static const char *type_name(const cJSON *value)
{
    if (cJSON_IsObject(value))
        return "object";
    if (cJSON_IsArray(value))
        return "array";
    if (cJSON_IsString(value))
        return "string";
    if (cJSON_IsBool(value))
        return "boolean";
    if (cJSON_IsNull(value))
        return "null";
    return is_integer(value) ? "integer" : "number";
}

static bool has_type(const cJSON *schema, const cJSON *value)
{
    const char *type = json_text_or(schema, "type", "");

    if (cJSON_IsNull(value) && json_bool(schema, "nullable"))
        return true;
    if (json_bool(schema, "x-kubernetes-int-or-string"))
        return cJSON_IsString(value) || is_integer(value);
    return !*type || !strcmp(type, type_name(value)) ||
           (!strcmp(type, "number") && cJSON_IsNumber(value));
}

static void complain(struct faults *f, const char *path, const cJSON *value, const char *detail)
{
    fault_invalid_json(f, path, value, arena_printf(f->arena, "%s in body %s", path, detail));
}

static void check_number(struct faults *f, const cJSON *schema, const cJSON *value,
                         const char *path)
{
    const cJSON *low = json_get(schema, "minimum"), *high = json_get(schema, "maximum");
    const cJSON *step = json_get(schema, "multipleOf");
    bool above = json_bool(schema, "exclusiveMinimum"),
         below = json_bool(schema, "exclusiveMaximum");
    double n = value->valuedouble;

    if (cJSON_IsNumber(low) && (above ? n <= low->valuedouble : n < low->valuedouble))
        complain(f, path, value,
                 arena_printf(f->arena, "should be greater than %s%.17g",
                              above ? "" : "or equal to ", low->valuedouble));
    if (cJSON_IsNumber(high) && (below ? n >= high->valuedouble : n > high->valuedouble))
        complain(f, path, value,
                 arena_printf(f->arena, "should be less than %s%.17g", below ? "" : "or equal to ",
                              high->valuedouble));
    if (cJSON_IsNumber(step) && step->valuedouble > 0 && fmod(n, step->valuedouble) != 0)
        complain(f, path, value,
                 arena_printf(f->arena, "should be a multiple of %.17g", step->valuedouble));
}

static int64_t runes(const char *text)
{
    int64_t count = 0;

    for (; *text; text++)
        count += (*text & 0xc0) != 0x80;
    return count;
}

/* A pattern that does not compile says nothing. */
static bool matches(const char *pattern, const char *text)
{
    return !regex_is_valid(str_of(pattern)) || regex_finds(str_of(pattern), str_of(text));
}

static void check_string(struct faults *f, const cJSON *schema, const cJSON *value,
                         const char *path)
{
    const char *pattern = json_text(schema, "pattern"), *format = json_text(schema, "format");
    int64_t length = runes(value->valuestring);

    if (length < json_int(schema, "minLength"))
        complain(f, path, value,
                 arena_printf(f->arena, "should be at least %d chars long",
                              (int)json_int(schema, "minLength")));
    if (length > json_int_or(schema, "maxLength", INT64_MAX))
        fault_too_long(f, path, (int)json_int(schema, "maxLength"));
    if (format && !format_fits(str_of(format), str_of(value->valuestring)))
        fault_type(f, path, value->valuestring, format);
    if (pattern && !matches(pattern, value->valuestring))
        complain(f, path, value, arena_printf(f->arena, "should match '%s'", pattern));
}

static bool same_keys(const cJSON *keys, const cJSON *a, const cJSON *b)
{
    const cJSON *key;

    if (!cJSON_GetArraySize(keys))
        return json_equal(a, b);
    cJSON_ArrayForEach(key, keys)
    {
        if (cJSON_IsString(key) &&
            !json_equal(json_get(a, key->valuestring), json_get(b, key->valuestring)))
            return false;
    }
    return true;
}

static const cJSON *keys_of(struct arena *a, const cJSON *keys, const cJSON *item)
{
    cJSON *named = arena_json(a, cJSON_CreateObject());
    const cJSON *key;

    cJSON_ArrayForEach(key, keys)
    {
        if (cJSON_IsString(key) && json_get(item, key->valuestring))
            json_set(named, key->valuestring, json_copy(json_get(item, key->valuestring)));
    }
    return named;
}

/* Items of a set, or of a map by its keys, are there once. */
static void check_once(struct faults *f, const cJSON *schema, const cJSON *list, const char *path)
{
    const char *type = json_text_or(schema, "x-kubernetes-list-type", "");
    const cJSON *keys = json_get(schema, "x-kubernetes-list-map-keys"), *item, *other;
    bool map = !strcmp(type, "map"), unique = json_bool(schema, "uniqueItems");
    int i = 0;

    if (!map && strcmp(type, "set") != 0 && !unique)
        return;
    cJSON_ArrayForEach(item, list)
    {
        for (other = list->child; other != item; other = other->next) {
            if (!same_keys(map ? keys : NULL, item, other))
                continue;
            fault_duplicate_json(f, arena_printf(f->arena, "%s[%d]", path, i),
                                 map ? keys_of(f->arena, keys, item) : item);
            break;
        }
        i++;
    }
}

static void check_value(struct faults *f, const cJSON *schema, const cJSON *value,
                        const char *path);

static void check_array(struct faults *f, const cJSON *schema, const cJSON *value, const char *path)
{
    const cJSON *items = json_get(schema, "items"), *item;
    int size = cJSON_GetArraySize(value), i = 0;

    if (size > json_int_or(schema, "maxItems", INT64_MAX))
        fault_too_many(f, path, size, (int)json_int(schema, "maxItems"));
    if (size < json_int(schema, "minItems"))
        complain(f, path, value,
                 arena_printf(f->arena, "should have at least %d items",
                              (int)json_int(schema, "minItems")));
    check_once(f, schema, value, path);
    if (!items)
        return;
    cJSON_ArrayForEach(item, value)
        check_value(f, items, item, arena_printf(f->arena, "%s[%d]", path, i++));
}

static const char *path_to(struct arena *a, const char *path, const char *name)
{
    return *path ? arena_printf(a, "%s.%s", path, name) : name;
}

/* An object of another kind inside: it says which. */
static void check_embedded(struct faults *f, const cJSON *value, const char *path)
{
    if (!*json_text_or(value, "apiVersion", ""))
        fault_required(f, path_to(f->arena, path, "apiVersion"), "must not be empty");
    if (!*json_text_or(value, "kind", ""))
        fault_required(f, path_to(f->arena, path, "kind"), "must not be empty");
}

static void check_object_value(struct faults *f, const cJSON *schema, const cJSON *value,
                               const char *path)
{
    int size = cJSON_GetArraySize(value);
    const cJSON *item;

    if (size > json_int_or(schema, "maxProperties", INT64_MAX))
        fault_too_many(f, path, size, (int)json_int(schema, "maxProperties"));
    if (size < json_int(schema, "minProperties"))
        complain(f, path, value,
                 arena_printf(f->arena, "should have at least %d properties",
                              (int)json_int(schema, "minProperties")));
    if (json_bool(schema, "x-kubernetes-embedded-resource"))
        check_embedded(f, value, path);
    cJSON_ArrayForEach(item, json_get(schema, "required"))
    {
        if (cJSON_IsString(item) && !json_get(value, item->valuestring))
            fault_required(f, path_to(f->arena, path, item->valuestring), "");
    }
    cJSON_ArrayForEach(item, value)
    {
        const cJSON *inner = member_schema(schema, item->string);
        if (inner)
            check_value(f, inner, item, path_to(f->arena, path, item->string));
    }
}

static bool fits(const cJSON *schema, const cJSON *value)
{
    struct faults f = { .arena = arena_new() };
    bool ok;

    check_value(&f, schema, value, "");
    ok = !f.causes;
    arena_free(f.arena);
    return ok;
}

static int count_fits(const cJSON *list, const cJSON *value)
{
    const cJSON *schema;
    int count = 0;

    cJSON_ArrayForEach(schema, list) count += fits(schema, value);
    return count;
}

static void check_junctors(struct faults *f, const cJSON *schema, const cJSON *value,
                           const char *path)
{
    const cJSON *any = json_get(schema, "anyOf"), *one = json_get(schema, "oneOf");
    const cJSON *no = json_get(schema, "not"), *all;

    cJSON_ArrayForEach(all, json_get(schema, "allOf")) check_value(f, all, value, path);
    if (any && !count_fits(any, value))
        complain(f, path, value, "must validate at least one schema (anyOf)");
    if (one && count_fits(one, value) != 1)
        complain(f, path, value, "must validate one and only one schema (oneOf)");
    if (no && fits(no, value))
        complain(f, path, value, "must not validate the schema (not)");
}

static void check_enum(struct faults *f, const cJSON *values, const cJSON *value, const char *path)
{
    struct buf supported = BUF_LIMIT(4096), text = BUF_LIMIT(1024);
    const cJSON *item;
    bool found = !values;

    cJSON_ArrayForEach(item, values)
    {
        found = found || json_equal(item, value);
        if (supported.len)
            buf_add_text(&supported, ", ");
        json_print(&supported, item);
    }
    json_print(&text, value);
    if (!found)
        fault_unsupported(f, path,
                          cJSON_IsString(value) ? value->valuestring
                          : text.len            ? text.at
                                                : "",
                          supported.len ? supported.at : "");
    buf_done(&supported);
    buf_done(&text);
}

static void check_value(struct faults *f, const cJSON *schema, const cJSON *value, const char *path)
{
    if (!has_type(schema, value)) {
        fault_type(f, path, type_name(value), json_text_or(schema, "type", "integer,string"));
        return;
    }
    if (cJSON_IsNull(value))
        return;
    check_enum(f, json_get(schema, "enum"), value, path);
    if (cJSON_IsNumber(value))
        check_number(f, schema, value, path);
    else if (cJSON_IsString(value))
        check_string(f, schema, value, path);
    else if (cJSON_IsArray(value))
        check_array(f, schema, value, path);
    else if (cJSON_IsObject(value))
        check_object_value(f, schema, value, path);
    check_junctors(f, schema, value, path);
}

void schema_check_at(struct faults *f, const cJSON *schema, const cJSON *value, const char *path)
{
    check_value(f, schema, value, path);
}

void schema_check(struct faults *f, const cJSON *schema, const cJSON *object)
{
    check_value(f, schema, object, "");
}
