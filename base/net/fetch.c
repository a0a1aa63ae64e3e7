/*
 * libcurl tells which descriptors to watch and when it wants to be called; both come through the
 * loop, the time by a hook, since it is the machine's. libcurl must not be called from its own
 * callbacks: what our callers start or cancel there (or anywhere) is done by the hook. So libcurl
 * runs in the hook or before it in the same turn, and the hook knows when it wants to run again.
 */
#include "base/net/fetch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/net/socks.h"

#include "base/banned.h"

enum { CONNECT_MS = 10000, ERROR_ROOM = 2048, ASK_MS = 5 };

struct fetch {
    struct loop *loop;
    CURLM *multi;
    struct loop_hook hook;
    int64_t due_ms; /* when libcurl wants to be called; -1: it does not */
    struct transfer *transfers;
    struct socks *socks;
    bool has_changes; /* some transfer is new or cancelled */
    bool is_running;
    bool has_waiting; /* some transfer's bytes wait for room */
};

struct transfer {
    struct fetch *fetch;
    struct transfer *next, **link;
    enum { TRANSFER_new, TRANSFER_running, TRANSFER_cancelled } state;
    CURL *easy;
    struct curl_slist *headers;
    struct buf body;
    char *what; /* "GET http://…", without the query: what errors begin with */
    char why[CURL_ERROR_SIZE];
    void (*on_data)(void *arg, struct str bytes);
    bool is_waiting; /* for room */
    bool (*is_full)(void *arg);
    void (*on_header)(void *arg, struct str name, struct str value);
    void (*on_head)(void *arg, int status, const char *type);
    void (*on_done)(void *arg, const struct fetch_reply *r);
    void *arg;
};

static int status_of(const struct transfer *t)
{
    long status = 0;

    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

static void transfer_free(struct transfer *t)
{
    *t->link = t->next;
    if (t->next)
        t->next->link = t->link;
    curl_multi_remove_handle(t->fetch->multi, t->easy);
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->headers);
    buf_done(&t->body);
    free(t->what);
    free(t);
}

static void transfer_done(struct transfer *t, CURLcode code)
{
    struct fetch_reply r = { .status = status_of(t), .body = buf_str(&t->body) };
    char error[ERROR_ROOM];

    if (code != CURLE_OK) {
        const char *why = t->why[0] ? t->why : curl_easy_strerror(code);
        if (!buf_ok(&t->body))
            why = "the answer is too long";
        snprintf(error, sizeof(error), "%s: %s", t->what, why);
        r = (struct fetch_reply){ .error = error };
    }
    if (t->state != TRANSFER_cancelled)
        t->on_done(t->arg, &r);
    transfer_free(t);
}

static void finish_transfers(struct fetch *f)
{
    const CURLMsg *m;
    int left;

    while ((m = curl_multi_info_read(f->multi, &left)) != NULL) {
        struct transfer *t = NULL;
        CURLcode code = m->data.result;
        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        transfer_done(t, code);
    }
}

/* Calls libcurl, and then those whose transfers are done. */
static void run_curl(struct fetch *f, curl_socket_t fd, int events)
{
    int running;

    must(!f->is_running); /* a callback must not turn the loop */
    f->is_running = true;
    must(curl_multi_socket_action(f->multi, fd, events, &running) == CURLM_OK);
    finish_transfers(f);
    f->is_running = false;
}

static void sock_ready(void *self, int fd, uint32_t events)
{
    int mask = 0;

    if (events & (EPOLLIN | EPOLLHUP))
        mask |= CURL_CSELECT_IN;
    if (events & EPOLLOUT)
        mask |= CURL_CSELECT_OUT;
    if (events & EPOLLERR)
        mask |= CURL_CSELECT_ERR;
    run_curl(self, fd, mask);
}

static curl_socket_t open_socket(void *self, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct fetch *f = self;
    int fd = socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);

    (void)purpose;
    if (fd < 0 || socks_opened(f->socks, fd))
        return fd;
    close(fd);
    return CURL_SOCKET_BAD;
}

static int close_socket(void *self, curl_socket_t fd)
{
    struct fetch *f = self;

    socks_closing(f->socks, fd);
    return close(fd);
}

