/*
 * Against the real mockalb, which is beside this program; what a broken one would do is played by
 * shell scripts.
 */
#include "runner/world/mirror.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/net/fetch.h"
#include "tests/test.h"

#include "base/banned.h"

enum { PATIENCE_MS = 20000 };

static struct clock *the_clock;
static struct loop *the_loop;
static struct fetch *the_fetch;
static struct arena *the_arena;
static struct mirror *the_mirror;
static char dir[] = "/tmp/albkit-mirror-XXXXXX";
static int told;

static void note_change(void *arg)
{
    (void)arg;
    told++;
}

static void setup(void)
{
    the_clock = clock_new(false);
    the_loop = loop_new(the_clock);
    the_fetch = fetch_new(the_loop);
    the_arena = arena_new();
    told = 0;
    memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
    mirror_free(the_mirror);
    the_mirror = NULL;
    fetch_free(the_fetch);
    loop_free(the_loop);
    clock_free(the_clock);
    arena_free(the_arena);
    file_remove_tree(dir, NULL);
}

static bool is_ready(void *arg)
{
    (void)arg;
    return mirror_is_ready(the_mirror) || mirror_broke(the_mirror, NULL);
}

static bool is_idle(void *arg)
{
    (void)arg;
    return mirror_is_idle(the_mirror) || mirror_broke(the_mirror, NULL);
}

static bool is_broken(void *arg)
{
    (void)arg;
    return mirror_broke(the_mirror, NULL);
}

static void until(bool (*done)(void *arg))
{
    ck_assert(loop_until(the_loop, done, NULL, PATIENCE_MS));
}

static void start(const char *program)
{
    struct mirror_options o = {
        .program = program, .dir = dir, .region = "cn-chengdu", .seed = 7, .on_change = note_change
    };
    struct err err = { "" };

    the_mirror = mirror_start(the_loop, the_fetch, &o, &err);
    ck_assert_msg(the_mirror != NULL, "%s", err.text);
}

static void start_mock(void)
{
    struct err err = { "" };

    start(arena_printf(the_arena, "%s/mockalb", file_program_dir(the_arena)));
    until(is_ready);
    ck_assert_msg(!mirror_broke(the_mirror, &err), "%s", err.text);
}

/* A program of that name which does what the script says. */
static const char *script(const char *text)
{
    const char *path = arena_printf(the_arena, "%s/mock", dir);

    ck_assert(file_write(path, str_of(arena_printf(the_arena, "#!/bin/sh\n%s\n", text)), NULL));
    ck_assert_int_eq(chmod(path, 0755), 0);
    return path;
}

static void post(const char *path, const char *json)
{
    cJSON *body = json_parse(str_of(json), NULL);

    ck_assert_ptr_nonnull(body);
    mirror_post(the_mirror, path, body);
    cJSON_Delete(body);
}

static const char *const cloud =
    "{\"vpcs\":[{\"id\":\"vpc-a\",\"name\":\"A\",\"region\":\"cn-chengdu\",\"cidr\":\"10.0.0.0/"
    "8\"},"
    "{\"id\":\"vpc-b\",\"name\":\"B\",\"region\":\"cn-chengdu\",\"cidr\":\"10.0.0.0/8\"}]}";

START_TEST(learns_where_the_mock_is)
{
    start_mock();

    ck_assert_int_eq(strncmp(mirror_endpoint(the_mirror), "http://127.0.0.1:", 17), 0);
    ck_assert_str_eq(mirror_region(the_mirror), "cn-chengdu");
    ck_assert_ptr_nonnull(mirror_state(the_mirror));
    ck_assert_str_eq(json_text(mirror_state(the_mirror), "seed"), "7");
}
END_TEST

static bool add_id(void *arg, const char *id, const cJSON *body)
{
    ck_assert_ptr_nonnull(body);
    buf_printf(arg, "%s ", id);
    return true;
}

static bool add_first_id(void *arg, const char *id, const cJSON *body)
{
    return add_id(arg, id, body) && ((struct buf *)arg)->len < 6;
}

START_TEST(sees_what_was_seeded)
{
    struct buf vpcs = BUF_LIMIT(1000);
    start_mock();
    cJSON *document = json_parse(str_of(cloud), NULL);
    int before = told;

    mirror_seed(the_mirror, document);
    cJSON_Delete(document);
    ck_assert(!mirror_is_idle(the_mirror));
    until(is_idle);

    mirror_each(the_mirror, "vpc/Vpc", add_id, &vpcs);
    mirror_each(the_mirror, "vpc/VSwitch", add_id, &vpcs);
    ck_assert_str_eq(vpcs.at, "vpc-a vpc-b ");
    ck_assert_int_gt(told, before);
    buf_done(&vpcs);
}
END_TEST

