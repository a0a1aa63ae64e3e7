#include <stdio.h>

#include "base/limits.h"
#include "runner/kube/object.h"
#include "runner/kube/write.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define SERVICES  "/api/v1/namespaces/default/services"
#define INGRESSES "/apis/networking.k8s.io/v1/namespaces/default/ingresses"
#define CONFIGS   "/apis/alibabacloud.com/v1/albconfigs"
#define MAPS      "/api/v1/namespaces/default/configmaps"
#define LEASES    "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases"

#define TEA                                                                                        \
    "{'apiVersion':'networking.k8s.io/v1','kind':'Ingress','metadata':{'name':'tea'},"             \
    "'spec':{'defaultBackend':{'service':{'name':'tea-svc','port':{'number':80}}}}}"
#define ALB                                                                                        \
    "{'apiVersion':'alibabacloud.com/v1','kind':'AlbConfig','metadata':{'name':'alb'},"            \
    "'spec':{'config':{'name':'x'}},'status':{'loadBalancer':{'id':'mine'}}}"
#define MAP "{'metadata':{'name':'m'},'data':{'a':'1'}}"

/* The object with one member of its tree replaced; path is to the parent. */
static const char *changed(struct scene *s, const cJSON *object, const char *path,
                           const char *member, const char *value)
{
    cJSON *copy = arena_json(s->arena, json_copy(object));
    cJSON *parent = *path ? json_mutable(copy, path) : copy;
    struct buf text = BUF_LIMIT(1u << 20);
    const char *result;

    ck_assert_ptr_nonnull(parent);
    json_set(parent, member, json_copy(tree_of(s, value)));
    json_print(&text, copy);
    result = arena_strz(s->arena, buf_str(&text));
    buf_done(&text);
    return result;
}

static const char *version_of(const cJSON *object)
{
    return object_version(object);
}

START_TEST(creates_a_service_with_what_controllers_rely_on)
{
    struct scene *s = scene_new();

    const cJSON *svc = made(s, SERVICES,
                            "{'metadata':{'name':'tea-svc'},'spec':{'selector':{'app':'tea'},"
                            "'ports':[{'port':80}]},'status':{'loadBalancer':{'ingress':[]}}}");

    ck_assert_str_eq(json_text(svc, "kind"), "Service");
    ck_assert_str_eq(json_text(svc, "apiVersion"), "v1");
    ck_assert_str_eq(json_text(svc, "metadata.namespace"), "default");
    ck_assert_uint_eq(strlen(object_uid(svc)), 36);
    ck_assert_str_eq(json_text(svc, "metadata.creationTimestamp"), "2026-01-01T00:00:00Z");
    ck_assert_str_eq(json_text(svc, "spec.type"), "ClusterIP");
    ck_assert_str_eq(json_text(svc, "spec.clusterIP"), "10.96.0.1");
    ck_assert_str_eq(json_text(svc, "spec.ports.0.protocol"), "TCP");
    ck_assert_int_eq(json_int(svc, "spec.ports.0.targetPort"), 80);
    ck_assert_ptr_null(json_at(svc, "status.loadBalancer.ingress"));
    scene_free(s);
}
END_TEST

START_TEST(gives_each_service_its_own_address_and_node_port)
{
    struct scene *s = scene_new();
    const char *body = "{'metadata':{'generateName':'s-'},'spec':{'type':'NodePort',"
                       "'ports':[{'port':80}]}}";

    const cJSON *one = made(s, SERVICES, body), *two = made(s, SERVICES, body);

    ck_assert_str_ne(object_name(one), object_name(two));
    ck_assert_str_ne(json_text(one, "spec.clusterIP"), json_text(two, "spec.clusterIP"));
    ck_assert_int_ge(json_int(one, "spec.ports.0.nodePort"), 30000);
    ck_assert_int_ne(json_int(one, "spec.ports.0.nodePort"),
                     json_int(two, "spec.ports.0.nodePort"));
    scene_free(s);
}
END_TEST

