#ifndef RUNNER_ORACLE_RULE_H
#define RUNNER_ORACLE_RULE_H

/*
 * Listeners, and their rules in the order in which they are tried, from a state
 * document.
 */
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"

struct view_listener {
    const char *id, *label; /* "HTTP:80" */
    const char *balancer;   /* its load balancer's id */
    const cJSON *body;
};

struct view_tuple {
    const char *id, *label; /* label "?sgp-…" when there is no such group */
    int64_t weight;         /* -1: none was set */
};

struct view_rule {
    const char *id;
    const struct view_listener *listener; /* NULL: its listener is gone */
    const cJSON *body;
    const char *status, *direction;
    int64_t priority;
    const cJSON *const *actions; /* by their order; ends with NULL */
    size_t action_count;
    struct view_tuple *tuples; /* of all ForwardGroup actions */
    size_t tuple_count;
};

/* All of a document: listeners by label, rules by listener and priority, tuples without labels. */
struct view_listener *listeners_read(struct arena *a, const cJSON *state, size_t *ret_count);
struct view_rule *rules_read(struct arena *a, const cJSON *state,
                             const struct view_listener *listeners, size_t listener_count,
                             size_t *ret_count);

/* The values of all of a rule's conditions of a type ("Host", "Path"); ends with NULL. */
const char *const *rule_values(struct arena *a, const struct view_rule *r, const char *type);
/* The types of its conditions, each once, sorted; ends with NULL. */
const char *const *rule_condition_types(struct arena *a, const struct view_rule *r);

#endif
