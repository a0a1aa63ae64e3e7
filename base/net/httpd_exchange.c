/*
 * A request from its first line to the last byte of its answer, as libmicrohttpd 0.9.75 wants it:
 *
 * - A connection is suspended only from the request handler or from the content reader, and at once
 *   when neither has anything to say: otherwise MHD would ask again and again.
 * - While suspended ("parked") it is invisible to MHD: it is our own watch that notices a client that
 *   leaves, and then resumes the connection so that MHD asks again and is told to close it.
 * - A resume is not signalled in external mode, and a turn in which something was suspended may have
 *   skipped others: both wake the loop, so that MHD runs again before the next sleep.
 * - After a resume MHD calls the handler (or reader) again: that is when a late answer is queued.
 * - A response queued before the body was read ends the connection; so only refusals are.
 */
#include "base/net/httpd_exchange.h"

#include <stdlib.h>
#include <time.h>

#include <microhttpd.h>

#include "base/limits.h"
#include "base/must.h"

#include "base/banned.h"

enum { STREAM_BLOCK = 8192 }; /* MHD's own buffer for a client that cannot read chunks */

void exchange_unpark(struct exchange *x)
{
    if (!x->is_parked)
        return;
    x->is_parked = false;
    MHD_resume_connection(x->conn->mhd);
    loop_wake(x->httpd->loop);
}

static void park(struct exchange *x)
{
    x->is_parked = true;
    MHD_suspend_connection(x->conn->mhd);
    loop_wake(x->httpd->loop);
}

static const char *date_now(struct httpd *h)
{
    time_t second = (time_t)(clock_ms(loop_clock(h->loop)) / 1000);

    if (second != h->date_second) {
        h->date_second = second;
        clock_http((int64_t)second * 1000, h->date);
    }
    return h->date;
}

static void set_answer(struct exchange *x, int status, const char *type, struct MHD_Response *take)
{
    must(take != NULL);
    must(x->phase == PHASE_waiting && status >= 200 && status <= 599);
    x->status = status;
    x->response = take;
    MHD_add_response_header(take, "Date", date_now(x->httpd));
    if (type)
        MHD_add_response_header(take, "Content-Type", type);
    /* MHD leaves out a value with a line break, which may have come from a client. */
    for (struct header *h = x->headers; h; h = h->next)
        MHD_add_response_header(take, h->name, h->value);
    exchange_unpark(x);
}

/* MHD's buffers are not const, but it only reads them. */
static void *without_const(const char *at)
{
    union {
        const char *at;
        void *bytes;
    } same = { at };

    return same.bytes;
}

static void unref_blob(void *b)
{
    blob_unref(b);
}

void exchange_reply(struct exchange *x, int status, const char *type, struct blob *take_body)
{
    struct blob *body = take_body ? take_body : blob_new(STR(""));
    struct str bytes = blob_str(body);

    set_answer(x, status, type,
               MHD_create_response_from_buffer_with_free_callback_cls(
                   bytes.len, without_const(bytes.at), unref_blob, body));
    x->phase = PHASE_answered;
}

void exchange_reply_text(struct exchange *x, int status, const char *type, struct str body)
{
    exchange_reply(x, status, type, blob_new(body));
}

static void refuse_exchange(struct exchange *x, int status, const char *why)
{
    char *text = arena_printf(x->conn->arena, "%s\n", why);

    x->phase = PHASE_waiting;
    if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
        exchange_add_header(x, "Connection", "close");
    exchange_reply_text(x, status, "text/plain", str_of(text));
}

