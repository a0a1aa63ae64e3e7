#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *why, *text, *error;
} bad[] = {
    { "nothing at all", "", "line 1, column 1: no JSON: the text is empty" },
    { "a comma too much", "{\n  \"a\": 1,\n}", "line 3, column 1: not valid JSON" },
    { "a second value", "{}\n{}", "line 2, column 1: something follows the end of the JSON text" },
    { "full-width punctuation",
      "[{\"a\"\xef\xbc\x9a"
      "1}]",
      "line 1, column 6: not valid JSON" },
    { "a byte that begins nothing", "[\"\xff\"]", "JSON must be UTF-8, without zero bytes" },
};

START_TEST(names_the_place_of_a_mistake)
{
    struct err err = { "" };

    cJSON *root = json_parse(str_of(bad[_i].text), &err);

    ck_assert_msg(!root, "%s: was taken", bad[_i].why);
    ck_assert_str_eq(err.text, bad[_i].error);
}
END_TEST

START_TEST(refuses_text_that_nests_too_deep)
{
    char text[2 * (LIMIT_NESTING + 1) + 1];
    struct err err = { "" };
    memset(text, '[', LIMIT_NESTING + 1);
    memset(text + LIMIT_NESTING + 1, ']', LIMIT_NESTING + 1);
    text[sizeof(text) - 1] = '\0';

    ck_assert_ptr_null(json_parse(str_of(text), &err));
    ck_assert_str_eq(err.text, "JSON nests deeper than 64 levels");

    cJSON *fits = json_parse((struct str){ text + 1, sizeof(text) - 3 }, &err);
    ck_assert_ptr_nonnull(fits);
    cJSON_Delete(fits);
}
END_TEST

START_TEST(finds_what_a_path_names_and_nothing_else)
{
    cJSON *root = json_parse(
        STR("{\"Rules\":[{\"Priority\":3,\"On\":true,\"Id\":\"r-1\"}],\"a.b\":1}"), NULL);

    ck_assert_int_eq(json_int(root, "Rules.0.Priority"), 3);
    ck_assert_str_eq(json_text(root, "Rules.0.Id"), "r-1");
    ck_assert(json_bool(root, "Rules.0.On"));
    ck_assert_ptr_null(json_at(root, "Rules.1"));
    ck_assert_ptr_null(json_at(root, "Rules.-1"));
    ck_assert_ptr_null(json_at(root, "Rules.x"));
    ck_assert_ptr_null(json_at(root, "rules"));
    ck_assert_ptr_null(json_text(root, "Rules.0.Priority"));
    ck_assert_int_eq(json_int_or(root, "Rules.0.Id", 7), 7);
    ck_assert_ptr_nonnull(json_get(root, "a.b"));
    cJSON_Delete(root);
}
END_TEST

static const struct {
    const char *in, *compact, *canonical;
} prints[] = {
    { "{\"b\":1,\"a\":[true,null,{}]}", "{\"b\":1,\"a\":[true,null,{}]}",
      "{\"a\":[true,null,{}],\"b\":1}" },
    { "[0.1,1e3,-7,12345678901,1.5e300]", "[0.1,1000,-7,12345678901,1.5e+300]",
      "[0.1,1000,-7,12345678901,1.5e+300]" },
    { "\"a\\\"\\\\\\n\\u0001\xc3\xa4\"", "\"a\\\"\\\\\\n\\u0001\xc3\xa4\"",
      "\"a\\\"\\\\\\n\\u0001\xc3\xa4\"" },
};

START_TEST(prints_compact_and_canonical)
{
    struct buf b = BUF_LIMIT(1000);
    cJSON *root = json_parse(str_of(prints[_i].in), NULL);

    json_print(&b, root);
    ck_assert_str_eq(b.at, prints[_i].compact);
    buf_reset(&b);
    json_print_canonical(&b, root);
    ck_assert_str_eq(b.at, prints[_i].canonical);

    buf_done(&b);
    cJSON_Delete(root);
}
END_TEST

