#include "base/json.h"
#include "base/net/fetch.h"
#include "runner/kube/api.h"
#include "runner/kube/object.h"
#include "tests/test.h"

#include "base/banned.h"

#define WAIT_MS 5000

struct scene {
    struct arena *arena;
    struct clock *clock;
    struct loop *loop;
    struct fetch *fetch;
    struct kube *kube;
};

static struct scene scene_new(void)
{
    struct scene s = { .arena = arena_new(), .clock = clock_new(false) };
    struct err err;

    s.loop = loop_new(s.clock);
    s.fetch = fetch_new(s.loop);
    s.kube = kube_new(s.loop, &(struct kube_options){ .derive_endpoints = true }, &err);
    ck_assert_msg(s.kube != NULL, "%s", err.text);
    return s;
}

static void scene_done(struct scene *s)
{
    fetch_free(s->fetch);
    kube_free(s->kube);
    loop_free(s->loop);
    clock_free(s->clock);
    arena_free(s->arena);
}

static const char *url_of(struct scene *s, const char *target)
{
    return arena_printf(s->arena, "http://127.0.0.1:%d%s", kube_port(s->kube), target);
}

struct got {
    struct buf text;
    int status;
    bool done;
    const char *until; /* done when the text has this */
};

static void on_data(void *arg, struct str bytes)
{
    struct got *g = arg;

    buf_add(&g->text, bytes);
    g->done = g->done || (g->until && strstr(g->text.at, g->until));
}

static void on_done(void *arg, const struct fetch_reply *r)
{
    struct got *g = arg;

    buf_add(&g->text, r->body);
    g->status = r->status;
    g->done = true;
}

static bool is_done(void *arg)
{
    return ((struct got *)arg)->done;
}

static struct got get(struct scene *s, const char *target)
{
    struct got g = { .text = BUF_LIMIT(1u << 20) };
    struct fetch_request r = {
        .method = "GET", .url = url_of(s, target), .on_done = on_done, .arg = &g
    };

    fetch_start(s->fetch, &r);
    ck_assert(loop_until(s->loop, is_done, &g, WAIT_MS));
    return g;
}

static cJSON *map_named(const char *name)
{
    cJSON *map = cJSON_CreateObject();

    json_add_text(map, "apiVersion", "v1");
    json_add_text(map, "kind", "ConfigMap");
    json_add_text(json_add_object(map, "metadata"), "name", name);
    return map;
}

static void apply(struct scene *s, const char *name)
{
    const cJSON *map = arena_json(s->arena, map_named(name));
    struct err err;

    ck_assert_msg(kube_apply(s->kube, map, &err), "%s", err.text);
}

START_TEST(answers_over_http_what_was_applied_in_the_process)
{
    struct scene s = scene_new();

    apply(&s, "m");
    struct got g = get(&s, "/api/v1/namespaces/default/configmaps/m");

    ck_assert_int_eq(g.status, 200);
    ck_assert_ptr_nonnull(strstr(g.text.at, "\"name\":\"m\""));
    buf_done(&g.text);
    scene_done(&s);
}
END_TEST

START_TEST(streams_a_watch_until_the_server_ends_it)
{
    struct scene s = scene_new();
    struct got g = { .text = BUF_LIMIT(1u << 20), .until = "\"ADDED\"" };
    struct fetch_request r = { .method = "GET",
                               .url = url_of(&s, "/api/v1/configmaps?watch=true"),
                               .on_data = on_data,
                               .on_done = on_done,
                               .arg = &g };

    fetch_start(s.fetch, &r);
    struct got well = get(&s, "/healthz");
    buf_done(&well.text);
    apply(&s, "m");
    ck_assert(loop_until(s.loop, is_done, &g, WAIT_MS));
    g.done = false;
    kube_end_watches(s.kube);
    ck_assert(loop_until(s.loop, is_done, &g, WAIT_MS));

    ck_assert_int_eq(g.status, 200);
    ck_assert_int_eq(g.text.at[g.text.len - 1], '\n');
    buf_done(&g.text);
    scene_done(&s);
}
END_TEST

START_TEST(survives_a_watcher_that_leaves)
{
    struct scene s = scene_new();
    struct got g = { .text = BUF_LIMIT(1u << 20), .until = "\"ADDED\"" };
    struct fetch_request r = { .method = "GET",
                               .url = url_of(&s, "/api/v1/configmaps?watch=true"),
                               .on_data = on_data,
                               .on_done = on_done,
                               .arg = &g };
    struct transfer *t = fetch_start(s.fetch, &r);
    apply(&s, "a");
    ck_assert(loop_until(s.loop, is_done, &g, WAIT_MS));

    transfer_cancel(t);
    apply(&s, "b");
    struct got after = get(&s, "/api/v1/configmaps");
    apply(&s, "c");

    ck_assert_int_eq(after.status, 200);
    buf_done(&after.text);
    buf_done(&g.text);
    scene_done(&s);
}
END_TEST

