/*
 * Three ways lead to the mock: its output (the ready line), the stream of its journal, and requests.
 * The state is asked for when the journal has told of a revision that the last document does not
 * have, one request at a time: what comes while one is under way is in the next.
 */
#include "runner/world/mirror.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/must.h"
#include "runner/proc/output.h"
#include "runner/proc/proc.h"
#include "runner/world/entries.h"
#include "runner/world/fault.h"
#include "runner/world/launch.h"
#include "runner/world/posts.h"
#include "runner/world/question.h"
#include "runner/world/ready_line.h"
#include "runner/world/share.h"
#include "runner/world/state.h"

#include "base/banned.h"

#define HEALTH "/_mock/health"

enum {
    TEXT_ROOM = 256,
    BRIEF = 100,
    REQUEST_MS = 20000, /* longer than any answer takes on a busy machine */
};

struct mirror {
    struct mirror_options options;
    struct loop *loop;
    struct fetch *fetch;
    struct proc *proc;
    char endpoint[TEXT_ROOM], region[TEXT_ROOM], reach_url[TEXT_ROOM + 16];
    struct entries *journal;
    struct transfer *health, *stream, *state_request;
    struct posts posts;
    cJSON *state;
    struct question reach; /* what of that state is reached */
    bool stale;            /* the state is older than something that we know of */
    struct fault fault;
    void (*on_line)(void *arg, struct str line);
    void *on_line_arg;
};

static void tell(struct mirror *m)
{
    if (m->options.on_change)
        m->options.on_change(m->options.arg);
}

/* ---- requests ---- */

static void note_refusal(struct mirror *m, const struct fetch_reply *r, const char *path)
{
    struct err err;

    question_refusal(r, path, &err);
    if (r->status)
        fault_break(&m->fault, err.text);
    else
        fault_lose(&m->fault, loop_clock(m->loop), err.text);
}

static struct transfer *request(struct mirror *m, struct fetch_request *r, const char *path)
{
    return question_send(m->fetch, m->endpoint, path, r);
}

static void refresh(struct mirror *m);

static void sieve_again(struct mirror *m)
{
    while (m->options.share && share_has_learned(m->options.share))
        entries_sieve_again(m->journal);
}

static void reach_done(void *arg, const struct fetch_reply *r, const char *why)
{
    struct mirror *m = arg;

    if (r->status != 200)
        note_refusal(m, r, "/_mock/reach");
    else if (why)
        fault_break(&m->fault, why);
    else if (m->options.share)
        share_cut_reach(m->options.share, m->reach.answer);
    tell(m);
}

static void state_done(void *arg, const struct fetch_reply *r)
{
    struct mirror *m = arg;
    struct err err = { "" };
    cJSON *json;

    m->state_request = NULL;
    if (r->status != 200) {
        note_refusal(m, r, "/_mock/state");
    } else if ((json = json_parse(r->body, &err)) != NULL) {
        cJSON_Delete(m->state);
        m->state = json;
        if (m->options.share)
            share_cut(m->options.share, m->state);
        sieve_again(m);
        if (!m->fault.stopping)
            question_ask(&m->reach, m->reach_url, REQUEST_MS);
        refresh(m);
    } else {
        fault_break(&m->fault, err.text);
    }
    tell(m);
}

static void refresh(struct mirror *m)
{
    struct fetch_request r = {
        .method = "GET", .timeout_ms = REQUEST_MS, .on_done = state_done, .arg = m
    };

    if (!m->stale || m->state_request || m->fault.broken || m->fault.stopping)
        return;
    m->stale = false;
    m->state_request = request(m, &r, "/_mock/state");
}

static void stream_data(void *arg, struct str bytes)
{
    struct mirror *m = arg;
    struct err err = { "" };

    if (!entries_feed(m->journal, bytes, &err))
        fault_break(&m->fault, err.text);
    sieve_again(m);
    m->stale = m->stale || entries_revision(m->journal) > mirror_revision(m);
    refresh(m);
    tell(m);
}

