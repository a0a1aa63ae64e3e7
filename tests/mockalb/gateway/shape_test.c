#include "mockalb/gateway/shape.h"

#include "base/json.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *action, *reply, *defect;
} replies[] = {
    { "ListThings", "{}", NULL },
    { "ListThings", "{\"Things\":[{\"ThingId\":\"a\"}],\"TotalCount\":1}", NULL },
    { "ListThings", "{\"Things\":[{\"Id\":\"a\"}]}",
      "Things.0.Id: the catalog knows no such member" },
    { "ListThings", "{\"Things\":[{\"ThingId\":1}]}", "Things.0.ThingId: is of another type" },
    { "ListThings", "{\"Things\":{\"Thing\":[]}}", "Things: must be a list" },
    { "ListThings", "{\"Things\":[1]}", "Things.0: must be an object" },
    { "ListThings", "{\"TotalCount\":\"1\"}", "TotalCount: is of another type" },
    { "DescribeThings", "{\"Things\":{\"Thing\":[]}}", NULL },
    { "DescribeThings", "{\"Things\":{\"Thing\":[],\"More\":1}}",
      "Things: must be an object with the one member Thing" },
    { "DescribeThings", "{\"Things\":[]}", "Things: must be an object with the one member Thing" },
};

START_TEST(names_the_first_member_that_does_not_fit)
{
    struct arena *a = arena_new();
    const cJSON *reply = arena_json(a, json_parse(str_of(replies[_i].reply), NULL));

    const char *defect = shape_defect(a, shop_call_of(a, replies[_i].action)->action->reply, reply);

    ck_assert_pstr_eq(defect, replies[_i].defect);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("shape");
    TCase *t = tcase_create("shape");

    tcase_add_loop_test(t, names_the_first_member_that_does_not_fit, 0,
                        sizeof(replies) / sizeof(replies[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
