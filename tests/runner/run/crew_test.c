/*
 * Workers are shell scripts that write their result to descriptor 3, as albspec's own do.
 */
#include "runner/run/crew.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "tests/test.h"

#include "base/banned.h"

enum { PATIENCE_MS = 20000, MAX_TASKS = 64 };

static struct clock *the_clock;
static struct loop *the_loop;
static struct arena *the_arena;
static struct crew *the_crew;
static struct crew_task tasks[MAX_TASKS];
static struct case_result known[MAX_TASKS];
static const struct case_result *results[MAX_TASKS];
static size_t count;
static struct buf told;
static bool ends_when_told; /* begin no more as soon as a check is told */

static void on_check(void *arg, size_t task, const struct check_result *c)
{
    (void)arg;
    buf_printf(&told, "%zu:%s ", task, c->id);
    if (ends_when_told)
        crew_stop(the_crew, false);
}

static void on_case(void *arg, size_t task, const struct case_result *c)
{
    (void)arg;
    ck_assert_ptr_null(results[task]);
    results[task] = c;
    buf_printf(&told, "%zu=%s ", task, verdict_name(c->verdict));
}

static void setup(void)
{
    the_clock = clock_new(false);
    the_loop = loop_new(the_clock);
    the_arena = arena_new();
    memset(tasks, 0, sizeof(tasks));
    memset(results, 0, sizeof(results));
    count = 0;
    ends_when_told = false;
    told = BUF_LIMIT(1 << 16);
}

static void teardown(void)
{
    crew_free(the_crew);
    the_crew = NULL;
    loop_free(the_loop);
    clock_free(the_clock);
    arena_free(the_arena);
    buf_done(&told);
}

static void add(const char *script)
{
    const char **argv = arena_alloc(the_arena, 4 * sizeof(char *));

    argv[0] = "sh";
    argv[1] = "-c";
    argv[2] = script;
    known[count] = (struct case_result){
        .file = "x.yaml", .name = "x", .area = "tests", .title = "t", .rerun = "albspec run x"
    };
    tasks[count] = (struct crew_task){ argv, &known[count], PATIENCE_MS };
    count++;
}

static void begin(size_t jobs)
{
    static const char *const env[] = { "PATH=/usr/bin:/bin", NULL };
    struct crew_options o = { .tasks = tasks,
                              .count = count,
                              .jobs = jobs,
                              .env = env,
                              .on_check = on_check,
                              .on_case = on_case };

    the_crew = crew_new(the_loop, the_arena, &o);
}

static bool is_done(void *arg)
{
    (void)arg;
    return crew_is_done(the_crew);
}

static void run(size_t jobs)
{
    begin(jobs);
    ck_assert(loop_until(the_loop, is_done, NULL, PATIENCE_MS));
}

#define PASSES                                                                                     \
    "echo '{\"check\":{\"id\":\"A-01\",\"verdict\":\"PASS\"}}' >&3; "                              \
    "echo '{\"case\":{\"name\":\"x\",\"verdict\":\"PASS\",\"checks\":[{\"id\":\"A-01\","           \
    "\"verdict\":\"PASS\"}]}}' >&3"
/* Blocks for good: the fifo has no writer but itself. */
#define STAY "t=$(mktemp -u) && mkfifo $t && exec 9<>$t && rm $t && read x <&9"

START_TEST(hands_on_what_a_worker_says)
{
    add(PASSES);

    run(1);

    ck_assert_str_eq(told.at, "0:A-01 0=PASS ");
    ck_assert_uint_eq(results[0]->count, 1);
}
END_TEST

static const struct {
    const char *script, *reason;
} broken[] = {
    { "exit 0", "the case's process ended without a result, exit code 0" },
    { "exit 3", "the case's process ended without a result, exit code 3" },
    { "kill -11 $$", "the case's process ended without a result, signal 11 (Segmentation fault)" },
    { "echo nonsense >&3", "the case's process made no sense (exit code 0): " },
    { "echo '{}' >&3", "the case's process made no sense (exit code 0): a line of a result is" },
};

START_TEST(makes_an_error_of_a_worker_without_a_result)
{
    add(broken[_i].script);

    run(1);

    ck_assert_int_eq(results[0]->verdict, VERDICT_error);
    ck_assert_msg(strncmp(results[0]->reason, broken[_i].reason, strlen(broken[_i].reason)) == 0,
                  "%s", results[0]->reason);
    ck_assert_str_eq(results[0]->rerun, "albspec run x");
}
END_TEST

START_TEST(keeps_the_log_and_the_checks_of_one_that_breaks_off)
{
    add("echo '{\"check\":{\"id\":\"A-01\",\"verdict\":\"FAIL\"}}' >&3; echo last words >&2; "
        "kill -6 $$");

    run(1);

    ck_assert_str_eq(results[0]->logs, "last words\n");
    ck_assert_uint_eq(results[0]->count, 1);
    ck_assert_str_eq(results[0]->checks[0].id, "A-01");
    ck_assert_int_eq(results[0]->verdict, VERDICT_error);
}
END_TEST

