#ifndef RUNNER_WORLD_JOURNAL_H
#define RUNNER_WORLD_JOURNAL_H

/*
 * The entries of the mock's journal in their order, as its stream brought them:
 * bytes in, entries out. It only grows.
 */
#include "runner/world/mirror.h"

struct journal;

struct journal *journal_new(void);
void journal_free(struct journal *j); /* NULL is fine */

/* Bytes of the stream, which may end anywhere. False: a line is no entry. */
bool journal_feed(struct journal *j, struct str bytes, struct err *err);

size_t journal_count(const struct journal *j);
const struct entry *journal_at(const struct journal *j, size_t at);
const struct entry *journal_find(const struct journal *j, uint64_t seq); /* NULL when unknown */
size_t journal_first_after(const struct journal *j, uint64_t seq); /* count when there is none */

size_t journal_calls_since(const struct journal *j, uint64_t seq, const char *action, bool writes);
uint64_t journal_call_on(const struct journal *j, const char *kind, const char *id);

#endif
