#include "runner/settings.h"

#include <stddef.h>

#include "base/options.h"
#include "tests/test.h"

#include "base/banned.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

#define PLACE(member) offsetof(struct case_settings, member)

static const struct option rows[] = {
    SETTINGS_ROWS(PLACE),
    SETTINGS_CLUSTER_ROWS(PLACE),
    { .name = NULL },
};
static const struct option_set set = { .program = "albspec case", .options = rows };

static const struct {
    struct case_settings settings;
    const char *words, *cluster_words, *rerun;
} said[] = {
    { { 0 }, "--seed=0", "", "albspec run a/b --seed 0" },
    { { .seed = 7, .settle_ms = 1500, .check_timeout_ms = 3000 },
      "--seed=7 --settle=1500ms --check-timeout=3000ms",
      "",
      "albspec run a/b --seed 7 --settle 1500ms --check-timeout 3s" },
    { { .controller_cmd = "it's --x ${dir}" },
      "--controller-cmd=it's --x ${dir} --seed=0",
      "",
      "albspec run a/b --seed 0 --controller-cmd 'it'\\''s --x ${dir}'" },
    { { .target = "my target.yaml", .data = "d", .features = "tls,ordering" },
      "--data=d --target=my target.yaml --features=tls,ordering --seed=0",
      "",
      "albspec run a/b --seed 0 --target 'my target.yaml' --features tls,ordering --data 'd'" },
    { { .mutant = "weights-swapped", .bare = true },
      "--mutant=weights-swapped --seed=0 --bare",
      "",
      "albspec run a/b --seed 0 --mutant weights-swapped" },
    { { .strict = true, .keep = true, .isolate = true },
      "--seed=0 --strict --keep --isolate",
      "",
      "albspec run a/b --seed 0 --strict --isolate" },
    { { .share = true }, "--seed=0", "", "albspec run a/b --seed 0 --share-controller" },
    { { .share = true, .kubeconfig = "k", .context = "c", .cloud = "http://h:1", .runs = true },
      "--seed=0",
      "--kubeconfig=k --context=c --cloud=http://h:1 --controller-runs",
      "albspec run a/b --seed 0 --kubeconfig 'k' --context 'c' --cloud 'http://h:1' "
      "--controller-runs" },
};

static const char *joined(const char *const *words, size_t count)
{
    const char *all = "";

    for (size_t i = 0; i < count; i++)
        all = arena_printf(arena, "%s%s%s", all, i ? " " : "", words[i]);
    return all;
}

START_TEST(are_words_for_a_process_and_a_command_for_a_person)
{
    const struct case_settings *s = &said[_i].settings;
    const char *words[SETTINGS_WORDS], *cluster[SETTINGS_WORDS];

    size_t count = settings_words(arena, s, words);
    size_t cluster_count = settings_cluster_words(arena, s, cluster);

    ck_assert_str_eq(joined(words, count), said[_i].words);
    ck_assert_str_eq(joined(cluster, cluster_count), said[_i].cluster_words);
    ck_assert_str_eq(settings_rerun(arena, s, "a/b"), said[_i].rerun);
}
END_TEST

START_TEST(come_back_from_their_words_as_they_were)
{
    const struct case_settings *s = &said[_i].settings;
    struct case_settings back = { 0 };
    const char *words[2 * SETTINGS_WORDS + 1] = { NULL }, *again[2 * SETTINGS_WORDS];
    size_t count = settings_words(arena, s, words), left;
    struct err err = { "" };
    bool help;
    count += settings_cluster_words(arena, s, words + count);
    const char *before = joined(words, count);

    ck_assert_msg(options_read(&set, (int)count, words, &back, &left, &help, &err), "%s", err.text);

    ck_assert_uint_eq(left, 0);
    count = settings_words(arena, &back, again);
    count += settings_cluster_words(arena, &back, again + count);
    ck_assert_str_eq(joined(again, count), before);
}
END_TEST

START_TEST(have_room_for_all_their_words)
{
    struct case_settings all = { "d",  "c",  "t",  "m",  "f", 1,   2,   3,   true,
                                 true, true, true, true, "k", "c", "u", true };
    const char *words[SETTINGS_WORDS];

    ck_assert_uint_eq(settings_words(arena, &all, words) +
                          settings_cluster_words(arena, &all, words),
                      sizeof(rows) / sizeof(rows[0]) - 1);
    ck_assert_uint_le(settings_words(arena, &all, words), SETTINGS_WORDS);
}
END_TEST

