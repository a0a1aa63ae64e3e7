#ifndef BASE_UTF8_H
#define BASE_UTF8_H

/*
 * Text from outside, before it goes into a tree: whether it is UTF-8, how many
 * characters it has, and how to show a piece of it in a message whatever it is.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* The bytes of the character at the begin of s, and its code; 0: overlong forms, surrogates, NUL and what
 * is cut off are none. */
size_t utf8_character(struct str s, uint32_t *ret_code);
bool utf8_is_valid(struct str s); /* and without NUL */
size_t utf8_length(const char *text);

/* At most the first 120 bytes or so; percent-encoded if it is not UTF-8. */
const char *utf8_show(struct arena *a, struct str s);

#endif
