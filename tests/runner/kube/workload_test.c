#include "runner/kube/object.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define DEPLOYMENTS "/apis/apps/v1/namespaces/default/deployments"
#define TEMPLATE(labels)                                                                           \
    "'template':{'metadata':{'labels':" labels "},'spec':{'containers':[{'name':'c','image':'i'}]" \
    "}}"
#define DEPLOYMENT(selector, labels)                                                               \
    "{'metadata':{'name':'tea'},'spec':{'selector':" selector "," TEMPLATE(labels) "}}"
#define TEA DEPLOYMENT("{'matchLabels':{'app':'tea'}}", "{'app':'tea'}")

START_TEST(fills_in_what_a_deployment_does_not_say)
{
    struct scene *s = scene_new();

    const cJSON *tea = made(s, DEPLOYMENTS, TEA);

    ck_assert_int_eq(json_int(tea, "spec.replicas"), 1);
    ck_assert_str_eq(json_text(tea, "spec.strategy.rollingUpdate.maxSurge"), "25%");
    ck_assert_str_eq(json_text(tea, "spec.template.spec.restartPolicy"), "Always");
    ck_assert_int_eq(json_int(tea, "metadata.generation"), 1);
    ck_assert_ptr_nonnull(json_get(tea, "status"));
    ck_assert_ptr_null(json_at(tea, "spec.template.spec.serviceAccountName"));
    ck_assert_ptr_null(json_at(tea, "spec.template.spec.enableServiceLinks"));
    scene_free(s);
}
END_TEST

static const struct {
    const char *image, *policy;
} images[] = {
    { "tea", "Always" },
    { "tea:latest", "Always" },
    { "tea:1", "IfNotPresent" },
    { "hub.example:5000/tea", "Always" },
    { "hub.example:5000/tea:2", "IfNotPresent" },
    { "tea@sha256:0123", "IfNotPresent" },
};

START_TEST(fills_in_what_a_pod_does_not_say)
{
    struct scene *s = scene_new();
    const char *body = arena_printf(s->arena,
                                    "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c',"
                                    "'image':'%s'}]}}",
                                    images[_i].image);

    const cJSON *pod = made(s, "/api/v1/namespaces/default/pods", body);

    ck_assert_str_eq(json_text(pod, "spec.containers.0.imagePullPolicy"), images[_i].policy);
    ck_assert(cJSON_IsObject(json_at(pod, "spec.containers.0.resources")));
    ck_assert(cJSON_IsObject(json_at(pod, "spec.securityContext")));
    ck_assert_str_eq(json_text(pod, "spec.serviceAccount"), "default");
    ck_assert(cJSON_IsTrue(json_at(pod, "spec.enableServiceLinks")));
    scene_free(s);
}
END_TEST

#define POD(container, more)                                                                       \
    "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'" container "}]" more   \
    "}}"
#define VOLUME(source) POD("", ",'volumes':[{'name':'v'" source "}]")
#define AMOUNTS(limits, requests)                                                                  \
    POD(",'resources':{'limits':" limits ",'requests':" requests "}", "")
#define PROBE "'timeoutSeconds':1,'periodSeconds':10,'successThreshold':1,'failureThreshold':3"