START_TEST(ends_a_worker_that_takes_too_long)
{
    add(STAY);
    tasks[0].limit_ms = 10;

    run(1);

    ck_assert_int_eq(results[0]->verdict, VERDICT_error);
    ck_assert_str_eq(results[0]->reason, "the case took longer than 0 s and was stopped");
}
END_TEST

START_TEST(runs_many_a_few_at_once)
{
    for (size_t i = 0; i < 20; i++)
        add(PASSES);

    run(3);

    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(results[i]->verdict, VERDICT_pass);
}
END_TEST

/* Each waits for the other one: only two at once can end. */
START_TEST(runs_as_many_at_once_as_it_may)
{
    char dir[] = "/tmp/albkit-crew-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(dir));
    add(arena_printf(the_arena, "cd %s; mkfifo a b; echo 1 >a; read x <b; " PASSES, dir));
    add(arena_printf(the_arena,
                     "cd %s; while ! [ -p b ]; do :; done; read x <a; echo 1 >b; " PASSES, dir));

    run(2);

    ck_assert_int_eq(results[0]->verdict, VERDICT_pass);
    ck_assert_int_eq(results[1]->verdict, VERDICT_pass);
    unlink(arena_printf(the_arena, "%s/a", dir));
    unlink(arena_printf(the_arena, "%s/b", dir));
    rmdir(dir);
}
END_TEST

START_TEST(survives_a_program_that_does_not_exist)
{
    static const char *const argv[] = { "/nowhere/albspec", NULL };
    add(PASSES);
    tasks[0].argv = argv;
    add(PASSES);

    run(1);

    ck_assert_int_eq(results[0]->verdict, VERDICT_error);
    ck_assert_str_eq(results[0]->reason, "starting /nowhere/albspec: No such file or directory");
    ck_assert_int_eq(results[1]->verdict, VERDICT_pass);
}
END_TEST

static bool has_told(void *arg)
{
    (void)arg;
    return told.len > 0;
}

START_TEST(begins_no_more_when_stopped_and_waits_for_the_running)
{
    add("trap 'echo {\\\"case\\\":{\\\"verdict\\\":\\\"SKIP\\\"}} >&3; exit 0' TERM; "
        "echo '{\"check\":{\"id\":\"A-01\",\"verdict\":\"PASS\"}}' >&3; " STAY);
    add(PASSES);
    begin(1);
    ck_assert(loop_until(the_loop, has_told, NULL, PATIENCE_MS));

    crew_stop(the_crew, true);
    ck_assert(loop_until(the_loop, is_done, NULL, PATIENCE_MS));

    ck_assert_str_eq(told.at, "0:A-01 0=SKIP ");
    ck_assert_ptr_null(results[1]);
}
END_TEST

START_TEST(skips_a_worker_that_had_to_end_before_it_had_a_result)
{
    add("echo '{\"check\":{\"id\":\"A-01\",\"verdict\":\"PASS\"}}' >&3; " STAY);
    begin(1);
    ck_assert(loop_until(the_loop, has_told, NULL, PATIENCE_MS));

    crew_stop(the_crew, true);
    ck_assert(loop_until(the_loop, is_done, NULL, PATIENCE_MS));

    ck_assert_int_eq(results[0]->verdict, VERDICT_skip);
    ck_assert_str_eq(results[0]->reason, "the run was stopped");
}
END_TEST

START_TEST(lets_the_running_end_when_told_to_begin_no_more)
{
    add("echo '{\"check\":{\"id\":\"A-01\",\"verdict\":\"PASS\"}}' >&3; " PASSES);
    add(PASSES);
    ends_when_told = true;

    begin(1);
    ck_assert(loop_until(the_loop, is_done, NULL, PATIENCE_MS));

    ck_assert_int_eq(results[0]->verdict, VERDICT_pass);
    ck_assert_ptr_null(results[1]);
}
END_TEST

START_TEST(leaves_nothing_when_freed)
{
    add("setsid sh -c '" STAY "' & echo '{\"check\":{\"id\":\"A-01\"}}' >&3; " STAY);
    begin(1);
    ck_assert(loop_until(the_loop, has_told, NULL, PATIENCE_MS));

    crew_free(the_crew);
    the_crew = NULL;

    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("crew");
    TCase *t = tcase_create("crew");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, hands_on_what_a_worker_says);
    tcase_add_loop_test(t, makes_an_error_of_a_worker_without_a_result, 0,
                        sizeof(broken) / sizeof(broken[0]));
    tcase_add_test(t, keeps_the_log_and_the_checks_of_one_that_breaks_off);
    tcase_add_test(t, ends_a_worker_that_takes_too_long);
    tcase_add_test(t, runs_many_a_few_at_once);
    tcase_add_test(t, runs_as_many_at_once_as_it_may);
    tcase_add_test(t, survives_a_program_that_does_not_exist);
    tcase_add_test(t, begins_no_more_when_stopped_and_waits_for_the_running);
    tcase_add_test(t, skips_a_worker_that_had_to_end_before_it_had_a_result);
    tcase_add_test(t, lets_the_running_end_when_told_to_begin_no_more);
    tcase_add_test(t, leaves_nothing_when_freed);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
