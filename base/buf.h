#ifndef BASE_BUF_H
#define BASE_BUF_H

/*
 * Bytes that grow, up to a limit set at birth.
 *
 * Past its limit a buf stops taking bytes and remembers that it did, so that a
 * writer need not look after every piece: buf_ok() once, at the end, is enough.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct buf {
    char *at; /* always ends in NUL once something was added; NULL before */
    size_t len, room, limit;
    bool over;
};

#define BUF_LIMIT(bytes) ((struct buf){ .limit = (bytes) })

void buf_room(struct buf *b, size_t more); /* what is about to be added, if that is known */
void buf_add(struct buf *b, struct str s);
void buf_add_char(struct buf *b, char c);
void buf_add_shell(struct buf *b, struct str s); /* between two ', as one word of a shell */
void buf_add_text(struct buf *b, const char *text);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/*
 * For writers in a hurry: where the next bytes go, at least so many until *ret_end, NULL past the
 * limit. They count once buf_set_end says how far they go.
 */
char *buf_place(struct buf *b, size_t least, char **ret_end);
void buf_set_end(struct buf *b, const char *end);

void buf_add_percent(struct buf *b, struct str s); /* RFC 3986: all but A-Za-z0-9-_.~ as %XX */
void buf_cut(struct buf *b, size_t len);           /* keeps the first len bytes */
void buf_reset(struct buf *b);                     /* empty, and takes bytes again */
bool buf_ok(const struct buf *b);
struct str buf_str(const struct buf *b); /* until the next change; "" when empty */
char *buf_take(struct buf *b); /* the bytes, NUL-terminated, for free(); b is empty after */
void buf_done(struct buf *b);

#endif
