#include "base/net/socks.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"

#include "base/banned.h"

struct sock {
    struct fd_watch watch; /* of the copy; first: the callback casts back */
    struct socks *all;
    struct sock *next;
    int fd;          /* the library's */
    uint32_t events; /* wanted; 0: not watched */
};

struct socks {
    struct loop *loop;
    void (*ready)(void *arg, int fd, uint32_t events);
    void *arg;
    struct sock *first;
};

struct socks *socks_new(struct loop *l, void (*ready)(void *arg, int fd, uint32_t events),
                        void *arg)
{
    struct socks *all = must_alloc(sizeof(*all));

    *all = (struct socks){ .loop = l, .ready = ready, .arg = arg };
    return all;
}

static void is_ready(struct fd_watch *w, uint32_t events)
{
    struct sock *s = (struct sock *)w;

    s->all->ready(s->all->arg, s->fd, events);
}

static void watch(struct sock *s, uint32_t events)
{
    struct loop *l = s->all->loop;

    if (events && s->events)
        loop_change(l, &s->watch, events);
    else if (events)
        loop_add(l, &s->watch, events);
    else if (s->events)
        loop_drop(l, &s->watch);
    s->events = events;
}

static struct sock **find(struct socks *all, int fd)
{
    struct sock **at = &all->first;

    while (*at && (*at)->fd != fd)
        at = &(*at)->next;
    return at;
}

static void drop(struct sock **at)
{
    struct sock *s = *at;

    watch(s, 0);
    *at = s->next;
    close(s->watch.fd);
    free(s);
}

void socks_free(struct socks *all)
{
    if (!all)
        return;
    while (all->first)
        drop(&all->first);
    free(all);
}

static struct sock *add(struct socks *all, int fd)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    struct sock *s;

    if (copy < 0)
        return NULL;
    s = must_alloc(sizeof(*s));
    *s = (struct sock){ { copy, is_ready }, all, all->first, fd, 0 };
    all->first = s;
    return s;
}

/* A number is what it was as long as it means the same open file as our copy. */
static bool is_stale(const struct sock *s)
{
    struct stat its, ours;

    return fstat(s->fd, &its) != 0 || fstat(s->watch.fd, &ours) != 0 || its.st_ino != ours.st_ino ||
           its.st_dev != ours.st_dev;
}

/* What the library wanted of one with this number it goes on wanting: it takes it for the same. */
bool socks_opened(struct socks *all, int fd)
{
    struct sock **old = find(all, fd), *s;
    uint32_t events = *old ? (*old)->events : 0;

    if (*old)
        drop(old);
    s = add(all, fd);
    if (s)
        watch(s, events);
    return s != NULL;
}

void socks_want(struct socks *all, int fd, uint32_t events)
{
    struct sock **at = find(all, fd), *s = *at;

    if (!s && events)
        s = add(all, fd);
    if (s)
        watch(s, events);
    at = find(all, fd);
    if (s && !events && is_stale(s))
        drop(at);
}

void socks_closing(struct socks *all, int fd)
{
    struct sock **at = find(all, fd);

    if (*at)
        drop(at);
}
