#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/yaml.h"
#include "tests/test.h"

#include "base/banned.h"

static struct arena *arena;

static void open_arena(void)
{
    arena = arena_new();
}

static void close_arena(void)
{
    arena_free(arena);
}

static const struct node *parse(const char *text)
{
    struct err err = { "" };
    const struct node *n = yaml_parse(arena, "x.yaml", str_of(text), &err);

    ck_assert_msg(n, "%s: %s", text, err.text);
    return n;
}

static const char *json_of(const struct node *n)
{
    struct buf b = BUF_LIMIT(1u << 20);
    cJSON *json = node_json(n);
    const char *text;

    json_print(&b, json);
    text = arena_strz(arena, buf_str(&b));
    buf_done(&b);
    cJSON_Delete(json);
    return text;
}

START_TEST(reads_a_tree_whose_nodes_know_their_lines)
{
    const struct node *n = parse("# a comment\n"
                                 "name: x\n"
                                 "list:\n"
                                 "  - one\n"
                                 "  - deep: { a: 1,\n"
                                 "            b: 2 }\n"
                                 "last: |\n"
                                 "  text\n");

    ck_assert_int_eq(n->type, NODE_map);
    ck_assert_int_eq(n->line, 2);
    ck_assert_uint_eq(node_count(n), 3);
    ck_assert(str_is(node_text(n, "name"), "x"));
    const struct node *list = node_get(n, "list");
    ck_assert_int_eq(list->type, NODE_list);
    ck_assert_int_eq(list->line, 4);
    ck_assert_int_eq(list->key->line, 3);
    ck_assert_int_eq(node_get(node_get(list->head->next, "deep"), "b")->line, 6);
    ck_assert_int_eq(node_get(n, "last")->line, 7);
    ck_assert(str_is(node_text(n, "last"), "text\n"));
}
END_TEST

START_TEST(has_nothing_where_nothing_is)
{
    const struct node *n = parse("a: [1]\n");

    ck_assert_ptr_null(node_get(n, "b"));
    ck_assert_ptr_null(node_get(NULL, "b"));
    ck_assert_ptr_null(node_get(node_get(n, "a"), "b"));
    ck_assert_ptr_null(node_text(n, "a").at);
    ck_assert_ptr_null(node_text(n, "b").at);
    ck_assert_uint_eq(node_count(NULL), 0);
    ck_assert_ptr_null(node_json(NULL));
}
END_TEST

START_TEST(reads_all_documents)
{
    const struct node *n = parse("a: 1\n---\n---\n- 2\n...\n---\nc\n");

    ck_assert_str_eq(json_of(n), "{\"a\":1}");
    ck_assert_str_eq(json_of(n->next), "null");
    ck_assert_str_eq(json_of(n->next->next), "[2]");
    ck_assert_int_eq(n->next->next->line, 4);
    ck_assert_str_eq(json_of(n->next->next->next), "\"c\"");
    ck_assert_ptr_null(n->next->next->next->next);
}
END_TEST

