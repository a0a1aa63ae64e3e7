#include "runner/kube/rule_types.h"

#include <string.h>

#include "base/json.h"

#include "base/banned.h"

static struct cel_type *type_new(struct arena *a, enum cel_kind kind)
{
    struct cel_type *t = arena_new_of(a, struct cel_type);

    *t = *cel_type_plain(kind);
    return t;
}

/* The members by which the items of a list are told apart. */
static const char *const *keys_of(struct arena *a, const cJSON *schema)
{
    const cJSON *keys = json_get(schema, RULES_KEYS), *key;
    const char **names =
        arena_alloc(a, ((size_t)cJSON_GetArraySize(keys) + 1) * sizeof(const char *));
    size_t count = 0;

    cJSON_ArrayForEach(key, keys)
    {
        if (cJSON_IsString(key))
            names[count++] = key->valuestring;
    }
    return names;
}

static const struct cel_type *list_type(struct arena *a, const cJSON *schema)
{
    const cJSON *items = json_get(schema, "items");
    const struct cel_type *of = rule_type(a, items, json_bool(items, RULES_WHOLE));
    const char *kind = json_text_or(schema, RULES_LIST, "");
    struct cel_type *t;

    if (!of)
        return NULL;
    t = type_new(a, CEL_list);
    t->of = of;
    if (!strcmp(kind, "set"))
        t->list = CEL_LIST_set;
    if (!strcmp(kind, "map")) {
        t->list = CEL_LIST_map;
        t->keys = keys_of(a, schema);
    }
    return t;
}

static const struct cel_type *map_type(struct arena *a, const cJSON *others)
{
    const struct cel_type *of = rule_type(a, others, json_bool(others, RULES_WHOLE));
    struct cel_type *t;

    if (!of)
        return NULL;
    t = type_new(a, CEL_map);
    t->key = cel_type_plain(CEL_string);
    t->of = of;
    return t;
}

/* A member that rules can name, unless its type is hidden from them. */
static void add_field(struct arena *a, struct cel_field *fields, size_t *count, const char *member,
                      const struct cel_type *type)
{
    struct buf escaped = BUF_LIMIT(4096);

    if (type && cel_escape(&escaped, str_of(member)) && buf_ok(&escaped))
        fields[(*count)++] = (struct cel_field){ arena_strz(a, buf_str(&escaped)), member, type };
    buf_done(&escaped);
}

static const struct cel_type *meta_type(struct arena *a)
{
    struct cel_field *fields = arena_alloc(a, 2 * sizeof(*fields));
    struct cel_type *t = type_new(a, CEL_object);

    t->fields = fields;
    add_field(a, fields, &t->field_count, "name", cel_type_plain(CEL_string));
    add_field(a, fields, &t->field_count, "generateName", cel_type_plain(CEL_string));
    return t;
}

static bool is_own(const char *member)
{
    return !strcmp(member, "apiVersion") || !strcmp(member, "kind") || !strcmp(member, "metadata");
}

static const struct cel_type *object_type(struct arena *a, const cJSON *schema, bool whole)
{
    const cJSON *properties = json_get(schema, "properties"), *each;
    size_t room = (size_t)cJSON_GetArraySize(properties) + 3;
    struct cel_field *fields = arena_alloc(a, room * sizeof(*fields));
    struct cel_type *t = type_new(a, CEL_object);

    t->fields = fields;
    cJSON_ArrayForEach(each, properties)
    {
        if (!whole || !is_own(each->string))
            add_field(a, fields, &t->field_count, each->string,
                      rule_type(a, each, json_bool(each, RULES_WHOLE)));
    }
    if (whole) {
        add_field(a, fields, &t->field_count, "apiVersion", cel_type_plain(CEL_string));
        add_field(a, fields, &t->field_count, "kind", cel_type_plain(CEL_string));
        add_field(a, fields, &t->field_count, "metadata", meta_type(a));
    }
    return t;
}

static const struct cel_type *text_type(const cJSON *schema)
{
    static const struct {
        const char *format;
        enum cel_kind kind;
    } formats[] = {
        { "byte", CEL_bytes },
        { "duration", CEL_duration },
        { "date", CEL_timestamp },
        { "date-time", CEL_timestamp },
    };
    const char *format = json_text_or(schema, "format", "");

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (!strcmp(format, formats[i].format))
            return cel_type_plain(formats[i].kind);
    }
    return cel_type_plain(CEL_string);
}

const struct cel_type *rule_type(struct arena *a, const cJSON *schema, bool whole)
{
    const char *type = json_text_or(schema, "type", "");
    const cJSON *others = json_get(schema, "additionalProperties");

    if (json_bool(schema, RULES_INT_OR))
        return cel_type_plain(CEL_dyn);
    if (!strcmp(type, "array"))
        return list_type(a, schema);
    if (!strcmp(type, "object"))
        return cJSON_IsObject(others) ? map_type(a, others) : object_type(a, schema, whole);
    if (!strcmp(type, "string"))
        return text_type(schema);
    if (!strcmp(type, "boolean"))
        return cel_type_plain(CEL_bool);
    if (!strcmp(type, "integer"))
        return cel_type_plain(CEL_int);
    return !strcmp(type, "number") ? cel_type_plain(CEL_double) : NULL;
}
