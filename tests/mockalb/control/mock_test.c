#include "mockalb/mock.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "tests/mockalb/control/site.h"
#include "tests/test.h"

#include "base/banned.h"

#define ZONES "Action=DescribeZones&Version=2020-06-16"

static const struct {
    const char *method, *path, *body;
    int status;
    const char *text; /* somewhere in the answer */
} requests[] = {
    { "GET", "/?" ZONES, NULL, 200, "\"ZoneId\":\"cn-hangzhou-" },
    { "POST", "/?" ZONES, NULL, 200, "\"ZoneId\":\"cn-hangzhou-" },
    { "POST", "/", ZONES, 200, "\"ZoneId\":\"cn-hangzhou-" },
    { "POST", "/?Action=DescribeZones", "Version=2020-06-16", 200, "\"ZoneId\":\"cn-hangzhou-" },
    { "GET", "/?" ZONES "&Format=XML", NULL, 200, "<DescribeZonesResponse>" },
    { "GET", "/", NULL, 400, "MissingAction" },
    { "PUT", "/", ZONES, 405, "not with PUT" },
    { "GET", "/v2/things", NULL, 404, "There is nothing at /v2/things." },
    { "GET", "/latest/meta-data/region-id", NULL, 200, "cn-hangzhou" },
    { "GET", "/latest/meta-data/nothing", NULL, 404, "Not Found" },
    { "POST", "/latest/meta-data/region-id", "x", 404, "Not Found" },
    { "GET", "/?Action=CreateRoute&Version=2016-04-28", NULL, 404, "InvalidAction.NotFound" },
    { "GET", "/?Action=DescribeRouteConflict&Version=2017-09-12", NULL, 501,
      "DescribeRouteConflict of Cbn" },
};

START_TEST(answers_by_path_and_method)
{
    struct site *s = site_open();

    site_ask(s, requests[_i].method, requests[_i].path, requests[_i].body);

    ck_assert_msg(s->status == requests[_i].status, "%s: got %d", requests[_i].path, s->status);
    ck_assert_msg(strstr(s->text, requests[_i].text) != NULL, "got: %s", s->text);
    site_close(s);
}
END_TEST

static const struct {
    const char *type;
    int status;
    const char *why;
} types[] = {
    { "Content-Type: application/x-www-form-urlencoded", 200, "a form" },
    { "Content-Type: Application/X-WWW-Form-Urlencoded; charset=utf-8", 200,
      "a form, with more said" },
    { "Content-Type:", 200, "nothing said: a form" },
    { "Content-Type: application/json", 400, "no form" },
};

START_TEST(reads_bodies_that_are_forms)
{
    struct site *s = site_open();

    const cJSON *body = site_ask_as(s, types[_i].type, "POST", "/", ZONES);

    ck_assert_msg(s->status == types[_i].status, "%s: got %s", types[_i].why, s->text);
    ck_assert_str_eq(json_text_or(body, "Code", "Mock.ForeignBody"), "Mock.ForeignBody");
    site_close(s);
}
END_TEST

START_TEST(gives_other_ids_for_another_seed)
{
    static const char create[] =
        "/?Action=CreateServerGroup&Version=2020-06-16&ServerGroupName=abc&ServerGroupType=Fc&"
        "HealthCheckConfig.HealthCheckEnabled=false";
    struct mock_options o = site_options();
    struct site *a = site_open(), *b;

    o.main.seed = 2;
    b = site_open_with(&o, true);
    site_ask(a, "GET", create, NULL);
    site_ask(b, "GET", create, NULL);

    ck_assert_str_ne(json_text(a->body, "ServerGroupId"), json_text(b->body, "ServerGroupId"));
    ck_assert_str_ne(json_text(a->body, "RequestId"), json_text(b->body, "RequestId"));
    site_close(a);
    site_close(b);
}
END_TEST

START_TEST(gives_the_same_answers_for_the_same_seed)
{
    static const char create[] =
        "/?Action=CreateServerGroup&Version=2020-06-16&ServerGroupName=abc&ServerGroupType=Fc&"
        "HealthCheckConfig.HealthCheckEnabled=false";
    struct site *a = site_open(), *b = site_open();

    site_ask(a, "GET", create, NULL);
    site_ask(b, "GET", "/?" ZONES, NULL);
    site_ask(b, "GET", create, NULL);

    ck_assert_int_eq(a->status, 200);
    ck_assert_str_eq(json_text(a->body, "ServerGroupId"), json_text(b->body, "ServerGroupId"));
    site_close(a);
    site_close(b);
}
END_TEST