/* What a text is as JSON: YAML 1.2's core schema. */
static const struct {
    const char *yaml, *json, *reason;
} values[] = {
    /* clang-format off */
    { "", "null", "an empty text is an empty document" },
    { "# only a comment\n", "null", "and so is one without values" },
    { "a:", "{\"a\":null}", "nothing is null" },
    { "[~, null, Null, NULL, nUll]", "[null,null,null,null,\"nUll\"]", "nulls" },
    { "[true, True, TRUE, false, False, FALSE]", "[true,true,true,false,false,false]", "booleans" },
    { "[yes, no, on, off, y, n]", "[\"yes\",\"no\",\"on\",\"off\",\"y\",\"n\"]", "not in YAML 1.2" },
    { "[80, -1, +7, 0, 007]", "[80,-1,7,0,7]", "integers are decimal" },
    { "[0x1F, 0o17, 0b1, 0x, 0o8]", "[31,15,\"0b1\",\"0x\",\"0o8\"]", "other bases" },
    { "[1.5, -.5, 1., 1e3, 1.5E-1, .]", "[1.5,-0.5,1,1000,0.15,\".\"]", "floats" },
    { "[1e, 1e+, e3, 1.2.3, 10.0.0.0/16, 1_000, 12:30]",
      "[\"1e\",\"1e+\",\"e3\",\"1.2.3\",\"10.0.0.0/16\",\"1_000\",\"12:30\"]", "nearly numbers" },
    { "[.inf, -.inf, .nan, 1e999]", "[\".inf\",\"-.inf\",\".nan\",\"1e999\"]", "JSON can't say these" },
    { "[9007199254740992, 9007199254740993, 99999999999999999999]",
      "[9007199254740992,\"9007199254740993\",\"99999999999999999999\"]", "no digit may get lost" },
    { "['80', \"true\", 'null', '']", "[\"80\",\"true\",\"null\",\"\"]", "quoted is text" },
    { "[!!str 80, ! true]", "[\"80\",\"true\"]", "tagged is text" },
    { "a: |\n  80\nb: >-\n  true\n", "{\"a\":\"80\\n\",\"b\":\"true\"}", "blocks are text" },
    { "a: 1\r\nb:\r\n  - x\r\n", "{\"a\":1,\"b\":[\"x\"]}", "lines may end in CR LF" },
    { "\xef\xbb\xbf" "a: 1", "{\"a\":1}", "a byte order mark is skipped" },
    { "a: \"\\u00e4\\n\"\nb: ä", "{\"a\":\"ä\\n\",\"b\":\"ä\"}", "escapes and UTF-8" },
    { "a: &x {p: 1}\nb: *x\nc: [*x, *x]", "{\"a\":{\"p\":1},\"b\":{\"p\":1},\"c\":[{\"p\":1},{\"p\":1}]}",
      "aliases are what they name" },
    { "a: &x k\n*x : 1", "{\"a\":\"k\",\"k\":1}", "an alias may be a key" },
    { "a: &x 1\nb: &x 2\nc: *x", "{\"a\":1,\"b\":2,\"c\":2}", "the last anchor of a name counts" },
    { "{1: a, true: b}", "{\"1\":\"a\",\"true\":\"b\"}", "keys are texts" },
    { "a: {x: 1}\nx: [{x: 2}, {x: 3}]", "{\"a\":{\"x\":1},\"x\":[{\"x\":2},{\"x\":3}]}",
      "a key may be in many maps" },
    { "? a\n: b\n", "{\"a\":\"b\"}", "long form of a key" },
    { "\"<<\": 1", "{\"<<\":1}", "quoted it is a key as others" },
    { "!!map {a: !!seq [1]}", "{\"a\":[1]}", "tags that change nothing" },
    /* clang-format on */
};

START_TEST(means_by_the_core_schema)
{
    ck_assert_msg(strcmp(json_of(parse(values[_i].yaml)), values[_i].json) == 0,
                  "%s\ngot  %s\nwant %s\n%s", values[_i].reason, json_of(parse(values[_i].yaml)),
                  values[_i].json, values[_i].yaml);
}
END_TEST

