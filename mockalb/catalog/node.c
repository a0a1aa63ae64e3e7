#include "mockalb/catalog/node.h"

#include <math.h>
#include <regex.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"

#include "base/banned.h"

static const char *const types[] = { "string", "integer", "number", "boolean", "array",
                                     "object", "map",     "any",    NULL };
static const char *const wires[] = { "repeat", "flat", "json", "simple", NULL };

static const char *const param_members[] = {
    /* clang-format off */
    "name", "called", "type", "in", "wire", "wireAlso", "required", "requiredWhen", "effectiveWhen", "enum",
    "min", "max", "quota", "minLength", "maxLength", "minItems", "maxItems", "default", "pattern", "cjk",
    "notPrefix", "notContains", "allowEmpty", "listeners", "inferred", "deprecated", "src",
    "items", "fields", NULL
    /* clang-format on */
};

static const char *const reply_members[] = { "name", "type", "items",  "fields",     "enum",
                                             "src",  "wrap", "format", "deprecated", NULL };

static bool is_one_of(const char *text, const char *const *names)
{
    while (*names && !(text && str_is(str_of(text), *names)))
        names++;
    return *names;
}

static int by_name(const void *a, const void *b)
{
    const cJSON *const *left = a;
    const cJSON *const *right = b;

    return strcmp(json_text(*left, "name"), json_text(*right, "name"));
}

bool node_sort(struct tables *t, const cJSON *nodes, const char *place, const cJSON ***ret_sorted,
               struct err *err)
{
    size_t count = (size_t)cJSON_GetArraySize(nodes), n = 0;
    const cJSON **sorted = arena_alloc(t->arena, (count + 1) * sizeof(const cJSON *));
    const cJSON *node;

    if (!cJSON_IsArray(nodes))
        return err_set(err, "%s: must be a list of nodes", place);
    cJSON_ArrayForEach(node, nodes)
    {
        if (!json_text(node, "name") || !*json_text(node, "name"))
            return err_set(err, "%s[%zu]: 'name' is missing", place, n);
        sorted[n++] = node;
    }
    qsort(sorted, count, sizeof(const cJSON *), by_name);
    for (size_t i = 1; i < count; i++) {
        if (by_name(&sorted[i - 1], &sorted[i]) == 0)
            return err_set(err, "%s: '%s' is there twice", place, json_text(sorted[i], "name"));
    }
    *ret_sorted = sorted;
    return true;
}

/* The row being written, and where its node stands. */
struct row {
    struct tables *tables;
    const cJSON *node;
    const char *place;
    struct buf text;
};

static bool put_type(struct row *r, struct err *err)
{
    const char *type = json_text(r->node, "type");

    if (!is_one_of(type, types))
        return err_set(err,
                       "%s: 'type' must be one of string, integer, number, boolean, array, "
                       "object, map, any",
                       r->place);
    buf_printf(&r->text, " .type = PARAM_%s,", type);
    return true;
}

static bool put_wire(struct row *r, const char *member, const char *field, struct err *err)
{
    const cJSON *wire = json_get(r->node, member);

    if (!wire)
        return true;
    if (!is_one_of(wire->valuestring, wires))
        return err_set(err, "%s: '%s' must be one of repeat, flat, json, simple", r->place, member);
    buf_printf(&r->text, " .%s = WIRE_%s,", field, wire->valuestring);
    return true;
}

static bool put_flag(struct row *r, const char *member, const char *field, struct err *err)
{
    const cJSON *flag = json_get(r->node, member);

    if (!flag)
        return true;
    if (!cJSON_IsTrue(flag))
        return err_set(err, "%s: '%s' must be true, or not there", r->place, member);
    buf_printf(&r->text, " .%s = true,", field);
    return true;
}

static bool put_bound(struct row *r, const char *member, const char *field, struct err *err)
{
    const cJSON *bound = json_get(r->node, member);

    if (!bound)
        return true;
    if (!cJSON_IsNumber(bound))
        return err_set(err, "%s: '%s' must be a number", r->place, member);
    buf_printf(&r->text, " .has_%s = true, .%s = %.15g,", field, field, bound->valuedouble);
    return true;
}

static bool put_size(struct row *r, const char *member, const char *field, struct err *err)
{
    const cJSON *size = json_get(r->node, member);

    if (size && !(cJSON_IsNumber(size) && size->valuedouble >= 0 &&
                  floor(size->valuedouble) == size->valuedouble && size->valuedouble <= INT32_MAX))
        return err_set(err, "%s: '%s' must be a whole number from 0", r->place, member);
    return put_bound(r, member, field, err);
}