START_TEST(prints_for_people_with_two_blanks_a_level)
{
    struct buf b = BUF_LIMIT(1000);
    cJSON *root = json_parse(STR("{\"a\":[1],\"b\":{}}"), NULL);

    json_print_pretty(&b, root);

    ck_assert_str_eq(b.at, "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}");
    buf_done(&b);
    cJSON_Delete(root);
}
END_TEST

START_TEST(prints_what_came_from_an_object_into_an_array_without_its_name)
{
    cJSON *array = cJSON_CreateArray(), *object = json_parse(STR("{\"a\":1}"), NULL);
    struct buf b = BUF_LIMIT(100);

    json_push(array, json_copy(json_get(object, "a")));
    json_print(&b, array);

    ck_assert_str_eq(b.at, "[1]");
    buf_done(&b);
    cJSON_Delete(object);
    cJSON_Delete(array);
}
END_TEST

/* The text beside an object is not that of the object here, so that one sees which of them was written. */
static const struct {
    const char *how, *text;
    void (*print)(struct buf *b, const cJSON *item);
    bool copied;
} references[] = {
    { "compact", "[{at hand}]", json_print, false },
    { "sorted", "[{\"a\":2,\"b\":1}]", json_print_canonical, false },
    { "for people", "[\n  {\n    \"b\": 1,\n    \"a\": 2\n  }\n]", json_print_pretty, false },
    { "a copy, which may be changed", "[{\"b\":1,\"a\":2}]", json_print, true },
};

START_TEST(writes_the_text_at_hand_of_a_reference)
{
    struct buf b = BUF_LIMIT(100);
    cJSON *object = json_parse(STR("{\"b\":1,\"a\":2}"), NULL);
    cJSON *array = cJSON_CreateArray();
    cJSON *reference = json_reference(object, "{at hand}");

    json_push(array, references[_i].copied ? json_copy(reference) : reference);
    references[_i].print(&b, array);

    ck_assert_msg(strcmp(b.at, references[_i].text) == 0, "%s: %s", references[_i].how, b.at);
    ck_assert_int_eq(json_int(array, "0.b"), 1);
    buf_done(&b);
    if (references[_i].copied)
        cJSON_Delete(reference);
    cJSON_Delete(array);
    cJSON_Delete(object);
}
END_TEST

START_TEST(replaces_a_member_in_its_place)
{
    struct buf b = BUF_LIMIT(100);
    cJSON *root = json_parse(STR("{\"a\":1,\"b\":2}"), NULL);

    json_set(root, "a", cJSON_CreateString("x"));
    json_set(root, "c", cJSON_CreateTrue());
    json_drop(root, "b");
    json_print(&b, root);

    ck_assert_str_eq(b.at, "{\"a\":\"x\",\"c\":true}");
    buf_done(&b);
    cJSON_Delete(root);
}
END_TEST

static const struct {
    const char *one, *other;
    bool equal;
} pairs[] = {
    { "{}", "{}", true },
    { "{}", "[]", false },
    { "[]", "[null]", false },
    { "[1,2]", "[1,2]", true },
    { "[1,2]", "[2,1]", false },
    { "[1,2]", "[1]", false },
    { "1", "1.0", true },
    { "1", "\"1\"", false },
    { "\"a\"", "\"A\"", false },
    { "true", "false", false },
    { "null", "null", true },
    { "{\"a\":1,\"b\":{\"c\":2,\"d\":3}}", "{\"b\":{\"d\":3,\"c\":2},\"a\":1}", true },
    { "{\"a\":1}", "{\"A\":1}", false },
    { "{\"a\":1}", "{\"a\":1,\"b\":2}", false },
    { "{\"a\":1,\"b\":2}", "{\"a\":1}", false },
    { "{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2}", false },
    { "{\"a\":1,\"b\":2}", "{\"a\":1,\"a\":1}", false },
    { "{\"a\":{\"b\":[{\"c\":1}]}}", "{\"a\":{\"b\":[{\"c\":2}]}}", false },
};

