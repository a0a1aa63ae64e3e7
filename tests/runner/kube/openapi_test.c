#include <string.h>

#include "tests/runner/kube/documents.h"

#include "base/banned.h"

static const struct {
    const char *path, *method, *id, *action;
} operations[] = {
    /* clang-format off */
    { "/api/v1/pods", "get", "listCoreV1PodForAllNamespaces", "list" },
    { "/api/v1/namespaces/{namespace}/pods", "get", "listCoreV1NamespacedPod", "list" },
    { "/api/v1/namespaces/{namespace}/pods", "post", "createCoreV1NamespacedPod", "post" },
    { "/api/v1/namespaces/{namespace}/pods", "delete", "deleteCoreV1CollectionNamespacedPod", "deletecollection" },
    { "/api/v1/namespaces/{namespace}/pods/{name}", "get", "readCoreV1NamespacedPod", "get" },
    { "/api/v1/namespaces/{namespace}/pods/{name}", "put", "replaceCoreV1NamespacedPod", "put" },
    { "/api/v1/namespaces/{namespace}/pods/{name}", "patch", "patchCoreV1NamespacedPod", "patch" },
    { "/api/v1/namespaces/{namespace}/pods/{name}", "delete", "deleteCoreV1NamespacedPod", "delete" },
    { "/api/v1/namespaces/{namespace}/pods/{name}/status", "patch", "patchCoreV1NamespacedPodStatus", "patch" },
    { "/api/v1/namespaces/{name}", "get", "readCoreV1Namespace", "get" },
    { "/api/v1/namespaces/{name}/finalize", "put", "replaceCoreV1NamespaceFinalize", "put" },
    { "/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale", "get",
      "readAppsV1NamespacedDeploymentScale", "get" },
    { "/apis/networking.k8s.io/v1/ingressclasses", "post", "createNetworkingV1IngressClass", "post" },
    { "/apis/alibabacloud.com/v1/albconfigs/{name}", "patch", "patchAlibabacloudComV1AlbConfig", "patch" },
    /* clang-format on */
};

START_TEST(tell_each_operation_by_its_name)
{
    struct scene *s = scene_new();
    const char *path = operations[_i].path;
    const char *group = strncmp(path, "/api/", 5) == 0         ? "api/v1"
                        : strncmp(path, "/apis/apps", 10) == 0 ? "apis/apps/v1"
                        : strstr(path, "networking")           ? "apis/networking.k8s.io/v1"
                                                               : "apis/alibabacloud.com/v1";
    const char *const docs[] = { "/openapi/v2", arena_printf(s->arena, "/openapi/v3/%s", group) };

    for (size_t i = 0; i < 2; i++) {
        const cJSON *paths = json_get(answer(s, "GET", docs[i], NULL), "paths");
        const cJSON *found = json_get(json_get(paths, path), operations[_i].method);
        ck_assert_str_eq(json_text_or(found, "operationId", ""), operations[_i].id);
        ck_assert_str_eq(json_text_or(found, "x-kubernetes-action", ""), operations[_i].action);
    }
    scene_free(s);
}
END_TEST

