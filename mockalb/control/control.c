#include "mockalb/control/control.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "mockalb/control/follow.h"
#include "mockalb/resources/cloud.h"

#include "base/banned.h"

#define PREFIX        "/_mock/"
#define USUAL_ENTRIES 1000
#define LIMIT_ADVANCE INT64_C(3153600000000) /* a hundred years */

struct control {
    struct control_world world;
    struct arena *arena; /* of the request being answered */
};

static void reply(struct exchange *x, int status, cJSON *take_tree)
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
    reply(x, status, tree);
}

static void reply_done(struct exchange *x)
{
    reply(x, 200, cJSON_CreateObject());
}

/* The body as JSON; NULL when it is none, and then that was answered. */
static const cJSON *read_body(struct control *c, struct exchange *x)
{
    struct err err;
    cJSON *tree = json_parse(exchange_body(x), &err);

    if (!tree) {
        control_refuse(x, 400, arena_printf(c->arena, "the body must be JSON: %s", err.text));
        return NULL;
    }
    return arena_json(c->arena, tree);
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
    reply(x, 200, tree);
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
    reply_done(x);
}

static void get_state(struct control *c, struct exchange *x)
{
    struct buf body = BUF_LIMIT((size_t)2 * LIMIT_STATE_BYTES);
    cJSON *tree = arena_json(c->arena, state_document(&c->world.state));

    json_print_canonical(&body, tree);
    if (!buf_ok(&body)) {
        buf_done(&body);
        control_refuse(x, 500, "the state is too large to be written as one document");
        return;
    }
    exchange_reply(x, 200, "application/json", blob_of_buf(&body));
}

static void put_state(struct control *c, struct exchange *x)
{
    const cJSON *document = read_body(c, x);
    struct err err;

    if (!document)
        return;
    if (!state_restore(&c->world.state, c->arena, document, &err)) {
        control_refuse(x, 400, err.text);
        return;
    }
    gateway_reset(c->world.gateway);
    reply_done(x);
}

static void post_cloud(struct control *c, struct exchange *x)
{
    const cJSON *document = read_body(c, x);
    struct err err;

    if (!document)
        return;
    if (cloud_seed(c->world.state.cloud, document, &err))
        reply_done(x);
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
    reply(x, 200, tree);
}

static void get_clock(struct control *c, struct exchange *x)
{
    reply_clock(c, x);
}

static void post_clock(struct control *c, struct exchange *x)
{
    const cJSON *body = read_body(c, x);
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

/* False: the query has a bad value, and that was answered. */
static bool read_query_number(struct exchange *x, const char *name, int64_t least, int64_t *ret)
{
    struct str text = exchange_query(x, name);
    char why[100];

    if (!text.at || (str_int(text, ret) && *ret >= least))
        return true;
    snprintf(why, sizeof(why), "%s must be a whole number, %" PRId64 " or more", name, least);
    control_refuse(x, 400, why);
    return false;
}

static const char *query_text(struct control *c, struct exchange *x, const char *name)
{
    struct str text = exchange_query(x, name);

    return text.len ? arena_strz(c->arena, text) : NULL;
}

/* An unknown or misspelt filter would look like an empty journal, so it is refused. */
static void check_filter(void *arg, struct str name, struct str value)
{
    static const struct {
        const char *name, *values; /* allowed, between bars; NULL: any */
    } known[] = {
        { "since", NULL },
        { "limit", NULL },
        { "action", NULL },
        { "caller", NULL },
        { "type", "|call|change|" },
        { "write", "|true|false|" },
        { "follow", "|true|false|" },
        { "tenant", NULL },
    };
    const char **wrong = arg;

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (!str_is(name, known[i].name))
            continue;
        for (struct str rest = str_of(known[i].values); rest.at;) {
            if (str_eq(str_cut(&rest, '|'), value) && value.len)
                return;
        }
        if (known[i].values)
            *wrong = "type is call or change; write and follow are true or false";
        return;
    }
    *wrong = "the journal is filtered by since, limit, type, action, caller, write and follow";
}