START_TEST(keeps_a_client_for_three_hours_where_a_service_says_nothing)
{
    struct scene *s = scene_new();

    const cJSON *by_client = made(
        s, SERVICES,
        "{'metadata':{'name':'a'},'spec':{'sessionAffinity':'ClientIP','ports':[{'port':80}]}}");
    const cJSON *by_none =
        made(s, SERVICES,
             "{'metadata':{'name':'b'},'spec':{'sessionAffinityConfig':{'clientIP':{}},"
             "'ports':[{'port':80}]}}");

    ck_assert_int_eq(json_int(by_client, "spec.sessionAffinityConfig.clientIP.timeoutSeconds"),
                     10800);
    ck_assert_str_eq(json_text(by_none, "spec.sessionAffinity"), "None");
    ck_assert_ptr_null(json_at(by_none, "spec.sessionAffinityConfig"));
    scene_free(s);
}
END_TEST

START_TEST(keeps_what_was_handed_out_when_a_service_is_applied_again)
{
    struct scene *s = scene_new();
    const char *body = "{'metadata':{'name':'a'},'spec':{'type':'NodePort','ports':[{'port':80}]}}";
    const cJSON *before = made(s, SERVICES, body);

    const cJSON *after = answer(s, "PUT", SERVICES "/a", body);

    ck_assert_int_eq(s->code, 200);
    ck_assert(json_equal(before, after));
    scene_free(s);
}
END_TEST

START_TEST(refuses_an_update_from_a_stale_version)
{
    struct scene *s = scene_new();
    const cJSON *old = made(s, MAPS, MAP);
    answer(s, "PUT", MAPS "/m", changed(s, old, "data", "a", "'2'"));

    const cJSON *no = answer(s, "PUT", MAPS "/m", changed(s, old, "data", "a", "'3'"));

    ck_assert_int_eq(s->code, 409);
    ck_assert_str_eq(json_text(no, "reason"), "Conflict");
    ck_assert_str_eq(json_text(no, "message"),
                     "Operation cannot be fulfilled on configmaps \"m\": the object has been "
                     "modified; please apply your changes to the latest version and try again");
    scene_free(s);
}
END_TEST

START_TEST(keeps_the_version_when_an_update_changes_nothing)
{
    struct scene *s = scene_new();
    const cJSON *ing = made(s, INGRESSES, TEA);
    uint64_t revision = store_revision(s->cluster->store);

    const cJSON *same = answer(s, "PUT", INGRESSES "/tea", changed(s, ing, "", "status", "{}"));

    ck_assert_int_eq(s->code, 200);
    ck_assert_str_eq(version_of(same), version_of(ing));
    ck_assert_uint_eq(store_revision(s->cluster->store), revision);
    scene_free(s);
}
END_TEST

START_TEST(counts_a_generation_for_a_change_of_the_spec_only)
{
    struct scene *s = scene_new();
    const cJSON *ing = made(s, INGRESSES, TEA), *labelled, *moved;

    labelled =
        answer(s, "PUT", INGRESSES "/tea", changed(s, ing, "metadata", "labels", "{'a':'b'}"));
    moved = answer(s, "PUT", INGRESSES "/tea",
                   changed(s, labelled, "spec", "ingressClassName", "'alb'"));

    ck_assert_int_eq(json_int(ing, "metadata.generation"), 1);
    ck_assert_int_eq(json_int(labelled, "metadata.generation"), 1);
    ck_assert_int_eq(json_int(moved, "metadata.generation"), 2);
    scene_free(s);
}
END_TEST

START_TEST(hears_the_status_only_through_the_status)
{
    struct scene *s = scene_new();
    const cJSON *ing = made(s, INGRESSES, TEA), *done;
    const char *body = changed(s, ing, "status", "loadBalancer", "{'ingress':[{'ip':'1.2.3.4'}]}");

    answer(s, "PUT", INGRESSES "/tea", body);
    const cJSON *without = answer(s, "GET", INGRESSES "/tea", NULL);
    done = answer(s, "PUT", INGRESSES "/tea/status",
                  changed(s, tree_of(s, body), "spec", "ingressClassName", "'other'"));

    ck_assert_ptr_null(json_at(without, "status.loadBalancer.ingress"));
    ck_assert_str_eq(json_text(done, "status.loadBalancer.ingress.0.ip"), "1.2.3.4");
    ck_assert_ptr_null(json_at(done, "spec.ingressClassName"));
    ck_assert_int_eq(json_int(done, "metadata.generation"), 1);
    scene_free(s);
}
END_TEST

