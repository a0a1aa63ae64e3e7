#include "base/utf8.h"

#include "base/buf.h"

#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *bytes;
    size_t len;
    bool valid;
    const char *why;
} texts[] = {
    { "", 0, true, "nothing is text" },
    { "abc", 3, true, "ASCII" },
    { "a\0c", 3, false, "a zero byte ends C strings" },
    { "\xc3\xa4", 2, true, "two bytes" },
    { "\xe4\xb8\xad", 3, true, "three bytes" },
    { "\xf0\x9f\x98\x80", 4, true, "four bytes" },
    { "\xe4\xb8", 2, false, "the end of a character is missing" },
    { "\xb8", 1, false, "a continuation without a beginning" },
    { "\xc0\xaf", 2, false, "an overlong slash" },
    { "\xed\xa0\x80", 3, false, "a surrogate" },
    { "\xf4\x90\x80\x80", 4, false, "beyond the last character" },
    { "\xff", 1, false, "no form has this byte" },
};

START_TEST(tells_utf8_from_other_bytes)
{
    struct str s = { texts[_i].bytes, texts[_i].len };

    bool valid = utf8_is_valid(s);

    ck_assert_msg(valid == texts[_i].valid, "%s", texts[_i].why);
}
END_TEST

START_TEST(counts_characters_not_bytes)
{
    ck_assert_uint_eq(utf8_length("a\xe4\xb8\xad"), 2);
}
END_TEST

START_TEST(shows_what_is_no_text_as_escapes)
{
    struct arena *a = arena_new();

    const char *shown = utf8_show(a, STR("a\xff"));

    ck_assert_str_eq(shown, "a%FF");
    arena_free(a);
}
END_TEST

START_TEST(cuts_long_text_between_characters)
{
    struct arena *a = arena_new();
    struct buf b = BUF_LIMIT(1000);
    const char *shown;

    buf_add_text(&b, "ab");
    for (int i = 0; i < 100; i++)
        buf_add_text(&b, "\xe4\xb8\xad");
    shown = utf8_show(a, buf_str(&b));

    ck_assert(utf8_is_valid(str_of(shown)));
    ck_assert_uint_lt(strlen(shown), 130);
    buf_done(&b);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("utf8");
    TCase *t = tcase_create("utf8");

    tcase_add_loop_test(t, tells_utf8_from_other_bytes, 0, sizeof(texts) / sizeof(texts[0]));
    tcase_add_test(t, counts_characters_not_bytes);
    tcase_add_test(t, shows_what_is_no_text_as_escapes);
    tcase_add_test(t, cuts_long_text_between_characters);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
