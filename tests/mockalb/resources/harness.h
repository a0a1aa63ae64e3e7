#ifndef TESTS_MOCKALB_RESOURCES_HARNESS_H
#define TESTS_MOCKALB_RESOURCES_HARNESS_H

/*
 * A cloud with some things in it and calls to it, without HTTP: a call is an
 * action's name and its parameters as JSON, in which ' stands for ", and they are
 * validated by the catalog as the gateway does. What came
 * due before a call has happened by then, as for calls through the gateway.
 *
 * Where the text of a test names ids that it did not make, they are those of
 * cloud.yaml beside it.
 */
#include <stdarg.h>
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/state/store.h"
#include "mockalb/resources/cloud.h"

struct patterns;
struct quotas;

struct world {
    struct arena *arena;
    struct clock *clock;
    struct store *store;
    struct random random;
    struct cloud *cloud;
    struct patterns *patterns;
    bool loose;          /* the shape of replies is not looked at */
    const char *region;  /* of the calls */
    const char *host;    /* that they go to */
    const char *code;    /* of the last call's refusal; "" when it was done */
    const char *message; /* … and its text */
    int status;          /* … and its status; 200 when it was done */
    const char *job;     /* of the last call; NULL: none */
    const cJSON *reply;  /* of the last call */
};

struct world *world_new(void);                         /* profile instant, seeded */
struct world *world_with(const struct quotas *quotas); /* the same, with other limits */
struct world *world_realistic(void);                   /* profile realistic, seeded */
struct world *world_realistic_with(const struct quotas *quotas);
struct world *world_denied(const char *kinds); /* … to a caller without rights to these */
struct world *world_empty(void);               /* nothing in it */
void world_free(struct world *w);

/* Text in the world's arena, for functions that take what printf takes. */
char *world_print(struct world *w, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* The code of the refusal, or "". Actions of other products than ALB are written "vpc:DescribeVSwitches". */
const char *answer(struct world *w, const char *action, const char *params, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with parameters that are a tree; takes it. */
const char *answer_tree(struct world *w, const char *action, cJSON *take_params);

/* Like answer(), for calls that must succeed: a text of the reply. */
const char *get(struct world *w, const char *path, const char *action, const char *params, ...)
    __attribute__((format(printf, 4, 5)));

cJSON *tree(struct world *w, const char *text); /* JSON with ' for "; the caller's */
bool seed(struct world *w, const char *document, struct err *err); /* ' for " here too */
struct world *world_add(struct world *w, const char *document); /* the same, and it must be right */

/* Members of a thing and what they must be, as this function shows them. */
typedef const char *shown_fn(struct world *w, const char *id, const char *member);
void check_shown(struct world *w, shown_fn *shown, const char *id, const char *const (*members)[2],
                 size_t count);

const char *reply_text(const struct world *w, const char *path); /* "" when absent */
int reply_count(const struct world *w, const char *path);
const struct object *find(const struct world *w, const char *kind, const char *id);
const char *state_of(const struct world *w, const char *kind, const char *id); /* "" when gone */
int count(const struct world *w, const char *kind);

/* A rule's part of params: forwards example.com/PATH to one group. */
const char *rule_to(struct world *w, int priority, const char *path, const char *group);

#endif
