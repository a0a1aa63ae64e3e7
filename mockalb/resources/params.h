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

const char *new_id(struct call *call, const struct kind *k); /* prefix and 18 of [a-z0-9] */
const char *now_text(struct call *call);                     /* "2026-01-01T00:00:00Z" */

/* The value's copy, or the fallback when the parameter is absent. */
cJSON *param_bool_or(struct call *call, const char *path, bool fallback);
cJSON *param_int_or(struct call *call, const char *path, int64_t fallback);
cJSON *param_text_or(struct call *call, const char *path, const char *fallback);

bool filter_text(struct call *call, const char *param, const char *value);
bool filter_list(struct call *call, const char *param, const char *value); /* one of a list */
bool filter_bool(struct call *call, const char *param, bool value);
bool filter_tags(struct call *call, const struct object *o); /* the parameter Tag, all of it */

/* For stores' walks: offers each that passes match (NULL: all) to the page. */
typedef bool match_fn(struct call *call, const struct object *o);
void offer_all(struct page *p, const struct kind *k, match_fn *match);

/* Adds the members of a body that clients may see, but those in leave_out (ends with NULL; or NULL). */
void show_body(cJSON *to, const cJSON *body, const char *const *leave_out);
cJSON *shown(const struct object *o, const char *const *leave_out);

#endif
