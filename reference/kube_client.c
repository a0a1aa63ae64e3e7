#include "reference/kube_client.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/must.h"

#include "base/banned.h"

#define CALL_TIMEOUT_MS 20000
#define BODY_MAX        (8u << 20)

static const char user_agent[] = "User-Agent: albref/" ALBKIT_VERSION;

struct kube_client {
    struct loop *loop;
    struct fetch *fetch;
    struct arena *arena;
    struct kubeconfig config;
    const char *authorization; /* NULL: none */
    struct request *running;
};

struct request {
    struct kube_client *client;
    struct transfer *transfer;
    kube_fn *done;
    void *arg;
    struct request *next;
};

struct kube_client *kube_client_new(struct loop *l, struct fetch *f, const struct kubeconfig *k)
{
    struct kube_client *c = must_alloc(sizeof(*c));

    c->loop = l;
    c->fetch = f;
    c->arena = arena_new();
    c->config.server = arena_strz(c->arena, str_of(k->server));
    if (k->token)
        c->authorization = arena_printf(c->arena, "Authorization: Bearer %s", k->token);
    return c;
}

void kube_client_free(struct kube_client *c)
{
    if (!c)
        return;
    while (c->running) {
        struct request *r = c->running;
        c->running = r->next;
        transfer_cancel(r->transfer);
        free(r);
    }
    arena_free(c->arena);
    free(c);
}

struct loop *kube_client_loop(const struct kube_client *c)
{
    return c->loop;
}

static void on_reply(void *arg, const struct fetch_reply *r)
{
    struct request *request = arg, **at = &request->client->running;
    struct err err = { .text = "" };
    struct arena *a = arena_new();
    cJSON *body = arena_json(a, r->status ? json_parse(r->body, &err) : NULL);
    struct kube_answer answer = { .status = r->status, .body = body };

    if (r->status / 100 != 2)
        answer.error = json_text_or(body, "message", r->error ? r->error : "no message");
    while (*at != request)
        at = &(*at)->next;
    *at = request->next;
    if (request->done)
        request->done(request->arg, &answer);
    free(request);
    arena_free(a);
}

void kube_call(struct kube_client *c, const char *method, const char *path, const cJSON *body,
               kube_fn *done, void *arg)
{
    struct request *request = must_alloc(sizeof(*request));
    struct arena *a = arena_new();
    struct buf text = BUF_LIMIT(BODY_MAX);
    const char *type = strcmp(method, "PATCH") == 0 ? "Content-Type: application/merge-patch+json"
                                                    : "Content-Type: application/json";
    const char *const headers[] = { "Accept: application/json", user_agent,
                                    body ? type : c->authorization, body ? c->authorization : NULL,
                                    NULL };

    if (body)
        json_print(&text, body);
    struct fetch_request r = { .method = method,
                               .url = arena_printf(a, "%s%s", c->config.server, path),
                               .headers = headers,
                               .body = body ? buf_str(&text) : STR_NONE,
                               .timeout_ms = CALL_TIMEOUT_MS,
                               .on_done = on_reply,
                               .arg = request };
    *request = (struct request){ .client = c, .done = done, .arg = arg, .next = c->running };
    c->running = request;
    request->transfer = fetch_start(c->fetch, &r);
    buf_done(&text);
    arena_free(a);
}

struct transfer *kube_stream(struct kube_client *c, const char *path,
                             void (*on_data)(void *arg, struct str bytes),
                             void (*on_done)(void *arg, const struct fetch_reply *r), void *arg)
{
    struct arena *a = arena_new();
    const char *const headers[] = { "Accept: application/json", user_agent, c->authorization,
                                    NULL };
    struct fetch_request r = { .method = "GET",
                               .url = arena_printf(a, "%s%s", c->config.server, path),
                               .headers = headers,
                               .on_data = on_data,
                               .on_done = on_done,
                               .arg = arg };
    struct transfer *t = fetch_start(c->fetch, &r);

    arena_free(a);
    return t;
}
