#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

START_TEST(is_provisioning_for_one_revision_and_then_available)
{
    struct world *w = world_new();

    const char *id = get(w, "RuleId", "CreateRule", "{'ListenerId':'lsn-80',%s}",
                         rule_to(w, 1, "/tea", "sgp-1"));

    ck_assert_str_eq(state_of(w, "alb/Rule", id), "Provisioning");
    ck_assert_str_eq(get(w, "Rules.0.RuleStatus", "ListRules", "{'RuleIds':['%s']}", id),
                     "Available");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rule");
    TCase *writes = tcase_create("a rule");

    tcase_add_test(writes, is_provisioning_for_one_revision_and_then_available);
    suite_add_tcase(s, writes);
    return s;
}

TEST_MAIN(suite)
