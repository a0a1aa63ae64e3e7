#include "tests/test.h"

#include <stddef.h>
#include <string.h>

#include "base/json.h"
#include "harness.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/lifecycle.h"

#include "base/banned.h"

/* Every state of the table, as lines of its file. */
static const struct {
    const struct kind *kind;
    const char *state, *next;
    int64_t ms;
} rows[] = {
#define STATE(kind, state, next, ms) { &kind_##kind, state, next, ms },
#include "mockalb/resources/lifecycle.def"
#undef STATE
};

static void put(struct world *w, const struct kind *k, const char *id, cJSON *body)
{
    store_begin(w->store);
    store_put(w->store, k, "cn-hangzhou", id, body);
    store_commit(w->store);
}

static void enter(struct world *w, const struct kind *k, const char *id, const char *state)
{
    put(w, k, id, lifecycle_enter(cloud_lifecycle(w->cloud), k, cJSON_CreateObject(), state));
}

START_TEST(leaves_each_state_when_its_time_has_come)
{
    struct world *w = world_realistic();
    const char *kind = rows[_i].kind->name;

    enter(w, rows[_i].kind, "x", rows[_i].state);

    ck_assert_str_eq(state_of(w, kind, "x"), rows[_i].state);
    clock_advance(w->clock, rows[_i].ms - 1);
    ck_assert_str_eq(state_of(w, kind, "x"), rows[_i].state);
    clock_advance(w->clock, 1);
    ck_assert_str_eq(state_of(w, kind, "x"), rows[_i].next ? rows[_i].next : "");
    world_free(w);
}
END_TEST

/* What follows a state, and what follows that, to the state that lasts; "" when it is gone then. */
static const char *last_after(int row)
{
    const struct kind *k = rows[row].kind;
    const char *state = rows[row].next;

    for (size_t i = 0; state && i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].kind == k && strcmp(rows[i].state, state) == 0)
            return last_after((int)i);
    return state ? state : "";
}

START_TEST(leaves_each_state_at_once_in_the_profile_instant)
{
    struct world *w = world_new();
    const char *kind = rows[_i].kind->name;

    enter(w, rows[_i].kind, "x", rows[_i].state);

    ck_assert_str_eq(state_of(w, kind, "x"), rows[_i].state);
    clock_advance(w->clock, 0);
    ck_assert_str_eq(state_of(w, kind, "x"), last_after(_i));
    world_free(w);
}
END_TEST

START_TEST(settles_things_in_the_order_in_which_they_come_due)
{
    struct world *w = world_realistic();

    enter(w, &kind_load_balancer, "late", "Provisioning");
    enter(w, &kind_rule, "soon", "Provisioning");
    clock_advance(w->clock, 1000);

    ck_assert_str_eq(state_of(w, "alb/Rule", "soon"), "Available");
    ck_assert_str_eq(state_of(w, "alb/LoadBalancer", "late"), "Provisioning");
    clock_advance(w->clock, 4000);
    ck_assert_str_eq(state_of(w, "alb/LoadBalancer", "late"), "Active");
    world_free(w);
}
END_TEST

/* Counts the revisions at which something was told. */
struct counting {
    struct follower follower;
    struct world *world;
    int changes;
    const char *state; /* of the other thing while the first change is told */
};

static void count_change(struct follower *f, const struct change *c)
{
    struct counting *counting =
        (struct counting *)((char *)f - offsetof(struct counting, follower));

    (void)c;
    if (counting->changes++ == 0)
        counting->state = state_of(counting->world, "alb/Rule", "b");
}

START_TEST(settles_together_what_comes_due_together)
{
    struct world *w = world_realistic();
    struct counting counting = { .follower.changed = count_change, .world = w };
    enter(w, &kind_rule, "a", "Provisioning");
    enter(w, &kind_rule, "b", "Provisioning");
    store_follow(w->store, &counting.follower);

    clock_advance(w->clock, 1000);

    ck_assert_int_eq(counting.changes, 2);
    ck_assert_str_eq(counting.state, "Available");
    store_unfollow(&counting.follower);
    world_free(w);
}
END_TEST

START_TEST(forgets_what_its_transaction_undid)
{
    struct world *w = world_realistic();
    uint64_t revision = store_revision(w->store);
    store_begin(w->store);
    store_put(w->store, &kind_rule, "cn-hangzhou", "x",
              lifecycle_enter(cloud_lifecycle(w->cloud), &kind_rule, cJSON_CreateObject(),
                              "Provisioning"));

    store_rollback(w->store);

    clock_advance(w->clock, 60000);
    ck_assert_uint_eq(store_revision(w->store), revision);
    world_free(w);
}
END_TEST

