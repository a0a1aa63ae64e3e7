/*
 * Cases of steps made for these tests, in a real world: mockalb runs, and where a controller is needed it
 * is a shell script. What a step's looks say is a text, a letter a look: p pass, n not yet, f fail; the
 * last letter holds from then on. "P" passes only when the world has settled, "N" until it has.
 */
#include "runner/run/judge.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "runner/steps/step.h"
#include "tests/test.h"

#include "base/banned.h"

enum { SETTLE_MS = 40, MAX_STEPS = 16 };

struct script {
    struct step step; /* first: a look gets it back */
    const char *looks;
    int looked;
};

static struct arena *the_arena;
static struct world_options options;
static struct judge_options judge;
static char dir[] = "/tmp/albkit-judge-XXXXXX";
static struct script scripts[MAX_STEPS];
static size_t count;
static struct buf told; /* verdicts as they were told */
static struct buf begun;
static const char *skip, *needs;

static enum look look(struct world *w, const struct step *s, struct finding *f)
{
    struct script *script = (struct script *)(uintptr_t)s;
    char letter = script->looks[script->looked];

    if (script->looks[script->looked + 1])
        script->looked++;
    buf_add_text(&f->expected, "right\n");
    buf_add_text(&f->found, "wrong\n");
    f->object = "ingresses/default/tea";
    w->changed = letter == 'n'; /* look again at once */
    switch (letter) {
    case 'p':
        return LOOK_pass;
    case 'f':
        return LOOK_fail;
    case 'Q':
        return LOOK_not_yet; /* and does not ask to be looked at again */
    case 'P':
        return w->settled ? LOOK_pass : LOOK_not_yet;
    case 'N':
        return w->settled ? LOOK_not_yet : LOOK_pass;
    default:
        return LOOK_not_yet;
    }
}

static bool begin(struct world *w, const struct step *s, struct err *err)
{
    cJSON *object = json_parse(STR("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":"
                                   "{\"name\":\"from-a-step\"}}"),
                               NULL);
    bool is_marked = w->kube_mark == store_revision(kube_store(w->kube));

    buf_printf(&begun, "%d%s ", s->line, is_marked ? "" : " unmarked");
    json_set(cJSON_GetObjectItem(object, "metadata"), "name",
             cJSON_CreateString(s->line % 2 ? "odd" : "even"));
    kube_apply(w->kube, object, err);
    cJSON_Delete(object);
    return true;
}

static bool begin_badly(struct world *w, const struct step *s, struct err *err)
{
    (void)w;
    (void)s;
    return err_set(err, "x.yaml:1: it is broken");
}

static bool begin_stop_signal(struct world *w, const struct step *s, struct err *err)
{
    (void)w;
    (void)s;
    (void)err;
    return kill(getpid(), SIGTERM) == 0;
}

static const struct step_type looks = { .verb = "looks", .look = look };
static const struct step_type acts = { .verb = "acts", .begin = begin };
static const struct step_type fails_to_act = { .verb = "acts", .begin = begin_badly };
static const struct step_type is_signalled = { .verb = "acts", .begin = begin_stop_signal };

static void tell(void *arg, const struct check_result *c)
{
    (void)arg;
    buf_printf(&told, "%s%s%s ", c->id, c->id[0] ? ":" : "", verdict_name(c->verdict));
}

static void setup(void)
{
    the_arena = arena_new();
    memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    memset(scripts, 0, sizeof(scripts));
    count = 0;
    skip = needs = NULL;
    told = begun = BUF_LIMIT(1 << 16);
    options = (struct world_options){ .dir = dir, .settle_ms = SETTLE_MS, .timeout_ms = 20000 };
    options.mockalb = arena_printf(the_arena, "%s/mockalb", file_program_dir(the_arena));
    options.target = target_command(the_arena, "tail -f /dev/null", NULL);
    judge = (struct judge_options){ .world = &options, .on_check = tell };
}

static void teardown(void)
{
    buf_done(&told);
    buf_done(&begun);
    file_remove_tree(dir, NULL);
    arena_free(the_arena);
}

