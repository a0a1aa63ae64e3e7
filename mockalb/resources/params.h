#ifndef MOCKALB_RESOURCES_PARAMS_H
#define MOCKALB_RESOURCES_PARAMS_H

/*
 * What handlers ask of their parameters: the object that one names, and whether
 * an object passes a filter. A filter that was not given lets everything pass.
 */
#include <stdbool.h>

#include "base/state/store.h"
#include "mockalb/gateway/call.h"

/* In the call's region; NULL when there is none. */
const struct object *object_of(struct call *call, const struct kind *k, const char *id);
const struct object *param_object(struct call *call, const char *param, const struct kind *k);

/*
 * The same for actions that need no region: an id that a call without one names is found anywhere, and the
 * call goes on in that region. Differs: the real service asks the region of the endpoint.
 */
const struct object *param_anywhere(struct call *call, const char *param, const struct kind *k);

/* Copies a parameter that was given into a body. */
void param_into(struct call *call, cJSON *body, const char *param, const char *member);

/* A text parameter of one id, or of some with commas between, as a list; an empty one when it was not given. */
const cJSON *param_list(struct call *call, const char *param);

const char *new_id(struct call *call, const struct kind *k); /* prefix and 18 of [a-z0-9] */
const char *now_text(struct call *call);                     /* "2026-01-01T00:00:00Z" */

bool filter_text(struct call *call, const char *param, const char *value);
bool filter_ids(struct call *call, const char *param,
                const char *id); /* one, or some with commas */
bool filter_list(struct call *call, const char *param, const char *value); /* one of a list */
/* filter_text by the body's member of the same name, which is looked up only if it is asked for. */
bool filter_member(struct call *call, const char *param, const cJSON *body);
bool filter_bool(struct call *call, const char *param, bool value);
/* Whether any of these (NULL ends) was given: if not, there is nothing to look for in each. */
bool filter_is_any(struct call *call, const char *const *params);
bool filter_tags(struct call *call, const struct object *o); /* the parameter Tag, all of it */

#endif
