#include "base/cidr.h"
#include "tests/test.h"

#include "base/banned.h"

static const struct {
    const char *given, *written; /* NULL: is no block */
    unsigned length;
} blocks[] = {
    { "10.0.0.0/8", "10.0.0.0/8", 8 },
    { "10.1.2.3/8", "10.0.0.0/8", 8 },
    { "192.168.20.6", "192.168.20.6/32", 32 },
    { "0.0.0.0/0", "0.0.0.0/0", 0 },
    { "255.255.255.255/32", "255.255.255.255/32", 32 },
    { "10.0.0.0/33", NULL, 0 },
    { "10.0.0/8", NULL, 0 },
    { "fd00::/8", NULL, 0 },
    { "", NULL, 0 },
};

START_TEST(writes_a_block_in_one_way)
{
    const char *given = blocks[_i].given, *written = blocks[_i].written;
    char text[CIDR_ROOM];
    struct cidr block;

    ck_assert_msg(cidr_read(given, &block) == (written != NULL), "%s", given);
    if (!written)
        return;
    cidr_text(&block, text);
    ck_assert_str_eq(text, written);
    ck_assert_uint_eq(cidr_length(&block), blocks[_i].length);
}
END_TEST

static const struct {
    const char *outer, *inner;
    bool holds;
} pairs[] = {
    { "10.0.0.0/8", "10.9.0.0/16", true },        { "10.0.0.0/8", "10.0.0.0/8", true },
    { "10.9.0.0/16", "10.0.0.0/8", false },       { "0.0.0.0/0", "100.64.0.0/10", true },
    { "100.64.0.0/10", "100.128.0.0/16", false }, { "172.16.1.7/32", "172.16.1.7", true },
};

START_TEST(knows_which_block_holds_another)
{
    struct cidr outer, inner;

    ck_assert(cidr_read(pairs[_i].outer, &outer) && cidr_read(pairs[_i].inner, &inner));
    ck_assert_msg(cidr_holds(&outer, &inner) == pairs[_i].holds, "%s in %s", pairs[_i].inner,
                  pairs[_i].outer);
    ck_assert(cidr_has(&outer, inner.net) || !pairs[_i].holds);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cidr");
    TCase *t = tcase_create("cidr");

    tcase_add_loop_test(t, writes_a_block_in_one_way, 0, sizeof(blocks) / sizeof(blocks[0]));
    tcase_add_loop_test(t, knows_which_block_holds_another, 0, sizeof(pairs) / sizeof(pairs[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
