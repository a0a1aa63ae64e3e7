/* From Kubernetes objects to what should be: which rules, where, in which order, or why not. */
#include <string.h>

#include "base/json.h"
#include "reference/names.h"
#include "reference/rule_text.h"
#include "tests/reference/toy.h"
#include "tests/test.h"

#include "base/banned.h"

#define ONE_ID(id)                                                                                 \
    "'[{\"type\":\"ForwardGroup\",\"ForwardConfig\":{\"ServerGroups\":["                           \
    "{\"ServerGroupID\":\"" id "\"}]}}]'"
#define KEY       "alb.ingress.kubernetes.io/actions."
#define ANNOTATED "port: {name: use-annotation}"
#define INGRESS(name, annotations, rules)                                                          \
    "{kind: Ingress, metadata: {name: " name ", namespace: default, annotations: {" annotations    \
    "}}, spec: {ingressClassName: alb, rules: [" rules "]}}"
#define RULE(host, path, type, service, port)                                                      \
    "{host: " host ", http: {paths: [{path: \"" path "\", pathType: " type                         \
    ", backend: {service: {name: " service ", " port "}}}]}}"
#define TEA(path, type) RULE("a.example.com", path, type, "tea-svc", "port: {number: 80}")
#define PATH(patterns)  "HTTP:80 Host  \"a.example.com\" & Path  " patterns " -> tea-svc:80=100\n"

