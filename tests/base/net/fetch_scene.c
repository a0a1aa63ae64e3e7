#include "tests/base/net/fetch_scene.h"

#include <stdio.h>

#include <check.h>

#include "base/banned.h"

static void client_gone(void *arg)
{
    struct scene *s = arg;

    s->gone++;
    s->stream = NULL;
    s->late = NULL;
}

static void answer_by_path(struct exchange *x, void *self)
{
    struct scene *s = self;
    struct str path = exchange_path(x);

    s->seen++;
    buf_reset(&s->echo);
    buf_reset(&s->client);
    buf_add(&s->client, exchange_client(x));
    buf_printf(&s->echo, "%.*s %.*s type=%.*s token=%.*s expect=%.*s length=%.*s body=%.*s",
               STR_ARG(exchange_method(x)), STR_ARG(path),
               STR_ARG(exchange_header(x, "Content-Type")),
               STR_ARG(exchange_header(x, "Authorization")), STR_ARG(exchange_header(x, "Expect")),
               STR_ARG(exchange_header(x, "Content-Length")), STR_ARG(exchange_body(x)));
    if (str_is(path, "/stream")) {
        exchange_on_gone(x, client_gone, s);
        s->stream = exchange_stream(x, 200, "text/plain");
    } else if (str_is(path, "/late")) {
        exchange_on_gone(x, client_gone, s);
        s->late = x;
    } else if (str_is(path, "/moved")) {
        exchange_add_header(x, "Location", "/elsewhere");
        exchange_reply_text(x, 302, "text/plain", STR("moved"));
    } else if (str_is(path, "/missing")) {
        exchange_reply_text(x, 404, "text/plain", STR("not here"));
    } else {
        exchange_reply_text(x, 200, "text/plain", STR("hello"));
    }
}

static struct outcome outcome_of(struct scene *s)
{
    return (struct outcome){ .scene = s, .body = BUF_LIMIT(1u << 24), .error = BUF_LIMIT(4096) };
}

static void outcome_done(struct outcome *o)
{
    buf_done(&o->body);
    buf_done(&o->error);
}

void scene_open(struct scene *s)
{
    *s = (struct scene){ .one = outcome_of(s),
                         .two = outcome_of(s),
                         .echo = BUF_LIMIT(65536),
                         .client = BUF_LIMIT(128) };
    s->site = site_open(NULL, answer_by_path, s);
    s->fetch = fetch_new(s->site.loop);
    snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d", httpd_port(s->site.httpd));
}

void scene_close(struct scene *s)
{
    fetch_free(s->fetch);
    site_close(&s->site);
    outcome_done(&s->one);
    outcome_done(&s->two);
    buf_done(&s->echo);
    buf_done(&s->client);
}

void take_piece(void *arg, struct str bytes)
{
    struct outcome *o = arg;

    o->pieces++;
    buf_add(&o->body, bytes);
    if (o->cancels)
        transfer_cancel(o->cancels->transfer);
}

static void take_reply(void *arg, const struct fetch_reply *r)
{
    struct outcome *o = arg;

    o->done++;
    o->status = r->status;
    buf_add(&o->body, r->body);
    if (r->error)
        buf_add_text(&o->error, r->error);
    if (o->fetch_again) {
        o->fetch_again = false;
        fetch_begin(o, "/again", (struct fetch_request){ .method = "GET" });
    }
}

void fetch_begin(struct outcome *o, const char *path, struct fetch_request r)
{
    char url[128];

    snprintf(url, sizeof(url), "%s%s", o->scene->url, path);
    r.url = url;
    r.on_done = take_reply;
    r.arg = o;
    o->transfer = fetch_start(o->scene->fetch, &r);
}

static bool is_done(void *arg)
{
    return ((struct outcome *)arg)->done > 0;
}

bool scene_has_parked(void *arg)
{
    return ((struct scene *)arg)->stream || ((struct scene *)arg)->late;
}

bool scene_has_gone(void *arg)
{
    return ((struct scene *)arg)->gone > 0;
}

void fetch_finish(struct outcome *o)
{
    ck_assert(loop_until(o->scene->site.loop, is_done, o, WAIT_MS));
}