START_TEST(say_what_a_patch_may_ask)
{
    struct scene *s = scene_new();
    static const char path[] = "/apis/apps/v1/namespaces/{namespace}/deployments/{name}";
    const cJSON *v2 = json_get(json_get(answer(s, "GET", "/openapi/v2", NULL), "paths"), path);
    const cJSON *v3 =
        json_get(json_get(answer(s, "GET", "/openapi/v3/apis/apps/v1", NULL), "paths"), path);

    is_json(s, json_at(v2, "patch.parameters"),
            "[{'name':'body','in':'body','schema':{'$ref':'#/definitions/" META
            "Patch'},'required':true},"
            "{'name':'dryRun','in':'query','type':'string','uniqueItems':true},"
            "{'name':'fieldManager','in':'query','type':'string','uniqueItems':true},"
            "{'name':'fieldValidation','in':'query','type':'string','uniqueItems':true},"
            "{'name':'force','in':'query','type':'boolean','uniqueItems':true}]",
            "version 2");
    is_json(s, json_at(v2, "patch.consumes"),
            "['application/json-patch+json','application/merge-patch+json',"
            "'application/strategic-merge-patch+json','application/apply-patch+yaml']",
            "what is sent");
    is_json(s, json_at(v2, "patch.x-kubernetes-group-version-kind"),
            "{'group':'apps','kind':'Deployment','version':'v1'}", "the kind");
    is_json(s, json_at(v3, "patch.parameters.3"),
            "{'name':'force','in':'query','schema':{'type':'boolean','uniqueItems':true}}",
            "version 3");
    is_json(s, json_at(v3, "parameters"),
            "[{'name':'name','in':'path','required':true,'schema':{'type':'string','uniqueItems':"
            "true}},{'name':'namespace','in':'path','required':true,'schema':{'type':'string',"
            "'uniqueItems':true}},{'name':'pretty','in':'query','schema':{'type':'string',"
            "'uniqueItems':true}}]",
            "of the path");
    ck_assert_ptr_nonnull(json_get(json_at(v3, "patch.requestBody.content"),
                                   "application/strategic-merge-patch+json"));
    scene_free(s);
}
END_TEST

static const char *heading(const struct scene *s, const char *name)
{
    for (const struct heading *h = s->headings; h; h = h->next) {
        if (!strcmp(h->name, name))
            return h->value;
    }
    return "";
}

static const char *hash_of(struct scene *s, const char *group)
{
    const cJSON *index = json_get(answer(s, "GET", "/openapi/v3", NULL), "paths");

    return json_text_or(json_get(index, group), "serverRelativeURL", "");
}

START_TEST(follow_definitions_at_once)
{
    struct scene *s = scene_new();
    const char *const documents[] = { "/openapi/v2", "/openapi/v3/apis/tea.example/v1" };
    struct call v2 = { .method = "GET", .target = "/openapi/v2" };

    answer_to(s, &v2);
    const char *before = heading(s, "ETag"), *apps = hash_of(s, "apis/apps/v1"), *first;
    ck_assert_str_eq(hash_of(s, "apis/tea.example/v1"), "");
    define_pots(s, "{'type':'object'}", ",'subresources':{'status':{}}");
    first = hash_of(s, "apis/tea.example/v1");
    ck_assert_str_ne(first, "");
    ck_assert_str_eq(hash_of(s, "apis/apps/v1"), apps);
    answer_to(s, &v2);
    ck_assert_str_ne(heading(s, "ETag"), before);
    for (size_t i = 0; i < 2; i++)
        ck_assert_ptr_nonnull(json_get(schemas_of(s, documents[i]), "example.tea.v1.PotList"));
    answer_to(s, &(struct call){ .method = "PATCH",
                                 .target = CRDS "/pots.tea.example",
                                 .type = "application/merge-patch+json",
                                 .body = "{'spec':{'names':{'listKind':'Pots'}}}" });
    ck_assert_int_eq(s->code, 200);
    ck_assert_str_ne(hash_of(s, "apis/tea.example/v1"), first);
    answer(s, "DELETE", CRDS "/pots.tea.example", NULL);
    while (cluster_has_work(s->cluster))
        cluster_work(s->cluster);
    ck_assert_str_eq(hash_of(s, "apis/tea.example/v1"), "");
    answer_to(s, &v2);
    ck_assert_str_eq(heading(s, "ETag"), before);
    answer(s, "GET", documents[1], NULL);
    ck_assert_int_eq(s->code, 404);
    scene_free(s);
}
END_TEST