static const struct row {
    const char *why;
    const char *yaml; /* applied to the shop */
    const char *want; /* rules of all Ingresses; after "!" a part of the last one's problem */
} rows[] = {
    { "A-03 a prefix is two patterns", INGRESS("x", "", TEA("/path", "Prefix")),
      PATH("\"/path\"|\"/path/*\"") },
    { "A-04 a slash at its end changes nothing", INGRESS("x", "", TEA("/path/", "Prefix")),
      PATH("\"/path\"|\"/path/*\"") },
    { "C-53 the prefix /", INGRESS("x", "", TEA("/", "Prefix")), PATH("\"/*\"") },
    { "C-50 an exact path", INGRESS("x", "", TEA("/path", "Exact")), PATH("\"/path\"") },
    { "C-51 a path of its own kind is passed on",
      INGRESS("x", "", TEA("/p*h", "ImplementationSpecific")), PATH("\"/p*h\"") },
    { "C-52 wildcards in a prefix", INGRESS("x", "", TEA("/p*", "Prefix")), "!wildcards" },
    { "B-56 no host", INGRESS("x", "", RULE("''", "/", "Prefix", "tea-svc", "port: {number: 80}")),
      "HTTP:80 Path  \"/*\" -> tea-svc:80=100\n" },
    { "B-56 no path",
      INGRESS("x", "",
              "{http: {paths: [{backend: {service: {name: tea-svc, port: {number: 80}}}}]}}"),
      "HTTP:80 Path  \"/*\" -> tea-svc:80=100\n" },
    { "a port by its name",
      INGRESS("x", "", RULE("a.example.com", "/", "Prefix", "tea-svc", "port: {name: http}")),
      PATH("\"/*\"") },
    { "A-54 a port that the Service has not",
      INGRESS("x", "", RULE("a.example.com", "/", "Prefix", "tea-svc", "port: {number: 81}")),
      "!unable to find port 81 on service default/tea-svc" },
    { "A-53 a Service that is not there",
      INGRESS("x", "", RULE("a.example.com", "/", "Prefix", "nosuch", "port: {number: 80}")),
      "!there is no service default/nosuch" },
    { "A-21 an annotation is for the backend of exactly its name",
      INGRESS("x", KEY "forward: " ONE_ID("sgp-1") ", " KEY "forward2: " ONE_ID("sgp-2"),
              RULE("a.example.com", "/1", "Exact", "forward",
                   ANNOTATED) ", " RULE("a.example.com", "/2", "Exact", "forward2", ANNOTATED)),
      "HTTP:80 Host  \"a.example.com\" & Path  \"/1\" -> sgp-1=100\n"
      "HTTP:80 Host  \"a.example.com\" & Path  \"/2\" -> sgp-2=100\n" },
    { "A-21 … and case matters",
      INGRESS("x", KEY "Forward: " ONE_ID("sgp-1"),
              RULE("a.example.com", "/1", "Exact", "forward", ANNOTATED)),
      "!RuleActions is mandatory" },
    { "A-24 an annotation without a backend does no harm",
      INGRESS("x", KEY "nobody: " ONE_ID("sgp-1"), TEA("/", "Prefix")), PATH("\"/*\"") },
    { "A-25 use-annotation without an annotation",
      INGRESS("x", "", RULE("a.example.com", "/", "Prefix", "tea-svc", ANNOTATED)),
      "!RuleActions is mandatory for this action" },
    { "A-26 a Service of the backend's name is not looked at",
      INGRESS("x", KEY "tea-svc: " ONE_ID("sgp-1"),
              RULE("a.example.com", "/", "Exact", "tea-svc", ANNOTATED)),
      "HTTP:80 Host  \"a.example.com\" & Path  \"/\" -> sgp-1=100\n" },
    { "A-27 an action and a port",
      INGRESS("x", KEY "tea-svc: " ONE_ID("sgp-1"), TEA("/", "Prefix")),
      "!multi finalType action find" },
    { "A-29 Services of another namespace are not seen",
      "{kind: Ingress, metadata: {name: x, namespace: other}, spec: {ingressClassName: alb, rules: "
      "[" TEA("/", "Prefix") "]}}",
      "!there is no service other/tea-svc" },
    { "B-49 by namespace and name",
      INGRESS("z", "", TEA("/z", "Exact")) "\n--- " INGRESS("a", "", TEA("/a", "Exact")),
      PATH("\"/a\"") PATH("\"/z\"") },
    { "B-48 by order before that",
      INGRESS("z", "alb.ingress.kubernetes.io/order: '1'",
              TEA("/z", "Exact")) "\n--- " INGRESS("a", "", TEA("/a", "Exact")),
      PATH("\"/z\"") PATH("\"/a\"") },
    { "B-50 within an Ingress as it is written",
      INGRESS("x", "", TEA("/z", "Exact") ", " TEA("/a", "Exact")), PATH("\"/z\"") PATH("\"/a\"") },
    { "B-52 an order out of range",
      INGRESS("x", "alb.ingress.kubernetes.io/order: '1001'", TEA("/", "Prefix")),
      "!order must be a number from 1 to 1000" },
    { "B-58 another class",
      "{kind: Ingress, metadata: {name: x, namespace: default}, spec: {ingressClassName: nginx, "
      "rules: [" TEA("/", "Prefix") "]}}",
      "" },
    { "B-58 no class",
      "{kind: Ingress, metadata: {name: x, namespace: default}, spec: {rules: [" TEA(
          "/", "Prefix") "]}}",
      "" },
    { "B-59 the class as an annotation",
      "{kind: Ingress, metadata: {name: x, namespace: default, annotations: "
      "{kubernetes.io/ingress.class: alb}}, spec: {rules: [" TEA("/", "Prefix") "]}}",
      PATH("\"/*\"") },
    { "B-67 a rule without http", INGRESS("x", "", "{host: b.example.com}, " TEA("/", "Prefix")),
      PATH("\"/*\"") },
    { "B-67 a backend that is no Service",
      INGRESS("x", "", "{http: {paths: [{path: /, backend: {resource: {name: r}}}]}}"),
      "!has no service as its backend" },
    { "B-67 an Ingress without rules", INGRESS("x", "", ""), "" },
    { "C-68 a host with TLS, and no listener for it",
      "{kind: Ingress, metadata: {name: x, namespace: default}, spec: {ingressClassName: alb, tls: "
      "[{hosts: [a.example.com]}], rules: [" TEA("/", "Prefix") "]}}",
      "!port: 443, protocol: HTTPS" },
    { "C-55 listen-ports names a listener that is not there",
      INGRESS("x", "alb.ingress.kubernetes.io/listen-ports: '[{\"HTTP\": 8080}]'",
              TEA("/", "Prefix")),
      "!port: 8080, protocol: HTTP" },
    { "C-55 listen-ports is no JSON",
      INGRESS("x", "alb.ingress.kubernetes.io/listen-ports: '80'", TEA("/", "Prefix")),
      "!listen-ports must be like" },
    { "what is not done is not left out in silence",
      INGRESS("x", "alb.ingress.kubernetes.io/ssl-redirect: 'true'", TEA("/", "Prefix")),
      "!ssl-redirect is not supported" },
    { "… but what is switched off needs no doing",
      INGRESS("x", "alb.ingress.kubernetes.io/ssl-redirect: 'false'", TEA("/", "Prefix")),
      PATH("\"/*\"") },
    { "A-49 a Basic load balancer",
      "{kind: AlbConfig, metadata: {name: alb}, spec: {config: {edition: Basic}, listeners: "
      "[{port: 80, protocol: HTTP}]}}\n--- " INGRESS("x", "", TEA("/", "Prefix")),
      "!LoadBalancer Edition: Basic can't use for ingress controller" },
};

