#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

/*
 * Numbers that look random and are the same for the same seed, on any machine
 * (SplitMix64). Embed one where ids are made.
 */
#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

void random_init(struct random *r, uint64_t seed);
uint64_t random_next(struct random *r);
uint64_t random_below(struct random *r, uint64_t bound);   /* 0 … bound-1; bound > 0 */
void random_text(struct random *r, char *ret, size_t len); /* len of [a-z0-9], then NUL */
void random_uuid(struct random *r, char ret[37]);          /* lower case, version 4 */

#endif
