#include "runner/run/judge.h"

#include <string.h>

#include "base/clock.h"
#include "runner/proc/output.h"
#include "runner/proc/strays.h"
#include "runner/run/course.h"
#include "runner/run/describe.h"
#include "runner/run/tally.h"
#include "runner/run/verdict.h"
#include "runner/suite/vars.h"
#include "runner/world/controller.h"
#include "runner/world/guest.h"
#include "runner/world/keep.h"
#include "runner/world/mirror.h"
#include "runner/world/outside.h"
#include "runner/world/ways.h"

#include "base/banned.h"

enum {
    MAX_CALLS = 60,
    LOG_LINES = 30,
};

static struct case_result *new_result(struct arena *a, const struct spec_case *c,
                                      const struct judge_options *o)
{
    struct case_result *r = arena_new_of(a, struct case_result);

    *r = (struct case_result){ .file = c->file,
                               .name = c->name,
                               .title = arena_strz(a, c->title),
                               .area = c->area,
                               .rerun = o->rerun };
    return r;
}

static const char *logs_of(struct course *t)
{
    struct world *w = t->waiting.world;
    struct arena *a = t->checks.arena;
    const char *controller = output_shown(a, world_controller_log(w, LOG_LINES), LOG_LINES);
    const char *mock = output_shown(a, mirror_log(w->mock), LOG_LINES);
    const char *outward = outside_text(w, a), *ways = ways_text(w->ways, a);

    if (outward)
        outward = arena_printf(a, "isolation: the controller %s, in vain\n", outward);
    return arena_printf(a, "%s%s%s%s%s%s", outward ? outward : "", ways ? ways : "",
                        *controller ? "controller:\n" : "", controller, *mock ? "mockalb:\n" : "",
                        mock);
}

static void fill_result(struct course *t, struct case_result *r)
{
    const struct mirror *mock = t->waiting.world->mock;

    checks_take(&t->checks, r);
    r->verdict = verdict_of_case(r->checks, r->count);
    tally_calls(t->checks.arena, mock, r);
    if (t->waiting.stopped && !r->reason)
        r->reason = "it was under way when the run was stopped";
    if (r->verdict == VERDICT_pass || r->verdict == VERDICT_skip)
        return;
    r->calls = describe_calls(t->checks.arena, mock, t->when, MAX_CALLS);
    r->logs = logs_of(t);
}

static void note_signal(void *arg, int signo)
{
    struct course *t = arg;

    (void)signo;
    t->waiting.stopped = true;
}

static void run_case(struct course *t, struct case_result *r)
{
    struct err err = { "" };

    loop_on_signals(t->waiting.world->loop, note_signal, t);
    t->waiting.world->vars = vars_new(t->waiting.world->arena);
    t->checks.act_ms = clock_machine_ms();
    course_run(t);
    fill_result(t, r);
    if (t->options->keep && !world_keep(t->waiting.world, &err)) {
        r->verdict = VERDICT_error;
        r->reason = arena_strz(t->checks.arena, str_of(err.text));
    }
}

static void skip_case(struct course *t, struct case_result *r, enum verdict verdict,
                      const char *why)
{
    for (size_t i = 0; i < t->checks.count; i++)
        check_leave_out(&t->checks.at[i], verdict, why);
    checks_tell(&t->checks, t->checks.count);
    checks_take(&t->checks, r);
    r->verdict = verdict;
    r->reason = why;
}

/* A case may say that it does not run, or need what the controller lacks. */
static bool is_left_out(struct course *t, struct case_result *r)
{
    const char *lack = checks_obstacle(&t->checks, t->spec->needs);

    if (t->spec->skip.len)
        skip_case(t, r, VERDICT_skip, arena_strz(t->checks.arena, t->spec->skip));
    else if (lack)
        skip_case(t, r, VERDICT_unsupported, lack);
    return t->spec->skip.len || lack;
}

/* Options of the mock, which the fixture step of a case may name. */
static const char *const *mockalb_args_of(struct arena *a, const struct spec_case *c)
{
    const struct step *s = c->steps;

    while (s && strcmp(s->verb, "fixture") != 0)
        s = s->next;
    const struct node *args = s ? node_get(s->args, "mockalb") : NULL;
    if (!args)
        return NULL;
    const char **list = arena_alloc(a, (node_count(args) + 2) * sizeof(*list));
    size_t count = 0;
    if (args->type == NODE_text)
        list[count++] = args->text.at;
    for (const struct node *n = args->type == NODE_list ? args->head : NULL; n; n = n->next)
        list[count++] = n->text.at;
    return list;
}

const struct case_result *judge_case(struct arena *a, const struct spec_case *c,
                                     const struct judge_options *o)
{
    struct course t = { .options = o, .spec = c };
    struct case_result *r = new_result(a, c, o);
    int64_t began = clock_machine_ms();

    checks_init(&t.checks, a, c, o);
    if (is_left_out(&t, r))
        return r;
    strays_adopt();
    t.waiting.arena = arena_new();
    struct world_options world = *o->world;
    world.mockalb_args = mockalb_args_of(a, c);
    t.waiting.world = world_new(&world, &t.waiting.why);
    if (t.waiting.world) {
        run_case(&t, r);
    } else {
        r->verdict = VERDICT_error;
        r->reason = arena_strz(a, str_of(t.waiting.why.text));
    }
    r->took_ms = clock_machine_ms() - began;
    if (t.waiting.world && t.waiting.world->guest)
        guest_leave(t.waiting.world->guest, t.waiting.stopped);
    world_free(t.waiting.world);
    strays_kill(NULL, NULL);
    arena_free(t.waiting.arena);
    return r;
}