static bool read_filter(struct control *c, struct exchange *x, struct journal_filter *ret)
{
    const char *wrong = NULL;

    exchange_each_query(x, check_filter, &wrong);
    if (wrong) {
        control_refuse(x, 400, wrong);
        return false;
    }
    if (exchange_query(x, "type").at)
        ret->type = str_is(exchange_query(x, "type"), "call") ? JOURNAL_call : JOURNAL_change;
    ret->action = query_text(c, x, "action");
    ret->caller = query_text(c, x, "caller");
    ret->write = str_is(exchange_query(x, "write"), "true");
    return true;
}

static void add_line(void *arg, struct blob *line)
{
    struct buf *body = arg;
    struct str text = blob_str(line);

    if (body->at[body->len - 1] != '[')
        buf_add_char(body, ',');
    buf_add(body, (struct str){ text.at, text.len - 1 });
}

static void get_journal(struct control *c, struct exchange *x)
{
    struct buf body = BUF_LIMIT(LIMIT_JOURNAL_BYTES + LIMIT_STATE_BYTES);
    struct journal_filter filter = { JOURNAL_any, NULL, NULL, false };
    int64_t since = 0, limit = USUAL_ENTRIES;
    uint64_t next;

    if (!read_filter(c, x, &filter) || !read_query_number(x, "since", 0, &since) ||
        !read_query_number(x, "limit", 1, &limit))
        return;
    if (str_is(exchange_query(x, "follow"), "true")) {
        if (journal_bytes_after(c->world.journal, (uint64_t)since) > LIMIT_STREAM_BACKLOG / 2)
            control_refuse(x, 413,
                           "too much has happened since then to be streamed at once: read it "
                           "without follow first, and follow since the 'next' of that");
        else
            follow_journal(x, c->world.journal, &filter, (uint64_t)since);
        return;
    }
    buf_add_text(&body, "{\"entries\":[");
    next = journal_read(c->world.journal, &filter, (uint64_t)since, (size_t)limit, add_line, &body);
    buf_printf(&body, "],\"first\":%" PRIu64 ",\"next\":%" PRIu64 "}\n",
               journal_first(c->world.journal), next);
    exchange_reply(x, 200, "application/json", blob_of_buf(&body));
}

/* Every endpoint. */
static const struct {
    const char *method, *path;
    void (*answer)(struct control *c, struct exchange *x);
} endpoints[] = {
    /* clang-format off */
    { "GET",  "health",  get_health },
    { "POST", "reset",   post_reset },   /* as after a start */
    { "GET",  "state",   get_state },    /* the whole, as one canonical document */
    { "PUT",  "state",   put_state },
    { "POST", "cloud",   post_cloud },   /* adds what a cloud document names */
    { "GET",  "journal", get_journal },  /* ?since= limit= type= action= caller= write= follow= */
    { "GET",  "clock",   get_clock },
    { "POST", "clock",   post_clock },   /* {"advanceMs": N}, manual clocks only */
    /* clang-format on */
};

static const char *all_endpoints(struct arena *a)
{
    const char *list = "";

    for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++)
        list = arena_printf(a, "%s%s%s " PREFIX "%s", list, i ? ", " : "", endpoints[i].method,
                            endpoints[i].path);
    return list;
}

struct control *control_new(const struct control_world *w)
{
    struct control *c = must_alloc(sizeof(*c));

    c->world = *w;
    c->arena = arena_new();
    return c;
}

void control_free(struct control *c)
{
    if (!c)
        return;
    arena_free(c->arena);
    free(c);
}

void control_answer(struct exchange *x, struct control *c)
{
    struct str path = str_skip(exchange_path(x), strlen(PREFIX));
    bool is_path = false;

    for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++) {
        if (!str_is(path, endpoints[i].path))
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