START_TEST(changes_labels_through_the_status_of_built_in_kinds_only)
{
    struct scene *s = scene_new();
    const cJSON *ing = made(s, INGRESSES, TEA), *alb = made(s, CONFIGS, ALB);

    const cJSON *kept = answer(s, "PUT", INGRESSES "/tea/status",
                               changed(s, ing, "metadata", "labels", "{'a':'b'}"));
    const cJSON *ignored =
        answer(s, "PUT", CONFIGS "/alb/status", changed(s, alb, "metadata", "labels", "{'a':'b'}"));

    ck_assert_str_eq(json_text(kept, "metadata.labels.a"), "b");
    ck_assert_ptr_null(json_at(ignored, "metadata.labels"));
    scene_free(s);
}
END_TEST

START_TEST(drops_the_status_of_a_new_custom_object)
{
    struct scene *s = scene_new();

    const cJSON *alb = made(s, CONFIGS, ALB);

    ck_assert_ptr_null(json_get(alb, "status"));
    ck_assert_int_eq(json_int(alb, "metadata.generation"), 1);
    scene_free(s);
}
END_TEST

START_TEST(wants_a_version_to_overwrite_a_custom_object)
{
    struct scene *s = scene_new();
    made(s, CONFIGS, ALB);

    const cJSON *no = answer(s, "PUT", CONFIGS "/alb", ALB);

    ck_assert_int_eq(s->code, 422);
    ck_assert_ptr_nonnull(strstr(json_text(no, "message"), "must be specified for an update"));
    scene_free(s);
}
END_TEST

START_TEST(leaves_the_lifes_data_of_an_object_to_nobody)
{
    struct scene *s = scene_new();
    const cJSON *map = made(s, MAPS, MAP), *after;

    after = answer(s, "PUT", MAPS "/m",
                   "{'metadata':{'name':'m','creationTimestamp':'1999-01-01T00:00:00Z',"
                   "'deletionTimestamp':'1999-01-01T00:00:00Z','generation':7},'data':{'a':'2'}}");

    ck_assert_int_eq(s->code, 200);
    ck_assert_str_eq(json_text(after, "metadata.creationTimestamp"), "2026-01-01T00:00:00Z");
    ck_assert_str_eq(object_uid(after), object_uid(map));
    ck_assert_ptr_null(json_at(after, "metadata.deletionTimestamp"));
    ck_assert_ptr_null(json_at(after, "metadata.generation"));
    scene_free(s);
}
END_TEST

START_TEST(makes_an_absent_lease_by_put_but_no_ingress)
{
    struct scene *s = scene_new();

    const cJSON *lease = answer(s, "PUT", LEASES "/lock",
                                "{'metadata':{'name':'lock'},'spec':{'holderIdentity':'me'}}");
    int lease_code = s->code;
    answer(s, "PUT", INGRESSES "/tea", TEA);

    ck_assert_int_eq(lease_code, 201);
    ck_assert_str_eq(json_text(lease, "metadata.namespace"), "kube-system");
    ck_assert_int_eq(s->code, 404);
    scene_free(s);
}
END_TEST

START_TEST(holds_what_has_finalizers_until_the_last_is_gone)
{
    struct scene *s = scene_new();
    const cJSON *alb, *going, *after;
    made(s, CONFIGS, ALB);
    alb = answer(s, "GET", CONFIGS "/alb", NULL);
    answer(s, "PUT", CONFIGS "/alb",
           changed(s, alb, "metadata", "finalizers", "['a.b/c','a.b/d']"));

    going = answer(s, "DELETE", CONFIGS "/alb", NULL);
    ck_assert_int_eq(s->code, 200);
    after =
        answer(s, "PUT", CONFIGS "/alb", changed(s, going, "metadata", "finalizers", "['a.b/d']"));
    ck_assert_int_eq(s->code, 200);
    answer(s, "PUT", CONFIGS "/alb", changed(s, after, "metadata", "finalizers", "[]"));
    ck_assert_int_eq(s->code, 200);
    answer(s, "GET", CONFIGS "/alb", NULL);

    ck_assert_int_eq(s->code, 404);
    ck_assert_str_eq(json_text(going, "metadata.deletionTimestamp"), "2026-01-01T00:00:00Z");
    ck_assert_int_eq(json_int(going, "metadata.generation"), 2);
    scene_free(s);
}
END_TEST

