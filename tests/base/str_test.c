#include <string.h>

#include "base/random.h"
#include "base/str.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *text;
    bool ok;
    int64_t value;
} ints[] = {
    { "0", true, 0 },
    { "-12", true, -12 },
    { "9223372036854775807", true, INT64_MAX },
    { "-9223372036854775808", true, INT64_MIN },
    { "9223372036854775808", false, 0 },
    { "", false, 0 },
    { "-", false, 0 },
    { "1x", false, 0 },
    { " 1", false, 0 },
    { "+1", false, 0 },
};

START_TEST(reads_whole_numbers_and_nothing_else)
{
    int64_t value = 77;

    ck_assert_msg(str_int(str_of(ints[_i].text), &value) == ints[_i].ok, "%s", ints[_i].text);
    ck_assert_int_eq(value, ints[_i].ok ? ints[_i].value : 77);
}
END_TEST

static const struct {
    const char *text;
    int64_t ms; /* -1: refused */
} durations[] = {
    { "400ms", 400 },
    { "10s", 10000 },
    { "2m", 120000 },
    { "1h", 3600000 },
    { "0s", 0 },
    { "10", -1 },
    { "1.5s", -1 },
    { "s", -1 },
    { "-1s", -1 },
    { "1 s", -1 },
    { "1000000000000000000h", -1 },
};

START_TEST(reads_durations_with_a_unit)
{
    int64_t ms = -1;

    str_duration(str_of(durations[_i].text), &ms);

    ck_assert_msg(ms == durations[_i].ms || durations[_i].ms == -1, "%s", durations[_i].text);
    ck_assert_msg(str_duration(str_of(durations[_i].text), &ms) == (durations[_i].ms >= 0), "%s",
                  durations[_i].text);
}
END_TEST

START_TEST(cuts_at_a_separator_and_tells_empty_from_absent)
{
    struct str rest = STR("a=b=");

    ck_assert(str_is(str_cut(&rest, '='), "a"));
    ck_assert(str_is(str_cut(&rest, '='), "b"));
    ck_assert_ptr_nonnull(rest.at);
    ck_assert(str_is(str_cut(&rest, '='), ""));
    ck_assert_ptr_null(rest.at);
}
END_TEST

static const struct {
    const char *word, *nearest;
} words[] = {
    { "aply", "apply" }, { "Setled", "settled" }, { "serttled", "settled" }, { "zzz", NULL },
    { "", NULL },
};

START_TEST(finds_the_nearest_known_word)
{
    static const char *const known[] = { "apply", "settled", "controller", NULL };

    const char *nearest = str_nearest(str_of(words[_i].word), known);

    if (words[_i].nearest)
        ck_assert_pstr_eq(nearest, words[_i].nearest);
    else
        ck_assert_ptr_null(nearest);
}
END_TEST

START_TEST(finds_a_text_in_a_list_only_as_a_whole)
{
    static const char *const known[] = { "apply", "settled", NULL };

    ck_assert(str_in(STR("apply"), known));
    ck_assert(str_in(STR("settled"), known));
    ck_assert(!str_in(STR("settle"), known));
    ck_assert(!str_in(STR("settled!"), known));
    ck_assert(!str_in(STR(""), known));
    ck_assert(!str_in(STR("apply"), known + 2));
}
END_TEST

START_TEST(compares_and_trims)
{
    ck_assert(str_eq_nocase(STR("HTTP"), STR("http")));
    ck_assert(!str_eq_nocase(STR("HTTP"), STR("https")));
    ck_assert(str_starts(STR("lsn-1"), STR("lsn-")));
    ck_assert(!str_starts(STR("lsn"), STR("lsn-")));
    ck_assert(str_ends(STR("a.yaml"), STR(".yaml")));
    ck_assert(str_is(str_trim(STR(" \t x y\n")), "x y"));
    ck_assert_uint_eq(str_skip(STR("ab"), 5).len, 0);
}
END_TEST

START_TEST(makes_the_same_ids_from_the_same_seed)
{
    struct random a, b;
    char first[37], second[37];
    random_init(&a, 42);
    random_init(&b, 42);

    random_uuid(&a, first);
    random_uuid(&b, second);

    ck_assert_str_eq(first, second);
    ck_assert_uint_eq(strlen(first), 36);
    ck_assert_int_eq(first[14], '4');
    random_text(&a, first, 18);
    ck_assert_uint_eq(strspn(first, "abcdefghijklmnopqrstuvwxyz0123456789"), 18);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("str");
    TCase *t = tcase_create("str");

    tcase_add_loop_test(t, reads_whole_numbers_and_nothing_else, 0, sizeof(ints) / sizeof(ints[0]));
    tcase_add_loop_test(t, reads_durations_with_a_unit, 0,
                        sizeof(durations) / sizeof(durations[0]));
    tcase_add_test(t, cuts_at_a_separator_and_tells_empty_from_absent);
    tcase_add_loop_test(t, finds_the_nearest_known_word, 0, sizeof(words) / sizeof(words[0]));
    tcase_add_test(t, finds_a_text_in_a_list_only_as_a_whole);
    tcase_add_test(t, compares_and_trims);
    tcase_add_test(t, makes_the_same_ids_from_the_same_seed);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
