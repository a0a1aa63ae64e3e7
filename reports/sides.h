#ifndef REPORTS_SIDES_H
#define REPORTS_SIDES_H

/*
 * Two texts side by side, line by line. Lines that both have stand beside each
 * other; where the texts differ the line begins with '*'. What does not fit in
 * max_lines is left out and said to be: first lines far from any difference,
 * then the rest.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct sides {
    struct str left_title, left;
    struct str right_title, right;
    size_t indent, max_lines; /* of the table, its two lines of heading included */
    bool color;
};

void sides_print(struct buf *to, const struct sides *s);

/* The same pairs of lines, all of them, for who draws them otherwise. A line that is not there is absent. */
struct sides_row {
    struct str left, right;
    bool same;
};
void sides_each(struct str left, struct str right,
                void (*row)(void *context, const struct sides_row *row), void *context);

#endif
