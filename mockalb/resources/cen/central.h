#ifndef MOCKALB_RESOURCES_CEN_CENTRAL_H
#define MOCKALB_RESOURCES_CEN_CENTRAL_H

/*
 * CEN is one service for all regions: a call may name any region or none, so
 * things are found by their ids wherever they are, and lists go over all
 * regions. What belongs to no region is kept in the mock's own.
 */
#include "mockalb/gateway/call.h"
#include "mockalb/resources/reply.h"

const struct object *central_object(struct call *call, const struct kind *k, const char *id);
const struct object *central_param(struct call *call, const char *param, const struct kind *k);
const char *central_scope(struct call *call);

/* Puts another body in the place of an object's; the second makes it leave a state by itself. */
void central_put(struct call *call, const struct object *o, cJSON *take_body);
void central_enter(struct call *call, const struct object *o, cJSON *take_body, const char *state);

/* "2026-01-01T00:00Z", as this service writes times; the caller's account as a number. */
const char *central_minute(struct call *call);
int64_t central_account(struct call *call);

/* A text of the parameters, into the body if it was given; or else the fallback (NULL: nothing). */
void central_take(struct call *call, cJSON *body, const char *param, const char *fallback);

/* Members of a body that a list wraps: "Tags" becomes {"Tag": […]}. */
void central_wrap(cJSON *item, const cJSON *body, const char *member, const char *wrap);

/* Offers what passes match: all of a kind, children of one parent, those of one key, or the one with an id. */
void central_offer(struct page *p, const struct kind *k, match_fn *match);
void central_offer_children(struct page *p, const struct kind *k, const char *parent,
                            match_fn *match);
void central_offer_keyed(struct page *p, const struct kind *k, const char *key, match_fn *match);
void central_offer_one(struct page *p, const struct kind *k, const char *id, match_fn *match);

/* Whether there is one that passes (arg is the caller's); among children of a parent, or those of a key. */
typedef bool central_test_fn(const void *arg, const struct object *o);
const struct object *central_child(struct call *call, const struct kind *k, const char *parent,
                                   central_test_fn *test, const void *arg);
const struct object *central_keyed(struct call *call, const struct kind *k, const char *key,
                                   central_test_fn *test, const void *arg);
int64_t central_count_children(struct call *call, const struct kind *k, const char *parent);

/* For functions that find something or say why not: sets the refusal, and is false. */
static inline bool central_fail(const struct api_error **ret_refusal,
                                const struct api_error *refusal)
{
    *ret_refusal = refusal;
    return false;
}

/* The CEN that a call names, refused with the given error when it is none, and when it is changing. */
const struct object *cen_named(struct call *call, enum error_id unknown,
                               const struct api_error **ret_refusal);
const struct api_error *cen_check_list(struct call *call); /* one that a list names must exist */

/* "is changing": it is neither ready nor gone yet. */
bool central_is_busy(const struct object *o);

#endif
