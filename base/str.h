#ifndef BASE_STR_H
#define BASE_STR_H

/*
 * A borrowed string: where it starts and how long it is.
 *
 * A str never owns its bytes and need not end in NUL. Whoever hands one out
 * says how long it lives, which in a handler is "until the reply is sent".
 * Pass it by value. The absent string is {NULL, 0}; the empty one is {"", 0}.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *at;
    size_t len;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE     ((struct str){ NULL, 0 })
#define STR_ARG(s)   (int)(s).len, (s).at ? (s).at : "" /* for "%.*s" */

static inline struct str str_of(const char *c)
{
    return (struct str){ c, c ? strlen(c) : 0 };
}

bool str_eq(struct str a, struct str b);
bool str_is(struct str s, const char *text);         /* equal to a C string */
bool str_in(struct str s, const char *const *texts); /* one of a list that ends with NULL */
bool str_eq_nocase(struct str a, struct str b);      /* ASCII letters only */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
struct str str_skip(struct str s, size_t bytes); /* without its first bytes */
struct str str_trim(struct str s);               /* without blanks at both ends */
bool str_find(struct str s, char c, size_t *ret_at);

/* Cuts s at the first sep: returns what stood before it, leaves the rest in *s (absent at the end). */
struct str str_cut(struct str *s, char sep);

/* The whole of s as a decimal number; false when it is anything else or out of range. */
bool str_int(struct str s, int64_t *ret_value);

/* "400ms", "10s", "2m", "1h" as milliseconds; a number without a unit is refused. */
bool str_duration(struct str s, int64_t *ret_ms);

/* Which of the names is nearest to a word (for "did you mean"); NULL if none is near. Ends with NULL. */
const char *str_nearest(struct str word, const char *const *names);

#endif
