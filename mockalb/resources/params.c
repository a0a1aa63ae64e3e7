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

cJSON *param_bool_or(struct call *call, const char *path, bool fallback)
{
    const cJSON *item = json_at(call->params, path);

    return cJSON_CreateBool(cJSON_IsBool(item) ? cJSON_IsTrue(item) : fallback);
}

cJSON *param_int_or(struct call *call, const char *path, int64_t fallback)
{
    return cJSON_CreateNumber((double)json_int_or(call->params, path, fallback));
}

cJSON *param_text_or(struct call *call, const char *path, const char *fallback)
{
    return cJSON_CreateString(json_text_or(call->params, path, fallback));
}

bool filter_text(struct call *call, const char *param, const char *value)
{
    const char *wanted = json_text(call->params, param);

    return !wanted || !*wanted || (value && strcmp(wanted, value) == 0);
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

struct offering {
    struct page *page;
    match_fn *match;
};

static bool offer_one(void *arg, const struct object *o)
{
    struct offering *offering = arg;

    if (!offering->match || offering->match(offering->page->call, o))
        page_offer(offering->page, o);
    return true;
}

void offer_all(struct page *p, const struct kind *k, match_fn *match)
{
    struct offering offering = { p, match };

    store_each(p->call->store, k, p->call->region, offer_one, &offering);
}

static bool is_left_out(const char *name, const char *const *leave_out)
{
    if (*name == '_')
        return true;
    for (; leave_out && *leave_out; leave_out++)
        if (strcmp(name, *leave_out) == 0)
            return true;
    return false;
}

void show_body(cJSON *to, const cJSON *body, const char *const *leave_out)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, body)
    {
        if (!is_left_out(item->string, leave_out))
            json_add(to, item->string, json_copy(item));
    }
}

cJSON *shown(const struct object *o, const char *const *leave_out)
{
    cJSON *item = cJSON_CreateObject();

    show_body(item, o->body, leave_out);
    return item;
}
