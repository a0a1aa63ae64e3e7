#include "tests/runner/cel/evaluate.h"

#include "base/banned.h"

/*
 * What goes wrong, and what is said of it. Those with a place (1:5) are found when the expression is
 * compiled, the others when it runs. Texts are those of cel-go, as its own tests and conformance tests have them.
 */
static const struct {
    const char *expression, *says; /* exactly, up to the first line's end */
} rows[] = {
    /* clang-format off */
    { "self",                    "ERROR: <input>:1:1: undeclared reference to 'self' (in container '')" },
    { "1 + y",                   "ERROR: <input>:1:5: undeclared reference to 'y' (in container '')" },
    { "boil(1)",                 "ERROR: <input>:1:5: undeclared reference to 'boil' (in container '')" },
    { "'a'.boil()",              "ERROR: <input>:1:9: undeclared reference to 'boil' (in container '')" },
    { "1 + 'a'",                 "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'" },
    { "1 + 1u",                  "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, uint)'" },
    { "1 == 'a'",                "ERROR: <input>:1:3: found no matching overload for '_==_' applied to '(int, string)'" },
    { "[1] == ['a']",            "ERROR: <input>:1:5: found no matching overload for '_==_' applied to '(list(int), list(string))'" },
    { "'a' == null",             "ERROR: <input>:1:5: found no matching overload for '_==_' applied to '(string, null)'" },
    { "!1",                      "ERROR: <input>:1:1: found no matching overload for '!_' applied to '(int)'" },
    { "-'a'",                    "ERROR: <input>:1:1: found no matching overload for '-_' applied to '(string)'" },
    { "true && 1",               "ERROR: <input>:1:6: found no matching overload for '_&&_' applied to '(bool, int)'" },
    { "'a' || true",             "ERROR: <input>:1:5: found no matching overload for '_||_' applied to '(string, bool)'" },
    { "1 ? 2 : 3",               "ERROR: <input>:1:3: found no matching overload for '_?_:_' applied to '(int, int, int)'" },
    { "true ? 2 : 'a'",          "ERROR: <input>:1:6: found no matching overload for '_?_:_' applied to '(bool, int, string)'" },
    { "'a'.startsWith(1)",       "ERROR: <input>:1:15: found no matching overload for 'startsWith' applied to 'string.(int)'" },
    { "size(1)",                 "ERROR: <input>:1:5: found no matching overload for 'size' applied to '(int)'" },
    { "'a'.replace('b')",        "ERROR: <input>:1:12: found no matching overload for 'replace' applied to 'string.(string)'" },
    { "1 in ['a']",              "ERROR: <input>:1:3: found no matching overload for '@in' applied to '(int, list(string))'" },
    { "[1]['a']",                "ERROR: <input>:1:4: found no matching overload for '_[_]' applied to '(list(int), string)'" },
    { "{'a': 1}[1]",             "ERROR: <input>:1:9: found no matching overload for '_[_]' applied to '(map(string, int), int)'" },
    { "'a'.b",                   "ERROR: <input>:1:4: type 'string' does not support field selection" },
    { "[1, 'a']",                "ERROR: <input>:1:5: expected type 'int' but found 'string'" },
    { "{'a': 1, 'b': 'c'}",      "ERROR: <input>:1:15: expected type 'int' but found 'string'" },
    { "1.all(e, true)",          "ERROR: <input>:1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)" },
    { "[1].all(e, e)",           "ERROR: <input>:1:8: found no matching overload for '_&&_' applied to '(bool, int)'" },
    { "[1].all(1, true)",        "ERROR: <input>:1:9: argument must be a simple name" },
    { "[1].all(e, true) && e",   "ERROR: <input>:1:21: undeclared reference to 'e' (in container '')" },
    { "[1].filter(e, e)",        "ERROR: <input>:1:11: found no matching overload for '_?_:_' applied to '(int, list(int), list(int))'" },
    { "[1].exists_one(e, e)",    "ERROR: <input>:1:15: found no matching overload for '_?_:_' applied to '(int, int, int)'" },
    { "[1].map(1, true)",        "ERROR: <input>:1:9: argument is not an identifier" },
    { "a(b)",                    "ERROR: <input>:1:2: undeclared reference to 'a' (in container '')" },
    { "x.true",                  "ERROR: <input>:1:3: Syntax error: mismatched input 'true' expecting IDENTIFIER" },
    { "1.99e90000009",           "ERROR: <input>:1:1: invalid double literal" },
    { "has(x)",                  "ERROR: <input>:1:5: invalid argument to has() macro" },
    { "'a'.matches('(')",        "ERROR: <input>:1:13: invalid matches argument" },
    { "'a'.matches('(?=a)')",    "ERROR: <input>:1:13: invalid matches argument" },
    { "'aa'.matches('(a)\\\\1')", "ERROR: <input>:1:14: invalid matches argument" },
    { "'aa'.matches('a++')",     "ERROR: <input>:1:14: invalid matches argument" },
    { "'a'.matches('a{1001}')",  "ERROR: <input>:1:13: invalid matches argument" },
    { "duration('soon')",        "ERROR: <input>:1:10: invalid duration argument" },
    { "timestamp('2009-02-30T00:00:00Z')", "ERROR: <input>:1:11: invalid timestamp argument" },
    { "\n  1 + y",               "ERROR: <input>:2:7: undeclared reference to 'y' (in container '')" },
    { "'\u00e9' + y",            "ERROR: <input>:1:7: undeclared reference to 'y' (in container '')" },
    { "1 +",                     "ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}" },
    { "",                        "ERROR: <input>:1:1: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}" },
    { "1 2",                     "ERROR: <input>:1:3: Syntax error: mismatched input '2' expecting <EOF>" },
    { "(1",                      "ERROR: <input>:1:3: Syntax error: mismatched input '<EOF>' expecting ')'" },
    { "a.in",                    "ERROR: <input>:1:3: Syntax error: mismatched input 'in' expecting IDENTIFIER" },
    { "1 = 1",                   "ERROR: <input>:1:3: Syntax error: token recognition error at: '='" },
    { "\u00e9",                  "ERROR: <input>:1:1: Syntax error: token recognition error at: '\u00e9'" },
    { "'tea",                    "ERROR: <input>:1:1: Syntax error: token recognition error at: ''tea'" },
    { "'\\q'",                   "ERROR: <input>:1:1: invalid text literal" },
    { "9223372036854775808",     "ERROR: <input>:1:1: invalid int literal" },
    { "18446744073709551616u",   "ERROR: <input>:1:1: invalid uint literal" },
    { "for",                     "ERROR: <input>:1:1: reserved identifier: for" },
    { "f(1,)",                   "ERROR: <input>:1:5: Syntax error: mismatched input ')' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}" },
    /* when it runs */
    { "1 / 0",                   "division by zero" },
    { "1 % 0",                   "modulus by zero" },
    { "1u / 0u",                 "division by zero" },
    { "9223372036854775807 + 1", "integer overflow" },
    { "-9223372036854775808 - 1", "integer overflow" },
    { "9223372036854775807 * 2", "integer overflow" },
    { "-9223372036854775808 / -1", "integer overflow" },
    { "-(-9223372036854775808)", "integer overflow" },
    { "0u - 1u",                 "unsigned integer overflow" },
    { "18446744073709551615u + 1u", "unsigned integer overflow" },
    { "int(1e99)",               "integer overflow" },
    { "int(18446744073709551615u)", "integer overflow" },
    { "uint(-1)",                "unsigned integer overflow" },
    { "int('tea')",              "type conversion error from 'string' to 'int'" },
    { "int('0x10')",             "type conversion error from 'string' to 'int'" },
    { "uint('-1')",              "type conversion error from 'string' to 'uint'" },
    { "double('tea')",           "type conversion error from 'string' to 'double'" },
    { "bool('tea')",             "type conversion error from 'string' to 'bool'" },
    { "timestamp(x.text)",       "type conversion error from 'string' to 'google.protobuf.Timestamp'" },
    { "duration(x.text)",        "type conversion error from 'string' to 'google.protobuf.Duration'" },
    { "string(b'\\xff')",        "invalid UTF-8 in bytes, cannot convert to string" },
    { "[1][1]",                  "index out of bounds: 1" },
    { "[1][-1]",                 "index out of bounds: -1" },
    { "{'a': 1}['b']",           "no such key: b" },
    { "{'a': 1}.b",              "no such key: b" },
    { "x.gone",                  "no such key: gone" },
    { "x.n.m",                   "no such key: m" },
    { "{'k': dyn(null)}.?k.invalid.hasValue()", "no such key: invalid" },
    { "optional.none().value()", "optional.none() dereference" },
    { "x.n + x.text",            "no such overload" },
    { "x.n && true",             "no such overload" },
    { "x.n.startsWith('a')",     "no such overload" },
    { "x.none < 1",              "no such overload" },
    { "x.n.all(e, true)",        "no such overload" },
    { "true && 1 / 0 > 0",       "division by zero" },
    { "1 / 0 > 0 || x.gone",     "division by zero" },
    { "[1, 2].all(e, e / 0 != 17)", "division by zero" },
    { "[3, 2, 1, 0].exists_one(n, 12 / n > 1)", "division by zero" },
    { "[2, 1, 0].map(n, 4 / n)", "division by zero" },
    { "timestamp('9999-12-31T23:59:59Z') + duration('1s')", "timestamp overflow" },
    { "timestamp('0001-01-01T00:00:00Z') + duration('-1ns')", "timestamp overflow" },
    { "timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')", "timestamp overflow" },
    { "duration('9000000000s') + duration('9000000000s')", "duration overflow" },
    { "timestamp('2009-02-13T23:31:30Z').getHours('Mars')", "unknown time zone Mars" },
    { "'tacocat'.charAt(30)",    "index out of range: 30" },
    { "'tacocat'.indexOf('a', 30)", "index out of range: 30" },
    { "'tacocat'.lastIndexOf('a', -1)", "index out of range: -1" },
    { "'tacocat'.substring(40)", "index out of range: 40" },
    { "'tacocat'.substring(4, 3)", "invalid substring range. start: 4, end: 3" },
    { "'%a'.format([1])",        "could not parse formatting clause: unrecognized formatting clause \"a\"" },
    { "'%d %d %d'.format([0, 1])", "index 2 out of range" },
    { "'%b'.format(['abc'])",    "error during formatting: only integers and bools can be formatted as binary, was given string" },
    { "'%d'.format([duration('30m')])", "error during formatting: decimal clause can only be used on integers, was given google.protobuf.Duration" },
    { "'%f'.format([null])",     "error during formatting: fixed-point clause can only be used on doubles, was given null_type" },
    { "[].min()",                "min called on empty list" },
    { "'a'.matches(x.text + '(')", "error parsing regexp: missing closing parenthesis" },
    { "url('../up')",            "URL parse error during conversion from string: parse \"../up\": invalid URI" },
    { "ip('1.2.3')",             "IP Address '1.2.3' parse error during conversion from string" },
    { "quantity('1.5').asInteger()", "cannot convert value to integer" },
    /* clang-format on */
};

