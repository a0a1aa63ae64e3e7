#include "runner/session.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/net/loop.h"
#include "runner/board.h"
#include "runner/errand.h"
#include "runner/offer.h"
#include "runner/run/crew.h"
#include "runner/workdir.h"
#include "runner/worlds.h"

#include "base/banned.h"

struct session {
    const struct session_options *options;
    struct arena *arena;
    struct clock *clock;
    struct loop *loop;
    struct crew *crew;
    struct timer timeout;
    struct workdir workdir;
    struct errands errands;
    struct crew_task *tasks;
    struct board board;
    struct session_result *ret;
    bool failed_fast; /* a case failed, and no more shall begin */
    /* Cases that share worlds: */
    struct worlds *worlds; /* NULL: none do */
    size_t *wave;          /* the cases that the crew runs now, as it counts them */
    bool *again;           /* each case: its world broke, so it is run in one of its own */
};

static bool plan_worlds(struct session *s, struct err *err)
{
    const struct case_settings *settings = s->options->settings;
    struct worlds_options o = { .settings = settings,
                                .programs = s->options->programs,
                                .fixtures = s->options->fixtures,
                                .dir = s->errands.dir,
                                .cases = s->options->cases };

    if (!settings->share && !settings->kubeconfig)
        return true;
    s->errands.worlds = s->worlds = worlds_plan(s->arena, &o, err);
    return s->worlds != NULL;
}

static bool prepare_case(struct session *s, size_t at, struct err *err)
{
    return errand_prepare(&s->errands, at, s->again[at], &s->board.results[at], &s->tasks[at], err);
}

static bool prepare(struct session *s, struct err *err)
{
    size_t count = s->options->cases->count;

    s->tasks = arena_alloc(s->arena, (count + 1) * sizeof(*s->tasks));
    board_init(&s->board, s->arena, count);
    s->again = arena_alloc(s->arena, (count + 1) * sizeof(*s->again));
    s->wave = arena_alloc(s->arena, (count + 1) * sizeof(*s->wave));
    if (!workdir_enter(&s->workdir, s->arena, s->options->settings->keep ? "albspec-out" : NULL,
                       "albspec", err))
        return false;
    s->errands.dir = s->workdir.path;
    if (!plan_worlds(s, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!prepare_case(s, i, err))
            return false;
    }
    return true;
}

/* ---- what happens ---- */

static bool is_shared(const struct session *s, size_t at)
{
    return s->worlds && worlds_of(s->worlds, at) != WORLDS_none && !s->again[at];
}

/* What a case of a shared world says is shown when it is whole: the world may break before. */
static void on_check(void *arg, size_t task, const struct check_result *c)
{
    struct session *s = arg;

    if (!is_shared(s, s->wave[task]))
        board_check(&s->board, s->wave[task], c);
}

static bool is_bad(const struct case_result *c)
{
    return c->verdict == VERDICT_fail || c->verdict == VERDICT_error;
}

/* The world is gone, and it cannot be told which of its cases is to blame; or the case's process is. */
static bool is_to_run_again(const struct session *s, size_t at, const struct case_result *c)
{
    if (!is_shared(s, at) || !is_bad(c) || s->options->settings->kubeconfig)
        return false;
    return c->verdict == VERDICT_error ||
           worlds_trouble(s->worlds, (size_t)worlds_of(s->worlds, at));
}

static void tell_again(const struct case_result *c)
{
    (void)fprintf(stderr, "albspec: %s/%s is run again in a world of its own%s%s\n", c->area,
                  c->name, c->reason ? ": " : "", c->reason ? c->reason : "");
}

static void on_case(void *arg, size_t task, const struct case_result *c)
{
    struct session *s = arg;
    size_t at = s->wave[task];

    s->again[at] = is_to_run_again(s, at, c);
    if (s->again[at])
        tell_again(c);
    else
        board_case(&s->board, at, c);
    if (s->options->fail_fast && s->board.ended[at] && is_bad(c)) {
        s->failed_fast = true;
        crew_stop(s->crew, false);
    }
}

