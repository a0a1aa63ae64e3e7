#include "runner/kube/list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "runner/kube/object.h"
#include "runner/kube/status.h"
#include "runner/kube/view.h"

#include "base/banned.h"

struct gather {
    const struct filter *filter;
    const char *after_ns, *after_name; /* NULL: all */
    const cJSON **bodies;
    size_t count;
};

static int compare_keys(const char *ns_a, const char *a, const char *ns_b, const char *b)
{
    int order = strcmp(ns_a, ns_b);

    return order ? order : strcmp(a, b);
}

static int compare_bodies(const void *a, const void *b)
{
    const cJSON *const *x = a, *const *y = b;

    return compare_keys(object_namespace(*x), object_name(*x), object_namespace(*y),
                        object_name(*y));
}

static bool gather_one(void *arg, const struct object *o)
{
    struct gather *g = arg;

    if (g->after_name && compare_keys(o->scope, o->id, g->after_ns, g->after_name) <= 0)
        return true;
    if (filter_matches(g->filter, o->body))
        g->bodies[g->count++] = o->body;
    return true;
}

void list_collect(const struct cluster *c, struct arena *a, const struct resource *r,
                  const char *ns, const struct filter *f, struct list_page *page)
{
    size_t room = store_count(c->store, r->stored, ns);
    struct gather g = { .filter = f };
    struct str key = str_of(page->after), after_ns;

    if (key.at) {
        after_ns = str_cut(&key, '/');
        g.after_ns = arena_strz(a, after_ns);
        g.after_name = arena_strz(a, key);
    }
    g.bodies = arena_alloc(a, (room + 1) * sizeof(const cJSON *));
    store_each(c->store, r->stored, ns, gather_one, &g);
    qsort(g.bodies, g.count, sizeof(const cJSON *), compare_bodies);
    page->bodies = g.bodies;
    page->count = g.count < page->limit ? g.count : page->limit;
    page->left = g.count - page->count;
}

cJSON *list_filter(const struct request *q, const struct resource *r, struct filter *ret)
{
    struct err err;

    *ret = (struct filter){ 0 };
    if (!filter_parse_labels(ret, q->arena, request_param(q, "labelSelector"), &err) ||
        !filter_parse_fields(ret, q->arena, r, request_param(q, "fieldSelector"), &err))
        return status_refuse(q->arena, STATUS_bad_request, "%s", err.text);
    return NULL;
}

static void hear_nothing(struct follower *f, const struct change *change)
{
    (void)f;
    (void)change;
}

/* A token is "REVISION ns/name" in base64. */
static const char *token_of(struct arena *a, uint64_t revision, const cJSON *last)
{
    return digest_base64(a, str_of(arena_printf(a, "%" PRIu64 " %s/%s", revision,
                                                object_namespace(last), object_name(last))));
}

static cJSON *read_token(const struct cluster *c, const struct request *q, struct list_page *page,
                         uint64_t *ret_revision)
{
    struct str text = request_param(q, "continue"), bytes;
    struct follower deaf = { .changed = hear_nothing };
    int64_t revision;

    if (!text.len)
        return NULL;
    if (!digest_base64_decode(q->arena, text, &bytes) ||
        !str_int(str_cut(&bytes, ' '), &revision) || revision < 0 || !bytes.len)
        return status_refuse(q->arena, STATUS_bad_request,
                             "continue key is not valid: send the token of the page before as it "
                             "is");
    if (!store_replay(c->store, (uint64_t)revision, &deaf))
        return status_refuse(q->arena, STATUS_expired,
                             "The provided continue parameter is too old to display a consistent "
                             "list result. You must start a new list without the continue "
                             "parameter.");
    page->after = arena_strz(q->arena, bytes);
    *ret_revision = (uint64_t)revision;
    return NULL;
}

static cJSON *read_version(const struct cluster *c, const struct request *q)
{
    struct str version = request_param(q, "resourceVersion");
    uint64_t now = store_revision(c->store);
    int64_t number;
    cJSON *no;

    if (!version.len)
        return NULL;
    if (!str_int(version, &number) || number < 0)
        return status_refuse(q->arena, STATUS_bad_request,
                             "invalid resource version \"%.*s\": it is a number",
                             (int)(version.len < 64 ? version.len : 64), version.at);
    if ((uint64_t)number > now) {
        no = status_refuse(q->arena, STATUS_timeout,
                           "Too large resource version: %" PRId64 ", current: %" PRIu64, number,
                           now);
        status_add_cause(no, "ResourceVersionTooLarge", "Too large resource version", NULL);
        return no;
    }
    if (str_is(request_param(q, "resourceVersionMatch"), "Exact") && (uint64_t)number != now)
        return status_refuse(q->arena, STATUS_expired,
                             "The provided resource version is not kept any more: %" PRId64,
                             number);
    return NULL;
}

static cJSON *read_limit(const struct request *q, struct list_page *page)
{
    struct str limit = request_param(q, "limit");
    int64_t number = 0;

    if (limit.len && (!str_int(limit, &number) || number < 0))
        return status_refuse(q->arena, STATUS_bad_request, "limit is a number from 0 on");
    page->limit = number ? (size_t)number : SIZE_MAX;
    return NULL;
}

cJSON *list_answer(struct cluster *c, const struct request *q, const struct resource *r,
                   const char *ns, struct reply *reply)
{
    struct view v = view_wanted(r, q->accept, request_param(q, "includeObject"));
    struct list_page page = { 0 };
    struct filter filter;
    struct view_list list = { .revision = store_revision(c->store), .remaining = -1 };
    struct buf b = BUF_LIMIT(0);
    cJSON *no = list_filter(q, r, &filter);

    if (!no)
        no = read_limit(q, &page);
    if (!no)
        no = read_version(c, q);
    if (!no)
        no = read_token(c, q, &page, &list.revision);
    if (no)
        return no;
    list_collect(c, q->arena, r, ns, &filter, &page);
    list.bodies = page.bodies;
    list.count = page.count;
    if (page.left) {
        list.next = token_of(q->arena, list.revision, page.bodies[page.count - 1]);
        list.remaining = filter.labels || filter.fields ? -1 : (int64_t)page.left;
    }
    view_print_list(c, &b, &v, &list);
    if (!buf_ok(&b)) {
        buf_done(&b);
        return status_refuse(q->arena, STATUS_too_large,
                             "the list is too large: ask for it in pages, with limit");
    }
    reply->status = 200;
    reply->type = view_type(&v);
    reply->body = blob_of_buf(&b);
    return NULL;
}
