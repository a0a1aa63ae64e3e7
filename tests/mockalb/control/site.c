#include "tests/mockalb/control/site.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/must.h"

#include "base/banned.h"

#define DEADLINE_MS 60000

struct mock_options site_options(void)
{
    return (struct mock_options){ .address = "127.0.0.1",
                                  .main = { .seed = 1,
                                            .region = "cn-hangzhou",
                                            .edition = "Standard",
                                            .account = "1",
                                            .lifecycle = "instant",
                                            .key_id = "id",
                                            .key_secret = "secret" } };
}

struct site *site_open_with(const struct mock_options *o, bool manual_clock)
{
    struct site *s = must_alloc(sizeof(*s));
    struct err err;

    s->clock = clock_new(manual_clock);
    s->loop = loop_new(s->clock);
    s->fetch = fetch_new(s->loop);
    s->mock = mock_new(s->loop, o, &err);
    must(s->mock);
    return s;
}

struct site *site_open(void)
{
    struct mock_options o = site_options();

    return site_open_with(&o, true);
}

void site_close(struct site *s)
{
    fetch_free(s->fetch);
    mock_free(s->mock);
    loop_free(s->loop);
    clock_free(s->clock);
    cJSON_Delete(s->body);
    free(s->text);
    free(s);
}

const char *site_url(const struct site *s, const char *path, char *ret, size_t room)
{
    snprintf(ret, room, "http://127.0.0.1:%d%s", mock_port(s->mock), path);
    return ret;
}

static void on_done(void *arg, const struct fetch_reply *r)
{
    struct site *s = arg;
    struct buf text = BUF_LIMIT(64u << 20);

    buf_add(&text, r->body);
    buf_add_char(&text, '\0');
    s->status = r->status;
    s->text = buf_take(&text);
    s->body = json_parse(str_of(s->text), NULL);
    s->is_done = true;
}

static bool is_done(void *arg)
{
    return ((struct site *)arg)->is_done;
}

const cJSON *site_ask(struct site *s, const char *method, const char *path, const char *body)
{
    return site_ask_as(s, "Content-Type: application/x-www-form-urlencoded", method, path, body);
}

const cJSON *site_ask_as(struct site *s, const char *type, const char *method, const char *path,
                         const char *body)
{
    const char *const headers[] = { type, NULL };
    char url[2000];
    struct fetch_request r = { .method = method,
                               .url = site_url(s, path, url, sizeof(url)),
                               .headers = headers,
                               .body = str_of(body),
                               .on_done = on_done,
                               .arg = s };

    cJSON_Delete(s->body);
    free(s->text);
    s->body = NULL;
    s->text = NULL;
    s->is_done = false;
    fetch_start(s->fetch, &r);
    must(loop_until(s->loop, is_done, s, DEADLINE_MS));
    return s->body;
}
