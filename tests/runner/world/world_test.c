/*
 * A whole world: the real mockalb, the API in this process, and controllers that are shell scripts.
 * Time is not waited for: how long silence has lasted is set back instead.
 */
#include "runner/world/world.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "runner/world/controller.h"
#include "runner/world/keep.h"
#include "runner/world/mirror.h"
#include "runner/world/ready.h"
#include "runner/world/silence.h"
#include "tests/test.h"

#include "base/banned.h"

enum { PATIENCE_MS = 20000, SETTLE_MS = 300 };

static struct arena *the_arena;
static struct world *the_world;
static struct world_options options;
static char dir[] = "/tmp/albkit-world-XXXXXX";

static void setup(void)
{
    the_arena = arena_new();
    memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(dir));
    options = (struct world_options){ .dir = dir, .settle_ms = SETTLE_MS, .seed = 1 };
    options.mockalb = arena_printf(the_arena, "%s/mockalb", file_program_dir(the_arena));
}

static void teardown(void)
{
    world_free(the_world);
    the_world = NULL;
    file_remove_tree(dir, NULL);
    arena_free(the_arena);
}

static void open_world(const char *controller)
{
    struct err err = { "" };

    options.target = target_command(the_arena, controller, &err);
    ck_assert_msg(options.target != NULL, "%s", err.text);
    the_world = world_new(&options, &err);
    ck_assert_msg(the_world != NULL, "%s", err.text);
}

/* The same with a target that says when it is ready. */
static void open_world_ready(const char *controller, struct target_ready ready)
{
    struct err err = { "" };
    struct target *t = arena_new_of(the_arena, struct target);
    const struct target *plain = target_command(the_arena, controller, &err);

    ck_assert_msg(plain != NULL, "%s", err.text);
    *t = *plain;
    t->ready = ready;
    options.target = t;
    the_world = world_new(&options, &err);
    ck_assert_msg(the_world != NULL, "%s", err.text);
}

static void start_controller(void)
{
    struct err err = { "" };

    ck_assert_msg(world_controller_start(the_world, &err), "%s", err.text);
}

static bool controller_is_gone(void *arg)
{
    (void)arg;
    return !proc_running(the_world->controller);
}

static bool mock_is_idle(void *arg)
{
    (void)arg;
    return mirror_is_idle(the_world->mock) && !mirror_is_busy(the_world->mock);
}

static bool controller_waits(void *arg)
{
    (void)arg;
    return !proc_is_busy(the_world->controller);
}

static bool was_heard(void *arg)
{
    (void)arg;
    return world_controller_was_heard(the_world);
}

static void until(bool (*done)(void *arg))
{
    ck_assert(loop_until(the_world->loop, done, NULL, PATIENCE_MS));
}

static void has_been_silent_for(int64_t ms)
{
    until(mock_is_idle);
    the_world->stirred_ms = clock_machine_ms() - ms;
}

static void apply(const char *json)
{
    cJSON *object = json_parse(str_of(json), NULL);
    struct err err = { "" };

    ck_assert_msg(kube_apply(the_world->kube, object, &err), "%s", err.text);
    cJSON_Delete(object);
}

START_TEST(has_an_api_and_a_cloud)
{
    options.region = "cn-chengdu";

    open_world("true");

    ck_assert_int_gt(kube_port(the_world->kube), 0);
    ck_assert_str_eq(mirror_region(the_world->mock), "cn-chengdu");
    ck_assert_ptr_nonnull(mirror_state(the_world->mock));
}
END_TEST

START_TEST(says_why_there_is_no_world)
{
    struct err err = { "" };
    options.mockalb = "/nowhere/mockalb";

    ck_assert_ptr_null(world_new(&options, &err));

    ck_assert_str_eq(err.text, "starting /nowhere/mockalb: No such file or directory");
}
END_TEST

