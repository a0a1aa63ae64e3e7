#ifndef RUNNER_ORACLE_VIEW_H
#define RUNNER_ORACLE_VIEW_H

/*
 * The cloud as a requirement speaks of it: load balancers with their listeners,
 * rules in the order in which they are tried, server groups with their servers;
 * made from one state document of the mock.
 *
 * A group is called by what it is for, never by its own name, which is no part
 * of the contract:
 *
 *   referenced   it was there before the controller: by the name of the fixture ("G1")
 *   owned        made by the controller for a port of a Service ("tea-svc:80"): known by the tags that
 *                published controllers use, and where there are none by its servers
 *   fallback     used by a listener's default action only; not part of what is judged
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/oracle/service.h"

struct view_input {
    const cJSON *state;  /* the mock's state document */
    const cJSON *before; /* the same, as it was before the controller; NULL: empty */
    const cJSON *cloud;  /* the fixture's cloud document, for its names; NULL: none */
    struct services services;
};

enum group_role { GROUP_referenced, GROUP_owned, GROUP_fallback };

struct view_server {
    const char *address; /* "10.0.1.101:8080" */
    const char *type;    /* "Eni" */
    const char *id, *ip, *status;
    const cJSON *body;
    const char *key; /* the object's id in the state document */
};

struct view_group {
    const char *id, *label;
    enum group_role role;
    bool in_rule; /* some rule forwards to it */
    const cJSON *body;
    const struct view_server *servers; /* by address */
    size_t server_count;
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

struct view_listener {
    const char *id, *label; /* "HTTP:80" */
    const char *balancer;   /* its load balancer's id */
    const cJSON *body;
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

/* The next object of a kind in a state document after one (NULL: the first); NULL at the end. */
const cJSON *state_next(const cJSON *state, const char *kind, const cJSON *after);
/* The body of an object; NULL when there is none. */
const cJSON *state_body(const cJSON *state, const char *kind, const char *id);

/* The values of a rule's condition ("Host", "Path"), of all its entries of that type; ends with NULL. */
const char *const *rule_values(struct arena *a, const struct view_rule *r, const char *type);
/* The types of its conditions, each once, sorted; ends with NULL. */
const char *const *rule_condition_types(struct arena *a, const struct view_rule *r);

#endif
