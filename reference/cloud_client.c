#include "reference/cloud_client.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/json.h"
#include "base/must.h"
#include "base/random.h"
#include "reference/mutant.h"
#include "reference/sign.h"

#include "base/banned.h"

#define CALLS_AT_ONCE   16
#define CALL_TIMEOUT_MS 20000
#define ATTEMPTS        5
#define FIRST_PAUSE_MS  20

struct call {
    struct timer timer; /* first: the callback casts back */
    struct cloud_client *client;
    enum api api;
    const char *action;
    struct arena *arena; /* of the whole call */
    cJSON *params;       /* flattened, without what changes from one attempt to the next */
    cloud_fn *done;
    void *arg;
    struct transfer *transfer; /* NULL: waiting */
    int attempts;
    struct call *next;
};

struct cloud_client {
    struct loop *loop;
    struct fetch *fetch;
    struct arena *arena;
    struct cloud_options options;
    const char *region;
    struct random random;
    struct call *running, *waiting; /* newest first; oldest first */
    int running_count;
};

static const char user_agent[] = "User-Agent: albref/" ALBKIT_VERSION;

static const char *const versions[] = {
    [API_alb] = "2020-06-16",
    [API_ecs] = "2014-05-26",
    [API_vpc] = "2016-04-28",
};

struct cloud_client *cloud_client_new(struct loop *l, struct fetch *f,
                                      const struct cloud_options *o)
{
    struct cloud_client *c = must_alloc(sizeof(*c));
    uint64_t seed = (uint64_t)clock_machine_ms();

    c->loop = l;
    c->fetch = f;
    c->arena = arena_new();
    c->options.endpoint = arena_strz(c->arena, str_of(o->endpoint));
    c->options.key_id = arena_strz(c->arena, str_of(o->key_id));
    c->options.key_secret = arena_strz(c->arena, str_of(o->key_secret));
    c->region = "";
    if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) < 0)
        seed ^= (uint64_t)(uintptr_t)c;
    random_init(&c->random, seed);
    return c;
}

void cloud_client_set_region(struct cloud_client *c, const char *region)
{
    c->region = arena_strz(c->arena, str_of(region));
}

static void free_call(struct call *call)
{
    timer_stop(&call->timer);
    if (call->transfer)
        transfer_cancel(call->transfer);
    arena_free(call->arena);
    free(call);
}

static void free_calls(struct call *first)
{
    while (first) {
        struct call *call = first;
        first = call->next;
        free_call(call);
    }
}

void cloud_client_free(struct cloud_client *c)
{
    if (!c)
        return;
    free_calls(c->running);
    free_calls(c->waiting);
    arena_free(c->arena);
    free(c);
}

/* ---- refusals ---- */

/* Whether a refusal with this code may pass by itself. */
static bool is_passing(const char *code)
{
    static const char *const prefixes[] = { "Throttling",
                                            "IncorrectStatus.",
                                            "IncorrectBusinessStatus.",
                                            "ResourceInConfiguring.",
                                            "VipStatusNotSupport",
                                            "SystemBusy",
                                            "IdempotenceProcessing",
                                            "ServiceUnavailable",
                                            "InternalError",
                                            "ResourceInUse.ServerGroup",
                                            NULL };

    for (const char *const *prefix = prefixes; *prefix; prefix++) {
        if (strncmp(code, *prefix, strlen(*prefix)) == 0)
            return true;
    }
    return false;
}

/* Worth another attempt right away; the rest waits until somebody has looked at the state again. */
static bool is_worth_retrying(const struct fetch_reply *r, const struct cloud_answer *answer)
{
    return r->status == 0 || r->status == 429 || r->status >= 500 ||
           strncmp(answer->code, "Throttling", 10) == 0 ||
           strcmp(answer->code, "SystemBusy") == 0 ||
           strcmp(answer->code, "IdempotenceProcessing") == 0;
}

static struct cloud_answer answer_of(struct call *call, const struct fetch_reply *r)
{
    struct err err = { .text = "" };
    cJSON *body = r->status ? arena_json(call->arena, json_parse(r->body, &err)) : NULL;
    struct cloud_answer answer = { .ok = r->status / 100 == 2 && cJSON_IsObject(body),
                                   .action = call->action,
                                   .body = body };

