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
 * Trees are shared, never copied: what a reader holds with body_ref() stays
 * as it was when the object changes.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/clock.h"

struct store;

/* A static table of the program describes its kinds. Two kinds are the same if they are one struct. */
struct kind {
    const char *name;      /* "alb/Listener"; "networking.k8s.io/ingresses" */
    const char *id_prefix; /* "lsn-"; NULL when clients name things */
    const char
        *parent; /* the body's member that holds the parent's id, for store_children; or NULL */
};

/* A view, good until the next change of this object or the end of the transaction that made it. */
struct object {
    const struct kind *kind;
    const char *scope, *id;
    uint64_t revision; /* of its last change */
    uint64_t created;  /* revision of its creation: the order of lists */
    int64_t changed_ms;
    const cJSON *body;
};

enum change_type { CHANGE_added, CHANGE_modified, CHANGE_deleted };

struct change {
    enum change_type type;
    uint64_t revision;                   /* a deletion has one too */
    const struct object *before, *after; /* NULL where there is none */
};

struct store *store_new(struct clock *clock);
void store_free(struct store *s);

const struct object *store_get(const struct store *s, const struct kind *k, const char *scope,
                               const char *id);
/* The only object of that kind and id in any scope; NULL when none. Ids of the cloud are unique. */
const struct object *store_find(const struct store *s, const struct kind *k, const char *id);

/* Call fn for each until it returns false; in the order of creation. scope NULL: every scope. */
void store_each(const struct store *s, const struct kind *k, const char *scope,
                bool (*fn)(void *arg, const struct object *o), void *arg);
void store_children(const struct store *s, const struct kind *k, const char *parent_id,
                    bool (*fn)(void *arg, const struct object *o), void *arg);
void store_each_kind(const struct store *s, bool (*fn)(void *arg, const struct kind *k), void *arg);
size_t store_count(const struct store *s, const struct kind *k, const char *scope);
uint64_t store_revision(const struct store *s);      /* of the last change, 0 at first */
uint64_t store_next_revision(const struct store *s); /* what the next change will get */

void store_begin(struct store *s);
bool store_in_transaction(const struct store *s);
const struct object *store_put(struct store *s, const struct kind *k, const char *scope,
                               const char *id, cJSON *take_body);
bool store_drop(struct store *s, const struct kind *k, const char *scope, const char *id);
void store_commit(struct store *s);
void store_rollback(struct store *s);

/* Embed one per follower. */
struct follower {
    void (*changed)(struct follower *f, const struct change *c);
    struct follower *next, **link;
};

void store_follow(struct store *s, struct follower *f);
void store_unfollow(struct follower *f);

/* Tells f what changed after a revision; false when that is too long ago to know, or in the future. */
bool store_replay(const struct store *s, uint64_t after, struct follower *f);
/* Forgets what it remembers of changes up to now: older watchers get "too old". */
void store_compact(struct store *s);

/* For state documents: everything as it was, revisions too. Followers are not told; replay is empty after. */
void store_clear(struct store *s);
void store_restore(struct store *s, const struct object *as, cJSON *take_body);
void store_set_revision(struct store *s, uint64_t revision);

#endif
