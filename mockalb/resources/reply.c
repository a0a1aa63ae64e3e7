#include "mockalb/resources/reply.h"

#include <string.h>

#include "base/json.h"

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
