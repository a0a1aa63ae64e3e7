#include "runner/run/sharing.h"

#include "runner/steps/step.h"
#include "tests/runner/suite/folder.h"
#include "tests/test.h"

#include "base/banned.h"

static struct folder folder;
static struct arena *arena;

static void setup(void)
{
    folder_init(&folder);
    arena = arena_new();
    folder_write("fixtures/shop/fixture.yaml", "about: a shop\nnames: { host: shop.example }\n");
    folder_write("fixtures/shop/cloud.yaml", "metadata: { region-id: cn-chengdu }\n");
    folder_write("fixtures/shop/kube.yaml", "apiVersion: v1\nkind: Namespace\n"
                                            "metadata: { name: other }\n");
    folder_write("fixtures/more/fixture.yaml", "about: more of it\nbase: shop\n");
    folder_write("fixtures/more/kube.yaml", "apiVersion: v1\nkind: Namespace\n"
                                            "metadata: { name: third }\n");
}

static void teardown(void)
{
    arena_free(arena);
    folder_done(&folder);
}

static const struct spec_case *case_of(const char *fixture, const char *step)
{
    struct suite_language language = step_language(NULL, "fixtures");
    struct err err = { "" };
    const struct spec_case *c;

    folder_write(
        "suites/x.yaml",
        arena_printf(arena,
                     "case: x\ngiven:\n  - fixture: %s\n  - controller: started\n"
                     "  - cloud: alb/LoadBalancer\n    learn: { balancer: LoadBalancerId }\n"
                     "when:\n  - %s\nthen:\n  - calls: { write: 0 }\n    proves: A-01\n",
                     fixture, step));
    c = suite_load(arena, "suites/x.yaml", &language, &err);
    ck_assert_msg(c != NULL, "%s", err.text);
    return c;
}

#define A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
    const char *step, *obstacle; /* NULL: it shares */
} rows[] = {
    { "settled:", NULL },
    { "controller: started", NULL },
    { "controller: stopped", "it stops the controller" },
    { "{ controller: started, dies-after: 3 }", "it stops the controller" },
    { "faults: none", NULL },
    { "faults: [{ action: CreateRule }]", "it makes the cloud's calls fail" },
    { "kubernetes: resynced", NULL },
    { "{ kubernetes: ill, without: ingresses }", "it makes the Kubernetes API fail" },
    { "{ change: alb/LoadBalancer, id: \"${balancer}\", set: { X: y } }", NULL },
    { "{ change: vpc/Vpc, id: vpc-1 }", "it changes the cloud of all" },
    { "{ change: vpc/Vpc, id: \"${host}\" }", "it changes the cloud of all" },
    { "{ console: DeleteLoadBalancer, with: { LoadBalancerId: \"${balancer}\" } }", NULL },
    { "{ console: DeleteRule, with: { RuleId: rule-1 } }", "it changes the cloud of all" },
    { "apply: { apiVersion: v1, kind: A, metadata: { name: a }, spec: { config: { name: a } } }",
      NULL },
    { "apply: { apiVersion: v1, kind: A, metadata: { name: a }, spec: { config: { id: alb-1 } } }",
      "it uses a load balancer that is there for all" },
    { "apply: { apiVersion: v1, kind: S, metadata: { name: a, namespace: " A63 " } }",
      "the name of its namespace has no room for a prefix" },
    { "apply: { apiVersion: v1, kind: I, metadata: { name: a, annotations: { "
      "ingressclass.kubernetes.io/is-default-class: \"true\" } } }",
      "its class is the default of all" },
    { "{ patch: nodes/node-1, with: { spec: {} } }", "it changes the nodes of all" },
    { "calls: { ListRules: 0 }", "it counts calls that only read" },
};

START_TEST(knows_why_a_case_needs_a_world_of_its_own)
{
    const char *why = sharing_obstacle(case_of("shop", rows[_i].step));

    ck_assert_msg(rows[_i].obstacle ? why && str_is(str_of(why), rows[_i].obstacle) : !why,
                  "%s: %s", rows[_i].step, why ? why : "(shares)");
}
END_TEST

START_TEST(puts_those_together_that_have_one_cloud)
{
    struct err err;

    ck_assert_str_eq(sharing_cloud(arena, "fixtures", case_of("shop", "settled:"), &err), "shop");
    ck_assert_str_eq(sharing_cloud(arena, "fixtures", case_of("more", "settled:"), &err), "shop");
    folder_write("fixtures/more/cloud.yaml", "metadata: { region-id: cn-hangzhou }\n");
    ck_assert_str_eq(sharing_cloud(arena, "fixtures", case_of("more", "settled:"), &err), "more");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sharing");
    TCase *t = tcase_create("sharing");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, knows_why_a_case_needs_a_world_of_its_own, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, puts_those_together_that_have_one_cloud);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
