#ifndef RUNNER_WORLD_ENTRIES_H
#define RUNNER_WORLD_ENTRIES_H

/*
 * The entries of the mock's journal in their order, as its stream brought them:
 * bytes in, entries out. It only grows.
 */
#include "runner/world/mirror.h"

struct entries;

struct entries *entries_new(void);
void entries_free(struct entries *s); /* NULL is fine */

/* Bytes of the stream, which may end anywhere. False: a line is no entry. */
bool entries_feed(struct entries *s, struct str bytes, struct err *err);

size_t entries_count(const struct entries *s);
const struct entry *entries_at(const struct entries *s, size_t at);
const struct entry *entries_find(const struct entries *s, uint64_t seq); /* NULL when unknown */
size_t entries_first_after(const struct entries *s, uint64_t seq); /* count when there is none */

size_t entries_calls_since(const struct entries *s, uint64_t seq, const char *action, bool writes);
uint64_t entries_call_on(const struct entries *s, const char *kind, const char *id);

#endif