START_TEST(settles_after_silence_and_not_before)
{
    open_world("true");

    has_been_silent_for(SETTLE_MS - 100);
    ck_assert_int_gt(world_settles_in_ms(the_world), 0);
    has_been_silent_for(SETTLE_MS);
    ck_assert(world_settled(the_world));

    world_stir(the_world);
    ck_assert_int_gt(world_settles_in_ms(the_world), SETTLE_MS / 2);
}
END_TEST

static const struct {
    const char *reason, *object;
    bool stirs;
} objects[] = {
    { "a change of a Service may be answered to",
      "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\",\"namespace\":"
      "\"default\"},\"spec\":{\"ports\":[{\"port\":80}]}}",
      true },
    { "a Lease is renewed by those who do nothing",
      "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{\"name\":\"a\","
      "\"namespace\":\"default\"}}",
      false },
    { "an Event is no change",
      "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":\"a\",\"namespace\":"
      "\"default\"},\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"default\"}"
      "}",
      false },
};

START_TEST(is_stirred_by_what_matters)
{
    open_world("true");
    has_been_silent_for(SETTLE_MS);
    the_world->changed = false;

    apply(objects[_i].object);

    ck_assert_msg((world_settles_in_ms(the_world) > SETTLE_MS / 2) == objects[_i].stirs, "%s",
                  objects[_i].reason);
    ck_assert_msg(the_world->changed, "%s", objects[_i].reason);
}
END_TEST

START_TEST(gives_a_controller_time_to_make_itself_heard)
{
    open_world("tail -f /dev/null");
    start_controller();

    has_been_silent_for(2 * SETTLE_MS);

    ck_assert_int_gt(world_settles_in_ms(the_world), 1000);
    ck_assert(!world_controller_was_heard(the_world));
}
END_TEST

static bool is_ready(void *arg)
{
    (void)arg;
    return ready_state(the_world->ready) == READY_reached;
}

static bool is_late(void *arg)
{
    (void)arg;
    return world_controller_is_late(the_world, NULL);
}

#define KUBE "$(sed -n s/.*server:.//p $KUBECONFIG)"

static const struct {
    const char *controller;
    struct target_ready ready;
} readies[] = {
    { "sh -c 'curl -s " KUBE "/apis/networking.k8s.io/v1/ingresses; exec tail -f /dev/null'",
      { READY_list, "ingresses", PATIENCE_MS } },
    { "sh -c 'echo on; echo 3 workers started; exec tail -f /dev/null'",
      { READY_log, "[0-9] workers started", PATIENCE_MS } },
    { "python3 -m http.server --bind 127.0.0.1 ${port}",
      { READY_http, "http://127.0.0.1:${port}/", PATIENCE_MS } },
    { "sh -c 'curl -s -H Content-Type:application/json -d "
      "\"{\\\"metadata\\\":{\\\"name\\\":\\\"lock\\\"},\\\"spec\\\":"
      "{\\\"holderIdentity\\\":\\\"me\\\"}}\" " KUBE
      "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases; exec tail -f /dev/null'",
      { READY_lease, "kube-system/lock", PATIENCE_MS } },
};

START_TEST(sees_that_a_controller_is_ready)
{
    open_world_ready(readies[_i].controller, readies[_i].ready);

    start_controller();
    ck_assert(!is_ready(NULL));

    until(is_ready);
}
END_TEST

