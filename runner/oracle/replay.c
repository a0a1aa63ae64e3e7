#include "runner/oracle/replay.h"

#include "base/json.h"

#include "base/banned.h"

struct replay {
    struct arena *arena;
    const struct history *history;
    size_t at;
    cJSON *rules; /* objects as in a state document, by id */
};

struct replay *replay_new(struct arena *a, const struct history *h)
{
    struct replay *r = arena_new_of(a, struct replay);

    *r = (struct replay){ .arena = a, .history = h };
    r->rules = arena_json(a, cJSON_CreateObject());
    return r;
}

/* Members of a call's rule that are members of the rule, too. */
static void take_members(cJSON *body, const cJSON *given)
{
    static const char *const members[] = { "Priority", "Direction", "RuleConditions", "RuleActions",
                                           NULL };

    for (const char *const *m = members; *m; m++)
        if (json_get(given, *m))
            json_set(body, *m, json_copy(json_get(given, *m)));
}

static void create(struct replay *r, const cJSON *params, const cJSON *given, const char *id)
{
    cJSON *object = cJSON_CreateObject(), *body;

    json_add_text(object, "kind", "alb/Rule");
    json_add_text(object, "id", id);
    body = json_add_object(object, "body");
    json_add_text(body, "RuleId", id);
    json_add_text(body, "RuleStatus", "Available");
    json_add_text(body, "ListenerId", json_text_or(params, "ListenerId", ""));
    take_members(body, given);
    json_set(r->rules, id, object);
}

static void update(struct replay *r, const cJSON *given)
{
    cJSON *object = json_mutable(r->rules, json_text_or(given, "RuleId", "?"));

    if (object)
        take_members(json_mutable(object, "body"), given);
}

static void drop(struct replay *r, const char *id)
{
    cJSON_DeleteItemFromObjectCaseSensitive(r->rules, id);
}

static const char *text_of(const cJSON *item)
{
    return cJSON_IsString(item) ? item->valuestring : "";
}

static void create_all(struct replay *r, const cJSON *params, const cJSON *reply)
{
    const cJSON *given = json_get(params, "Rules"), *ids = json_get(reply, "RuleIds");

    if (!given) {
        create(r, params, params, json_text_or(reply, "RuleId", ""));
        return;
    }
    for (int i = 0; i < cJSON_GetArraySize(given); i++) {
        const cJSON *id = cJSON_GetArrayItem(ids, i);
        create(r, params, cJSON_GetArrayItem(given, i),
               cJSON_IsString(id) ? id->valuestring : json_text_or(id, "RuleId", ""));
    }
}

/* False: it is not about rules. */
static bool take_call(struct replay *r, const cJSON *entry)
{
    const cJSON *params = json_get(entry, "params"), *item = NULL;

    if (call_is(entry, STR("CreateRule|CreateRules"))) {
        create_all(r, params, json_get(entry, "reply"));
    } else if (call_is(entry, STR("UpdateRuleAttribute"))) {
        update(r, params);
    } else if (call_is(entry, STR("UpdateRulesAttribute"))) {
        cJSON_ArrayForEach(item, json_get(params, "Rules"))
        {
            update(r, item);
        }
    } else if (call_is(entry, STR("DeleteRule"))) {
        drop(r, json_text_or(params, "RuleId", ""));
    } else if (call_is(entry, STR("DeleteRules"))) {
        cJSON_ArrayForEach(item, json_get(params, "RuleIds"))
        {
            drop(r, text_of(item));
        }
    } else {
        return false;
    }
    return true;
}

uint64_t replay_next(struct replay *r)
{
    while (r->at < r->history->count) {
        const cJSON *entry = r->history->entries[r->at++];
        if (json_int(entry, "status") < 400 && take_call(r, entry))
            return (uint64_t)json_int(entry, "seq");
    }
    return 0;
}

const cJSON *replay_state(struct replay *r, const cJSON *state)
{
    cJSON *copy = arena_json(r->arena, cJSON_CreateObject()), *objects;
    const cJSON *item = NULL;

    objects = json_add_array(copy, "objects");
    cJSON_ArrayForEach(item, json_get(state, "objects"))
    {
        if (!json_is_text(json_get(item, "kind"), "alb/Rule"))
            json_push(objects, json_copy(item));
    }
    cJSON_ArrayForEach(item, r->rules)
    {
        json_push(objects, json_copy(item));
    }
    return copy;
}
