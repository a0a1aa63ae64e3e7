#include "mockalb/resources/sts/role.h"

#include <string.h>

#include "base/clock.h"
#include "base/digest.h"
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

START_TEST(tells_who_stands_behind_a_session)
{
    struct world *w = world_new();

    get(w, "", "sts:AssumeRole",
        "{'RoleArn':'acs:ram::1:role/ci','RoleSessionName':'build','SourceIdentity':'alice'}");

    ck_assert_str_eq(reply_text(w, "SourceIdentity"), "alice");
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

/* A token with these claims; what it is signed with is not looked at. */
static const char *token_with(struct world *w, const char *claims)
{
    char *copy = arena_strz(w->arena, str_of(claims));

    for (char *c = copy; *c; c++)
        *c = (char)(*c == '\'' ? '"' : *c);
    char *coded = arena_strz(w->arena, str_of(digest_base64(w->arena, str_of(copy))));
    for (char *c = coded; *c; c++) {
        *c = (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c);
        if (*c == '=')
            *c = '\0';
    }
    return arena_printf(w->arena, "e30.%s.c2ln", coded);
}

#define PROVIDER "acs:ram::1:oidc-provider/cluster"
#define ROLE     "acs:ram::1:role/pod"
/* Until 2026-01-01T01:00:00Z, an hour after the clock of the tests begins. */
#define CLAIMS                                                                                     \
    "{'iss':'https://k8s.example','sub':'system:serviceaccount:shop:web','aud':%s,"                \
    "'iat':1767225600,'exp':%s}"
#define GOOD "1767229200"

static const char *with_oidc(struct world *w, const char *provider, const char *role,
                             const char *token)
{
    return answer(w, "sts:AssumeRoleWithOIDC",
                  "{'OIDCProviderArn':'%s','RoleArn':'%s','OIDCToken':'%s',"
                  "'RoleSessionName':'web','DurationSeconds':900}",
                  provider, role, token);
}

START_TEST(gives_a_key_for_a_token_of_a_provider)
{
    struct world *w = world_new();
    const char *claims = arena_printf(w->arena, CLAIMS, "['sts.aliyuncs.com','b?>~']", GOOD);
    struct access_key key;

    ck_assert_str_eq(with_oidc(w, PROVIDER, ROLE, token_with(w, claims)), "");

    ck_assert_str_eq(reply_text(w, "OIDCTokenInfo.Issuer"), "https://k8s.example");
    ck_assert_str_eq(reply_text(w, "OIDCTokenInfo.Subject"), "system:serviceaccount:shop:web");
    ck_assert_str_eq(reply_text(w, "OIDCTokenInfo.ClientIds"), "sts.aliyuncs.com,b?>~");
    ck_assert_str_eq(reply_text(w, "OIDCTokenInfo.IssuanceTime"), "2026-01-01T00:00:00Z");
    ck_assert_str_eq(reply_text(w, "OIDCTokenInfo.ExpirationTime"), "2026-01-01T01:00:00Z");
    ck_assert_str_eq(reply_text(w, "OIDCTokenInfo.VerificationInfo"), "Success");
    ck_assert_ptr_nonnull(strstr(reply_text(w, "AssumedRoleUser.Arn"), ":assumed-role/pod/web"));
    ck_assert(sts_find_key(w->store, w->arena, reply_text(w, "Credentials.AccessKeyId"), &key));
    ck_assert_str_eq(key.token, reply_text(w, "Credentials.SecurityToken"));
    ck_assert_int_eq(key.expires_ms, clock_ms(w->clock) + 900 * 1000);
    world_free(w);
}
END_TEST

static const struct {
    const char *provider, *role, *claims, *code;
} oidc_refused[] = {
    { "", ROLE, "{}", "MissingOIDCProviderArn" },
    { PROVIDER, "", "{}", "MissingRoleArn" },
    { "acs:ram::1:saml-provider/x", ROLE, "{}", "InvalidParameter.OIDCProviderArn" },
    { "acs:ram::1:oidc-provider/", ROLE, "{}", "InvalidParameter.OIDCProviderArn" },
    { PROVIDER, ROLE, "", "AuthenticationFail.OIDCToken.Invalid" },
    { PROVIDER, ROLE, "{", "AuthenticationFail.OIDCToken.Invalid" },
    { PROVIDER, ROLE, "{'iss':'a','sub':'b','aud':'c'}", "AuthenticationFail.OIDCToken.Invalid" },
    { PROVIDER, ROLE, "{'iss':'a','sub':'b','aud':'c','exp':1e300}",
      "AuthenticationFail.OIDCToken.Invalid" },
    { PROVIDER, ROLE, "{'iss':'a','aud':'c','exp':" GOOD "}",
      "AuthenticationFail.OIDCToken.Invalid" },
    { PROVIDER, ROLE, "{'iss':'a','sub':'b','aud':'c','exp':1767225600}",
      "AuthenticationFail.OIDCToken.Expired" },
    { PROVIDER, ROLE, "{'iss':'a','sub':'b','exp':" GOOD "}",
      "AuthenticationFail.OIDCToken.AudienceNotMatch" },
    { PROVIDER, ROLE, "{'iss':'a','sub':'b','aud':[],'exp':" GOOD "}",
      "AuthenticationFail.OIDCToken.AudienceNotMatch" },
    { PROVIDER, "acs:ram::1:user/pod", "{'iss':'a','sub':'b','aud':'c','exp':" GOOD "}",
      "InvalidParameter.RoleArn" },
};

START_TEST(gives_no_key_for)
{
    struct world *w = world_new();
    const char *token = token_with(w, oidc_refused[_i].claims);

    ck_assert_str_eq(with_oidc(w, oidc_refused[_i].provider, oidc_refused[_i].role, token),
                     oidc_refused[_i].code);
    ck_assert_int_eq(count(w, "sts/Key"), 0);
    world_free(w);
}
END_TEST

/* What does not even have the three parts of a token. */
static const char *const no_tokens[] = { "four", "aa.bb", "..sig", "e30.e30.", "e30.%%%%.sig" };

START_TEST(knows_no_token_in)
{
    struct world *w = world_new();

    ck_assert_str_eq(with_oidc(w, PROVIDER, ROLE, no_tokens[_i]),
                     "AuthenticationFail.OIDCToken.Invalid");
    ck_assert_str_eq(answer(w, "sts:AssumeRoleWithOIDC",
                            "{'OIDCProviderArn':'%s','RoleArn':'%s','RoleSessionName':'web'}",
                            PROVIDER, ROLE),
                     "MissingOIDCToken");
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
    tcase_add_test(t, tells_who_stands_behind_a_session);
    tcase_add_loop_test(t, refuses_what_names_no_role_and_lasts_too_long, 0,
                        sizeof(refused) / sizeof(refused[0]));
    tcase_add_test(t, forgets_the_oldest_key_when_there_are_too_many);
    tcase_add_test(t, gives_a_key_for_a_token_of_a_provider);
    tcase_add_loop_test(t, gives_no_key_for, 0, sizeof(oidc_refused) / sizeof(oidc_refused[0]));
    tcase_add_loop_test(t, knows_no_token_in, 0, sizeof(no_tokens) / sizeof(no_tokens[0]));
    tcase_add_test(t, knows_who_has_a_key_of_an_account);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
