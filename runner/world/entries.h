#ifndef RUNNER_WORLD_ENTRIES_H
#define RUNNER_WORLD_ENTRIES_H

/*
 * The entries of the mock's journal in their order, as its stream brought them:
 * bytes in, entries out. It only grows.
 *
 * Of a journal that several cases write a sieve leaves what concerns one. What it
 * cannot tell yet is held, and comes to its place when it can.
 */
#include "runner/world/mirror.h"

struct entries;

struct entries *entries_new(void);
void entries_free(struct entries *s); /* NULL is fine */

enum sieved { SIEVED_shown, SIEVED_held, SIEVED_dropped };
typedef enum sieved sieve_fn(void *arg, cJSON *line); /* it may change what it lets through */

void entries_sieve(struct entries *s, sieve_fn *fn, void *arg);
void entries_sieve_again(struct entries *s); /* what is held */

/* Bytes of the stream, which may end anywhere. False: a line is no entry. */
bool entries_feed(struct entries *s, struct str bytes, struct err *err);

size_t entries_count(const struct entries *s);
const struct entry *entries_at(const struct entries *s, size_t at);
const struct entry *entries_find(const struct entries *s, uint64_t seq); /* NULL when unknown */
size_t entries_first_after(const struct entries *s, uint64_t seq); /* count when there is none */

uint64_t entries_last(const struct entries *s);     /* the last that came, shown or not; 0: none */
uint64_t entries_revision(const struct entries *s); /* of the cloud, after the last change kept */
size_t entries_calls_since(const struct entries *s, uint64_t seq, const char *action, bool writes);
uint64_t entries_call_on(const struct entries *s, const char *kind, const char *id);

#endif