static bool put_texts(struct row *r, const char *member, const char *field, struct err *err)
{
    const cJSON *list = json_get(r->node, member);
    const cJSON *item;

    if (!list)
        return true;
    if (!cJSON_IsArray(list) || !list->child)
        return err_set(err, "%s: '%s' must be a list with at least one value", r->place, member);
    cJSON_ArrayForEach(item, list)
    {
        if (!tables_scalar(r->tables, item))
            return err_set(err, "%s: the values of '%s' must be texts or numbers", r->place,
                           member);
    }
    buf_printf(&r->text, " .%s = %s,", field, tables_texts(r->tables, list));
    return true;
}

static bool put_quota(struct row *r, struct err *err)
{
    const cJSON *quota = json_get(r->node, "quota");

    if (!quota)
        return true;
    if (!cJSON_IsString(quota) || !json_get(r->node, "max"))
        return err_set(err, "%s: 'quota' must be the name of what 'max' can be set by", r->place);
    buf_printf(&r->text, " .quota = %s,", tables_literal(r->tables, quota->valuestring));
    return true;
}

static bool put_pattern(struct row *r, struct err *err)
{
    const cJSON *pattern = json_get(r->node, "pattern");
    regex_t compiled;

    if (!pattern)
        return true;
    if (!cJSON_IsString(pattern) ||
        regcomp(&compiled, pattern->valuestring, REG_EXTENDED | REG_NOSUB))
        return err_set(err, "%s: 'pattern' must be a POSIX extended regular expression", r->place);
    regfree(&compiled);
    buf_printf(&r->text, " .pattern = %s,", tables_literal(r->tables, pattern->valuestring));
    return true;
}

static bool put_fallback(struct row *r, struct err *err)
{
    const cJSON *fallback = json_get(r->node, "default");
    const char *text = tables_scalar(r->tables, fallback);

    if (!fallback)
        return true;
    if (!text)
        return err_set(err, "%s: 'default' must be a text, a number or a boolean", r->place);
    buf_printf(&r->text, " .fallback = %s,", tables_literal(r->tables, text));
    return true;
}

/* The rows of one group of conditions. */
static const char *conditions_of(struct row *r, const cJSON *group, const char *rows,
                                 struct err *err)
{
    struct arena *a = r->tables->arena;
    const cJSON *condition;

    cJSON_ArrayForEach(condition, group)
    {
        const char *param = json_text(condition, "param");
        const cJSON *in = json_get(condition, "in");
        if (!param || !cJSON_IsArray(in)) {
            err_set(err, "%s: a condition of 'requiredWhen' needs 'param' and 'in'", r->place);
            return NULL;
        }
        rows =
            arena_printf(a, "%s    { %s, %s, %s },\n", rows, tables_literal(r->tables, param),
                         tables_texts(r->tables, in), condition == group->child ? "true" : "false");
    }
    return rows;
}

static bool put_conditions(struct row *r, struct err *err)
{
    const cJSON *groups = json_get(r->node, "requiredWhen");
    const char *rows = "";
    const cJSON *group;

    if (!groups)
        return true;
    cJSON_ArrayForEach(group, groups)
    {
        rows = conditions_of(r, group, rows, err);
        if (!rows)
            return false;
    }
    rows = arena_printf(r->tables->arena, "%s    { NULL, NULL, false },\n", rows);
    buf_printf(&r->text, " .required_when = %s,",
               tables_array(r->tables, "struct condition", rows));
    return true;
}

static bool put_facts(struct row *r, struct err *err)
{
    return put_type(r, err) && put_wire(r, "wire", "wire", err) &&
           put_wire(r, "wireAlso", "wire_also", err) && put_flag(r, "required", "required", err) &&
           put_flag(r, "allowEmpty", "allow_empty", err) && put_flag(r, "cjk", "cjk", err) &&
           put_bound(r, "min", "min", err) && put_bound(r, "max", "max", err) &&
           put_quota(r, err) && put_size(r, "minLength", "min_length", err) &&
           put_size(r, "maxLength", "max_length", err) &&
           put_size(r, "minItems", "min_items", err) && put_size(r, "maxItems", "max_items", err) &&
           put_fallback(r, err) && put_pattern(r, err) && put_texts(r, "enum", "values", err) &&
           put_texts(r, "notPrefix", "not_prefix", err) &&
           put_texts(r, "notContains", "not_contains", err) && put_conditions(r, err);
}

static const char *param_row(struct tables *t, const cJSON *node, const char *name,
                             const char *place, struct err *err);