    answer.code = json_text_or(body, "Code", r->status ? "UnreadableAnswer" : "NoAnswer");
    answer.message = json_text_or(body, "Message", r->error ? r->error : err.text);
    answer.request_id = json_text_or(body, "RequestId", "");
    answer.passing = !answer.ok && (is_passing(answer.code) || r->status == 0 || r->status == 429 ||
                                    r->status >= 500);
    return answer;
}

/* ---- requests ---- */

static void start_waiting(struct cloud_client *c);

static void drop_running(struct call *call)
{
    struct call **at = &call->client->running;

    while (*at != call)
        at = &(*at)->next;
    *at = call->next;
    call->client->running_count--;
}

static void on_retry(struct timer *t);

static void on_reply(void *arg, const struct fetch_reply *r)
{
    struct call *call = arg;
    struct cloud_client *c = call->client;
    struct cloud_answer answer = answer_of(call, r);

    call->transfer = NULL;
    if (!answer.ok && call->attempts < ATTEMPTS && !mutant_is(gives_up) &&
        is_worth_retrying(r, &answer)) {
        int64_t pause = FIRST_PAUSE_MS << call->attempts;
        call->timer.fire = on_retry;
        timer_set(loop_clock(c->loop), &call->timer,
                  pause + (int64_t)random_below(&c->random, (uint64_t)pause));
        return;
    }
    drop_running(call);
    call->done(call->arg, &answer);
    free_call(call);
    start_waiting(c);
}

static void send_call(struct call *call)
{
    struct cloud_client *c = call->client;
    struct arena *a = call->arena;
    cJSON *signed_part = arena_json(a, json_copy(call->params));
    char now[CLOCK_ISO_ROOM], nonce[37];

    if (mutant_is(token_per_attempt))
        cJSON_DeleteItemFromObject(signed_part, "ClientToken");
    clock_iso(clock_ms(loop_clock(c->loop)), now);
    random_uuid(&c->random, nonce);
    json_add_text(signed_part, "Timestamp", now);
    json_add_text(signed_part, "SignatureNonce", nonce);
    json_add_text(signed_part, "Signature",
                  sign_signature(a, "POST", signed_part, c->options.key_secret));
    const char *const headers[] = { "Content-Type: application/x-www-form-urlencoded",
                                    arena_printf(a, "x-acs-action: %s", call->action),
                                    arena_printf(a, "x-acs-version: %s", versions[call->api]),
                                    user_agent, NULL };
    struct fetch_request r = { .method = "POST",
                               .url = arena_printf(a, "%s/", c->options.endpoint),
                               .headers = headers,
                               .body = str_of(sign_canonical(a, signed_part)),
                               .timeout_ms = CALL_TIMEOUT_MS,
                               .on_done = on_reply,
                               .arg = call };
    call->attempts++;
    call->transfer = fetch_start(c->fetch, &r);
}

static void on_retry(struct timer *t)
{
    send_call((struct call *)t);
}

static void start_waiting(struct cloud_client *c)
{
    while (c->waiting && c->running_count < CALLS_AT_ONCE) {
        struct call *call = c->waiting;
        c->waiting = call->next;
        call->next = c->running;
        c->running = call;
        c->running_count++;
        send_call(call);
    }
}

static void add_common(struct call *call)
{
    struct cloud_client *c = call->client;
    bool makes = strncmp(call->action, "Create", 6) == 0 || strncmp(call->action, "Add", 3) == 0;
    char token[37];

    json_add_text(call->params, "Action", call->action);
    json_add_text(call->params, "Version", versions[call->api]);
    json_add_text(call->params, "Format", "JSON");
    json_add_text(call->params, "RegionId", c->region);
    json_add_text(call->params, "AccessKeyId", c->options.key_id);
    json_add_text(call->params, "SignatureMethod", "HMAC-SHA1");
    json_add_text(call->params, "SignatureVersion", "1.0");
    if (makes) {
        random_uuid(&c->random, token);
        json_add_text(call->params, "ClientToken", token);
    }
}

void cloud_call(struct cloud_client *c, enum api api, const char *action, const cJSON *params,
                cloud_fn *done, void *arg)
{
    struct call *call = must_alloc(sizeof(*call)), **last = &c->waiting;

    call->client = c;
    call->api = api;
    call->arena = arena_new();
    call->action = arena_strz(call->arena, str_of(action));
    call->params = sign_flatten(call->arena, params);
    call->done = done;
    call->arg = arg;
    add_common(call);
    while (*last)
        last = &(*last)->next;
    *last = call;
    start_waiting(c);
}
