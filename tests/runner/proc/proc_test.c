/*
 * Children are /bin/sh scripts. Nothing here sleeps: a child that must stay blocks on a pipe that
 * nobody writes to, and what is waited for is an event of the loop.
 */
#include "runner/proc/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "runner/proc/output.h"
#include "tests/test.h"

#include "base/banned.h"

enum { PATIENCE_MS = 20000 };

static struct clock *the_clock;
static struct loop *the_loop;
static struct buf lines;
static bool ended;

static void add_line(void *arg, struct str line)
{
    (void)arg;
    buf_printf(&lines, "[%.*s]", STR_ARG(line));
}

static void note_end(void *arg)
{
    (void)arg;
    ended = true;
}

static void setup(void)
{
    the_clock = clock_new(false);
    the_loop = loop_new(the_clock);
    lines = BUF_LIMIT(1 << 20);
    ended = false;
}

static void teardown(void)
{
    loop_free(the_loop);
    clock_free(the_clock);
    buf_done(&lines);
}

static bool has_ended(void *arg)
{
    (void)arg;
    return ended;
}

static bool has_line(void *arg)
{
    (void)arg;
    return lines.len > 0;
}

static void until(bool (*done)(void *arg))
{
    ck_assert(loop_until(the_loop, done, NULL, PATIENCE_MS));
}

static const char *const plain_env[] = { "PATH=/usr/bin:/bin", "COLOR=blue", NULL };

static struct proc_spec shell(const char *const *argv)
{
    return (struct proc_spec){
        .name = "child", .argv = argv, .env = plain_env, .on_line = add_line, .on_exit = note_end
    };
}

#define SCRIPT(text) ((const char *const[]){ "sh", "-c", (text), NULL })

/* Blocks for good: the fifo has no writer but itself. */
#define STAY "t=$(mktemp -u) && mkfifo $t && exec 9<>$t && rm $t && echo ready && read x <&9"

static struct proc *start(const char *script)
{
    struct proc_spec s = shell(SCRIPT(script));
    struct err err = { "" };
    struct proc *p = proc_start(the_loop, &s, &err);

    ck_assert_msg(p != NULL, "%s", err.text);
    return p;
}

static struct proc *start_lines(const char *script)
{
    struct proc_spec s = shell(SCRIPT(script));
    struct err err = { "" };
    struct proc *p;

    s.lines = true;
    p = proc_start(the_loop, &s, &err);
    ck_assert_msg(p != NULL, "%s", err.text);
    return p;
}

static const struct {
    const char *script, *text;
} ends[] = {
    { "exit 0", "exit code 0" },
    { "exit 3", "exit code 3" },
    { "kill -9 $$", "signal 9 (Killed)" },
    { "kill -15 $$", "signal 15 (Terminated)" },
};

START_TEST(tells_how_a_child_ended)
{
    char text[64];
    struct proc *p = start(ends[_i].script);

    until(has_ended);

    ck_assert(!proc_running(p));
    proc_exit_text(p, text, sizeof(text));
    ck_assert_str_eq(text, ends[_i].text);
    proc_free(p);
}
END_TEST

START_TEST(keeps_all_output_by_the_time_the_end_is_told)
{
    struct proc *p = start("echo out; echo err >&2; seq 1 3000 | tail -n 1; printf last");

    until(has_ended);

    ck_assert_str_eq(proc_log(p).at, "out\nerr\n3000\nlast");
    proc_free(p);
}
END_TEST

START_TEST(hands_out_whole_lines_and_keeps_the_rest_as_log)
{
    struct proc *p = start_lines("printf one; printf 'X\\ntwo\\n\\nthree'; echo log >&2");

    until(has_ended);

    ck_assert_str_eq(lines.at, "[oneX][two][][three]");
    ck_assert_str_eq(proc_log(p).at, "log\n");
    proc_free(p);
}
END_TEST

START_TEST(gives_the_environment_that_was_asked_for_and_no_other)
{
    ck_assert_int_eq(setenv("ALBKIT_LEAK", "1", 1), 0);
    struct proc *p = start("echo $COLOR $ALBKIT_LEAK; echo $PATH; cat; pwd");

    until(has_ended);

    char expected[4200], here[4096];
    snprintf(expected, sizeof(expected), "blue\n/usr/bin:/bin\n%s\n", getcwd(here, sizeof(here)));
    ck_assert_str_eq(proc_log(p).at, expected);
    proc_free(p);
}
END_TEST

START_TEST(runs_where_it_was_told_to)
{
    struct proc_spec s = shell(SCRIPT("pwd"));
    struct proc *p;
    s.dir = "/";

    p = proc_start(the_loop, &s, NULL);
    until(has_ended);

    ck_assert_str_eq(proc_log(p).at, "/\n");
    proc_free(p);
}
END_TEST

