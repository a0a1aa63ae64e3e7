/*
 * albspec as a person calls it: the real programs, on cases made for these tests (data/). stdout is
 * taken line by line, stderr is the log.
 */
#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "runner/proc/proc.h"
#include "runner/proc/strays.h"
#include "tests/test.h"

#include "base/banned.h"

enum { PATIENCE_MS = 60000, MAX_ARGS = 16 };

static struct clock *the_clock;
static struct loop *the_loop;
static struct arena *the_arena;
static struct proc *the_proc;
static struct buf out;
static char dir[] = "/tmp/albkit-albspec-XXXXXX";

static void add_line(void *arg, struct str line)
{
    (void)arg;
    buf_printf(&out, "%.*s\n", STR_ARG(line));
}

static void setup(void)
{
    the_clock = clock_new(false);
    the_loop = loop_new(the_clock);
    the_arena = arena_new();
    out = BUF_LIMIT(LIMIT_STATE_BYTES);
    memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    strays_adopt();
}

static void teardown(void)
{
    proc_free(the_proc);
    the_proc = NULL;
    loop_free(the_loop);
    clock_free(the_clock);
    buf_done(&out);
    file_remove_tree(dir, NULL);
    arena_free(the_arena);
}

static void start_with(const char *const *args, const char *variable)
{
    const char *argv[MAX_ARGS + 2] = { arena_printf(the_arena, "%s/albspec",
                                                    file_program_dir(the_arena)) };
    const char *const env[] = { arena_printf(the_arena, "PATH=%s", getenv("PATH")),
                                arena_printf(the_arena, "TMPDIR=%s", dir), "ALBSPEC_DATA=" DATA_DIR,
                                variable, NULL };
    struct proc_spec s = { .name = "albspec", .argv = argv, .env = env, .dir = dir, .lines = true };
    struct err err = { "" };

    for (size_t i = 0; i < MAX_ARGS && args[i]; i++)
        argv[i + 1] = args[i];
    s.on_line = add_line;
    the_proc = proc_start(the_loop, &s, &err);
    ck_assert_msg(the_proc != NULL, "%s", err.text);
}

static bool has_ended(void *arg)
{
    (void)arg;
    return !proc_running(the_proc);
}

