#ifndef RUNNER_ORACLE_GROUP_H
#define RUNNER_ORACLE_GROUP_H

/*
 * Server groups and their servers, from a state document. A group is called by
 * what it is for, never by its own name, which is no part of the contract:
 *
 *   referenced   it was there before the controller: by the name of the fixture ("G1")
 *   owned        made by the controller for a port of a Service ("tea-svc:80"): known by the tags
 *                that published controllers use, and where there are none by its servers
 *   fallback     used by a listener's default action only; not part of what is judged
 */
#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/oracle/rule.h"
#include "runner/oracle/service.h"

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

/* What decides how a group is called. */
struct group_input {
    const cJSON *state;
    const cJSON *before; /* the state before the controller; NULL: empty */
    const cJSON *cloud;  /* the fixture's cloud document, for its names; NULL: none */
    struct services services;
    const struct view_listener *listeners;
    const struct view_rule *rules;
    size_t listener_count, rule_count;
};

struct view_group *groups_read(struct arena *a, const struct group_input *in, size_t *ret_count);

#endif
