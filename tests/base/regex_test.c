#include "tests/test.h"

#include "base/regex.h"

#include "base/banned.h"

static const struct {
    const char *text;
    bool valid;
} rows[] = {
    { "", true },    { "^/a[0-9]+$", true }, { "(a|b)?", true },
    { "(a", false }, { "a)", false },        { "[a", false },
    { "*a", false }, { "a{2,1}", false },    { "\303", false }, /* half of a character */
};

START_TEST(is_told_from_what_is_none)
{
    ck_assert_msg(regex_is_valid(str_of(rows[_i].text)) == rows[_i].valid, "'%s'", rows[_i].text);
}
END_TEST

static const struct {
    const char *pattern, *text;
    bool found;
} searches[] = {
    { "^a+$", "aaa", true },
    { "^a+$", "aab", false },
    { "b", "abc", true },
    { "", "", true },
    { "(a", "(a", false },
    { "^.$", "\303\244", true },
    { "^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false }, /* ends in time */
};

START_TEST(is_found_in_a_text)
{
    ck_assert_msg(regex_finds(str_of(searches[_i].pattern), str_of(searches[_i].text)) ==
                      searches[_i].found,
                  "'%s' in '%s'", searches[_i].pattern, searches[_i].text);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("regex");
    TCase *regex = tcase_create("a regular expression");

    tcase_add_loop_test(regex, is_told_from_what_is_none, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(regex, is_found_in_a_text, 0,
                        (int)(sizeof(searches) / sizeof(searches[0])));
    suite_add_tcase(s, regex);
    return s;
}

TEST_MAIN(suite)