static const struct {
    const char *yaml, *message;
} bad_texts[] = {
    /* clang-format off */
    { "a: 1\nb: 2\na: 3\n", "x.yaml:3: duplicate key 'a', first at line 1" },
    { "a: {b: 1, c: 2,\n    b: 3}", "x.yaml:2: duplicate key 'b', first at line 1" },
    { "a: &x 1\n'a': 2", "x.yaml:2: duplicate key 'a', first at line 1" },
    { "\n[1, 2]: 3", "x.yaml:2: a key must be a text, not a list or a map" },
    { "? {a: 1}\n: 2", "x.yaml:1: a key must be a text, not a list or a map" },
    { "a: &x [1]\n*x : 2", "x.yaml:2: a key must be a text, not a list or a map" },
    { "a: 1\n?\n: 2", "x.yaml:2: a key is missing before ':'" },
    { "a: &x {b: 1}\nc:\n  <<: *x", "x.yaml:3: merge keys ('<<') are not supported: write the members out" },
    { "a: *x", "x.yaml:1: there is no anchor '&x' before this alias" },
    { "&x a: 1\n---\nb: *x", "x.yaml:3: there is no anchor '&x' before this alias" },
    { "a: &x\n  b: *x", "x.yaml:2: '*x' is inside of what it names" },
    { "a: !ruby 1", "x.yaml:1: the tag '!ruby' is not supported: quote a text, leave others plain" },
    { "a: !!int 1", "x.yaml:1: the tag 'tag:yaml.org,2002:int' is not supported: quote a text, leave others plain" },
    { "a: \"x\\0y\"", "x.yaml:1: a text can't hold a NUL character" },
    { "a:\n\tb: 1", "x.yaml:2: a tab can't indent: use spaces" },
    { "a: [1,\nb: 2", "x.yaml:3: did not find expected ',' or ']' while parsing a flow sequence that begins at line 1" },
    { "a: 1\n  b: 2", "x.yaml:2: mapping values are not allowed in this context" },
    { "a: 1\nb: \xff", "x.yaml:2: invalid leading UTF-8 octet" },
    { "a: \"x", "x.yaml:1: found unexpected end of stream while scanning a quoted scalar that begins at line 1" },
    { "a: b\x01", "x.yaml:1: control characters are not allowed" },
    { "%YAML 3.0\n---\na", "x.yaml:1: found incompatible YAML document" },
    /* clang-format on */
};

START_TEST(names_the_line_and_the_fault_of_a_bad_text)
{
    struct err err = { "" };

    const struct node *n = yaml_parse(arena, "x.yaml", str_of(bad_texts[_i].yaml), &err);

    ck_assert_ptr_null(n);
    ck_assert_str_eq(err.text, bad_texts[_i].message);
}
END_TEST

/* n times piece, between head and tail */
static struct str text_of(const char *head, const char *piece, size_t n, const char *tail)
{
    struct buf b = BUF_LIMIT(16u << 20);

    buf_add_text(&b, head);
    for (size_t i = 0; i < n; i++)
        buf_add_text(&b, piece);
    buf_add_text(&b, tail);
    struct str text = arena_str(arena, buf_str(&b));

    buf_done(&b);
    return text;
}

static void check_refused(struct str text, const char *part)
{
    struct err err = { "" };

    ck_assert_ptr_null(yaml_parse(arena, "x.yaml", text, &err));
    ck_assert_msg(strstr(err.text, part), "got '%s'", err.text);
}

START_TEST(refuses_what_is_nested_too_deep)
{
    struct err err = { "" };
    struct str closed = text_of("", "[", LIMIT_NESTING, "");
    struct str whole = text_of(arena_strz(arena, closed), "]", LIMIT_NESTING, "");

    ck_assert_ptr_nonnull(yaml_parse(arena, "x", whole, &err));
    check_refused(text_of("", "[", LIMIT_NESTING + 1, ""), "nested more than 64 levels deep");
    check_refused(text_of("", "[", 1000000, ""), "nested more than 64 levels deep");
    check_refused(text_of("", "- ", 100000, "x"), "nested more than 64 levels deep");
    check_refused(text_of("", "? ", 100000, "x"), "a key must be a text");
}
END_TEST

START_TEST(refuses_aliases_that_nest_too_deep)
{
    struct buf b = BUF_LIMIT(1u << 16);
    buf_add_text(&b, "- &a0 [x]\n");
    for (unsigned i = 1; i < LIMIT_NESTING; i++)
        buf_printf(&b, "- &a%u [*a%u]\n", i, i - 1);

    check_refused(buf_str(&b), "x.yaml:64: nested more than 64 levels deep");
    buf_done(&b);
}
END_TEST

