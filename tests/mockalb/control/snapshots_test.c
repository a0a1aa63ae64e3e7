#include "mockalb/control/snapshots.h"

#include <stdio.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "tests/test.h"

#include "base/banned.h"

START_TEST(keeps_documents_by_name)
{
    struct snapshots *s = snapshots_new();
    struct err err;

    ck_assert(snapshots_put(s, "b", STR("1"), &err));
    ck_assert(snapshots_put(s, "a", STR("22"), &err));
    ck_assert(snapshots_put(s, "b", STR("333"), &err));

    ck_assert(str_is(snapshots_get(s, "b"), "333"));
    ck_assert(str_is(snapshots_get(s, "a"), "22"));
    ck_assert_ptr_null(snapshots_get(s, "c").at);
    cJSON *list = snapshots_list(s);
    ck_assert_int_eq(cJSON_GetArraySize(list), 2);
    ck_assert_str_eq(json_text(list, "0.name"), "a");
    ck_assert_int_eq(json_int(list, "1.bytes"), 3);
    cJSON_Delete(list);
    ck_assert(snapshots_drop(s, "a"));
    ck_assert(!snapshots_drop(s, "a"));
    ck_assert(str_is(snapshots_get(s, "b"), "333"));
    snapshots_free(s);
}
END_TEST

START_TEST(has_room_for_so_many_and_so_much)
{
    struct snapshots *s = snapshots_new();
    size_t half = LIMIT_SNAPSHOT_BYTES / 2;
    char *large = must_alloc(half);
    char name[16];
    struct err err;

    ck_assert(snapshots_put(s, "x", (struct str){ large, half }, &err));
    ck_assert(snapshots_put(s, "y", (struct str){ large, half }, &err));
    ck_assert(snapshots_put(s, "x", (struct str){ large, half }, &err));
    ck_assert(!snapshots_put(s, "z", STR("1"), &err));
    ck_assert_ptr_nonnull(strstr(err.text, "together may have 67108864 bytes"));
    snapshots_drop(s, "x");
    snapshots_drop(s, "y");
    for (unsigned i = 0; i < LIMIT_SNAPSHOTS; i++) {
        snprintf(name, sizeof(name), "%u", i);
        ck_assert(snapshots_put(s, name, STR("1"), &err));
    }
    ck_assert(!snapshots_put(s, "z", STR("1"), &err));
    ck_assert_ptr_nonnull(strstr(err.text, "there are 100 snapshots"));
    ck_assert(snapshots_put(s, "7", STR("1"), &err));
    free(large);
    snapshots_free(s);
}
END_TEST

static const struct {
    const char *from, *to, *diff; /* bodies of one object, ' for "; and the members that differ */
} bodies[] = {
    { "{'A':1}", "{'A':1}", "" },
    { "{'A':1}", "{'A':2}", "[{\"path\":\"A\",\"from\":1,\"to\":2}]" },
    { "{'A':1}", "{}", "[{\"path\":\"A\",\"from\":1}]" },
    { "{}", "{'A':{}}", "[{\"path\":\"A\",\"to\":{}}]" },
    { "{'A':[1,{'B':2}]}", "{'A':[1,{'B':3},4]}",
      "[{\"path\":\"A[1].B\",\"from\":2,\"to\":3},{\"path\":\"A[2]\",\"to\":4}]" },
    { "{'A':{'B':'x'}}", "{'A':['x']}",
      "[{\"path\":\"A\",\"from\":{\"B\":\"x\"},\"to\":[\"x\"]}]" },
};

static cJSON *document_with(struct arena *a, const char *body)
{
    char *text = arena_printf(a,
                              "{'objects':[{'kind':'k','scope':'s','id':'i','created':'1',"
                              "'revision':'%zu','body':%s}]}",
                              strlen(body), body);

    for (char *c = text; (c = strchr(c, '\'')) != NULL;)
        *c = '"';
    return arena_json(a, json_parse(str_of(text), NULL));
}

START_TEST(says_which_members_differ)
{
    struct arena *a = arena_new();
    struct buf text = BUF_LIMIT(1u << 16);

    cJSON *diff = arena_json(
        a, snapshots_diff(a, document_with(a, bodies[_i].from), document_with(a, bodies[_i].to)));

    ck_assert_int_eq(cJSON_GetArraySize(json_get(diff, "added")), 0);
    ck_assert_int_eq(cJSON_GetArraySize(json_get(diff, "removed")), 0);
    if (json_at(diff, "changed.0.members"))
        json_print(&text, json_at(diff, "changed.0.members"));
    ck_assert_str_eq(text.at ? text.at : "", bodies[_i].diff);
    ck_assert(!*bodies[_i].diff || strcmp(json_text(diff, "changed.0.id"), "i") == 0);
    buf_done(&text);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("snapshots");
    TCase *t = tcase_create("snapshots");

    tcase_add_test(t, keeps_documents_by_name);
    tcase_add_test(t, has_room_for_so_many_and_so_much);
    tcase_add_loop_test(t, says_which_members_differ, 0, sizeof(bodies) / sizeof(bodies[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
