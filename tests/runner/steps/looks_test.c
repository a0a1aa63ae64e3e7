#include "tests/test.h"

#include "tests/runner/steps/stage.h"

#include "base/banned.h"

#define TUPLES "RuleActions.0.ForwardGroupConfig.ServerGroupTuples"
#define G1     "sgp-71aexb9y93ypo00001"
#define HOST_CONDITION                                                                             \
    "{'Type':'Host','HostConfig':{'Values':['demo.domain.ingress.top','other.example']}}"
#define SECOND_RULE                                                                                \
    "{'RuleId':'rule-2','ListenerId':'lsn-80','Priority':2,'RuleStatus':'Available',"              \
    "'RuleConditions':[{'Type':'Host','HostConfig':{'Values':['demo.domain.ingress.top']}}],"      \
    "'RuleActions':[{'Type':'ForwardGroup','Order':1,'ForwardGroupConfig':"                        \
    "{'ServerGroupTuples':[{'ServerGroupId':'sgp-tea'}]}}]}"
#define FORWARD "rules: ${host}\n    forward: { tea-svc:80: 30, coffee-svc:80: 20, G1: 30, G2: 20 }"
#define SERVERS                                                                                    \
    "servers:\n      tea-svc:80: [\"172.16.1.101:8080\"]\n"                                        \
    "      coffee-svc:80: [\"172.16.2.101:8080\", \"172.16.1.102:8080\"]"
#define RULE "alb/Rule", "rule-1"

/* One change to the finished scenario, then one look. No kind: no change. */
struct row {
    const char *why, *step;
    const char *kind, *id, *path, *json;
    enum look look;
    uint64_t call;
    const char *found; /* a piece of what was found; NULL: does not matter */
};

