#include "mockalb/gateway/call.h"

#include <inttypes.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/must.h"

#include "base/banned.h"

#define TOKEN_PREFIX "page:"

/* How the paging styles call their parameters, in the request and in the reply. */
static const struct {
    unsigned flag;
    const char *number, *size;
    int64_t usual_size; /* where the catalog names no default */
} styles[] = {
    { ACTION_FLAG_page_paged, "PageNumber", "PageSize", 10 },
    { ACTION_FLAG_show_paged, "CurrentPage", "ShowSize", 50 },
};

static const struct param *param_named(const struct action *a, const char *name)
{
    for (const struct param *p = a->params; p && p->name; p++) {
        if (strcmp(p->name, name) == 0)
            return p;
    }
    return NULL;
}

static int64_t number_of(const struct call *call, const char *name, int64_t usual)
{
    const struct param *p = param_named(call->action, name);
    int64_t value = json_int(call->params, name);

    if (value > 0)
        return value;
    return p && p->fallback && str_int(str_of(p->fallback), &value) && value > 0 ? value : usual;
}

/* A token is how many to skip and the last id so far, made unreadable so that nobody builds on it. */
static bool read_token(struct page *p, const char *token)
{
    struct str text, skip;

    if (!digest_base64_decode(p->call->arena, str_of(token), &text) ||
        !str_starts(text, STR(TOKEN_PREFIX)))
        return false;
    text = str_skip(text, strlen(TOKEN_PREFIX));
    skip = str_cut(&text, ':');
    if (text.at) {
        struct str created = str_cut(&text, ':');
        int64_t number;
        if (!text.len || !str_int(created, &number) || number < 0)
            return false;
        p->after = arena_strz(p->call->arena, text);
        p->after_created = (uint64_t)number;
    }
    return str_int(skip, &p->skip) && p->skip > 0;
}

static void begin_by_token(struct page *p)
{
    const char *token = json_text(p->call->params, "NextToken");
    bool is_old = !param_named(p->call->action, "MaxResults") &&
                  param_named(p->call->action, "PageSize"); /* CEN's list of tags */
    const char *size = is_old                                      ? "PageSize"
                       : param_named(p->call->action, "MaxResult") ? "MaxResult"
                                                                   : "MaxResults";

    p->by_token = true;
    p->size = number_of(p->call, size, 20);
    if (p->call->page_most && p->size > p->call->page_most)
        p->size = p->call->page_most;
    if (token && *token && !read_token(p, token))
        p->refusal = refuse(p->call, ERR_illegal_param, "NextToken");
}

static void begin_by_number(struct page *p)
{
    for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
        if (!(p->call->action->flags & styles[i].flag))
            continue;
        p->number = number_of(p->call, styles[i].number, 1);
        p->size = number_of(p->call, styles[i].size, styles[i].usual_size);
        if (__builtin_mul_overflow(p->number - 1, p->size, &p->skip))
            p->skip = INT64_MAX; /* a page that far out is empty */
    }
}

static cJSON *list_in(cJSON *reply, const struct reply_member *list)
{
    if (!list->wrap)
        return json_add_array(reply, list->name);
    return json_add_array(json_add_object(reply, list->name), list->wrap);
}

void page_begin(struct page *p, struct call *call,
                cJSON *(*make_item)(struct call *call, const struct object *o))
{
    unsigned flags = call->action->flags;
    bool numbered = flags & (ACTION_FLAG_page_paged | ACTION_FLAG_show_paged);

    must(call->action->list); /* or the catalog does not say where the list goes */
    *p = (struct page){ .call = call, .make_item = make_item, .size = INT64_MAX };
    p->list = list_in(call->reply, call->action->list);
    if ((flags & ACTION_FLAG_token_paged) &&
        (!numbered || json_get(call->params, "NextToken") || json_get(call->params, "MaxResults")))
        begin_by_token(p);
    else if (numbered)
        begin_by_number(p);
}

bool page_next(struct page *p)
{
    int64_t index = p->total++;

    if (p->refusal || index < p->skip)
        return false;
    p->more = p->more || index - p->skip >= p->size;
    return !p->more;
}

void page_offer(struct page *p, const struct object *o)
{
    if (!page_next(p))
        return;
    p->last = o;
    json_push(p->list, p->make_item(p->call, o));
}

const char *page_resume(struct page *p, uint64_t *ret_created)
{
    if (p->after)
        p->total = p->skip;
    *ret_created = p->after_created;
    return p->after;
}

void page_push(struct page *p, cJSON *take_item)
{
    json_push(p->list, take_item);
}

void page_add(struct page *p, cJSON *take_item)
{
    if (page_next(p))
        page_push(p, take_item);
    else
        cJSON_Delete(take_item);
}

bool page_is_full(const struct page *p)
{
    return p->more || p->refusal;
}

void page_set_total(struct page *p, size_t total)
{
    p->total = (int64_t)total;
}

/* A number of the reply, if this action's reply has such a member. */
static void tell(struct page *p, const char *name, int64_t value)
{
    const struct reply_member *m = p->call->action->reply;

    while (m && m->name && strcmp(m->name, name) != 0)
        m++;
    if (m && m->name)
        json_add_int(p->call->reply, name, value);
}

static void end_by_token(struct page *p)
{
    struct arena *a = p->call->arena;

    tell(p, "MaxResults", p->size);
    if (p->more) {
        const char *token = arena_printf(a, TOKEN_PREFIX "%" PRId64, p->skip + p->size);
        if (p->last)
            token = arena_printf(a, "%s:%" PRIu64 ":%s", token, p->last->created, p->last->id);
        json_add_text(p->call->reply, "NextToken", digest_base64(a, str_of(token)));
    }
}

static void end_by_number(struct page *p)
{
    tell(p, "PageNumber", p->number);
    tell(p, "CurrentPage", p->number);
    tell(p, "PageSize", p->size);
    tell(p, "ShowSize", p->size);
    tell(p, "PageCount", p->total / p->size + (p->total % p->size != 0));
}

const struct api_error *page_end(struct page *p)
{
    if (p->refusal)
        return p->refusal;
    tell(p, "TotalCount", p->total);
    if (p->by_token)
        end_by_token(p);
    else if (p->number)
        end_by_number(p);
    return NULL;
}
