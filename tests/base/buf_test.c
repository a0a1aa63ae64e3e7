#include "base/blob.h"
#include "base/buf.h"
#include "tests/test.h"

#include "base/banned.h"

START_TEST(takes_bytes_up_to_its_limit_and_remembers_when_it_did_not)
{
    struct buf b = BUF_LIMIT(5);

    buf_add(&b, STR("abc"));
    buf_printf(&b, "%d", 12);
    ck_assert(buf_ok(&b));
    buf_add_char(&b, '!');
    buf_add(&b, STR(""));

    ck_assert(!buf_ok(&b));
    ck_assert_str_eq(b.at, "abc12");
    buf_done(&b);
}
END_TEST

START_TEST(writes_everything_but_unreserved_characters_as_percent_codes)
{
    struct buf b = BUF_LIMIT(100);

    buf_add_percent(&b, STR("aZ9-_.~ *+/\xc3\xa4"));

    ck_assert_str_eq(b.at, "aZ9-_.~%20%2A%2B%2F%C3%A4");
    buf_done(&b);
}
END_TEST

static const struct {
    const char *text, *word;
} shell_words[] = {
    { "", "''" },
    { "a b", "'a b'" },
    { "$HOME \\ \"x\" `y`\n", "'$HOME \\ \"x\" `y`\n'" },
    { "don't", "'don'\\''t'" },
    { "'", "''\\'''" },
};

START_TEST(writes_any_text_as_one_word_of_a_shell)
{
    struct buf b = BUF_LIMIT(100);

    buf_add_shell(&b, str_of(shell_words[_i].text));

    ck_assert_str_eq(b.at, shell_words[_i].word);
    buf_done(&b);
}
END_TEST

START_TEST(is_an_empty_string_before_anything_was_added)
{
    struct buf b = BUF_LIMIT(10);

    ck_assert_uint_eq(buf_str(&b).len, 0);
    ck_assert_ptr_nonnull(buf_str(&b).at);
    buf_done(&b);
}
END_TEST

START_TEST(hands_its_bytes_to_a_blob_without_copying)
{
    struct buf b = BUF_LIMIT(100);
    buf_add_text(&b, "shared");
    const char *bytes = b.at;

    struct blob *blob = blob_of_buf(&b);

    ck_assert_ptr_eq(blob_str(blob).at, bytes);
    ck_assert_uint_eq(b.len, 0);
    blob_unref(blob_ref(blob));
    ck_assert_uint_eq(blob_str(blob).len, 6);
    blob_unref(blob);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("buf");
    TCase *t = tcase_create("buf");

    tcase_add_test(t, takes_bytes_up_to_its_limit_and_remembers_when_it_did_not);
    tcase_add_test(t, writes_everything_but_unreserved_characters_as_percent_codes);
    tcase_add_loop_test(t, writes_any_text_as_one_word_of_a_shell, 0,
                        sizeof(shell_words) / sizeof(shell_words[0]));
    tcase_add_test(t, is_an_empty_string_before_anything_was_added);
    tcase_add_test(t, hands_its_bytes_to_a_blob_without_copying);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
