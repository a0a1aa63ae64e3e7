#include "mockalb/resources/cen/central.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

#define MINUTE_LENGTH 16 /* of "2026-01-01T00:00" */

const struct object *central_object(struct call *call, const struct kind *k, const char *id)
{
    return id && *id ? store_find(call->store, k, id) : NULL;
}

const struct object *central_param(struct call *call, const char *param, const struct kind *k)
{
    return central_object(call, k, json_text(call->params, param));
}

const char *central_scope(struct call *call)
{
    return cloud_options(call->cloud)->region;
}

void central_put(struct call *call, const struct object *o, cJSON *take_body)
{
    store_put(call->store, o->kind, o->scope, o->id, take_body);
}

void central_enter(struct call *call, const struct object *o, cJSON *take_body, const char *state)
{
    central_put(call, o, lifecycle_enter(cloud_lifecycle(call->cloud), o->kind, take_body, state));
}

const char *central_minute(struct call *call)
{
    return arena_printf(call->arena, "%.*sZ", MINUTE_LENGTH, now_text(call));
}

int64_t central_account(struct call *call)
{
    int64_t number = 0;

    return str_int(str_of(call->account), &number) ? number : 0;
}

void central_take(struct call *call, cJSON *body, const char *param, const char *fallback)
{
    const char *text = json_text(call->params, param);

    if (text || fallback)
        json_set(body, param, cJSON_CreateString(text ? text : fallback));
}

void central_wrap(cJSON *item, const cJSON *body, const char *member, const char *wrap)
{
    cJSON *list = json_add_array(json_add_object(item, member), wrap);
    const cJSON *each;

    cJSON_ArrayForEach(each, json_get(body, member)) json_push(list, json_copy(each));
}

struct offering {
    struct page *page;
    match_fn *match;
};

static bool offer(void *arg, const struct object *o)
{
    const struct offering *offering = arg;

    if (!offering->match || offering->match(offering->page->call, o))
        page_offer(offering->page, o);
    return true;
}

void central_offer(struct page *p, const struct kind *k, match_fn *match)
{
    store_each(p->call->store, k, NULL, offer, &(struct offering){ p, match });
}

void central_offer_children(struct page *p, const struct kind *k, const char *parent,
                            match_fn *match)
{
    store_children(p->call->store, k, parent, offer, &(struct offering){ p, match });
}

void central_offer_keyed(struct page *p, const struct kind *k, const char *key, match_fn *match)
{
    store_keyed(p->call->store, k, key, offer, &(struct offering){ p, match });
}

void central_offer_one(struct page *p, const struct kind *k, const char *id, match_fn *match)
{
    const struct object *o = central_object(p->call, k, id);

    if (o)
        offer(&(struct offering){ p, match }, o);
}

struct testing {
    central_test_fn *test;
    const void *arg;
    const struct object *found;
    int64_t count;
};

static bool test_one(void *arg, const struct object *o)
{
    struct testing *t = arg;

    if (!t->test || t->test(t->arg, o))
        t->found = o;
    return !t->found;
}

const struct object *central_child(struct call *call, const struct kind *k, const char *parent,
                                   central_test_fn *test, const void *arg)
{
    struct testing t = { .test = test, .arg = arg };

    store_children(call->store, k, parent, test_one, &t);
    return t.found;
}

const struct object *central_keyed(struct call *call, const struct kind *k, const char *key,
                                   central_test_fn *test, const void *arg)
{
    struct testing t = { .test = test, .arg = arg };

    store_keyed(call->store, k, key, test_one, &t);
    return t.found;
}

static bool count_one(void *arg, const struct object *o)
{
    (void)o;
    ++*(int64_t *)arg;
    return true;
}

int64_t central_count_children(struct call *call, const struct kind *k, const char *parent)
{
    int64_t count = 0;

    store_children(call->store, k, parent, count_one, &count);
    return count;
}

bool central_is_busy(const struct object *o)
{
    return !lifecycle_is_settled(o);
}

const struct object *cen_named(struct call *call, enum error_id unknown,
                               const struct api_error **ret_refusal)
{
    const struct object *cen = central_param(call, "CenId", &kind_cen);

    *ret_refusal = NULL;
    if (!cen)
        *ret_refusal = refuse(call, unknown);
    else if (central_is_busy(cen))
        *ret_refusal = refuse(call, ERR_cen_status);
    return *ret_refusal ? NULL : cen;
}

const struct api_error *cen_check_list(struct call *call)
{
    const char *id = json_text(call->params, "CenId");

    return id && *id && !central_object(call, &kind_cen, id) ? refuse(call, ERR_cen_unknown) : NULL;
}