static const struct {
    const char *controller;
    struct target_ready ready;
    const char *says;
} late[] = {
    { "sh -c 'curl -s " KUBE "/api/v1/pods; curl -s " KUBE
      "/api/v1/namespaces/a/xingresses; echo done; exec tail -f /dev/null' >/dev/null",
      { READY_list, "ingresses", 900 },
      "when it lists ingresses: done" },
    { "sh -c 'curl -s " KUBE
      "/apis/networking.k8s.io/v9/ingresses >/dev/null; curl -s -X DELETE " KUBE
      "/apis/networking.k8s.io/v1/namespaces/default/ingresses >/dev/null; exec tail -f /dev/null'",
      { READY_list, "ingresses", 900 },
      "when it lists ingresses" },
    { "sh -c 'curl -s -o /dev/null " KUBE "/apis/networking.k8s.io/v1/ingressclasses; exec tail -f "
      "/dev/null'",
      { READY_list, "classes", 900 },
      "when it lists classes" },
    { "sh -c 'echo workers; exec tail -f /dev/null'",
      { READY_log, "workers started", 300 },
      "when its log says 'workers started': workers" },
    { "tail -f /dev/null",
      { READY_http, "http://127.0.0.1:1/healthz", 300 },
      "when http://127.0.0.1:1/healthz answers" },
    { "sh -c 'exec python3 -m http.server --bind 127.0.0.1 ${port} 2>/dev/null >/dev/null'",
      { READY_http, "http://127.0.0.1:${port}/nothing", 1500 },
      "/nothing answers" },
    { "sh -c 'curl -s -o /dev/null -H Content-Type:application/json -d "
      "\"{\\\"metadata\\\":{\\\"name\\\":\\\"lock\\\"}}\" " KUBE
      "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases; exec tail -f /dev/null'",
      { READY_lease, "kube-system/lock", 900 },
      "when it holds the lease kube-system/lock" },
    { "tail -f /dev/null",
      { READY_lease, "kube-system/lock", 300 },
      "when it holds the lease kube-system/lock" },
};

START_TEST(tells_what_a_late_controller_was_to_do)
{
    struct err err = { "" };
    open_world_ready(late[_i].controller, late[_i].ready);
    start_controller();

    until(is_late);

    world_controller_is_late(the_world, &err);
    ck_assert_msg(str_starts(str_of(err.text), STR("the controller was not ready within ")), "%s",
                  err.text);
    ck_assert_msg(str_ends(str_of(err.text), str_of(late[_i].says)), "%s", err.text);
}
END_TEST

START_TEST(does_not_settle_before_the_controller_is_ready)
{
    open_world_ready("tail -f /dev/null", (struct target_ready){ READY_log, "never", PATIENCE_MS });
    start_controller();
    until(controller_waits);

    has_been_silent_for(PATIENCE_MS);

    ck_assert(!world_settled(the_world));
}
END_TEST

static const char *const busy[] = {
    "sh -c 'echo on; while :; do :; done'",
    "sh -c 'sh -c \"echo on; while :; do :; done\"; true'",
};

static bool controller_is_on(void *arg)
{
    (void)arg;
    return proc_log(the_world->controller).len > 0;
}

START_TEST(does_not_settle_while_the_controller_runs)
{
    open_world(busy[_i]);
    start_controller();
    until(controller_is_on);

    has_been_silent_for(PATIENCE_MS);

    ck_assert(!world_settled(the_world));
}
END_TEST

START_TEST(settles_while_the_controller_waits)
{
    open_world("tail -f /dev/null");
    start_controller();
    until(controller_waits);

    has_been_silent_for(PATIENCE_MS);

    ck_assert(world_settled(the_world));
}
END_TEST

static void ignore_answer(void *arg, const struct fetch_reply *r)
{
    (void)arg;
    (void)r;
}

START_TEST(hears_a_controller_from_each_start_anew)
{
    struct fetch_request r = { .method = "GET", .on_done = ignore_answer };
    open_world("tail -f /dev/null");
    start_controller();
    r.url = arena_printf(the_arena, "%s/?Action=ListRules&Version=2020-06-16",
                         mirror_endpoint(the_world->mock));
    fetch_start(the_world->fetch, &r);
    until(was_heard);

    world_controller_stop(the_world);
    until(controller_is_gone);
    start_controller();

    ck_assert(!world_controller_was_heard(the_world));
}
END_TEST

START_TEST(gives_the_controller_what_it_needs)
{
    open_world("sh -c 'test -s \"$KUBECONFIG\" && test \"$KUBECONFIG\" = ${kubeconfig} && "
               "echo ${endpoint} ${region} $ALIBABA_CLOUD_ACCESS_KEY_ID'");
    start_controller();

    until(controller_is_gone);

    ck_assert_str_eq(
        proc_log(the_world->controller).at,
        arena_printf(the_arena, "%s cn-hangzhou mockalb\n", mirror_endpoint(the_world->mock)));
}
END_TEST