static int exit_code(void)
{
    int status;

    ck_assert(loop_until(the_loop, has_ended, NULL, PATIENCE_MS));
    status = proc_exit_status(the_proc);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static const char *err_text(void)
{
    return arena_strz(the_arena, proc_log(the_proc));
}

static const struct {
    const char *reason;
    const char *args[MAX_ARGS];
    int code;
    const char *says, *complains; /* on stdout and stderr; NULL: nothing there */
} calls[] = {
    { "what holds", { "run", "passes" }, 0, "\n1 passed, 0 failed, 0 skipped\n", NULL },
    { "what does not hold", { "run", "fails" }, 1, "\n0 passed, 1 failed, 0 skipped\n", NULL },
    { "one of two", { "run", "passes", "fails" }, 1, "\n1 passed, 1 failed, 0 skipped\n", NULL },
    { "by default what is core", { "run" }, 0, "\n1 passed, 0 failed, 0 skipped\n", NULL },
    { "what only should hold",
      { "run", "should" },
      0,
      "\n1 note\n0 passed, 0 failed, 0 skipped\n",
      NULL },
    { "what should hold, strictly",
      { "run", "should", "--strict" },
      1,
      "\n0 passed, 1 failed, 0 skipped\n",
      NULL },
    { "all skipped", { "run", "skipped" }, 77, "\n0 passed, 0 failed, 1 skipped\n", NULL },
    { "one of two skipped",
      { "run", "skipped", "passes" },
      0,
      "  SKIP   X-4       it is only for show",
      NULL },
    { "fail-fast begins no more",
      { "run", "fails", "passes", "--fail-fast", "-j1" },
      1,
      "a case before it failed (--fail-fast)",
      NULL },
    { "a defect",
      { "run", "passes", "--mutant", "no-such-defect" },
      3,
      "there is no mutant 'no-such-defect'",
      NULL },
    { "a controller that is not there",
      { "run", "passes", "--controller-cmd", "/nowhere/controller" },
      3,
      "/nowhere/controller: No such file or directory",
      NULL },
    { "a controller that gives up",
      { "run", "passes", "--controller-cmd", "sh -c 'echo no; exit 4'" },
      3,
      "ended by itself, exit code 4: no",
      NULL },
    { "a case's process that dies",
      { "run", "passes", "--controller-cmd", "sh -c 'kill -9 $PPID'" },
      3,
      "ended without a result, signal 9 (Killed)",
      NULL },
    /* How far it came by then is for the machine to say; that nothing was judged is not. */
    { "no time at all",
      { "run", "fails", "--settle", "10m", "--timeout", "50ms" },
      4,
      "\n0 passed, 0 failed, ",
      NULL },
    { "a report that cannot be written",
      { "run", "passes", "--report", "json=/nowhere/x.json" },
      3,
      NULL,
      "albspec: a report cannot be written to /nowhere: No such file" },
    { "no such case", { "run", "pases" }, 2, NULL, "did you mean 'passes'?" },
    { "no such option", { "run", "--jbs", "3" }, 2, NULL, "did you mean --jobs?" },
    { "no jobs", { "run", "--jobs", "0" }, 2, NULL, "--jobs" },
    { "no unit", { "run", "--settle", "5" }, 2, NULL, "--settle" },
    { "no such format", { "run", "--report", "jsn=x" }, 2, NULL, "did you mean 'json'?" },
    { "no path", { "run", "--report", "json" }, 2, NULL, "--report wants FORMAT=PATH" },
    { "two formats",
      { "run", "--format", "json", "--report", "text=-" },
      2,
      NULL,
      "stdout takes one format" },
    { "an empty command", { "run", "--controller-cmd", "" }, 2, NULL, "is empty" },
    { "a command with an unknown variable",
      { "run", "--controller-cmd", "c ${kubconfig}" },
      2,
      NULL,
      "${kubconfig}" },
    { "two controllers",
      { "run", "--controller-cmd", "c", "--mutant", "m" },
      2,
      NULL,
      "cannot be combined" },
    { "no data", { "run", "--data", "/nowhere" }, 2, NULL, "there is no folder /nowhere/suites" },
    { "a list", { "list" }, 0, "fake/passes\n", NULL },
    { "a list of some", { "list", "X-2" }, 0, "fake/fails\n", NULL },
    { "a list of none", { "list", "X-9" }, 2, NULL, "did you mean 'X-" },
    { "a case explained", { "explain", "fails" }, 0, "one listener is three", NULL },
    { "a verb explained", { "explain", "settled" }, 0, "settled:", NULL },
    { "nothing explained", { "explain" }, 2, NULL, "explain what?" },
    { "the unknown explained", { "explain", "setled" }, 2, NULL, "did you mean 'settled'?" },
    { "no command", { NULL }, 2, NULL, "which command?" },
    { "no such command", { "rum" }, 2, NULL, "did you mean 'run'?" },
    { "help", { "help" }, 0, "Usage: albspec COMMAND", NULL },
    { "help of a command", { "run", "--help" }, 0, "--controller-cmd COMMAND", NULL },
    { "the version", { "--version" }, 0, "albspec 0.", NULL },
    { "what is not for people", { "case", "x" }, 2, NULL, "is started by albspec run" },
};

START_TEST(answers_with_the_exit_code_that_says_it)
{
    start_with(calls[_i].args, NULL);

    int code = exit_code();

    ck_assert_msg(code == calls[_i].code, "%s: %d\n%s%s", calls[_i].reason, code,
                  out.at ? out.at : "", err_text());
    if (calls[_i].says)
        ck_assert_msg(out.at && strstr(out.at, calls[_i].says), "%s:\n%s", calls[_i].reason,
                      out.at ? out.at : "");
    else
        ck_assert_msg(!out.len, "%s:\n%s", calls[_i].reason, out.at);
    if (calls[_i].complains)
        ck_assert_msg(strstr(err_text(), calls[_i].complains) != NULL, "%s:\n%s", calls[_i].reason,
                      err_text());
    else
        ck_assert_msg(!proc_log(the_proc).len, "%s:\n%s", calls[_i].reason, err_text());
    ck_assert_uint_eq(strays_kill(NULL, NULL), 0);
}
END_TEST

static cJSON *read_json(const char *name)
{
    struct str text;
    struct err err = { "" };
    cJSON *json;

    ck_assert_msg(file_read(the_arena, arena_printf(the_arena, "%s/%s", dir, name),
                            LIMIT_STATE_BYTES, &text, &err),
                  "%s", err.text);
    json = json_parse(text, &err);
    ck_assert_msg(json != NULL, "%s", err.text);
    return arena_json(the_arena, json);
}

START_TEST(writes_every_report_that_was_asked_for)
{
    start_with((const char *const[]){ "run", "passes", "fails", "--format", "json", "--report",
                                      "junit=a.xml", "-rmarkdown=b.md", "-r", "json=c.json",
                                      "--report=text=d.txt", NULL },
               NULL);

    ck_assert_int_eq(exit_code(), 1);

    cJSON *json = arena_json(the_arena, json_parse(buf_str(&out), NULL));
    ck_assert_int_eq(json_int(json, "counts.PASS"), 1);
    ck_assert_int_eq(json_int(json, "counts.FAIL"), 1);
    ck_assert_int_eq(json_int(read_json("c.json"), "counts.FAIL"), 1);
    ck_assert(file_exists(arena_printf(the_arena, "%s/a.xml", dir)));
    ck_assert(file_exists(arena_printf(the_arena, "%s/b.md", dir)));
    ck_assert(file_exists(arena_printf(the_arena, "%s/d.txt", dir)));
}
END_TEST

// A report folds its lines at the width of a page, wherever a long path makes it: only the words count.
static const char *unfolded(const char *text)
{
    struct buf words = BUF_LIMIT(LIMIT_STATE_BYTES);

    for (const char *at = text; *at != '\0'; at++) {
        if (!isspace((unsigned char)*at))
            buf_add_char(&words, *at);
        else if (at == text || !isspace((unsigned char)at[-1]))
            buf_add_char(&words, ' ');
    }

    const char *kept = arena_strz(the_arena, buf_str(&words));
    buf_done(&words);
    return kept;
}

START_TEST(says_of_a_failure_what_a_person_needs)
{
    static const char *const pieces[] = {
        "fake/fails ", " FAIL X-2 ", "data/suites/fake/fails.yaml:5: still so after",
        " expected ",  "| found",    "run it alone: albspec run fake/fails --seed 1",
    };
    start_with((const char *const[]){ "run", "fails", NULL }, NULL);

    ck_assert_int_eq(exit_code(), 1);

    const char *words = unfolded(out.at);
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
        ck_assert_msg(strstr(words, pieces[i]) != NULL, "'%s' is not in\n%s", pieces[i], out.at);
}
END_TEST

START_TEST(takes_options_from_the_environment)
{
    start_with((const char *const[]){ "run", "passes", NULL }, "ALBSPEC_FORMAT=json");

    ck_assert_int_eq(exit_code(), 0);

    ck_assert_ptr_nonnull(arena_json(the_arena, json_parse(buf_str(&out), NULL)));
}
END_TEST

static size_t count_files(void)
{
    const char *const *names = file_list(the_arena, dir, NULL);
    size_t count = 0;

    while (names[count])
        count++;
    return count;
}

START_TEST(leaves_nothing_behind)
{
    start_with((const char *const[]){ "run", "passes", NULL }, NULL);

    ck_assert_int_eq(exit_code(), 0);

    ck_assert_uint_eq(count_files(), 0);
    ck_assert_uint_eq(strays_kill(NULL, NULL), 0);
}
END_TEST

static const char *const kept[] = { "controller.log", "mockalb.log",   "kubeconfig",
                                    "state.json",     "journal.jsonl", "objects.json" };

START_TEST(keeps_what_a_case_leaves_when_asked_to)
{
    start_with((const char *const[]){ "run", "passes", "--keep", NULL }, NULL);

    ck_assert_int_eq(exit_code(), 0);

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        ck_assert_msg(
            file_exists(arena_printf(the_arena, "%s/albspec-out/fake-passes/%s", dir, kept[i])),
            "%s", kept[i]);
    ck_assert_ptr_nonnull(strstr(err_text(), "albspec: kept in "));
}
END_TEST

static bool has_begun(void *arg)
{
    (void)arg;
    return out.len > 0;
}

static const int signals[] = { SIGTERM, SIGINT };

START_TEST(ends_with_whole_reports_when_signalled)
{
    start_with((const char *const[]){ "run", "fails", "passes", "-j1", "--settle", "10m",
                                      "--report", "json=r.json", NULL },
               NULL);
    ck_assert(loop_until(the_loop, has_begun, NULL, PATIENCE_MS));

    kill(proc_pid(the_proc), signals[_i]);

    ck_assert_int_eq(exit_code(), 3);
    cJSON *json = read_json("r.json");
    ck_assert_int_eq(cJSON_GetArraySize(json_get(json, "cases")), 2);
    ck_assert_int_eq(json_int(json, "counts.SKIP"), 2);
    ck_assert_ptr_nonnull(strstr(out.at, "\n0 passed, 0 failed, 2 skipped\n"));
    ck_assert_uint_eq(strays_kill(NULL, NULL), 0);
    ck_assert_uint_eq(count_files(), 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("albspec");
    TCase *t = tcase_create("albspec");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 300);
    tcase_add_loop_test(t, answers_with_the_exit_code_that_says_it, 0,
                        sizeof(calls) / sizeof(calls[0]));
    tcase_add_test(t, writes_every_report_that_was_asked_for);
    tcase_add_test(t, says_of_a_failure_what_a_person_needs);
    tcase_add_test(t, takes_options_from_the_environment);
    tcase_add_test(t, leaves_nothing_behind);
    tcase_add_test(t, keeps_what_a_case_leaves_when_asked_to);
    tcase_add_loop_test(t, ends_with_whole_reports_when_signalled, 0,
                        sizeof(signals) / sizeof(signals[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
