#include "base/net/relay.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/host.h"
#include "base/must.h"
#include "base/net/fetch.h"

#include "base/banned.h"

enum {
    MAX_ROUTES = 64,
    MAX_HEADERS = 128,
    WAITING_BYTES = 1 << 20, /* for a slow reader; then the other side waits too */
};

struct relay {
    struct loop *loop;
    struct arena *arena;
    struct fetch *fetch;
    struct {
        const char *authority;
        int port;
    } routes[MAX_ROUTES];
    size_t count;
    struct passage *first;
};

/* One exchange under way. */
struct passage {
    struct relay *relay;
    struct passage *next, **link;
    struct exchange *exchange;
    struct stream *stream; /* once the answer has begun */
    struct transfer *transfer;
};

struct relay *relay_new(struct loop *l)
{
    struct relay *r = must_alloc(sizeof(*r));

    r->loop = l;
    r->arena = arena_new();
    return r;
}

static void passage_free(struct passage *p)
{
    *p->link = p->next;
    if (p->next)
        p->next->link = p->link;
    free(p);
}

void relay_free(struct relay *r)
{
    if (!r)
        return;
    for (struct passage *p = r->first, *next; p; p = next) {
        next = p->next;
        exchange_on_gone(p->exchange, NULL, NULL);
        transfer_cancel(p->transfer);
        passage_free(p);
    }
    fetch_free(r->fetch);
    arena_free(r->arena);
    free(r);
}

void relay_add(struct relay *r, const char *authority, int port)
{
    must(r->count < MAX_ROUTES);
    r->routes[r->count].authority = arena_strz(r->arena, str_of(authority));
    r->routes[r->count++].port = port;
}

int relay_port(const struct relay *r, struct str authority)
{
    for (size_t i = 0; authority.at && i < r->count; i++) {
        struct str known = str_of(r->routes[i].authority);
        if (*known.at == '.' ? host_is_below(host_of(authority), known)
                             : str_eq_nocase(authority, known))
            return r->routes[i].port;
    }
    return 0;
}

/* ---- headers ---- */

/* About the connection, not the message; or made anew. */
static bool is_of_this_hop(struct str name)
{
    static const char *const names[] = { "Connection",
                                         "Proxy-Connection",
                                         "Proxy-Authorization",
                                         "Proxy-Authenticate",
                                         "Keep-Alive",
                                         "Content-Length",
                                         "Transfer-Encoding",
                                         "Trailer",
                                         "Expect",
                                         "Upgrade",
                                         "TE",
                                         "Host",
                                         NULL };

    for (const char *const *n = names; *n; n++) {
        if (str_eq_nocase(name, str_of(*n)))
            return true;
    }
    return false;
}

/* "close, X-Own": the sender's own names for headers of this hop. */
static bool is_listed(struct str list, struct str name)
{
    while (list.at && list.len) {
        if (str_eq_nocase(str_trim(str_cut(&list, ',')), name))
            return true;
    }
    return false;
}

/* ---- the answer ---- */

static void header_came(void *arg, struct str name, struct str value)
{
    struct passage *p = arg;
    struct arena *a;

    if (p->stream || is_of_this_hop(name) || str_eq_nocase(name, STR("Content-Type")) ||
        str_eq_nocase(name, STR("Date")))
        return;
    a = arena_new();
    exchange_add_header(p->exchange, arena_strz(a, name), arena_strz(a, value));
    arena_free(a);
}

static bool is_full(void *arg)
{
    const struct passage *p = arg;

    return p->stream && stream_waiting(p->stream) >= WAITING_BYTES;
}

static void head_came(void *arg, int status, const char *type)
{
    struct passage *p = arg;

    p->stream = exchange_stream(p->exchange, status, type);
}

static void bytes_came(void *arg, struct str bytes)
{
    struct passage *p = arg;
    struct blob *b = blob_new(bytes);

    stream_write(p->stream, b);
    blob_unref(b);
}

static void all_came(void *arg, const struct fetch_reply *reply)
{
    struct passage *p = arg;

    if (p->stream) {
        exchange_on_gone(p->exchange, NULL, NULL);
        if (reply->error)
            stream_break(p->stream);
        else
            stream_end(p->stream);
    } else {
        exchange_reply_text(p->exchange, 502, "text/plain",
                            str_of(reply->error ? reply->error : "no answer"));
    }
    passage_free(p);
}

static void client_left(void *arg)
{
    struct passage *p = arg;

    transfer_cancel(p->transfer);
    passage_free(p);
}

/* ---- the request ---- */

struct headers {
    struct arena *arena;
    struct str connection; /* what the client lists as its own of this hop */
    const char *at[MAX_HEADERS + 1];
    size_t count;
};

static void add_header(void *arg, struct str name, struct str value)
{
    struct headers *h = arg;

    if (!is_of_this_hop(name) && !is_listed(h->connection, name) && h->count < MAX_HEADERS)
        /* Of an empty value libcurl wants a semicolon. */
        h->at[h->count++] =
            value.len ? arena_printf(h->arena, "%.*s: %.*s", STR_ARG(name), STR_ARG(value))
                      : arena_printf(h->arena, "%.*s;", STR_ARG(name));
}

static void pass_on(struct relay *r, struct exchange *x, int port, struct arena *a)
{
    struct headers headers = { .arena = a, .connection = exchange_header(x, "Connection") };
    struct str target = exchange_target(x);
    struct passage *p = must_alloc(sizeof(*p));
    struct fetch_request request = {
        .method = arena_strz(a, exchange_method(x)),
        .url = arena_printf(a, "http://127.0.0.1:%d%.*s", port, STR_ARG(target)),
        .headers = headers.at,
        .body = exchange_body(x).len ? exchange_body(x) : STR_NONE,
        .is_full = is_full,
        .on_header = header_came,
        .on_head = head_came,
        .on_data = bytes_came,
        .on_done = all_came,
        .arg = p,
    };

    exchange_each_header(x, add_header, &headers);
    if (headers.count < MAX_HEADERS)
        headers.at[headers.count++] = arena_printf(a, "Host: %.*s", STR_ARG(exchange_authority(x)));
    *p = (struct passage){ .relay = r, .next = r->first, .link = &r->first, .exchange = x };
    if (p->next)
        p->next->link = &p->next;
    r->first = p;
    if (!r->fetch)
        r->fetch = fetch_new(r->loop);
    exchange_on_gone(x, client_left, p);
    p->transfer = fetch_start(r->fetch, &request);
}

bool relay_take(struct relay *r, struct exchange *x)
{
    int port = relay_port(r, exchange_authority(x));
    struct arena *a;

    if (!port)
        return false;
    a = arena_new();
    pass_on(r, x, port, a);
    arena_free(a);
    return true;
}
