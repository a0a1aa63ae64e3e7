#ifndef BASE_STATE_INDEX_H
#define BASE_STATE_INDEX_H

/*
 * A hash table whose links are inside of what it finds, so that adding and
 * dropping cost no search and no memory. What equal means is the owner's
 * matter: it walks index_first() … index_next(), which are those with one hash.
 */
#include <stddef.h>
#include <stdint.h>

/* Embed one per index that a thing is in. */
struct entry {
    uint64_t hash;
    void *of; /* what it is inside of */
    struct entry *next, **link;
};

struct index {
    struct entry **at; /* NULL until the first is added */
    size_t room, count;
};

void index_add(struct index *x, struct entry *e, uint64_t hash, void *of);
void index_drop(struct index *x, struct entry *e);
struct entry *index_first(const struct index *x, uint64_t hash); /* NULL when none */
struct entry *index_next(const struct entry *e);
void index_done(struct index *x); /* the table; not what was in it */

uint64_t index_hash(uint64_t seed, const char *text);

#endif