static ssize_t read_stream(void *arg, uint64_t pos, char *to, size_t max)
{
    struct exchange *x = arg;
    size_t got = outbox_read(&x->stream.out, to, max);

    (void)pos;
    if (got > 0)
        return (ssize_t)got;
    if (x->phase == PHASE_answered) {
        if (!x->knows_chunks)
            conn_will_end(x->conn);
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (x->conn->has_left) {
        conn_will_end(x->conn);
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    park(x);
    return 0;
}

struct stream *exchange_stream(struct exchange *x, int status, const char *type)
{
    set_answer(
        x, status, type,
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, x, NULL));
    x->phase = PHASE_streaming;
    x->stream = (struct stream){ x, { .limit = LIMIT_STREAM_BACKLOG } };
    return &x->stream;
}

void stream_write(struct stream *s, struct blob *b)
{
    must(s->x->phase == PHASE_streaming);
    if (!outbox_put(&s->out, b))
        conn_cut(s->x->conn);
    exchange_unpark(s->x);
}

size_t stream_waiting(const struct stream *s)
{
    return s->out.bytes;
}

void stream_break(struct stream *s)
{
    must(s->x->phase == PHASE_streaming);
    conn_cut(s->x->conn);
    exchange_unpark(s->x);
}

void stream_end(struct stream *s)
{
    must(s->x->phase == PHASE_streaming);
    s->x->phase = PHASE_answered;
    exchange_unpark(s->x);
}

struct exchange *exchange_start(struct conn *c, const char *target)
{
    struct exchange *x = must_alloc(sizeof(*x));

    x->httpd = c->httpd;
    x->conn = c;
    x->body = BUF_LIMIT(x->httpd->max_body);
    x->last_header = &x->headers;
    x->next = x->httpd->exchanges;
    x->link = &x->httpd->exchanges;
    if (x->next)
        x->next->link = &x->next;
    *x->link = x;
    c->x = x;
    arena_reset(c->arena);
    uri_parse(c->arena, target ? str_of(target) : STR(""), &x->uri, &x->bad_target);
    return x;
}

/* Whoever was to answer is told that it need not any more. */
static void forgo_answer(struct exchange *x)
{
    x->phase = PHASE_answered;
    if (x->on_gone)
        x->on_gone(x->on_gone_arg);
}

void exchange_over(struct exchange *x)
{
    if (!x)
        return;
    if (x->phase == PHASE_waiting || x->phase == PHASE_streaming)
        forgo_answer(x);
    x->conn->x = NULL;
    *x->link = x->next;
    if (x->next)
        x->next->link = x->link;
    if (x->response)
        MHD_destroy_response(x->response);
    outbox_done(&x->stream.out);
    buf_done(&x->body);
    free(x);
}

void exchange_stop(struct exchange *x)
{
    if (x->phase == PHASE_streaming) {
        forgo_answer(x);
        exchange_unpark(x);
    } else if (x->phase == PHASE_waiting) {
        forgo_answer(x);
        refuse_exchange(x, MHD_HTTP_SERVICE_UNAVAILABLE, "this server is stopping");
    }
}

/* Bodies a little too long are read to their end, so that the client hears why they are refused. */
static bool is_hopeless(const struct exchange *x)
{
    struct str length = exchange_header(x, "Content-Length");
    bool asks = exchange_header(x, "Expect").at != NULL;
    size_t most = x->httpd->max_body * (asks ? 1 : 2);
    int64_t bytes;

    return length.at && (!str_int(length, &bytes) || bytes < 0 || (uint64_t)bytes > most);
}

static void refuse_long_body(struct exchange *x)
{
    refuse_exchange(x, MHD_HTTP_CONTENT_TOO_LARGE,
                    arena_printf(x->conn->arena, "the request body is longer than %zu bytes",
                                 x->httpd->max_body));
}

static size_t header_bytes(const struct exchange *x)
{
    return MHD_get_connection_info(x->conn->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
        ->header_size;
}

/* The headers are there, the body is not. */
static void check_headers(struct exchange *x)
{
    struct str coding = exchange_header(x, "Transfer-Encoding");

    if (x->conn->is_spare)
        refuse_exchange(x, MHD_HTTP_SERVICE_UNAVAILABLE,
                        "this server has too many connections: try again later");
    else if (header_bytes(x) > LIMIT_HEADER_BYTES)
        refuse_exchange(x, MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE,
                        "the request line and headers are too long");
    else if (str_is(x->method, MHD_HTTP_METHOD_CONNECT))
        refuse_exchange(x, MHD_HTTP_BAD_REQUEST,
                        "CONNECT must be the first request of a connection to a proxy, and not "
                        "within TLS");
    else if (x->bad_target)
        refuse_exchange(x, MHD_HTTP_BAD_REQUEST, x->bad_target);
    else if (coding.at && !str_eq_nocase(coding, STR("chunked")))
        refuse_exchange(x, MHD_HTTP_NOT_IMPLEMENTED,
                        "the only Transfer-Encoding served here is chunked");
    else if (is_hopeless(x))
        refuse_long_body(x);
}

static bool take_body(struct exchange *x, struct str bytes)
{
    x->received += bytes.len;
    buf_add(&x->body, bytes);
    if (!buf_ok(&x->body) && x->body.at) {
        buf_done(&x->body);
        x->body.over = true;
    }
    return x->received <= x->httpd->max_body * 2;
}

static void dispatch(struct exchange *x)
{
    x->is_dispatched = true;
    x->phase = PHASE_waiting;
    if (!buf_ok(&x->body))
        refuse_long_body(x);
    else if (x->httpd->is_draining)
        refuse_exchange(x, MHD_HTTP_SERVICE_UNAVAILABLE, "this server is stopping");
    else
        x->httpd->fn(x, x->httpd->self);
}

/* Hands the answer to MHD, or parks until there is one. */
static bool proceed(struct exchange *x)
{
    struct MHD_Response *response = x->response;
    enum MHD_Result done;

    if (!response && x->conn->has_left)
        return false;
    if (!response) {
        park(x);
        return true;
    }
    x->response = NULL;
    done = MHD_queue_response(x->conn->mhd, (unsigned)x->status, response);
    MHD_destroy_response(response);
    return done == MHD_YES;
}

bool exchange_serve(struct exchange *x, const char *method, const char *version, struct str upload)
{
    if (!x->has_begun) {
        x->has_begun = true;
        x->method = str_of(method);
        x->knows_chunks = !str_is(str_of(version), "HTTP/1.0");
        check_headers(x);
        return x->response ? proceed(x) : true;
    }
    if (upload.len > 0)
        return take_body(x, upload);
    if (!x->is_dispatched)
        dispatch(x);
    return proceed(x);
}

struct str exchange_method(const struct exchange *x)
{
    return x->method;
}

struct str exchange_path(const struct exchange *x)
{
    return x->uri.path;
}

struct str exchange_authority(const struct exchange *x)
{
    return x->uri.authority.at ? x->uri.authority : exchange_header(x, "Host");
}

bool exchange_is_absolute(const struct exchange *x)
{
    return x->uri.authority.at;
}

struct str exchange_target(const struct exchange *x)
{
    return x->uri.target;
}

struct str exchange_query(const struct exchange *x, const char *name)
{
    return uri_arg_named(&x->uri, str_of(name));
}

void exchange_each_query(const struct exchange *x,
                         void (*fn)(void *arg, struct str name, struct str value), void *arg)
{
    for (size_t i = 0; i < x->uri.arg_count; i++)
        fn(arg, x->uri.args[i].name, x->uri.args[i].value);
}

/* MHD leaves the blanks behind a value. */
static struct str header_value(const char *at, size_t len)
{
    return at ? str_trim((struct str){ at, len }) : STR("");
}

struct str exchange_header(const struct exchange *x, const char *name)
{
    struct str value = STR_NONE;

    if (MHD_lookup_connection_value_n(x->conn->mhd, MHD_HEADER_KIND, name, strlen(name), &value.at,
                                      &value.len) != MHD_YES)
        return STR_NONE;
    return header_value(value.at, value.len);
}

struct each_header {
    void (*fn)(void *arg, struct str name, struct str value);
    void *arg;
};

static enum MHD_Result tell_header(void *arg, enum MHD_ValueKind kind, const char *name,
                                   size_t name_len, const char *value, size_t value_len)
{
    const struct each_header *each = arg;

    (void)kind;
    each->fn(each->arg, (struct str){ name, name_len }, header_value(value, value_len));
    return MHD_YES;
}

void exchange_each_header(const struct exchange *x,
                          void (*fn)(void *arg, struct str name, struct str value), void *arg)
{
    struct each_header each = { fn, arg };

    MHD_get_connection_values_n(x->conn->mhd, MHD_HEADER_KIND, tell_header, &each);
}

struct str exchange_body(const struct exchange *x)
{
    return buf_str(&x->body);
}

struct str exchange_client(const struct exchange *x)
{
    return str_of(x->conn->client);
}

bool exchange_is_tls(const struct exchange *x)
{
    return x->conn->is_tls;
}

struct str exchange_client_name(const struct exchange *x)
{
    return str_of(x->conn->client_name);
}

void exchange_on_gone(struct exchange *x, void (*fn)(void *arg), void *arg)
{
    x->on_gone = fn;
    x->on_gone_arg = arg;
}

void exchange_add_header(struct exchange *x, const char *name, const char *value)
{
    struct header *h = arena_new_of(x->conn->arena, struct header);

    h->name = arena_strz(x->conn->arena, str_of(name));
    h->value = arena_strz(x->conn->arena, str_of(value));
    *x->last_header = h;
    x->last_header = &h->next;
}
