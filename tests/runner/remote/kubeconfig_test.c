#include "runner/remote/kubeconfig.h"

#include "base/file.h"
#include "base/str.h"
#include "tests/runner/suite/folder.h"
#include "tests/test.h"

#include "base/banned.h"

static struct folder folder;
static struct arena *arena;
static struct remote_config config;

static void setup(void)
{
    folder_init(&folder);
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
    folder_done(&folder);
}

/* What it is refused with; NULL: it is read. */
static const char *refusal_of(const char *cluster, const char *user, const char *context)
{
    struct err err = { "" };

    folder_write("deep/config",
                 arena_printf(arena,
                              "current-context: one\n"
                              "contexts:\n- name: one\n  context: { cluster: c, user: u }\n"
                              "- name: two\n  context: { cluster: d, user: u }\n"
                              "clusters:\n- name: c\n  cluster: { %s }\n"
                              "- name: d\n  cluster: { server: \"http://two:80/\" }\n"
                              "users:\n- name: u\n  user: { %s }\n",
                              cluster, user));
    return remote_config_load(arena, "deep/config", context, ".", &config, &err)
               ? NULL
               : arena_strz(arena, str_of(err.text));
}

START_TEST(reads_the_current_context)
{
    ck_assert_ptr_null(refusal_of("server: \"https://one:6443\"", "token: secret", NULL));

    ck_assert_str_eq(config.server, "https://one:6443");
    ck_assert_str_eq(config.token, "secret");
    ck_assert_ptr_null(config.ca_file);
    ck_assert(!config.unverified);
}
END_TEST

START_TEST(reads_another_context)
{
    ck_assert_ptr_null(refusal_of("server: \"https://one:6443\"", "token: secret", "two"));

    ck_assert_str_eq(config.server, "http://two:80");
}
END_TEST

START_TEST(writes_data_into_files)
{
    struct str text;

    ck_assert_ptr_null(refusal_of("server: \"https://one\", certificate-authority-data: aGVsbG8=",
                                  "client-certificate-data: Y2VydA==, client-key-data: a2V5",
                                  NULL));

    ck_assert(file_read(arena, config.ca_file, 100, &text, NULL));
    ck_assert(str_is(text, "hello"));
    ck_assert(file_read(arena, config.cert_file, 100, &text, NULL));
    ck_assert(str_is(text, "cert"));
    ck_assert(file_read(arena, config.key_file, 100, &text, NULL));
    ck_assert(str_is(text, "key"));
}
END_TEST

START_TEST(finds_files_beside_itself)
{
    folder_write("deep/token", " beside\n");

    ck_assert_ptr_null(refusal_of("server: \"https://one\", certificate-authority: ca.pem",
                                  "tokenFile: token", NULL));

    ck_assert_str_eq(config.ca_file, "deep/ca.pem");
    ck_assert_str_eq(config.token, "beside");
}
END_TEST

static const struct {
    const char *cluster, *user, *context, *says;
} refusals[] = {
    { "server: \"https://one\"", "token: x", "three", "there is no context 'three'" },
    { "server: one", "token: x", NULL, "server is no address: 'one'" },
    { "other: x", "token: x", NULL, "server is no address: ''" },
    { "server: \"https://one\", certificate-authority-data: \"?\"", "token: x", NULL,
      "certificate-authority-data is not base64" },
    { "server: \"https://one\"", "client-certificate: c.pem", NULL, "no client-key" },
    { "server: \"https://one\"", "exec: { command: aws }", NULL, "known by 'exec'" },
    { "server: \"https://one\"", "tokenFile: nowhere", NULL, "nowhere" },
};

START_TEST(says_what_it_cannot_use)
{
    const char *why = refusal_of(refusals[_i].cluster, refusals[_i].user, refusals[_i].context);

    ck_assert_ptr_nonnull(why);
    ck_assert_msg(strstr(why, refusals[_i].says) != NULL, "%s", why);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("kubeconfig");
    TCase *t = tcase_create("kubeconfig");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, reads_the_current_context);
    tcase_add_test(t, reads_another_context);
    tcase_add_test(t, writes_data_into_files);
    tcase_add_test(t, finds_files_beside_itself);
    tcase_add_loop_test(t, says_what_it_cannot_use, 0, sizeof(refusals) / sizeof(refusals[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
