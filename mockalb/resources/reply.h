#ifndef MOCKALB_RESOURCES_REPLY_H
#define MOCKALB_RESOURCES_REPLY_H

/*
 * Replies from bodies: what of a thing a client may see, and lists of things.
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"

/*
 * Adds the members of a body that clients may see, but those in leave_out (ends with NULL; or NULL).
 * They are shared with the body, not copied: they may be replaced, but not changed.
 */
void show_body(cJSON *to, const cJSON *body, const char *const *leave_out);
cJSON *shown(const struct object *o, const char *const *leave_out);
/* … of which nothing is left out but what the mock keeps for itself. For items that nobody adds to: mostly
 * it is the body itself, not a copy. */
cJSON *shown_whole(const struct object *o);

/*
 * Of a body only what the catalog knows in a place of the reply: one body serves several actions. Tags
 * become what that place calls them: {"Key", "Value"} or {"TagKey", "TagValue"}. For page_begin there is the
 * item of the action's list.
 */
void show_known(cJSON *to, const struct reply_member *fields, const cJSON *body);
cJSON *known_item(struct call *call, const struct object *o);

/* Offers each object of the call's region that passes match (NULL: all) to the page. */
typedef bool match_fn(struct call *call, const struct object *o);
void offer_all(struct page *p, const struct kind *k, match_fn *match);

/*
 * The same without a look at each: those with an id of one list, else the children of one list of
 * parents, else all. Lists may be NULL or empty. Without any parameter but those of paging match must pass
 * everything; then a page costs what is on it.
 */
void offer_of(struct page *p, const struct kind *k, match_fn *match, const cJSON *ids,
              const cJSON *parents);

#endif