static bool spares(void *arg, pid_t pid)
{
    const struct session *s = arg;

    return s->worlds && worlds_have(s->worlds, pid);
}

static void end_early(struct session *s, enum session_end how)
{
    if (s->ret->end == SESSION_whole)
        s->ret->end = how;
    if (s->crew)
        crew_stop(s->crew, true);
}

static void time_is_up(struct timer *t)
{
    end_early((struct session *)(void *)((char *)t - offsetof(struct session, timeout)),
              SESSION_timeout);
}

/* The second signal does not wait for anybody: what still runs is killed. */
static void on_signal(void *arg, int signo)
{
    struct session *s = arg;

    (void)signo;
    if (s->ret->end == SESSION_signal)
        loop_stop(s->loop);
    end_early(s, SESSION_signal);
}

static bool is_over(void *arg)
{
    const struct session *s = arg;

    return crew_is_done(s->crew);
}

static const char *end_text(enum session_end how)
{
    static const char *const why[] = { [SESSION_whole] = "a case before it failed (--fail-fast)",
                                       [SESSION_timeout] = "the run's time was up",
                                       [SESSION_signal] = "the run was stopped by a signal" };

    return why[how];
}

static struct run_result *new_run(struct session *s)
{
    const struct case_settings *settings = s->options->settings;
    struct run_result *run = &s->ret->run;

    *run = (struct run_result){ .subject = s->options->target->name,
                                .version = ALBKIT_VERSION,
                                .started_ms = clock_ms(s->clock),
                                .seed = (uint64_t)settings->seed,
                                .cases = s->board.results,
                                .count = s->options->cases->count };
    if (s->options->profiles) {
        run->profiles = profiles_results(s->arena, s->options->profiles);
        run->profile_count = s->options->profiles->count;
    }
    if (s->options->offer) {
        run->features = s->options->offer->at;
        run->feature_count = s->options->offer->count;
    }
    if (settings->mutant)
        run->subject = arena_printf(s->arena, "albref with the defect %s", settings->mutant);
    return run;
}

static bool is_to_end(const struct session *s)
{
    return s->ret->end != SESSION_whole || s->failed_fast;
}

/* Runs those of the cases that are wanted. */
static void run_wave(struct session *s,
                     bool (*wanted)(const struct session *s, size_t at, int which), int which)
{
    struct crew_options crew = { .jobs = s->options->jobs,
                                 .env = (const char *const *)environ,
                                 .on_check = on_check,
                                 .on_case = on_case,
                                 .spares = spares,
                                 .arg = s };
    struct crew_task *tasks =
        arena_alloc(s->arena, (s->options->cases->count + 1) * sizeof(*tasks));

    for (size_t i = 0; i < s->options->cases->count; i++) {
        if (s->board.ended[i] || !wanted(s, i, which))
            continue;
        s->wave[crew.count] = i;
        tasks[crew.count++] = s->tasks[i];
    }
    crew.tasks = tasks;
    if (!crew.count || is_to_end(s))
        return;
    s->crew = crew_new(s->loop, s->arena, &crew);
    loop_until(s->loop, is_over, s, INT64_MAX);
    crew_free(s->crew);
    s->crew = NULL;
}

static bool is_any(const struct session *s, size_t at, int which)
{
    (void)s;
    (void)at;
    (void)which;
    return true;
}

/* ---- worlds that cases share ---- */

static bool is_of_world(const struct session *s, size_t at, int which)
{
    return worlds_of(s->worlds, at) == which;
}

static bool is_again(const struct session *s, size_t at, int which)
{
    (void)which;
    return s->again[at];
}

static bool are_settled(void *arg)
{
    const struct session *s = arg;

    for (size_t i = 0; s->ret->end == SESSION_whole && i < worlds_count(s->worlds); i++)
        if (!worlds_is_settled(s->worlds, i))
            return false;
    return true;
}

