#ifndef BASE_REGEX_H
#define BASE_REGEX_H

/*
 * Regular expressions that clients write, by PCRE2; this is the only file that
 * knows it. (Patterns of our own catalog are POSIX ones, compiled where they are used.)
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* Whether the text is a regular expression at all. */
bool regex_is_valid(struct str pattern);

/* Whether it is found anywhere in the text; false for what is no regular expression, or costs too much. */
bool regex_finds(struct str pattern, struct str text);

/*
 * Compiled once, for the syntax of RE2: what that one lacks (looking around, references back, possessive
 * and atomic groups) is refused, with a text that lives in the arena. The arena frees it.
 *
 * Differs: RE2 is linear; this one may be slow, so that whoever searches says after how many steps to give up.
 */
struct regex;

#define REGEX_STEPS_MOST 1000000u

const struct regex *regex_new(struct arena *a, struct str pattern, const char **ret_why);

size_t regex_size(const struct regex *r); /* the memory that it takes */

enum regex_result { REGEX_found, REGEX_absent, REGEX_costly };

/* All zero before the first search; each one begins where the last match ended. */
struct regex_match {
    size_t start, end;
    bool any; /* there was one before */
};

enum regex_result regex_next(const struct regex *r, struct str text, struct regex_match *m,
                             unsigned steps);

#endif
