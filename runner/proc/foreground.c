#include "runner/proc/foreground.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"

#include "base/banned.h"

enum { OF_SIGNALS = 128 };

struct foreground {
    struct fd_watch end; /* the pidfd; first */
    struct loop *loop;
    pid_t pid;
    bool runs;
    int code;
};

/* exec takes the words as if it might change them, and does not. */
static char *const *exec_words(const char *const *words)
{
    union {
        const char *const *ours;
        char *const *of_exec;
    } same = { words };

    return same.of_exec;
}

static _Noreturn void become(const char *const *argv, const char *const *env, int status)
{
    sigset_t none;
    int why;
    ssize_t ignored;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    execvpe(argv[0], exec_words(argv), exec_words(env));
    why = errno;
    ignored = write(status, &why, sizeof(why));
    (void)ignored;
    _exit(OF_SIGNALS - 1);
}

static void ended(struct fd_watch *w, uint32_t events)
{
    struct foreground *f = (struct foreground *)w;
    int status = 0;

    (void)events;
    if (waitpid(f->pid, &status, 0) == f->pid)
        f->code = WIFEXITED(status) ? WEXITSTATUS(status) : OF_SIGNALS + WTERMSIG(status);
    f->runs = false;
    loop_drop(f->loop, &f->end);
    close(f->end.fd);
    loop_stop(f->loop);
}

/* False: why it did not become that program. */
static bool became(pid_t pid, int status, int *ret_why)
{
    bool fine = read(status, ret_why, sizeof(*ret_why)) != sizeof(*ret_why);

    if (!fine)
        waitpid(pid, NULL, 0);
    return fine;
}

struct foreground *foreground_start(struct loop *l, const char *const *argv, const char *const *env,
                                    struct err *err)
{
    struct foreground *f;
    int status[2], why = 0;
    pid_t pid;

    if (pipe2(status, O_CLOEXEC) != 0) {
        err_errno(err, "making", "a pipe");
        return NULL;
    }
    pid = fork();
    if (pid == 0)
        become(argv, env, status[1]);
    why = errno;
    close(status[1]);
    if (pid < 0 || !became(pid, status[0], &why)) {
        close(status[0]);
        errno = why;
        err_errno(err, "starting", argv[0]);
        return NULL;
    }
    close(status[0]);
    f = must_alloc(sizeof(*f));
    *f = (struct foreground){ { pidfd_open(pid, 0), ended }, l, pid, true, 0 };
    must(f->end.fd >= 0);
    loop_add(l, &f->end, EPOLLIN);
    return f;
}

void foreground_free(struct foreground *f)
{
    if (!f)
        return;
    if (f->runs) {
        kill(f->pid, SIGKILL);
        waitpid(f->pid, NULL, 0);
        loop_drop(f->loop, &f->end);
        close(f->end.fd);
    }
    free(f);
}

void foreground_signal(struct foreground *f, int signo)
{
    bool by_keys = signo == SIGINT && isatty(STDIN_FILENO);

    if (f->runs && !by_keys)
        kill(f->pid, signo);
}

bool foreground_runs(const struct foreground *f)
{
    return f->runs;
}

int foreground_code(const struct foreground *f)
{
    return f->code;
}
