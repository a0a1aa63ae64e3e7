#ifndef REFERENCE_ANNOTATION_H
#define REFERENCE_ANNOTATION_H

/*
 * The text of an actions.<service> annotation as an action: a JSON array that
 * holds one final action at most, and others that are done before it.
 *
 * Final are ForwardGroup, FixedResponse and Redirect; extra_action.h has the
 * others. Types of the documentation that are not supported are refused by
 * name: what is not done must not be published as if it were.
 *
 * Field names and types may be written in any case, since both forms are found
 * in the vendor's own examples. Everything else is strict, and a refusal names
 * the field: a controller that guesses sends traffic to the wrong place.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"

#define FORWARD_MAX_TARGETS 5
#define WEIGHT_MAX          100

/* One tuple: a group by its id, or else a port of a Service. */
struct target {
    const char *group_id; /* wins over the Service; NULL: none was given */
    const char *service;  /* NULL: none was given */
    int port;
    int weight;
    struct target *next;
};

enum action_type { ACTION_none, ACTION_forward, ACTION_fixed_response, ACTION_redirect };

struct action {
    enum action_type type;  /* of the final one; ACTION_none: there is none */
    cJSON *extras;          /* items of RuleActions that come before it; NULL: none */
    struct target *targets; /* of ACTION_forward */
    cJSON *config;          /* of the others: FixedResponseConfig or RedirectConfig, complete */
};

/* False: err says what is wrong, beginning with the annotation's key. */
bool annotation_parse(struct arena *a, const char *key, const char *text, struct action *ret_action,
                      struct err *err);

/* What a backend with a plain port means: the whole weight to one Service. */
struct action action_to_service(struct arena *a, const char *service, int port);

#endif
