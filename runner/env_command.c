/*
 * The world of a case without the case: for a controller that somebody starts in a debugger.
 */
#include <stddef.h>

#include "base/buf.h"
#include "base/file.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/settings.h"
#include "runner/target/target.h"
#include "runner/workdir.h"
#include "runner/world/controller.h"
#include "runner/world/world.h"

#include "base/banned.h"

struct settings {
    struct case_settings common;
    const char *dir, *region;
};

static const struct option options[] = {
    { .name = "target",
      .type = OPTION_text,
      .offset = offsetof(struct settings, common.target),
      .metavar = "FILE|NAME",
      .about = "Write its files too, and print its variables." },
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
    { .name = "seed",
      .type = OPTION_int,
      .offset = offsetof(struct settings, common.seed),
      .metavar = "N",
      .fallback = "1",
      .min = 0,
      .max = INT64_MAX,
      .about = "Decides the ids that the mock hands out." },
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec env",
    .synopsis = "[options]",
    .about = "Starts the mock cloud and the embedded Kubernetes API, prints what to export so that "
             "a controller finds both, and stays until SIGINT or SIGTERM.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples = "  albspec env > exports &\n"
                "  . ./exports; my-controller --kubeconfig $KUBECONFIG\n",
};

static void stop(void *arg, int signo)
{
    (void)signo;
    loop_stop(arg);
}

enum { EXPORTS_BYTES = 1 << 20 };

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

static bool stay(struct world *w, struct err *err)
{
    const char *const *argv, *const *env;
    size_t ours = target_own_variables(w->options->target);

    if (!world_prepare(w, &argv, &env, err))
        return false;
    if (!print_exports(env + ours))
        return err_set(err, "what to export could not be told");
    loop_on_signals(w->loop, stop, w->loop);
    loop_run(w->loop);
    return true;
}

static bool run(struct arena *a, const struct settings *s, struct err *err)
{
    const char *programs = file_program_dir(a);
    struct world_options o = { .mockalb = arena_printf(a, "%s/mockalb", programs),
                               .region = s->region,
                               .seed = (uint64_t)s->common.seed };
    struct workdir dir;
    struct world *w;
    bool fine;

    o.target = settings_target(a, &s->common, programs, err);
    if (!o.target || !workdir_enter(&dir, a, s->dir, "albspec-env", err))
        return false;
    o.dir = dir.path;
    w = world_new(&o, err);
    fine = w && stay(w, err);
    world_free(w);
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
    if (words)
        return console_refuse(EXIT_usage, "albspec env takes options only; see albspec env --help");
    a = arena_new();
    code = run(a, &s, &err) ? EXIT_passed : console_refuse(EXIT_harness, err.text);
    arena_free(a);
    return code;
}
