#include "runner/proc/strays.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

enum { TEXT_ROOM = 64 << 10, ROUNDS = 16 };

void strays_adopt(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static struct str read_children(char room[TEXT_ROOM])
{
    char path[64];
    int fd;
    ssize_t n;

    snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
    fd = open(path, O_RDONLY | O_CLOEXEC);
    n = fd < 0 ? -1 : read(fd, room, TEXT_ROOM);
    if (fd >= 0)
        close(fd);
    return n < 0 ? STR_NONE : (struct str){ room, (size_t)n };
}

static void end_child(pid_t pid)
{
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* What one of them leaves behind is ours in the next round. */
size_t strays_kill(bool (*is_kept)(void *arg, pid_t pid), void *arg)
{
    char room[TEXT_ROOM];
    size_t all = 0;

    for (int round = 0; round < ROUNDS; round++) {
        struct str rest = read_children(room);
        size_t now = 0;
        while (rest.len) {
            int64_t pid;
            if (!str_int(str_cut(&rest, ' '), &pid) || (is_kept && is_kept(arg, (pid_t)pid)))
                continue;
            end_child((pid_t)pid);
            now++;
        }
        all += now;
        if (!now)
            break;
    }
    return all;
}
