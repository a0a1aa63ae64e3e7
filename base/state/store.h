#ifndef BASE_STATE_STORE_H
#define BASE_STATE_STORE_H

/*
 * Every resource there is, in one versioned table.
 *
 * mockalb keeps load balancers in it, the embedded API server keeps Ingresses:
 * the store knows neither. It knows kinds, scopes (a region; a namespace), ids,
 * bodies, and the order of changes. Changes are made between store_begin() and
 * store_commit(); store_rollback() undoes them all, revisions included, so a
 * handler may give up at any line. Each change takes the next revision when it
 * is made; a commit tells the followers, change by change, in that order.
 *
 * Reads inside a transaction see its changes. There is one transaction at a
 * time, and none may begin while followers are being told: a follower that
 * wants to change something sets a timer.
 *
 * What a read hands out is good until the next change of that object, and what
 * store_put() hands out until a rollback besides. Objects are shared, never
 * copied: a reader that needs one for longer takes object_ref(), and has it as it was.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/clock.h"
#include "base/state/object.h"

struct store;

enum change_type { CHANGE_added, CHANGE_modified, CHANGE_deleted };

struct change {
    enum change_type type;
    uint64_t revision;                   /* a deletion has one too */
    const struct object *before, *after; /* NULL where there is none */
};

struct store *store_new(struct clock *clock);
void store_free(struct store *s); /* NULL is fine; followers are let go */

const struct object *store_get(const struct store *s, const struct kind *k, const char *scope,
                               const char *id);
/* The object of that kind and id in any scope, the oldest if there are several; NULL when none. */
const struct object *store_find(const struct store *s, const struct kind *k, const char *id);

/*
 * Call fn for each until it returns false; in the order of creation. scope NULL: every scope.
 * fn may change anything: what it drops is not visited any more, what it creates not yet.
 */
void store_each(const struct store *s, const struct kind *k, const char *scope,
                bool (*fn)(void *arg, const struct object *o), void *arg);
void store_children(const struct store *s, const struct kind *k, const char *parent_id,
                    bool (*fn)(void *arg, const struct object *o), void *arg);
/* By a key that the kind gives them (struct kind); in the order of creation. */
void store_keyed(const struct store *s, const struct kind *k, const char *key,
                 bool (*fn)(void *arg, const struct object *o), void *arg);
/* What a list of a scope (NULL: every scope) has behind one object, without a walk to its place. */
void store_each_behind(const struct store *s, const struct object *o, const char *scope,
                       bool (*fn)(void *arg, const struct object *o), void *arg);
/* The kinds that there are objects of, in the order in which they came. */
void store_each_kind(const struct store *s, bool (*fn)(void *arg, const struct kind *k), void *arg);
size_t store_count(const struct store *s, const struct kind *k, const char *scope);
uint64_t store_revision(const struct store *s);      /* of the last change, 0 at first */
uint64_t store_next_revision(const struct store *s); /* what the next change will get */

void store_begin(struct store *s);
bool store_in_transaction(const struct store *s);
/* Every put is a change, also of an equal body. False from drop: there is no such object. */
const struct object *store_put(struct store *s, const struct kind *k, const char *scope,
                               const char *id, cJSON *take_body);
bool store_drop(struct store *s, const struct kind *k, const char *scope, const char *id);
/* What the open transaction changed so far, in that order; fn changes nothing. */
void store_each_change(const struct store *s, void (*fn)(void *arg, const struct change *c),
                       void *arg);
void store_commit(struct store *s);
void store_rollback(struct store *s);

/* Embed one per follower. The store tells them in the order in which they began to follow. */
struct follower {
    void (*changed)(struct follower *f, const struct change *c);
    struct follower *next, **link; /* this and the next: the store's */
    uint64_t since;                /* was told, or does not want, changes up to this one */
};

/* Both at any time, also while followers are told: from then on, not what is just being told. */
void store_follow(struct store *s, struct follower *f);
void store_unfollow(struct follower *f); /* harmless when not following */

/*
 * Tells f (who need not follow) what changed after a revision, up to the change that followers
 * are being told, if any. False when that is too long ago to know, or in the future. Not in a
 * transaction; and none may begin meanwhile.
 */
bool store_replay(const struct store *s, uint64_t after, struct follower *f);
/* Forgets what it remembers of changes up to now: older watchers get "too old". */
void store_compact(struct store *s);

/*
 * For state documents: everything as it was, revisions too. Followers are not told; replay is
 * empty after. store_clear, then store_restore in any order (of names that are not there yet),
 * and store_set_revision last, which puts lists in the order of creation.
 */
void store_clear(struct store *s);
void store_restore(struct store *s, const struct object *as, cJSON *take_body);
void store_set_revision(struct store *s, uint64_t revision);

#endif
