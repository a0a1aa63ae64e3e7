#include "runner/trial/tally.h"

#include "tests/test.h"

#include "base/banned.h"

START_TEST(counts_and_keeps_the_first_note)
{
    struct arena *a = arena_new();
    struct tally *t = arena_new_of(a, struct tally);

    tally_add(t, a, "b", "first");
    tally_add(t, a, "a", NULL);
    tally_add(t, a, "b", "second");

    ck_assert_uint_eq(t->count, 2);
    ck_assert_uint_eq(t->rows[0].count, 2);
    ck_assert_str_eq(t->rows[0].note, "first");
    ck_assert(tally_has(t, "a"));
    ck_assert(!tally_has(t, "c"));
    ck_assert_str_eq(tally_text(t, a), "a, b");
    arena_free(a);
}
END_TEST

START_TEST(keeps_no_more_kinds_than_fit)
{
    struct arena *a = arena_new();
    struct tally *t = arena_new_of(a, struct tally);

    for (int i = 0; i < TALLY_MOST + 3; i++)
        tally_add(t, a, arena_printf(a, "%d", i), NULL);
    tally_add(t, a, "0", NULL);

    ck_assert_uint_eq(t->count, TALLY_MOST);
    ck_assert_uint_eq(t->others, 3);
    ck_assert_uint_eq(t->rows[0].count, 2);
    arena_free(a);
}
END_TEST

START_TEST(says_nothing_of_nothing)
{
    struct arena *a = arena_new();
    const struct tally t = { .count = 0 };

    ck_assert_str_eq(tally_text(&t, a), "");
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("tally");
    TCase *t = tcase_create("a tally");

    tcase_add_test(t, counts_and_keeps_the_first_note);
    tcase_add_test(t, keeps_no_more_kinds_than_fit);
    tcase_add_test(t, says_nothing_of_nothing);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