static void stream_done(void *arg, const struct fetch_reply *r)
{
    struct mirror *m = arg;

    m->stream = NULL;
    if (r->status == 200)
        fault_lose(&m->fault, loop_clock(m->loop), "mockalb ended the stream of its journal");
    else
        note_refusal(m, r, "/_mock/journal");
    tell(m);
}

static void follow(struct mirror *m, int64_t since)
{
    char path[64];
    struct fetch_request r = {
        .method = "GET", .on_data = stream_data, .on_done = stream_done, .arg = m
    };

    snprintf(path, sizeof(path), "/_mock/journal?follow=true&since=%lld", (long long)since);
    m->stream = request(m, &r, path);
    m->stale = true;
    refresh(m);
}

static void post_done(void *arg, const struct fetch_reply *r, const char *path)
{
    struct mirror *m = arg;

    if (r->status < 200 || r->status > 299)
        note_refusal(m, r, path);
    m->stale = true;
    refresh(m);
    tell(m);
}

void mirror_post(struct mirror *m, const char *path, const cJSON *body)
{
    posts_send(&m->posts, m->endpoint, path, body);
}

void mirror_seed(struct mirror *m, const cJSON *document)
{
    mirror_post(m, "/_mock/cloud", document);
}

/* ---- the program ---- */

static enum sieved take_first_calls(void *arg, cJSON *line)
{
    const struct mirror *m = arg;
    bool call = json_is_text(json_get(line, "type"), "call");

    return call && entries_count(m->journal) < BRIEF ? SIEVED_shown : SIEVED_dropped;
}

static void set_endpoint(struct mirror *m, const char *endpoint)
{
    if (endpoint != m->endpoint)
        snprintf(m->endpoint, sizeof(m->endpoint), "%s", endpoint);
    snprintf(m->reach_url, sizeof(m->reach_url), "%s/_mock/reach", m->endpoint);
}

static void take_line(void *arg, struct str line)
{
    struct mirror *m = arg;

    if (m->endpoint[0]) {
        if (m->on_line)
            m->on_line(m->on_line_arg, line);
        return;
    }
    if (ready_line_read(line, m->endpoint, m->region, TEXT_ROOM)) {
        set_endpoint(m, m->endpoint);
        follow(m, 0);
        return;
    }
    fault_break(&m->fault, "mockalb's first line does not say where it is ready");
    tell(m);
}

static void note_end(void *arg)
{
    struct mirror *m = arg;
    char how[TEXT_ROOM];
    struct str last = output_last_lines(proc_log(m->proc), 1);
    struct err why;

    proc_exit_text(m->proc, how, sizeof(how));
    err_set(&why, "mockalb ended by itself, %s%s%.*s", how, last.len ? ": " : "",
            STR_ARG(str_trim(last)));
    fault_end(&m->fault, why.text);
    tell(m);
}

/* One that runs already says where its journal ends: what is older is none of ours. */
static void health_done(void *arg, const struct fetch_reply *r)
{
    struct mirror *m = arg;
    cJSON *health = r->status == 200 ? json_parse(r->body, NULL) : NULL;

    m->health = NULL;
    if (health) {
        snprintf(m->region, sizeof(m->region), "%s", json_text_or(health, "region", ""));
        follow(m, json_int(health, "entries"));
    } else {
        note_refusal(m, r, HEALTH);
    }
    cJSON_Delete(health);
    tell(m);
}

static bool start(struct mirror *m, struct err *err)
{
    struct proc_spec s = { .on_line = take_line, .on_exit = note_end, .arg = m };
    struct fetch_request r = {
        .method = "GET", .timeout_ms = REQUEST_MS, .on_done = health_done, .arg = m
    };

    if (!m->options.endpoint)
        return (m->proc = launch_mockalb(m->loop, &m->options, &s, err)) != NULL;
    set_endpoint(m, m->options.endpoint);
    m->health = request(m, &r, HEALTH);
    return true;
}

static void lost(void *arg)
{
    tell(arg);
}

