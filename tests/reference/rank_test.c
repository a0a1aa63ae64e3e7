#include "base/buf.h"
#include "reference/rank.h"
#include "tests/test.h"

#include "base/banned.h"

#define MOST 300

static const struct row {
    const char *why;
    int current[8]; /* in the wanted order, 0: new; ends with -1 */
    int other;      /* a number that some other rule has; 0: none */
    int want[8];
} rows[] = {
    { "the first rule", { 0, -1 }, 0, { 50 } },
    { "new ones have room between them", { 0, 0, 0, -1 }, 0, { 50, 100, 150 } },
    { "what is in order stays", { 7, 9, 4000, -1 }, 0, { 7, 9, 4000 } },
    { "one more at the end", { 50, 100, 0, -1 }, 0, { 50, 100, 150 } },
    { "one more at the begin", { 0, 50, -1 }, 0, { 25, 50 } },
    { "one in between", { 50, 0, 100, -1 }, 0, { 50, 75, 100 } },
    { "two in between", { 50, 0, 0, 110, -1 }, 0, { 50, 70, 90, 110 } },
    { "a swap moves one of the two", { 100, 50, -1 }, 0, { 100, 150 } },
    { "the last comes first: only it moves", { 150, 50, 100, -1 }, 0, { 25, 50, 100 } },
    { "numbers of others are left out", { 50, 0, 100, -1 }, 75, { 50, 76, 100 } },
    { "no number between: all move behind", { 1, 0, 2, -1 }, 0, { 52, 102, 152 } },
    { "no room before the first: all move behind", { 0, 1, -1 }, 0, { 51, 101 } },
    { "no room at the end: all move before", { 9999, 10000, 0, -1 }, 0, { 2499, 4998, 7497 } },
};

static size_t fill(struct rank *ranks, const int *current, bool *taken)
{
    size_t count = 0;

    for (; current[count] >= 0; count++) {
        ranks[count].current = current[count];
        taken[current[count]] = true;
    }
    return count;
}

START_TEST(moves_as_few_as_possible)
{
    const struct row *row = &rows[_i];
    struct arena *a = arena_new();
    struct rank ranks[8] = { { 0, 0 } };
    bool *taken = arena_alloc(a, PRIORITY_MAX + 2), last_first = false;
    size_t count = fill(ranks, row->current, taken);
    taken[row->other] = true;

    ck_assert(rank_assign(a, ranks, count, taken, &last_first));

    for (size_t i = 0; i < count; i++)
        ck_assert_msg(ranks[i].priority == row->want[i], "%s: rule %zu has %d, not %d", row->why, i,
                      ranks[i].priority, row->want[i]);
    arena_free(a);
}
END_TEST

static void check_rank(const struct rank *ranks, int at, const bool *taken)
{
    const struct rank *r = &ranks[at];

    ck_assert_msg(r->priority >= 1 && r->priority <= PRIORITY_MAX, "%d", r->priority);
    ck_assert_msg(!at || r->priority > ranks[at - 1].priority, "rule %d is not in order", at);
    ck_assert_msg(r->priority == r->current || !taken[r->priority], "%d is taken", r->priority);
}

/* B-47, B-53: whoever moves takes a number that nobody has at that time. */
START_TEST(never_gives_a_number_that_is_still_in_use)
{
    struct arena *a = arena_new();
    struct rank ranks[MOST] = { { 0, 0 } };
    bool *taken = arena_alloc(a, PRIORITY_MAX + 2), last_first = false;
    for (int i = 0; i < MOST; i++) {
        ranks[i].current = i % 3 ? 1 + (i * 7919) % 600 : 0;
        taken[ranks[i].current] = true;
    }

    ck_assert(rank_assign(a, ranks, MOST, taken, &last_first));

    for (int i = 0; i < MOST; i++)
        check_rank(ranks, i, taken);
    arena_free(a);
}
END_TEST

START_TEST(moves_the_last_first_when_all_move_behind)
{
    struct arena *a = arena_new();
    struct rank ranks[] = { { 1, 0 }, { 0, 0 }, { 2, 0 } };
    bool *taken = arena_alloc(a, PRIORITY_MAX + 2), last_first = false;
    taken[1] = taken[2] = true;

    ck_assert(rank_assign(a, ranks, 3, taken, &last_first));

    ck_assert(last_first);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rank");
    TCase *t = tcase_create("rank");

    tcase_add_loop_test(t, moves_as_few_as_possible, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, never_gives_a_number_that_is_still_in_use);
    tcase_add_test(t, moves_the_last_first_when_all_move_behind);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
