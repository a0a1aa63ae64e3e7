/*
 * albspec target check: the first thing that somebody with a controller of their own runs. It tells
 * what happens as it happens, and ends with what to change.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/library.h"
#include "runner/proc/isolate.h"
#include "runner/rows.h"
#include "runner/settings.h"
#include "runner/trial/tell.h"
#include "runner/trial/trial.h"
#include "runner/workdir.h"
#include "runner/world/hosts.h"

#include "base/banned.h"

#define REGION "cn-chengdu" /* of fixtures/one-ingress */

enum { PROGRESS_SECONDS = 10, READY_MS = 60000 };

struct settings {
    struct case_settings common;
    const char *format, *dir;
    int64_t patience_ms;
};

#define COMMON(member) offsetof(struct settings, common.member)

static const struct option options[] = {
    { .name = "controller-cmd",
      .type = OPTION_text,
      .offset = COMMON(controller_cmd),
      .metavar = "COMMAND",
      .about = "The controller, while there is no target file yet." },
    ROW_FORMAT(offsetof(struct settings, format),
               "For people, as it happens; or for programs, at the end."),
    { .name = "patience",
      .type = OPTION_duration,
      .offset = offsetof(struct settings, patience_ms),
      .metavar = "DURATION",
      .min = 1,
      .max = 3600000,
      .about = "How long each stage may take; unless told otherwise a minute, and to come up what "
               "'ready' of the target says." },
    ROW_SETTLE(COMMON(settle_ms),
               "The silence after which nothing more is hoped for; unless told otherwise the "
               "target's."),
    { .name = "isolate",
      .type = OPTION_flag,
      .offset = COMMON(isolate),
      .about = "In a network of its own, in which the cloud's hosts are found by their names, and "
               "no way leads out. No proxy is set. It needs namespaces, but no root." },
    { .name = "dir",
      .type = OPTION_text,
      .offset = offsetof(struct settings, dir),
      .metavar = "DIR",
      .about = "Where its kubeconfig, files and logs go, and stay." },
    ROW_SEED(COMMON(seed)),
    ROW_DATA(COMMON(data), "fixtures/ and targets/"),
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec target",
    .synopsis = "check [options] FILE|NAME",
    .about =
        "Starts a controller between a mock cloud and a Kubernetes API, gives it one small "
        "Ingress, and tells step by step what it asks for, what it gets, and what it does not: "
        "paths, kinds, hosts, actions, keys, certificates. Ends with what to change in its target "
        "file. A target file says how a controller is started; copy targets/template.yaml, put "
        "your command in, and run this until it passes; docs/targets.md goes through it. Exit code "
        "0: it passed every stage; 1: it "
        "did not; 2: a wrong word, or a mistake in the file, told with its line; 3: the mock did "
        "not start.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples = "  albspec target check albref\n"
                "  albspec target check my-controller.yaml\n"
                "  albspec target check --controller-cmd './my-controller --kubeconfig "
                "${kubeconfig}'\n",
};

/* What is told while it runs. */
struct telling {
    struct trial *trial;
    bool quiet, has_line;
    int seconds;
};

static void flush(struct buf *text)
{
    (void)fwrite(text->at, 1, text->len, stdout);
    (void)fflush(stdout);
    buf_done(text);
}

static void end_line(struct telling *t)
{
    if (t->has_line)
        (void)fprintf(stderr, "\r\033[K");
    t->has_line = false;
}

static void on_stage(void *arg, enum stage_id id)
{
    struct telling *t = arg;
    struct buf text = BUF_LIMIT(LIMIT_FETCH_BYTES);

    if (t->quiet)
        return;
    end_line(t);
    tell_stage(t->trial, id, &text);
    flush(&text);
}

/* A terminal sees every second, a log every tenth. */
static void on_second(void *arg)
{
    struct telling *t = arg;
    struct buf text = BUF_LIMIT(LIMIT_FETCH_BYTES);
    bool is_terminal = isatty(STDERR_FILENO);

    t->seconds++;
    if (!is_terminal && t->seconds % PROGRESS_SECONDS)
        return;
    tell_waiting(t->trial, &text);
    (void)fprintf(stderr, "%s%s%s", is_terminal ? "\r\033[K" : "", text.at,
                  is_terminal ? "" : "\n");
    t->has_line = is_terminal;
    buf_done(&text);
}