static const struct {
    const char *body, *at, *is; /* is NULL: it is not there */
} filled[] = {
    /* clang-format off */
    { POD(",'livenessProbe':{'exec':{}}", ""), "spec.containers.0.livenessProbe", "{'exec':{}," PROBE "}" },
    { POD(",'startupProbe':{'periodSeconds':3,'httpGet':{'port':80}}", ""), "spec.containers.0.startupProbe",
      "{'periodSeconds':3,'httpGet':{'port':80,'path':'/','scheme':'HTTP'},'timeoutSeconds':1,'successThreshold':1,'failureThreshold':3}" },
    { POD("", ""), "spec.containers.0.readinessProbe", NULL },
    { POD(",'lifecycle':{'preStop':{'httpGet':{'port':80}}}", ""), "spec.containers.0.lifecycle.preStop.httpGet",
      "{'port':80,'path':'/','scheme':'HTTP'}" },
    { POD(",'env':[{'name':'A','valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}}]", ""),
      "spec.containers.0.env.0.valueFrom.fieldRef.apiVersion", "'v1'" },
    { POD(",'env':[{'name':'A','value':'b'}]", ""), "spec.containers.0.env.0", "{'name':'A','value':'b'}" },
    { VOLUME(""), "spec.volumes.0", "{'name':'v','emptyDir':{}}" },
    { VOLUME(",'secret':{'secretName':'s'}"), "spec.volumes.0.secret.defaultMode", "420" },
    { VOLUME(",'configMap':{'name':'s','defaultMode':256}"), "spec.volumes.0.configMap.defaultMode", "256" },
    { VOLUME(",'hostPath':{'path':'/a'}"), "spec.volumes.0.hostPath", "{'path':'/a','type':''}" },
    { VOLUME(",'downwardAPI':{'items':[{'path':'a','fieldRef':{'fieldPath':'metadata.name'}}]}"),
      "spec.volumes.0.downwardAPI", "{'items':[{'path':'a','fieldRef':{'fieldPath':'metadata.name','apiVersion':'v1'}}],'defaultMode':420}" },
    { VOLUME(",'projected':{'sources':[{'serviceAccountToken':{'path':'t'}}]}"),
      "spec.volumes.0.projected", "{'sources':[{'serviceAccountToken':{'path':'t','expirationSeconds':3600}}],'defaultMode':420}" },
    { AMOUNTS("{'cpu':'1'}", "{'memory':'1Gi'}"), "spec.containers.0.resources.requests", "{'memory':'1Gi','cpu':'1'}" },
    { POD("", ""), "status.qosClass", "'BestEffort'" },
    { AMOUNTS("{'cpu':'1'}", "{}"), "status.qosClass", "'Burstable'" },
    { AMOUNTS("{'cpu':'1','memory':'1Gi'}", "{}"), "status.qosClass", "'Guaranteed'" },
    { AMOUNTS("{'cpu':'1','memory':'1Gi'}", "{'cpu':'500m'}"), "status.qosClass", "'Burstable'" },
    { AMOUNTS("{'storage':'1'}", "{}"), "status.qosClass", "'BestEffort'" },
    /* clang-format on */
};

START_TEST(fills_in_probes_volumes_and_amounts)
{
    struct scene *s = scene_new();

    const cJSON *pod = made(s, "/api/v1/namespaces/default/pods", filled[_i].body);

    const cJSON *got = json_at(pod, filled[_i].at);
    if (!filled[_i].is)
        ck_assert_ptr_null(got);
    else
        ck_assert_msg(
            json_equal(got, json_get(tree_of(s, arena_printf(s->arena, "{'is':%s}", filled[_i].is)),
                                     "is")),
            "%s", filled[_i].body);
    scene_free(s);
}
END_TEST

START_TEST(counts_no_replicas_of_a_new_replicaset)
{
    struct scene *s = scene_new();

    const cJSON *tea = made(s, "/apis/apps/v1/namespaces/default/replicasets", TEA);

    ck_assert(json_equal(json_get(tea, "status"), tree_of(s, "{'replicas':0}")));
    scene_free(s);
}
END_TEST

static const struct {
    const char *body, *says;
} wrong[] = {
    { "{'metadata':{'name':'d'},'spec':{" TEMPLATE("{'a':'b'}") "}}",
      "spec.selector: Required value" },
    { DEPLOYMENT("{'matchLabels':{'app':'tea'}}", "{'app':'coffee'}"),
      "`selector` does not match template `labels`" },
    { "{'metadata':{'name':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'replicas':-"
      "1," TEMPLATE("{'a':'b'}") "}}",
      "must be greater than or equal to 0" },
    { "{'metadata':{'name':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{"
      "'metadata':{'labels':{'a':'b'}}}}}",
      "spec.template.spec.containers: Required value" },
};

/* What a patch of the type alone meets, since the other way was filled in. */
START_TEST(keeps_no_rolling_update_beside_another_strategy)
{
    struct scene *s = scene_new();
    made(s, DEPLOYMENTS, TEA);

    const cJSON *no =
        answer_to(s, &(struct call){ .method = "PATCH",
                                     .target = DEPLOYMENTS "/tea",
                                     .type = "application/merge-patch+json",
                                     .body = "{'spec':{'strategy':{'type':'Recreate'}}}" });

    ck_assert_int_eq(s->code, 422);
    ck_assert_ptr_nonnull(
        strstr(json_text(no, "message"), "spec.strategy.rollingUpdate: Forbidden"));
    scene_free(s);
}
END_TEST

START_TEST(refuses_a_deployment_that_no_cluster_would_take)
{
    struct scene *s = scene_new();

    const cJSON *no = answer(s, "POST", DEPLOYMENTS, wrong[_i].body);

    ck_assert_int_eq(s->code, 422);
    ck_assert_msg(strstr(json_text(no, "message"), wrong[_i].says) != NULL, "%s",
                  json_text(no, "message"));
    scene_free(s);
}
END_TEST

