#ifndef RUNNER_WORLD_POSTS_H
#define RUNNER_WORLD_POSTS_H

/*
 * Requests to the mock's control API that change something, as long as they are
 * under way: any number at once, each told of when it is answered.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/net/fetch.h"

struct post;

struct posts {
    struct fetch *fetch;
    int64_t timeout_ms;
    void (*on_done)(void *arg, const struct fetch_reply *r, const char *path);
    void *arg;
    struct post *first;
};

void posts_send(struct posts *s, const char *server, const char *path, const cJSON *body);
bool posts_are_open(const struct posts *s); /* one is under way */
void posts_done(struct posts *s);           /* cancels what is */

#endif
