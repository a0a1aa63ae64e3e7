#ifndef BASE_NET_SOCKS_H
#define BASE_NET_SOCKS_H

/*
 * Descriptors that a library opens, wants watched, and closes. It may close one
 * without telling (libcurl 7.88 does when a connection ends before it stands),
 * and the next one then has the same number. So we watch a copy of each, which
 * only we close, and look whether a number still means what it meant.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/net/loop.h"

struct socks;

/* ready: this number has these events of epoll. */
struct socks *socks_new(struct loop *l, void (*ready)(void *arg, int fd, uint32_t events),
                        void *arg);
void socks_free(
    struct socks *all); /* the copies; the descriptors are the library's. NULL is fine */

/* A descriptor just opened. False, and nothing happened: there is no room for another. */
bool socks_opened(struct socks *all, int fd);
/* What is to be watched from now on, 0 for nothing; also of one that was never told to be open. */
void socks_want(struct socks *all, int fd, uint32_t events);
/* It is about to be closed. */
void socks_closing(struct socks *all, int fd);

#endif