/* clang-format off */
static const struct row rows[] = {
    { "a server that is reached", "reach: G1",
      "reach", "1", NULL, "{'servers':[{'serverGroup':'" G1 "','server':'10.0.0.1','port':80,'reason':'REACHABLE'}]}",
      LOOK_pass, 0, NULL },
    { "a server that is not reached", "reach: G1",
      "reach", "1", NULL, "{'servers':[{'serverGroup':'" G1 "','server':'10.0.0.1','port':80,'reason':'NO_TR_ROUTE'}]}",
      LOOK_not_yet, 0, "10.0.0.1:80  NO_TR_ROUTE" },
    { "the reason, the cause and the object", "reach: G1\n    reason: NO_RETURN_ROUTE\n    cause: NO_ROUTE\n    object: vpc-2",
      "reach", "1", NULL, "{'servers':[{'serverGroup':'" G1 "','server':'10.0.0.1','port':80,'reason':'NO_RETURN_ROUTE',"
      "'cause':'NO_ROUTE','object':'vpc-2'}]}", LOOK_pass, 0, NULL },
    { "another object", "reach: G1\n    reason: NO_RETURN_ROUTE\n    object: vpc-2",
      "reach", "1", NULL, "{'servers':[{'serverGroup':'" G1 "','server':'10.0.0.1','port':80,'reason':'NO_RETURN_ROUTE',"
      "'object':'vpc-3'}]}", LOOK_not_yet, 0, "NO_RETURN_ROUTE at vpc-3" },
    { "a server that is well", "reach: G1\n    health: Normal",
      "reach", "1", NULL, "{'servers':[{'serverGroup':'" G1 "','server':'10.0.0.1','port':80,'reason':'REACHABLE'}]}",
      LOOK_pass, 0, NULL },
    { "another reason of the health check", "reach: G1\n    reason: PORT_CLOSED\n    health: CONNECT_FAILED",
      "reach", "1", NULL, "{'servers':[{'serverGroup':'" G1 "','server':'10.0.0.1','port':80,'reason':'PORT_CLOSED',"
      "'health':'CONNECT_TIMEOUT'}]}", LOOK_not_yet, 0, "PORT_CLOSED, CONNECT_TIMEOUT" },
    { "a group that nobody asked about", "reach: G1", "reach", "1", NULL, "{'servers':[]}", LOOK_not_yet, 0, "servers  (none)" },
    { "nothing heard of reach", "reach: G1", NULL, NULL, NULL, NULL, LOOK_not_yet, 0, "nothing was heard of that yet" },
    { "one rule", "rules: ${host}\n    count: 1", NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a second rule for the host", "rules: ${host}\n    count: 1",
      "alb/Rule", "rule-2", NULL, SECOND_RULE, LOOK_not_yet, 16, "how many  2" },
    { "two of at most two", "rules: ${host}\n    count: { max: 2 }",
      "alb/Rule", "rule-2", NULL, SECOND_RULE, LOOK_pass, 0, NULL },
    { "only the rule that the path could meet", "rules: ${host}\n    path: /else\n    count: 1",
      "alb/Rule", "rule-2", NULL, SECOND_RULE, LOOK_pass, 0, NULL },
    { "no rule at all", FORWARD, RULE, "", NULL, LOOK_not_yet, 16, "tea-svc:80     (none)" },
    { "a host in another case is the same host", "rules: DEMO.domain.ingress.top\n    count: 1",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a rule without a host", "rules: \"*\"\n    count: 1",
      RULE, "RuleConditions.0", "{'Type':'Path','PathConfig':{'Values':['/']}}", LOOK_pass, 0, NULL },
    { "tuples in any order", FORWARD, NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a weight that is off by one", FORWARD, RULE, TUPLES ".1.Weight", "31",
      LOOK_not_yet, 11, "tea-svc:80     31" },
    { "a weight that is missing", FORWARD, RULE, TUPLES ".1", "{'ServerGroupId':'sgp-tea'}",
      LOOK_not_yet, 11, "tea-svc:80     no weight" },
    { "a tuple too many", "rules: ${host}\n    forward: { tea-svc:80: 30, G1: 30, G2: 20 }",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 11, "coffee-svc:80  20" },
    { "one group twice", FORWARD, RULE, TUPLES ".9", "{'ServerGroupId':'" G1 "','Weight':5}",
      LOOK_not_yet, 11, "G1             30 and 5" },
    { "a group that does not exist", FORWARD, RULE, TUPLES ".1.ServerGroupId", "'sgp-gone'",
      LOOK_not_yet, 11, "?sgp-gone      30" },
    { "some of the tuples", "rules: ${host}\n    includes: { G1: 30 }",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "some of the tuples, by another weight", "rules: ${host}\n    includes: { G1: 31 }",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 11, "G1  30" },
    { "groups by any weights", "rules: ${host}\n    forward: [G2, G1, tea-svc:80, coffee-svc:80]",
      RULE, TUPLES ".1.Weight", "31", LOOK_pass, 0, NULL },
    { "a group too many, by any weights", "rules: ${host}\n    forward: [G1, tea-svc:80, coffee-svc:80]",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 11, "group  G2" },
    { "some groups by any weights", "rules: ${host}\n    includes: [G1, G2]",
      RULE, TUPLES ".2.ServerGroupId", "'sgp-tea'", LOOK_not_yet, 11, "group  (none)" },
    { "a group that must not be there", "rules: ${host}\n    excludes: [nosuch:80, tea-svc:80]",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 11, "tea-svc:80  30" },
    { "every rule there is", "rules: all\n    count: 2",
      "alb/Rule", "rule-2", NULL, SECOND_RULE, LOOK_pass, 0, NULL },
    { "the listener that it stands on", "rules: ${host}\n    listener: HTTP:80",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a listener of another port", "rules: ${host}\n    listener: HTTP:80",
      "alb/Listener", "lsn-80", "ListenerPort", "8080", LOOK_not_yet, 14, "listener  HTTP:8080" },
    { "a listener that is stopped", "rules: ${host}\n    listener: HTTP:80",
      "alb/Listener", "lsn-80", "ListenerStatus", "'Stopped'", LOOK_not_yet, 14,
      "HTTP:80, which is Stopped" },
    { "a rule in transition", "rules: ${host}\n    status: Available",
      RULE, "RuleStatus", "'Configuring'", LOOK_not_yet, 14, "status  Configuring" },
    { "a rule for responses", "rules: ${host}\n    direction: Request",
      RULE, "Direction", "'Response'", LOOK_not_yet, 14, "Response" },
    { "exactly these hosts", "rules: ${host}\n    hosts: ${host}",
      RULE, "RuleConditions.0", HOST_CONDITION, LOOK_not_yet, 14, "host  other.example" },
    { "exactly these patterns", "rules: ${host}\n    paths: [/path/*, /path]",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a condition too many", "rules: ${host}\n    conditions: [Path, Host]",
      RULE, "RuleConditions.9", "{'Type':'Header'}", LOOK_not_yet, 14, "condition  Header" },
    { "its only action", "rules: ${host}\n    actions: ForwardGroup",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a second action", "rules: ${host}\n    actions: ForwardGroup",
      RULE, "RuleActions.9", "{'Type':'Redirect','Order':2}", LOOK_not_yet, 11, "action  Redirect" },
    { "another rule than before", "rules: ${host}\n    ids: rule-0",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 14, "rule  rule-1" },

    { "the groups of the controller", "groups: owned\n    are: [tea-svc:80, coffee-svc:80]",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a group is left", "groups: owned\n    are: [coffee-svc:80]",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 1, "group  tea-svc:80" },
    { "a group is missing", "groups: owned\n    are: [coffee-svc:80, tea-svc:80, tea-svc:80]",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 16, "group  (none)" },
    { "none for this Service", "groups: owned\n    without: [forward]",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "one for this Service", "groups: owned\n    without: [tea-svc]",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 1, "for tea-svc  sgp-tea" },
    { "a member of each", "groups: owned\n    has: { Protocol: HTTP }",
      "alb/ServerGroup", "sgp-coffee", "Protocol", "'HTTPS'", LOOK_not_yet, 3, "Protocol: HTTPS" },
    { "the group of the default action", "groups: fallback\n    count: 1\n    servers: 0",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "servers where there must be none", "groups: fallback\n    servers: 0",
      "alb/Server", "s-coffee-1", "ServerGroupId", "'sgp-fallback'", LOOK_not_yet, 7, "  1" },
    { "groups of the fixture", "groups: referenced\n    are: [G1, G2]",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },

    { "servers in any order", SERVERS, NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a server on the Service's own port", SERVERS, "alb/Server", "s-tea", "Port", "80",
      LOOK_not_yet, 5, "server  172.16.1.101:80" },
    { "a server is missing", SERVERS, "alb/Server", "s-tea", "", NULL,
      LOOK_not_yet, 5, "server  (none)" },
    { "a group that is not there", "servers: { nosuch:80: [] }",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 16, "group   (none)" },
    { "allowed types", "servers: [tea-svc:80, coffee-svc:80]\n    types: [Eni, Ip]",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "another type", "servers: tea-svc:80\n    types: [Eni, Ip]",
      "alb/Server", "s-tea", "ServerType", "'Ecs'", LOOK_not_yet, 5, "Ecs eni-1" },
    { "an interface that does not hold the address", "servers: tea-svc:80\n    types: [Eni, Ip]",
      "alb/Server", "s-tea", "ServerId", "'eni-2'", LOOK_not_yet, 5, "Eni eni-2" },
    { "a server that is not ready", "servers: tea-svc:80\n    status: Available",
      "alb/Server", "s-tea", "Status", "'Adding'", LOOK_not_yet, 5, "Adding" },

    { "prefixes by element", "routes: ${host}\n    matched: [/path, /path/, /path/x]\n"
      "    unmatched: [/pathx, /Path, /, other.example/path]",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a pattern that is too wide", "routes: ${host}\n    unmatched: [/pathx]",
      RULE, "RuleConditions.1.PathConfig.Values", "['/path*']", LOOK_not_yet, 14,
      "GET demo.domain.ingress.top/pathx  coffee-svc:80 20" },
    { "a pattern that is too narrow", "routes: ${host}\n    matched: [/path/x]",
      RULE, "RuleConditions.1.PathConfig.Values", "['/path']", LOOK_not_yet, 0, "default action" },
    { "a port where nobody listens", "routes: ${host}\n    unmatched: [/]\n    listener: HTTPS:443",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 0, "no such listener" },
    { "where a request goes",
      "routes: ${host}\n    to: { /path: { G1: 30, G2: 20, tea-svc:80: 30, coffee-svc:80: 20 } }",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "where a request goes, by any weights",
      "routes: ${host}\n    to: { /path: [G1, G2, tea-svc:80, coffee-svc:80] }",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "where else a request goes", "routes: ${host}\n    to: { /path: [G1, tea-svc:80, coffee-svc:80] }",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 11, "G2 20" },
    { "where a request does not go", "routes: ${host}\n    to: { /path: { G1: 30 } }",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 11, "tea-svc:80 30, G1 30" },

    { "as they were", "untouched: [G1, G2]", NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a tag more", "untouched: [G1, G2]", "alb/ServerGroup", G1, "Tags.9",
      "{'Key':'k','Value':'v'}", LOOK_not_yet, 0, "tags.k" },
    { "a tag more, which is not asked about", "untouched: [G1, G2]\n    parts: servers",
      "alb/ServerGroup", G1, "Tags.9", "{'Key':'k','Value':'v'}", LOOK_pass, 0, NULL },
    { "what the cloud notes about its use", "untouched: [G1, G2]",
      "alb/ServerGroup", G1, "RelatedRuleIds", "[]", LOOK_pass, 0, NULL },
    { "another port", "untouched: G1\n    parts: servers",
      "alb/Server", "s-g1", "Port", "81", LOOK_not_yet, 0, "servers.172.16.1.20:81" },
    { "a group that is gone", "untouched: G1", "alb/ServerGroup", G1, "", NULL,
      LOOK_not_yet, 0, "is gone" },

    { "never without a server", "occupied: [tea-svc:80, coffee-svc:80]",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "all groups, never without a server", "occupied: all",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a group that is empty now", "occupied: all",
      "alb/Server", "s-tea", "", NULL, LOOK_not_yet, 0, "now, and 1 endpoints are ready" },
    { "no rule in halves", "whole: all", NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "groups that an Ingress names", "apart: groups", NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a group of a Service that no Ingress names", "apart: groups",
      "alb/ServerGroup", "sgp-tea", "Tags", "[{'Key':'ingress.k8s.alibaba/service_name','Value':'svc'},"
      "{'Key':'ingress.k8s.alibaba/service_port','Value':'80'},"
      "{'Key':'ingress.k8s.alibaba/service_ns','Value':'default'}]", LOOK_not_yet, 11, "svc:80  none does" },
    { "a group with a server of another Service", "apart: groups",
      "alb/Server", "s-coffee-1", "ServerGroupId", "'sgp-tea'", LOOK_not_yet, 7,
      "in tea-svc:80  coffee-svc:80" },
    { "what is left of the controller's while an Ingress is there", "remains: declared",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 3, "ServerGroup          2" },
    { "a group that nobody knows", "occupied: nosuch:80",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 0, "no such group" },
    { "made, filled, used", "order: [created, filled, used]",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "an object that is like this", "cloud: alb/Listener\n    where: { ListenerPort: 80 }\n"
      "    has: { ListenerStatus: Running }\n    count: 1", NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "an object that is not like this", "cloud: alb/Rule\n    has: { RuleStatus: Available }",
      RULE, "RuleStatus", "'Configuring'", LOOK_not_yet, 14, "RuleStatus: Configuring" },
    { "no such object", "cloud: alb/Listener\n    where: { ListenerPort: 443 }",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 16, "0" },
    { "an object of Kubernetes", "object: ingresses/default/tea-ingress\n"
      "    has: { spec: { ingressClassName: alb } }", NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a status that is not there", "object: ingresses/default/tea-ingress\n"
      "    has: { status: { loadBalancer: { ingress: [{ hostname: \"*\" }] } } }",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 0, "hostname: (absent)" },
    { "an object that should be gone", "object: ingresses/default/tea-ingress\n    gone: true",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 0, "there" },
    { "an object that is gone", "object: ingresses/default/nosuch\n    gone: true",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "no event", "events: ingresses/default/tea-ingress",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 16, "how many  0" },
    { "calls of a sort", "calls: { write: { min: 6 }, read: 1, refused: 1, ListRules: 1 }",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "a call too many", "calls: { CreateServerGroup: 1 }",
      NULL, NULL, NULL, NULL, LOOK_fail, 3, "more, since #3 CreateServerGroup 200" },
    { "a call too few", "calls: { DeleteRules: 1 }",
      NULL, NULL, NULL, NULL, LOOK_not_yet, 0, "DeleteRules  0" },
    { "alternatives are counted together", "calls: { CreateRule|CreateRules: 2 }",
      NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
    { "silence", "settled:", NULL, NULL, NULL, NULL, LOOK_pass, 0, NULL },
};
/* clang-format on */

static void change(struct stage *st, const struct row *r)
{
    if (r->kind && r->path)
        stage_set(st, r->kind, r->id, r->path, r->json);
    else if (r->kind)
        stage_add(st, r->kind, r->id, r->json);
}

START_TEST(sees_what_is_so_and_who_made_it_so)
{
    const struct row *r = &rows[_i];
    struct stage st;
    stage_init(&st);
    change(&st, r);

    enum look look = stage_look(&st, r->step);

    const char *expected = buf_str(&st.seen.expected).at, *found = buf_str(&st.seen.found).at;
    ck_assert_msg(look == r->look, "%s: look %d, expected\n%s\nfound\n%s", r->why, (int)look,
                  expected, found);
    ck_assert_msg(look == LOOK_pass || st.seen.call == r->call, "%s: call %d, not %d", r->why,
                  (int)st.seen.call, (int)r->call);
    ck_assert_msg(!r->found || strstr(found, r->found), "%s: found\n%s", r->why, found);
    stage_done(&st);
}
END_TEST

static size_t count_lines(struct str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++)
        count += text.at[i] == '\n';
    return count;
}

START_TEST(writes_both_sides_with_lines_at_the_same_places)
{
    const struct row *r = &rows[_i];
    struct stage st;
    stage_init(&st);
    change(&st, r);

    stage_look(&st, r->step);

    if (!strstr(r->step, "events:"))
        ck_assert_msg(count_lines(buf_str(&st.seen.expected)) ==
                          count_lines(buf_str(&st.seen.found)),
                      "%s:\n%s\n%s", r->why, st.seen.expected.at, st.seen.found.at);
    stage_done(&st);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/steps");
    TCase *t = tcase_create("looks");
    int count = (int)(sizeof(rows) / sizeof(rows[0]));

    tcase_add_loop_test(t, sees_what_is_so_and_who_made_it_so, 0, count);
    tcase_add_loop_test(t, writes_both_sides_with_lines_at_the_same_places, 0, count);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
