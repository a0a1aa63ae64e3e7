#include "mockalb/catalog/tables.h"

#include <ctype.h>

#include "base/json.h"
#include "base/must.h"
#include "base/str.h"

#include "base/banned.h"

#define LIMIT_CODE_BYTES (32u << 20) /* of one generated file */

void tables_init(struct tables *t, struct arena *arena)
{
    *t = (struct tables){ .arena = arena, .code = BUF_LIMIT(LIMIT_CODE_BYTES), .seen = map_new() };
}

void tables_done(struct tables *t)
{
    buf_done(&t->code);
    map_free(t->seen);
}

const char *tables_array(struct tables *t, const char *type, const char *rows)
{
    struct str key = str_of(arena_printf(t->arena, "%s %s", type, rows));
    char *name = map_get(t->seen, key);

    if (name)
        return name;
    name = arena_printf(t->arena, "t%zu", t->count++);
    buf_printf(&t->code, "static const %s %s[] = {\n%s};\n", type, name, rows);
    map_put(t->seen, key, name);
    return name;
}

const char *tables_literal(struct tables *t, const char *text)
{
    struct buf b = BUF_LIMIT(LIMIT_CODE_BYTES);
    const char *literal;

    if (!text)
        return "NULL";
    buf_add_char(&b, '"');
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\')
            buf_printf(&b, "\\%c", *c);
        else if (*c == '?' || !isprint((unsigned char)*c))
            buf_printf(&b, "\\%03o", (unsigned)(unsigned char)*c);
        else
            buf_add_char(&b, *c);
    }
    buf_add_char(&b, '"');
    literal = arena_strz(t->arena, buf_str(&b));
    buf_done(&b);
    return literal;
}

const char *tables_scalar(struct tables *t, const cJSON *item)
{
    if (cJSON_IsString(item))
        return item->valuestring;
    if (cJSON_IsBool(item))
        return cJSON_IsTrue(item) ? "true" : "false";
    return cJSON_IsNumber(item) ? arena_printf(t->arena, "%.15g", item->valuedouble) : NULL;
}

const char *tables_texts(struct tables *t, const cJSON *array)
{
    const char *rows = "";
    const cJSON *item;

    cJSON_ArrayForEach(item, array)
    {
        rows =
            arena_printf(t->arena, "%s    %s,\n", rows, tables_literal(t, tables_scalar(t, item)));
    }
    return tables_array(t, "char *const", arena_printf(t->arena, "%s    NULL,\n", rows));
}

bool tables_check_members(const cJSON *object, const char *const *names, const char *place,
                          struct err *err)
{
    const cJSON *member;

    if (!cJSON_IsObject(object))
        return err_set(err, "%s: must be an object", place);
    cJSON_ArrayForEach(member, object)
    {
        const char *const *name = names;
        while (*name && !str_is(str_of(member->string), *name))
            name++;
        if (!*name) {
            const char *near = str_nearest(str_of(member->string), names);
            return err_set(err, "%s: unknown member '%s'%s%s%s", place, member->string,
                           near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
        }
    }
    return true;
}
