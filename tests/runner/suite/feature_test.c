#include "runner/suite/feature.h"

#include <stdlib.h>

#include "base/file.h"
#include "runner/suite/suite.h"
#include "tests/test.h"

#include "base/banned.h"

static struct arena *the_arena;
static char dir[] = "/tmp/albkit-feature-XXXXXX";

static void setup(void)
{
    the_arena = arena_new();
    memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
    file_remove_tree(dir, NULL);
    arena_free(the_arena);
}

static const struct features *load(const char *text, struct err *err)
{
    const char *file = arena_printf(the_arena, "%s/f.yaml", dir);

    ck_assert(file_write(file, str_of(text), err));
    return features_load(the_arena, file, err);
}

START_TEST(reads_what_a_controller_may_lack)
{
    struct err err = { "" };

    const struct features *f = load("wings:\n"
                                    "  sentence: It flies.\n"
                                    "  probe: birds/a-flight A-01\n"
                                    "  verbs: [flies, glides]\n"
                                    "legs: { sentence: It walks., probe: birds/a-walk B-02 }\n",
                                    &err);

    ck_assert_msg(f != NULL, "%s", err.text);
    ck_assert_uint_eq(feature_count(f), 2);
    ck_assert_str_eq(feature_at(f, 0)->probe_case, "birds/a-flight");
    ck_assert_str_eq(feature_at(f, 0)->probe_id, "A-01");
    ck_assert_str_eq(feature_at(f, 0)->verbs[1], "glides");
    ck_assert_ptr_null(feature_at(f, 1)->verbs[0]);
    ck_assert_ptr_eq(feature_find(f, STR("legs"), NULL), feature_at(f, 1));
}
END_TEST

START_TEST(names_the_nearest_feature)
{
    struct err err = { "" };
    const char *near = NULL;
    const struct features *f = load("wings: { sentence: It flies., probe: birds/x A-01 }\n", &err);

    ck_assert_ptr_null(feature_find(f, STR("wing"), &near));

    ck_assert_str_eq(near, "wings");
}
END_TEST

static const struct {
    const char *text, *says;
} wrong[] = {
    { "wings: yes\n", ":1: a feature has a sentence, a probe" },
    { "wings: { sentence: It flies. }\n", ":1: a feature has a sentence, a probe" },
    { "wings: { sentence: '', probe: birds/x A-01 }\n", ":1: a feature has a sentence, a probe" },
    { "wings: { sentence: It flies., probe: birds/x }\n", ":1: a feature has a sentence" },
    { "a: { sentence: S., probe: b/x A-01 }\nwings: { sentence: S., probe: b/x A-01, verb: f }\n",
      ":2: a feature has a sentence" },
    { "wings: { sentence: S., probe: b/x A-01, verbs: flies }\n", "perhaps a list of verbs" },
    { "- wings\n", ":1: features are one map" },
};

START_TEST(refuses_with_the_line)
{
    struct err err = { "" };

    const struct features *f = load(wrong[_i].text, &err);

    ck_assert_ptr_null(f);
    ck_assert_msg(strstr(err.text, wrong[_i].says) != NULL, "%s", err.text);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("feature");
    TCase *t = tcase_create("feature");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, reads_what_a_controller_may_lack);
    tcase_add_test(t, names_the_nearest_feature);
    tcase_add_loop_test(t, refuses_with_the_line, 0, sizeof(wrong) / sizeof(wrong[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