struct mirror *mirror_start(struct loop *l, struct fetch *f, const struct mirror_options *o,
                            struct err *err)
{
    struct mirror *m = must_alloc(sizeof(*m));

    m->options = *o;
    m->loop = l;
    m->fetch = f;
    m->reach = (struct question){ .fetch = f, .on_done = reach_done, .arg = m };
    m->posts =
        (struct posts){ .fetch = f, .timeout_ms = REQUEST_MS, .on_done = post_done, .arg = m };
    fault_init(&m->fault, lost, m);
    m->journal = entries_new();
    if (o->share)
        entries_sieve(m->journal, share_sieve, o->share);
    else if (o->brief)
        entries_sieve(m->journal, take_first_calls, m);
    if (start(m, err))
        return m;
    mirror_free(m);
    return NULL;
}

void mirror_stop(struct mirror *m, int64_t grace_ms)
{
    m->fault.stopping = true;
    if (m->proc)
        proc_stop(m->proc, grace_ms);
}

bool mirror_is_stopped(const struct mirror *m)
{
    return !m->proc || !proc_running(m->proc);
}

void mirror_free(struct mirror *m)
{
    if (!m)
        return;
    if (m->health)
        transfer_cancel(m->health);
    if (m->stream)
        transfer_cancel(m->stream);
    if (m->state_request)
        transfer_cancel(m->state_request);
    question_done(&m->reach);
    posts_done(&m->posts);
    fault_done(&m->fault);
    proc_free(m->proc);
    cJSON_Delete(m->state);
    entries_free(m->journal);
    free(m);
}

void mirror_on_line(struct mirror *m, void (*fn)(void *arg, struct str line), void *arg)
{
    m->on_line = fn;
    m->on_line_arg = arg;
}

pid_t mirror_pid(const struct mirror *m)
{
    return m->proc ? proc_pid(m->proc) : 0;
}

bool mirror_is_ready(const struct mirror *m)
{
    return m->state != NULL && !m->fault.broken;
}

bool mirror_broke(const struct mirror *m, struct err *err)
{
    if (m->fault.broken && err)
        *err = m->fault.why;
    return m->fault.broken;
}

const char *mirror_endpoint(const struct mirror *m)
{
    return m->endpoint;
}

const char *mirror_region(const struct mirror *m)
{
    return m->region;
}

struct str mirror_log(const struct mirror *m)
{
    return m->proc ? proc_log(m->proc) : STR("");
}

bool mirror_is_busy(const struct mirror *m)
{
    return m->proc && proc_is_busy(m->proc);
}

bool mirror_is_idle(const struct mirror *m)
{
    return m->state && !m->stale && !m->state_request && !question_is_open(&m->reach) &&
           !posts_are_open(&m->posts);
}

const cJSON *mirror_reach(const struct mirror *m)
{
    return m->reach.answer;
}

const cJSON *mirror_state(const struct mirror *m)
{
    return m->state;
}

uint64_t mirror_revision(const struct mirror *m)
{
    return state_revision(m->state);
}

void mirror_each(const struct mirror *m, const char *kind,
                 bool (*fn)(void *arg, const char *id, const cJSON *body), void *arg)
{
    state_each(m->state, kind, fn, arg);
}

bool mirror_is_stable(const struct mirror *m)
{
    return state_is_stable(m->state);
}

size_t mirror_entry_count(const struct mirror *m)
{
    return entries_count(m->journal);
}

const struct entry *mirror_entry(const struct mirror *m, size_t at)
{
    return entries_at(m->journal, at);
}

const struct entry *mirror_entry_seq(const struct mirror *m, uint64_t seq)
{
    return entries_find(m->journal, seq);
}

uint64_t mirror_last_seq(const struct mirror *m)
{
    return entries_last(m->journal);
}

size_t mirror_calls_since(const struct mirror *m, uint64_t seq, const char *action, bool writes)
{
    return entries_calls_since(m->journal, seq, action, writes);
}

uint64_t mirror_call_on(const struct mirror *m, const char *kind, const char *id)
{
    return entries_call_on(m->journal, kind, id);
}
