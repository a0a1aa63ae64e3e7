#include "mockalb/resources/vpc/filters.h"

#include "base/json.h"

#include "base/banned.h"

static bool has_value(struct call *call, const cJSON *values, const cJSON *item)
{
    const char *text = cJSON_IsNumber(item) ? arena_printf(call->arena, "%.15g", item->valuedouble)
                                            : cJSON_GetStringValue(item);

    return text && json_has_text(values, text);
}

bool filter_pairs(struct call *call, const char *param, const cJSON *body)
{
    const cJSON *pair;

    cJSON_ArrayForEach(pair, json_get(call->params, param))
    {
        const char *key = json_text(pair, "Key");
        const cJSON *values = json_get(pair, "Value");
        if (key && cJSON_GetArraySize(values) > 0 && !has_value(call, values, json_get(body, key)))
            return false;
    }
    return true;
}

bool filter_number(struct call *call, const char *param, const cJSON *body, const char *member)
{
    const cJSON *wanted = json_get(call->params, param);

    return !cJSON_IsNumber(wanted) || json_int(call->params, param) == json_int(body, member);
}
