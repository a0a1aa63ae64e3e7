#include <stdint.h>
#include <stdio.h>

#include "base/map.h"
#include "base/random.h"
#include "tests/test.h"

#include "base/banned.h"

enum { KEYS = 500 };

static struct str key_of(char *room, size_t size, uint64_t n)
{
    snprintf(room, size, "key-%d", (int)n);
    return str_of(room);
}

START_TEST(agrees_with_an_array_over_random_operations)
{
    struct map *m = map_new();
    struct random r;
    char room[32], values[KEYS];
    void *model[KEYS] = { 0 };
    size_t count = 0;
    random_init(&r, 1);

    for (int i = 0; i < 20000; i++) {
        uint64_t n = random_below(&r, KEYS);
        struct str key = key_of(room, sizeof(room), n);
        if (random_below(&r, 3)) {
            ck_assert_ptr_eq(map_put(m, key, &values[n]), model[n]);
            count += !model[n];
            model[n] = &values[n];
        } else {
            ck_assert_ptr_eq(map_drop(m, key), model[n]);
            count -= !!model[n];
            model[n] = NULL;
        }
        ck_assert_uint_eq(map_count(m), count);
    }

    for (uint64_t n = 0; n < KEYS; n++)
        ck_assert_ptr_eq(map_get(m, key_of(room, sizeof(room), n)), model[n]);
    map_free(m);
}
END_TEST

static bool join(void *arg, struct str key, void *value)
{
    char *text = arg;
    size_t len = strlen(text);

    (void)value;
    snprintf(text + len, 32 - len, "%.*s", STR_ARG(key));
    return true;
}

START_TEST(visits_in_the_order_in_which_keys_were_put)
{
    struct map *m = map_new();
    char text[32] = "";
    int value;
    map_put(m, STR("c"), &value);
    map_put(m, STR("a"), &value);
    map_put(m, STR("b"), &value);
    map_drop(m, STR("a"));
    map_put(m, STR("c"), &value);
    map_put(m, STR(""), &value);

    map_each(m, join, text);

    ck_assert_str_eq(text, "cb");
    ck_assert_ptr_eq(map_get(m, STR("")), &value);
    map_free(m);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("map");
    TCase *t = tcase_create("map");

    tcase_add_test(t, agrees_with_an_array_over_random_operations);
    tcase_add_test(t, visits_in_the_order_in_which_keys_were_put);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
