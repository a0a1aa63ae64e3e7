#ifndef REPORTS_UTF8_H
#define REPORTS_UTF8_H

/*
 * What a controller wrote may be any bytes; what a report says is text.
 */
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* The bytes of the character at the begin of s; 0: it is no UTF-8, or a control character other than a
 * blank, or one that XML forbids. */
size_t utf8_bytes(struct str s);

/* As it is, with '?' for every byte that is no text. */
void utf8_clean(struct buf *to, struct str s);

#endif
