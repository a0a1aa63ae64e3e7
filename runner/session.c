#include "runner/session.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/net/loop.h"
#include "runner/offer.h"
#include "runner/run/crew.h"
#include "runner/run/live.h"

#include "base/banned.h"

enum {
    CASE_SPARE_MS = 60000, /* beside what its steps may take: more means that it hangs */
    MAX_WORDS = 32,
    DIR_ROOM = 4096,
};

struct session {
    const struct session_options *options;
    struct arena *arena;
    struct clock *clock;
    struct loop *loop;
    struct crew *crew;
    struct live *live;
    struct timer timeout;
    const char *dir; /* of all cases */
    struct crew_task *tasks;
    struct case_result *results;
    bool *ended; /* each case: its result is known, and told */
    struct session_result *ret;
    bool progress;
};

/* ---- what a case's process is told ---- */

static const char *text_of(struct session *s, struct str text)
{
    return arena_strz(s->arena, text);
}

/* A case of the suites by its name; one that was given as a file by that. */
static const char *rerun_of(struct session *s, const struct spec_case *c,
                            const struct case_settings *settings)
{
    const char *name = arena_printf(s->arena, "%s/%s", c->area, c->name);
    size_t len = strlen(s->options->suites);
    bool is_named = strncmp(c->file, s->options->suites, len) == 0 && c->file[len] == '/';

    return settings_rerun(s->arena, settings, is_named ? name : c->file);
}

static int64_t limit_of(struct session *s, const struct spec_case *c)
{
    const struct case_settings *settings = s->options->settings;
    int64_t each =
        settings_check_timeout_ms(settings) + settings_settle_ms(settings, s->options->target);
    int64_t limit = CASE_SPARE_MS + 2 * each;

    for (const struct step *step = c->steps; step; step = step->next)
        limit += 2 * each;
    return limit;
}

static const char *const *words_of(struct session *s, const struct spec_case *c, const char *dir,
                                   const char *rerun, const struct case_settings *settings)
{
    const char **argv = arena_alloc(s->arena, MAX_WORDS * sizeof(char *));
    size_t count = 0;

    argv[count++] = arena_printf(s->arena, "%s/albspec", s->options->programs);
    argv[count++] = "case";
    argv[count++] = arena_printf(s->arena, "--dir=%s", dir);
    argv[count++] = arena_printf(s->arena, "--rerun=%s", rerun);
    count += settings_words(s->arena, settings, argv + count);
    argv[count++] = "--";
    argv[count++] = c->file;
    return argv;
}

static bool prepare_case(struct session *s, size_t at, struct err *err)
{
    const struct spec_case *c = s->options->cases->at[at];
    const char *dir = arena_printf(s->arena, "%s/%s-%s", s->dir, c->area, c->name);
    struct case_result *r = &s->results[at];
    struct case_settings settings = *s->options->settings;

    if (s->options->mutants) {
        settings.mutant = s->options->mutants[at];
        settings.bare = s->options->bare && s->options->bare[at];
        dir = arena_printf(s->arena, "%s-%s", dir, settings.mutant ? settings.mutant : "none");
    }
    *r = (struct case_result){ .file = c->file,
                               .name = c->name,
                               .area = c->area,
                               .title = text_of(s, c->title),
                               .verdict = VERDICT_skip,
                               .reason = "the run ended before it",
                               .profiles = s->options->profiles
                                               ? profiles_of(s->arena, s->options->profiles, c)
                                               : NULL,
                               .needs = case_needs(s->arena, c),
                               .rerun = rerun_of(s, c, &settings) };
    s->tasks[at] = (struct crew_task){ .argv = words_of(s, c, dir, r->rerun, &settings),
                                       .case_ = r,
                                       .limit_ms = limit_of(s, c) };
    return file_remove_tree(dir, err) && file_make_dirs(dir, err);
}

static bool make_dir(struct session *s, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    char here[DIR_ROOM], *dir;

    if (s->options->settings->keep) {
        if (!getcwd(here, sizeof(here)))
            return err_errno(err, "finding", "the working directory");
        s->dir = arena_printf(s->arena, "%s/albspec-out", here);
        return file_make_dirs(s->dir, err);
    }
    dir = arena_printf(s->arena, "%s/albspec-XXXXXX", tmp && tmp[0] ? tmp : "/tmp");
    s->dir = dir;
    return mkdtemp(dir) || err_errno(err, "making", dir);
}

