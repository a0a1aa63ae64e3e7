#include "runner/proc/busy.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

enum { PATH_ROOM = 96, TEXT_ROOM = 4096, DEEPEST = 8 };

/* A short file of /proc; absent when the process is gone. */
static struct str read_short(const char *path, char room[TEXT_ROOM])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n;

    if (fd < 0)
        return STR_NONE;
    n = read(fd, room, TEXT_ROOM - 1);
    close(fd);
    return n < 0 ? STR_NONE : (struct str){ room, (size_t)n };
}

/* The letter after "(name)": R runs or wants to, D waits for a disk. */
static bool thread_is_busy(pid_t pid, const char *thread)
{
    char path[PATH_ROOM], room[TEXT_ROOM];
    struct str stat;
    const char *name_end;

    snprintf(path, sizeof(path), "/proc/%d/task/%.20s/stat", (int)pid, thread);
    stat = read_short(path, room);
    name_end = stat.len ? memrchr(stat.at, ')', stat.len) : NULL;
    return name_end && name_end + 2 < stat.at + stat.len &&
           (name_end[2] == 'R' || name_end[2] == 'D');
}

static bool is_busy(pid_t pid, int depth);

static bool children_are_busy(pid_t pid, const char *thread, int depth)
{
    char path[PATH_ROOM], room[TEXT_ROOM];
    struct str rest;
    int64_t child;

    snprintf(path, sizeof(path), "/proc/%d/task/%.20s/children", (int)pid, thread);
    rest = read_short(path, room);
    while (rest.len) {
        if (str_int(str_cut(&rest, ' '), &child) && is_busy((pid_t)child, depth + 1))
            return true;
    }
    return false;
}

static bool is_busy(pid_t pid, int depth)
{
    char path[PATH_ROOM];
    DIR *threads;
    const struct dirent *thread;
    bool busy = false;

    snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    threads = depth < DEEPEST ? opendir(path) : NULL;
    if (!threads)
        return false;
    while (!busy && (thread = readdir(threads)) != NULL) {
        if (thread->d_name[0] != '.')
            busy = thread_is_busy(pid, thread->d_name) ||
                   children_are_busy(pid, thread->d_name, depth);
    }
    closedir(threads);
    return busy;
}

bool busy_is(pid_t pid)
{
    return is_busy(pid, 0);
}
