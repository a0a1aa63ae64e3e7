#include "mockalb/catalog/generate.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "tests/test.h"

#include "base/banned.h"

#define PRODUCT                                                                                    \
    "{\"name\":\"shop\",\"popular\":\"Shop\",\"version\":\"1\",\"hosts\":[],\"commonParams\":[]}"

/* A catalog of one product in a folder of its own, and what was made of it. */
struct made {
    struct arena *arena;
    char dir[32];
    struct buf code, header;
    struct err err;
    bool fine;
};

static void put(struct made *m, const char *name, const char *text)
{
    const char *path = arena_printf(m->arena, "%s/%s", m->dir, name);

    ck_assert_msg(file_write(path, str_of(text), &m->err), "%s", m->err.text);
}

static void make(struct made *m, const char *product, const char *actions)
{
    *m = (struct made){ .arena = arena_new(),
                        .dir = "/tmp/catalog-XXXXXX",
                        .code = BUF_LIMIT(1u << 20),
                        .header = BUF_LIMIT(1u << 20) };
    ck_assert_ptr_nonnull(mkdtemp(m->dir));
    ck_assert(file_make_dirs(arena_printf(m->arena, "%s/shop", m->dir), &m->err));
    put(m, "shop/product.json", product);
    put(m, "shop/thing.json", actions);
    m->fine = generate_catalog(m->dir, &m->code, &m->header, &m->err);
}

static void done(struct made *m)
{
    file_remove_tree(m->dir, NULL);
    buf_done(&m->code);
    buf_done(&m->header);
    arena_free(m->arena);
}

#define ACTION_WITH(param) "{\"Do\":{\"params\":[" param "],\"response\":[]}}"

static const struct {
    const char *actions, *error;
} bad_actions[] = {
    { "[]", "shop/thing.json: must be an object of actions" },
    { "{", "shop/thing.json: line 1" },
    { "{\"Do it\":{}}", "shop/thing.json: 'Do it' is no name of an action" },
    { "{\"Do\":{\"parms\":[]}}",
      "shop/thing.json: Do: unknown member 'parms', did you mean 'params'?" },
    { "{\"Do\":{\"response\":[]}}", "shop/thing.json: Do: params: must be a list of nodes" },
    { "{\"Do\":{\"params\":[]}}", "shop/thing.json: Do: response: must be a list of nodes" },
    { "{\"Do\":{\"mocked\":false,\"params\":[],\"response\":[]}}",
      "Do: 'mocked' must be true, or not there" },
    { "{\"Do\":{\"paging\":\"some\",\"params\":[],\"response\":[]}}",
      "Do: 'paging' can't be 'some'" },
    { "{\"Do\":{\"paging\":\"page\",\"params\":[],\"response\":["
      "{\"name\":\"A\",\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
      "{\"name\":\"B\",\"type\":\"array\",\"items\":{\"type\":\"string\"}}]}}",
      "Do: say with 'list' which array of the response is paged" },
    { "{\"Do\":{\"list\":\"A\",\"params\":[],\"response\":[]}}",
      "Do: 'list' names no array of the response" },
    { "{\"Do\":{\"params\":[],\"response\":[{\"name\":\"A\",\"type\":\"text\"}]}}",
      "Do: response.A: 'type' is missing or unknown" },
    { ACTION_WITH("{\"type\":\"string\"}"), "Do: params[0]: 'name' is missing" },
    { ACTION_WITH("{\"name\":\"A\"}"), "Do: params.A: 'type' must be one of string" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"strung\"}"), "Do: params.A: 'type' must be one of" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"string\"},{\"name\":\"A\",\"type\":\"string\"}"),
      "Do: params: 'A' is there twice" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"string\",\"maxx\":1}"),
      "Do: params.A: unknown member 'maxx', did you mean 'max'?" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"integer\",\"max\":\"1\"}"),
      "Do: params.A: 'max' must be a number" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"string\",\"maxLength\":-1}"),
      "Do: params.A: 'maxLength' must be a whole number" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"string\",\"required\":false}"),
      "Do: params.A: 'required' must be true, or not there" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"string\",\"enum\":[]}"),
      "Do: params.A: 'enum' must be a list with at least one value" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"string\",\"pattern\":\"[\"}"),
      "Do: params.A: 'pattern' must be a POSIX extended regular expression" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"string\",\"wire\":\"xml\"}"),
      "Do: params.A: 'wire' must be one of repeat, flat, json, simple" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"array\"}"),
      "Do: params.A: arrays and maps have 'items'" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"string\",\"fields\":[]}"),
      "Do: params.A: arrays and maps have 'items'" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"string\",\"requiredWhen\":[[{\"param\":\"B\"}]]}"),
      "Do: params.A: a condition of 'requiredWhen' needs 'param' and 'in'" },
    { ACTION_WITH("{\"name\":\"A\",\"type\":\"object\",\"fields\":[{\"name\":\"B\"}]}"),
      "Do: params.A.B: 'type' must be one of" },
    { ACTION_WITH(
          "{\"name\":\"A\",\"type\":\"array\",\"items\":{\"type\":\"string\",\"min\":true}}"),
      "Do: params.A[]: 'min' must be a number" },
};

