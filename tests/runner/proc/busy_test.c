#include "runner/proc/busy.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/test.h"

#include "base/banned.h"

/* The kernel's letter for a process: R, S, Z; 0: there is none. */
static char letter_of(pid_t pid)
{
    char path[64], text[512] = "";
    FILE *file;
    const char *end;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    file = fopen(path, "r");
    if (!file)
        return 0;
    if (!fgets(text, sizeof(text), file))
        text[0] = '\0';
    fclose(file);
    end = strrchr(text, ')');
    return end ? end[2] : 0;
}

static bool comes_to(pid_t pid, char letter)
{
    for (int i = 0; i < 10000000; i++) {
        if (letter_of(pid) == letter)
            return true;
    }
    return false;
}

static void spin(void)
{
    for (volatile unsigned i = 0;; i++)
        ;
}

static void end(pid_t group)
{
    kill(-group, SIGKILL);
    while (waitpid(-group, NULL, 0) > 0)
        ;
}

static pid_t start(void (*work)(void))
{
    pid_t pid = fork();

    if (pid == 0) {
        setpgid(0, 0);
        work();
        _exit(0);
    }
    setpgid(pid, pid);
    return pid;
}

static void wait_for_signal(void)
{
    pause();
}

static void spin_in_a_child(void)
{
    if (fork() == 0)
        spin();
    wait_for_signal();
}

START_TEST(is_busy_while_it_runs)
{
    pid_t pid = start(spin);
    ck_assert(comes_to(pid, 'R'));

    ck_assert(busy_is(pid));
    end(pid);
}
END_TEST

START_TEST(is_not_busy_while_it_waits)
{
    pid_t pid = start(wait_for_signal);
    ck_assert(comes_to(pid, 'S'));

    ck_assert(!busy_is(pid));
    end(pid);
}
END_TEST

START_TEST(is_busy_while_its_child_runs)
{
    pid_t pid = start(spin_in_a_child);
    ck_assert(comes_to(pid, 'S'));

    ck_assert(busy_is(pid));
    end(pid);
}
END_TEST

START_TEST(is_not_busy_when_it_is_gone)
{
    pid_t pid = start(wait_for_signal);
    end(pid);

    ck_assert(!busy_is(pid));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("busy");
    TCase *t = tcase_create("busy");

    tcase_add_test(t, is_busy_while_it_runs);
    tcase_add_test(t, is_not_busy_while_it_waits);
    tcase_add_test(t, is_busy_while_its_child_runs);
    tcase_add_test(t, is_not_busy_when_it_is_gone);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
