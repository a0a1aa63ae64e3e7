#include "runner/oracle/fingerprint.h"

#include "tests/test.h"

#include "tests/tree.h"

#include "base/banned.h"

#define STATE(group, server)                                                                       \
    "{'objects':[{'kind':'alb/ServerGroup','id':'sgp-1','body':{" group                            \
    "}},{'kind':'alb/Server','id':'s','body':{'ServerGroupId':'sgp-1'," server "}}]}"
#define GROUP                                                                                      \
    "'ServerGroupName':'G1','Tags':[{'Key':'a','Value':'1'},{'Key':'b','Value':'2'}],"             \
    "'RelatedRuleIds':[],'_hidden':1,'ServerGroupStatus':'Available'"
#define SERVER "'ServerIp':'10.0.0.1','Port':80,'Status':'Available','Weight':100"

static const struct {
    const char *now;
    unsigned parts;
    bool same;
    const char *why;
} rows[] = {
    { STATE(GROUP, SERVER), FINGERPRINT_all, true, "nothing changed" },
    { STATE("'ServerGroupStatus':'Configuring','_hidden':2,'RelatedRuleIds':['rule-1'],"
            "'Tags':[{'Key':'b','Value':'2'},{'Key':'a','Value':'1'}],'ServerGroupName':'G1'",
            "'Status':'Draining','Weight':100,'Port':80,'ServerIp':'10.0.0.1'"),
      FINGERPRINT_all, true, "only what the cloud notes, and orders" },
    { STATE("'ServerGroupName':'mine','Tags':[{'Key':'a','Value':'1'},{'Key':'b','Value':'2'}]",
            SERVER),
      FINGERPRINT_attributes, false, "its name" },
    { STATE("'ServerGroupName':'G1','Tags':[{'Key':'a','Value':'1'}]", SERVER), FINGERPRINT_tags,
      false, "a tag less" },
    { STATE("'ServerGroupName':'G1','Tags':[{'Key':'a','Value':'1'}]", SERVER),
      FINGERPRINT_attributes | FINGERPRINT_servers, true, "a tag less, which nobody asks about" },
    { STATE(GROUP, "'ServerIp':'10.0.0.1','Port':81,'Weight':100"), FINGERPRINT_servers, false,
      "another port" },
    { STATE(GROUP, "'ServerIp':'10.0.0.1','Port':80,'Weight':0"), FINGERPRINT_servers, false,
      "another weight" },
};

START_TEST(notices_what_must_not_change)
{
    struct arena *a = arena_new();

    const cJSON *before =
        fingerprint_of(a, tree_of(a, STATE(GROUP, SERVER)), "sgp-1", rows[_i].parts);
    const cJSON *now = fingerprint_of(a, tree_of(a, rows[_i].now), "sgp-1", rows[_i].parts);

    ck_assert_msg(json_equal(before, now) == rows[_i].same, "%s", rows[_i].why);
    arena_free(a);
}
END_TEST

START_TEST(has_none_for_a_group_that_is_gone)
{
    struct arena *a = arena_new();

    ck_assert_ptr_null(fingerprint_of(a, tree_of(a, "{'objects':[]}"), "sgp-1", FINGERPRINT_all));
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/oracle/fingerprint");
    TCase *t = tcase_create("fingerprint");

    tcase_add_loop_test(t, notices_what_must_not_change, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(t, has_none_for_a_group_that_is_gone);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