START_TEST(leaves_no_descriptor_open_in_the_child)
{
    int kept = open("/dev/null", O_RDONLY); /* without O_CLOEXEC, as libraries open things */
    struct proc *p =
        start("for f in /proc/self/fd/*; do echo ${f##*/}; done | sort -n | tr '\\n' ' '");

    until(has_ended);

    ck_assert_msg(!strstr(proc_log(p).at, "4 5"), "%s", proc_log(p).at);
    ck_assert_int_eq(strncmp(proc_log(p).at, "0 1 2 ", 6), 0);
    proc_free(p);
    close(kept);
}
END_TEST

START_TEST(passes_the_result_pipe_as_descriptor_three)
{
    int fds[2];
    char got[16] = "";
    struct proc_spec s = shell(SCRIPT("echo result >&3"));
    struct proc *p;
    ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);
    s.result_fd = fds[1];

    p = proc_start(the_loop, &s, NULL);
    close(fds[1]);
    until(has_ended);

    ck_assert_int_eq(read(fds[0], got, sizeof(got) - 1), 7);
    ck_assert_str_eq(got, "result\n");
    ck_assert_int_eq(read(fds[0], got, sizeof(got)), 0);
    close(fds[0]);
    proc_free(p);
}
END_TEST

START_TEST(shows_the_end_of_whatever_was_written)
{
    struct arena *a = arena_new();
    struct buf text = BUF_LIMIT(1 << 20);
    const char *shown;

    buf_add(&text, STR("not shown\nodd \0\x1b[31m\ttext\n"));
    for (int i = 0; i < 5000; i++)
        buf_add_char(&text, i < 4990 ? 'x' : 'y');
    buf_add_text(&text, "\nlast\n");
    shown = output_shown(a, buf_str(&text), 3);

    ck_assert(str_starts(str_of(shown), STR("odd ??[31m\ttext\nxxx")));
    ck_assert_ptr_nonnull(strstr(shown, "x ... 4100 bytes ... x"));
    ck_assert(str_ends(str_of(shown), STR("yyyyyyyyyy\nlast\n")));
    ck_assert_uint_lt(strlen(shown), 1000);
    ck_assert_str_eq(output_shown(a, STR(""), 3), "");
    buf_done(&text);
    arena_free(a);
}
END_TEST

static const struct {
    const char *reason, *program, *dir, *says;
} refusals[] = {
    { "no such program", "/nowhere/at/all", NULL,
      "starting /nowhere/at/all: No such file or directory" },
    { "not in PATH", "no-such-program-anywhere", NULL,
      "there is no program 'no-such-program-anywhere' in PATH" },
    { "not executable", "/etc/passwd", NULL, "starting /etc/passwd: Permission denied" },
    { "no such directory", "true", "/nowhere", "starting true: No such file or directory" },
};

START_TEST(says_why_a_program_does_not_start)
{
    const char *const argv[] = { refusals[_i].program, NULL };
    struct proc_spec s = shell(argv);
    struct err err = { "" };
    s.dir = refusals[_i].dir;

    struct proc *p = proc_start(the_loop, &s, &err);

    ck_assert_msg(!p && strcmp(err.text, refusals[_i].says) == 0, "%s: %s", refusals[_i].reason,
                  err.text);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}
END_TEST

START_TEST(stops_with_a_signal_that_can_be_handled)
{
    struct proc *p = start_lines("trap 'echo bye; exit 7' TERM; " STAY);
    char text[64];
    until(has_line);

    proc_stop(p, PATIENCE_MS);
    until(has_ended);

    proc_exit_text(p, text, sizeof(text));
    ck_assert_str_eq(lines.at, "[ready][bye]");
    ck_assert_str_eq(text, "exit code 7");
    proc_free(p);
}
END_TEST

START_TEST(kills_what_does_not_want_to_stop)
{
    struct proc *p = start_lines("trap '' TERM; " STAY);
    char text[64];
    until(has_line);

    proc_stop(p, 1);
    until(has_ended);

    proc_exit_text(p, text, sizeof(text));
    ck_assert_str_eq(text, "signal 9 (Killed)");
    proc_free(p);
}
END_TEST

static pid_t pid_in(const char *text)
{
    int64_t pid = 0;
    size_t end = 0;
    struct str s = str_skip(str_of(text), 1);

    ck_assert(str_find(s, ']', &end) && str_int((struct str){ s.at, end }, &pid));
    return (pid_t)pid;
}

/* Its parent is gone, so the one who adopted it reaps it: until then it is a zombie, which is dead too. */
static bool is_dead(pid_t pid)
{
    char path[64], stat[512] = "";
    int fd;
    const char *state;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return true;
    if (read(fd, stat, sizeof(stat) - 1) < 0)
        stat[0] = '\0';
    close(fd);
    state = strrchr(stat, ')');
    return !state || state[2] == 'Z' || state[2] == 'X';
}

static pid_t grandchild;

static bool grandchild_is_dead(void *arg)
{
    (void)arg;
    return is_dead(grandchild);
}

