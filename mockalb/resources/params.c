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

const struct object *param_anywhere(struct call *call, const char *param, const struct kind *k)
{
    const char *id = json_text_or(call->params, param, "");
    const struct object *o = object_of(call, k, id);

    if (o || json_get(call->params, "RegionId"))
        return o;
    o = store_find(call->store, k, id);
    if (o)
        call->region = arena_strz(call->arena, str_of(o->scope));
    return o;
}

void param_into(struct call *call, cJSON *body, const char *param, const char *member)
{
    const cJSON *given = json_get(call->params, param);

    if (given)
        json_set(body, member, json_copy(given));
}

const cJSON *param_list(struct call *call, const char *param)
{
    struct str rest = str_of(json_text_or(call->params, param, ""));
    cJSON *list = arena_json(call->arena, cJSON_CreateArray());

    while (rest.len)
        json_push_text(list, arena_strz(call->arena, str_trim(str_cut(&rest, ','))));
    return list;
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

bool filter_ids(struct call *call, const char *param, const char *id)
{
    struct str rest = str_of(json_text_or(call->params, param, ""));
    bool found = !rest.len;

    while (!found && rest.at)
        found = str_is(str_trim(str_cut(&rest, ',')), id);
    return found;
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

bool filter_is_any(struct call *call, const char *const *params)
{
    while (*params && !json_get(call->params, *params))
        params++;
    return *params != NULL;
}

bool filter_tags(struct call *call, const struct object *o)
{
    return tags_match(json_get(o->body, "Tags"), json_get(call->params, "Tag"));
}