static void add_rule(struct buf *text, struct arena *a, const struct want_rule *w)
{
    buf_printf(text, "%s:%d %s ->", w->listener->protocol, w->listener->port,
               rule_conditions_text(a, w->conditions));
    for (const struct want_tuple *t = w->tuples; t; t = t->next) {
        if (t->group)
            buf_printf(text, " %s:%d=%d", t->group->of.service, t->group->of.port, t->weight);
        else
            buf_printf(text, " %s=%d", t->group_id, t->weight);
    }
    buf_add_char(text, '\n');
}

START_TEST(makes_rules_or_says_why_not)
{
    const struct row *row = &rows[_i];
    struct toy toy;
    struct buf text = BUF_LIMIT(1u << 16);
    const char *problem = NULL;
    toy_init(&toy);
    toy_open_shop(&toy);
    toy_apply(&toy, row->yaml);

    const struct model *m = toy_model(&toy);

    for (const struct want_ingress *i = m->ingresses; i; i = i->next) {
        problem = i->problem;
        for (const struct want_rule *w = i->rules; w; w = w->next)
            add_rule(&text, toy.arena, w);
    }
    if (*row->want == '!') {
        ck_assert_msg(problem && strstr(problem, row->want + 1), "%s: %s", row->why,
                      problem ? problem : "no problem");
        ck_assert_msg(buf_str(&text).len == 0, "%s: has rules, too", row->why);
    } else {
        ck_assert_msg(!problem, "%s: %s", row->why, problem);
        ck_assert_msg(str_is(buf_str(&text), row->want), "%s:\n%s", row->why, buf_str(&text).at);
    }
    buf_done(&text);
    toy_done(&toy);
}
END_TEST

/* */
START_TEST(rules_of_one_ingress_share_a_group)
{
    struct toy toy;
    toy_init(&toy);
    toy_open_shop(&toy);
    toy_apply(&toy, INGRESS("x", "", TEA("/1", "Exact") ", " TEA("/2", "Exact")));

    const struct want_ingress *i = toy_model(&toy)->ingresses;

    ck_assert_ptr_eq(i->rules->tuples->group, i->rules->next->tuples->group);
    ck_assert_ptr_null(i->groups->next);
    toy_done(&toy);
}
END_TEST

/* B-62 */
START_TEST(a_class_that_leads_nowhere_is_told_of)
{
    static const char *const classes[] = {
        "{kind: IngressClass, metadata: {name: alb}, spec: {controller: "
        "ingress.k8s.alibabacloud/alb}}",
        "{kind: IngressClass, metadata: {name: alb}, spec: {controller: "
        "ingress.k8s.alibabacloud/alb, parameters: {apiGroup: alibabacloud.com, kind: AlbConfig, "
        "name: nosuch}}}",
    };
    struct toy toy;
    const cJSON *albconfig = NULL;
    const char *problem = NULL;
    toy_init(&toy);
    toy_open_shop(&toy);
    toy_apply(&toy, INGRESS("x", "", TEA("/", "Prefix")));
    toy_apply(&toy, classes[_i]);

    enum placement got =
        model_place(toy.arena, &toy.cluster,
                    cluster_get(&toy.cluster, KIND_ingress, "default", "x"), &albconfig, &problem);

    ck_assert_int_eq(got, PLACEMENT_broken);
    ck_assert_ptr_nonnull(strstr(problem, "IngressClass alb"));
    toy_done(&toy);
}
END_TEST

