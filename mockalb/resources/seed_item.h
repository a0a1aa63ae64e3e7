#ifndef MOCKALB_RESOURCES_SEED_ITEM_H
#define MOCKALB_RESOURCES_SEED_ITEM_H

/*
 * One item of a cloud document and its place in it ("serverGroups[1].servers[0]"),
 * which every message about it begins with. All of these return false when the document is
 * wrong, and say why.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "mockalb/gateway/call.h"

struct seed_item {
    struct call *call;
    struct err *err;
    const cJSON *at;
    const char *place;
    cJSON *into;             /* what its own items are added to; or NULL */
    const struct object *of; /* what they belong to; or NULL */
};

typedef bool seed_item_fn(const struct seed_item *item);

/* Fails with "place.member: text"; member may be empty. */
bool item_fail(const struct seed_item *item, const char *member, const char *text);
bool item_refused(const struct seed_item *item, const struct api_error *refusal); /* true on NULL */

/* The item is a map with no members but these; ends with NULL. */
bool item_members(const struct seed_item *item, const char *const *names);

/* A text, which must be there unless there is a fallback. */
bool item_text(const struct seed_item *item, const char *member, const char *fallback,
               const char **ret);
bool item_choice(const struct seed_item *item, const char *member, const char *const *choices,
                 const char *fallback, const char **ret);
bool item_int(const struct seed_item *item, const char *member, int64_t min, int64_t max,
              int64_t *in_out); /* what stands there before is the fallback */
bool item_flag(const struct seed_item *item, const char *member, bool *in_out);

/* The id of something new of that kind: right prefix, not taken. */
bool item_new_id(const struct seed_item *item, const struct kind *k, const char **ret);

/* Something that must exist, in any region; a member that is absent gives NULL. */
bool item_object(const struct seed_item *item, const char *member, const struct kind *k,
                 const struct object **ret);
bool item_needed_object(const struct seed_item *item, const char *member, const struct kind *k,
                        const struct object **ret);

/* The member "tags", a map, as a list of {Key, Value} in the arena. */
bool item_tags(const struct seed_item *item, const cJSON **ret);

/* Calls fn for each of a list; an absent one has none. */
bool item_each(const struct seed_item *item, const char *member, seed_item_fn *fn);

#endif
