#include "tests/runner/cel/evaluate.h"

#include "base/banned.h"

#define OVER "operation cancelled: actual cost limit exceeded"

/* So many of one piece, then another, then so many of a third. */
static const char *nested(struct arena *a, const char *open, const char *inner, const char *close,
                          int count)
{
    struct buf b = BUF_LIMIT(1u << 20);
    const char *text;

    for (int i = 0; i < count; i++)
        buf_add_text(&b, open);
    buf_add_text(&b, inner);
    for (int i = 0; i < count; i++)
        buf_add_text(&b, close);
    text = arena_strz(a, buf_str(&b));
    buf_done(&b);
    return text;
}

static const struct {
    const char *open, *inner, *close;
    int count;
    const char *says; /* is in what comes of it */
} depths[] = {
    { "(", "true", ")", 200, "true" },
    { "(", "true", ")", 300, "expression recursion limit exceeded: 250" },
    { "[", "1", "]", 5000, "expression recursion limit exceeded: 250" },
    { "{1:", "1", "}", 5000, "expression recursion limit exceeded: 250" },
    { "f(", "1", ")", 5000, "expression recursion limit exceeded: 250" },
    { "!", "true", "", 20000, "true" },
    { "-", "1", "", 20000, "1" },
    { "", "1", "+1", 200, "201" },
    { "", "1", "+1", 5000, "expression recursion limit exceeded: 250" },
    { "", "x", ".a", 5000, "expression recursion limit exceeded: 250" },
    { "", "x", "[0]", 5000, "expression recursion limit exceeded: 250" },
    { "", "true", "&&true", 10000, "true" },
    { "", "true", "?true:true", 5000, "expression recursion limit exceeded: 250" },
    { "", "true", "                    ", 6000, "expression code point size exceeds limit" },
};

START_TEST(stops_what_is_nested_too_deep)
{
    struct arena *a = arena_new();
    const char *text =
        nested(a, depths[_i].open, depths[_i].inner, depths[_i].close, depths[_i].count);

    ck_assert_msg(strstr(evaluate(a, text), depths[_i].says), "%.20s…: %s", text,
                  evaluate(a, text));
    arena_free(a);
}
END_TEST

#define TEN "[0,1,2,3,4,5,6,7,8,9]"

/* Expressions that would run, or grow, without an end in sight. */
static const char *const costly[] = {
    TEN ".all(a," TEN ".all(b," TEN ".all(c," TEN ".all(d," TEN ".all(e," TEN ".all(f,true))))))",
    TEN ".map(a," TEN ".map(b," TEN ".map(c," TEN ".map(d," TEN ".map(e," TEN
        ".map(f,a)))))).size() == 10",
    "[" TEN ".map(a," TEN ".map(b," TEN
    ".map(c,'xxxxxxxxxxxxxxxx').join('yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')).join().replace("
    "'','zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz')).join()"
    ".replace('','zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz').replace('','"
    "1234567890')][0].size() == 1",
    /* Patterns that search long, or take much memory, pay for it. */
    TEN ".all(a, " TEN
        ".all(b, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'.matches('^(a+)+$')))",
    TEN ".all(a, " TEN ".all(b, " TEN ".all(c, !'a'.matches('((ab|c){300}){2}' + string(c)))))",
    "'xxxxxxxxxx'.replace('', 'xxxxxxxxxx').replace('', 'xxxxxxxxxx').replace('', "
    "'xxxxxxxxxx').replace('', 'xxxxxxxxxx').replace('', 'xxxxxxxxxx')"
    ".replace('', 'xxxxxxxxxx').replace('', 'xxxxxxxxxx').replace('', 'xxxxxxxxxx').size() > 0",
};

START_TEST(stops_what_costs_too_much)
{
    struct arena *a = arena_new();

    ck_assert_str_eq(evaluate(a, costly[_i]), OVER);
    arena_free(a);
}
END_TEST

START_TEST(is_not_hidden_by_an_or)
{
    struct arena *a = arena_new();

    ck_assert_str_eq(evaluate(a, arena_printf(a, "(%s) || true", costly[0])), OVER);
    arena_free(a);
}
END_TEST

START_TEST(gives_up_a_search_that_does_not_end)
{
    struct arena *a = arena_new();

    ck_assert_str_eq(evaluate(a, "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'.matches('^(a+)+$')"),
                     "regular expression takes too many steps");
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/cel/limits");
    TCase *t = tcase_create("a limit");

    tcase_add_loop_test(t, stops_what_is_nested_too_deep, 0, sizeof(depths) / sizeof(depths[0]));
    tcase_add_loop_test(t, stops_what_costs_too_much, 0, sizeof(costly) / sizeof(costly[0]));
    tcase_add_test(t, is_not_hidden_by_an_or);
    tcase_add_test(t, gives_up_a_search_that_does_not_end);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
