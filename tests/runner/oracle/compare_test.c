#include "runner/oracle/compare.h"

#include "tests/test.h"

#include "tests/tree.h"

#include "base/banned.h"

static struct arena *arena;
static struct comparison *comparison;
static struct buf left, right;

static void setup(void)
{
    arena = arena_new();
    comparison = comparison_new(arena);
    left = right = BUF_LIMIT(4000);
}

static void teardown(void)
{
    buf_done(&left);
    buf_done(&right);
    arena_free(arena);
}

static void print(void)
{
    comparison_print(comparison, &left, &right);
}

START_TEST(writes_rows_in_columns_below_their_head)
{
    comparison_row(comparison, "first", "1", "1");
    comparison_head(comparison, "a rule");
    comparison_row(comparison, "tea-svc:80", "80", "20");
    comparison_row(comparison, "G1", NULL, "30");

    print();

    ck_assert(!comparison_is_same(comparison));
    ck_assert_str_eq(left.at, "first       1\na rule\n  tea-svc:80  80\n  G1          (none)\n");
    ck_assert_str_eq(right.at, "first       1\na rule\n  tea-svc:80  20\n  G1          30\n");
}
END_TEST

START_TEST(is_the_same_when_all_rows_are)
{
    comparison_head(comparison, "a rule");
    comparison_row(comparison, "a", "1", "1");

    ck_assert(comparison_is_same(comparison));
}
END_TEST

static const struct {
    const char *expected[4], *found[4];
    const char *left, *right;
} sets[] = {
    { { "a", "b" }, { "b", "a" }, "n  a\nn  b\n", "n  a\nn  b\n" },
    { { "a" }, { "b" }, "n  a\nn  (none)\n", "n  (none)\nn  b\n" },
    { { "a", "a" }, { "a" }, "n  a\nn  a\n", "n  a\nn  (none)\n" },
    { { "a" }, { "a", "a" }, "n  a\nn  (none)\n", "n  a\nn  a\n" },
    { { NULL }, { NULL }, "n  (none)\n", "n  (none)\n" },
    { { NULL }, { "a" }, "n  (none)\n", "n  a\n" },
};

START_TEST(pairs_the_names_that_both_sets_have)
{
    comparison_sets(comparison, "n", sets[_i].expected, sets[_i].found);

    print();

    ck_assert_str_eq(left.at, sets[_i].left);
    ck_assert_str_eq(right.at, sets[_i].right);
    ck_assert_int_eq(comparison_is_same(comparison), strcmp(left.at, right.at) == 0);
}
END_TEST

START_TEST(shows_only_where_two_trees_differ)
{
    const cJSON *before = tree_of(arena, "{'a':{'b':1,'c':'x'},'d':[1,2],'e':true}");
    const cJSON *now = tree_of(arena, "{'a':{'c':'y','b':1},'d':[1],'f':null,'e':true}");

    comparison_changes(comparison, "", before, now);

    print();
    ck_assert_str_eq(left.at, "a.c  x\nd.1  2\nf    (none)\n");
    ck_assert_str_eq(right.at, "a.c  y\nd.1  (none)\nf    null\n");
}
END_TEST

START_TEST(finds_nothing_between_equal_trees)
{
    const cJSON *tree = tree_of(arena, "{'a':[],'b':{}}");

    comparison_changes(comparison, "", tree, tree_of(arena, "{'b':{},'a':[]}"));

    ck_assert(comparison_is_same(comparison));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/oracle/compare");
    TCase *t = tcase_create("compare");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, writes_rows_in_columns_below_their_head);
    tcase_add_test(t, is_the_same_when_all_rows_are);
    tcase_add_loop_test(t, pairs_the_names_that_both_sets_have, 0,
                        (int)(sizeof(sets) / sizeof(sets[0])));
    tcase_add_test(t, shows_only_where_two_trees_differ);
    tcase_add_test(t, finds_nothing_between_equal_trees);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