START_TEST(takes_no_new_finalizer_for_what_is_going)
{
    struct scene *s = scene_new();
    const cJSON *going;
    made(s, MAPS, "{'metadata':{'name':'m','finalizers':['a.b/c']}}");
    going = answer(s, "DELETE", MAPS "/m", NULL);

    answer(s, "PUT", MAPS "/m", changed(s, going, "metadata", "finalizers", "['a.b/c','x.y/z']"));

    ck_assert_int_eq(s->code, 422);
    scene_free(s);
}
END_TEST

START_TEST(deletes_only_what_the_preconditions_mean)
{
    struct scene *s = scene_new();
    const cJSON *map = made(s, MAPS, MAP);
    const char *right = arena_printf(s->arena, "{'preconditions':{'uid':'%s'}}", object_uid(map));

    answer(s, "DELETE", MAPS "/m", "{'preconditions':{'uid':'another'}}");
    int wrong_uid = s->code;
    answer(s, "DELETE", MAPS "/m", "{'preconditions':{'resourceVersion':'1'}}");
    int wrong_version = s->code;
    const cJSON *done = answer(s, "DELETE", MAPS "/m", right);

    ck_assert_int_eq(wrong_uid, 409);
    ck_assert_int_eq(wrong_version, 409);
    ck_assert_int_eq(s->code, 200);
    ck_assert_str_eq(json_text(done, "status"), "Success");
    ck_assert_str_eq(json_text(done, "details.uid"), object_uid(map));
    scene_free(s);
}
END_TEST

START_TEST(changes_nothing_in_a_dry_run)
{
    struct scene *s = scene_new();
    uint64_t revision = store_revision(s->cluster->store);

    const cJSON *as_if = answer(s, "POST", MAPS "?dryRun=All", MAP);

    ck_assert_int_eq(s->code, 201);
    ck_assert_str_eq(object_name(as_if), "m");
    ck_assert_uint_eq(store_revision(s->cluster->store), revision);
    answer(s, "GET", MAPS "/m", NULL);
    ck_assert_int_eq(s->code, 404);
    scene_free(s);
}
END_TEST

START_TEST(deletes_of_a_collection_what_the_selector_means)
{
    struct scene *s = scene_new();
    made(s, MAPS, "{'metadata':{'name':'a','labels':{'x':'1'}}}");
    made(s, MAPS, "{'metadata':{'name':'b','labels':{'x':'2'}}}");

    answer(s, "DELETE", MAPS "?labelSelector=x=1", NULL);

    const cJSON *left = answer(s, "GET", MAPS, NULL);
    ck_assert_int_eq(cJSON_GetArraySize(json_get(left, "items")), 1);
    ck_assert_str_eq(json_text(left, "items.0.metadata.name"), "b");
    scene_free(s);
}
END_TEST

START_TEST(takes_the_time_of_its_clock)
{
    struct scene *s = scene_new();
    clock_advance(s->clock, 61000);

    const cJSON *map = made(s, MAPS, MAP);

    ck_assert_str_eq(json_text(map, "metadata.creationTimestamp"), "2026-01-01T00:01:01Z");
    scene_free(s);
}
END_TEST

START_TEST(gives_the_same_uids_for_the_same_seed)
{
    struct scene *one = scene_new(), *two = scene_new();
    struct scene *other = scene_with(&(struct cluster_options){ .seed = 2 });

    const char *uid = object_uid(made(one, MAPS, MAP));

    ck_assert_str_eq(uid, object_uid(made(two, MAPS, MAP)));
    ck_assert_str_ne(uid, object_uid(made(other, MAPS, MAP)));
    scene_free(one);
    scene_free(two);
    scene_free(other);
}
END_TEST

