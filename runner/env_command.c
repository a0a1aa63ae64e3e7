/*
 * The world of a case without the case: for a controller that somebody starts in a debugger.
 */
#include <stddef.h>
#include <stdlib.h>

#include "base/buf.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/library.h"
#include "runner/proc/foreground.h"
#include "runner/proc/isolate.h"
#include "runner/proc/strays.h"
#include "runner/rows.h"
#include "runner/settings.h"
#include "runner/suite/fixture.h"
#include "runner/target/target.h"
#include "runner/workdir.h"
#include "runner/world/controller.h"
#include "runner/world/hosts.h"
#include "runner/world/mirror.h"
#include "runner/world/objects.h"

#include "base/banned.h"

struct settings {
    struct case_settings common;
    const char *dir, *region, *fixture;
};

#define COMMON(member) offsetof(struct settings, common.member)

static const struct option options[] = {
    { .name = "target",
      .type = OPTION_text,
      .offset = COMMON(target),
      .metavar = "FILE|NAME",
      .about = "Write its files too, and give its variables." },
    { .name = "fixture",
      .type = OPTION_text,
      .offset = offsetof(struct settings, fixture),
      .metavar = "NAME",
      .about = "What is in cloud and API at the begin, such as one-ingress or scenario-1; unless "
               "told otherwise nothing is. Its region goes before --region." },
    { .name = "isolate",
      .type = OPTION_flag,
      .offset = COMMON(isolate),
      .about = "In a network of its own, in which hosts of the cloud are found by their names, on "
               "ports 80 and 443, and no way leads out, as albspec run --isolate has it. The "
               "command, or else a shell, is in there too." },
    { .name = "dir",
      .type = OPTION_text,
      .offset = offsetof(struct settings, dir),
      .metavar = "DIR",
      .about = "Where kubeconfig, certificates and logs go, and stay; unless told otherwise a new "
               "one that is removed at the end." },
    { .name = "region",
      .type = OPTION_text,
      .offset = offsetof(struct settings, region),
      .metavar = "REGION",
      .fallback = "cn-hangzhou",
      .about = "Of the cloud." },
    ROW_SEED(COMMON(seed)),
    ROW_DATA(COMMON(data), "fixtures/ and targets/"),
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec env",
    .synopsis = "[options] [--] [command [argument] ...]",
    .about =
        "Starts the mock cloud and the embedded Kubernetes API for a controller that somebody "
        "else starts, in a debugger for instance. With a command both are there as long as it "
        "runs: it gets KUBECONFIG, keys, proxies and certificates in its environment, and albspec "
        "ends with its exit code. Without one it prints what to export, and stays until SIGINT or "
        "SIGTERM. Write -- before the command, so that its options are its own.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples =
        "  albspec env -- make debug\n"
        "  albspec env --fixture scenario-1 -- sh -c 'my-controller --kubeconfig $KUBECONFIG'\n"
        "  albspec env --isolate -- dlv exec ./my-controller\n"
        "  albspec env > exports &\n"
        "  . ./exports; my-controller --kubeconfig $KUBECONFIG\n",
};

enum { EXPORTS_BYTES = 1 << 20, SEED_MS = 20000 };

/* The variables of its environment that tell a controller where to go. */
static bool print_exports(const char *const *env)
{
    struct buf text = BUF_LIMIT(EXPORTS_BYTES);

    for (; *env; env++) {
        struct str value = str_of(*env), name = str_cut(&value, '=');
        buf_printf(&text, "export %.*s=", STR_ARG(name));
        buf_add_shell(&text, value);
        buf_add_char(&text, '\n');
    }
    return console_print(&text, EXIT_passed) == EXIT_passed;
}

/* ---- what stands in it ---- */

static bool is_seeded(void *arg)
{
    const struct world *w = arg;

    return mirror_is_idle(w->mock) || world_broke(w, NULL);
}