static struct step *add(enum phase phase, const struct step_type *type)
{
    static const char *const nothing[] = { NULL };
    struct script *s = &scripts[count];

    s->step = (struct step){
        .type = type, .verb = type->verb, .phase = phase, .proves = nothing, .line = (int)++count
    };
    s->looks = "p";
    if (count > 1)
        scripts[count - 2].step.next = &s->step;
    return &s->step;
}

static struct step *check(const char *id, const char *script)
{
    struct step *s = add(PHASE_then, &looks);
    const char **ids = arena_alloc(the_arena, 2 * sizeof(char *));

    ids[0] = id;
    s->proves = ids;
    scripts[count - 1].looks = script;
    return s;
}

/* A case that says itself when its controller starts, which is never. */
static void without_controller(void)
{
    add(PHASE_given, &acts)->verb = "controller";
}

static const struct case_result *run(void)
{
    const char **none = arena_alloc(the_arena, sizeof(char *));
    const char **needed = arena_alloc(the_arena, 2 * sizeof(char *));
    struct spec_case c = { .file = "x.yaml",
                           .name = "x",
                           .area = "tests",
                           .title = STR("a claim"),
                           .tags = none,
                           .needs = needed,
                           .skip = str_of(skip),
                           .steps = &scripts[0].step };

    needed[0] = needs;
    return judge_case(the_arena, &c, &judge);
}

static const struct {
    const char *reason, *looks;
    enum verdict verdict;
} single[] = {
    { "what is so at once", "p", VERDICT_pass },
    { "what becomes so", "nnp", VERDICT_pass },
    { "what never becomes so, once all is silent", "n", VERDICT_fail },
    { "what is wrong for good", "nf", VERDICT_fail },
    { "what is only so when all is silent", "P", VERDICT_pass },
    { "what is so when all is silent, by the one look then", "QP", VERDICT_pass },
    { "what was so, and then is not: the second look counts", "pn", VERDICT_fail },
    { "what was so until all was silent", "N", VERDICT_fail },
    { "what was so, and is wrong for good later", "pf", VERDICT_fail },
};

START_TEST(judges_a_check_by_its_looks)
{
    without_controller();
    check("A-01", single[_i].looks);

    const struct case_result *r = run();

    ck_assert_uint_eq(r->count, 1);
    ck_assert_msg(r->checks[0].verdict == single[_i].verdict, "%s", single[_i].reason);
    ck_assert_msg(r->verdict == single[_i].verdict, "%s", single[_i].reason);
    ck_assert_str_eq(r->checks[0].id, "A-01");
}
END_TEST

START_TEST(shows_what_was_expected_and_found_of_what_failed)
{
    without_controller();
    check("A-01", "f");

    const struct case_result *r = run();

    ck_assert_str_eq(r->checks[0].expected, "right\n");
    ck_assert_str_eq(r->checks[0].found, "wrong\n");
    ck_assert_str_eq(r->checks[0].object, "ingresses/default/tea");
    ck_assert_ptr_nonnull(r->checks[0].reason);
    ck_assert_ptr_nonnull(r->calls);
}
END_TEST

START_TEST(shows_nothing_of_what_passed)
{
    without_controller();
    check("A-01", "np");

    const struct case_result *r = run();

    ck_assert_ptr_null(r->checks[0].expected);
    ck_assert_ptr_null(r->checks[0].reason);
    ck_assert_ptr_null(r->calls);
    ck_assert_ptr_null(r->logs);
}
END_TEST

START_TEST(goes_on_after_a_check_that_failed)
{
    without_controller();
    check("A-01", "f");
    check("A-02", "p");

    const struct case_result *r = run();

    ck_assert_str_eq(told.at, "A-01:FAIL A-02:PASS ");
    ck_assert_int_eq(r->verdict, VERDICT_fail);
}
END_TEST

START_TEST(fails_at_a_time_limit_of_its_own)
{
    without_controller();
    options.settle_ms = 200;
    check("A-01", "Q")->within_ms = 1;

    const struct case_result *r = run();

    ck_assert_int_eq(r->checks[0].verdict, VERDICT_fail);
    ck_assert_str_eq(r->checks[0].reason, "still so after 1 ms");
}
END_TEST

