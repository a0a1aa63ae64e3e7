#include "reference/report.h"

#include <string.h>

#include "base/json.h"
#include "tests/reference/script.h"
#include "tests/test.h"

#include "base/banned.h"

#define INGRESS(path)                                                                              \
    "{\"metadata\":{\"name\":\"tea\",\"namespace\":\"shop\",\"uid\":\"u-1\",\"resourceVersion\":"  \
    "\"7\"},\"spec\":{\"path\":\"" path "\"},\"status\":{}}"

static struct script script;
static struct kube_client *kube;
static struct report *report;
static struct subject tea;
static cJSON *load_balancer;
static int failures;

static void on_failed(void *arg)
{
    (void)arg;
    failures++;
}

static cJSON *parsed(const char *text)
{
    return arena_json(script.arena, json_parse(str_of(text), NULL));
}

static void setup(void)
{
    static const struct script_line ok[] = { { 200, "{}" } };
    static const struct log silent = { .to = NULL };

    script_open(&script, ok, 1);
    struct kubeconfig config = { .server = script.url };
    kube = kube_client_new(script.site.loop, script.fetch, &config);
    struct report_options o = { .kube = kube, .log = &silent, .on_failed = on_failed };
    report = report_new(&o);
    tea = (struct subject){ .kind = SUBJECT_ingress, .object = parsed(INGRESS("/a")) };
    load_balancer = parsed("{\"ingress\":[{\"hostname\":\"shop.example.com\"}]}");
    failures = 0;
}

static void teardown(void)
{
    report_free(report);
    kube_client_free(kube);
    script_close(&script);
}

static void turn(void)
{
    for (int i = 0; i < 20; i++)
        loop_turn(script.site.loop, 1);
}

/* the status first, then the event; and each once. */
START_TEST(writes_the_host_name_and_then_tells_of_success)
{
    report_success(report, &tea, load_balancer);
    report_success(report, &tea, load_balancer);
    ck_assert(script_await(&script, 2));
    turn();

    ck_assert_uint_eq(script.count, 2);
    ck_assert_ptr_nonnull(strstr(script.asked[0], "PATCH /apis/networking.k8s.io/v1/namespaces/"
                                                  "shop/ingresses/tea/status"));
    ck_assert_ptr_nonnull(strstr(script.asked[0], "shop.example.com"));
    ck_assert_ptr_nonnull(strstr(script.asked[1], "POST /api/v1/namespaces/shop/events"));
    ck_assert_ptr_nonnull(strstr(script.asked[1], "\"type\":\"Normal\""));
    ck_assert_ptr_nonnull(strstr(script.asked[1], "SuccessfullyReconciled"));
}
END_TEST

START_TEST(does_not_write_a_status_that_is_right)
{
    cJSON *object = parsed(INGRESS("/a"));
    json_add(json_mutable(object, "status"), "loadBalancer", json_copy(load_balancer));
    tea.object = object;

    report_success(report, &tea, load_balancer);
    report_success(report, &tea, load_balancer);
    ck_assert(script_await(&script, 1));
    turn();

    ck_assert_uint_eq(script.count, 1);
    ck_assert_ptr_nonnull(strstr(script.asked[0], "POST /api/v1/namespaces/shop/events"));
}
END_TEST

/* Objects applied together come on different watches. */
START_TEST(tells_of_a_problem_only_when_it_is_still_there)
{
    report_warning(report, &tea, REASON_BUILD, "no service", "no service");
    turn();
    ck_assert_uint_eq(script.count, 0);
    clock_advance(script.site.clock, REPORT_GRACE_MS);

    report_warning(report, &tea, REASON_BUILD, "no service", "no service");
    report_warning(report, &tea, REASON_BUILD, "no service", "no service");
    ck_assert(script_await(&script, 1));
    turn();

    ck_assert_uint_eq(script.count, 1);
    ck_assert_ptr_nonnull(strstr(script.asked[0], "\"type\":\"Warning\""));
}
END_TEST

START_TEST(tells_at_once_what_the_cloud_has_refused_and_once_for_one_cause)
{
    report_warning(report, &tea, REASON_APPLY, "refused: X", "refused: X (RequestId 1)");
    report_warning(report, &tea, REASON_APPLY, "refused: X", "refused: X (RequestId 2)");
    ck_assert(script_await(&script, 1));
    turn();

    ck_assert_uint_eq(script.count, 1);
    ck_assert_ptr_nonnull(strstr(script.asked[0], "RequestId 1"));
}
END_TEST

START_TEST(tells_again_after_an_edit)
{
    report_warning(report, &tea, REASON_APPLY, "refused: X", "refused: X");
    tea.object = parsed(INGRESS("/b"));
    report_warning(report, &tea, REASON_APPLY, "refused: X", "refused: X");

    ck_assert(script_await(&script, 2));
}
END_TEST

START_TEST(tells_of_success_again_after_trouble)
{
    report_success(report, &tea, load_balancer);
    ck_assert(script_await(&script, 2));
    turn();
    report_warning(report, &tea, REASON_APPLY, "refused: X", "refused: X");
    ck_assert(script_await(&script, 3));
    cJSON *object = parsed(INGRESS("/a"));
    json_add(json_mutable(object, "status"), "loadBalancer", json_copy(load_balancer));
    tea.object = object;

    report_success(report, &tea, load_balancer);

    ck_assert(script_await(&script, 4));
    ck_assert_ptr_nonnull(strstr(script.asked[3], "SuccessfullyReconciled"));
}
END_TEST

START_TEST(says_nothing_of_success_when_the_status_was_not_taken)
{
    static const struct script_line conflict[] = { { 409, "{\"message\":\"conflict\"}" } };
    script.lines = conflict;

    report_success(report, &tea, load_balancer);
    ck_assert(script_await(&script, 1));
    turn();

    ck_assert_uint_eq(script.count, 1);
    ck_assert_int_eq(failures, 1);
    report_success(report, &tea, load_balancer);
    ck_assert(script_await(&script, 2));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("report");
    TCase *t = tcase_create("report");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, writes_the_host_name_and_then_tells_of_success);
    tcase_add_test(t, does_not_write_a_status_that_is_right);
    tcase_add_test(t, tells_of_a_problem_only_when_it_is_still_there);
    tcase_add_test(t, tells_at_once_what_the_cloud_has_refused_and_once_for_one_cause);
    tcase_add_test(t, tells_again_after_an_edit);
    tcase_add_test(t, tells_of_success_again_after_trouble);
    tcase_add_test(t, says_nothing_of_success_when_the_status_was_not_taken);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