START_TEST(says_which_port_is_taken)
{
    struct site *s = site_open();
    struct mock_options o = site_options();
    struct err err;

    o.port = mock_port(s->mock);
    struct mock *second = mock_new(s->loop, &o, &err);

    ck_assert_ptr_null(second);
    ck_assert_ptr_nonnull(strstr(err.text, "Address already in use"));
    site_close(s);
}
END_TEST

/* A file of the test's own, which is gone when the arena is. */
static void remove_file(void *path)
{
    unlink(path);
}

static const char *temporary_file(struct arena *a)
{
    char *path = arena_strz(a, STR("/tmp/mock-XXXXXX"));
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    close(fd);
    arena_defer(a, remove_file, path);
    return path;
}

START_TEST(loads_what_it_saved)
{
    struct arena *arena = arena_new();
    const char *file = temporary_file(arena);
    struct site *a = site_open(), *b = site_open();
    struct err err;
    char *state;

    site_ask(a, "GET",
             "/?Action=CreateServerGroup&Version=2020-06-16&ServerGroupName=abc&ServerGroupType=Fc&"
             "HealthCheckConfig.HealthCheckEnabled=false",
             NULL);
    site_ask(a, "GET", "/_mock/state", NULL);
    state = arena_strz(arena, str_of(a->text));
    bool saved = mock_save(a->mock, file, &err);
    bool loaded = mock_load(b->mock, file, &err);
    site_ask(b, "GET", "/_mock/state", NULL);

    ck_assert(saved);
    ck_assert_msg(loaded, "%s", err.text);
    ck_assert_ptr_nonnull(strstr(state, "\"abc\""));
    ck_assert_str_eq(b->text, state);
    site_close(a);
    site_close(b);
    arena_free(arena);
}
END_TEST

static const struct {
    const char *text, *error;
} bad_files[] = {
    { "{", "line 1" },
    { "{\"version\":2}", "version: must be 1" },
};

START_TEST(names_the_file_that_it_can_not_load)
{
    struct arena *arena = arena_new();
    const char *file = temporary_file(arena);
    struct site *s = site_open();
    struct err err;

    ck_assert(file_write(file, str_of(bad_files[_i].text), &err));
    bool loaded = mock_load(s->mock, file, &err);

    ck_assert(!loaded);
    ck_assert_ptr_nonnull(strstr(err.text, file));
    ck_assert_msg(strstr(err.text, bad_files[_i].error) != NULL, "got: %s", err.text);
    site_close(s);
    arena_free(arena);
}
END_TEST

START_TEST(begins_with_the_cloud_of_a_file)
{
    struct arena *arena = arena_new();
    const char *file = temporary_file(arena);
    struct site *s = site_open();
    struct err err;

    ck_assert(file_write(file, STR("metadata: { region-id: cn-hangzhou, vpc-id: vpc-7 }\n"), &err));
    bool fine = mock_seed(s->mock, file, &err);
    site_ask(s, "GET", "/latest/meta-data/vpc-id", NULL);

    ck_assert_msg(fine, "%s", err.text);
    ck_assert_str_eq(s->text, "vpc-7");
    site_close(s);
    arena_free(arena);
}
END_TEST

START_TEST(names_the_place_in_a_bad_cloud_file)
{
    struct arena *arena = arena_new();
    const char *file = temporary_file(arena);
    struct site *s = site_open();
    struct err err;

    ck_assert(file_write(file, STR("vpsc: []\n"), &err));
    bool fine = mock_seed(s->mock, file, &err);

    ck_assert(!fine);
    ck_assert_ptr_nonnull(strstr(err.text, file));
    ck_assert_ptr_nonnull(strstr(err.text, "vpsc"));
    site_close(s);
    arena_free(arena);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("mock");
    TCase *t = tcase_create("mock");

    tcase_add_loop_test(t, answers_by_path_and_method, 0, sizeof(requests) / sizeof(requests[0]));
    tcase_add_loop_test(t, reads_bodies_that_are_forms, 0, sizeof(types) / sizeof(types[0]));
    tcase_add_test(t, gives_other_ids_for_another_seed);
    tcase_add_test(t, gives_the_same_answers_for_the_same_seed);
    tcase_add_test(t, says_which_port_is_taken);
    tcase_add_test(t, loads_what_it_saved);
    tcase_add_loop_test(t, names_the_file_that_it_can_not_load, 0,
                        sizeof(bad_files) / sizeof(bad_files[0]));
    tcase_add_test(t, begins_with_the_cloud_of_a_file);
    tcase_add_test(t, names_the_place_in_a_bad_cloud_file);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
