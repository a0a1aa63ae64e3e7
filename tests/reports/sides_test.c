#include "reports/sides.h"

#include "reports/layout.h"
#include "tests/test.h"

#include "base/banned.h"

static struct buf printed(const char *left, const char *right, size_t max_lines)
{
    struct buf to = BUF_LIMIT(1 << 20);
    struct sides s = { STR("expected"), str_of(left), STR("found"), str_of(right), 0,
                       max_lines,       false };

    sides_print(&to, &s);
    return to;
}

static size_t count_lines(const struct buf *b, const char *begin)
{
    size_t count = 0;

    for (struct str rest = buf_str(b); rest.len;)
        count += str_starts(str_cut(&rest, '\n'), str_of(begin));
    return count;
}

static const struct {
    const char *reason, *left, *right;
    size_t same, marked;
} rows[] = {
    { "equal texts have no mark", "a\nb\n", "a\nb", 2, 0 },
    { "a changed line is beside what it became", "a\nb\nc", "a\nx\nc", 2, 1 },
    { "a missing line does not shift the rest", "a\nb\nc\nd", "a\nc\nd", 3, 1 },
    { "an added line does not shift the rest", "a\nb", "x\na\nb", 2, 1 },
    { "nothing in common", "a\nb", "x\ny\nz", 0, 3 },
    { "one side is empty", "", "x\ny", 0, 2 },
    { "empty lines are lines", "a\n\nb", "a\n\nc", 2, 1 },
};

START_TEST(marks_the_lines_that_differ)
{
    struct buf got = printed(rows[_i].left, rows[_i].right, 40);
    size_t titles = 1, rule = 1;

    ck_assert_msg(count_lines(&got, "* ") == rows[_i].marked, "%s:\n%s", rows[_i].reason, got.at);
    ck_assert_msg(count_lines(&got, "  ") == rows[_i].same + titles + rule, "%s:\n%s",
                  rows[_i].reason, got.at);
    buf_done(&got);
}
END_TEST

START_TEST(leaves_out_what_is_far_from_a_difference_first)
{
    struct buf left = BUF_LIMIT(4096);
    for (int i = 0; i < 100; i++)
        buf_printf(&left, "line %d\n", i);
    struct buf right = BUF_LIMIT(4096);
    for (int i = 0; i < 100; i++)
        buf_printf(&right, i == 70 ? "other\n" : "line %d\n", i);

    struct buf got = printed(left.at, right.at, 12);

    ck_assert_ptr_nonnull(strstr(got.at, "* line 70"));
    ck_assert_ptr_nonnull(strstr(got.at, "  line 71"));
    ck_assert_ptr_null(strstr(got.at, "line 20"));
    ck_assert_ptr_nonnull(strstr(got.at, "(97 more lines)"));
    buf_done(&left);
    buf_done(&right);
    buf_done(&got);
}
END_TEST

START_TEST(stays_within_its_lines_whatever_comes)
{
    struct buf left = BUF_LIMIT(1 << 20), right = BUF_LIMIT(1 << 20);
    for (int i = 0; i < 3000; i++) {
        buf_printf(&left, "%0200d\n", i);
        buf_printf(&right, "%0150d\n", i);
    }

    struct buf got = printed(left.at, right.at, 20);

    ck_assert_uint_le(count_lines(&got, ""), 20);
    buf_done(&left);
    buf_done(&right);
    buf_done(&got);
}
END_TEST

START_TEST(keeps_within_the_width)
{
    struct buf got =
        printed("äöü漢字 long long long long long long long long long long long long", "x", 20);

    for (struct str rest = buf_str(&got); rest.len;)
        ck_assert_uint_le(layout_width(str_cut(&rest, '\n')), LAYOUT_WIDTH);
    buf_done(&got);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sides");
    TCase *t = tcase_create("sides");

    tcase_add_loop_test(t, marks_the_lines_that_differ, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, leaves_out_what_is_far_from_a_difference_first);
    tcase_add_test(t, stays_within_its_lines_whatever_comes);
    tcase_add_test(t, keeps_within_the_width);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