/* A-12, B-25 */
START_TEST(servers_are_the_ready_endpoints_on_their_target_port)
{
    struct toy toy;
    struct service_port of = { "default", "web", 80 };
    struct server *first = NULL;
    toy_init(&toy);
    toy_apply(&toy, "{kind: Service, metadata: {name: web, namespace: default}, spec: {ports: "
                    "[{name: admin, port: 81}, {name: http, port: 80, targetPort: web}]}}\n"
                    "--- {kind: Endpoints, metadata: {name: web, namespace: default}, subsets: ["
                    "{ports: [{name: http, port: 8080}, {name: admin, port: 9}], addresses: [{ip: "
                    "10.0.0.1}], notReadyAddresses: [{ip: 10.0.0.2}]}, {ports: [{name: http, port: "
                    "8081}], addresses: [{ip: 10.0.0.3}]}]}");

    ck_assert(servers_of(toy.arena, &toy.cluster, &of, &first, NULL));

    ck_assert_str_eq(first->ip, "10.0.0.1");
    ck_assert_int_eq(first->port, 8080);
    ck_assert(first->pod);
    ck_assert_str_eq(first->next->ip, "10.0.0.3");
    ck_assert_int_eq(first->next->port, 8081);
    ck_assert_ptr_null(first->next->next);
    toy_done(&toy);
}
END_TEST

/* */
START_TEST(servers_of_a_node_port_are_the_ready_nodes)
{
    struct toy toy;
    struct service_port of = { "default", "web", 80 };
    struct server *first = NULL;
    toy_init(&toy);
    toy_apply(&toy, "{kind: Service, metadata: {name: web, namespace: default}, spec: {type: "
                    "NodePort, ports: [{port: 80, nodePort: 30080}]}}\n"
                    "--- {kind: Node, metadata: {name: a}, spec: {providerID: cn-x.i-1}, status: "
                    "{addresses: [{type: InternalIP, address: 10.0.0.1}], conditions: [{type: "
                    "Ready, status: 'True'}]}}\n"
                    "--- {kind: Node, metadata: {name: b}, spec: {providerID: cn-x.i-2}, status: "
                    "{addresses: [{type: InternalIP, address: 10.0.0.2}], conditions: [{type: "
                    "Ready, status: 'False'}]}}");

    ck_assert(servers_of(toy.arena, &toy.cluster, &of, &first, NULL));

    ck_assert_str_eq(first->id, "i-1");
    ck_assert_int_eq(first->port, 30080);
    ck_assert(!first->pod);
    ck_assert_ptr_null(first->next);
    toy_done(&toy);
}
END_TEST

/* */
START_TEST(names_are_never_longer_than_the_cloud_takes)
{
    static const char ns[] = "0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static const char one[] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb1";
    static const char two[] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2";
    struct arena *a = arena_new();

    const char *first = names_group(a, ns, one, 65535), *second = names_group(a, ns, two, 65535);

    ck_assert_uint_le(strlen(first), 128);
    ck_assert_str_ne(first, second);
    ck_assert_int_eq(first[0], 'k');
    ck_assert_str_eq(names_group(a, "default", "tea-svc", 80), "default-tea-svc-80");
    ck_assert_str_eq(names_untag(names_tag_value(a, "aliyun-svc")), "aliyun-svc");
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("model");
    TCase *t = tcase_create("model");

    tcase_add_loop_test(t, makes_rules_or_says_why_not, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, rules_of_one_ingress_share_a_group);
    tcase_add_loop_test(t, a_class_that_leads_nowhere_is_told_of, 0, 2);
    tcase_add_test(t, servers_are_the_ready_endpoints_on_their_target_port);
    tcase_add_test(t, servers_of_a_node_port_are_the_ready_nodes);
    tcase_add_test(t, names_are_never_longer_than_the_cloud_takes);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
