#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "runner/kube/patch.h"
#include "runner/kube/tree.h"
#include "tests/test.h"

#include "base/banned.h"

/* ' stands for " in all of them. */
static cJSON *tree(struct arena *a, const char *text)
{
    char *copy = arena_strz(a, str_of(text));
    struct err err;
    cJSON *root;

    for (char *c = copy; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    root = json_parse(str_of(copy), &err);
    ck_assert_msg(root != NULL, "%s: %s", text, err.text);
    return root;
}

/* The table of RFC 7386's appendix A. */
static const struct {
    const char *original, *patch, *result;
} merges[] = {
    /* clang-format off */
    { "{'a':'b'}",             "{'a':'c'}",                 "{'a':'c'}" },
    { "{'a':'b'}",             "{'b':'c'}",                 "{'a':'b','b':'c'}" },
    { "{'a':'b'}",             "{'a':null}",                "{}" },
    { "{'a':'b','b':'c'}",     "{'a':null}",                "{'b':'c'}" },
    { "{'a':['b']}",           "{'a':'c'}",                 "{'a':'c'}" },
    { "{'a':'c'}",             "{'a':['b']}",               "{'a':['b']}" },
    { "{'a':{'b':'c'}}",       "{'a':{'b':'d','c':null}}",  "{'a':{'b':'d'}}" },
    { "{'a':[{'b':'c'}]}",     "{'a':[1]}",                 "{'a':[1]}" },
    { "['a','b']",             "['c','d']",                 "['c','d']" },
    { "{'a':'b'}",             "['c']",                     "['c']" },
    { "{'a':'foo'}",           "null",                      "null" },
    { "{'a':'foo'}",           "'bar'",                     "'bar'" },
    { "{'e':null}",            "{'a':1}",                   "{'e':null,'a':1}" },
    { "[1,2]",                 "{'a':'b','c':null}",        "{'a':'b'}" },
    { "{}",                    "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}" },
    /* clang-format on */
};

START_TEST(merges_as_rfc_7386_says)
{
    struct arena *a = arena_new();
    const cJSON *patch = arena_json(a, tree(a, merges[_i].patch));
    const cJSON *wanted = arena_json(a, tree(a, merges[_i].result));

    const cJSON *got = arena_json(a, patch_merge(tree(a, merges[_i].original), patch));

    ck_assert_msg(json_equal(got, wanted), "%s + %s", merges[_i].original, merges[_i].patch);
    arena_free(a);
}
END_TEST

/* RFC 6902's appendix A, and what its text says besides. result NULL: the patch fails. */
static const struct {
    const char *why, *original, *patch, *result;
} patches[] = {
    /* clang-format off */
    { "A.1 adds a member", "{'foo':'bar'}", "[{'op':'add','path':'/baz','value':'qux'}]",
      "{'baz':'qux','foo':'bar'}" },
    { "A.2 adds an element", "{'foo':['bar','baz']}",
      "[{'op':'add','path':'/foo/1','value':'qux'}]", "{'foo':['bar','qux','baz']}" },
    { "A.3 removes a member", "{'baz':'qux','foo':'bar'}", "[{'op':'remove','path':'/baz'}]",
      "{'foo':'bar'}" },
    { "A.4 removes an element", "{'foo':['bar','qux','baz']}",
      "[{'op':'remove','path':'/foo/1'}]", "{'foo':['bar','baz']}" },
    { "A.5 replaces a value", "{'baz':'qux','foo':'bar'}",
      "[{'op':'replace','path':'/baz','value':'boo'}]", "{'baz':'boo','foo':'bar'}" },
    { "A.6 moves a value", "{'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}}",
      "[{'op':'move','from':'/foo/waldo','path':'/qux/thud'}]",
      "{'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}" },
    { "A.7 moves an element", "{'foo':['all','grass','cows','eat']}",
      "[{'op':'move','from':'/foo/1','path':'/foo/3'}]", "{'foo':['all','cows','eat','grass']}" },
    { "A.8 tests successfully", "{'baz':'qux','foo':['a',2,'c']}",
      "[{'op':'test','path':'/baz','value':'qux'},{'op':'test','path':'/foo/1','value':2}]",
      "{'baz':'qux','foo':['a',2,'c']}" },
    { "A.9 fails a test", "{'baz':'qux'}", "[{'op':'test','path':'/baz','value':'bar'}]", NULL },
    { "A.10 adds a nested object", "{'foo':'bar'}",
      "[{'op':'add','path':'/child','value':{'grandchild':{}}}]",
      "{'foo':'bar','child':{'grandchild':{}}}" },
    { "A.11 ignores members that it does not know", "{'foo':'bar'}",
      "[{'op':'add','path':'/baz','value':'qux','xyz':123}]", "{'foo':'bar','baz':'qux'}" },
    { "A.12 adds to nothing", "{'foo':'bar'}", "[{'op':'add','path':'/baz/bat','value':'qux'}]",
      NULL },
    { "A.14 knows ~ and /", "{'/':9,'~1':10}", "[{'op':'test','path':'/~01','value':10}]",
      "{'/':9,'~1':10}" },
    { "A.15 tells a number from a text", "{'/':9,'~1':10}",
      "[{'op':'test','path':'/~01','value':'10'}]", NULL },
    { "A.16 adds at the end", "{'foo':['bar']}",
      "[{'op':'add','path':'/foo/-','value':['abc','def']}]", "{'foo':['bar',['abc','def']]}" },
    { "copies", "{'a':{'b':1}}", "[{'op':'copy','from':'/a','path':'/c'}]",
      "{'a':{'b':1},'c':{'b':1}}" },
    { "replaces the whole", "{'a':1}", "[{'op':'replace','path':'','value':{'b':2}}]", "{'b':2}" },
    { "replaces an element in its place", "{'a':[1,2,3]}",
      "[{'op':'replace','path':'/a/1','value':9}]", "{'a':[1,9,3]}" },
    { "adds over a member that is there", "{'a':1}", "[{'op':'add','path':'/a','value':2}]",
      "{'a':2}" },
    { "reaches the empty name", "{'':1}", "[{'op':'remove','path':'/'}]", "{}" },
    { "reaches keys of annotations", "{'metadata':{'annotations':{'a.b/c':'d'}}}",
      "[{'op':'remove','path':'/metadata/annotations/a.b~1c'}]",
      "{'metadata':{'annotations':{}}}" },
    { "stays where it is", "{'a':1}", "[{'op':'move','from':'/a','path':'/a'}]", "{'a':1}" },
    { "tests what is absent for null", "{}", "[{'op':'test','path':'/a','value':null}]", "{}" },
    { "removes what is absent", "{'a':1}", "[{'op':'remove','path':'/b'}]", NULL },
    { "replaces what is absent", "{'a':1}", "[{'op':'replace','path':'/b','value':1}]", NULL },
    { "adds past the end", "{'a':[1]}", "[{'op':'add','path':'/a/2','value':1}]", NULL },
    { "adds at an index with a zero before it", "{'a':[1,2]}",
      "[{'op':'add','path':'/a/01','value':1}]", NULL },
    { "adds before the first", "{'a':[1]}", "[{'op':'add','path':'/a/-1','value':1}]", NULL },
    { "moves into itself", "{'a':{'b':1}}", "[{'op':'move','from':'/a','path':'/a/b'}]", NULL },
    { "wants a slash first", "{'a':1}", "[{'op':'remove','path':'a'}]", NULL },
    { "goes through a text", "{'a':'x'}", "[{'op':'add','path':'/a/b','value':1}]", NULL },
    { "removes the whole", "{'a':1}", "[{'op':'remove','path':''}]", NULL },
    /* clang-format on */
};

START_TEST(patches_as_rfc_6902_says)
{
    struct arena *a = arena_new();
    cJSON *target = tree(a, patches[_i].original);
    const cJSON *patch = arena_json(a, tree(a, patches[_i].patch)), *wanted = NULL;
    struct err err;

    ck_assert_msg(patch_json_is_well_formed(patch, &err), "%s: %s", patches[_i].why, err.text);
    bool ok = patch_json(&target, patch, &err);

    if (patches[_i].result)
        wanted = arena_json(a, tree(a, patches[_i].result));
    ck_assert_msg(ok == (wanted != NULL), "%s: %s", patches[_i].why, ok ? "went well" : err.text);
    ck_assert_msg(!ok || json_equal(target, wanted), "%s", patches[_i].why);
    cJSON_Delete(target);
    arena_free(a);
}
END_TEST

static const char *const malformed[] = {
    "{'op':'add','path':'/a','value':1}",
    "[{'op':'paint','path':'/a'}]",
    "[{'path':'/a'}]",
    "[{'op':'add','value':1}]",
    "[{'op':'add','path':'/a'}]",
    "[{'op':'replace','path':'/a'}]",
    "[{'op':'move','path':'/a'}]",
    "[{'op':'remove','path':7}]",
    "[1]",
};

START_TEST(refuses_what_is_no_patch)
{
    struct arena *a = arena_new();
    const cJSON *patch = arena_json(a, tree(a, malformed[_i]));
    struct err err;

    ck_assert_msg(!patch_json_is_well_formed(patch, &err), "%s", malformed[_i]);
    arena_free(a);
}
END_TEST

/* Each operation doubles, or goes one level deeper: thirty of them would make a tree of a thousand million members. */
START_TEST(stops_a_patch_that_grows_without_end)
{
    static const char *const bombs[] = { "{'op':'copy','from':'','path':'/a/-'}",
                                         "{'op':'copy','from':'/a','path':'/a/-'}",
                                         "{'op':'copy','from':'','path':'/b'}" };
    struct arena *a = arena_new();
    cJSON *patch = arena_json(a, cJSON_CreateArray());
    cJSON *target = tree(a, "{'a':[1,2,3,4]}");
    struct err err;

    for (int i = 0; i < 100; i++)
        json_push(patch, tree(a, bombs[_i]));
    bool ok = patch_json(&target, patch, &err);

    ck_assert(!ok);
    ck_assert_uint_lt(tree_memory(target), 64u << 20);
    cJSON_Delete(target);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/patch");
    TCase *t = tcase_create("a patch");

    tcase_add_loop_test(t, merges_as_rfc_7386_says, 0, sizeof(merges) / sizeof(merges[0]));
    tcase_add_loop_test(t, patches_as_rfc_6902_says, 0, sizeof(patches) / sizeof(patches[0]));
    tcase_add_loop_test(t, refuses_what_is_no_patch, 0, sizeof(malformed) / sizeof(malformed[0]));
    tcase_add_loop_test(t, stops_a_patch_that_grows_without_end, 0, 3);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
