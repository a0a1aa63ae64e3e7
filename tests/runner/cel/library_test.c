#include "tests/runner/cel/evaluate.h"

#include "base/banned.h"

/*
 * What an API server adds to the language: each of these is true. Facts of cel-spec's string_ext and
 * network_ext tests, and of the library tests of k8s.io/apiserver/pkg/cel.
 */
static const char *const truths[] = {
    /* clang-format off */
    "'tea pot'.contains('a p')", "'tea'.contains('')", "!'tea'.contains('x')", "'tea'.startsWith('te')", "'tea'.startsWith('')", "'tea'.endsWith('ea')",
    "!'tea'.endsWith('teapot')", "'tacocat'.charAt(3) == 'o'", "'tacocat'.charAt(7) == ''", "'\u00a9\u03b1T'.charAt(1) == '\u03b1'",
    "'tacocat'.indexOf('') == 0", "'tacocat'.indexOf('ac') == 1", "'tacocat'.indexOf('none') == -1", "'tacocat'.indexOf('', 3) == 3", "'tacocat'.indexOf('a', 3) == 5",
    "'ta\u00a9o\u00a9\u03b1T'.indexOf('\u00a9', 3) == 4", "'ta\u00a9o\u00a9\u03b1T'.indexOf('\u00a9\u03b1', 5) == -1", "''.lastIndexOf('@@') == -1", "'tacocat'.lastIndexOf('') == 7",
    "'tacocat'.lastIndexOf('at') == 5", "'tacocat'.lastIndexOf('', 3) == 3", "'tacocat'.lastIndexOf('a', 3) == 1", "'ta\u00a9o\u00a9\u03b1T'.lastIndexOf('\u00a9', 3) == 2",
    "'bananananana'.lastIndexOf('nana', 7) == 6", "'TacoC\u00c6t Xii'.lowerAscii() == 'tacoc\u00c6t xii'", "'tacoC\u03b1t'.upperAscii() == 'TACOC\u03b1T'",
    "'{0} days {0} hours'.replace('{0}', '2') == '2 days 2 hours'", "'{0} days {0} hours'.replace('{0}', '2', 1).replace('{0}', '23') == '2 days 23 hours'",
    "'1 \u00a9\u03b1T taco'.replace('\u03b1T', 'o\u00a9\u03b1') == '1 \u00a9o\u00a9\u03b1 taco'", "'tea'.replace('', '-') == '-t-e-a-'", "'tea'.replace('e', '', 0) == 'tea'",
    "'hello world'.split(' ') == ['hello', 'world']", "'a b c'.split(' ', 0) == []", "'a b c'.split(' ', 1) == ['a b c']", "'a b c'.split(' ', 2) == ['a', 'b c']",
    "'o\u00a9o\u00a9o'.split('\u00a9', -1) == ['o', 'o', 'o']", "'tea'.split('') == ['t', 'e', 'a']", "''.split(',') == ['']", "'a,'.split(',') == ['a', '']",
    "'tacocat'.substring(4) == 'cat'", "'tacocat'.substring(7) == ''", "'tacocat'.substring(0, 4) == 'taco'", "'ta\u00a9o\u00a9\u03b1T'.substring(2, 6) == '\u00a9o\u00a9\u03b1'",
    "' \\f\\n\\r\\t\\vtext  '.trim() == 'text'", "'\\u0085\\u00a0\\u1680text'.trim() == 'text'", "'\\u200atext\\u2028\\u2029\\u202F\\u205F\\u3000'.trim() == 'text'",
    "'\\u180etext\\u200b'.trim() == '\\u180etext\\u200b'", "' a b '.trim() == 'a b'", "'   '.trim() == ''",
    "['x', 'y'].join() == 'xy'", "['x', 'y'].join('-') == 'x-y'", "[].join('-') == ''", "'t\u00e9a'.reverse() == 'a\u00e9t'", "strings.quote('a\\n\"') == '\"a\\\\n\\\\\"\"'",
    "'no'.format([]) == 'no'", "'%%%s%%'.format(['text']) == '%text%'", "'%d %s'.format([1, 'A']) == '1 A'", "'%.3f'.format([1.2345]) == '1.234'", "'%b'.format([5]) == '101'",
    "'%b'.format([true]) == '1'", "'%o'.format([11]) == '13'", "'%x %X'.format([30, 30]) == '1e 1E'", "'%x'.format(['Hello world!']) == '48656c6c6f20776f726c6421'",
    "'%.6e'.format([1052.032911275]) == '1.052033e+03'", "'%f'.format([2.71828]) == '2.718280'", "'%e'.format([double('-Infinity')]) == '-Infinity'",
    "'%d'.format([double('NaN')]) == 'NaN'", "'%s'.format([1e6]) == '1000000'", "'%s'.format([null]) == 'null'", "'%s'.format([type('t')]) == 'string'", "'%s'.format([duration('1h45m47s')]) == '6347s'",
    "'%s'.format([[dyn(9), dyn(8.5), dyn('x')]]) == '[9, 8.5, x]'", "'%s'.format([{'b': 2, 'a': 1}]) == '{a: 1, b: 2}'", "'%s, %s'.format([true, false]) == 'true, false'",
    /* regular expressions */
    "'tea'.matches('^t.a$')", "'tea'.matches('e')", "!'tea'.matches('^e')", "matches('teapot', 'pot$')", "!'tea\\n'.matches('^tea$')", "'a1b22'.find('[0-9]+') == '1'", "'abc'.find('[0-9]') == ''",
    "'a1b22'.findAll('[0-9]+') == ['1', '22']", "'123 abc 456'.findAll('[0-9]+', 1) == ['123']", "'abc'.findAll('z') == []", "'ab'.findAll('x*').size() == 3",
    "'\u00e9t\u00e9'.matches('^.t.$')", "'a/b'.matches(r'^[\\w/]+$')", "'t'.matches('(?i)T')", "'x'.matches(x.text + '|x')", "'aXb'.matches('a(?P<mid>X)b')",
    /* lists and sets */
    "[1, 2, 3].isSorted()", "!['b', 'a'].isSorted()", "[].isSorted()", "[1, 2, 3].sum() == 6", "[1.5, 2.5].sum() == 4.0", "[duration('1m'), duration('1s')].sum() == duration('61s')",
    "[].sum() == 0", "[3, 1, 2].min() == 1", "[3, 1, 2].max() == 3", "['b', 'a'].min() == 'a'", "[1, 2, 2].indexOf(2) == 1", "[1, 2, 2].lastIndexOf(2) == 2", "[1].indexOf(5) == -1",
    "['a', 'b'].indexOf('b') == 1", "sets.contains([1, 2, 3], [3, 1])", "!sets.contains([1], [2])", "sets.equivalent([1, 1, 2], [2, 1])", "sets.intersects([1, 2], [2, 3])", "!sets.intersects([1], [])",
    /* URLs */
    "url('https://user:pass@example.com:80/path?query=val#frag').getHost() == 'example.com:80'", "url('https://example.com:80/').getScheme() == 'https'", "url('/absolute/path').getScheme() == ''",
    "url('https://example.com:80/').getHostname() == 'example.com'", "url('https://[::1]:80/').getHostname() == '::1'", "url('https://[::1]:80/').getHost() == '[::1]:80'",
    "url('https://example.com:80/').getPort() == '80'", "url('https://example.com/').getPort() == ''", "url('https://example.com/path with spaces/').getEscapedPath() == '/path%20with%20spaces/'",
    "url('https://example.com/a?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}", "url('https://example.com/p?key=%26#f').getQuery()['key'] == ['&']", "url('https://example.com/').getQuery() == {}",
    "isURL('https://a.example:80/')", "isURL('/path')", "!isURL('../relative')", "!isURL('https://a:b:c/')", "!isURL('')", "url('https://a.example/') == url('https://a.example/')",
    /* quantities */
    "quantity('1Gi') == quantity('1024Mi')", "quantity('500000G').isInteger()", "!quantity('50.5').isInteger()", "quantity('50k').asInteger() == 50000", "quantity('50.703k').asApproximateFloat() == 50703.0",
    "quantity('-1').sign() == -1", "quantity('0').sign() == 0", "quantity('50k').add(quantity('20')) == quantity('50020')", "quantity('50k').sub(20) == quantity('49980')", "quantity('50k').sub(quantity('100000')).sign() == -1",
    "quantity('150Mi').isGreaterThan(quantity('100Mi'))", "quantity('50M').isLessThan(quantity('50Mi'))", "quantity('200M').compareTo(quantity('0.2G')) == 0", "quantity('100m').compareTo(quantity('1')) == -1",
    "isQuantity('20Mi')", "isQuantity('1e3')", "!isQuantity('20M_')", "!isQuantity('Three Mega Bytes')", "!isQuantity('')", "quantity('1E') == quantity('1e18')", "quantity('0.5n').compareTo(quantity('1n')) == 0",
    /* addresses */
    "isIP('192.168.0.1')", "isIP('2001:db8::abcd')", "!isIP('192.168.0.1.0')", "!isIP('::ffff:1.2.3.4')", "!isIP('fe80::1%eth0')", "!isIP('192.168.01.1')", "ip('127.0.0.1').family() == 4", "ip('::1').family() == 6",
    "ip('127.0.0.1').isLoopback()", "ip('0.0.0.0').isUnspecified()", "ip('fe80::1').isLinkLocalUnicast()", "ip('224.0.0.1').isLinkLocalMulticast()", "ip('192.168.0.1').isGlobalUnicast()", "!ip('255.255.255.255').isGlobalUnicast()",
    "ip.isCanonical('::1')", "!ip.isCanonical('2001:DB8::1')", "string(ip('2001:DB8::1')) == '2001:db8::1'", "ip('2001:DB8::1') == ip('2001:db8::1')", "type(ip('::1')) == net.IP", "isCIDR('192.168.0.0/24')", "isCIDR('::1/128')",
    "!isCIDR('192.168.0.0/33')", "!isCIDR('192.168.0.0')", "!isCIDR('192.168.0.0/024')", "cidr('192.168.0.0/24').containsIP('192.168.0.1')", "!cidr('192.168.0.0/24').containsIP(ip('192.168.1.1'))", "cidr('192.168.0.0/24').containsCIDR('192.168.0.0/25')",
    "!cidr('192.168.0.0/24').containsCIDR(cidr('192.168.0.0/23'))", "cidr('192.168.0.1/24').ip() == ip('192.168.0.1')", "cidr('192.168.0.1/24').masked() == cidr('192.168.0.0/24')", "cidr('::1/65').prefixLength() == 65", "string(cidr('192.168.0.0/24')) == '192.168.0.0/24'",
    /* named formats */
    "!format.dns1123Label().validate('a-b').hasValue()", "format.dns1123Label().validate('A').hasValue()", "format.named('dns1123Subdomain').value().validate('a..b').hasValue()", "!format.named('unknown').hasValue()",
    "!format.qualifiedName().validate('a.b/C_d').hasValue()", "!format.labelValue().validate('').hasValue()", "!format.datetime().validate('2021-01-01T00:00:00Z').hasValue()", "format.date().validate('2021-02-30').hasValue()",
    "!format.uuid().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()", "format.byte().validate('abc').value()[0].size() > 0", "format.dns1035Label().validate('1a').hasValue()", "!format.uri().validate('/a').hasValue()",
    /* clang-format on */
};

START_TEST(knows_what_an_api_server_does)
{
    struct arena *a = arena_new();

    ck_assert_msg(!strcmp(evaluate(a, truths[_i]), "true"), "%s\n    is %s", truths[_i],
                  evaluate(a, truths[_i]));
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/cel/library");
    TCase *t = tcase_create("a library");

    tcase_add_loop_test(t, knows_what_an_api_server_does, 0, sizeof(truths) / sizeof(truths[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
