#include "runner/suite/suite.h"

#include "tests/test.h"

#include "runner/suite/requirement.h"
#include "tests/runner/suite/folder.h"

#include "base/banned.h"

/* A language of two verbs, so that what is tested is the loader. */
struct step_type {
    const char *verb;
};

static const struct step_type known[] = { { "fixture" }, { "look" } };

static struct arena *arena;
static struct folder folder;
static struct suite_language language;

static const struct step_type *find(struct str verb, const char **ret_near)
{
    static const char *const verbs[] = { "fixture", "look", NULL };

    for (size_t i = 0; i < 2; i++)
        if (str_is(verb, known[i].verb))
            return &known[i];
    *ret_near = str_nearest(verb, verbs);
    return NULL;
}

static bool check(const struct step *s, struct err *err)
{
    if (s->arg->type == NODE_text && str_is(s->arg->text, "nonsense"))
        return err_set(err, "%s:%d: '%s' of nonsense", s->file, s->line, s->verb);
    return true;
}

static void setup(void)
{
    arena = arena_new();
    folder_init(&folder);
    folder_write("fixtures/shop/fixture.yaml", "about: a shop\nnames: { host: shop.example }\n");
    folder_write("fixtures/shop/cloud.yaml", "metadata: { region-id: cn-chengdu }\n");
    folder_write("fixtures/shop/kube.yaml", "apiVersion: v1\nkind: N\nmetadata: { name: n }\n");
    folder_write("requirements/x.yaml",
                 "A-06: { severity: MUST, sentence: S., source: S, confidence: doc }\n"
                 "A-07: { severity: MUST, sentence: S., source: S, confidence: doc }\n");
    language = (struct suite_language){
        .find = find,
        .check = check,
        .fixtures = "fixtures",
        .requirements = requirements_load(arena, "requirements", NULL),
    };
    ck_assert_ptr_nonnull(language.requirements);
}

static void teardown(void)
{
    folder_done(&folder);
    arena_free(arena);
}

static const struct spec_case *load(const char *text, struct err *err)
{
    folder_write("suites/scenarios/two-share.yaml", text);
    return suite_load(arena, "suites/scenarios/two-share.yaml", &language, err);
}

START_TEST(reads_a_case_whole)
{
    struct err err = { "" };

    const struct spec_case *c = load("case: two share\n"
                                     "tags: [core, one]\n"
                                     "given:\n"
                                     "  - fixture: shop\n"
                                     "when:\n"
                                     "  - look: \"${host}\"\n"
                                     "    learn: { id: RuleId }\n"
                                     "then:\n"
                                     "  - look: ${id}\n"
                                     "    proves: [A-06, A-07]\n"
                                     "    within: 5s\n"
                                     "    severity: advisory\n",
                                     &err);

    ck_assert_msg(c, "%s", err.text);
    ck_assert_str_eq(c->name, "two-share");
    ck_assert_str_eq(c->area, "scenarios");
    ck_assert_str_eq(c->title.at, "two share");
    ck_assert_str_eq(c->tags[1], "one");
    ck_assert_str_eq(c->fixture, "shop");
    const struct step *last = c->steps->next->next;
    ck_assert_int_eq(last->phase, PHASE_then);
    ck_assert_int_eq(last->line, 9);
    ck_assert_str_eq(last->proves[1], "A-07");
    ck_assert_int_eq(last->within_ms, 5000);
    ck_assert_str_eq(last->severity, "advisory");
    ck_assert_ptr_null(last->next);
}
END_TEST

#define GOOD "then:\n  - look: x\n    proves: A-06\n"

