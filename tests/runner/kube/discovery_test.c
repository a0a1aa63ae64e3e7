#include "tests/runner/kube/scene.h"

#include "base/banned.h"

static const cJSON *named(const cJSON *list, const char *name)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        if (json_is_text(json_get(item, "name"), name))
            return item;
    }
    return NULL;
}

static struct str raw(struct scene *s, const char *target, const char **ret_type)
{
    struct reply reply;
    struct str text;

    send_call(s, &(struct call){ .method = "GET", .target = target }, &reply);
    text = arena_str(s->arena, blob_str(reply.body));
    *ret_type = reply.type;
    blob_unref(reply.body);
    return text;
}

START_TEST(says_that_it_is_well)
{
    static const char *const targets[] = { "/healthz", "/livez", "/readyz" };
    struct scene *s = scene_new();
    const char *type;

    struct str text = raw(s, targets[_i], &type);

    ck_assert_int_eq(s->code, 200);
    ck_assert(str_is(text, "ok"));
    scene_free(s);
}
END_TEST

START_TEST(says_a_version_that_clients_can_read)
{
    struct scene *s = scene_new();

    const cJSON *version = answer(s, "GET", "/version?timeout=32s", NULL);

    ck_assert_str_eq(json_text(version, "major"), "1");
    ck_assert_str_eq(json_text(version, "minor"), "28");
    ck_assert(str_starts(str_of(json_text(version, "gitVersion")), STR("v1.28.")));
    scene_free(s);
}
END_TEST

START_TEST(names_every_group_once_with_its_versions)
{
    struct scene *s = scene_new();

    const cJSON *list = json_get(answer(s, "GET", "/apis", NULL), "groups");
    const cJSON *crds = named(list, "apiextensions.k8s.io");

    ck_assert_int_eq(cJSON_GetArraySize(list), 7);
    ck_assert_str_eq(json_text(crds, "versions.0.version"), "v1");
    ck_assert_str_eq(json_text(crds, "versions.1.version"), "v1beta1");
    ck_assert_str_eq(json_text(crds, "preferredVersion.groupVersion"), "apiextensions.k8s.io/v1");
    ck_assert_ptr_nonnull(named(list, "alibabacloud.com"));
    scene_free(s);
}
END_TEST

START_TEST(describes_the_resources_of_a_group)
{
    struct scene *s = scene_new();

    const cJSON *doc = answer(s, "GET", "/apis/networking.k8s.io/v1", NULL);
    const cJSON *list = json_get(doc, "resources"), *ing = named(list, "ingresses");

    ck_assert_str_eq(json_text(doc, "groupVersion"), "networking.k8s.io/v1");
    ck_assert_str_eq(json_text(ing, "kind"), "Ingress");
    ck_assert_str_eq(json_text(ing, "singularName"), "ingress");
    ck_assert_str_eq(json_text(ing, "shortNames.0"), "ing");
    ck_assert(json_bool(ing, "namespaced"));
    ck_assert(json_has_text(json_get(ing, "verbs"), "watch"));
    ck_assert_ptr_nonnull(named(list, "ingresses/status"));
    ck_assert(!json_bool(named(list, "ingressclasses"), "namespaced"));
    ck_assert_ptr_null(named(list, "ingressclasses/status"));
    scene_free(s);
}
END_TEST

START_TEST(describes_the_core_group)
{
    struct scene *s = scene_new();

    const cJSON *versions = answer(s, "GET", "/api", NULL);
    const cJSON *list = json_get(answer(s, "GET", "/api/v1", NULL), "resources");

    ck_assert_str_eq(json_text(versions, "versions.0"), "v1");
    ck_assert_ptr_nonnull(named(list, "services/status"));
    ck_assert_str_eq(json_text(named(list, "configmaps"), "shortNames.0"), "cm");
    scene_free(s);
}
END_TEST

START_TEST(does_not_know_groups_that_are_not_served)
{
    static const char *const targets[] = {
        "/apis/batch", "/apis/apps/v2", "/api/v2", "/apis/", "/openapi/v3/apis/batch/v1", "/", ""
    };
    struct scene *s = scene_new();

    answer(s, "GET", targets[_i], NULL);

    ck_assert_msg(s->code == (_i == 3 ? 200 : 404), "%s: %d", targets[_i], s->code);
    scene_free(s);
}
END_TEST

static const struct {
    const char *accept, *type; /* type NULL: the plain list */
} accepts[] = {
    { "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" },
    { "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
      "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList" },
    { "application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList,application/json",
      NULL },
    { "application/json", NULL },
    { "*/*", NULL },
};

START_TEST(tells_everything_at_once_to_those_who_ask_for_it)
{
    struct scene *s = scene_new();
    struct call call = { .method = "GET", .target = "/apis", .accept = accepts[_i].accept };
    struct reply reply;

    send_call(s, &call, &reply);
    const cJSON *doc = arena_json(s->arena, json_parse(blob_str(reply.body), NULL)), *group;
    const char *found = NULL;
    cJSON_ArrayForEach(group, json_get(doc, "items"))
    {
        if (json_is_text(json_at(group, "metadata.name"), "apps"))
            found = json_text(group, "versions.0.resources.0.subresources.1.responseKind.kind");
    }

    ck_assert_str_eq(reply.type, accepts[_i].type ? accepts[_i].type : "application/json");
    ck_assert_str_eq(json_text(doc, "kind"),
                     accepts[_i].type ? "APIGroupDiscoveryList" : "APIGroupList");
    if (accepts[_i].type)
        ck_assert_str_eq(found, "Scale");
    blob_unref(reply.body);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/discovery");
    TCase *t = tcase_create("the API");

    tcase_add_loop_test(t, says_that_it_is_well, 0, 3);
    tcase_add_test(t, says_a_version_that_clients_can_read);
    tcase_add_test(t, names_every_group_once_with_its_versions);
    tcase_add_test(t, describes_the_resources_of_a_group);
    tcase_add_test(t, describes_the_core_group);
    tcase_add_loop_test(t, does_not_know_groups_that_are_not_served, 0, 7);
    tcase_add_loop_test(t, tells_everything_at_once_to_those_who_ask_for_it, 0,
                        sizeof(accepts) / sizeof(accepts[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