START_TEST(tells_how_a_controller_died)
{
    struct err err = { "" };
    open_world("sh -c 'echo some; echo last words; exit 5'");
    start_controller();
    ck_assert(!world_controller_died(the_world, &err));

    until(controller_is_gone);

    ck_assert(world_controller_died(the_world, &err));
    ck_assert_str_eq(err.text, "the controller ended by itself, exit code 5: last words");
}
END_TEST

START_TEST(does_not_call_a_stop_a_death)
{
    open_world("tail -f /dev/null");
    start_controller();

    world_controller_stop(the_world);
    until(controller_is_gone);

    ck_assert(!world_controller_died(the_world, NULL));
    start_controller();
    ck_assert(proc_running(the_world->controller));
}
END_TEST

START_TEST(does_not_settle_while_the_controller_stops)
{
    open_world("sh -c 'trap \"\" TERM; exec tail -f /dev/null'");
    start_controller();
    until(controller_waits);
    world_controller_stop(the_world);
    until(controller_waits);

    has_been_silent_for(PATIENCE_MS);

    ck_assert(!world_settled(the_world));
    proc_signal(the_world->controller, SIGKILL); /* spares the grace */
}
END_TEST

START_TEST(refuses_a_second_controller)
{
    struct err err = { "" };
    open_world("tail -f /dev/null");
    start_controller();

    ck_assert(!world_controller_start(the_world, &err));

    ck_assert_str_eq(err.text, "the controller runs already");
}
END_TEST

START_TEST(marks_the_begin_of_an_act)
{
    open_world("true");
    uint64_t before = the_world->kube_mark;
    apply(objects[0].object);

    world_mark(the_world);

    ck_assert_uint_gt(the_world->kube_mark, before);
    ck_assert_uint_eq(the_world->mark, mirror_last_seq(the_world->mock));
}
END_TEST

static const char *const kept[] = { "state.json", "journal.jsonl", "objects.json" };

START_TEST(keeps_what_there_was)
{
    struct err err = { "" };
    open_world("true");
    apply(objects[0].object);

    ck_assert_msg(world_keep(the_world, &err), "%s", err.text);

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        ck_assert_msg(file_exists(arena_printf(the_arena, "%s/%s", dir, kept[i])), "%s", kept[i]);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("world");
    TCase *t = tcase_create("world");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, has_an_api_and_a_cloud);
    tcase_add_test(t, says_why_there_is_no_world);
    tcase_add_test(t, settles_after_silence_and_not_before);
    tcase_add_loop_test(t, is_stirred_by_what_matters, 0, sizeof(objects) / sizeof(objects[0]));
    tcase_add_loop_test(t, sees_that_a_controller_is_ready, 0,
                        sizeof(readies) / sizeof(readies[0]));
    tcase_add_loop_test(t, tells_what_a_late_controller_was_to_do, 0,
                        sizeof(late) / sizeof(late[0]));
    tcase_add_test(t, does_not_settle_before_the_controller_is_ready);
    tcase_add_test(t, gives_a_controller_time_to_make_itself_heard);
    tcase_add_loop_test(t, does_not_settle_while_the_controller_runs, 0,
                        sizeof(busy) / sizeof(busy[0]));
    tcase_add_test(t, settles_while_the_controller_waits);
    tcase_add_test(t, hears_a_controller_from_each_start_anew);
    tcase_add_test(t, gives_the_controller_what_it_needs);
    tcase_add_test(t, tells_how_a_controller_died);
    tcase_add_test(t, does_not_call_a_stop_a_death);
    tcase_add_test(t, does_not_settle_while_the_controller_stops);
    tcase_add_test(t, refuses_a_second_controller);
    tcase_add_test(t, marks_the_begin_of_an_act);
    tcase_add_test(t, keeps_what_there_was);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
