#include "runner/world/scope.h"

#include "base/json.h"
#include "tests/test.h"
#include "tests/tree.h"

#include "base/banned.h"

static const struct scope ours = { "albspec-x3f9", "albspec-x3f9-7-", false };
static const struct scope theirs = { "albspec-x3f9", "albspec-x3f9-7-", true };

#define P "albspec-x3f9-7-"

static const struct {
    const struct scope *scope;
    const char *kind, *said, *there;
} rows[] = {
    { &ours, "Ingress",
      "{'metadata':{'name':'tea','namespace':'default'},'spec':{'ingressClassName':'alb'}}",
      "{'metadata':{'name':'tea','namespace':'" P "default'},"
      "'spec':{'ingressClassName':'" P "alb'}}" },
    { &ours, "Ingress", "{'metadata':{'annotations':{'kubernetes.io/ingress.class':'alb'}}}",
      "{'metadata':{'annotations':{'kubernetes.io/ingress.class':'" P "alb'}}}" },
    { &ours, "ingresses", "{'spec':{'ingressClassName':null}}",
      "{'spec':{'ingressClassName':null}}" },
    { &ours, "IngressClass",
      "{'metadata':{'name':'alb'},'spec':{'controller':'alb','parameters':{'name':'alb'}}}",
      "{'metadata':{'name':'" P "alb'},"
      "'spec':{'controller':'alb','parameters':{'name':'" P "alb'}}}" },
    { &ours, "albconfigs", "{'metadata':{'name':'alb'},'spec':{'config':{'name':'shop'}}}",
      "{'metadata':{'name':'" P "alb'},'spec':{'config':{'name':'" P "shop'}}}" },
    { &ours, "AlbConfig", "{'metadata':{'name':'alb','namespace':'kube-system'}}",
      "{'metadata':{'name':'" P "alb','namespace':'kube-system'}}" },
    { &ours, "Namespace", "{'metadata':{'name':'other'}}", "{'metadata':{'name':'" P "other'}}" },
    { &ours, "Node", "{'metadata':{'name':'node-1'}}", "{'metadata':{'name':'node-1'}}" },
    { &theirs, "Node", "{'metadata':{'name':'node-1'}}",
      "{'metadata':{'name':'" P "node-1'},'spec':{'unschedulable':true}}" },
    { &theirs, "Pod", "{'metadata':{'namespace':'default'},'spec':{'nodeName':'node-1'}}",
      "{'metadata':{'namespace':'" P "default'},'spec':{'nodeName':'" P "node-1'}}" },
    { &ours, "Service", "{'spec':{'clusterIP':'10.0.0.1','selector':{'app':'tea'}}}",
      "{'spec':{'selector':{'app':'tea'}}}" },
    { &theirs, "Service", "{'spec':{'clusterIP':'None','selector':{'app':'tea'}}}",
      "{'spec':{'clusterIP':'None'}}" },
    { &theirs, "Endpoints",
      "{'subsets':[{'addresses':[{'ip':'10.0.1.1','nodeName':'node-1',"
      "'targetRef':{'namespace':'default'}}]}]}",
      "{'subsets':[{'addresses':[{'ip':'10.0.1.1','nodeName':'" P "node-1',"
      "'targetRef':{'namespace':'" P "default'}}]}]}" },
};

START_TEST(calls_an_object_otherwise_there)
{
    struct arena *a = arena_new();
    cJSON *object = tree_of(a, rows[_i].said);
    struct buf text = BUF_LIMIT(4096);

    scope_out(rows[_i].scope, rows[_i].kind, object);

    json_print(&text, object);
    ck_assert_msg(json_equal(object, tree_of(a, rows[_i].there)), "%s", text.at);
    buf_done(&text);
    arena_free(a);
}
END_TEST

START_TEST(cuts_the_prefix_wherever_it_comes_back)
{
    struct arena *a = arena_new();
    cJSON *tree = tree_of(a, "{'tags':[{'Key':'ns','Value':'" P "default'}],"
                             "'message':'" P "default/tea and " P "other/tea',"
                             "'other':'albspec-x3f9-77-default',"
                             "'labels':{'albspec/case':'albspec-x3f9-7','app':'tea'}}");

    scope_back(&ours, tree);

    ck_assert(json_equal(tree, tree_of(a, "{'tags':[{'Key':'ns','Value':'default'}],"
                                          "'message':'default/tea and other/tea',"
                                          "'other':'albspec-x3f9-77-default',"
                                          "'labels':{'app':'tea'}}")));
    arena_free(a);
}
END_TEST

START_TEST(labels_what_it_makes)
{
    struct arena *a = arena_new();
    cJSON *object = tree_of(a, "{'metadata':{'name':'x'}}");

    scope_label(&ours, object);

    ck_assert(json_equal(json_at(object, "metadata.labels"),
                         tree_of(a, "{'albspec/run':'albspec-x3f9',"
                                    "'albspec/case':'albspec-x3f9-7'}")));
    arena_free(a);
}
END_TEST

START_TEST(knows_its_own_from_the_runs)
{
    ck_assert(scope_owns(&ours, "k8s/" P "default/tea"));
    ck_assert(!scope_owns(&ours, "albspec-x3f9-70-default"));
    ck_assert(scope_is_of_run(&ours, "albspec-x3f9-70-default"));
    ck_assert(!scope_is_of_run(&ours, "albspec-x3f91-70-default"));
    ck_assert(!scope_is_of_run(&ours, "default"));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("scope");
    TCase *t = tcase_create("scope");

    tcase_add_loop_test(t, calls_an_object_otherwise_there, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, cuts_the_prefix_wherever_it_comes_back);
    tcase_add_test(t, labels_what_it_makes);
    tcase_add_test(t, knows_its_own_from_the_runs);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
