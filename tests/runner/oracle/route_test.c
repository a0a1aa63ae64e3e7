#include "runner/oracle/route.h"

#include "tests/test.h"

#include "tests/tree.h"

#include "base/banned.h"

static const struct {
    const char *pattern, *text;
    bool nocase, matches;
} wildcards[] = {
    { "", "", false, true },
    { "", "a", false, false },
    { "*", "", false, true },
    { "*", "a/b", false, true },
    { "/path/*", "/path/", false, true },
    { "/path/*", "/path", false, false },
    { "/*/x", "/a/b/x", false, true },
    { "/*/x", "/x", false, false },
    { "a*b*c", "aXbYbZc", false, true },
    { "a*b*c", "aXbYbZ", false, false },
    { "?", "", false, false },
    { "/?", "/a", false, true },
    { "/?", "/ab", false, false },
    { "/Path", "/path", false, false },
    { "*.Example", "shop.eXample", true, true },
    { "*.example", "example", true, false },
    { "**", "x", false, true },
    { "a*", "ba", false, false },
};

START_TEST(matches_wildcards)
{
    bool result = wildcard_matches(str_of(wildcards[_i].pattern), str_of(wildcards[_i].text),
                                   wildcards[_i].nocase);

    ck_assert_msg(result == wildcards[_i].matches, "'%s' and '%s'", wildcards[_i].pattern,
                  wildcards[_i].text);
}
END_TEST

#define RULE(id, listener, priority, more)                                                         \
    "{'kind':'alb/Rule','id':'" id "','body':{'RuleId':'" id "','ListenerId':'" listener           \
    "','Priority':" priority ",'RuleStatus':'Available'," more "}}"
#define HOST(value)  "{'Type':'Host','HostConfig':{'Values':[" value "]}}"
#define PATH(values) "{'Type':'Path','PathConfig':{'Values':[" values "]}}"

/* clang-format off */
static const char state[] =
    "{'objects':["
    "{'kind':'alb/Listener','id':'lsn-80','body':{'ListenerPort':80,'ListenerProtocol':'HTTP'}},"
    "{'kind':'alb/Listener','id':'lsn-81','body':{'ListenerPort':81,'ListenerProtocol':'HTTP'}},"
    /* The order of the document is not the order of the rules. */
    RULE("late", "lsn-80", "9", "'RuleConditions':[" HOST("'*.top'") "]") ","
    RULE("seed", "lsn-80", "5",
         "'RuleConditions':[" HOST("'demo.domain.ingress.top'") "," PATH("'/path','/path/*'") "]") ","
    RULE("elsewhere", "lsn-81", "1", "'RuleConditions':[]") ","
    RULE("answers", "lsn-80", "2", "'Direction':'Response','RuleConditions':[]") ","
    "{'kind':'alb/Rule','id':'made','body':{'ListenerId':'lsn-80','Priority':3,"
    "'RuleStatus':'Provisioning','RuleConditions':[]}},"
    RULE("regex", "lsn-80", "6",
         "'RuleConditions':[" HOST("'regex.example'") "," PATH("'~*^/img/[0-9]+$','~/Big'") "]") ","
    RULE("get", "lsn-80", "7",
         "'RuleConditions':[" HOST("'method.example'") ","
         "{'Type':'Method','MethodConfig':{'Values':['POST','GET']}}]") ","
    RULE("header", "lsn-80", "4",
         "'RuleConditions':[{'Type':'Header','HeaderConfig':{'Key':'a','Values':['*']}}]")
    "]}";
/* clang-format on */

static const struct {
    const char *host, *path, *rule, *why;
} requests[] = {
    { "demo.domain.ingress.top", "/path", "seed", "the path itself" },
    { "demo.domain.ingress.top", "/path/", "seed", "an empty element below it" },
    { "demo.domain.ingress.top", "/path/x", "seed", "an element below it" },
    { "demo.domain.ingress.top", "/pathx", "late", "another element that begins alike" },
    { "demo.domain.ingress.top", "/Path", "late", "paths mind the case" },
    { "demo.domain.ingress.top", "/", "late", "above it" },
    { "other.example", "/path", NULL, "another host" },
    { "DEMO.Domain.ingress.top", "/path", "seed", "hosts do not mind the case" },
    { "regex.example", "/IMG/12", "regex", "a pattern without case" },
    { "regex.example", "/img/x", NULL, "a pattern that does not match" },
    { "regex.example", "/a/Big", "regex", "a pattern with case, anywhere" },
    { "regex.example", "/a/big", NULL, "a pattern with case, in another" },
    { "method.example", "/", "get", "a request is a GET" },
};

START_TEST(finds_the_rule_that_decides)
{
    struct arena *a = arena_new();
    const struct view *v = view_new(a, &(struct view_input){ .state = tree_of(a, state) });
    struct request request = { requests[_i].host, requests[_i].path };

    const struct view_rule *rule = route(v, &v->listeners[0], &request);

    ck_assert_msg(rule || !requests[_i].rule, "%s: no rule", requests[_i].why);
    ck_assert_msg(!rule || requests[_i].rule, "%s: %s", requests[_i].why, rule ? rule->id : "");
    if (rule)
        ck_assert_msg(str_is(str_of(rule->id), requests[_i].rule), "%s: %s", requests[_i].why,
                      rule->id);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/oracle/route");
    TCase *t = tcase_create("route");

    tcase_add_loop_test(t, matches_wildcards, 0, (int)(sizeof(wildcards) / sizeof(wildcards[0])));
    tcase_add_loop_test(t, finds_the_rule_that_decides, 0,
                        (int)(sizeof(requests) / sizeof(requests[0])));
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
