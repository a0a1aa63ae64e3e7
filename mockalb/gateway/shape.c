#include "mockalb/gateway/shape.h"

#include "base/json.h"

#include "base/banned.h"

static const char *node_defect(struct arena *a, const struct reply_member *m, const cJSON *item,
                               const char *path);

static const char *list_defect(struct arena *a, const struct reply_member *m, const cJSON *list,
                               const char *path)
{
    const cJSON *item;
    int index = 0;

    if (!cJSON_IsArray(list))
        return arena_printf(a, "%s: must be a list", path);
    cJSON_ArrayForEach(item, list)
    {
        const char *defect =
            m->items ? node_defect(a, m->items, item, arena_printf(a, "%s.%d", path, index++))
                     : NULL;
        if (defect)
            return defect;
    }
    return NULL;
}

static const char *wrapped_defect(struct arena *a, const struct reply_member *m, const cJSON *item,
                                  const char *path)
{
    const cJSON *list = json_get(item, m->wrap);

    if (!list || cJSON_GetArraySize(item) != 1)
        return arena_printf(a, "%s: must be an object with the one member %s", path, m->wrap);
    return list_defect(a, m, list, arena_printf(a, "%s.%s", path, m->wrap));
}

static const char *fields_defect(struct arena *a, const struct reply_member *fields,
                                 const cJSON *object, const char *path)
{
    const cJSON *item;

    if (!cJSON_IsObject(object))
        return arena_printf(a, "%s: must be an object", path);
    cJSON_ArrayForEach(item, object)
    {
        const struct reply_member *m = fields;
        const char *own =
            *path ? arena_printf(a, "%s.%s", path, item->string) : (const char *)item->string;
        const char *defect;
        while (m && m->name && strcmp(m->name, item->string) != 0)
            m++;
        if (!m || !m->name)
            return arena_printf(a, "%s: the catalog knows no such member", own);
        defect = node_defect(a, m, item, own);
        if (defect)
            return defect;
    }
    return NULL;
}

static bool is_of_type(enum param_type type, const cJSON *item)
{
    switch (type) {
    case PARAM_string:
        return cJSON_IsString(item);
    case PARAM_integer:
    case PARAM_number:
        return cJSON_IsNumber(item);
    case PARAM_boolean:
        return cJSON_IsBool(item);
    case PARAM_map:
        return cJSON_IsObject(item);
    case PARAM_any:
    case PARAM_array:
    case PARAM_object:
        break;
    }
    return true;
}

static const char *node_defect(struct arena *a, const struct reply_member *m, const cJSON *item,
                               const char *path)
{
    if (m->type == PARAM_array)
        return m->wrap ? wrapped_defect(a, m, item, path) : list_defect(a, m, item, path);
    if (m->type == PARAM_object)
        return fields_defect(a, m->fields, item, path);
    return is_of_type(m->type, item) ? NULL : arena_printf(a, "%s: is of another type", path);
}

const char *shape_defect(struct arena *a, const struct reply_member *shape, const cJSON *reply)
{
    return shape ? fields_defect(a, shape, reply, "") : NULL;
}
