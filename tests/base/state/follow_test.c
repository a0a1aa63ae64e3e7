#include <stdio.h>

#include "base/limits.h"
#include "base/state/store.h"
#include "tests/base/state/toys.h"
#include "tests/test.h"

#include "base/banned.h"

static struct clock *wall;
static struct store *store;
static struct buf told; /* what all listeners heard, in order */

/* A follower with a name, which may do something when it is told. */
struct listener {
    struct follower follower;
    const char *name;
    void (*react)(struct listener *l, const struct change *c);
    struct listener *other;
    unsigned count;
};

static void hear(struct follower *f, const struct change *c)
{
    struct listener *l = (struct listener *)f;
    const struct object *o = c->after ? c->after : c->before;
    char what = "+~-"[c->type];

    l->count++;
    if (l->name)
        buf_printf(&told, "%s%s%c%s@%d", told.len ? " " : "", l->name, what, o->id,
                   (int)c->revision);
    if (l->react)
        l->react(l, c);
}

static struct listener listeners[3]; /* they outlive the store, which lets them go */
static size_t listeners_count;

static struct listener *listener(const char *name)
{
    struct listener *l = &listeners[listeners_count++];

    *l = (struct listener){ .follower.changed = hear, .name = name };
    return l;
}

static void open_store(void)
{
    wall = clock_new(true);
    store = store_new(wall);
    told = BUF_LIMIT(1u << 16);
    listeners_count = 0;
}

static void close_store(void)
{
    store_free(store);
    clock_free(wall);
    buf_done(&told);
}

START_TEST(followers_are_told_each_change_in_order_when_it_is_committed)
{
    struct listener *x = listener("x"), *y = listener("y");
    store_follow(store, &x->follower);
    store_follow(store, &y->follower);

    store_begin(store);
    put_toy(store, "a", NULL, 1);
    put_toy(store, "a", NULL, 2);
    store_drop(store, &kind_toy, "here", "a");
    ck_assert_uint_eq(told.len, 0);
    store_commit(store);

    ck_assert_str_eq(told.at, "x+a@1 y+a@1 x~a@2 y~a@2 x-a@3 y-a@3");
}
END_TEST

static void look_at_both(struct listener *l, const struct change *c)
{
    (void)l;
    ck_assert_int_eq(toy_value(c->before), 1);
    ck_assert_int_eq(toy_value(c->after), 2);
    ck_assert_uint_eq(c->before->revision, 1);
    ck_assert_uint_eq(c->after->revision, 2);
}

START_TEST(a_change_shows_the_object_before_and_after)
{
    struct listener *x = listener("x");
    commit_toy(store, "a", NULL, 1);
    x->react = look_at_both;
    store_follow(store, &x->follower);

    commit_toy(store, "a", NULL, 2);

    ck_assert_str_eq(told.at, "x~a@2");
}
END_TEST

START_TEST(nobody_is_told_of_what_is_rolled_back)
{
    struct listener *x = listener("x");
    store_follow(store, &x->follower);

    store_begin(store);
    put_toy(store, "a", NULL, 1);
    store_rollback(store);
    commit_toy(store, "b", NULL, 1);

    ck_assert_str_eq(told.at, "x+b@1");
}
END_TEST

static void stop_both(struct listener *l, const struct change *c)
{
    (void)c;
    store_unfollow(&l->follower);
    if (l->other)
        store_unfollow(&l->other->follower);
}

START_TEST(followers_may_leave_while_they_are_told)
{
    struct listener *x = listener("x"), *y = listener("y"), *z = listener("z");
    x->react = stop_both;
    x->other = y; /* the next in line */
    store_follow(store, &x->follower);
    store_follow(store, &y->follower);
    store_follow(store, &z->follower);

    store_begin(store);
    put_toy(store, "a", NULL, 1);
    put_toy(store, "b", NULL, 1);
    store_commit(store);

    ck_assert_str_eq(told.at, "x+a@1 z+a@1 z+b@2");
    store_unfollow(&x->follower); /* harmless */
}
END_TEST

static void start_other(struct listener *l, const struct change *c)
{
    (void)c;
    l->react = NULL;
    ck_assert(store_replay(store, 0, &l->other->follower));
    store_follow(store, &l->other->follower);
}

