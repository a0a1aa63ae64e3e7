#include "base/yaml.h"
#include "tests/runner/kube/scene.h"

#include "base/banned.h"

/* Rules that people wrote for others to live with: see gateway_rules.yaml. */
#define CRDS "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

static const char *text_of(struct scene *s, const cJSON *item)
{
    struct buf b = BUF_LIMIT(1u << 20);
    const char *text;

    json_print(&b, item);
    text = arena_strz(s->arena, buf_str(&b));
    buf_done(&b);
    return text;
}

/* As it stands: these texts have quotes of both kinds. */
static const cJSON *post(struct scene *s, const char *target, const char *body)
{
    struct request q = { .arena = s->arena,
                         .method = STR("POST"),
                         .path = str_of(target),
                         .content_type = STR("application/json"),
                         .accept = STR("application/json"),
                         .authority = STR("h"),
                         .body = str_of(body) };
    struct reply reply;
    cJSON *tree;

    route_answer(s->cluster, &q, &reply);
    s->code = reply.status;
    tree = arena_json(s->arena, json_parse(blob_str(reply.body), NULL));
    blob_unref(reply.body);
    return tree;
}

static const cJSON *define(struct scene *s, const cJSON *kind)
{
    const char *name = json_text(kind, "kind"), *lower = arena_lower(s->arena, str_of(name));

    return post(s, CRDS,
                arena_printf(s->arena,
                             "{\"metadata\":{\"name\":\"%ss.gateway.example\"},\"spec\":{\"group\":"
                             "\"gateway.example\",\"scope\":\"Namespaced\",\"names\":{\"plural\":"
                             "\"%ss\",\"kind\":\"%s\"},\"versions\":[{\"name\":\"v1\",\"served\":"
                             "true,\"storage\":true,\"schema\":{\"openAPIV3Schema\":{\"type\":"
                             "\"object\",\"properties\":{\"spec\":%s}}}}]}}",
                             lower, lower, name, text_of(s, json_get(kind, "spec"))));
}

static const cJSON *create(struct scene *s, const cJSON *kind, const cJSON *spec)
{
    const char *name = json_text(kind, "kind");

    return post(s,
                arena_printf(s->arena, "/apis/gateway.example/v1/namespaces/default/%ss",
                             arena_lower(s->arena, str_of(name))),
                arena_printf(s->arena,
                             "{\"apiVersion\":\"gateway.example/v1\",\"kind\":\"%s\",\"metadata\":{"
                             "\"generateName\":\"x-\"},\"spec\":%s}",
                             name, text_of(s, spec)));
}

static const cJSON *kind_at(struct scene *s, int place)
{
    struct err err;
    const struct node *all = yaml_load(s->arena, RULES_FILE, &err);

    ck_assert_msg(all != NULL, "%s", err.text);
    return cJSON_GetArrayItem(arena_json(s->arena, node_json(all)), place);
}

START_TEST(compile_and_take_what_is_valid)
{
    struct scene *s = scene_new();
    const cJSON *kind = kind_at(s, _i), *spec, *answer = define(s, kind);

    ck_assert_msg(s->code == 201, "%s", json_text_or(answer, "message", ""));
    cJSON_ArrayForEach(spec, json_get(kind, "valid"))
    {
        answer = create(s, kind, spec);
        ck_assert_msg(s->code == 201, "%s\n%s", text_of(s, spec),
                      json_text_or(answer, "message", ""));
    }
    scene_free(s);
}
END_TEST

START_TEST(refuse_what_is_not_and_say_why)
{
    struct scene *s = scene_new();
    const cJSON *kind = kind_at(s, _i), *row, *answer = define(s, kind);

    ck_assert_int_eq(s->code, 201);
    cJSON_ArrayForEach(row, json_get(kind, "invalid"))
    {
        answer = create(s, kind, json_get(row, "spec"));
        ck_assert_msg(s->code == 422 && strstr(json_text_or(answer, "message", ""),
                                               json_text_or(row, "says", "?")),
                      "%s\n%d %s", text_of(s, row), s->code, json_text_or(answer, "message", ""));
    }
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/gateway_rules");
    TCase *t = tcase_create("the rules of the Gateway API");

    tcase_add_loop_test(t, compile_and_take_what_is_valid, 0, 2);
    tcase_add_loop_test(t, refuse_what_is_not_and_say_why, 0, 2);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