START_TEST(is_told_as_the_real_one_tells_it)
{
    struct arena *a = arena_new();
    const char *got = evaluate(a, rows[_i].expression);

    ck_assert_str_eq(arena_strz(a, (struct str){ got, strcspn(got, "\n") }), rows[_i].says);
    arena_free(a);
}
END_TEST

START_TEST(is_shown_in_its_line)
{
    struct arena *a = arena_new();

    ck_assert_str_eq(evaluate(a, "true\n && y.z == 1"),
                     "ERROR: <input>:2:5: undeclared reference to 'y' (in container '')\n"
                     " |  && y.z == 1\n"
                     " | ....^");
    arena_free(a);
}
END_TEST

START_TEST(is_told_for_each_place)
{
    struct arena *a = arena_new();

    ck_assert_str_eq(evaluate(a, "a && b"),
                     "ERROR: <input>:1:1: undeclared reference to 'a' (in container '')\n"
                     " | a && b\n"
                     " | ^\n"
                     "ERROR: <input>:1:6: undeclared reference to 'b' (in container '')\n"
                     " | a && b\n"
                     " | .....^");
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/cel/mistakes");
    TCase *t = tcase_create("a mistake");

    tcase_add_loop_test(t, is_told_as_the_real_one_tells_it, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, is_shown_in_its_line);
    tcase_add_test(t, is_told_for_each_place);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