START_TEST(forgets_the_oldest_event_when_there_are_too_many)
{
    struct scene *s = scene_new();
    const struct resource *events = kinds_builtin(s->cluster->kinds, RESOURCE_events);
    char name[32];

    for (unsigned i = 0; i <= LIMIT_EVENTS; i++) {
        snprintf(name, sizeof(name), "e%u", i);
        cJSON *event = cJSON_CreateObject();
        json_add_text(json_add_object(event, "metadata"), "name", name);
        json_add_text(json_add_object(event, "involvedObject"), "namespace", "default");
        struct write w = {
            .cluster = s->cluster, .arena = s->arena, .resource = events, .ns = "default"
        };
        struct written done;
        ck_assert_ptr_null(write_create(&w, event, &done));
    }

    ck_assert_uint_eq(store_count(s->cluster->store, events->stored, NULL), LIMIT_EVENTS);
    ck_assert_ptr_null(cluster_get(s->cluster, events, "default", "e0"));
    ck_assert_ptr_nonnull(cluster_get(s->cluster, events, "default", "e1"));
    scene_free(s);
}
END_TEST

START_TEST(shows_an_event_in_both_of_its_versions)
{
    struct scene *s = scene_new();
    made(s, "/api/v1/namespaces/default/events",
         "{'metadata':{'name':'e'},'involvedObject':{'kind':'Ingress','namespace':'default',"
         "'name':'tea'},'reason':'Sync','message':'hello','type':'Normal','count':3}");

    const cJSON *event =
        answer(s, "GET", "/apis/events.k8s.io/v1/namespaces/default/events/e", NULL);

    ck_assert_str_eq(json_text(event, "apiVersion"), "events.k8s.io/v1");
    ck_assert_str_eq(json_text(event, "note"), "hello");
    ck_assert_str_eq(json_text(event, "regarding.name"), "tea");
    ck_assert_int_eq(json_int(event, "deprecatedCount"), 3);
    ck_assert_ptr_null(json_get(event, "message"));
    scene_free(s);
}
END_TEST

START_TEST(stores_what_a_secret_says_in_plain_text_as_data)
{
    struct scene *s = scene_new();

    const cJSON *secret = made(s, "/api/v1/namespaces/default/secrets",
                               "{'metadata':{'name':'s'},'stringData':{'a':'hello'}}");

    ck_assert_str_eq(json_text(secret, "data.a"), "aGVsbG8=");
    ck_assert_str_eq(json_text(secret, "type"), "Opaque");
    ck_assert_ptr_null(json_get(secret, "stringData"));
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/write");
    TCase *t = tcase_create("an object");

    tcase_add_test(t, creates_a_service_with_what_controllers_rely_on);
    tcase_add_test(t, gives_each_service_its_own_address_and_node_port);
    tcase_add_test(t, keeps_a_client_for_three_hours_where_a_service_says_nothing);
    tcase_add_test(t, keeps_what_was_handed_out_when_a_service_is_applied_again);
    tcase_add_test(t, refuses_an_update_from_a_stale_version);
    tcase_add_test(t, keeps_the_version_when_an_update_changes_nothing);
    tcase_add_test(t, counts_a_generation_for_a_change_of_the_spec_only);
    tcase_add_test(t, hears_the_status_only_through_the_status);
    tcase_add_test(t, changes_labels_through_the_status_of_built_in_kinds_only);
    tcase_add_test(t, drops_the_status_of_a_new_custom_object);
    tcase_add_test(t, wants_a_version_to_overwrite_a_custom_object);
    tcase_add_test(t, leaves_the_lifes_data_of_an_object_to_nobody);
    tcase_add_test(t, makes_an_absent_lease_by_put_but_no_ingress);
    tcase_add_test(t, holds_what_has_finalizers_until_the_last_is_gone);
    tcase_add_test(t, takes_no_new_finalizer_for_what_is_going);
    tcase_add_test(t, deletes_only_what_the_preconditions_mean);
    tcase_add_test(t, changes_nothing_in_a_dry_run);
    tcase_add_test(t, deletes_of_a_collection_what_the_selector_means);
    tcase_add_test(t, takes_the_time_of_its_clock);
    tcase_add_test(t, gives_the_same_uids_for_the_same_seed);
    tcase_add_test(t, forgets_the_oldest_event_when_there_are_too_many);
    tcase_add_test(t, shows_an_event_in_both_of_its_versions);
    tcase_add_test(t, stores_what_a_secret_says_in_plain_text_as_data);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