START_TEST(scales_by_the_subresource)
{
    struct scene *s = scene_new();
    made(s, DEPLOYMENTS, TEA);

    const cJSON *scale = answer_to(s, &(struct call){ .method = "PATCH",
                                                      .target = DEPLOYMENTS "/tea/scale",
                                                      .body = "{'spec':{'replicas':3}}",
                                                      .type = "application/merge-patch+json" });
    const cJSON *tea = answer(s, "GET", DEPLOYMENTS "/tea", NULL);

    ck_assert_str_eq(json_text(scale, "kind"), "Scale");
    ck_assert_str_eq(json_text(scale, "status.selector"), "app=tea");
    ck_assert_int_eq(json_int(scale, "spec.replicas"), 3);
    ck_assert_int_eq(json_int(tea, "spec.replicas"), 3);
    ck_assert_int_eq(json_int(tea, "metadata.generation"), 2);
    scene_free(s);
}
END_TEST

static const struct {
    const char *why, *body;
    int code;
} updates[] = {
    { "as it was read", "{'kind':'Scale','apiVersion':'autoscaling/v1','spec':{'replicas':0}}",
      200 },
    { "from a stale version",
      "{'kind':'Scale','apiVersion':'autoscaling/v1','metadata':{"
      "'resourceVersion':'1'},'spec':{'replicas':5}}",
      409 },
    { "below zero", "{'kind':'Scale','apiVersion':'autoscaling/v1','spec':{'replicas':-5}}", 422 },
    { "another kind", "{'kind':'Deployment','apiVersion':'apps/v1'}", 400 },
};

START_TEST(judges_a_scale_that_is_put)
{
    struct scene *s = scene_new();
    made(s, DEPLOYMENTS, TEA);

    answer(s, "PUT", DEPLOYMENTS "/tea/scale", updates[_i].body);
    int code = s->code;
    const cJSON *tea = answer(s, "GET", DEPLOYMENTS "/tea", NULL);

    ck_assert_msg(code == updates[_i].code, "%s: %d", updates[_i].why, code);
    ck_assert_int_eq(json_int(tea, "spec.replicas"), code == 200 ? 0 : 1);
    scene_free(s);
}
END_TEST

START_TEST(scales_a_custom_resource_where_its_definition_says)
{
    struct scene *s = scene_new();
    made(s, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
         "{'metadata':{'name':'pots.tea.example'},'spec':{'group':'tea.example','scope':"
         "'Namespaced','names':{'plural':'pots','kind':'Pot'},'versions':[{'name':'v1','served':"
         "true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object',"
         "'x-kubernetes-preserve-unknown-fields':true}},'subresources':{'scale':{"
         "'specReplicasPath':'.spec.size.wanted','statusReplicasPath':'.status.size'}}}]}}");
    made(s, "/apis/tea.example/v1/namespaces/default/pots",
         "{'kind':'Pot','apiVersion':'tea.example/v1','metadata':{'name':'p'}}");
#define POT "/apis/tea.example/v1/namespaces/default/pots/p"

    answer_to(s, &(struct call){ .method = "PATCH",
                                 .target = POT "/scale",
                                 .body = "{'spec':{'replicas':4}}",
                                 .type = "application/merge-patch+json" });
    const cJSON *pot = answer(s, "GET", POT, NULL);

    ck_assert_int_eq(json_int(pot, "spec.size.wanted"), 4);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/workload");
    TCase *t = tcase_create("a workload");

    tcase_add_test(t, fills_in_what_a_deployment_does_not_say);
    tcase_add_loop_test(t, fills_in_what_a_pod_does_not_say, 0, sizeof(images) / sizeof(images[0]));
    tcase_add_test(t, keeps_no_rolling_update_beside_another_strategy);
    tcase_add_loop_test(t, fills_in_probes_volumes_and_amounts, 0,
                        sizeof(filled) / sizeof(filled[0]));
    tcase_add_test(t, counts_no_replicas_of_a_new_replicaset);
    tcase_add_loop_test(t, refuses_a_deployment_that_no_cluster_would_take, 0,
                        sizeof(wrong) / sizeof(wrong[0]));
    tcase_add_test(t, scales_by_the_subresource);
    tcase_add_loop_test(t, judges_a_scale_that_is_put, 0, sizeof(updates) / sizeof(updates[0]));
    tcase_add_test(t, scales_a_custom_resource_where_its_definition_says);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