START_TEST(are_kept_by_their_hash)
{
    struct scene *s = scene_new();
    const char *url = hash_of(s, "apis/apps/v1"), *tag;
    struct call by_hash = { .method = "GET", .target = url };
    struct reply reply;

    ck_assert_msg(strncmp(url, "/openapi/v3/apis/apps/v1?hash=", 30) == 0 && strlen(url) > 40, "%s",
                  url);
    answer_to(s, &by_hash);
    tag = heading(s, "ETag");
    ck_assert_int_eq(s->code, 200);
    ck_assert_str_eq(tag, arena_printf(s->arena, "\"%s\"", url + 30));
    ck_assert_str_eq(heading(s, "Cache-Control"), "public, immutable");
    ck_assert_str_eq(heading(s, "Expires"), "Fri, 01 Jan 2027 00:00:00 GMT");
    ck_assert_str_eq(heading(s, "Last-Modified"), "Thu, 01 Jan 2026 00:00:00 GMT");
    ck_assert_str_eq(heading(s, "Vary"), "Accept");
    s->tag = tag;
    send_call(s, &by_hash, &reply);
    ck_assert_int_eq(s->code, 304);
    ck_assert_ptr_null(reply.body);
    ck_assert_str_eq(heading(s, "ETag"), tag);
    s->tag = arena_printf(s->arena, "\"x\", W/%s", tag);
    send_call(s, &by_hash, &reply);
    ck_assert_int_eq(s->code, 304);
    s->tag = "\"x\"";
    answer_to(s, &by_hash);
    ck_assert_int_eq(s->code, 200);
    answer(s, "GET", "/openapi/v3/apis/apps/v1", NULL);
    ck_assert_str_eq(heading(s, "Cache-Control"), "");
    send_call(s, &(struct call){ .method = "GET", .target = "/openapi/v3/apis/apps/v1?hash=0" },
              &reply);
    ck_assert_int_eq(s->code, 301);
    ck_assert_str_eq(heading(s, "Location"), url);
    scene_free(s);
}
END_TEST

#define PB  "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
#define PB2 "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"

static const struct {
    const char *path, *accept, *type; /* type NULL: 406 */
} accepts[] = {
    { "/openapi/v2", NULL, "application/json" },
    { "/openapi/v2", "*/*", "application/json" },
    { "/openapi/v2", "application/*", "application/json" },
    { "/openapi/v2", "application/json", "application/json" },
    { "/openapi/v2", PB, PB },
    { "/openapi/v2", PB2, PB },
    { "/openapi/v2", "application/json;q=0.5," PB2 ";q=0.9", PB },
    { "/openapi/v2", PB2 ";q=0.5, application/json;q=0.51", "application/json" },
    { "/openapi/v2", "*/*, " PB, PB },
    { "/openapi/v2", PB "; q=0, */*; q=0.1", "application/json" },
    { "/openapi/v2", "text/html, " PB, PB },
    { "/openapi/v2", "text/html", NULL },
    { "/openapi/v2", "application/json;q=0", NULL },
    { "/openapi/v2", "application/json;q=much", NULL },
    { "/openapi/v3/api/v1", "application/json, */*", "application/json" },
    { "/openapi/v3/api/v1", "application/com.github.proto-openapi.spec.v3@v1.0+protobuf", NULL },
};

START_TEST(come_in_the_form_that_is_asked_for)
{
    struct scene *s = scene_new();
    struct reply reply;

    send_call(
        s,
        &(struct call){ .method = "GET", .target = accepts[_i].path, .accept = accepts[_i].accept },
        &reply);
    ck_assert_int_eq(s->code, accepts[_i].type ? 200 : 406);
    ck_assert_str_eq(reply.type, accepts[_i].type ? accepts[_i].type : "text/plain; charset=utf-8");
    ck_assert_str_eq(heading(s, "Vary"), "Accept");
    ck_assert_int_eq(blob_str(reply.body).at[0] == '{',
                     accepts[_i].type && !strcmp(accepts[_i].type, "application/json"));
    blob_unref(reply.body);
    scene_free(s);
}
END_TEST

/* Every $ref leads to a schema. */
static int count_refs(const cJSON *doc, const cJSON *in)
{
    const cJSON *schemas = json_get(doc, "definitions"), *each;
    int count = 0;

    cJSON_ArrayForEach(each, in)
    {
        if (cJSON_IsString(each) && each->string && !strcmp(each->string, "$ref")) {
            const char *name = strrchr(each->valuestring, '/') + 1;
            ck_assert_msg(json_get(schemas ? schemas : json_at(doc, "components.schemas"), name),
                          "nothing is called %s", name);
            count++;
        }
        count += count_refs(doc, each);
    }
    return count;
}