static bool prepare(struct session *s, struct err *err)
{
    size_t count = s->options->cases->count;

    s->tasks = arena_alloc(s->arena, (count + 1) * sizeof(*s->tasks));
    s->results = arena_alloc(s->arena, (count + 1) * sizeof(*s->results));
    s->ended = arena_alloc(s->arena, (count + 1) * sizeof(*s->ended));
    if (!make_dir(s, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!prepare_case(s, i, err))
            return false;
    }
    return true;
}

/* ---- what happens ---- */

static void on_check(void *arg, size_t task, const struct check_result *c)
{
    struct session *s = arg;

    if (s->live)
        live_check(s->live, task, c);
}

static void on_case(void *arg, size_t task, const struct case_result *c)
{
    struct session *s = arg;

    const char *profiles = s->results[task].profiles, *needs = s->results[task].needs;

    s->results[task] = *c;
    s->results[task].profiles = profiles; /* the case's own process does not know them */
    s->results[task].needs = needs;
    s->ended[task] = true;
    if (s->live)
        live_case(s->live, task, c);
    else if (s->progress)
        (void)fprintf(stderr, "%-5s %s/%s\n", verdict_name(c->verdict), c->area, c->name);
    if (s->options->fail_fast && (c->verdict == VERDICT_fail || c->verdict == VERDICT_error))
        crew_stop(s->crew, false);
}

static void end_early(struct session *s, enum session_end how)
{
    if (s->ret->end == SESSION_whole)
        s->ret->end = how;
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

/* Those that never began are told of too. */
static void tell_rest(struct session *s)
{
    static const char *const why[] = { [SESSION_whole] = "a case before it failed (--fail-fast)",
                                       [SESSION_timeout] = "the run's time was up",
                                       [SESSION_signal] = "the run was stopped by a signal" };

    for (size_t i = 0; i < s->options->cases->count; i++) {
        struct case_result *r = &s->results[i];
        if (s->ended[i])
            continue;
        r->reason = why[s->ret->end];
        if (s->live)
            live_case(s->live, i, r);
    }
}

static struct run_result *new_run(struct session *s)
{
    const struct case_settings *settings = s->options->settings;
    struct run_result *run = &s->ret->run;

    *run = (struct run_result){ .subject = s->options->target->name,
                                .version = ALBKIT_VERSION,
                                .started_ms = clock_ms(s->clock),
                                .seed = (uint64_t)settings->seed,
                                .cases = s->results,
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

static void run_all(struct session *s)
{
    struct crew_options crew = { .tasks = s->tasks,
                                 .count = s->options->cases->count,
                                 .jobs = s->options->jobs,
                                 .env = (const char *const *)environ,
                                 .on_check = on_check,
                                 .on_case = on_case,
                                 .arg = s };
    struct run_result *run = new_run(s);
    int64_t began = clock_machine_ms();

    loop_on_signals(s->loop, on_signal, s);
    s->progress = !s->options->live && isatty(STDERR_FILENO);
    if (s->options->live)
        s->live = live_new(STDOUT_FILENO, &s->options->style, run);
    s->crew = crew_new(s->loop, s->arena, &crew);
    s->timeout.fire = time_is_up;
    timer_set(s->clock, &s->timeout, s->options->timeout_ms);
    loop_until(s->loop, is_over, s, INT64_MAX);
    timer_stop(&s->timeout);
    crew_free(s->crew);
    tell_rest(s);
    run->took_ms = clock_machine_ms() - began;
    if (s->live)
        live_end(s->live, run);
    live_free(s->live);
}

bool session_run(struct arena *a, const struct session_options *o, struct session_result *ret,
                 struct err *err)
{
    struct session s = { .options = o, .arena = a, .ret = ret };
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
        (void)fprintf(stderr, "albspec: kept in %s\n", s.dir);
    else if (s.dir && !o->settings->keep)
        file_remove_tree(s.dir, NULL);
    return good;
}
