#include "mockalb/resources/reply.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

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

/* What a list is narrowed to, to be brought into the order of creation. */
struct finding {
    struct call *call;
    const struct object **items;
    size_t count, room;
};

static bool find_one(void *arg, const struct object *o)
{
    struct finding *f = arg;

    if (strcmp(o->scope, f->call->region) != 0)
        return true;
    if (f->count == f->room) {
        size_t room = f->room ? f->room * 2 : 32;
        const struct object **items = arena_alloc(f->call->arena, room * sizeof(struct object *));
        if (f->count)
            memcpy(items, f->items, f->count * sizeof(struct object *));
        f->items = items;
        f->room = room;
    }
    f->items[f->count++] = o;
    return true;
}

static int by_creation(const void *a, const void *b)
{
    return object_order(*(const struct object *const *)a, *(const struct object *const *)b);
}

static void offer_found(struct page *p, struct finding *f, match_fn *match)
{
    struct offering offering = { p, match };

    if (f->count)
        qsort(f->items, f->count, sizeof(struct object *), by_creation);
    for (size_t i = 0; i < f->count; i++)
        if (i == 0 || f->items[i] != f->items[i - 1]) /* an id may be asked for twice */
            offer_one(&offering, f->items[i]);
}

static bool has_filters(const struct call *call)
{
    static const char *const paging[] = { "NextToken",   "MaxResults", "PageNumber", "PageSize",
                                          "CurrentPage", "ShowSize",   "RegionId",   NULL };
    const cJSON *param;

    cJSON_ArrayForEach(param, call->params)
    {
        if (!str_in(str_of(param->string), paging))
            return true;
    }
    return false;
}

struct resuming {
    struct page *page;
    uint64_t created;
};

static bool offer_until_full(void *arg, const struct object *o)
{
    const struct resuming *r = arg;

    if (o->created > r->created)
        page_offer(r->page, o);
    return !page_is_full(r->page);
}

static void offer_page(struct page *p, const struct kind *k)
{
    struct store *s = p->call->store;
    const char *region = p->call->region;
    struct resuming resuming = { p, 0 };
    const char *id = page_resume(p, &resuming.created);
    const struct object *last = id ? store_get(s, k, region, id) : NULL;

    if (last)
        store_each_behind(s, last, region, offer_until_full, &resuming);
    else
        store_each(s, k, region, offer_until_full, &resuming);
    page_set_total(p, store_count(s, k, region));
}

void offer_of(struct page *p, const struct kind *k, match_fn *match, const cJSON *ids,
              const cJSON *parents)
{
    struct finding f = { .call = p->call };
    const cJSON *id;

    if (cJSON_GetArraySize(ids) > 0) {
        cJSON_ArrayForEach(id, ids)
        {
            const struct object *o = object_of(p->call, k, cJSON_GetStringValue(id));
            if (o)
                find_one(&f, o);
        }
        offer_found(p, &f, match);
    } else if (cJSON_GetArraySize(parents) > 0) {
        cJSON_ArrayForEach(id, parents)
            store_children(p->call->store, k, cJSON_GetStringValue(id), find_one, &f);
        offer_found(p, &f, match);
    } else if (has_filters(p->call)) {
        offer_all(p, k, match);
    } else {
        offer_page(p, k);
    }
}

static bool is_left_out(const char *name, const char *const *leave_out)
{
    return *name == '_' || (leave_out && str_in(str_of(name), leave_out));
}

void show_body(cJSON *to, const cJSON *body, const char *const *leave_out)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, body)
    {
        if (!is_left_out(item->string, leave_out))
            json_add_shared(to, item);
    }
}

cJSON *shown(const struct object *o, const char *const *leave_out)
{
    cJSON *item = cJSON_CreateObject();

    show_body(item, o->body, leave_out);
    return item;
}

cJSON *shown_whole(const struct object *o)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, o->body)
    {
        if (is_left_out(item->string, NULL))
            return shown(o, NULL);
    }
    return json_reference(o->body, object_json(o));
}

static const struct reply_member *member_named(const struct reply_member *fields, const char *name)
{
    while (fields && fields->name && strcmp(fields->name, name) != 0)
        fields++;
    return fields && fields->name ? fields : NULL;
}

static void show_tags(cJSON *to, const struct reply_member *m, const cJSON *tags)
{
    bool prefixed = m->items && member_named(m->items->fields, "TagKey");
    cJSON *list = m->wrap ? json_add_array(json_add_object(to, m->name), m->wrap)
                          : json_add_array(to, m->name);
    const cJSON *tag;

    cJSON_ArrayForEach(tag, tags)
    {
        cJSON *item = json_push(list, cJSON_CreateObject());
        json_add_text(item, prefixed ? "TagKey" : "Key", json_text_or(tag, "Key", ""));
        json_add_text(item, prefixed ? "TagValue" : "Value", json_text_or(tag, "Value", ""));
    }
}

void show_known(cJSON *to, const struct reply_member *fields, const cJSON *body)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, body)
    {
        const struct reply_member *m = member_named(fields, item->string);
        if (!m || is_left_out(item->string, NULL))
            continue;
        if (strcmp(m->name, "Tags") == 0)
            show_tags(to, m, item);
        else
            json_add_shared(to, item);
    }
}

cJSON *known_item(struct call *call, const struct object *o)
{
    cJSON *item = cJSON_CreateObject();

    show_known(item, call->action->list->items->fields, o->body);
    return item;
}
