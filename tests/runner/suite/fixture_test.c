#include "runner/suite/fixture.h"

#include "tests/test.h"

#include "base/json.h"
#include "tests/runner/suite/folder.h"

#include "base/banned.h"

static struct arena *arena;
static struct folder folder;

#define CLOUD                                                                                      \
    "metadata: { region-id: cn-chengdu }\n"                                                        \
    "vpcs: [{ id: vpc-1, name: VPC1 }]\n"                                                          \
    "serverGroups: [{ id: sgp-1, name: G1 }, { id: sgp-2 }]\n"
#define KUBE                                                                                       \
    "apiVersion: v1\nkind: Service\nmetadata: { name: tea-svc }\n---\n"                            \
    "apiVersion: v1\nkind: Node\nmetadata: { name: node-1 }\n"

static void setup(void)
{
    arena = arena_new();
    folder_init(&folder);
    folder_write("f/shop/fixture.yaml", "about: a shop\nnames: { host: shop.example }\n");
    folder_write("f/shop/cloud.yaml", CLOUD);
    folder_write("f/shop/kube.yaml", KUBE);
}

static void teardown(void)
{
    folder_done(&folder);
    arena_free(arena);
}

START_TEST(reads_the_three_files)
{
    struct err err = { "" };

    const struct fixture *f = fixture_load(arena, "f", "shop", &err);

    ck_assert_msg(f, "%s", err.text);
    ck_assert_str_eq(f->about, "a shop");
    ck_assert_str_eq(f->region, "cn-chengdu");
    ck_assert_uint_eq(f->kube_count, 2);
    ck_assert_str_eq(json_text(f->kube[1], "metadata.name"), "node-1");
}
END_TEST

START_TEST(gives_names_from_the_cloud_and_from_its_own_list)
{
    struct vars *v = vars_new(arena);
    const struct fixture *f = fixture_load(arena, "f", "shop", NULL);

    fixture_names(f, v);

    ck_assert(str_is(vars_get(v, STR("host")), "shop.example"));
    ck_assert(str_is(vars_get(v, STR("VPC1")), "vpc-1"));
    ck_assert(str_is(vars_get(v, STR("G1")), "sgp-1"));
}
END_TEST

static const struct {
    const char *file, *text, *message;
} wrong[] = {
    { "f/shop/fixture.yaml", "- shop\n",
      "f/shop/fixture.yaml:1: a fixture is a map with 'about' and 'names'" },
    { "f/shop/fixture.yaml", "about: x\nnmaes: {}\n",
      "f/shop/fixture.yaml:2: unknown key 'nmaes'; a fixture has 'about', 'base', 'derive' and "
      "'names'" },
    { "f/shop/fixture.yaml", "about: x\nderive: pods\n",
      "f/shop/fixture.yaml:2: 'derive' can be 'endpoints': made from Services and Pods" },
    { "f/shop/fixture.yaml", "names: {}\n",
      "f/shop/fixture.yaml:1: 'about' is missing: one sentence that says what is there" },
    { "f/shop/fixture.yaml", "about: x\nnames: [host]\n",
      "f/shop/fixture.yaml:2: 'names' is a map of names and texts" },
    { "f/shop/cloud.yaml", "vpcs: []\n",
      "f/shop/cloud.yaml:1: 'metadata' with 'region-id' is missing" },
    { "f/shop/kube.yaml", KUBE "---\nkind: Pod\n",
      "f/shop/kube.yaml:9: an object needs apiVersion, kind and metadata.name" },
};

START_TEST(refuses_a_wrong_file_with_its_place)
{
    struct err err = { "" };
    folder_write(wrong[_i].file, wrong[_i].text);

    const struct fixture *f = fixture_load(arena, "f", "shop", &err);

    ck_assert_ptr_null(f);
    ck_assert_str_eq(err.text, wrong[_i].message);
}
END_TEST

START_TEST(names_the_nearest_of_an_unknown_fixture)
{
    struct err err = { "" };

    const struct fixture *f = fixture_load(arena, "f", "shopp", &err);

    ck_assert_ptr_null(f);
    ck_assert_str_eq(err.text, "unknown fixture 'shopp', did you mean 'shop'?");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/suite/fixture");
    TCase *t = tcase_create("fixture");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, reads_the_three_files);
    tcase_add_test(t, gives_names_from_the_cloud_and_from_its_own_list);
    tcase_add_loop_test(t, refuses_a_wrong_file_with_its_place, 0,
                        (int)(sizeof(wrong) / sizeof(wrong[0])));
    tcase_add_test(t, names_the_nearest_of_an_unknown_fixture);
    suite_add_tcase(s, t);
    return s;
}
TEST_MAIN(suite)