START_TEST(keeps_its_time_when_something_else_of_it_changes)
{
    struct world *w = world_realistic();
    enter(w, &kind_rule, "x", "Provisioning");
    clock_advance(w->clock, 600);
    cJSON *body = json_copy(find(w, "alb/Rule", "x")->body);
    json_add_text(body, "RuleName", "other");

    put(w, &kind_rule, "x", body);

    clock_advance(w->clock, 400);
    ck_assert_str_eq(state_of(w, "alb/Rule", "x"), "Available");
    ck_assert_str_eq(json_text(find(w, "alb/Rule", "x")->body, "RuleName"), "other");
    world_free(w);
}
END_TEST

START_TEST(takes_along_what_it_owns)
{
    struct world *w = world_new();
    int rules = count(w, "alb/Rule"), listeners = count(w, "alb/Listener");

    get(w, "", "DeleteLoadBalancer", "{'LoadBalancerId':'alb-1'}");
    clock_advance(w->clock, 0);

    ck_assert_int_eq(count(w, "alb/Rule"), rules - 1);
    ck_assert_int_eq(count(w, "alb/Listener"), listeners - 3);
    ck_assert_ptr_null(find(w, "alb/LoadBalancer", "alb-1"));
    ck_assert_ptr_nonnull(find(w, "alb/ServerGroup", "sgp-1"));
    world_free(w);
}
END_TEST

START_TEST(goes_on_after_a_state_was_restored)
{
    struct world *w = world_realistic();
    enter(w, &kind_rule, "x", "Provisioning");
    const struct object *o = find(w, "alb/Rule", "x");
    struct object as = *o;
    as.scope = "cn-hangzhou";
    as.id = "x";
    cJSON *body = json_copy(o->body);

    store_clear(w->store);
    store_restore(w->store, &as, body);
    store_set_revision(w->store, as.revision);
    cloud_resume(w->cloud);

    clock_advance(w->clock, 1000);
    ck_assert_str_eq(state_of(w, "alb/Rule", "x"), "Available");
    world_free(w);
}
END_TEST

/* Followers see each of the states, also those that last no time. */
struct listener {
    struct follower follower;
    struct world *w;
};

static void told(struct follower *f, const struct change *c)
{
    struct world *w = ((struct listener *)f)->w;

    w->message = arena_printf(w->arena, "%s %s", w->message, lifecycle_state(c->after));
}

START_TEST(passes_through_each_state_on_its_way)
{
    struct world *w = world_new();
    struct listener listener = { .follower = { .changed = told }, .w = w };
    w->message = "";
    store_follow(w->store, &listener.follower);

    enter(w, &kind_physical_connection, "x", "Initial");
    clock_advance(w->clock, 0);

    ck_assert_str_eq(w->message, " Initial Allocating Allocated");
    store_unfollow(&listener.follower);
    world_free(w);
}
END_TEST

START_TEST(forgets_what_was_pending_before_a_reset)
{
    struct world *w = world_realistic();
    enter(w, &kind_rule, "x", "Provisioning");

    cloud_reset(w->cloud);

    uint64_t revision = store_revision(w->store);
    clock_advance(w->clock, 60000);
    ck_assert_uint_eq(store_revision(w->store), revision);
    ck_assert_int_eq(count(w, "alb/Rule"), 0);
    world_free(w);
}
END_TEST

static const char *const nonsense[] = {
    "{'_dueMs':'soon','_next':'Available'}",
    "{'_dueMs':1e300,'_next':7}",
    "{'_dueMs':-5,'_next':'Available'}",
    "{'_dueMs':0}",
    "{'_next':null}",
};

START_TEST(survives_a_state_that_lies)
{
    struct world *w = world_new();
    struct err err;

    bool done = seed(w,
                     arena_printf(w->arena,
                                  "{'data':[{'kind':'alb/Rule','id':'x','body':%s},"
                                  "{'kind':'ecs/SecurityGroup','id':'y','body':%s}]}",
                                  nonsense[_i], nonsense[_i]),
                     &err);

    ck_assert_msg(done, "%s", err.text);
    clock_advance(w->clock, 60000);
    ck_assert_ptr_nonnull(find(w, "ecs/SecurityGroup", "y"));
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("lifecycle");
    TCase *thing = tcase_create("a thing");

    tcase_add_loop_test(thing, leaves_each_state_when_its_time_has_come, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(thing, leaves_each_state_at_once_in_the_profile_instant, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(thing, settles_things_in_the_order_in_which_they_come_due);
    tcase_add_test(thing, settles_together_what_comes_due_together);
    tcase_add_test(thing, forgets_what_its_transaction_undid);
    tcase_add_test(thing, keeps_its_time_when_something_else_of_it_changes);
    tcase_add_test(thing, takes_along_what_it_owns);
    tcase_add_test(thing, goes_on_after_a_state_was_restored);
    tcase_add_test(thing, passes_through_each_state_on_its_way);
    tcase_add_test(thing, forgets_what_was_pending_before_a_reset);
    tcase_add_loop_test(thing, survives_a_state_that_lies, 0,
                        (int)(sizeof(nonsense) / sizeof(nonsense[0])));
    suite_add_tcase(s, thing);
    return s;
}

TEST_MAIN(suite)