static const struct {
    const char *text, *message;
} wrong[] = {
    { "- case\n", ":1: a case is a map with 'case', 'given', 'when' and 'then'" },
    { GOOD, ":1: 'case' is missing: one sentence, a claim" },
    { "case: x\nwhne: []\n" GOOD, ":2: unknown key 'whne', did you mean 'when'?" },
    { "case: x\ntags: { a: b }\n" GOOD, ":2: 'tags' is a word or a list of words" },
    { "case: x\nthen: look\n", ":2: 'then' is a list of steps" },
    { "case: x\nthen:\n  - look\n", ":3: a step is a map whose first key is a verb" },
    { "case: x\nthen:\n  - lok: x\n", ":3: unknown step 'lok', did you mean 'look'?" },
    { "case: x\nthen:\n  - bananas: x\n", ":3: unknown step 'bananas'" },
    { "case: x\nthen:\n  - look: nonsense\n", ":3: 'look' of nonsense" },
    { "case: x\nthen:\n  - look: x\n",
      ":1: this case proves nothing: no step of 'then' has 'proves'" },
    { "case: x\nthen:\n  - look: x\n    proves: A-08\n",
      ":4: unknown requirement 'A-08', did you mean 'A-06'?" },
    { "case: x\nthen:\n  - look: x\n    proves: { A-06: 1 }\n",
      ":4: 'proves' is a word or a list of words" },
    { "case: x\n" GOOD "  - look: y\n    proves: [A-07, A-06]\n",
      ":6: A-06 is already proved by the step at line 3" },
    { "case: x\nwhen:\n  - look: x\n    proves: A-07\n" GOOD,
      ":4: only a step of 'then' proves something" },
    { "case: x\nthen:\n  - look: x\n    proves: A-06\n    within: 5\n",
      ":5: 'within' is a time with a unit, as 5s or 400ms" },
    { "case: x\nthen:\n  - look: x\n    proves: A-06\n    within: 0s\n",
      ":5: 'within' is a time with a unit, as 5s or 400ms" },
    { "case: x\nthen:\n  - look: x\n    proves: A-06\n    severity: must\n",
      ":5: a severity is MUST, SHOULD, MAY or advisory" },
    { "case: x\nthen:\n  - look: ${host}\n    proves: A-06\n",
      ":3: unknown variable ${host}; known here: none" },
    { "case: x\ngiven:\n  - fixture: shop\nthen:\n  - look: [a, \"${hots}\"]\n    proves: A-06\n",
      ":5: unknown variable ${hots}, did you mean ${host}?" },
    { "case: x\nthen:\n  - look: ${id}\n    proves: A-06\n    learn: { id: RuleId }\n",
      ":3: unknown variable ${id}; known here: none" },
    { "case: x\ngiven:\n  - fixture: shoop\n" GOOD,
      ":3: unknown fixture 'shoop', did you mean 'shop'?" },
    { "case: x\ngiven:\n  - fixture: shop\n  - fixture: shop\n" GOOD,
      ":4: a case has one fixture, and it stands in 'given'" },
    { "case: x\nwhen:\n  - fixture: shop\n" GOOD,
      ":3: a case has one fixture, and it stands in 'given'" },
    { "case: x\ncase: y\n", ":2: " },
};

START_TEST(refuses_a_wrong_case_with_place_and_nearest_word)
{
    struct err err = { "" };
    const char *message =
        arena_printf(arena, "suites/scenarios/two-share.yaml%s", wrong[_i].message);

    const struct spec_case *c = load(wrong[_i].text, &err);

    ck_assert_ptr_null(c);
    ck_assert_msg(strncmp(err.text, message, strlen(message)) == 0, "got:    %s\nwanted: %s",
                  err.text, message);
}
END_TEST

START_TEST(does_not_look_up_ids_where_there_are_no_requirements)
{
    struct err err = { "" };
    language.requirements = NULL;

    const struct spec_case *c = load("case: x\nthen:\n  - look: x\n    proves: Z-99\n", &err);

    ck_assert_msg(c, "%s", err.text);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/suite/suite");
    TCase *t = tcase_create("suite");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, reads_a_case_whole);
    tcase_add_loop_test(t, refuses_a_wrong_case_with_place_and_nearest_word, 0,
                        (int)(sizeof(wrong) / sizeof(wrong[0])));
    tcase_add_test(t, does_not_look_up_ids_where_there_are_no_requirements);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
