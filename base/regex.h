#ifndef BASE_REGEX_H
#define BASE_REGEX_H

/*
 * Regular expressions that clients write, by PCRE2; this is the only file that
 * knows it. (Patterns of our own catalog are POSIX ones, compiled where they are used.)
 */
#include <stdbool.h>

#include "base/str.h"

/* Whether the text is a regular expression at all. */
bool regex_is_valid(struct str pattern);

/* Whether it is found anywhere in the text; false for what is no regular expression, or costs too much. */
bool regex_finds(struct str pattern, struct str text);

#endif
