/*
 * The fewest changes, additions and removals of lines that make one text of the other (Levenshtein's
 * distance) tell which lines belong beside each other.
 */
#include "reports/sides.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/must.h"
#include "reports/layout.h"

#include "base/banned.h"

enum {
    MAX_SIDE = 500, /* lines of one side that are compared */
    CONTEXT = 1,    /* equal lines kept beside a difference when there is not room for all */
    MARK = 2,       /* columns before the left cell */
    BAR = 3,        /* columns between the cells */
};

struct side {
    struct str lines[MAX_SIDE];
    size_t count;
};

struct table {
    struct side left, right;
    struct sides_row rows[2 * MAX_SIDE];
    bool shown[2 * MAX_SIDE];
    size_t count;
    uint16_t steps[MAX_SIDE + 1][MAX_SIDE + 1]; /* between the lines from here on */
};

static void split(struct side *to, struct str text)
{
    if (text.len && text.at[text.len - 1] == '\n')
        text.len--;
    while (text.at && to->count < MAX_SIDE)
        to->lines[to->count++] = str_cut(&text, '\n');
}

static bool is_same(const struct table *t, size_t i, size_t j)
{
    return str_eq(t->left.lines[i], t->right.lines[j]);
}

static void count_steps(struct table *t)
{
    for (size_t i = t->left.count + 1; i-- > 0;) {
        for (size_t j = t->right.count + 1; j-- > 0;) {
            size_t left = t->left.count - i, right = t->right.count - j;
            size_t best = left + right;
            if (left && right)
                best = t->steps[i + 1][j + 1] + (is_same(t, i, j) ? 0u : 1u);
            if (left && t->steps[i + 1][j] + 1u < best)
                best = t->steps[i + 1][j] + 1u;
            if (right && t->steps[i][j + 1] + 1u < best)
                best = t->steps[i][j + 1] + 1u;
            t->steps[i][j] = (uint16_t)best;
        }
    }
}

static void pair_up(struct table *t)
{
    size_t i = 0, j = 0;

    while (i < t->left.count || j < t->right.count) {
        struct sides_row *row = &t->rows[t->count++];
        bool both = i < t->left.count && j < t->right.count;
        size_t here = t->steps[i][j];
        row->same = both && is_same(t, i, j) && here == t->steps[i + 1][j + 1];
        if (both && here == t->steps[i + 1][j + 1] + (row->same ? 0u : 1u)) {
            row->left = t->left.lines[i++];
            row->right = t->right.lines[j++];
        } else if (i < t->left.count && here == t->steps[i + 1][j] + 1u) {
            row->left = t->left.lines[i++];
        } else {
            row->right = t->right.lines[j++];
        }
    }
}

static size_t row_lines(const struct sides_row *row, size_t width)
{
    size_t wider = layout_width(row->left) > layout_width(row->right) ? layout_width(row->left)
                                                                      : layout_width(row->right);

    return wider <= width ? 1 : (wider + width - 1) / width;
}

static bool near_difference(const struct table *t, size_t at)
{
    size_t from = at < CONTEXT ? 0 : at - CONTEXT;

    for (size_t i = from; i <= at + CONTEXT && i < t->count; i++) {
        if (!t->rows[i].same)
            return true;
    }
    return false;
}

static size_t choose_rows(struct table *t, size_t width, size_t max_lines)
{
    size_t all = 0, lines = 0, left_out = 0;

    for (size_t i = 0; i < t->count; i++)
        all += row_lines(&t->rows[i], width);
    for (size_t i = 0; i < t->count; i++) {
        size_t needs = row_lines(&t->rows[i], width);
        bool wanted = all <= max_lines || near_difference(t, i);
        t->shown[i] = wanted && (all <= max_lines || lines + needs < max_lines);
        if (t->shown[i])
            lines += needs;
        else
            left_out++;
    }
    return left_out;
}

static void print_line(struct buf *to, const struct sides *s, const struct sides_row *row,
                       size_t width)
{
    bool marked = s->color && !row->same;
    struct str right;

    layout_blanks(to, s->indent);
    if (marked)
        buf_add_text(to, "\033[31m");
    buf_add_text(to, row->same ? "  " : "* ");
    layout_cell(to, layout_fit(row->left, width), width);
    right = layout_fit(row->right, width);
    while (right.len && right.at[right.len - 1] == ' ')
        right.len--;
    buf_add_text(to, right.len ? " | " : " |");
    layout_clean(to, right);
    if (marked)
        buf_add_text(to, "\033[0m");
    buf_add_char(to, '\n');
}

static void print_row(struct buf *to, const struct sides *s, struct sides_row row, size_t width)
{
    do {
        print_line(to, s, &row, width);
        row.left = str_skip(row.left, layout_fit(row.left, width).len);
        row.right = str_skip(row.right, layout_fit(row.right, width).len);
    } while (row.left.len || row.right.len);
}

static void print_rule(struct buf *to, const struct sides *s, size_t width)
{
    layout_blanks(to, s->indent + MARK);
    for (size_t i = 0; i < 2 * width + BAR; i++)
        buf_add_char(to, i == width + 1 ? '+' : '-');
    buf_add_char(to, '\n');
}

static struct table *compare(struct str left, struct str right)
{
    struct table *t = must_alloc(sizeof(*t));

    split(&t->left, left);
    split(&t->right, right);
    count_steps(t);
    pair_up(t);
    return t;
}

void sides_each(struct str left, struct str right,
                void (*row)(void *context, const struct sides_row *row), void *context)
{
    struct table *t = compare(left, right);

    for (size_t i = 0; i < t->count; i++)
        row(context, &t->rows[i]);
    free(t);
}

void sides_print(struct buf *to, const struct sides *s)
{
    size_t width = (LAYOUT_WIDTH - s->indent - MARK - BAR) / 2;
    size_t heading = 2, note = 1;
    struct table *t = compare(s->left, s->right);
    size_t left_out;

    left_out = choose_rows(t, width, s->max_lines - heading - note);
    print_row(to, s, (struct sides_row){ s->left_title, s->right_title, true }, width);
    print_rule(to, s, width);
    for (size_t i = 0; i < t->count; i++) {
        if (t->shown[i])
            print_row(to, s, t->rows[i], width);
    }
    if (left_out) {
        layout_blanks(to, s->indent + MARK);
        buf_printf(to, "(%zu more lines)\n", left_out);
    }
    free(t);
}
