#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/state/store.h"
#include "tests/base/state/toys.h"
#include "tests/test.h"

#include "base/banned.h"

static struct clock *wall;
static struct store *store;

static void open_store(void)
{
    wall = clock_new(true);
    store = store_new(wall);
}

static void close_store(void)
{
    store_free(store);
    clock_free(wall);
}

static bool write_id(void *arg, const struct object *o)
{
    struct buf *b = arg;

    buf_printf(b, "%s%s", b->len ? " " : "", o->id);
    return true;
}

static const char *ids_of(const char *scope)
{
    static char text[4096];
    struct buf b = BUF_LIMIT(sizeof text - 1);

    store_each(store, &kind_toy, scope, write_id, &b);
    snprintf(text, sizeof text, "%.*s", STR_ARG(buf_str(&b)));
    buf_done(&b);
    return text;
}

static const char *toys_in(const char *box)
{
    static char text[4096];
    struct buf b = BUF_LIMIT(sizeof text - 1);

    store_children(store, &kind_toy, box, write_id, &b);
    snprintf(text, sizeof text, "%.*s", STR_ARG(buf_str(&b)));
    buf_done(&b);
    return text;
}

START_TEST(finds_an_object_by_kind_scope_and_id)
{
    store_begin(store);
    store_put(store, &kind_toy, "here", "a", toy_in(NULL, 1));
    store_put(store, &kind_toy, "there", "a", toy_in(NULL, 2));
    store_put(store, &kind_box, "here", "a", toy_in(NULL, 3));
    store_commit(store);

    ck_assert_int_eq(toy_value(store_get(store, &kind_toy, "here", "a")), 1);
    ck_assert_int_eq(toy_value(store_get(store, &kind_toy, "there", "a")), 2);
    ck_assert_int_eq(toy_value(store_get(store, &kind_box, "here", "a")), 3);
    ck_assert_ptr_null(store_get(store, &kind_box, "there", "a"));
    ck_assert_ptr_null(store_get(store, &kind_toy, "here", "b"));
}
END_TEST

START_TEST(finds_the_oldest_of_an_id_in_any_scope)
{
    store_begin(store);
    store_put(store, &kind_toy, "there", "a", toy_in(NULL, 1));
    store_put(store, &kind_toy, "here", "a", toy_in(NULL, 2));
    store_commit(store);

    ck_assert_int_eq(toy_value(store_find(store, &kind_toy, "a")), 1);
    ck_assert_ptr_null(store_find(store, &kind_box, "a"));
    store_begin(store);
    store_drop(store, &kind_toy, "there", "a");
    ck_assert_int_eq(toy_value(store_find(store, &kind_toy, "a")), 2);
    store_rollback(store);
    ck_assert_int_eq(toy_value(store_find(store, &kind_toy, "a")), 1);
}
END_TEST

START_TEST(says_when_and_by_which_change_an_object_came_and_changed)
{
    commit_toy(store, "a", NULL, 1);
    clock_advance(wall, 500);
    commit_toy(store, "b", NULL, 1);
    commit_toy(store, "a", NULL, 2);

    const struct object *a = store_get(store, &kind_toy, "here", "a");
    ck_assert_uint_eq(a->created, 1);
    ck_assert_uint_eq(a->revision, 3);
    ck_assert_int_eq(a->changed_ms, CLOCK_MANUAL_START_MS + 500);
    ck_assert_uint_eq(store_revision(store), 3);
    ck_assert_uint_eq(store_next_revision(store), 4);
}
END_TEST

START_TEST(lists_in_the_order_of_creation_whatever_changed_since)
{
    commit_toy(store, "b", NULL, 1);
    commit_toy(store, "a", NULL, 1);
    commit_toy(store, "c", NULL, 1);
    commit_toy(store, "b", NULL, 2);
    commit_drop(store, "a");
    commit_toy(store, "a", NULL, 3);

    ck_assert_str_eq(ids_of(NULL), "b c a");
    ck_assert_str_eq(ids_of("here"), "b c a");
    ck_assert_str_eq(ids_of("there"), "");
    ck_assert_uint_eq(store_count(store, &kind_toy, NULL), 3);
    ck_assert_uint_eq(store_count(store, &kind_toy, "there"), 0);
}
END_TEST

