#include "mockalb/tenants.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "tests/mockalb/control/site.h"
#include "tests/test.h"

#include "base/banned.h"

struct folder {
    char path[64], tenants[100], cloud[100];
};

static void folder_init(struct folder *f)
{
    struct err err;

    snprintf(f->path, sizeof(f->path), "/tmp/tenants-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(f->path));
    snprintf(f->tenants, sizeof(f->tenants), "%s/tenants.yaml", f->path);
    snprintf(f->cloud, sizeof(f->cloud), "%s/cloud.yaml", f->path);
    ck_assert(file_write(f->cloud, STR("metadata: { vpc-id: vpc-alice }\n"), &err));
}

static void folder_done(struct folder *f)
{
    unlink(f->tenants);
    unlink(f->cloud);
    rmdir(f->path);
}

#define CREATE                                                                                     \
    "/?Action=CreateServerGroup&Version=2020-06-16&ServerGroupName=abc&ServerGroupType=Fc&"        \
    "HealthCheckConfig.HealthCheckEnabled=false&AccessKeyId="
#define LIST "/?Action=ListServerGroups&Version=2020-06-16&AccessKeyId="

static int64_t groups_of(struct site *s, const char *path)
{
    return json_int(site_ask(s, "GET", path, NULL), "TotalCount");
}

START_TEST(gives_each_access_key_its_own_world)
{
    struct folder f;
    struct site *s = site_open();
    struct err err;

    folder_init(&f);
    ck_assert(file_write(f.tenants,
                         STR("tenants:\n- { id: alice, secret: a, cloud: cloud.yaml }\n"
                             "- { id: bob, secret: b, seed: 7, account: '2' }\n"),
                         &err));
    ck_assert_msg(mock_add_tenants(s->mock, f.tenants, &err), "%s", err.text);
    site_ask(s, "GET", CREATE "alice", NULL);
    site_ask(s, "GET", CREATE "alice", NULL);
    site_ask(s, "GET", CREATE "id", NULL);

    ck_assert_int_eq(groups_of(s, LIST "alice"), 2);
    ck_assert_int_eq(groups_of(s, LIST "bob"), 0);
    ck_assert_int_eq(groups_of(s, LIST "id"), 1);
    ck_assert_int_eq(groups_of(s, LIST "stranger"), 1);
    ck_assert_str_eq(json_text(site_ask(s, "GET", "/_mock/health?tenant=bob", NULL), "seed"), "7");
    site_ask(s, "GET", "/_mock/state?tenant=alice", NULL);
    ck_assert_ptr_nonnull(strstr(s->text, "vpc-alice"));
    site_ask(s, "POST", "/_mock/reset?tenant=alice", NULL);
    ck_assert_int_eq(groups_of(s, LIST "alice"), 0);
    ck_assert_int_eq(groups_of(s, LIST "id"), 1);
    site_ask(s, "GET", "/?Action=GetCallerIdentity&Version=2015-04-01&AccessKeyId=bob", NULL);
    ck_assert_str_eq(json_text(s->body, "AccountId"), "2");
    folder_done(&f);
    site_close(s);
}
END_TEST

/* One that may not touch load balancers is told so whatever it sends, and may look at other things. */
START_TEST(gives_one_key_fewer_rights_than_another)
{
    struct folder f;
    struct site *s = site_open();
    struct err err;

    folder_init(&f);
    ck_assert(file_write(f.tenants,
                         STR("tenants:\n- { id: alice, secret: a, deny: 'LoadBalancer, Acl' }\n"
                             "- { id: bob, secret: b }\n"),
                         &err));
    ck_assert_msg(mock_add_tenants(s->mock, f.tenants, &err), "%s", err.text);

    site_ask(s, "GET", "/?Action=DeleteListener&Version=2020-06-16&AccessKeyId=alice", NULL);
    ck_assert_int_eq(s->status, 403);
    ck_assert_str_eq(json_text(s->body, "Code"), "Forbidden.LoadBalancer");
    site_ask(s, "GET", "/?Action=GetLoadBalancerAttribute&Version=2020-06-16&AccessKeyId=alice",
             NULL);
    ck_assert_int_eq(s->status, 400);
    ck_assert_str_eq(json_text(s->body, "Code"), "Forbidden.LoadBalancer");
    ck_assert_int_eq(groups_of(s, LIST "alice"), 0);
    ck_assert_int_eq(s->status, 200);

    site_ask(s, "GET", "/?Action=DeleteListener&Version=2020-06-16&AccessKeyId=bob", NULL);
    ck_assert_str_eq(json_text(s->body, "Code"), "MissingListenerId");
    folder_done(&f);
    site_close(s);
}
END_TEST

START_TEST(knows_whose_a_temporary_key_is)
{
    struct folder f;
    struct site *s = site_open();
    struct err err;
    char path[300];

    folder_init(&f);
    ck_assert(file_write(f.tenants, STR("tenants:\n- { id: bob, secret: b }\n"), &err));
    ck_assert(mock_add_tenants(s->mock, f.tenants, &err));
    site_ask(s, "GET", CREATE "bob", NULL);
    site_ask(s, "GET",
             "/?Action=AssumeRole&Version=2015-04-01&AccessKeyId=bob&RoleArn=acs:ram::1:role/ci&"
             "RoleSessionName=build",
             NULL);
    snprintf(path, sizeof(path), LIST "%s", json_text(s->body, "Credentials.AccessKeyId"));

    ck_assert_int_eq(groups_of(s, path), 1);
    folder_done(&f);
    site_close(s);
}
END_TEST

/* {"alg":"none"} and {"iss":"i","sub":"s","aud":"a","exp":4102444800}, which is in 2100 */
#define TOKEN                                                                                      \
    "eyJhbGciOiJub25lIn0."                                                                         \
    "eyJpc3MiOiJpIiwic3ViIjoicyIsImF1ZCI6ImEiLCJleHAiOjQxMDI0NDQ4MDB9.x"

/* The account of a role that is taken without a key, and whose world the key is of. */
static const struct {
    const char *account;
    int64_t groups;
} roles[] = { { "2", 1 }, { "3", 0 }, { "1", 2 }, { "9", 2 } };

START_TEST(gives_who_takes_a_role_without_a_key_one_of_its_account)
{
    struct folder f;
    struct site *s = site_open();
    struct err err;
    char path[500];

    folder_init(&f);
    ck_assert(file_write(f.tenants,
                         STR("tenants:\n- { id: bob, secret: b, account: '2' }\n"
                             "- { id: carol, secret: c, account: '3' }\n"
                             "- { id: dave, secret: d, account: '2' }\n"),
                         &err));
    ck_assert(mock_add_tenants(s->mock, f.tenants, &err));
    site_ask(s, "GET", CREATE "bob", NULL);
    site_ask(s, "GET", CREATE "id", NULL);
    site_ask(s, "GET", CREATE "id", NULL);
    snprintf(path, sizeof(path),
             "/?Action=AssumeRoleWithOIDC&Version=2015-04-01&RoleSessionName=ci&"
             "RoleArn=acs:ram::%s:role/ci&OIDCProviderArn=acs:ram::1:oidc-provider/c&"
             "OIDCToken=" TOKEN,
             roles[_i].account);
    site_ask(s, "GET", path, NULL);
    snprintf(path, sizeof(path), LIST "%s",
             json_text_or(s->body, "Credentials.AccessKeyId", s->text));

    ck_assert_int_eq(groups_of(s, path), roles[_i].groups);
    folder_done(&f);
    site_close(s);
}
END_TEST

static const struct {
    const char *file, *why;
} refused[] = {
    { "tenants: x", "must have one member, tenants" },
    { "tenants: []\nmore: 1", "must have one member, tenants" },
    { "tenants:\n- x", "tenants.yaml:2: a tenant is a map" },
    { "tenants:\n- { id: a }", "tenants.yaml:2: a tenant needs an id and a secret" },
    { "tenants:\n- id: a\n  secret: b\n  sead: 1", "tenants.yaml:4: sead: id, secret, account" },
    { "tenants:\n- { id: a, secret: b, seed: x }", "seed must be a whole number" },
    { "tenants:\n- { id: a, secret: [] }", "secret must be a text" },
    { "tenants:\n- { id: id, secret: b }", "there is a tenant 'id' already" },
    { "tenants:\n- { id: a, secret: b }\n- { id: a, secret: b }", "yaml:3: there is a tenant 'a'" },
    { "tenants:\n- { id: a, secret: b, edition: Small }", "edition is Basic, Standard" },
    { "tenants:\n- { id: a, secret: b, lifecycle: no }", "lifecycle is instant or realistic" },
    { "tenants:\n- { id: a, secret: b, cloud: none.yaml }", "/none.yaml" },
    { "tenants:\n- { id: a, secret: b, deny: Weather }", "there are no rights to 'Weather'" },
    { "tenants:\n- { id: a, secret: b, deny: [Acl] }", "deny must be a text" },
};

START_TEST(refuses_a_file_whole_and_says_where)
{
    struct folder f;
    struct site *s = site_open();
    struct err err;

    folder_init(&f);
    ck_assert(file_write(f.tenants, str_of(refused[_i].file), &err));

    ck_assert(!mock_add_tenants(s->mock, f.tenants, &err));

    ck_assert_msg(strstr(err.text, refused[_i].why) != NULL, "%s", err.text);
    site_ask(s, "GET", "/_mock/health?tenant=a", NULL);
    ck_assert_int_eq(s->status, 404);
    folder_done(&f);
    site_close(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("tenants");
    TCase *t = tcase_create("tenants");

    tcase_add_test(t, gives_each_access_key_its_own_world);
    tcase_add_test(t, gives_one_key_fewer_rights_than_another);
    tcase_add_test(t, knows_whose_a_temporary_key_is);
    tcase_add_loop_test(t, gives_who_takes_a_role_without_a_key_one_of_its_account, 0,
                        sizeof(roles) / sizeof(roles[0]));
    tcase_add_loop_test(t, refuses_a_file_whole_and_says_where, 0,
                        sizeof(refused) / sizeof(refused[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
