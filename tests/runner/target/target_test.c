#include "runner/target/target.h"

#include <string.h>

#include "base/buf.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct target_values values = {
    "/tmp/k", "http://127.0.0.1:1", "id",    "secret",  "cn-chengdu", "/tmp/d", "/tmp/ca",
    "/tmp/p", "127.0.0.1:1",        "vpc-1", "z:vsw-1", "7000"
};

/* "[a][b c]" */
static struct buf words_of(const char *const *words)
{
    struct buf to = BUF_LIMIT(4096);

    for (; *words; words++)
        buf_printf(&to, "[%s]", *words);
    return to;
}

static const struct {
    const char *command, *words;
} commands[] = {
    { "controller", "[controller]" },
    { "  a  b\tc\n", "[a][b][c]" },
    { "a 'b c' \"d e\"", "[a][b c][d e]" },
    { "a b'c'\"d\"e", "[a][bcde]" },
    { "a '' \"\"", "[a][][]" },
    { "a \\  \\\" \"\\\"\" '\\'", "[a][ ][\"][\"][\\]" },
    { "c --kubeconfig=${kubeconfig} ${endpoint} ${region}",
      "[c][--kubeconfig=/tmp/k][http://127.0.0.1:1][cn-chengdu]" },
    { "sh -c 'exec c ${dir} $HOME $${x}'", "[sh][-c][exec c /tmp/d $HOME ${x}]" },
    { "c ${vpc} ${vswitches} ${port} ${ca} ${cloud} ${programs}",
      "[c][vpc-1][z:vsw-1][7000][/tmp/ca][127.0.0.1:1][/tmp/p]" },
    { "c ${access_key_id}:${access_key_secret} ${ $", "[c][id:secret][${][$]" },
};

START_TEST(reads_a_command_as_a_shell_would)
{
    struct arena *a = arena_new();
    struct err err = { "" };
    const char *const *argv, *const *env;

    const struct target *t = target_command(a, commands[_i].command, &err);

    ck_assert_msg(t && target_expand(t, &values, a, &argv, &env, &err), "%s", err.text);
    struct buf got = words_of(argv);
    ck_assert_str_eq(got.at, commands[_i].words);
    buf_done(&got);
    arena_free(a);
}
END_TEST

static const struct {
    const char *command, *says;
} refusals[] = {
    { "", "the controller's command is empty" },
    { "  ", "the controller's command is empty" },
    { "a 'b", "the controller's command has an opening ' that is never closed" },
    { "a \"b", "the controller's command has an opening \" that is never closed" },
    { "a ${kubconfig}",
      "the controller's command names ${kubconfig}; known are ${kubeconfig}, ${endpoint}, "
      "${cloud}, ${ca}, ${access_key_id}, ${access_key_secret}, ${region}, ${vpc}, ${vswitches}, "
      "${port}, ${programs} and ${dir} ($${ stands for a plain ${)" },
};

START_TEST(refuses_a_command_that_means_nothing)
{
    struct arena *a = arena_new();
    struct err err = { "" };
    const char *const *argv, *const *env;

    const struct target *t = target_command(a, refusals[_i].command, &err);
    bool good = t && target_expand(t, &values, a, &argv, &env, &err);

    ck_assert(!good);
    ck_assert_str_eq(err.text, refusals[_i].says);
    arena_free(a);
}
END_TEST

static bool has_word(const char *const *words, const char *word)
{
    for (; *words; words++) {
        if (strcmp(*words, word) == 0)
            return true;
    }
    return false;
}

START_TEST(gives_a_controller_what_it_needs_and_withholds_what_leads_elsewhere)
{
    struct arena *a = arena_new();
    const char *const *argv, *const *env;
    ck_assert_int_eq(setenv("HTTPS_PROXY", "http://elsewhere", 1), 0);
    ck_assert_int_eq(setenv("ALIBABA_CLOUD_SECURITY_TOKEN", "mine", 1), 0);
    ck_assert_int_eq(setenv("MY_FLAG", "${dir}", 1), 0);

    const struct target *t = target_command(a, "c", NULL);

    ck_assert(target_expand(t, &values, a, &argv, &env, NULL));
    ck_assert(has_word(env, "KUBECONFIG=/tmp/k"));
    ck_assert(has_word(env, "ALIBABA_CLOUD_ACCESS_KEY_ID=id"));
    ck_assert(has_word(env, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=secret"));
    ck_assert(has_word(env, "MY_FLAG=${dir}"));
    ck_assert(!has_word(env, "HTTPS_PROXY=http://elsewhere"));
    ck_assert(!has_word(env, "ALIBABA_CLOUD_SECURITY_TOKEN=mine"));
    ck_assert_str_eq(t->name, "c");
    ck_assert_int_eq(t->settle_ms, 10000);
    arena_free(a);
}
END_TEST

START_TEST(starts_the_reference_controller_with_a_defect_if_asked)
{
    struct arena *a = arena_new();
    const char *const *argv, *const *env;

    const struct target *t = target_albref(a, "/bin/${x}/albref", "weights_swapped");

    ck_assert(target_expand(t, &values, a, &argv, &env, NULL));
    struct buf got = words_of(argv);
    ck_assert_str_eq(got.at, "[/bin/${x}/albref][--kubeconfig][/tmp/k][--endpoint]"
                             "[http://127.0.0.1:1][--mutant][weights_swapped]");
    ck_assert(!has_word(env, "MY_FLAG=${dir}"));
    ck_assert(has_word(env, "ALIBABA_CLOUD_ACCESS_KEY_ID=id"));
    ck_assert_int_eq(t->settle_ms, 400);
    buf_done(&got);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("target");
    TCase *t = tcase_create("target");

    tcase_add_loop_test(t, reads_a_command_as_a_shell_would, 0,
                        sizeof(commands) / sizeof(commands[0]));
    tcase_add_loop_test(t, refuses_a_command_that_means_nothing, 0,
                        sizeof(refusals) / sizeof(refusals[0]));
    tcase_add_test(t, gives_a_controller_what_it_needs_and_withholds_what_leads_elsewhere);
    tcase_add_test(t, starts_the_reference_controller_with_a_defect_if_asked);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