START_TEST(who_begins_while_others_are_told_gets_each_change_once)
{
    struct listener *x = listener("x"), *y = listener("y");
    x->react = start_other;
    x->other = y;
    store_follow(store, &x->follower);

    store_begin(store);
    put_toy(store, "a", NULL, 1);
    put_toy(store, "b", NULL, 1);
    store_commit(store);

    ck_assert_str_eq(told.at, "x+a@1 y+a@1 x+b@2 y+b@2");
}
END_TEST

START_TEST(replays_what_came_after_a_revision)
{
    struct listener *x = listener("x");
    commit_toy(store, "a", NULL, 1);
    commit_toy(store, "b", NULL, 1);
    commit_drop(store, "a");

    ck_assert(store_replay(store, 1, &x->follower));
    ck_assert_str_eq(told.at, "x+b@2 x-a@3");
    ck_assert(store_replay(store, 3, &x->follower));
    ck_assert_uint_eq(x->count, 2);
}
END_TEST

START_TEST(does_not_replay_from_the_future)
{
    struct listener *x = listener("x");
    commit_toy(store, "a", NULL, 1);

    ck_assert(!store_replay(store, 2, &x->follower));
}
END_TEST

START_TEST(does_not_replay_what_was_compacted)
{
    struct listener *x = listener("x");
    commit_toy(store, "a", NULL, 1);
    commit_toy(store, "b", NULL, 1);

    store_compact(store);

    ck_assert(!store_replay(store, 1, &x->follower));
    ck_assert(store_replay(store, 2, &x->follower));
    commit_toy(store, "c", NULL, 1);
    ck_assert(store_replay(store, 2, &x->follower));
    ck_assert_str_eq(told.at, "x+c@3");
}
END_TEST

START_TEST(remembers_exactly_as_many_changes_as_its_limit)
{
    struct listener *x = listener(NULL);
    enum { EXTRA = 10 };
    for (unsigned i = 0; i < LIMIT_REPLAY_CHANGES + EXTRA; i++)
        commit_toy(store, i % 2 ? "a" : "b", NULL, (int)i);

    ck_assert(!store_replay(store, EXTRA - 1, &x->follower));
    ck_assert_uint_eq(x->count, 0);
    ck_assert(store_replay(store, EXTRA, &x->follower));
    ck_assert_uint_eq(x->count, LIMIT_REPLAY_CHANGES);
}
END_TEST

START_TEST(a_store_that_goes_lets_its_followers_go)
{
    struct listener *x = listener("x");
    struct store *mortal = store_new(wall);
    store_follow(mortal, &x->follower);

    store_free(mortal);

    ck_assert_ptr_null(x->follower.link);
    store_unfollow(&x->follower);
}
END_TEST

START_TEST(followers_are_told_again_after_the_revision_went_back)
{
    struct listener *x = listener("x");
    store_follow(store, &x->follower);
    commit_toy(store, "a", NULL, 1);
    commit_toy(store, "b", NULL, 1);

    store_clear(store);
    commit_toy(store, "c", NULL, 1);

    ck_assert_str_eq(told.at, "x+a@1 x+b@2 x+c@1");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("store");
    TCase *c = tcase_create("followers");

    tcase_add_checked_fixture(c, open_store, close_store);
    tcase_add_test(c, followers_are_told_each_change_in_order_when_it_is_committed);
    tcase_add_test(c, a_change_shows_the_object_before_and_after);
    tcase_add_test(c, nobody_is_told_of_what_is_rolled_back);
    tcase_add_test(c, followers_may_leave_while_they_are_told);
    tcase_add_test(c, who_begins_while_others_are_told_gets_each_change_once);
    tcase_add_test(c, replays_what_came_after_a_revision);
    tcase_add_test(c, does_not_replay_from_the_future);
    tcase_add_test(c, does_not_replay_what_was_compacted);
    tcase_add_test(c, remembers_exactly_as_many_changes_as_its_limit);
    tcase_add_test(c, a_store_that_goes_lets_its_followers_go);
    tcase_add_test(c, followers_are_told_again_after_the_revision_went_back);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
