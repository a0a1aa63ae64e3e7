#include "runner/errand.h"

#include <string.h>

#include "base/file.h"
#include "runner/profiles.h"
#include "runner/settings.h"
#include "runner/worlds.h"

#include "base/banned.h"

enum {
    CASE_SPARE_MS = 60000, /* beside what its steps may take: more means that it hangs */
    OWN_WORDS = 8,
};

/* A case of the suites by its name; one that was given as a file by that. */
static const char *rerun_of(const struct errands *e, const struct spec_case *c,
                            const struct case_settings *settings)
{
    const char *name = arena_printf(e->arena, "%s/%s", c->area, c->name);
    size_t len = strlen(e->options->suites);
    bool is_named = strncmp(c->file, e->options->suites, len) == 0 && c->file[len] == '/';

    return settings_rerun(e->arena, settings, is_named ? name : c->file);
}

static int64_t limit_of(const struct errands *e, const struct spec_case *c)
{
    const struct case_settings *settings = e->options->settings;
    int64_t each =
        settings_check_timeout_ms(settings) + settings_settle_ms(settings, e->options->target);
    int64_t limit = CASE_SPARE_MS + 2 * each;

    for (const struct step *step = c->steps; step; step = step->next)
        limit += 2 * each;
    return limit;
}

static const char *const *words_of(const struct errands *e, size_t at, const char *dir, bool alone,
                                   const char *rerun, const struct case_settings *settings)
{
    const char **argv = arena_alloc(e->arena, (OWN_WORDS + SETTINGS_WORDS + 1) * sizeof(char *));
    size_t count = 0;

    argv[count++] = arena_printf(e->arena, "%s/albspec", e->options->programs);
    argv[count++] = "case";
    argv[count++] = arena_printf(e->arena, "--dir=%s", dir);
    argv[count++] = arena_printf(e->arena, "--rerun=%s", rerun);
    count += settings_words(e->arena, settings, argv + count);
    if (e->worlds && !alone)
        count += worlds_words(e->worlds, at, argv + count);
    argv[count++] = "--";
    argv[count++] = e->options->cases->at[at]->file;
    return argv;
}

bool errand_prepare(const struct errands *e, size_t at, bool alone, struct case_result *ret_result,
                    struct crew_task *ret_task, struct err *err)
{
    const struct spec_case *c = e->options->cases->at[at];
    const char *dir = arena_printf(e->arena, "%s/%s-%s", e->dir, c->area, c->name);
    struct case_settings settings = *e->options->settings;

    if (e->options->mutants) {
        settings.mutant = e->options->mutants[at];
        settings.bare = e->options->bare && e->options->bare[at];
        dir = arena_printf(e->arena, "%s-%s%s", dir, settings.mutant ? settings.mutant : "none",
                           settings.bare ? "-bare" : ""); /* one case may run both ways at once */
    }
    *ret_result = (struct case_result){
        .file = c->file,
        .name = c->name,
        .area = c->area,
        .title = arena_strz(e->arena, c->title),
        .verdict = VERDICT_skip,
        .reason = "the run ended before it",
        .profiles = e->options->profiles ? profiles_of(e->arena, e->options->profiles, c) : NULL,
        .needs = case_needs(e->arena, c),
        .rerun = rerun_of(e, c, &settings)
    };
    *ret_task =
        (struct crew_task){ .argv = words_of(e, at, dir, alone, ret_result->rerun, &settings),
                            .case_ = ret_result,
                            .limit_ms = limit_of(e, c) };
    return file_remove_tree(dir, err) && file_make_dirs(dir, err);
}