static int want_socket(CURL *easy, curl_socket_t fd, int what, void *self, void *known)
{
    struct fetch *f = self;
    bool wants_in = what == CURL_POLL_IN || what == CURL_POLL_INOUT;
    bool wants_out = what == CURL_POLL_OUT || what == CURL_POLL_INOUT;

    (void)easy;
    (void)known;
    socks_want(f->socks, fd, (wants_in ? EPOLLIN : 0) | (wants_out ? EPOLLOUT : 0));
    return 0;
}

static int want_time(CURLM *multi, long wait_ms, void *self)
{
    struct fetch *f = self;

    (void)multi;
    f->due_ms = wait_ms < 0 ? -1 : clock_machine_ms() + wait_ms;
    return 0;
}

static size_t take_bytes(const void *at, size_t size, size_t count, void *self)
{
    struct transfer *t = self;
    struct str bytes = { at, size * count };
    int status = status_of(t);

    if (t->state == TRANSFER_cancelled)
        return 0;
    if (t->is_full && t->is_full(t->arg)) {
        t->is_waiting = t->fetch->has_waiting = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    if (t->on_data && (t->on_head || (status >= 200 && status <= 299)))
        t->on_data(t->arg, bytes);
    else
        buf_add(&t->body, bytes);
    return buf_ok(&t->body) ? bytes.len : 0;
}

/* One line of the head; the last is empty. */
static size_t take_head(const void *at, size_t size, size_t count, void *self)
{
    struct transfer *t = self;
    struct str line = str_trim((struct str){ at, size * count });
    struct str value = line, name = str_cut(&value, ':');
    char *type = NULL;

    if (value.at && t->on_header && status_of(t) >= 200 && t->state != TRANSFER_cancelled)
        t->on_header(t->arg, name, str_trim(value));
    if (line.len == 0 && status_of(t) >= 200 && t->state != TRANSFER_cancelled) {
        curl_easy_getinfo(t->easy, CURLINFO_CONTENT_TYPE, &type);
        t->on_head(t->arg, status_of(t), type);
    }
    return size * count;
}

/* Starts what is new and frees what was cancelled. */
static void apply_changes(struct fetch *f)
{
    struct transfer *next;

    f->has_changes = false;
    for (struct transfer *t = f->transfers; t; t = next) {
        next = t->next;
        if (t->state == TRANSFER_cancelled) {
            transfer_free(t);
        } else if (t->state == TRANSFER_new) {
            t->state = TRANSFER_running;
            must(curl_multi_add_handle(f->multi, t->easy) == CURLM_OK);
        }
    }
}

/* Goes on with those that have room again; libcurl may hand out their bytes at once. */
static void ask_waiting(struct fetch *f)
{
    f->has_waiting = false;
    f->is_running = true;
    for (struct transfer *t = f->transfers; t; t = t->next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): the freed are linked out, by *link */
        if (!t->is_waiting || t->state == TRANSFER_cancelled)
            continue;
        t->is_waiting = t->is_full(t->arg);
        if (t->is_waiting)
            f->has_waiting = true;
        else
            curl_easy_pause(t->easy, CURLPAUSE_CONT);
    }
    f->is_running = false;
}

static int64_t run_before_sleep(struct loop_hook *hook)
{
    struct fetch *f = (struct fetch *)((char *)hook - offsetof(struct fetch, hook));
    int64_t now;

    if (f->has_changes)
        apply_changes(f);
    if (f->has_waiting)
        ask_waiting(f);
    now = clock_machine_ms();
    if (f->due_ms >= 0 && f->due_ms <= now) {
        f->due_ms = -1;
        run_curl(f, CURL_SOCKET_TIMEOUT, 0);
    }
    if (f->due_ms < 0)
        return f->has_waiting ? ASK_MS : -1;
    if (f->has_waiting && f->due_ms > now + ASK_MS)
        return ASK_MS;
    return f->due_ms > now ? f->due_ms - now : 0;
}

static void tell_change(struct fetch *f)
{
    f->has_changes = true;
    loop_wake(f->loop);
}

struct fetch *fetch_new(struct loop *l)
{
    struct fetch *f = must_alloc(sizeof(*f));

