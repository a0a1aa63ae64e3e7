#include <stdio.h>

#include "base/json.h"
#include "tests/mockalb/control/site.h"
#include "tests/test.h"

#include "base/banned.h"

#define REGION "/latest/meta-data/region-id"
#define KEYS   "/latest/meta-data/ram/security-credentials/mockalb"

static const struct {
    int64_t later_ms;
    int status;
} lives[] = { { 0, 200 }, { 59999, 200 }, { 60000, 401 } };

START_TEST(takes_a_token_until_its_end)
{
    struct site *s = site_open();
    char header[200];

    site_ask_as(s, "X-aliyun-ecs-metadata-token-ttl-seconds: 60", "PUT", "/latest/api/token", NULL);
    ck_assert_int_eq(s->status, 200);
    snprintf(header, sizeof(header), "X-aliyun-ecs-metadata-token: %s", s->text);
    clock_advance(s->clock, lives[_i].later_ms);
    site_ask_as(s, header, "GET", REGION, NULL);

    ck_assert_int_eq(s->status, lives[_i].status);
    site_close(s);
}
END_TEST

START_TEST(does_not_take_the_token_of_another_mock)
{
    struct site *s = site_open();
    struct mock_options o = site_options();
    char header[200];

    o.main.key_secret = "another";
    struct site *other = site_open_with(&o, true);
    site_ask_as(other, "X-aliyun-ecs-metadata-token-ttl-seconds: 60", "PUT", "/latest/api/token",
                NULL);
    snprintf(header, sizeof(header), "X-aliyun-ecs-metadata-token: %s", other->text);
    site_ask_as(s, header, "GET", REGION, NULL);

    ck_assert_int_eq(s->status, 401);
    site_close(other);
    site_close(s);
}
END_TEST

/* The same key until half an hour before its end, which is six hours after its beginning. */
static const struct {
    int64_t later_ms;
    bool same;
} ages[] = { { INT64_C(5) * 3600000, true }, { INT64_C(19799999), true }, { 19800000, false } };

START_TEST(gives_an_instance_another_key_before_the_last_one_ends)
{
    struct site *s = site_open();
    char first[64];

    snprintf(first, sizeof(first), "%s",
             json_text_or(site_ask(s, "GET", KEYS, NULL), "AccessKeyId", ""));
    ck_assert(strncmp(first, "STS.", 4) == 0);
    clock_advance(s->clock, ages[_i].later_ms);
    const char *now = json_text_or(site_ask(s, "GET", KEYS, NULL), "AccessKeyId", "");

    ck_assert_msg((strcmp(first, now) == 0) == ages[_i].same, "%s, %s", first, now);
    site_close(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("metadata");
    TCase *t = tcase_create("instance metadata");

    tcase_add_loop_test(t, takes_a_token_until_its_end, 0, sizeof(lives) / sizeof(lives[0]));
    tcase_add_test(t, does_not_take_the_token_of_another_mock);
    tcase_add_loop_test(t, gives_an_instance_another_key_before_the_last_one_ends, 0,
                        sizeof(ages) / sizeof(ages[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