START_TEST(leave_no_reference_open)
{
    struct scene *s = scene_new();
    const cJSON *index = json_get(answer(s, "GET", "/openapi/v3", NULL), "paths"), *each;
    const cJSON *v2 = answer(s, "GET", "/openapi/v2", NULL);

    ck_assert_int_gt(count_refs(v2, v2), 700);
    ck_assert_int_ge(cJSON_GetArraySize(index), 9);
    cJSON_ArrayForEach(each, index)
    {
        const cJSON *doc =
            answer(s, "GET", arena_printf(s->arena, "/openapi/v3/%s", each->string), NULL);
        ck_assert_int_gt(count_refs(doc, doc), 20);
    }
    scene_free(s);
}
END_TEST

static const struct {
    const char *verb, *method;
    bool everywhere, one; /* in the list of all namespaces; of an object */
} verbs[] = {
    { "list", "get", true, false },      { "create", "post", false, false },
    { "get", "get", false, true },       { "deletecollection", "delete", false, false },
    { "update", "put", false, true },    { "patch", "patch", false, true },
    { "delete", "delete", false, true },
};

static void has_operation(const cJSON *paths, const char *path, const char *method)
{
    ck_assert_msg(json_get(json_get(paths, path), method), "%s %s is not described", method, path);
}

static int check_resource(struct scene *s, const cJSON *paths, const char *root, const cJSON *r)
{
    const char *name = json_text(r, "name"), *slash = strchr(name, '/');
    const char *plural =
        slash ? arena_strz(s->arena, (struct str){ name, (size_t)(slash - name) }) : name;
    bool inside = json_bool(r, "namespaced");
    const char *list =
        arena_printf(s->arena, "%s/%s%s", root, inside ? "namespaces/{namespace}/" : "", plural);
    const char *one = arena_printf(s->arena, "%s/{name}%s", list, slash ? slash : "");
    int count = 0;

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (!json_has_text(json_get(r, "verbs"), verbs[i].verb))
            continue;
        has_operation(paths, verbs[i].one || slash ? one : list, verbs[i].method);
        if (verbs[i].everywhere && inside)
            has_operation(paths, arena_printf(s->arena, "%s/%s", root, plural), verbs[i].method);
        count++;
    }
    return count;
}

START_TEST(describe_every_verb_that_discovery_names)
{
    struct scene *s = scene_new();
    const cJSON *index = json_get(answer(s, "GET", "/openapi/v3", NULL), "paths"), *each, *r;
    const cJSON *v2 = json_get(answer(s, "GET", "/openapi/v2", NULL), "paths");
    int count = 0;

    cJSON_ArrayForEach(each, index)
    {
        const char *root = arena_printf(s->arena, "/%s", each->string);
        const cJSON *list = answer(s, "GET", root, NULL);
        const cJSON *v3 = json_get(
            answer(s, "GET", arena_printf(s->arena, "/openapi/v3%s", root), NULL), "paths");
        cJSON_ArrayForEach(r, json_get(list, "resources"))
        {
            check_resource(s, v2, root, r);
            count += check_resource(s, v3, root, r);
        }
    }
    ck_assert_int_gt(count, 150);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/openapi");
    TCase *t = tcase_create("the documents");

#define LOOP(test, rows) tcase_add_loop_test(t, test, 0, sizeof(rows) / sizeof((rows)[0]))
    LOOP(tell_each_operation_by_its_name, operations);
    tcase_add_test(t, say_what_a_patch_may_ask);
    tcase_add_test(t, follow_definitions_at_once);
    tcase_add_test(t, are_kept_by_their_hash);
    LOOP(come_in_the_form_that_is_asked_for, accepts);
    tcase_add_test(t, leave_no_reference_open);
    tcase_add_test(t, describe_every_verb_that_discovery_names);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