static bool furnish(struct world *w, const struct fixture *f, struct err *err)
{
    if (!f)
        return true;
    w->fixture = f;
    mirror_seed(w->mock, f->cloud);
    if (!loop_until(w->loop, is_seeded, w, SEED_MS))
        return err_set(err, "mockalb did not take the fixture %s", f->name);
    for (const cJSON *const *object = f->kube; *object; object++) {
        if (!world_apply(w, *object, err))
            return false;
    }
    return !world_broke(w, err);
}

/* ---- who is in it ---- */

struct stay {
    struct world *world;
    struct foreground *command; /* NULL: nobody but who reads what to export */
    bool stopped;
};

static void stop(void *arg, int signo)
{
    struct stay *s = arg;

    s->stopped = true;
    if (s->command)
        foreground_signal(s->command, signo);
    else
        loop_stop(s->world->loop);
}

/* words: the command; empty: none. */
static bool stay(struct world *w, const char *const *words, int *ret_code, struct err *err)
{
    struct stay s = { .world = w };
    const char *const *argv, *const *env;

    if (!world_prepare(w, &argv, &env, err))
        return false;
    loop_on_signals(w->loop, stop, &s);
    if (*words) {
        s.command = foreground_start(w->loop, words, env, err);
        if (!s.command)
            return false;
    } else if (!print_exports(env + target_own_variables(w->options->target))) {
        return err_set(err, "what to export could not be told");
    }
    while (s.command ? foreground_runs(s.command) : !s.stopped)
        loop_run(w->loop);
    *ret_code = s.command ? foreground_code(s.command) : EXIT_passed;
    foreground_free(s.command);
    return true;
}

/* In there nobody else could make use of what would be printed. */
static const char *const *command_of(struct arena *a, const struct settings *s,
                                     const char *const *words)
{
    const char **shell = arena_alloc(a, 2 * sizeof(*shell));

    if (*words || !s->common.isolate)
        return words;
    shell[0] = getenv("SHELL");
    if (!shell[0] || !*shell[0])
        shell[0] = "/bin/sh";
    return shell;
}

static bool enter(struct arena *a, struct world_options *o, struct err *err)
{
    o->isolated = true;
    o->target = target_without_proxies(a, o->target);
    return isolate_enter(o->dir, hosts_text(a, o->region), err);
}

/* A command has the variables that we have, beside those that a controller gets. */
static const struct target *target_of(struct arena *a, const struct settings *s,
                                      const char *programs, struct err *err)
{
    return s->common.target ? settings_target(a, &s->common, programs, err)
                            : target_command(a, "any", err);
}

static bool open_and_stay(struct arena *a, const struct settings *s, const char *const *words,
                          int *ret_code, struct err *err)
{
    struct library l;
    struct world_options o = { .region = s->region, .seed = (uint64_t)s->common.seed };
    const struct fixture *f = NULL;
    struct workdir dir = { 0 };
    struct world *w = NULL;
    bool fine;

    if (!library_locate(a, s->common.data, &l, err))
        return false;
    if (s->fixture && !(f = fixture_load(a, l.fixtures, s->fixture, err)))
        return false;
    o.mockalb = arena_printf(a, "%s/mockalb", l.programs);
    o.fixtures = l.fixtures;
    o.target = target_of(a, s, l.programs, err);
    if (f && f->region)
        o.region = f->region;
    fine = o.target && workdir_enter(&dir, a, s->dir, "albspec-env", err);
    o.dir = dir.path;
    fine = fine && (!s->common.isolate || enter(a, &o, err));
    w = fine ? world_new(&o, err) : NULL;
    fine = w && furnish(w, f, err) && stay(w, command_of(a, s, words), ret_code, err);
    world_free(w);
    strays_kill(NULL, NULL);
    workdir_leave(&dir);
    return fine;
}

int command_env(int argc, const char **argv)
{
    struct settings s = { 0 };
    struct arena *a;
    struct err err;
    size_t words;
    int code;

    if (!console_options(&option_set, argc, argv, &s, &words, &code))
        return code;
    a = arena_new();
    strays_adopt();
    if (!open_and_stay(a, &s, argv + 1, &code, &err))
        code = console_refuse(EXIT_harness, err.text);
    arena_free(a);
    return code;
}