    must(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
    f->loop = l;
    f->due_ms = -1;
    f->socks = socks_new(l, sock_ready, f);
    f->multi = curl_multi_init();
    must(f->multi != NULL);
    curl_multi_setopt(f->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
    curl_multi_setopt(f->multi, CURLMOPT_SOCKETDATA, f);
    curl_multi_setopt(f->multi, CURLMOPT_TIMERFUNCTION, want_time);
    curl_multi_setopt(f->multi, CURLMOPT_TIMERDATA, f);
    f->hook.before_sleep = run_before_sleep;
    loop_hook_add(l, &f->hook);
    return f;
}

void fetch_free(struct fetch *f)
{
    if (!f)
        return;
    must(!f->is_running);
    for (struct transfer *t = f->transfers, *next; t; t = next) {
        next = t->next;
        transfer_free(t);
    }
    must(curl_multi_cleanup(f->multi) == CURLM_OK);
    loop_hook_drop(&f->hook);
    socks_free(f->socks);
    free(f);
    curl_global_cleanup();
}

static bool names_header(const char *line, const char *name)
{
    struct str rest = str_of(line);

    return str_eq_nocase(str_cut(&rest, ':'), str_of(name));
}

/* libcurl adds a Content-Type of its own, and waits for 100 Continue, unless told not to. */
static void set_headers(struct transfer *t, const struct fetch_request *r)
{
    bool has_type = false;

    for (const char *const *line = r->headers; line && *line; line++) {
        has_type = has_type || names_header(*line, "Content-Type");
        t->headers = curl_slist_append(t->headers, *line);
        must(t->headers != NULL);
    }
    if (!has_type)
        t->headers = curl_slist_append(t->headers, "Content-Type:");
    t->headers = curl_slist_append(t->headers, "Expect:");
    must(t->headers != NULL);
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
}

static void set_method(struct transfer *t, const struct fetch_request *r)
{
    struct str method = str_of(r->method);
    bool has_body =
        r->body.at || str_is(method, "POST") || str_is(method, "PUT") || str_is(method, "PATCH");

    if (has_body) {
        curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.len);
        curl_easy_setopt(t->easy, CURLOPT_COPYPOSTFIELDS, r->body.at ? r->body.at : "");
    }
    if (str_is(method, "HEAD"))
        curl_easy_setopt(t->easy, CURLOPT_NOBODY, 1L);
    else if (has_body || !str_is(method, "GET"))
        curl_easy_setopt(t->easy, CURLOPT_CUSTOMREQUEST, r->method);
}

static void set_options(struct transfer *t, const struct fetch_request *r)
{
    CURL *e = t->easy;

    curl_easy_setopt(e, CURLOPT_URL, r->url);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(e, CURLOPT_PROXY, "");
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
    if (r->ca_file) {
        curl_easy_setopt(e, CURLOPT_CAINFO, r->ca_file);
        /* Else the system's certificates are read too, for each connection: a tenth of a second. */
        curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
    }
    if (r->cert_file && r->key_file) {
        curl_easy_setopt(e, CURLOPT_SSLCERT, r->cert_file);
        curl_easy_setopt(e, CURLOPT_SSLKEY, r->key_file);
    }
    if (r->unverified) {
        curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, t->fetch);
    curl_easy_setopt(e, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    curl_easy_setopt(e, CURLOPT_CLOSESOCKETDATA, t->fetch);
    curl_easy_setopt(e, CURLOPT_PRIVATE, t);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->why);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
}

struct transfer *fetch_start(struct fetch *f, const struct fetch_request *r)
{
    struct transfer *t = must_alloc(sizeof(*t));
    struct str url = str_of(r->url);
    struct str place = str_cut(&url, '?');
    struct buf what = BUF_LIMIT(ERROR_ROOM);

    t->fetch = f;
    t->next = f->transfers;
    t->link = &f->transfers;
    if (t->next)
        t->next->link = &t->next;
    *t->link = t;
    if (place.len > ERROR_ROOM / 2)
        place.len = ERROR_ROOM / 2;
    buf_printf(&what, "%s %.*s", r->method, STR_ARG(place));
    t->what = buf_take(&what);
    t->body = BUF_LIMIT(LIMIT_FETCH_BYTES);
    t->on_data = r->on_data;
    t->is_full = r->is_full;
    t->on_header = r->on_header;
    t->on_head = r->on_head;
    t->on_done = r->on_done;
    t->arg = r->arg;
    t->easy = curl_easy_init();
    must(t->easy != NULL);
    set_headers(t, r);
    set_method(t, r);
    set_options(t, r);
    if (r->on_head) {
        curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, take_head);
        curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
    }
    tell_change(f);
    return t;
}

void transfer_cancel(struct transfer *t)
{
    t->state = TRANSFER_cancelled;
    tell_change(t->fetch);
}