START_TEST(lists_children_where_their_parent_is_now)
{
    commit_toy(store, "a", "red", 1);
    commit_toy(store, "b", "blue", 1);
    commit_toy(store, "c", "red", 1);

    store_begin(store);
    put_toy(store, "a", "blue", 2);
    put_toy(store, "c", NULL, 2);
    ck_assert_str_eq(toys_in("red"), "");
    ck_assert_str_eq(toys_in("blue"), "a b");
    store_rollback(store);

    ck_assert_str_eq(toys_in("red"), "a c");
    ck_assert_str_eq(toys_in("blue"), "b");
}
END_TEST

static void write_change(void *arg, const struct change *c)
{
    buf_printf(arg, "%s%d %s", ((struct buf *)arg)->len ? ", " : "", (int)c->type,
               (c->after ? c->after : c->before)->id);
}

START_TEST(tells_what_the_open_transaction_changed)
{
    struct buf b = BUF_LIMIT(200);
    commit_toy(store, "a", NULL, 1);
    commit_toy(store, "b", NULL, 1);

    store_begin(store);
    put_toy(store, "c", NULL, 1);
    put_toy(store, "a", NULL, 2);
    store_drop(store, &kind_toy, "here", "b");
    store_each_change(store, write_change, &b);
    store_rollback(store);

    ck_assert_str_eq(b.at, "0 c, 1 a, 2 b");
    buf_done(&b);
}
END_TEST

START_TEST(reads_inside_a_transaction_see_its_changes)
{
    commit_toy(store, "a", NULL, 1);

    store_begin(store);
    put_toy(store, "a", NULL, 2);
    put_toy(store, "b", NULL, 3);

    ck_assert_int_eq(toy_value(store_get(store, &kind_toy, "here", "a")), 2);
    ck_assert_str_eq(ids_of("here"), "a b");
    ck_assert_uint_eq(store_revision(store), 3);
    ck_assert(store_in_transaction(store));
    store_rollback(store);
    ck_assert(!store_in_transaction(store));
}
END_TEST

START_TEST(a_rollback_gives_back_the_very_same_objects_and_revisions)
{
    commit_toy(store, "a", NULL, 1);
    commit_toy(store, "b", NULL, 1);
    const struct object *a = store_get(store, &kind_toy, "here", "a");

    store_begin(store);
    put_toy(store, "a", NULL, 2);
    store_drop(store, &kind_toy, "here", "a");
    put_toy(store, "a", NULL, 3);
    put_toy(store, "c", NULL, 4);
    store_rollback(store);

    ck_assert_ptr_eq(store_get(store, &kind_toy, "here", "a"), a);
    ck_assert_int_eq(toy_value(a), 1);
    ck_assert_str_eq(ids_of(NULL), "a b");
    ck_assert_uint_eq(store_revision(store), 2);
}
END_TEST

START_TEST(says_whether_there_was_something_to_drop)
{
    commit_toy(store, "a", NULL, 1);

    store_begin(store);
    ck_assert(!store_drop(store, &kind_toy, "there", "a"));
    ck_assert(store_drop(store, &kind_toy, "here", "a"));
    ck_assert(!store_drop(store, &kind_toy, "here", "a"));
    store_commit(store);
}
END_TEST

START_TEST(a_held_object_stays_as_it_was)
{
    commit_toy(store, "a", NULL, 1);
    const struct object *held = object_ref(store_get(store, &kind_toy, "here", "a"));

    commit_toy(store, "a", NULL, 2);
    commit_drop(store, "a");
    store_compact(store);

    ck_assert_int_eq(toy_value(held), 1);
    ck_assert_str_eq(held->id, "a");
    object_unref(held);
}
END_TEST

