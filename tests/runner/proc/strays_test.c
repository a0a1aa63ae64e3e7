#include "runner/proc/strays.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/test.h"

#include "base/banned.h"

/* A process that leaves its group and its parent, as daemons do. */
static pid_t start_daemon(void)
{
    int fds[2];
    pid_t parent, pid = 0;

    ck_assert_int_eq(pipe(fds), 0);
    parent = fork();
    if (parent == 0) {
        pid_t own = fork();
        if (own == 0) {
            setsid();
            own = getpid();
            if (write(fds[1], &own, sizeof(own)) > 0)
                pause();
        }
        _exit(0);
    }
    ck_assert_int_eq(waitpid(parent, NULL, 0), parent);
    ck_assert_int_eq(read(fds[0], &pid, sizeof(pid)), sizeof(pid));
    close(fds[0]);
    close(fds[1]);
    return pid;
}

static void setup(void)
{
    strays_adopt();
}

START_TEST(ends_and_reaps_what_left_its_parent)
{
    pid_t stray = start_daemon();

    ck_assert_uint_eq(strays_kill(NULL, NULL), 1);

    ck_assert_int_eq(kill(stray, 0), -1);
    ck_assert_int_eq(errno, ESRCH);
}
END_TEST

static bool is_kept(void *arg, pid_t pid)
{
    return pid == *(pid_t *)arg;
}

START_TEST(keeps_what_is_ours)
{
    pid_t ours = start_daemon();
    start_daemon();

    ck_assert_uint_eq(strays_kill(is_kept, &ours), 1);

    ck_assert_int_eq(kill(ours, 0), 0);
    ck_assert_uint_eq(strays_kill(NULL, NULL), 1);
}
END_TEST

START_TEST(finds_none_when_there_are_none)
{
    ck_assert_uint_eq(strays_kill(NULL, NULL), 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("strays");
    TCase *t = tcase_create("strays");

    tcase_add_checked_fixture(t, setup, NULL);
    tcase_add_test(t, ends_and_reaps_what_left_its_parent);
    tcase_add_test(t, keeps_what_is_ours);
    tcase_add_test(t, finds_none_when_there_are_none);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