static bool grandchild_dies(void)
{
    for (int i = 0; i < 100000 && !grandchild_is_dead(NULL); i++)
        loop_turn(the_loop, 0);
    return grandchild_is_dead(NULL);
}

START_TEST(takes_what_the_child_started_along_when_freed)
{
    struct proc *p = start_lines("(trap '' TERM; exec cat /dev/zero >/dev/null) & echo $!; wait");
    until(has_line);
    grandchild = pid_in(lines.at);
    ck_assert(!is_dead(grandchild));

    proc_free(p);

    ck_assert(grandchild_dies());
}
END_TEST

START_TEST(takes_what_the_child_left_behind_when_it_ends)
{
    struct proc *p = start_lines("cat /dev/zero >/dev/null & echo $!; exit 0");

    until(has_ended);

    grandchild = pid_in(lines.at);
    ck_assert(grandchild_dies());
    proc_free(p);
}
END_TEST

START_TEST(ends_when_its_parent_is_killed)
{
    int fds[2];
    char byte;
    pid_t parent;
    ck_assert_int_eq(pipe2(fds, O_CLOEXEC), 0);

    parent = fork();
    if (parent == 0) {
        struct proc_spec s = shell(SCRIPT("exec >/dev/null; echo x >&3; " STAY));
        s.result_fd = fds[1];
        close(fds[0]);
        if (proc_start(the_loop, &s, NULL))
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    close(fds[1]);
    ck_assert_int_eq(waitpid(parent, NULL, 0), parent);

    /* The pipe's last writer is the grandchild: it ends when that does. */
    while (read(fds[0], &byte, 1) > 0)
        ;
    close(fds[0]);
}
END_TEST

START_TEST(keeps_head_and_tail_of_a_flood)
{
    struct proc *p = start("echo first; yes | head -c 5000000; echo; echo last");

    until(has_ended);

    struct str log = proc_log(p);
    ck_assert_uint_le(log.len, LIMIT_LOG_BYTES + 100);
    ck_assert(str_starts(log, STR("first\n")));
    ck_assert(str_ends(log, STR("\nlast\n")));
    ck_assert_ptr_nonnull(strstr(log.at, " bytes left out ..."));
    proc_free(p);
}
END_TEST

START_TEST(cuts_a_line_without_end)
{
    struct proc *p = start_lines("head -c 200000 /dev/zero | tr '\\0' x");

    until(has_ended);

    ck_assert_uint_eq(lines.len, 200000 + 4 * 2);
    proc_free(p);
}
END_TEST

START_TEST(writes_its_log_to_a_file_too)
{
    char path[] = "/tmp/albkit-proc-XXXXXX", got[64] = "";
    int fd = mkstemp(path);
    struct proc_spec s = shell(SCRIPT("echo one; echo two >&2"));
    struct proc *p;
    s.log_path = path;

    p = proc_start(the_loop, &s, NULL);
    until(has_ended);
    proc_free(p);

    ck_assert_int_eq(read(fd, got, sizeof(got) - 1), 8);
    ck_assert_str_eq(got, "one\ntwo\n");
    close(fd);
    unlink(path);
}
END_TEST

START_TEST(leaves_no_zombie)
{
    struct proc *running = start_lines(STAY);
    until(has_line);
    struct proc *over = start("exit 1");
    until(has_ended);

    proc_free(running);
    proc_free(over);
    proc_free(NULL);

    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("proc");
    TCase *t = tcase_create("proc");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, tells_how_a_child_ended, 0, sizeof(ends) / sizeof(ends[0]));
    tcase_add_test(t, shows_the_end_of_whatever_was_written);
    tcase_add_test(t, keeps_all_output_by_the_time_the_end_is_told);
    tcase_add_test(t, hands_out_whole_lines_and_keeps_the_rest_as_log);
    tcase_add_test(t, gives_the_environment_that_was_asked_for_and_no_other);
    tcase_add_test(t, runs_where_it_was_told_to);
    tcase_add_test(t, leaves_no_descriptor_open_in_the_child);
    tcase_add_test(t, passes_the_result_pipe_as_descriptor_three);
    tcase_add_loop_test(t, says_why_a_program_does_not_start, 0,
                        sizeof(refusals) / sizeof(refusals[0]));
    tcase_add_test(t, stops_with_a_signal_that_can_be_handled);
    tcase_add_test(t, kills_what_does_not_want_to_stop);
    tcase_add_test(t, takes_what_the_child_started_along_when_freed);
    tcase_add_test(t, takes_what_the_child_left_behind_when_it_ends);
    tcase_add_test(t, ends_when_its_parent_is_killed);
    tcase_add_test(t, keeps_head_and_tail_of_a_flood);
    tcase_add_test(t, cuts_a_line_without_end);
    tcase_add_test(t, writes_its_log_to_a_file_too);
    tcase_add_test(t, leaves_no_zombie);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