static bool drop_it(void *arg, const struct object *o)
{
    (void)arg;
    store_drop(store, &kind_toy, "here", o->id);
    store_drop(store, &kind_toy, "here", "c");
    put_toy(store, "new", NULL, 1);
    return true;
}

START_TEST(an_object_keeps_its_text_until_it_changes)
{
    commit_toy(store, "t", "a-box", 1);
    const char *first = object_json(store_get(store, &kind_toy, "here", "t"));
    const char *again = object_json(store_get(store, &kind_toy, "here", "t"));

    ck_assert_str_eq(first, "{\"BoxId\":\"a-box\",\"Value\":1}");
    ck_assert_ptr_eq(again, first);

    commit_toy(store, "t", "a-box", 2);

    ck_assert_str_eq(object_json(store_get(store, &kind_toy, "here", "t")),
                     "{\"BoxId\":\"a-box\",\"Value\":2}");
}
END_TEST

START_TEST(a_list_may_be_changed_while_it_is_walked)
{
    commit_toy(store, "a", "red", 1);
    commit_toy(store, "b", "red", 1);
    commit_toy(store, "c", "red", 1);

    store_begin(store);
    store_children(store, &kind_toy, "red", drop_it, NULL);
    store_commit(store);

    ck_assert_str_eq(ids_of(NULL), "new");
}
END_TEST

static bool commit_in_the_walk(void *arg, const struct object *o)
{
    (void)arg;
    commit_drop(store, o->id);
    commit_toy(store, "a", NULL, 7);
    return true;
}

START_TEST(a_list_may_be_walked_over_many_transactions)
{
    commit_toy(store, "a", NULL, 1);
    commit_toy(store, "b", NULL, 1);

    store_each(store, &kind_toy, NULL, commit_in_the_walk, NULL);

    ck_assert_str_eq(ids_of(NULL), "a");
    commit_drop(store, "a");
    ck_assert_uint_eq(store_count(store, &kind_toy, NULL), 0);
}
END_TEST

static bool stop_at_b(void *arg, const struct object *o)
{
    write_id(arg, o);
    return strcmp(o->id, "b") != 0;
}

START_TEST(a_walk_ends_when_its_function_says_so)
{
    struct buf b = BUF_LIMIT(100);
    commit_toy(store, "a", NULL, 1);
    commit_toy(store, "b", NULL, 1);
    commit_toy(store, "c", NULL, 1);

    store_each(store, &kind_toy, NULL, stop_at_b, &b);

    ck_assert_str_eq(b.at, "a b");
    buf_done(&b);
}
END_TEST

static bool write_kind(void *arg, const struct kind *k)
{
    buf_printf(arg, "%s ", k->name);
    return true;
}

START_TEST(names_the_kinds_that_have_objects)
{
    struct buf b = BUF_LIMIT(100);
    commit_toy(store, "a", NULL, 1);
    store_begin(store);
    store_put(store, &kind_box, "here", "red", cJSON_CreateObject());
    store_rollback(store);

    store_each_kind(store, write_kind, &b);
    ck_assert_str_eq(b.at, "toy/Toy ");
    buf_reset(&b);
    store_begin(store);
    store_drop(store, &kind_toy, "here", "a");
    store_each_kind(store, write_kind, &b);

    ck_assert_uint_eq(b.len, 0);
    store_rollback(store);
    buf_done(&b);
}
END_TEST

static void restore(const char *id, uint64_t created, uint64_t revision)
{
    struct object as = { .kind = &kind_toy,
                         .scope = "here",
                         .id = id,
                         .created = created,
                         .revision = revision,
                         .changed_ms = 5 };

    store_restore(store, &as, toy_in("red", 1));
}

static void never_told(struct follower *f, const struct change *c)
{
    (void)f;
    (void)c;
    ck_abort_msg("a follower was told of a restored object");
}