START_TEST(says_when_it_never_became_silent)
{
    without_controller();
    options.settle_ms = 60000;
    options.timeout_ms = 30;
    check("A-01", "pn");

    const struct case_result *r = run();

    ck_assert_str_eq(r->checks[0].reason,
                     "still so after 30 ms, in which the controller never was silent");
}
END_TEST

START_TEST(judges_an_act_before_the_next_begins)
{
    without_controller();
    check("A-01", "pn");
    add(PHASE_then, &acts);
    check("A-02", "p");

    run();

    ck_assert_str_eq(told.at, "A-01:FAIL A-02:PASS ");
    ck_assert_str_eq(begun.at, "1 unmarked 3 ");
}
END_TEST

START_TEST(breaks_off_when_a_step_that_is_no_check_fails)
{
    without_controller();
    check("A-01", "p");
    add(PHASE_then, &looks);
    scripts[count - 1].looks = "f";
    check("A-02", "p");

    const struct case_result *r = run();

    ck_assert_str_eq(told.at, "A-01:SKIP FAIL A-02:SKIP ");
    ck_assert_int_eq(r->verdict, VERDICT_fail);
    ck_assert_str_eq(r->checks[2].reason, "not judged: the case broke off at line 3");
    ck_assert_str_eq(r->checks[1].found, "wrong\n");
}
END_TEST

START_TEST(is_an_error_when_a_step_cannot_act)
{
    without_controller();
    add(PHASE_when, &fails_to_act);
    check("A-01", "p");

    const struct case_result *r = run();

    ck_assert_str_eq(told.at, "ERROR A-01:SKIP ");
    ck_assert_int_eq(r->verdict, VERDICT_error);
    ck_assert_str_eq(r->checks[0].reason, "x.yaml:1: it is broken");
}
END_TEST

START_TEST(is_an_error_when_the_controller_does_not_start)
{
    options.target = target_command(the_arena, "/nowhere/controller", NULL);
    check("A-01", "p");

    run();

    ck_assert_str_eq(told.at, "ERROR A-01:SKIP ");
}
END_TEST

START_TEST(is_an_error_when_the_controller_ends_before_it_was_heard)
{
    options.target = target_command(the_arena, "sh -c 'echo why; exit 1'", NULL);
    check("A-01", "n");

    const struct case_result *r = run();

    ck_assert_str_eq(told.at, "ERROR A-01:SKIP ");
    ck_assert_str_eq(r->checks[0].reason, "the controller ended by itself, exit code 1: why");
    ck_assert_str_eq(r->logs, "controller:\nwhy\n");
    ck_assert_ptr_null(r->checks[0].found);
}
END_TEST

START_TEST(is_an_error_when_the_mock_does_not_start)
{
    options.mockalb = "/nowhere/mockalb";
    check("A-01", "p");

    const struct case_result *r = run();

    ck_assert_int_eq(r->verdict, VERDICT_error);
    ck_assert_uint_eq(r->count, 0);
    ck_assert_str_eq(r->reason, "starting /nowhere/mockalb: No such file or directory");
}
END_TEST

START_TEST(skips_what_was_not_judged_when_it_is_stopped)
{
    without_controller();
    check("A-01", "p");
    add(PHASE_then, &is_signalled);
    check("A-02", "n");

    const struct case_result *r = run();

    ck_assert_str_eq(told.at, "A-01:PASS SKIP A-02:SKIP ");
    ck_assert_int_eq(r->verdict, VERDICT_pass);
    ck_assert_str_eq(r->checks[1].reason, "the run was stopped");
}
END_TEST

START_TEST(skips_a_case_that_says_so)
{
    without_controller();
    check("A-01", "p");
    skip = "not here";

    const struct case_result *r = run();

    ck_assert_str_eq(told.at, "A-01:SKIP ");
    ck_assert_int_eq(r->verdict, VERDICT_skip);
    ck_assert_str_eq(r->checks[0].reason, "not here");
    ck_assert_uint_eq(begun.len, 0);
}
END_TEST

