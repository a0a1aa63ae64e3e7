#ifndef REPORTS_LAYOUT_H
#define REPORTS_LAYOUT_H

/*
 * Text for people to read on a terminal, LAYOUT_WIDTH columns wide. Widths are
 * counted in characters, not bytes; control characters (a log's escape
 * sequences) come out as '?'.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum { LAYOUT_WIDTH = 80 };

size_t layout_width(struct str s);
struct str layout_fit(struct str s, size_t width); /* as much of its begin as fits */
void layout_clean(struct buf *to, struct str s);
void layout_blanks(struct buf *to, size_t count);
/* Exactly width columns: filled with blanks, or cut with "..." at the end. */
void layout_cell(struct buf *to, struct str s, size_t width);
/* Words in lines of at most LAYOUT_WIDTH columns, each line indented, at most max_lines of them. */
void layout_wrap(struct buf *to, struct str words, size_t indent, size_t max_lines);
/* Lines as they are, indented, cut at LAYOUT_WIDTH; the last max_lines of them. */
void layout_tail(struct buf *to, struct str lines, size_t indent, size_t max_lines);
void layout_duration(struct buf *to, int64_t ms); /* "12 ms", "1.2 s" */

#endif
