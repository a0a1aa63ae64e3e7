#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "runner/kube/strategic.h"
#include "tests/test.h"
#include "tests/tree.h"

#include "base/banned.h"

/* result NULL: the patch is malformed. Those marked (kubectl) are bodies that kubectl sends. */
static const struct row {
    const char *why, *kind, *original, *patch, *result;
} rows[] = {
    /* clang-format off */
    { "adds a label (kubectl label)", "Service",
      "{'metadata':{'labels':{'a':'b'}}}", "{'metadata':{'labels':{'l':'1'}}}",
      "{'metadata':{'labels':{'a':'b','l':'1'}}}" },
    { "removes an annotation (kubectl annotate x-)", "Service",
      "{'metadata':{'annotations':{'x':'y'}}}", "{'metadata':{'annotations':{'x':null}}}",
      "{'metadata':{'annotations':{}}}" },
    { "changes a port by its number (kubectl apply)", "Service",
      "{'spec':{'ports':[{'name':'http','port':80,'protocol':'TCP','targetPort':8080}]}}",
      "{'spec':{'$setElementOrder/ports':[{'port':80}],'ports':[{'port':80,'targetPort':9090}]}}",
      "{'spec':{'ports':[{'name':'http','port':80,'protocol':'TCP','targetPort':9090}]}}" },
    { "adds a port behind the others", "Service",
      "{'spec':{'ports':[{'port':80}]}}", "{'spec':{'ports':[{'port':81}]}}",
      "{'spec':{'ports':[{'port':80},{'port':81}]}}" },
    { "adds a port before the others, by order (kubectl apply)", "Service",
      "{'spec':{'ports':[{'port':80},{'port':82}]}}",
      "{'spec':{'$setElementOrder/ports':[{'port':81},{'port':80},{'port':82}],"
      "'ports':[{'port':81}]}}",
      "{'spec':{'ports':[{'port':81},{'port':80},{'port':82}]}}" },
    { "keeps the places of items that the order does not name", "Pod",
      "{'spec':{'containers':[{'name':'injected'},{'name':'a'},{'name':'b'}]}}",
      "{'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}}",
      "{'spec':{'containers':[{'name':'injected'},{'name':'b'},{'name':'a'}]}}" },
    { "deletes an item (kubectl apply)", "Service",
      "{'spec':{'ports':[{'port':80},{'port':81}]}}",
      "{'spec':{'$setElementOrder/ports':[{'port':81}],'ports':[{'$patch':'delete','port':80}]}}",
      "{'spec':{'ports':[{'port':81}]}}" },
    { "replaces an item", "Service",
      "{'spec':{'ports':[{'port':80,'name':'x'}]}}",
      "{'spec':{'ports':[{'$patch':'replace','port':80,'protocol':'UDP'}]}}",
      "{'spec':{'ports':[{'port':80,'protocol':'UDP'}]}}" },
    { "replaces a keyed list", "Service",
      "{'spec':{'ports':[{'port':80},{'port':81}]}}",
      "{'spec':{'ports':[{'$patch':'replace'},{'port':90}]}}",
      "{'spec':{'ports':[{'port':90}]}}" },
    { "replaces the rules of an Ingress (kubectl apply)", "Ingress",
      "{'spec':{'ingressClassName':'alb','rules':[{'host':'a'},{'host':'b'}]}}",
      "{'spec':{'rules':[{'host':'a','http':{}}]}}",
      "{'spec':{'ingressClassName':'alb','rules':[{'host':'a','http':{}}]}}" },
    { "replaces a list of no known key", "Endpoints",
      "{'subsets':[{'addresses':[{'ip':'1.1.1.1'}]}]}", "{'subsets':[]}", "{'subsets':[]}" },
    { "joins finalizers", "Ingress",
      "{'metadata':{'finalizers':['a/b']}}", "{'metadata':{'finalizers':['c/d','a/b']}}",
      "{'metadata':{'finalizers':['a/b','c/d']}}" },
    { "deletes finalizers", "Ingress",
      "{'metadata':{'finalizers':['a/b','c/d']}}",
      "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a/b']}}",
      "{'metadata':{'finalizers':['c/d']}}" },
    { "deletes a list by null", "Ingress",
      "{'metadata':{'finalizers':['a/b']}}", "{'metadata':{'finalizers':null}}",
      "{'metadata':{}}" },
    { "merges owners by uid", "Pod",
      "{'metadata':{'ownerReferences':[{'uid':'1','name':'a'}]}}",
      "{'metadata':{'ownerReferences':[{'uid':'1','controller':true},{'uid':'2'}]}}",
      "{'metadata':{'ownerReferences':[{'uid':'1','name':'a','controller':true},{'uid':'2'}]}}" },
    { "merges conditions by type (a readiness gate)", "Pod",
      "{'status':{'conditions':[{'type':'Ready','status':'True'}]}}",
      "{'status':{'conditions':[{'type':'target-health.alb.k8s.alibabacloud','status':'True'}]}}",
      "{'status':{'conditions':[{'type':'Ready','status':'True'},"
      "{'type':'target-health.alb.k8s.alibabacloud','status':'True'}]}}" },
    { "merges lists within items of lists", "Pod",
      "{'spec':{'containers':[{'name':'a','env':[{'name':'X','value':'1'}]}]}}",
      "{'spec':{'containers':[{'name':'a','env':[{'name':'Y','value':'2'}]}]}}",
      "{'spec':{'containers':[{'name':'a','env':[{'name':'X','value':'1'},"
      "{'name':'Y','value':'2'}]}]}}" },
    { "merges lists within ephemeral containers", "Pod",
      "{'spec':{'ephemeralContainers':[{'name':'a','env':[{'name':'X'}]}]}}",
      "{'spec':{'ephemeralContainers':[{'name':'a','env':[{'name':'Y'}]}]}}",
      "{'spec':{'ephemeralContainers':[{'name':'a','env':[{'name':'X'},{'name':'Y'}]}]}}" },
    { "replaces the secrets for images of a service account", "ServiceAccount",
      "{'imagePullSecrets':[{'name':'a'}]}", "{'imagePullSecrets':[{'name':'b'}]}",
      "{'imagePullSecrets':[{'name':'b'}]}" },
    { "replaces a map", "ConfigMap",
      "{'data':{'a':'1','b':'2'}}", "{'data':{'$patch':'replace','c':'3'}}", "{'data':{'c':'3'}}" },
    { "deletes a map", "ConfigMap", "{'data':{'a':'1'},'x':1}", "{'data':{'$patch':'delete'}}",
      "{'x':1}" },
    { "retains only the named members", "Pod",
      "{'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}",
      "{'spec':{'volumes':[{'$retainKeys':['name','hostPath'],'name':'v','hostPath':{'path':'/'}}]}}",
      "{'spec':{'volumes':[{'name':'v','hostPath':{'path':'/'}}]}}" },
    { "counts an event (an event recorder)", "Event",
      "{'count':1,'message':'x'}",
      "{'count':2,'lastTimestamp':'2026-01-01T00:00:00Z','message':'x'}",
      "{'count':2,'message':'x','lastTimestamp':'2026-01-01T00:00:00Z'}" },
    { "makes what is missing", "Ingress", "{}", "{'metadata':{'labels':{'a':'b'}}}",
      "{'metadata':{'labels':{'a':'b'}}}" },
    { "puts a map where there was a text", "ConfigMap", "{'data':'x'}", "{'data':{'a':'b'}}",
      "{'data':{'a':'b'}}" },
    { "wants the key of an item", "Service", "{'spec':{}}", "{'spec':{'ports':[{'name':'a'}]}}",
      NULL },
    { "wants objects in a keyed list", "Service", "{'spec':{}}", "{'spec':{'ports':[80]}}", NULL },
    { "wants a directive that it knows", "Service", "{}", "{'$patch':'paint'}", NULL },
    { "wants a special member that it knows", "Service", "{}", "{'$paint/x':[]}", NULL },
    { "wants an object", "Service", "{}", "[1]", NULL },
    /* clang-format on */
};

START_TEST(merges_by_the_keys_of_its_kind)
{
    const struct row *row = &rows[_i];
    struct arena *a = arena_new();
    cJSON *target = tree_of(a, row->original);
    struct buf got = BUF_LIMIT(10000);
    struct err err = { "" };

    bool ok = strategic_merge(target, tree_of(a, row->patch), row->kind, &err);

    json_print(&got, target);
    ck_assert_msg(ok == (row->result != NULL), "%s: %s", row->why, err.text);
    ck_assert_msg(!ok || json_equal(target, tree_of(a, row->result)), "%s: %s", row->why, got.at);
    buf_done(&got);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/strategic");
    TCase *t = tcase_create("a strategic merge");

    tcase_add_loop_test(t, merges_by_the_keys_of_its_kind, 0, sizeof(rows) / sizeof(rows[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