START_TEST(names_file_and_member_of_a_bad_entry)
{
    struct made m;

    make(&m, PRODUCT, bad_actions[_i].actions);

    ck_assert_msg(!m.fine, "was taken: %s", bad_actions[_i].actions);
    ck_assert_msg(strstr(m.err.text, bad_actions[_i].error) != NULL, "got: %s", m.err.text);
    done(&m);
}
END_TEST

static const struct {
    const char *product, *error;
} bad_products[] = {
    { "{}", "shop/product.json: needs 'name', 'version'" },
    { "{\"nam\":\"shop\"}", "shop/product.json: unknown member 'nam', did you mean 'name'?" },
    { "{\"name\":\"my shop\",\"popular\":\"S\",\"version\":\"1\",\"hosts\":[],\"commonParams\":[]}",
      "shop/product.json: needs 'name'" },
};

START_TEST(names_file_and_member_of_a_bad_product)
{
    struct made m;

    make(&m, bad_products[_i].product, "{}");

    ck_assert(!m.fine);
    ck_assert_msg(strstr(m.err.text, bad_products[_i].error) != NULL, "got: %s", m.err.text);
    done(&m);
}
END_TEST

START_TEST(refuses_an_action_that_two_files_have)
{
    static const char action[] = "{\"Do\":{\"params\":[],\"response\":[]}}";
    struct made m;

    make(&m, PRODUCT, action);
    put(&m, "shop/other.json", action);
    m.fine = generate_catalog(m.dir, &m.code, &m.header, &m.err);

    ck_assert(!m.fine);
    ck_assert_msg(strstr(m.err.text, "Do: is there twice") != NULL, "got: %s", m.err.text);
    done(&m);
}
END_TEST

START_TEST(refuses_a_folder_without_products)
{
    struct made m;

    make(&m, PRODUCT, "{}");
    file_remove_tree(arena_printf(m.arena, "%s/shop", m.dir), NULL);
    m.fine = generate_catalog(m.dir, &m.code, &m.header, &m.err);

    ck_assert(!m.fine);
    ck_assert_ptr_nonnull(strstr(m.err.text, "no product in this folder"));
    done(&m);
}
END_TEST

START_TEST(declares_handlers_of_mocked_actions_alone)
{
    struct made m;

    make(&m, PRODUCT,
         "{\"Do\":{\"mocked\":true,\"params\":[],\"response\":[]},"
         "\"Wait\":{\"params\":[],\"response\":[]}}");

    ck_assert_msg(m.fine, "%s", m.err.text);
    ck_assert_ptr_nonnull(strstr(buf_str(&m.header).at, "action_shop_Do(struct call *call);"));
    ck_assert_ptr_null(strstr(m.header.at, "Wait"));
    ck_assert_ptr_nonnull(
        strstr(buf_str(&m.code).at, "{ \"Wait\", &products[0], \"thing\", NULL,"));
    done(&m);
}
END_TEST

START_TEST(writes_what_is_the_same_once)
{
    struct made m;
    const char *first;

    make(&m, PRODUCT,
         "{\"Do\":{\"mocked\":true,\"params\":[{\"name\":\"Id\",\"type\":\"string\"}],"
         "\"response\":[]},"
         "\"Undo\":{\"mocked\":true,\"params\":[{\"name\":\"Id\",\"type\":\"string\"}],"
         "\"response\":[]}}");

    ck_assert_msg(m.fine, "%s", m.err.text);
    first = strstr(buf_str(&m.code).at, ".name = \"Id\"");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(strstr(first + 1, ".name = \"Id\""));
    done(&m);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("generate");
    TCase *t = tcase_create("generate");

    tcase_add_loop_test(t, names_file_and_member_of_a_bad_entry, 0,
                        sizeof(bad_actions) / sizeof(bad_actions[0]));
    tcase_add_loop_test(t, names_file_and_member_of_a_bad_product, 0,
                        sizeof(bad_products) / sizeof(bad_products[0]));
    tcase_add_test(t, refuses_an_action_that_two_files_have);
    tcase_add_test(t, refuses_a_folder_without_products);
    tcase_add_test(t, declares_handlers_of_mocked_actions_alone);
    tcase_add_test(t, writes_what_is_the_same_once);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