START_TEST(ends_open_watches_when_it_is_freed)
{
    struct scene s = scene_new();
    struct got g = { .text = BUF_LIMIT(1u << 20), .until = "\"ADDED\"" };
    struct fetch_request r = { .method = "GET",
                               .url = url_of(&s, "/api/v1/configmaps?watch=true"),
                               .on_data = on_data,
                               .on_done = on_done,
                               .arg = &g };
    apply(&s, "a");
    fetch_start(s.fetch, &r);
    ck_assert(loop_until(s.loop, is_done, &g, WAIT_MS));

    scene_done(&s);

    buf_done(&g.text);
}
END_TEST

static bool count_one(void *arg, const cJSON *object)
{
    (void)object;
    ++*(int *)arg;
    return true;
}

START_TEST(finds_kinds_by_every_name_that_people_use)
{
    static const char *const names[] = { "ConfigMap", "configmap", "configmaps", "cm" };
    struct scene s = scene_new();
    int count = 0;
    apply(&s, "m");

    const cJSON *map = kube_get(s.kube, names[_i], "default", "m");
    kube_each(s.kube, names[_i], NULL, count_one, &count);

    ck_assert_ptr_nonnull(map);
    ck_assert_int_eq(count, 1);
    scene_done(&s);
}
END_TEST

START_TEST(patches_and_deletes_in_the_process)
{
    struct scene s = scene_new();
    cJSON *patch = arena_json(s.arena, cJSON_CreateObject());
    struct err err;
    apply(&s, "m");
    json_add_text(json_add_object(json_add_object(patch, "metadata"), "labels"), "a", "b");

    ck_assert(kube_patch(s.kube, "cm", "default", "m", NULL, patch, &err));
    const char *label =
        arena_strz(s.arena, str_of(object_label(kube_get(s.kube, "cm", "default", "m"), "a")));
    ck_assert(kube_delete(s.kube, "cm", "default", "m", &err));
    bool again = kube_delete(s.kube, "cm", "default", "m", &err);

    ck_assert_str_eq(label, "b");
    ck_assert(!again);
    ck_assert_str_eq(err.text, "configmaps \"m\" not found");
    ck_assert(!kube_delete(s.kube, "tea", NULL, "m", &err));
    ck_assert_str_eq(err.text, "the server doesn't have a resource type \"tea\"");
    scene_done(&s);
}
END_TEST

static bool has_slice(void *arg)
{
    struct scene *s = arg;
    int count = 0;

    kube_each(s->kube, "EndpointSlice", "default", count_one, &count);
    return count == 1;
}

START_TEST(does_the_work_of_controllers_in_the_loop)
{
    struct scene s = scene_new();
    struct err err;
    cJSON *endpoints = arena_json(
        s.arena, json_parse(str_of("{\"apiVersion\":\"v1\",\"kind\":\"Endpoints\",\"metadata\":"
                                   "{\"name\":\"tea\"},\"subsets\":[{\"addresses\":[{\"ip\":"
                                   "\"1.2.3.4\"}],\"ports\":[{\"port\":80}]}]}"),
                            &err));

    ck_assert(kube_apply(s.kube, endpoints, &err));

    ck_assert(loop_until(s.loop, has_slice, &s, WAIT_MS));
    scene_done(&s);
}
END_TEST

START_TEST(writes_a_config_that_points_at_it)
{
    struct scene s = scene_new();

    const char *config = kube_config(s.kube, s.arena);

    ck_assert_ptr_nonnull(strstr(config, url_of(&s, "\n")));
    ck_assert_ptr_nonnull(strstr(config, "insecure-skip-tls-verify: true"));
    scene_done(&s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/api");
    TCase *t = tcase_create("the embedded API");

    tcase_add_test(t, answers_over_http_what_was_applied_in_the_process);
    tcase_add_test(t, streams_a_watch_until_the_server_ends_it);
    tcase_add_test(t, survives_a_watcher_that_leaves);
    tcase_add_test(t, ends_open_watches_when_it_is_freed);
    tcase_add_loop_test(t, finds_kinds_by_every_name_that_people_use, 0, 4);
    tcase_add_test(t, patches_and_deletes_in_the_process);
    tcase_add_test(t, does_the_work_of_controllers_in_the_loop);
    tcase_add_test(t, writes_a_config_that_points_at_it);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
