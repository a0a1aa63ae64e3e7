#include "mockalb/gateway/http.h"

#include "base/arena.h"
#include "base/blob.h"
#include "base/json.h"
#include "base/utf8.h"

#include "base/banned.h"

static void add_query(void *arg, struct str name, struct str value)
{
    request_add(arg, name, value);
}

struct headers {
    struct arena *arena;
    struct pair *pairs;
    size_t count, room;
};

static void add_header(void *arg, struct str name, struct str value)
{
    struct headers *h = arg;

    if (h->count == h->room) {
        size_t room = h->room ? 2 * h->room : 32;
        struct pair *pairs = arena_alloc(h->arena, room * sizeof(*pairs));
        if (h->count)
            memcpy(pairs, h->pairs, h->count * sizeof(*pairs));
        h->pairs = pairs;
        h->room = room;
    }
    h->pairs[h->count++] = (struct pair){ .name = name, .value = value };
}

/* They matter to signatures that are in headers themselves. */
static void read_headers(struct request *r, struct exchange *x)
{
    struct headers h = { .arena = r->arena };

    r->authorization = exchange_header(x, "Authorization");
    if (!r->authorization.len)
        return;
    exchange_each_header(x, add_header, &h);
    r->headers = h.pairs;
    r->header_count = h.count;
}

static void read_body(struct request *r, struct exchange *x)
{
    struct str body = exchange_body(x), type = exchange_header(x, "Content-Type");
    struct str media = str_trim(str_cut(&type, ';'));

    r->body = body;
    if (!body.len)
        return;
    if (!media.len || str_eq_nocase(media, STR("application/x-www-form-urlencoded")))
        request_add_form(r, body);
    else
        r->foreign_body = true;
}

/* An error that belongs to no call: nothing is known but the request's line. */
static void refuse_exchange(struct exchange *x, enum error_id id, struct str what)
{
    struct call call = { .arena = arena_new() };
    const struct api_error *error = refuse(&call, id, utf8_show(call.arena, what));
    struct buf body = BUF_LIMIT(1u << 16);
    cJSON *tree = arena_json(call.arena, render_error(error, "", "", NULL));

    json_print(&body, tree);
    exchange_reply(x, error->status, render_type(RENDER_json), blob_of_buf(&body));
    arena_free(call.arena);
}

void http_refuse_path(struct exchange *x)
{
    refuse_exchange(x, ERR_bad_path, exchange_path(x));
}

void http_answer_call(struct exchange *x, struct arena *a, gateway_choice *choose, void *arg)
{
    struct str method = exchange_method(x);
    struct request *r;
    struct answer answer;

    if (!str_is(method, "GET") && !str_is(method, "POST")) {
        refuse_exchange(x, ERR_bad_method, method);
        return;
    }
    r = arena_new_of(a, struct request);
    r->arena = a;
    r->method = method;
    r->host = exchange_authority(x);
    r->action = exchange_header(x, "x-acs-action");
    r->version = exchange_header(x, "x-acs-version");
    read_headers(r, x);
    exchange_each_query(x, add_query, r);
    read_body(r, x);
    gateway_answer(choose(arg, r), r, &answer);
    exchange_add_header(x, "x-acs-request-id", answer.request_id);
    exchange_reply(x, answer.status, render_type(answer.format), blob_of_buf(&answer.body));
}
