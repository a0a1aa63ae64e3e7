#include "runner/proc/isolate.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

#include "base/banned.h"

#define METADATA_ADDRESS "100.100.100.200"

enum { SNMP_BYTES = 64 << 10, PATH_ROOM = 4096 };

static bool refuse(const char *what, struct err *err)
{
    return err_set(
        err,
        "--isolate is not possible here: %s: %s. It needs user, mount and network namespaces "
        "without "
        "privileges: sysctl user.max_user_namespaces above 0, kernel.unprivileged_userns_clone=1 "
        "(Debian), kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu); in a container a "
        "seccomp "
        "profile that allows unshare(2) (docker run --security-opt seccomp=unconfined)",
        what, strerror(errno));
}

/* Files of /proc take the whole text in one write, or refuse it. */
static bool write_at_once(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));
    int why = errno;

    if (fd >= 0)
        close(fd);
    errno = why;
    return n == (ssize_t)strlen(text);
}

/* In there we are root, which is who we were before outside. */
static bool map_ids(uid_t uid, gid_t gid, struct err *err)
{
    char text[64];

    if (!write_at_once("/proc/self/setgroups", "deny"))
        return refuse("/proc/self/setgroups", err);
    snprintf(text, sizeof(text), "0 %u 1", uid);
    if (!write_at_once("/proc/self/uid_map", text))
        return refuse("/proc/self/uid_map", err);
    snprintf(text, sizeof(text), "0 %u 1", gid);
    return write_at_once("/proc/self/gid_map", text) || refuse("/proc/self/gid_map", err);
}

static bool set_address(int fd, const char *interface, const char *address)
{
    struct ifreq r = { 0 };
    struct sockaddr_in in = { .sin_family = AF_INET };

    snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", interface);
    if (address) {
        inet_pton(AF_INET, address, &in.sin_addr);
        memcpy(&r.ifr_addr, &in, sizeof(in));
        return ioctl(fd, SIOCSIFADDR, &r) == 0;
    }
    r.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK;
    return ioctl(fd, SIOCSIFFLAGS, &r) == 0;
}

static bool raise_loopback(struct err *err)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool fine = fd >= 0 && set_address(fd, "lo", NULL) && set_address(fd, "lo:1", METADATA_ADDRESS);
    int why = errno;

    if (fd >= 0)
        close(fd);
    errno = why;
    return fine || refuse("the loopback interface", err);
}

/* In place of a file of the machine; one that is not there need not be replaced. */
static bool replace(const char *dir, const char *name, const char *text, struct err *err)
{
    char ours[PATH_ROOM], theirs[PATH_ROOM];

    snprintf(ours, sizeof(ours), "%s/%s", dir, name);
    snprintf(theirs, sizeof(theirs), "/etc/%s", name);
    if (!file_write(ours, str_of(text), err))
        return false;
    return mount(ours, theirs, NULL, MS_BIND, NULL) == 0 || errno == ENOENT || refuse(theirs, err);
}

static bool leave(struct err *err)
{
    uid_t uid = geteuid();
    gid_t gid = getegid();
    int at_parents_end = 0;

    prctl(PR_GET_PDEATHSIG, &at_parents_end);
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) != 0)
        return refuse("unshare", err);
    prctl(PR_SET_PDEATHSIG, at_parents_end); /* other rights have made the kernel forget it */
    return map_ids(uid, gid, err) && raise_loopback(err) &&
           (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 || refuse("mount", err));
}

bool isolate_enter(const char *dir, const char *hosts, struct err *err)
{
    return leave(err) && replace(dir, "hosts", hosts, err) &&
           replace(dir, "resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", err);
}

bool isolate_is_allowed(struct err *err)
{
    int pipe_fds[2], status = 0;
    struct err why = { "" };
    ssize_t n;
    pid_t pid;

    if (pipe2(pipe_fds, O_CLOEXEC) != 0)
        return err_errno(err, "making", "a pipe");
    pid = fork();
    if (pid == 0) {
        bool fine = leave(&why);
        n = fine ? 0 : write(pipe_fds[1], why.text, strlen(why.text));
        _exit(fine && !n ? 0 : 1);
    }
    close(pipe_fds[1]);
    n = pid < 0 ? -1 : read(pipe_fds[0], why.text, sizeof(why.text) - 1);
    close(pipe_fds[0]);
    if (pid < 0)
        return err_errno(err, "starting", "a child");
    waitpid(pid, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    return err_set(err, "%s", n > 0 ? why.text : "--isolate is not possible here");
}

/* The number below "OutNoRoutes" of "Ip: Forwarding DefaultTTL …", whose next line has the numbers. */
static int64_t counted(struct str text)
{
    struct str names = str_cut(&text, '\n'), numbers = str_cut(&text, '\n');
    int64_t number = 0;

    while (names.at && names.len) {
        struct str name = str_cut(&names, ' '), value = str_cut(&numbers, ' ');
        if (str_is(name, "OutNoRoutes"))
            str_int(value, &number);
    }
    return number;
}

/* "Ip6OutNoRoutes                  	0" among other lines. */
static int64_t counted_6(struct str text)
{
    int64_t number = 0;

    while (text.at && text.len) {
        struct str line = str_cut(&text, '\n');
        if (str_starts(line, STR("Ip6OutNoRoutes")))
            str_int(str_trim(str_skip(line, strlen("Ip6OutNoRoutes"))), &number);
    }
    return number;
}

static int64_t count_in(const char *file, int64_t (*counts)(struct str text))
{
    char room[SNMP_BYTES];
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, room, sizeof(room));

    if (fd >= 0)
        close(fd);
    return n > 0 ? counts((struct str){ room, (size_t)n }) : 0;
}

int64_t isolate_lost(void)
{
    return count_in("/proc/self/net/snmp", counted) + count_in("/proc/self/net/snmp6", counted_6);
}
