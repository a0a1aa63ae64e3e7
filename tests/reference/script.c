#include "tests/reference/script.h"

#include <stdio.h>
#include <string.h>

#include "base/must.h"

#include "base/banned.h"

static void on_gone(void *arg)
{
    struct script *s = arg;

    s->stream = NULL;
}

static void add_query(void *arg, struct str name, struct str value)
{
    buf_printf(arg, " %.*s=%.*s", STR_ARG(name), STR_ARG(value));
}

static void answer(struct exchange *x, void *self)
{
    struct script *s = self;
    size_t at = s->count < s->line_count ? s->count : s->line_count - 1;
    struct buf text = BUF_LIMIT(1u << 16);

    must(s->count < SCRIPT_REQUESTS_MAX);
    buf_printf(&text, "%.*s %.*s", STR_ARG(exchange_method(x)), STR_ARG(exchange_path(x)));
    exchange_each_query(x, add_query, &text);
    buf_printf(&text, " %.*s", STR_ARG(exchange_body(x)));
    s->asked[s->count++] = arena_strz(s->arena, buf_str(&text));
    buf_done(&text);
    if (s->park) {
        s->parked[s->parked_count++] = x;
    } else if (s->lines[at].body) {
        exchange_reply_text(x, s->lines[at].status, "application/json", str_of(s->lines[at].body));
    } else {
        exchange_on_gone(x, on_gone, s);
        s->stream = exchange_stream(x, s->lines[at].status, "application/json");
    }
}

void script_open(struct script *s, const struct script_line *lines, size_t count)
{
    struct httpd_options o = { .port = 0 };

    *s = (struct script){ .arena = arena_new(), .lines = lines, .line_count = count };
    s->site = site_open(&o, answer, s);
    s->fetch = fetch_new(s->site.loop);
    (void)snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d", httpd_port(s->site.httpd));
}

void script_close(struct script *s)
{
    fetch_free(s->fetch);
    site_close(&s->site);
    arena_free(s->arena);
}

struct wait {
    struct script *script;
    bool (*done)(void *arg);
    void *arg;
};

static bool look(void *arg)
{
    struct wait *w = arg;

    if (w->done(w->arg))
        return true;
    clock_advance(w->script->site.clock, w->script->tick_ms);
    return false;
}

bool script_until(struct script *s, bool (*done)(void *arg), void *arg)
{
    struct wait w = { .script = s, .done = done, .arg = arg };
    int64_t end_ms = clock_machine_ms() + WAIT_MS;

    while (!look(&w)) {
        if (clock_machine_ms() > end_ms)
            return false;
        loop_turn(s->site.loop, 1);
    }
    return true;
}

struct count {
    const struct script *script;
    size_t wanted;
};

static bool has_come(void *arg)
{
    const struct count *c = arg;

    return c->script->count >= c->wanted;
}

bool script_await(struct script *s, size_t count)
{
    struct count c = { .script = s, .wanted = count };

    return script_until(s, has_come, &c);
}

void script_write(struct script *s, const char *text)
{
    struct blob *b = blob_new(str_of(text));

    must(s->stream);
    stream_write(s->stream, b);
    blob_unref(b);
}

void script_end(struct script *s)
{
    must(s->stream);
    stream_end(s->stream);
    s->stream = NULL;
}

const char *script_form(struct script *s, size_t request, const char *name)
{
    struct str rest = str_of(s->asked[request]);

    while (rest.at) {
        struct str word = str_cut(&rest, '&');
        struct str key = str_cut(&word, '=');
        if (str_ends(key, str_of(name)) && word.at)
            return arena_strz(s->arena, word);
    }
    return "";
}