START_TEST(does_not_support_a_case_that_needs_what_the_controller_lacks)
{
    without_controller();
    check("A-01", "p");
    needs = "wings";
    judge.features = (const char *const[]){ "legs", NULL };

    const struct case_result *r = run();

    ck_assert_int_eq(r->verdict, VERDICT_unsupported);
    ck_assert_int_eq(r->checks[0].verdict, VERDICT_unsupported);
    ck_assert_str_eq(r->reason, "it needs wings, which the controller lacks");
}
END_TEST

START_TEST(runs_a_case_whose_needs_nobody_spoke_of)
{
    without_controller();
    check("A-01", "p");
    needs = "wings";

    const struct case_result *r = run();

    ck_assert_int_eq(r->verdict, VERDICT_pass);
}
END_TEST

START_TEST(leaves_out_a_check_that_needs_what_the_controller_lacks)
{
    without_controller();
    check("A-01", "p");
    check("A-02", "f")->needs = (const char *const[]){ "wings", NULL };
    judge.features = (const char *const[]){ "legs", NULL };

    const struct case_result *r = run();

    ck_assert_int_eq(r->verdict, VERDICT_pass);
    ck_assert_int_eq(r->checks[0].verdict, VERDICT_pass);
    ck_assert_int_eq(r->checks[1].verdict, VERDICT_unsupported);
}
END_TEST

static const struct {
    const char *severity;
    bool strict;
    enum verdict verdict;
} severities[] = {
    { "MUST", false, VERDICT_fail },    { "MUST", true, VERDICT_fail },
    { "SHOULD", false, VERDICT_note },  { "SHOULD", true, VERDICT_fail },
    { "MAY", true, VERDICT_note },      { "advisory", false, VERDICT_note },
    { "advisory", true, VERDICT_note },
};

START_TEST(lets_the_severity_decide_what_a_failure_is)
{
    without_controller();
    check("A-01", "f")->severity = severities[_i].severity;
    judge.strict = severities[_i].strict;

    const struct case_result *r = run();

    ck_assert_msg(r->checks[0].verdict == severities[_i].verdict, "%s", severities[_i].severity);
}
END_TEST

START_TEST(keeps_what_there_was_when_asked_to)
{
    without_controller();
    check("A-01", "p");
    judge.keep = true;

    run();

    ck_assert(file_exists(arena_printf(the_arena, "%s/state.json", dir)));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("judge");
    TCase *t = tcase_create("judge");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, judges_a_check_by_its_looks, 0, sizeof(single) / sizeof(single[0]));
    tcase_add_test(t, shows_what_was_expected_and_found_of_what_failed);
    tcase_add_test(t, shows_nothing_of_what_passed);
    tcase_add_test(t, goes_on_after_a_check_that_failed);
    tcase_add_test(t, fails_at_a_time_limit_of_its_own);
    tcase_add_test(t, says_when_it_never_became_silent);
    tcase_add_test(t, judges_an_act_before_the_next_begins);
    tcase_add_test(t, breaks_off_when_a_step_that_is_no_check_fails);
    tcase_add_test(t, is_an_error_when_a_step_cannot_act);
    tcase_add_test(t, is_an_error_when_the_controller_does_not_start);
    tcase_add_test(t, is_an_error_when_the_controller_ends_before_it_was_heard);
    tcase_add_test(t, is_an_error_when_the_mock_does_not_start);
    tcase_add_test(t, skips_what_was_not_judged_when_it_is_stopped);
    tcase_add_test(t, skips_a_case_that_says_so);
    tcase_add_test(t, does_not_support_a_case_that_needs_what_the_controller_lacks);
    tcase_add_test(t, runs_a_case_whose_needs_nobody_spoke_of);
    tcase_add_test(t, leaves_out_a_check_that_needs_what_the_controller_lacks);
    tcase_add_loop_test(t, lets_the_severity_decide_what_a_failure_is, 0,
                        sizeof(severities) / sizeof(severities[0]));
    tcase_add_test(t, keeps_what_there_was_when_asked_to);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
