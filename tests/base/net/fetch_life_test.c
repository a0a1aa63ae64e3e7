#include "base/net/fetch.h"

#include "tests/base/net/fetch_scene.h"
#include "tests/test.h"

#include "base/banned.h"

START_TEST(leaves_the_server_when_a_transfer_is_cancelled)
{
    struct scene s;
    scene_open(&s);
    fetch_begin(&s.one, "/late", (struct fetch_request){ .method = "GET" });
    ck_assert(loop_until(s.site.loop, scene_has_parked, &s, WAIT_MS));

    transfer_cancel(s.one.transfer);

    ck_assert(loop_until(s.site.loop, scene_has_gone, &s, WAIT_MS));
    ck_assert_int_eq(s.one.done, 0);
    scene_close(&s);
}
END_TEST

START_TEST(may_be_cancelled_from_within_its_own_on_data)
{
    struct scene s;
    struct blob *piece = blob_new(STR("one\n"));
    scene_open(&s);
    s.one.cancels = &s.one;
    fetch_begin(&s.one, "/stream",
                (struct fetch_request){ .method = "GET", .on_data = take_piece });
    ck_assert(loop_until(s.site.loop, scene_has_parked, &s, WAIT_MS));

    stream_write(s.stream, piece);
    stream_write(s.stream, piece);

    ck_assert(loop_until(s.site.loop, scene_has_gone, &s, WAIT_MS));
    ck_assert_int_eq(s.one.pieces, 1);
    ck_assert_int_eq(s.one.done, 0);
    blob_unref(piece);
    scene_close(&s);
}
END_TEST

START_TEST(may_be_cancelled_before_it_began)
{
    struct scene s;
    scene_open(&s);
    fetch_begin(&s.one, "/", (struct fetch_request){ .method = "GET" });
    fetch_begin(&s.two, "/", (struct fetch_request){ .method = "GET" });

    transfer_cancel(s.one.transfer);
    fetch_finish(&s.two);

    ck_assert_int_eq(s.one.done, 0);
    ck_assert_int_eq(s.seen, 1);
    scene_close(&s);
}
END_TEST

START_TEST(is_freed_with_transfers_under_way)
{
    struct scene s;
    scene_open(&s);
    fetch_begin(&s.one, "/late", (struct fetch_request){ .method = "GET" });
    ck_assert(loop_until(s.site.loop, scene_has_parked, &s, WAIT_MS));
    fetch_begin(&s.two, "/", (struct fetch_request){ .method = "GET" });

    fetch_free(s.fetch);
    s.fetch = NULL;

    ck_assert(loop_until(s.site.loop, scene_has_gone, &s, WAIT_MS));
    ck_assert_int_eq(s.one.done + s.two.done, 0);
    scene_close(&s);
}
END_TEST

struct late_hook {
    struct loop_hook hook; /* first */
    struct scene *scene;
};

static int64_t start_in_hook(struct loop_hook *h)
{
    struct scene *s = ((struct late_hook *)h)->scene;

    if (!s->one.transfer)
        fetch_begin(&s->one, "/", (struct fetch_request){ .method = "GET" });
    return -1;
}

START_TEST(starts_at_once_what_another_hook_starts)
{
    struct scene s;
    struct late_hook h = { { .before_sleep = start_in_hook }, &s };
    int64_t start = clock_machine_ms();
    scene_open(&s);
    loop_hook_add(s.site.loop, &h.hook);

    fetch_finish(&s.one);

    ck_assert_int_eq(s.one.status, 200);
    ck_assert_int_lt(clock_machine_ms() - start, WAIT_MS / 2);
    loop_hook_drop(&h.hook);
    scene_close(&s);
}
END_TEST

static bool both_streams_are_open(void *arg)
{
    return ((struct scene *)arg)->seen == 2;
}

START_TEST(may_be_cancelled_from_within_the_on_data_of_another)
{
    struct fetch_request r = { .method = "GET", .on_data = take_piece };
    struct scene s;
    struct blob *piece = blob_new(STR("one\n"));
    struct stream *first;
    scene_open(&s);
    fetch_begin(&s.one, "/stream", r);
    ck_assert(loop_until(s.site.loop, scene_has_parked, &s, WAIT_MS));
    first = s.stream;
    fetch_begin(&s.two, "/stream", r);
    ck_assert(loop_until(s.site.loop, both_streams_are_open, &s, WAIT_MS));
    s.one.cancels = &s.two;
    s.two.cancels = &s.one;

    stream_write(first, piece);
    stream_write(s.stream, piece);

    ck_assert(loop_until(s.site.loop, scene_has_gone, &s, WAIT_MS));
    ck_assert_int_eq(s.one.pieces + s.two.pieces, 1);
    ck_assert_int_eq(s.one.done + s.two.done, 0);
    blob_unref(piece);
    scene_close(&s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("fetch life");
    TCase *t = tcase_create("fetch life");

    tcase_add_test(t, leaves_the_server_when_a_transfer_is_cancelled);
    tcase_add_test(t, may_be_cancelled_from_within_its_own_on_data);
    tcase_add_test(t, may_be_cancelled_before_it_began);
    tcase_add_test(t, is_freed_with_transfers_under_way);
    tcase_add_test(t, starts_at_once_what_another_hook_starts);
    tcase_add_test(t, may_be_cancelled_from_within_the_on_data_of_another);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