static const struct {
    struct case_settings settings;
    const char *fault; /* NULL: none */
} clusters[] = {
    { { 0 }, NULL },
    { { .share = true }, NULL },
    { { .kubeconfig = "/dev/null" }, NULL },
    { { .kubeconfig = "/dev/null", .cloud = "http://h:1", .runs = true, .context = "c" }, NULL },
    { { .context = "c" }, "--context, --cloud and --controller-runs go with --kubeconfig FILE" },
    { { .cloud = "u" }, "--context, --cloud and --controller-runs go with --kubeconfig FILE" },
    { { .runs = true }, "--context, --cloud and --controller-runs go with --kubeconfig FILE" },
    { { .kubeconfig = "/dev/null", .runs = true },
      "--controller-runs wants to know with --cloud URL which cloud the controller calls" },
    { { .isolate = true, .share = true },
      "--isolate gives each case a network of its own; it does not go with --share-controller, nor "
      "with --kubeconfig" },
    { { .isolate = true, .kubeconfig = "/dev/null" },
      "--isolate gives each case a network of its own; it does not go with --share-controller, nor "
      "with --kubeconfig" },
    { { .kubeconfig = "/dev/null/none" }, "there is no file /dev/null/none (--kubeconfig)" },
};

START_TEST(of_a_cluster_make_sense_together_or_say_why_not)
{
    struct err err = { "" };

    bool good = settings_check_cluster(&clusters[_i].settings, &err);

    ck_assert_str_eq(err.text, clusters[_i].fault ? clusters[_i].fault : "");
    ck_assert_int_eq(good, !clusters[_i].fault);
}
END_TEST

static const struct {
    struct case_settings settings;
    const char *program; /* or why there is none */
} controllers[] = {
    { { 0 }, "/bin/here/albref" },
    { { .mutant = "weights-swapped" }, "/bin/here/albref-mutant" },
    { { .controller_cmd = "./mine --fast" }, "./mine" },
    { { .controller_cmd = "./mine", .mutant = "m" },
      "--mutant is for the reference controller: it cannot be combined with --controller-cmd" },
    { { .target = "t", .controller_cmd = "./mine" },
      "--target says what the controller is: it cannot be combined with --controller-cmd or "
      "--mutant" },
    { { .target = "t", .mutant = "m" },
      "--target says what the controller is: it cannot be combined with --controller-cmd or "
      "--mutant" },
};

START_TEST(mean_one_controller_or_say_why_none)
{
    struct err err = { "" };

    const struct target *t = settings_target(arena, &controllers[_i].settings, "/bin/here", &err);

    ck_assert_str_eq(t ? t->argv[0] : err.text, controllers[_i].program);
}
END_TEST

static const struct {
    struct case_settings settings;
    int64_t settle_ms, check_timeout_ms;
} times[] = {
    { { 0 }, 11, 20000 },
    { { .controller_cmd = "x" }, 11, 90000 },
    { { .target = "x" }, 11, 90000 },
    { { .settle_ms = 5, .check_timeout_ms = 6 }, 5, 6 },
    { { .target = "x", .settle_ms = 5, .check_timeout_ms = 6 }, 5, 6 },
};

START_TEST(give_a_controller_that_is_not_ours_more_time)
{
    const struct target target = { .settle_ms = 11 };

    ck_assert_int_eq(settings_settle_ms(&times[_i].settings, &target), times[_i].settle_ms);
    ck_assert_int_eq(settings_check_timeout_ms(&times[_i].settings), times[_i].check_timeout_ms);
}
END_TEST

#define ADD(table, test) tcase_add_loop_test(t, test, 0, sizeof(table) / sizeof((table)[0]))

static Suite *suite(void)
{
    Suite *s = suite_create("settings");
    TCase *t = tcase_create("settings");

    tcase_add_checked_fixture(t, setup, teardown);
    ADD(said, are_words_for_a_process_and_a_command_for_a_person);
    ADD(said, come_back_from_their_words_as_they_were);
    tcase_add_test(t, have_room_for_all_their_words);
    ADD(clusters, of_a_cluster_make_sense_together_or_say_why_not);
    ADD(controllers, mean_one_controller_or_say_why_none);
    ADD(times, give_a_controller_that_is_not_ours_more_time);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
