#include "base/net/outbox.h"

#include <stdio.h>

#include "base/buf.h"
#include "tests/test.h"

#include "base/banned.h"

static bool put(struct outbox *o, const char *text)
{
    struct blob *b = blob_new(str_of(text));
    bool fits = outbox_put(o, b);

    blob_unref(b);
    return fits;
}

static void move(struct outbox *from, struct buf *to, size_t max)
{
    char piece[64];

    buf_add(to, (struct str){ piece, outbox_read(from, piece, max) });
}

START_TEST(gives_out_bytes_in_order_whatever_the_sizes)
{
    struct outbox o = { .limit = 1 << 20 };
    struct buf in = BUF_LIMIT(1 << 20), out = BUF_LIMIT(1 << 20);
    char piece[64];

    /* More goes in than out for a while, so that the ring wraps and grows. */
    for (int i = 0; i < 500; i++) {
        snprintf(piece, sizeof(piece), "<%d>", i * 37);
        put(&o, piece);
        buf_add_text(&in, piece);
        move(&o, &out, (size_t)(i % 7));
    }
    while (!outbox_is_empty(&o))
        move(&o, &out, 64);

    ck_assert_str_eq(out.at, in.at);
    ck_assert_uint_eq(o.bytes, 0);
    outbox_done(&o);
    buf_done(&in);
    buf_done(&out);
}
END_TEST

START_TEST(takes_nothing_past_its_limit)
{
    struct outbox o = { .limit = 5 };
    char piece[8];
    ck_assert(put(&o, "abc"));

    bool third = put(&o, "def"), fits = put(&o, "gh");

    ck_assert(!third);
    ck_assert(fits);
    ck_assert_uint_eq(outbox_read(&o, piece, sizeof(piece)), 5);
    ck_assert(memcmp(piece, "abcgh", 5) == 0);
    ck_assert(put(&o, "12345"));
    outbox_done(&o);
}
END_TEST

START_TEST(keeps_no_empty_blobs)
{
    struct outbox o = { .limit = 5 };

    ck_assert(put(&o, ""));

    ck_assert(outbox_is_empty(&o));
    outbox_done(&o);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("outbox");
    TCase *t = tcase_create("outbox");

    tcase_add_test(t, gives_out_bytes_in_order_whatever_the_sizes);
    tcase_add_test(t, takes_nothing_past_its_limit);
    tcase_add_test(t, keeps_no_empty_blobs);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
