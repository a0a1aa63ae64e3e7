#ifndef MOCKALB_GATEWAY_JOURNAL_H
#define MOCKALB_GATEWAY_JOURNAL_H

/*
 * What happened, entry by entry: every call with its outcome, and every change
 * of the store. What a call committed stands directly behind that call; what a
 * timer changed stands alone, with call 0. Numbers begin at 1 and never come
 * twice.
 *
 * An entry is rendered once, as one line of JSON, and shared by all who follow.
 * The oldest entries are forgotten when there are too many.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/blob.h"
#include "base/clock.h"
#include "base/state/store.h"

struct journal;

enum journal_type { JOURNAL_any, JOURNAL_call, JOURNAL_change };

/* A call as it went. Strings may be NULL where the call did not get that far. */
struct journal_call {
    const char *caller, *product, *version, *action, *region, *request_id;
    const char *stage;          /* that refused it */
    const char *code, *message; /* it was refused with */
    const cJSON *params, *unknown;
    struct str reply; /* JSON text; absent when refused */
    int status;
    bool write;
};

/* Which entries a reader wants. What names a call leaves changes out. */
struct journal_filter {
    enum journal_type type;
    const char *action, *caller; /* NULL: any */
    bool write;                  /* only calls that may change something */
};

/* Embed one per reader that follows. The line ends with a newline and is borrowed. */
struct journal_reader {
    struct journal_filter filter;
    void (*send)(struct journal_reader *r, struct blob *line);
    struct journal_reader *next, **link;
};

struct journal *journal_new(struct store *s, struct clock *c); /* follows the store */
void journal_free(struct journal *j);
void journal_clear(struct journal *j); /* forgets; numbers go on */

/* Changes made between the two belong to the call. */
void journal_begin_call(struct journal *j);
void journal_end_call(struct journal *j, const struct journal_call *call);

uint64_t journal_last(const struct journal *j);  /* the newest number; 0: none yet */
uint64_t journal_first(const struct journal *j); /* the oldest that is kept; last + 1: none is */

/*
 * Calls fn for at most limit entries that come after a number and pass the
 * filter. Returns the number of the last entry that was looked at: read on from there.
 */
uint64_t journal_read(const struct journal *j, const struct journal_filter *filter, uint64_t since,
                      size_t limit, void (*fn)(void *arg, struct blob *line), void *arg);

/* How many bytes of entries are kept that came after a number. */
size_t journal_bytes_after(const struct journal *j, uint64_t since);

/* First what is kept and came after a number, then what comes. */
void journal_follow(struct journal *j, struct journal_reader *r, uint64_t since);
void journal_unfollow(struct journal_reader *r); /* harmless when not following */

#endif
