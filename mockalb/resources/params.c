#include "mockalb/resources/params.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

#define ID_LENGTH 18

const struct object *object_of(struct call *call, const struct kind *k, const char *id)
{
    return id ? store_get(call->store, k, call->region, id) : NULL;
}

const struct object *param_object(struct call *call, const char *param, const struct kind *k)
{
    return object_of(call, k, json_text(call->params, param));
}

const char *new_id(struct call *call, const struct kind *k)
{
    char text[ID_LENGTH + 1];

    random_text(call->random, text, ID_LENGTH);
    return arena_printf(call->arena, "%s%s", k->id_prefix, text);
}

const char *now_text(struct call *call)
{
    char *text = arena_alloc(call->arena, CLOCK_ISO_ROOM);

    clock_iso(clock_ms(call->clock), text);
    return text;
}

bool filter_text(struct call *call, const char *param, const char *value)
{
    const char *wanted = json_text(call->params, param);

    return !wanted || !*wanted || (value && strcmp(wanted, value) == 0);
}

bool filter_member(struct call *call, const char *param, const cJSON *body)
{
    const char *wanted = json_text(call->params, param);

    return !wanted || !*wanted || json_is_text(json_get(body, param), wanted);
}

bool filter_list(struct call *call, const char *param, const char *value)
{
    const cJSON *wanted = json_get(call->params, param);

    return cJSON_GetArraySize(wanted) == 0 || (value && json_has_text(wanted, value));
}

bool filter_bool(struct call *call, const char *param, bool value)
{
    const cJSON *wanted = json_get(call->params, param);

    return !cJSON_IsBool(wanted) || cJSON_IsTrue(wanted) == value;
}

bool filter_tags(struct call *call, const struct object *o)
{
    return tags_match(json_get(o->body, "Tags"), json_get(call->params, "Tag"));
}
