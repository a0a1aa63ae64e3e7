#ifndef RUNNER_ORACLE_VIEW_H
#define RUNNER_ORACLE_VIEW_H

/*
 * The cloud as a requirement speaks of it: listeners, rules in the order in
 * which they are tried, server groups by what they are for; made from one state
 * document of the mock. Rules and groups point at each other by these labels.
 */
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/oracle/group.h"
#include "runner/oracle/rule.h"
#include "runner/oracle/service.h"

struct view_input {
    const cJSON *state;  /* the mock's state document */
    const cJSON *before; /* the same, as it was before the controller; NULL: empty */
    const cJSON *cloud;  /* the fixture's cloud document, for its names; NULL: none */
    struct services services;
};

struct view {
    const cJSON *state;
    const struct view_listener *listeners;
    const struct view_rule *rules; /* by listener, then priority */
    const struct view_group *groups;
    size_t listener_count, rule_count, group_count;
};

const struct view *view_new(struct arena *a, const struct view_input *in);

const struct view_group *view_group(const struct view *v, const char *id); /* NULL: none */
/* The group called so; NULL when none is, or more than one (*ret_count tells how many). */
const struct view_group *view_group_called(const struct view *v, const char *label,
                                           size_t *ret_count);

#endif
