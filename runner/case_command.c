/*
 * One case in a process of its own, for the albspec run that started us: the result goes to the
 * pipe that is descriptor HANDOVER_FD.
 */
#include <stddef.h>
#include <string.h>

#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/library.h"
#include "runner/proc/isolate.h"
#include "runner/run/handover.h"
#include "runner/run/judge.h"
#include "runner/settings.h"
#include "runner/suite/fixture.h"
#include "runner/world/hosts.h"
#include "runner/world/scope.h"
#include "runner/world/site.h"

#include "base/banned.h"

#define REGION "cn-hangzhou" /* the mock's, unless a fixture says otherwise */

struct settings {
    struct case_settings common;
    const char *dir, *rerun;
    const char *site; /* of a world that is shared */
    int64_t number;   /* of this case in it */
};

#define COMMON(member) offsetof(struct settings, common.member)

static const struct option options[] = {
    SETTINGS_ROWS(COMMON),
    { .name = "dir",
      .type = OPTION_text,
      .offset = offsetof(struct settings, dir),
      .about = "The case's own." },
    { .name = "site",
      .type = OPTION_text,
      .offset = offsetof(struct settings, site),
      .about = "The world that is there." },
    { .name = "number",
      .type = OPTION_int,
      .offset = offsetof(struct settings, number),
      .max = 1000000,
      .about = "This case's in it." },
    { .name = "rerun",
      .type = OPTION_text,
      .offset = offsetof(struct settings, rerun),
      .about = "The command that runs this case alone." },
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec case",
    .synopsis = "--dir DIR FILE",
    .about = "Runs one case for the albspec that started it.",
    .options = options,
};

static void hand_check(void *arg, const struct check_result *c)
{
    (void)arg;
    handover_check(HANDOVER_FD, c);
}

/* The region is the fixture's, so that the mock and the metadata agree from the begin. */
static bool find_region(struct arena *a, const struct library *l, const struct spec_case *c,
                        const char **ret_region, struct err *err)
{
    const struct fixture *f;

    *ret_region = NULL;
    if (!c->fixture)
        return true;
    f = fixture_load(a, l->fixtures, c->fixture, err);
    if (f)
        *ret_region = f->region;
    return f != NULL;
}

/* "tls,ordering" as a list that ends with NULL. */
static const char *const *split(struct arena *a, const char *text)
{
    const char **words = arena_alloc(a, (strlen(text) / 2 + 2) * sizeof(*words));
    struct str rest = str_of(text);
    size_t count = 0;

    while (rest.at && rest.len)
        words[count++] = arena_strz(a, str_cut(&rest, ','));
    return words;
}

static bool find_site(struct arena *a, const struct settings *s, struct site *ret, struct err *err)
{
    if (!site_read(a, s->site, ret, err))
        return false;
    ret->prefix = scope_prefix_of(a, ret->run, (size_t)s->number);
    return true;
}

static bool run_case(struct arena *a, const struct settings *s, const char *file, struct err *err)
{
    struct library l;
    struct world_options world = { .dir = s->dir, .seed = (uint64_t)s->common.seed };
    struct site site;
    struct judge_options judge = { .world = &world,
                                   .rerun = s->rerun,
                                   .strict = s->common.strict,
                                   .keep = s->common.keep,
                                   .on_check = hand_check };
    const struct spec_case *c;

    if (!library_locate(a, s->common.data, &l, err))
        return false;
    c = suite_load(a, file, &l.language, err);
    if (!s->common.bare)
        judge.ending = l.ending;
    if (!c || !find_region(a, &l, c, &world.region, err))
        return false;
    world.target = settings_target(a, &s->common, l.programs, err);
    if (!world.target)
        return false;
    if (s->site && !find_site(a, s, &site, err))
        return false;
    world.site = s->site ? &site : NULL;
    if (s->common.isolate) {
        world.isolated = true;
        world.target = target_without_proxies(a, world.target);
        if (!isolate_enter(s->dir, hosts_text(a, world.region ? world.region : REGION), err))
            return false;
    }
    world.fixtures = l.fixtures;
    world.mockalb = arena_printf(a, "%s/mockalb", l.programs);
    world.settle_ms = settings_settle_ms(&s->common, world.target);
    world.timeout_ms = settings_check_timeout_ms(&s->common);
    judge.requirements = l.requirements;
    judge.features = s->common.features ? split(a, s->common.features) : NULL;
    return handover_case(HANDOVER_FD, judge_case(a, c, &judge)) ||
           err_set(err, "nobody takes the result");
}

int command_case(int argc, const char **argv)
{
    struct settings s = { 0 };
    struct arena *a;
    struct err err;
    size_t words;
    int code;

    if (!console_options(&option_set, argc, argv, &s, &words, &code))
        return code;
    if (words != 1 || !s.dir)
        return console_refuse(EXIT_usage, "albspec case is started by albspec run");
    a = arena_new();
    code = run_case(a, &s, argv[1], &err) ? EXIT_passed : console_refuse(EXIT_harness, err.text);
    arena_free(a);
    return code;
}
