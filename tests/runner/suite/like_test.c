#include "runner/suite/like.h"

#include "tests/test.h"
#include "tests/tree.h"

#include "base/json.h"

#include "base/banned.h"

static const struct {
    const char *expected, *found;
    bool like;
    const char *why;
} pairs[] = {
    { "{'a':1}", "{'a':1,'b':2}", true, "further members are ignored" },
    { "{'a':1,'b':2}", "{'a':1}", false, "a member is missing" },
    { "{'a':1}", "{'a':'1'}", false, "80 is not \"80\"" },
    { "{'a':{'b':'x'}}", "{'a':{'b':'x','c':'y'}}", true, "it holds at every depth" },
    { "[1,2]", "[3,2,1]", true, "the order of a list does not matter" },
    { "[1,1]", "[1,2]", false, "each expected element needs one of its own" },
    { "[{'a':1},{'a':1,'b':2}]", "[{'a':1,'b':2},{'a':1}]", true,
      "any pairing that works is found" },
    { "[]", "[1]", true, "of a list only what is expected is looked at" },
    { "[1]", "{'a':1}", false, "a list is no map" },
    { "{}", "[]", false, "a map is no list" },
    { "{}", "{'a':1}", true, "a map with anything" },
    { "{'a':'*'}", "{'a':false}", true, "anything but null" },
    { "{'a':'*'}", "{'a':null}", false, "null is not anything" },
    { "{'a':'*'}", "{}", false, "nothing is not anything" },
    { "{'a':null}", "{}", true, "null expects absence" },
    { "{'a':null}", "{'a':null}", true, "null is absence too" },
    { "{'a':null}", "{'a':0}", false, "there is something" },
    { "{'a':[{'b':null}]}", "{'a':[{'b':1},{'c':2}]}", true, "one of them lacks it" },
};

START_TEST(decides_whether_a_tree_has_what_was_expected)
{
    struct arena *a = arena_new();

    bool result = like(tree_of(a, pairs[_i].expected), tree_of(a, pairs[_i].found));

    ck_assert_msg(result == pairs[_i].like, "%s like %s? %s", pairs[_i].expected, pairs[_i].found,
                  pairs[_i].why);
    arena_free(a);
}
END_TEST

static const struct {
    const char *expected, *found;
    const char *left, *right;
} shown[] = {
    { "{'Status':'Active','Tags':[{'Key':'owner','Value':'shop'}]}",
      "{'Tags':[{'Key':'a','Value':'b'},{'Key':'owner','Value':'blog'}],'Status':'Active','Id':1}",
      "Status: Active\n"
      "Tags:\n"
      "  -\n"
      "    Key: owner\n"
      "    Value: shop\n",
      "Status: Active\n"
      "Tags:\n"
      "  -\n"
      "    Key: owner\n"
      "    Value: blog\n" },
    { "{'a':1,'b':'1','c':'*','d':null}", "{'a':'1','b':1,'d':'x'}",
      "a: 1\nb: \"1\"\nc: (anything)\nd: (absent)\n", "a: \"1\"\nb: 1\nc: (absent)\nd: x\n" },
    { "{'status':{'loadBalancer':{'ingress':[{'hostname':'h'}]}}}", "{'status':{}}",
      "status:\n  loadBalancer:\n    ingress:\n      -\n        hostname: h\n",
      "status:\n  loadBalancer: (absent)\n    ingress: (absent)\n      - (absent)\n"
      "        hostname: (absent)\n" },
    { "{'a':[1,2]}", "{'a':[2]}", "a:\n  - 1\n  - 2\n", "a:\n  - (absent)\n  - 2\n" },
    { "{'a':{'b':1}}", "{'a':5}", "a:\n  b: 1\n", "a: (not a map)\n  b: (absent)\n" },
};

START_TEST(shows_both_sides_line_by_line)
{
    struct arena *a = arena_new();
    struct buf left = BUF_LIMIT(4000), right = BUF_LIMIT(4000);

    bool result =
        like_show(a, tree_of(a, shown[_i].expected), tree_of(a, shown[_i].found), &left, &right);

    ck_assert(!result);
    ck_assert_str_eq(left.at, shown[_i].left);
    ck_assert_str_eq(right.at, shown[_i].right);
    buf_done(&left);
    buf_done(&right);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/suite/like");
    TCase *t = tcase_create("like");

    tcase_add_loop_test(t, decides_whether_a_tree_has_what_was_expected, 0,
                        (int)(sizeof(pairs) / sizeof(pairs[0])));
    tcase_add_loop_test(t, shows_both_sides_line_by_line, 0,
                        (int)(sizeof(shown) / sizeof(shown[0])));
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