/* Arrays and maps have items, objects have fields, the others neither. */
static bool put_children(struct row *r, struct err *err)
{
    struct arena *a = r->tables->arena;
    const char *type = json_text(r->node, "type");
    bool many = str_is(str_of(type), "array") || str_is(str_of(type), "map");
    const cJSON *items = json_get(r->node, "items"), *fields = json_get(r->node, "fields");
    const char *text;

    if (many != (items != NULL) || (fields && !str_is(str_of(type), "object")))
        return err_set(err, "%s: arrays and maps have 'items', objects 'fields', others neither",
                       r->place);
    if (items) {
        text = param_row(r->tables, items, "", arena_printf(a, "%s[]", r->place), err);
        if (!text)
            return false;
        buf_printf(&r->text, " .items = %s,", tables_array(r->tables, "struct param", text));
    }
    if (fields) {
        text = node_params(r->tables, fields, r->place, err);
        if (!text)
            return false;
        buf_printf(&r->text, " .fields = %s,", text);
    }
    return true;
}

static const char *param_row(struct tables *t, const cJSON *node, const char *name,
                             const char *place, struct err *err)
{
    struct row r = { .tables = t, .node = node, .place = place, .text = BUF_LIMIT(1u << 16) };
    const char *text = NULL;

    buf_printf(&r.text, "    { .name = %s,", tables_literal(t, name));
    if (json_text(node, "called"))
        buf_printf(&r.text, " .called = %s,", tables_literal(t, json_text(node, "called")));
    if (json_get(node, "inferred"))
        buf_add_text(&r.text, " .inferred = true,");
    /* What only an old source knows is withdrawn, unless the whole action is known from there. */
    if (json_get(node, "src") && !json_get(node, "required"))
        buf_add_text(&r.text, " .withdrawn = true,");
    if (tables_check_members(node, param_members, place, err) && put_facts(&r, err) &&
        put_children(&r, err))
        text = arena_printf(t->arena, "%s },\n", buf_str(&r.text).at);
    buf_done(&r.text);
    return text;
}

const char *node_params(struct tables *t, const cJSON *nodes, const char *place, struct err *err)
{
    struct buf rows = BUF_LIMIT(1u << 20);
    const char *name = NULL;
    const cJSON **node = NULL;

    if (!node_sort(t, nodes, place, &node, err))
        return NULL;
    for (; node && *node; node++) {
        const char *own = json_text(*node, "name");
        const char *row =
            param_row(t, *node, own, arena_printf(t->arena, "%s.%s", place, own), err);
        if (!row)
            goto out;
        buf_add_text(&rows, row);
    }
    buf_add_text(&rows, "    { .name = NULL },\n");
    name = tables_array(t, "struct param", buf_str(&rows).at);
out:
    buf_done(&rows);
    return name;
}

static const char *reply_row(struct tables *t, const cJSON *node, const char *name,
                             const char *place, struct err *err)
{
    const char *type = json_text(node, "type");
    const cJSON *items = json_get(node, "items"), *fields = json_get(node, "fields");
    const char *fields_name = "NULL", *items_name = "NULL";

    if (!tables_check_members(node, reply_members, place, err))
        return NULL;
    if (!is_one_of(type, types)) {
        err_set(err, "%s: 'type' is missing or unknown", place);
        return NULL;
    }
    if (fields)
        fields_name = node_replies(t, fields, place, err);
    if (fields_name && items) {
        items_name = reply_row(t, items, "", arena_printf(t->arena, "%s[]", place), err);
        if (items_name)
            items_name = tables_array(t, "struct reply_member", items_name);
    }
    if (!fields_name || !items_name)
        return NULL;
    return arena_printf(t->arena, "    { %s, PARAM_%s, %s, %s, %s },\n", tables_literal(t, name),
                        type, tables_literal(t, json_text(node, "wrap")), fields_name, items_name);
}

const char *node_replies(struct tables *t, const cJSON *nodes, const char *place, struct err *err)
{
    struct buf rows = BUF_LIMIT(1u << 20);
    const char *name = NULL;
    const cJSON **node = NULL;

    if (!node_sort(t, nodes, place, &node, err))
        return NULL;
    for (; node && *node; node++) {
        const char *own = json_text(*node, "name");
        const char *row =
            reply_row(t, *node, own, arena_printf(t->arena, "%s.%s", place, own), err);
        if (!row)
            goto out;
        buf_add_text(&rows, row);
    }
    buf_add_text(&rows, "    { NULL, PARAM_any, NULL, NULL, NULL },\n");
    name = tables_array(t, "struct reply_member", buf_str(&rows).at);
out:
    buf_done(&rows);
    return name;
}
