#include "tests/runner/cel/evaluate.h"

#include "base/banned.h"

/*
 * What CEL is, sentence by sentence: each of these is true. The facts are those of the language's
 * definition and of its conformance tests (basic, comparisons, conversions, fields, fp_math, integer_math,
 * lists, logic, macros, parse, string, timestamps, optionals).
 */
static const char *const truths[] = {
    /* clang-format off */
    /* literals */
    "0 == -0", "0xff == 255", "-0x8 == -8", "9223372036854775807 > 0", "-9223372036854775808 < 0",
    "42u == uint(42)", "0xFFFFFFFFFFFFFFFFu == 18446744073709551615u",
    "1.5 == 3.0 / 2.0", "1e3 == 1000.0", "-2.3e+1 == -23.0", ".5 == 0.5",
    "'a' == \"a\"", "'''a'b''' == \"a'b\"", "\"\"\"\na\"\"\" == '\\na'", "r'\\n' == '\\\\n'", "R\"\\d\" == '\\\\d'",
    "'\\x41\\u00e9\\U0001F431\\101' == 'A\u00e9\U0001F431A'", "'\\a\\b\\f\\v\\t\\r\\?\\`' != ''", "b'\\xff\\377' == b'\\377\\xff'",
    "b'\u00ff' == b'\\303\\277'", "br'\\x' == b'\\\\x'", "rb'a' == b'a'", "size(b'\u00ff') == 2", "size('\u00ff') == 1",
    "[] == []", "{} == {}", "[1, 2,] == [1, 2]", "{'a': 1,} == {'a': 1}", "null == null",
    "true // and this is no part of it", "1 +\n 2 == 3",
    /* operators, and what binds closer */
    "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "7 - 2 - 1 == 4", "2 * 3 % 4 == 2", "-2 * -3 == 6", "!false", "!!true",
    "--3 == 3", "- -3 == 3", "!x.yes == false", "-x.n == -3", "1 < 2 == true", "true || false && false",
    "false ? 1 == 1 : true ? true : false", "1 + 1 in [2]", "7 / 2 == 3", "-7 / 2 == -3", "-7 % 2 == -1", "7u / 2u == 3u",
    "5.0 / 2.0 == 2.5", "1.0 / 0.0 > 1e308", "!(0.0 / 0.0 == 0.0 / 0.0)", "0.0 / 0.0 != 0.0 / 0.0", "'a' + 'b' == 'ab'",
    "b'a' + b'b' == b'ab'", "[1] + [2] == [1, 2]", "[] + [1] == [1]",
    /* comparing */
    "dyn(1) == 1.0", "dyn(1) == 1u", "dyn(1u) == 1.0", "!(dyn('1') == 1)", "dyn(1) != '1'", "1 < 2u", "1u < 2.5", "2.5 > 2",
    "-1 < 0u", "9223372036854775807 < 9223372036854775808u", "!(9223372036854775807 < 9223372036854775808.0)",
    "18446744073709551615u > 9223372036854775807.0", "dyn(9223372036854775807) == 9223372036854775808.0", "0.0 == -0.0", "'a' < 'b'", "'a' < 'aa'", "'\u00e9' > 'z'", "b'a' < b'b'",
    "false < true", "[1, 2] == dyn([1.0, 2.0])", "[1] != [1, 2]", "{'a': [1]} == {'a': [1]}", "{'a': 1} != {'a': 2}", "{'a': 1} != {'b': 1}",
    "{1: 'x'} == {1: 'x'}", "x.none == null", "x.n != null", "x.map == {'k': dyn('v'), 'a-b': 1}", "x.list == [1, 2, 3]",
    "type(1) == int", "type(1u) == uint", "type(1.0) == double", "type('a') == string", "type(b'a') == bytes", "type(true) == bool",
    "type(null) == null_type", "type([]) == list", "type({}) == map", "type(type(1)) == type", "type(int) == type",
    "type(timestamp('2009-02-13T23:31:30Z')) == google.protobuf.Timestamp", "type(duration('1s')) == google.protobuf.Duration",
    "type(x.half) == double", "type(x.n) == int", "type(x) == map",
    /* there, or not */
    "1 in [1, 2]", "!(3 in [1, 2])", "'k' in x.map", "!('z' in x.map)", "2 in {1: 1, 2: 1}", "dyn(1.0) in [1]",
    "x.list[1] == 2", "x.list[dyn(1.0)] == 2", "x.list[dyn(1u)] == 2", "x['n'] == 3", "x.map['a-b'] == 1", "{'a': {'b': 7}}.a.b == 7", "[[1], [2]][1][0] == 2", "{true: 1}[true] == 1",
    "{1: 2}[dyn(1u)] == 2", "has(x.n)", "!has(x.gone)", "has(x.none)", "has({'a': 1}.a)", "!has({}.a)", "has(x.map.k)", ".x.n == 3",
    /* logic, and errors that do not decide */
    "true || 1 / 0 > 0", "1 / 0 > 0 || true", "!(false && 1 / 0 > 0)", "!(1 / 0 > 0 && false)", "(false && x.gone) == false",
    "true || x.gone || x.gone", "x.gone == 1 || x.gone == 2 || true", "true ? true : 1 / 0 > 0", "false ? 1 / 0 > 0 : true",
    "(true && true && true) == true", "(false || false || false) == false", "dyn('horses') || true", "!(dyn('horses') && false)",
    /* macros */
    "[1, 2, 3].all(e, e > 0)", "![1, 2, 3].all(e, e == 2)", "[].all(e, e > 0)", "![1, 2, 3].all(e, 6 / (2 - e) == 6)",
    "[1, 2, 3].exists(e, e == 2)", "![1, 2, 3].exists(e, e > 3)", "![].exists(e, e == 2)", "[0, 1].exists(e, 1 / e == 1)",
    "{'a': 1, 'b': 2}.exists(k, k == 'b')", "!{'a': 1, 'b': 2}.all(k, k == 'b')", "x.map.all(k, k != '')",
    "[7].exists_one(a, a == 7)", "![7, 7].exists_one(a, a == 7)", "![].exists_one(a, a == 7)", "[6, 7, 8].existsOne(f, f % 5 == 2)",
    "[3].map(n, n * n) == [9]", "[].map(n, n) == []", "{1: 1, 2: 4}.map(k, k * k) == [1, 4]", "[1, 2, 3].map(n, n > 1, n * 10) == [20, 30]",
    "[0, 1, 2, 3].filter(n, n % 2 == 1) == [1, 3]", "{0: 10, 1: 11}.filter(k, k == 1) == [1]", "x.pots.filter(p, p.n > 1).map(p, p.name) == ['blue']",
    "[1, 2].all(x, x > 0) && x.n == 3", "[[1, 2], [3]].all(l, l.all(l, l > 0))", "[1, 2].map(a, [3, 4].map(b, a * b)) == [[3, 4], [6, 8]]",
    "[1, 2].exists(a, [2, 3].exists(b, a == b))", "['a', 'b'].all(i, v, i < 2 && v != '')", "{'a': 1}.all(k, v, k == 'a' && v == 1)",
    "['a', 'b'].exists(i, v, i == 1 && v == 'b')", "[5, 6].transformList(i, v, i + v) == [5, 7]", "[5, 6].transformList(i, v, i > 0, v) == [6]",
    "{'a': 'b', 'c': 'd'}.transformMap(k, v, k + v) == {'a': 'ab', 'c': 'cd'}", "{'a': 1, 'c': 2}.transformMap(k, v, v > 1, v * 2) == {'c': 4}", "{}.transformMap(k, v, v) == {}",
    /* conversions */
    "int('987') == 987", "int('-12') == -12", "int(42u) == 42", "int(1.9) == 1", "int(-7.9) == -7", "int(timestamp('2004-09-16T23:59:59Z')) == 1095379199",
    "uint(1729) == 1729u", "uint('300') == 300u", "uint(3.14) == 3u", "uint(1e19) == 10000000000000000000u", "double(1) == 1.0", "double(123u) == 123.0",
    "double('-987.654') == -987.654", "double('6.02214e23') == 6.02214e23", "string(123) == '123'", "string(9876u) == '9876'", "string(-456) == '-456'",
    "string(123.456) == '123.456'", "string(-4.5e-3) == '-0.0045'", "string(100000.0) == '100000'", "string(1234567.0) == '1.234567e+06'", "string(1e-5) == '1e-05'", "string(0.0) == '0'", "string(1.0 / 0.0) == '+Inf'", "string(true) == 'true'", "string(b'abc') == 'abc'", "string(b'\\303\\277') == '\u00ff'",
    "bytes('abc') == b'abc'", "bytes('\u00ff') == b'\\303\\277'", "bool('true')", "!bool('false')", "bool('1') && bool('t') && bool('TRUE')",
    "string(timestamp('2009-02-13T23:31:30Z')) == '2009-02-13T23:31:30Z'", "string(duration('1h30m')) == '5400s'", "string(duration('1500ms')) == '1.5s'",
    "string(timestamp('9999-12-31T23:59:59.999999999Z')) == '9999-12-31T23:59:59.999999999Z'", "dyn(1) == 1",
    "size('tea') == 3", "'tea'.size() == 3", "size([1, 2]) == 2", "{'a': 1}.size() == 1", "x.list.size() == 3", "size(b'ab') == 2", "size('') == 0",
    /* times */
    "timestamp('2009-02-13T23:31:30Z').getDate() == 13", "timestamp('2009-02-13T23:31:30Z').getDayOfMonth() == 12",
    "timestamp('2009-02-13T23:31:30Z').getDayOfWeek() == 5", "timestamp('2009-02-13T23:31:30Z').getDayOfYear() == 43",
    "timestamp('2009-02-13T23:31:30Z').getFullYear() == 2009", "timestamp('2009-02-13T23:31:30Z').getHours() == 23",
    "timestamp('2009-02-13T23:31:20.123456789Z').getMilliseconds() == 123", "timestamp('2009-02-13T23:31:30Z').getMinutes() == 31",
    "timestamp('2009-02-13T23:31:30Z').getMonth() == 1", "timestamp('2009-02-13T23:31:30Z').getSeconds() == 30",
    "timestamp('2009-02-13T23:31:30Z').getDayOfMonth('+11:00') == 13", "timestamp('2009-02-13T02:00:00Z').getDayOfMonth('-02:30') == 11",
    "timestamp('2009-02-13T23:31:30Z').getHours('02:00') == 1", "timestamp('2009-02-13T23:31:30Z').getFullYear('-09:30') == 2009",
    "timestamp('2009-02-13T23:31:30Z').getMonth('UTC') == 1", "timestamp('2009-02-13T23:31:30Z').getSeconds('-00:00') == 30",
    "timestamp('2000-02-29T00:00:00Z').getDayOfYear() == 59", "timestamp('1969-12-31T23:59:59Z').getDayOfWeek() == 3",
    "timestamp('2009-02-13T23:31:30+01:00') == timestamp('2009-02-13T22:31:30Z')", "timestamp(1234567890) == timestamp('2009-02-13T23:31:30Z')",
    "timestamp('2009-02-13T23:00:00Z') + duration('240s') == timestamp('2009-02-13T23:04:00Z')", "duration('120s') + timestamp('2009-02-13T23:01:00Z') == timestamp('2009-02-13T23:03:00Z')",
    "duration('600s') + duration('50s') == duration('650s')", "timestamp('2009-02-13T23:10:00Z') - duration('600s') == timestamp('2009-02-13T23:00:00Z')",
    "timestamp('2009-02-13T23:31:00Z') - timestamp('2009-02-13T23:29:00Z') == duration('120s')", "duration('900s') - duration('42s') == duration('858s')",
    "timestamp('0001-01-01T00:00:01.000000001Z') + duration('-999999999ns') == timestamp('0001-01-01T00:00:00.000000002Z')",
    "timestamp('2009-02-13T23:00:00Z') < timestamp('2009-03-13T23:00:00Z')", "duration('300s') > duration('200s')", "duration('1h') == duration('60m')",
    "duration('10000s').getHours() == 2", "duration('3730s').getMinutes() == 62", "duration('3730s').getSeconds() == 3730", "duration('-1.5h') == duration('-90m')",
    "duration('123.321456789s').getMilliseconds() == 123321",
    /* values that may be absent */
    "optional.of(null).hasValue()", "!optional.ofNonZeroValue(null).hasValue()", "optional.none().or(optional.none()).orValue(42) == 42",
    "!optional.none().optMap(y, y + 1).hasValue()", "optional.of(42).optMap(y, y + 1).value() == 43", "!{}.?key.optFlatMap(k, k.?subkey).hasValue()",
    "{'key': {'subkey': 's'}}.?key.optFlatMap(k, k.?subkey).value() == 's'", "{'null_key': dyn(null)}.?null_key.hasValue()",
    "!{true: dyn(0)}[?false].absent.hasValue()", "!{}.?null_key.invalid.hasValue()", "!has({}.?x.y)", "has({'x': {'y': 'z'}}.?x.y)",
    "type(optional.none()) == optional_type", "{'c': {'d-i': 'bye'}}.c[?'d-i'].orValue('none') == 'bye'", "{'c': {}}.c[?'missing'].orValue('none') == 'none'",
    "optional.of({'c': {'i': 'bye'}}).c.i.orValue('none') == 'bye'", "optional.of({'c': {}}).c.missing.or(optional.of(['l'])[0]).orValue('none') == 'l'",
    "[?{}.?c, ?optional.of(42), ?optional.none()] == [42]", "{?'n': optional.ofNonZeroValue({?'m': {}.?c}), 'one': dyn(true)} == {'one': dyn(true)}",
    "![][?0].hasValue()", "['foo'][?0].value() == 'foo'", "optional.none() == optional.none()", "optional.none() != optional.of(1)",
    "optional.of(1) == optional.of(1)", "x.?gone.orValue(5) == 5", "x.?map.?k.value() == 'v'",
    /* clang-format on */
};

START_TEST(says_what_is_true)
{
    struct arena *a = arena_new();

    ck_assert_msg(!strcmp(evaluate(a, truths[_i]), "true"), "%s\n    is %s", truths[_i],
                  evaluate(a, truths[_i]));
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/cel/language");
    TCase *t = tcase_create("an expression");

    tcase_add_loop_test(t, says_what_is_true, 0, sizeof(truths) / sizeof(truths[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
