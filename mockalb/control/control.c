#include "mockalb/control/control.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "mockalb/control/endpoint.h"
#include "mockalb/resources/cloud.h"

#include "base/banned.h"

#define LIMIT_ADVANCE INT64_C(3153600000000) /* a hundred years */

void control_reply(struct exchange *x, int status, cJSON *take_tree)
{
    struct buf body = BUF_LIMIT((size_t)2 * LIMIT_STATE_BYTES);

    json_print(&body, take_tree);
    buf_add_char(&body, '\n');
    cJSON_Delete(take_tree);
    if (!buf_ok(&body)) {
        buf_done(&body);
        exchange_reply_text(x, 500, "application/json",
                            STR("{\"error\":\"the answer is too large\"}\n"));
        return;
    }
    exchange_reply(x, status, "application/json", blob_of_buf(&body));
}

void control_refuse(struct exchange *x, int status, const char *text)
{
    cJSON *tree = cJSON_CreateObject();

    json_add_text(tree, "error", text);
    control_reply(x, status, tree);
}

void control_reply_done(struct exchange *x)
{
    control_reply(x, 200, cJSON_CreateObject());
}

const cJSON *control_body(struct control *c, struct exchange *x)
{
    struct err err;
    cJSON *tree = json_parse(exchange_body(x), &err);

    if (!tree) {
        control_refuse(x, 400, arena_printf(c->arena, "the body must be JSON: %s", err.text));
        return NULL;
    }
    return arena_json(c->arena, tree);
}

const char *control_query(struct control *c, struct exchange *x, const char *name)
{
    struct str text = exchange_query(x, name);

    return text.len ? arena_strz(c->arena, text) : NULL;
}

static void get_health(struct control *c, struct exchange *x)
{
    cJSON *tree = cJSON_CreateObject();

    json_add_text(tree, "status", "ok");
    json_add_text(tree, "version", ALBKIT_VERSION);
    json_add_text(tree, "region", c->world.region);
    json_add_text(tree, "seed", arena_printf(c->arena, "%" PRIu64, *c->world.state.seed));
    json_add_text(tree, "revision",
                  arena_printf(c->arena, "%" PRIu64, store_revision(c->world.state.store)));
    json_add_int(tree, "entries", (int64_t)journal_last(c->world.journal));
    control_reply(x, 200, tree);
}

/* As after a start with the same seed: the region, nothing of clients, the same ids to come. */
static void post_reset(struct control *c, struct exchange *x)
{
    uint64_t seed = *c->world.state.seed;

    random_init(c->world.state.random, seed);
    gateway_seed(c->world.gateway, seed);
    gateway_reset(c->world.gateway);
    cloud_reset(c->world.state.cloud);
    journal_clear(c->world.journal);
    control_reply_done(x);
}

static void post_cloud(struct control *c, struct exchange *x)
{
    const cJSON *document = control_body(c, x);
    struct err err;

    if (!document)
        return;
    if (cloud_seed(c->world.state.cloud, document, &err))
        control_reply_done(x);
    else
        control_refuse(x, 400, err.text);
}

static void reply_clock(struct control *c, struct exchange *x)
{
    struct clock *clock = c->world.state.clock;
    cJSON *tree = cJSON_CreateObject();
    char time[CLOCK_ISO_ROOM];

    clock_iso_ms(clock_ms(clock), time);
    json_add_int(tree, "ms", clock_ms(clock));
    json_add_text(tree, "time", time);
    json_add_bool(tree, "manual", clock_is_manual(clock));
    control_reply(x, 200, tree);
}

static void get_clock(struct control *c, struct exchange *x)
{
    reply_clock(c, x);
}

static void post_clock(struct control *c, struct exchange *x)
{
    const cJSON *body = control_body(c, x);
    const cJSON *advance = json_get(body, "advanceMs");
    int64_t ms = json_int_or(body, "advanceMs", -1);

    if (!body)
        return;
    if (!clock_is_manual(c->world.state.clock)) {
        control_refuse(x, 409,
                       "this clock follows the machine's; start mockalb with --clock manual");
        return;
    }
    if (!cJSON_IsNumber(advance) || ms < 0 || ms > LIMIT_ADVANCE) {
        control_refuse(x, 400, "advanceMs must be a number of milliseconds, 0 or more");
        return;
    }
    clock_advance(c->world.state.clock, ms);
    reply_clock(c, x);
}

/* Every endpoint. */
static const struct {
    const char *method, *path;
    endpoint *answer;
} endpoints[] = {
    /* clang-format off */
    { "GET",  "health",  get_health },
    { "POST", "reset",   post_reset },   /* as after a start */
    { "GET",  "state",   get_state },    /* the whole, as one canonical document */
    { "PUT",  "state",   put_state },
    { "GET",  "snapshots", get_snapshots },
    { "PUT",  SNAPSHOTS, put_snapshot },    /* takes one, with the name behind the / */
    { "GET",  SNAPSHOTS, get_snapshot },
    { "POST", SNAPSHOTS, post_snapshot },   /* goes back to it */
    { "DELETE", SNAPSHOTS, delete_snapshot },
    { "GET",  "diff",    get_diff },        /* ?from=NAME&to=NAME; without to: now */
    { "POST", "cloud",   post_cloud },   /* adds what a cloud document names */
    { "GET",  "journal", get_journal },  /* ?since= limit= type= action= caller= write= follow= */
    { "POST", "data",    post_data },    /* {"kind":…,"id":…,"drop":true} or "set":{…} */
    { "GET",  "reach",   get_reach },    /* ?loadBalancer= serverGroup= server= format= */
    { "GET",  "faults",  get_faults },   /* calls that are to fail */
    { "POST", "faults",  post_faults },
    { "DELETE", "faults", delete_faults },
    { "POST", "call",    post_call },    /* as somebody else, who stands at the console */
    { "GET",  "clock",   get_clock },
    { "POST", "clock",   post_clock },   /* {"advanceMs": N}, manual clocks only */
    /* clang-format on */
};

static bool has_name(const char *path)
{
    return path[strlen(path) - 1] == '/';
}

static bool is_path_of(struct str path, const char *known)
{
    return has_name(known) ? str_starts(path, str_of(known)) && path.len > strlen(known)
                           : str_is(path, known);
}

static const char *all_endpoints(struct arena *a)
{
    const char *list = "";

    for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++)
        list = arena_printf(a, "%s%s%s " PREFIX "%s%s", list, i ? ", " : "", endpoints[i].method,
                            endpoints[i].path, has_name(endpoints[i].path) ? "NAME" : "");
    return list;
}

struct control *control_new(const struct control_world *w)
{
    struct control *c = must_alloc(sizeof(*c));

    c->world = *w;
    c->arena = arena_new();
    c->snapshots = snapshots_new();
    return c;
}

void control_free(struct control *c)
{
    if (!c)
        return;
    snapshots_free(c->snapshots);
    arena_free(c->arena);
    free(c);
}

void control_answer(struct exchange *x, struct control *c)
{
    struct str path = str_skip(exchange_path(x), strlen(PREFIX));
    bool is_path = false;

    for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++) {
        if (!is_path_of(path, endpoints[i].path))
            continue;
        is_path = true;
        if (!str_is(exchange_method(x), endpoints[i].method))
            continue;
        endpoints[i].answer(c, x);
        arena_reset(c->arena);
        return;
    }
    control_refuse(x, is_path ? 405 : 404,
                   arena_printf(c->arena, "there is no such endpoint; there are: %s",
                                all_endpoints(c->arena)));
    arena_reset(c->arena);
}
