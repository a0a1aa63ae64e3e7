#include "tests/runner/kube/scene.h"

#include "base/banned.h"

#define TROUBLES_AT "/_kube/troubles"
#define MAPS        "/api/v1/namespaces/default/configmaps"

static const struct {
    const char *trouble;
    const char *method, *target, *body;
    int code; /* of the first such request; the second is never refused */
} rows[] = {
    /* clang-format off */
    { "{'verb':'list','resource':'configmaps','status':503,'times':1}", "GET", MAPS, NULL, 503 },
    { "{'verb':'list','status':429,'times':1}", "GET", MAPS, NULL, 429 },
    { "{'resource':'configmaps','status':415,'times':1}", "POST", MAPS, "{'metadata':{'name':'a'}}", 415 },
    { "{'verb':'watch','resource':'configmaps','status':410,'times':1}", "GET", MAPS "?watch=true", NULL, 410 },
    { "{'verb':'get','resource':'namespaces','status':500,'times':1}", "GET", "/api/v1/namespaces/default", NULL, 500 },
    { "{'verb':'update','resource':'leases','status':409,'times':1}", "PUT",
      "/apis/coordination.k8s.io/v1/namespaces/default/leases/l", "{'metadata':{'name':'l'}}", 409 },
    { "{'verb':'deletecollection','status':403,'times':1}", "DELETE", MAPS, NULL, 403 },
    { "{'verb':'watch','resource':'configmaps','status':410,'times':1}", "GET", MAPS, NULL, 0 },
    { "{'verb':'list','resource':'secrets','status':410,'times':1}", "GET", MAPS, NULL, 0 },
    /* clang-format on */
};

static int code_of(struct scene *s, const char *method, const char *target, const char *body)
{
    struct reply reply;

    send_call(s, &(struct call){ .method = method, .target = target, .body = body }, &reply);
    blob_unref(reply.body);
    watching_free(reply.watch);
    return reply.watch ? 200 : reply.status;
}

START_TEST(is_met_once_by_the_verb_and_resource_that_it_names)
{
    struct scene *s = scene_new();
    answer(s, "POST", TROUBLES_AT, rows[_i].trouble);

    int first = code_of(s, rows[_i].method, rows[_i].target, rows[_i].body);
    int second = code_of(s, rows[_i].method, rows[_i].target, rows[_i].body);

    ck_assert_msg(rows[_i].code ? first == rows[_i].code : first < 300, "%s: %d", rows[_i].trouble,
                  first);
    ck_assert_msg(second < 300, "%s: then %d", rows[_i].trouble, second);
    scene_free(s);
}
END_TEST

static const struct {
    const char *method, *target, *body;
    int code;
} refused[] = {
    /* clang-format off */
    { "POST", TROUBLES_AT, "{'status':200}", 400 },
    { "POST", TROUBLES_AT, "{}", 400 },
    { "POST", TROUBLES_AT, "{'status':410,'times':0}", 400 },
    { "POST", TROUBLES_AT, "{'status':410,'verb':7}", 400 },
    { "POST", TROUBLES_AT, "[", 400 },
    { "GET", TROUBLES_AT, NULL, 404 },
    { "POST", "/_kube/luck", "{}", 404 },
    { "GET", "/_kube/forget", NULL, 404 },
    /* clang-format on */
};

START_TEST(is_refused_when_it_makes_no_sense)
{
    struct scene *s = scene_new();

    int code = code_of(s, refused[_i].method, refused[_i].target, refused[_i].body);

    ck_assert_int_eq(code, refused[_i].code);
    ck_assert_int_eq(code_of(s, "GET", MAPS, NULL), 200);
    scene_free(s);
}
END_TEST

START_TEST(is_kept_up_to_a_limit_and_cleared)
{
    struct scene *s = scene_new();
    for (int i = 0; i < TROUBLES; i++)
        answer(s, "POST", TROUBLES_AT, "{'status':500}");

    answer(s, "POST", TROUBLES_AT, "{'status':500}");
    int over = s->code, in = code_of(s, "GET", MAPS, NULL);
    answer(s, "DELETE", TROUBLES_AT, NULL);

    ck_assert_int_eq(over, 429);
    ck_assert_int_eq(in, 500);
    ck_assert_int_eq(code_of(s, "GET", MAPS, NULL), 200);
    scene_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/trouble");
    TCase *t = tcase_create("a trouble");

    tcase_add_loop_test(t, is_met_once_by_the_verb_and_resource_that_it_names, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_loop_test(t, is_refused_when_it_makes_no_sense, 0,
                        sizeof(refused) / sizeof(refused[0]));
    tcase_add_test(t, is_kept_up_to_a_limit_and_cleared);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