START_TEST(visits_a_kind_in_order_until_told_to_stop)
{
    struct buf ids = BUF_LIMIT(1000);
    start_mock();
    post("/_mock/cloud", cloud);
    until(is_idle);

    mirror_each(the_mirror, "vpc/Vpc", add_first_id, &ids);

    ck_assert_str_eq(ids.at, "vpc-a ");
    buf_done(&ids);
}
END_TEST

static bool has_call(void *arg)
{
    (void)arg;
    return mirror_calls_since(the_mirror, 0, NULL, false) > 0;
}

static void ignore_answer(void *arg, const struct fetch_reply *r)
{
    (void)arg;
    (void)r;
}

START_TEST(hears_of_calls_as_they_are_made)
{
    start_mock();
    uint64_t mark = mirror_last_seq(the_mirror);
    int before = told;
    struct fetch_request r = { .method = "GET", .on_done = ignore_answer };
    r.url = arena_printf(the_arena, "%s/?Action=ListRules&Version=2020-06-16",
                         mirror_endpoint(the_mirror));

    fetch_start(the_fetch, &r);
    until(has_call);

    const struct entry *call = mirror_entry(the_mirror, mirror_entry_count(the_mirror) - 1);
    ck_assert_str_eq(call->action, "ListRules");
    ck_assert_ptr_nonnull(call->code); /* it was not signed */
    ck_assert_ptr_eq(mirror_entry_seq(the_mirror, call->seq), call);
    ck_assert_uint_eq(mirror_calls_since(the_mirror, mark, "ListRules", false), 1);
    ck_assert_int_gt(told, before);
}
END_TEST

START_TEST(breaks_with_what_the_mock_says_of_a_wrong_request)
{
    struct err err = { "" };
    start_mock();

    post("/_mock/cloud", "{\"vpcs\":[{\"nme\":1}]}");
    until(is_broken);

    mirror_broke(the_mirror, &err);
    ck_assert_msg(strstr(err.text, "mockalb refuses /_mock/cloud: vpcs[0]") != NULL, "%s",
                  err.text);
}
END_TEST

static const struct {
    const char *script, *says;
} broken[] = {
    { "exit 3", "mockalb ended by itself, exit code 3" },
    { "echo oh no >&2; exit 1", "mockalb ended by itself, exit code 1: oh no" },
    { "kill -9 $$", "mockalb ended by itself, signal 9 (Killed)" },
    { "echo hello; exec tail -f /dev/null", "mockalb's first line does not say where it is ready" },
    { "echo mockalb 0.1.0 ready at http://127.0.0.1:1; exec tail -f /dev/null",
      "mockalb's first line does not say where it is ready" },
    { "echo 'mockalb 0.1.0 ready at http://127.0.0.1:1 (region r, seed 1)'; exec tail -f /dev/null",
      "mockalb does not answer: " },
};

START_TEST(says_why_a_mock_is_of_no_use)
{
    struct err err = { "" };

    start(script(broken[_i].script));
    until(is_broken);

    mirror_broke(the_mirror, &err);
    ck_assert_msg(strncmp(err.text, broken[_i].says, strlen(broken[_i].says)) == 0, "%s", err.text);
    ck_assert(!mirror_is_ready(the_mirror));
}
END_TEST

START_TEST(says_when_there_is_no_such_program)
{
    struct mirror_options o = { .program = "/nowhere/mockalb", .dir = dir };
    struct err err = { "" };

    ck_assert_ptr_null(mirror_start(the_loop, the_fetch, &o, &err));

    ck_assert_str_eq(err.text, "starting /nowhere/mockalb: No such file or directory");
}
END_TEST

static bool is_stopped(void *arg)
{
    (void)arg;
    return mirror_is_stopped(the_mirror);
}

START_TEST(is_not_broken_by_an_end_that_was_asked_for)
{
    start_mock();

    mirror_stop(the_mirror, PATIENCE_MS);
    until(is_stopped);
    for (int i = 0; i < 20; i++)
        loop_turn(the_loop, 0);

    ck_assert(!mirror_broke(the_mirror, NULL));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("mirror");
    TCase *t = tcase_create("mirror");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, learns_where_the_mock_is);
    tcase_add_test(t, sees_what_was_seeded);
    tcase_add_test(t, visits_a_kind_in_order_until_told_to_stop);
    tcase_add_test(t, hears_of_calls_as_they_are_made);
    tcase_add_test(t, breaks_with_what_the_mock_says_of_a_wrong_request);
    tcase_add_loop_test(t, says_why_a_mock_is_of_no_use, 0, sizeof(broken) / sizeof(broken[0]));
    tcase_add_test(t, says_when_there_is_no_such_program);
    tcase_add_test(t, is_not_broken_by_an_end_that_was_asked_for);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