static bool worlds_gone(void *arg)
{
    const struct session *s = arg;

    return worlds_are_over(s->worlds);
}

static void start_world(struct session *s, size_t world)
{
    struct err err = { "" };

    if (!worlds_start(s->worlds, world, s->loop, &err))
        (void)fprintf(stderr, "albspec: %s\n", err.text);
}

/* Those whose world did not come to be. */
static void give_up_on(struct session *s, size_t world)
{
    const char *why = worlds_trouble(s->worlds, world);

    for (size_t i = 0; why && i < s->options->cases->count; i++)
        if (!s->board.ended[i] && worlds_of(s->worlds, i) == (int)world)
            board_settle(&s->board, i, VERDICT_error,
                         arena_printf(s->arena, "the world that it shares is not there: %s", why));
}

static void stop_worlds(struct session *s)
{
    worlds_stop(s->worlds);
    loop_until(s->loop, worlds_gone, s, INT64_MAX);
    worlds_end(s->worlds);
}

/* All at once, each with a cluster of its own; then those whose world broke. */
static void run_shared(struct session *s)
{
    for (size_t i = 0; i < worlds_count(s->worlds); i++)
        start_world(s, i);
    loop_until(s->loop, are_settled, s, INT64_MAX);
    for (size_t i = 0; i < worlds_count(s->worlds); i++)
        give_up_on(s, i);
    run_wave(s, is_any, 0);
    stop_worlds(s);
    for (size_t i = 0; i < s->options->cases->count; i++) {
        struct err err = { "" };
        if (s->again[i] && !prepare_case(s, i, &err))
            board_settle(&s->board, i, VERDICT_error, arena_strz(s->arena, str_of(err.text)));
    }
    run_wave(s, is_again, 0);
}

/* One after the other: two controllers in one cluster would be in each other's way. */
static void run_foreign(struct session *s)
{
    for (size_t i = 0; i < s->options->cases->count; i++)
        if (worlds_obstacle(s->worlds, i))
            board_settle(&s->board, i, VERDICT_skip,
                         arena_printf(s->arena, "it needs a world of its own: %s",
                                      worlds_obstacle(s->worlds, i)));
    for (size_t i = 0; i < worlds_count(s->worlds) && !is_to_end(s); i++) {
        start_world(s, i);
        loop_until(s->loop, are_settled, s, INT64_MAX);
        give_up_on(s, i);
        run_wave(s, is_of_world, (int)i);
        stop_worlds(s);
    }
}

static void run_all(struct session *s)
{
    struct run_result *run = new_run(s);
    int64_t began = clock_machine_ms();

    loop_on_signals(s->loop, on_signal, s);
    if (s->worlds)
        worlds_tell(s->worlds);
    board_show(&s->board, s->options->live, &s->options->style, run);
    s->timeout.fire = time_is_up;
    timer_set(s->clock, &s->timeout, s->options->timeout_ms);
    if (!s->worlds)
        run_wave(s, is_any, 0);
    else if (s->options->settings->kubeconfig)
        run_foreign(s);
    else
        run_shared(s);
    timer_stop(&s->timeout);
    run->took_ms = clock_machine_ms() - began;
    board_end(&s->board, end_text(s->ret->end), run);
}

bool session_run(struct arena *a, const struct session_options *o, struct session_result *ret,
                 struct err *err)
{
    struct session s = {
        .options = o, .arena = a, .ret = ret, .errands = { .options = o, .arena = a }
    };
    bool good;

    *ret = (struct session_result){ .end = SESSION_whole };
    good = prepare(&s, err);
    if (good) {
        s.clock = clock_new(false);
        s.loop = loop_new(s.clock);
        run_all(&s);
        loop_free(s.loop);
        clock_free(s.clock);
    }
    if (o->settings->keep && good)
        (void)fprintf(stderr, "albspec: kept in %s\n", s.workdir.path);
    workdir_leave(&s.workdir);
    return good;
}
