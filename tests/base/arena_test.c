#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "tests/test.h"

#include "base/banned.h"

static char order[8];

static void note(void *arg)
{
    const char *name = arg;

    order[strlen(order)] = *name;
}

START_TEST(hands_out_zeroed_and_aligned_memory)
{
    struct arena *a = arena_new();

    for (size_t size = 1; size < 10000; size += 97) {
        char *at = arena_alloc(a, size);
        ck_assert_uint_eq((uintptr_t)at % _Alignof(max_align_t), 0);
        ck_assert_msg(at[0] == 0 && memcmp(at, at + 1, size - 1) == 0, "%zu bytes", size);
        memset(at, 0xff, size);
    }

    arena_free(a);
}
END_TEST

START_TEST(hands_out_zeroed_memory_after_a_reset)
{
    struct arena *a = arena_new();
    char *before = arena_alloc(a, 100);
    memset(before, 0xff, 100);

    arena_reset(a);

    char *after = arena_alloc(a, 100);
    ck_assert_ptr_eq(before, after);
    ck_assert_int_eq(after[99], 0);
    arena_free(a);
}
END_TEST

START_TEST(runs_deferred_calls_newest_first_and_once)
{
    struct arena *a = arena_new();
    memset(order, 0, sizeof(order));
    arena_defer(a, note, (char[]){ "1" });
    arena_defer(a, note, (char[]){ "2" });

    arena_reset(a);
    arena_free(a);

    ck_assert_str_eq(order, "21");
}
END_TEST

START_TEST(prints_and_copies_text)
{
    struct arena *a = arena_new();

    ck_assert_str_eq(arena_printf(a, "%s-%d", "lsn", 80), "lsn-80");
    ck_assert_str_eq(arena_strz(a, (struct str){ "abcdef", 3 }), "abc");
    ck_assert_str_eq(arena_lower(a, STR("A@Z[x-9\xc3\x84")), "a@z[x-9\xc3\x84");
    ck_assert_ptr_null(arena_str(a, STR_NONE).at);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("arena");
    TCase *t = tcase_create("arena");

    tcase_add_test(t, hands_out_zeroed_and_aligned_memory);
    tcase_add_test(t, hands_out_zeroed_memory_after_a_reset);
    tcase_add_test(t, runs_deferred_calls_newest_first_and_once);
    tcase_add_test(t, prints_and_copies_text);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