START_TEST(restores_objects_as_they_were_in_the_order_of_their_creation)
{
    struct follower f = { .changed = never_told };
    commit_toy(store, "old", NULL, 1);
    store_follow(store, &f);

    store_clear(store);
    restore("b", 9, 40);
    restore("a", 3, 41);
    restore("c", 5, 5);
    store_set_revision(store, 57);

    ck_assert_str_eq(ids_of(NULL), "a c b");
    ck_assert_str_eq(toys_in("red"), "a c b");
    ck_assert_uint_eq(store_revision(store), 57);
    ck_assert_uint_eq(store_get(store, &kind_toy, "here", "a")->revision, 41);
    ck_assert_int_eq(store_get(store, &kind_toy, "here", "a")->changed_ms, 5);
    ck_assert(!store_replay(store, 56, &f));
    ck_assert(store_replay(store, 57, &f));
    store_unfollow(&f);
    commit_toy(store, "d", NULL, 1);
    ck_assert_str_eq(ids_of(NULL), "a c b d");
}
END_TEST

static void begin_while_told(struct follower *f, const struct change *c)
{
    (void)f;
    (void)c;
    store_begin(store);
}

static void begin_twice(void)
{
    store_begin(store);
    store_begin(store);
}

static void begin_in_a_follower(void)
{
    static struct follower f = { .changed = begin_while_told };

    store_follow(store, &f);
    commit_toy(store, "a", NULL, 1);
}

static void begin_in_a_replay(void)
{
    struct follower f = { .changed = begin_while_told };

    commit_toy(store, "a", NULL, 1);
    store_replay(store, 0, &f);
}

static void replay_in_a_transaction(void)
{
    struct follower f = { .changed = never_told };

    store_begin(store);
    store_replay(store, 0, &f);
}

static void put_outside(void)
{
    put_toy(store, "a", NULL, 1);
}

static void drop_outside(void)
{
    store_drop(store, &kind_toy, "here", "a");
}

static void commit_outside(void)
{
    store_commit(store);
}

static void roll_back_outside(void)
{
    store_rollback(store);
}

static void restore_twice(void)
{
    restore("a", 1, 1);
    restore("a", 2, 2);
}

static void clear_in_a_transaction(void)
{
    store_begin(store);
    store_clear(store);
}

static void (*const misuses[])(void) = {
    begin_twice,   begin_in_a_follower,    begin_in_a_replay, replay_in_a_transaction,
    put_outside,   drop_outside,           commit_outside,    roll_back_outside,
    restore_twice, clear_in_a_transaction,
};

START_TEST(ends_the_process_when_it_is_misused)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        close(STDERR_FILENO);
        misuses[_i]();
        _exit(0);
    }
    waitpid(child, &status, 0);

    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %d", status);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("store");
    TCase *c = tcase_create("store");

    tcase_add_checked_fixture(c, open_store, close_store);
    tcase_add_test(c, finds_an_object_by_kind_scope_and_id);
    tcase_add_test(c, finds_the_oldest_of_an_id_in_any_scope);
    tcase_add_test(c, says_when_and_by_which_change_an_object_came_and_changed);
    tcase_add_test(c, lists_in_the_order_of_creation_whatever_changed_since);
    tcase_add_test(c, lists_children_where_their_parent_is_now);
    tcase_add_test(c, tells_what_the_open_transaction_changed);
    tcase_add_test(c, reads_inside_a_transaction_see_its_changes);
    tcase_add_test(c, a_rollback_gives_back_the_very_same_objects_and_revisions);
    tcase_add_test(c, says_whether_there_was_something_to_drop);
    tcase_add_test(c, a_held_object_stays_as_it_was);
    tcase_add_test(c, an_object_keeps_its_text_until_it_changes);
    tcase_add_test(c, a_list_may_be_changed_while_it_is_walked);
    tcase_add_test(c, a_list_may_be_walked_over_many_transactions);
    tcase_add_test(c, a_walk_ends_when_its_function_says_so);
    tcase_add_test(c, names_the_kinds_that_have_objects);
    tcase_add_test(c, restores_objects_as_they_were_in_the_order_of_their_creation);
    tcase_add_loop_test(c, ends_the_process_when_it_is_misused, 0,
                        sizeof misuses / sizeof *misuses);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