START_TEST(knows_what_is_equal_whatever_the_order_of_members)
{
    cJSON *one = json_parse(str_of(pairs[_i].one), NULL);
    cJSON *other = json_parse(str_of(pairs[_i].other), NULL);

    ck_assert_msg(json_equal(one, other) == pairs[_i].equal, "%s and %s", pairs[_i].one,
                  pairs[_i].other);
    ck_assert(json_equal(one, one) && !json_equal(one, NULL) && json_equal(NULL, NULL));
    cJSON_Delete(one);
    cJSON_Delete(other);
}
END_TEST

/* Each level costs the same, not twice that of the one above. */
START_TEST(compares_what_nests_deeply_at_once)
{
    struct buf text = BUF_LIMIT(10000);

    for (unsigned i = 0; i < LIMIT_NESTING; i++)
        buf_add_text(&text, "{\"a\":");
    buf_add_text(&text, "1");
    for (unsigned i = 0; i < LIMIT_NESTING; i++)
        buf_add_char(&text, '}');
    cJSON *one = json_parse(buf_str(&text), NULL), *other = json_copy(one);

    ck_assert_ptr_nonnull(one);
    ck_assert(json_equal(one, other));
    cJSON_Delete(one);
    cJSON_Delete(other);
    buf_done(&text);
}
END_TEST

START_TEST(copies_what_another_tree_lacks_as_nothing)
{
    struct buf b = BUF_LIMIT(100);
    cJSON *root = json_parse(STR("{\"a\":1,\"b\":2}"), NULL);

    cJSON *added = json_add(root, "c", json_copy(json_get(root, "none")));
    cJSON *set = json_set(root, "a", json_copy(json_get(root, "none")));
    json_print(&b, root);

    ck_assert_ptr_null(added);
    ck_assert_ptr_null(set);
    ck_assert_str_eq(b.at, "{\"b\":2}");
    buf_done(&b);
    cJSON_Delete(root);
}
END_TEST

/* An object, and what it is once its members "part" and "list" are there to be changed. */
static const struct {
    const char *before, *after;
} parts[] = {
    { "{}", "{\"part\":{\"a\":1},\"list\":[\"a\"]}" },
    { "{\"list\":[1],\"part\":{\"b\":2}}", "{\"list\":[1,\"a\"],\"part\":{\"b\":2,\"a\":1}}" },
    { "{\"list\":{},\"part\":[],\"c\":3}", "{\"list\":[\"a\"],\"part\":{\"a\":1},\"c\":3}" },
    { "{\"part\":null,\"list\":\"x\"}", "{\"part\":{\"a\":1},\"list\":[\"a\"]}" },
};

START_TEST(makes_what_is_to_be_changed)
{
    cJSON *object = json_parse(str_of(parts[_i].before), NULL);
    struct buf text = BUF_LIMIT(1000);

    json_add_int(json_part(object, "part"), "a", 1);
    json_push_text(json_list(object, "list"), "a");

    json_print(&text, object);
    ck_assert_str_eq(text.at, parts[_i].after);
    buf_done(&text);
    cJSON_Delete(object);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("json");
    TCase *t = tcase_create("json");

    tcase_add_loop_test(t, names_the_place_of_a_mistake, 0, sizeof(bad) / sizeof(bad[0]));
    tcase_add_test(t, refuses_text_that_nests_too_deep);
    tcase_add_test(t, finds_what_a_path_names_and_nothing_else);
    tcase_add_loop_test(t, prints_compact_and_canonical, 0, sizeof(prints) / sizeof(prints[0]));
    tcase_add_test(t, prints_for_people_with_two_blanks_a_level);
    tcase_add_test(t, prints_what_came_from_an_object_into_an_array_without_its_name);
    tcase_add_loop_test(t, writes_the_text_at_hand_of_a_reference, 0,
                        sizeof(references) / sizeof(references[0]));
    tcase_add_test(t, replaces_a_member_in_its_place);
    tcase_add_loop_test(t, knows_what_is_equal_whatever_the_order_of_members, 0,
                        sizeof(pairs) / sizeof(pairs[0]));
    tcase_add_test(t, compares_what_nests_deeply_at_once);
    tcase_add_test(t, copies_what_another_tree_lacks_as_nothing);
    tcase_add_loop_test(t, makes_what_is_to_be_changed, 0, sizeof(parts) / sizeof(parts[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