START_TEST(refuses_aliases_that_grow_without_end)
{
    struct buf b = BUF_LIMIT(1u << 16);
    buf_add_text(&b, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++)
        buf_printf(&b, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i,
                   i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);

    check_refused(buf_str(&b), "x.yaml:6: more than 100000 values");
    buf_done(&b);
}
END_TEST

START_TEST(counts_values_exactly)
{
    struct err err = { "" };

    const struct node *n =
        yaml_parse(arena, "x", text_of("[", "1,", LIMIT_YAML_NODES - 1, "]"), &err);

    ck_assert_msg(n, "%s", err.text);
    ck_assert_uint_eq(node_count(n), LIMIT_YAML_NODES - 1);
    check_refused(text_of("[", "1,", LIMIT_YAML_NODES, "]"), "more than 100000 values");
    check_refused(text_of("", "---\n", LIMIT_YAML_NODES + 1, ""), "more than 100000 values");
}
END_TEST

START_TEST(refuses_a_text_that_is_too_large)
{
    check_refused(text_of("", "#", LIMIT_YAML_BYTES + 1, ""), "larger than 4194304 bytes");
}
END_TEST

START_TEST(refuses_more_directives_than_anybody_needs)
{
    check_refused(text_of("", "%TAG ! x\n", 100001, "---\n"), "too many lines that begin with '%'");
}
END_TEST

START_TEST(finds_duplicates_in_a_huge_map_at_once)
{
    struct buf b = BUF_LIMIT(4u << 20);
    for (unsigned i = 0; i < 10000; i++)
        buf_printf(&b, "key-%u: 1\n", i);
    buf_add_text(&b, "key-5000: 2\n");

    check_refused(buf_str(&b), "x.yaml:10001: duplicate key 'key-5000', first at line 5001");
    buf_done(&b);
}
END_TEST

START_TEST(loads_a_file_and_calls_it_by_its_path)
{
    struct err err = { "" };
    char *path = arena_printf(arena, "yaml-test-%d.yaml", (int)getpid());
    ck_assert(file_write(path, STR("a: 1\na: 2\n"), &err));

    const struct node *n = yaml_load(arena, path, &err);
    unlink(path);

    ck_assert_ptr_null(n);
    ck_assert_str_eq(err.text,
                     arena_printf(arena, "%s:2: duplicate key 'a', first at line 1", path));
    ck_assert_ptr_null(yaml_load(arena, path, &err));
    ck_assert_msg(strstr(err.text, "No such file"), "%s", err.text);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("yaml");
    TCase *c = tcase_create("yaml");

    tcase_add_checked_fixture(c, open_arena, close_arena);
    tcase_add_test(c, reads_a_tree_whose_nodes_know_their_lines);
    tcase_add_test(c, has_nothing_where_nothing_is);
    tcase_add_test(c, reads_all_documents);
    tcase_add_loop_test(c, means_by_the_core_schema, 0, sizeof values / sizeof *values);
    tcase_add_loop_test(c, names_the_line_and_the_fault_of_a_bad_text, 0,
                        sizeof bad_texts / sizeof *bad_texts);
    tcase_add_test(c, refuses_what_is_nested_too_deep);
    tcase_add_test(c, refuses_aliases_that_nest_too_deep);
    tcase_add_test(c, refuses_aliases_that_grow_without_end);
    tcase_add_test(c, counts_values_exactly);
    tcase_add_test(c, refuses_a_text_that_is_too_large);
    tcase_add_test(c, refuses_more_directives_than_anybody_needs);
    tcase_add_test(c, finds_duplicates_in_a_huge_map_at_once);
    tcase_add_test(c, loads_a_file_and_calls_it_by_its_path);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
