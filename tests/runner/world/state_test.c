#include "runner/world/state.h"

#include "base/json.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *reason, *body;
    bool stable;
} bodies[] = {
    { "an object without a status is where it is", "{\"RuleName\":\"Creating\"}", true },
    { "a rule that is available stays", "{\"RuleStatus\":\"Available\"}", true },
    { "an instance that runs is not on its way", "{\"Status\":\"Running\"}", true },
    { "a rule that is made", "{\"RuleStatus\":\"Provisioning\"}", false },
    { "a load balancer that is changed", "{\"LoadBalancerStatus\":\"Configuring\"}", false },
    { "a server that is added", "{\"Status\":\"Adding\"}", false },
    { "a job that is not done", "{\"Status\":\"Processing\"}", false },
    { "a status that is no text", "{\"Status\":1}", true },
};

START_TEST(knows_what_is_on_its_way)
{
    cJSON *state = cJSON_CreateObject(), *object;
    object = json_push(json_add_array(state, "objects"), cJSON_CreateObject());
    json_add(object, "body", json_parse(str_of(bodies[_i].body), NULL));

    ck_assert_msg(state_is_stable(state) == bodies[_i].stable, "%s", bodies[_i].reason);

    cJSON_Delete(state);
}
END_TEST

static const struct {
    const char *document;
    uint64_t revision;
} revisions[] = {
    { "{\"revision\":\"57\"}", 57 },
    { "{\"revision\":\"9007199254740993\"}", UINT64_C(9007199254740993) },
    { "{}", 0 },
    { "{\"revision\":\"x\"}", 0 },
};

START_TEST(reads_a_revision_that_no_double_holds)
{
    cJSON *state = json_parse(str_of(revisions[_i].document), NULL);

    ck_assert_uint_eq(state_revision(state), revisions[_i].revision);

    cJSON_Delete(state);
}
END_TEST

START_TEST(has_nothing_before_it_was_heard_of)
{
    ck_assert_uint_eq(state_revision(NULL), 0);
    ck_assert(state_is_stable(NULL));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("state");
    TCase *t = tcase_create("state");

    tcase_add_loop_test(t, knows_what_is_on_its_way, 0, sizeof(bodies) / sizeof(bodies[0]));
    tcase_add_loop_test(t, reads_a_revision_that_no_double_holds, 0,
                        sizeof(revisions) / sizeof(revisions[0]));
    tcase_add_test(t, has_nothing_before_it_was_heard_of);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