/* What a person types next. */
static const char *again(struct arena *a, const struct settings *s)
{
    struct buf text = BUF_LIMIT(LIMIT_YAML_BYTES);
    const char *result;

    buf_add_text(&text, s->common.isolate ? "albspec run --isolate" : "albspec run");
    if (s->common.target) {
        buf_printf(&text, " --target %s", s->common.target);
    } else {
        buf_add_text(&text, " --controller-cmd ");
        buf_add_shell(&text, str_of(s->common.controller_cmd));
    }
    result = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return result;
}

static int run_trial(struct arena *a, const struct settings *s, const struct trial_options *o,
                     struct telling *telling)
{
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    struct trial trial;
    struct err err = { "" };
    int code;

    telling->trial = &trial;
    if (!telling->quiet) {
        tell_begin(o, &text);
        flush(&text);
    }
    if (!trial_run(&trial, o, &err)) {
        trial_done(&trial);
        return console_refuse(EXIT_harness, err.text);
    }
    end_line(telling);
    if (telling->quiet)
        tell_json(&trial, &text);
    else
        tell_end(&trial, again(a, s), &text);
    code = trial_passed(&trial) ? EXIT_passed : EXIT_failed;
    trial_done(&trial);
    return console_print(&text, code);
}

/* One that is only a command comes up in its own time too. */
static const struct target *target_of(struct arena *a, const struct settings *s,
                                      const char *programs, struct err *err)
{
    const struct target *given = settings_target(a, &s->common, programs, err);
    struct target *t = given ? arena_new_of(a, struct target) : NULL;

    if (!given)
        return NULL;
    *t = *given;
    if (!t->ready.within_ms)
        t->ready = (struct target_ready){ READY_list, "ingresses", READY_MS };
    if (s->common.settle_ms)
        t->settle_ms = s->common.settle_ms;
    return t;
}

static bool enter(struct arena *a, struct trial_options *o, struct err *err)
{
    o->isolated = true;
    o->target = target_without_proxies(a, o->target);
    return isolate_enter(o->dir, hosts_text(a, REGION), err);
}

static int check(struct arena *a, const struct settings *s)
{
    struct telling telling = { .quiet = strcmp(s->format, "json") == 0 };
    struct trial_options o = { .patience_ms = s->patience_ms,
                               .seed = (uint64_t)s->common.seed,
                               .on_stage = on_stage,
                               .on_second = on_second,
                               .arg = &telling };
    struct workdir dir;
    struct library l;
    struct err err;
    int code;

    if (!library_locate(a, s->common.data, &l, &err))
        return console_refuse(EXIT_usage, err.text);
    o.target = target_of(a, s, l.programs, &err);
    if (!o.target || !target_is_sound(o.target, a, &err))
        return console_refuse(EXIT_usage, err.text);
    o.mockalb = arena_printf(a, "%s/mockalb", l.programs);
    o.fixtures = l.fixtures;
    if (!workdir_enter(&dir, a, s->dir, "albspec-target", &err))
        return console_refuse(EXIT_harness, err.text);
    o.dir = dir.path;
    if (s->common.isolate && !enter(a, &o, &err))
        code = console_refuse(EXIT_harness, err.text);
    else
        code = run_trial(a, s, &o, &telling);
    workdir_leave(&dir);
    return code;
}

int command_target(int argc, const char **argv)
{
    struct settings s = { 0 };
    struct arena *a;
    size_t words;
    int code;

    if (!console_options(&option_set, argc, argv, &s, &words, &code))
        return code;
    if (!words || strcmp(argv[1], "check") != 0)
        return console_refuse(EXIT_usage, "albspec target has one verb: albspec target check FILE; "
                                          "see albspec target --help");
    if (words > 2 || (words == 2) == (s.common.controller_cmd != NULL))
        return console_refuse(EXIT_usage,
                              "albspec target check takes one target file (or the name of "
                              "one), or --controller-cmd; see albspec target --help");
    s.common.target = words == 2 ? argv[2] : NULL;
    a = arena_new();
    code = check(a, &s);
    arena_free(a);
    return code;
}
