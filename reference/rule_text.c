#include "reference/rule_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "reference/annotation.h"
#include "reference/extra_action.h"

#include "base/banned.h"

#define TEXT_MAX (1u << 20)

struct lines {
    struct arena *arena;
    const char **at;
    size_t count;
};

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct lines lines_for(struct arena *a, const cJSON *array)
{
    size_t count = (size_t)cJSON_GetArraySize(array);

    return (struct lines){ .arena = a, .at = arena_alloc(a, (count + 1) * sizeof(char *)) };
}

static const char *join_sorted(struct lines *l, const char *separator)
{
    struct buf text = BUF_LIMIT(TEXT_MAX);

    if (l->count > 1)
        qsort(l->at, l->count, sizeof(*l->at), compare_lines);
    for (size_t i = 0; i < l->count; i++) {
        buf_add_text(&text, i ? separator : "");
        buf_add_text(&text, l->at[i]);
    }
    const char *joined = arena_strz(l->arena, buf_str(&text));
    buf_done(&text);
    return joined;
}

static const char *printed(struct arena *a, const cJSON *item)
{
    struct buf text = BUF_LIMIT(TEXT_MAX);

    json_print_canonical(&text, item);
    const char *copy = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return copy;
}

static const char *condition_text(struct arena *a, const cJSON *condition)
{
    const char *type = json_text_or(condition, "Type", "");
    const cJSON *config = json_get(condition, arena_printf(a, "%sConfig", type)), *value = NULL;
    const cJSON *values = json_get(config, "Values");
    struct lines lines = lines_for(a, values);

    cJSON_ArrayForEach(value, values)
    {
        lines.at[lines.count++] = printed(a, value);
    }
    return arena_printf(a, "%s %s %s", type, json_text_or(config, "Key", ""),
                        join_sorted(&lines, "|"));
}

const char *rule_conditions_text(struct arena *a, const cJSON *conditions)
{
    struct lines lines = lines_for(a, conditions);
    const cJSON *condition = NULL;

    cJSON_ArrayForEach(condition, conditions)
    {
        lines.at[lines.count++] = condition_text(a, condition);
    }
    return join_sorted(&lines, " & ");
}

static const char *forward_text(struct arena *a, const cJSON *config)
{
    const cJSON *tuples = json_get(config, "ServerGroupTuples"), *tuple = NULL;
    struct lines lines = lines_for(a, tuples);

    cJSON_ArrayForEach(tuple, tuples)
    {
        lines.at[lines.count++] = arena_printf(a, "%s:%d", json_text_or(tuple, "ServerGroupId", ""),
                                               (int)json_int_or(tuple, "Weight", WEIGHT_MAX));
    }
    return join_sorted(&lines, "|");
}

/* Numbers and texts alike: HttpCode is given back as either. */
static const char *field_text(struct arena *a, const cJSON *item)
{
    if (cJSON_IsNumber(item))
        return arena_printf(a, "%d", item->valueint);
    return cJSON_IsString(item) ? item->valuestring : "";
}

static const char *fields_text(struct arena *a, const cJSON *config, const char *const *fields)
{
    const char *text = "";

    for (; *fields; fields++)
        text = arena_printf(a, "%s %s=%s", text, *fields, field_text(a, json_get(config, *fields)));
    return text;
}

static const char *action_text(struct arena *a, const cJSON *action)
{
    static const char *const response[] = { "Content", "ContentType", "HttpCode", NULL };
    static const char *const redirect[] = { "Host",     "HttpCode", "Path", "Port",
                                            "Protocol", "Query",    NULL };
    const char *type = json_text_or(action, "Type", "");

    if (strcmp(type, "ForwardGroup") == 0)
        return arena_printf(a, "%s %s", type,
                            forward_text(a, json_get(action, "ForwardGroupConfig")));
    if (strcmp(type, "FixedResponse") == 0)
        return arena_printf(a, "%s%s", type,
                            fields_text(a, json_get(action, "FixedResponseConfig"), response));
    if (strcmp(type, "Redirect") == 0)
        return arena_printf(a, "%s%s", type,
                            fields_text(a, json_get(action, "RedirectConfig"), redirect));
    const char *extra = extra_action_text(a, action);
    return extra ? extra : printed(a, action);
}

const char *rule_actions_text(struct arena *a, const cJSON *actions)
{
    struct lines lines = lines_for(a, actions);
    const cJSON *action = NULL;

    cJSON_ArrayForEach(action, actions)
    {
        lines.at[lines.count++] = action_text(a, action);
    }
    return join_sorted(&lines, " ; ");
}
