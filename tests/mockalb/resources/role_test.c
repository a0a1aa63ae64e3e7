#include "mockalb/resources/sts/role.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "harness.h"
#include "tests/test.h"

#include "base/banned.h"

#define ASSUME "{'RoleArn':'acs:ram::1234567890123456:role/ci','RoleSessionName':'build'}"

START_TEST(gives_a_key_that_calls_are_signed_with)
{
    struct world *w = world_new();
    const char *id = get(w, "Credentials.AccessKeyId", "sts:AssumeRole", "%s", ASSUME);
    const char *secret = arena_strz(w->arena, str_of(reply_text(w, "Credentials.AccessKeySecret")));
    struct access_key key;

    ck_assert(str_starts(str_of(id), STR("STS.")));
    ck_assert(sts_find_key(w->store, w->arena, id, &key));

    ck_assert_str_eq(key.secret, secret);
    ck_assert_str_eq(key.token, reply_text(w, "Credentials.SecurityToken"));
    ck_assert_int_eq(key.expires_ms, clock_ms(w->clock) + 3600 * 1000);
    ck_assert_str_eq(reply_text(w, "Credentials.Expiration"), "2026-01-01T01:00:00Z");
    ck_assert(!sts_find_key(w->store, w->arena, "STS.other", &key));
    world_free(w);
}
END_TEST

START_TEST(names_the_role_and_its_session)
{
    struct world *w = world_new();
    const char *first = get(w, "AssumedRoleUser.AssumedRoleId", "sts:AssumeRole", "%s", ASSUME);
    const char *arn = reply_text(w, "AssumedRoleUser.Arn");

    ck_assert_ptr_nonnull(strstr(arn, ":assumed-role/ci/build"));
    ck_assert_ptr_nonnull(strstr(first, ":build"));

    const char *again = get(w, "AssumedRoleUser.AssumedRoleId", "sts:AssumeRole", "%s", ASSUME);
    ck_assert_str_eq(first, again);
    const char *other = get(w, "AssumedRoleUser.AssumedRoleId", "sts:AssumeRole",
                            "{'RoleArn':'acs:ram::1:role/cd','RoleSessionName':'build'}");
    ck_assert_str_ne(first, other);
    world_free(w);
}
END_TEST

static const struct {
    const char *params, *code;
} refused[] = {
    { "{'RoleArn':'acs:ram::1:user/ci','RoleSessionName':'build'}", "InvalidParameter.RoleArn" },
    { "{'RoleArn':'acs:ram::1:role/','RoleSessionName':'build'}", "InvalidParameter.RoleArn" },
    { "{'RoleArn':'ci','RoleSessionName':'build'}", "InvalidParameter.RoleArn" },
    { "{'RoleArn':'acs:ram::1:role/ci','RoleSessionName':'build','DurationSeconds':43201}",
      "IllegalParam.DurationSeconds" },
};

START_TEST(refuses_what_names_no_role_and_lasts_too_long)
{
    struct world *w = world_new();

    ck_assert_str_eq(answer(w, "sts:AssumeRole", "%s", refused[_i].params), refused[_i].code);
    ck_assert_int_eq(count(w, "sts/Key"), 0);
    world_free(w);
}
END_TEST

START_TEST(forgets_the_oldest_key_when_there_are_too_many)
{
    struct world *w = world_new();
    const char *first = get(w, "Credentials.AccessKeyId", "sts:AssumeRole", "%s", ASSUME);
    struct access_key key;

    for (unsigned i = 1; i < LIMIT_TEMPORARY_KEYS; i++)
        get(w, "", "sts:AssumeRole", "%s", ASSUME);
    ck_assert(sts_find_key(w->store, w->arena, first, &key));
    get(w, "", "sts:AssumeRole", "%s", ASSUME);

    ck_assert(!sts_find_key(w->store, w->arena, first, &key));
    ck_assert_int_eq(count(w, "sts/Key"), LIMIT_TEMPORARY_KEYS);
    world_free(w);
}
END_TEST

START_TEST(knows_who_has_a_key_of_an_account)
{
    struct world *w = world_new();

    get(w, "", "sts:GetCallerIdentity", "{}");

    ck_assert_str_eq(reply_text(w, "IdentityType"), "Account");
    ck_assert_ptr_nonnull(strstr(reply_text(w, "Arn"), ":root"));
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("role");
    TCase *t = tcase_create("role");

    tcase_add_test(t, gives_a_key_that_calls_are_signed_with);
    tcase_add_test(t, names_the_role_and_its_session);
    tcase_add_loop_test(t, refuses_what_names_no_role_and_lasts_too_long, 0,
                        sizeof(refused) / sizeof(refused[0]));
    tcase_add_test(t, forgets_the_oldest_key_when_there_are_too_many);
    tcase_add_test(t, knows_who_has_a_key_of_an_account);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
