#include "tests/test.h"

#include <string.h>

#include "harness.h"
#include "mockalb/gateway/errors.h"
#include "mockalb/resources/rights.h"

#include "base/banned.h"

static const struct {
    const char *action, *kind;
    enum error_id error;
} rows[] = {
#define RIGHT(action, kind, error) { #action, #kind, ERR_##error },
#include "mockalb/resources/rights.def"
#undef RIGHT
};

/* Before anything is said of its parameters: these calls have none. */
START_TEST(is_refused_by_the_code_of_the_kind)
{
    struct world *w = world_denied(rows[_i].kind);
    uint64_t revision = store_revision(w->store);

    answer(w, rows[_i].action, "{}");

    ck_assert_msg(strcmp(w->code, error_code(rows[_i].error)) == 0, "%s: %s", rows[_i].action,
                  w->code);
    ck_assert_uint_eq(store_revision(w->store), revision);
    world_free(w);
}
END_TEST

START_TEST(goes_on_where_it_is_about_another_kind)
{
    struct world *w = world_denied("LoadBalancer, Acl");

    ck_assert_str_eq(answer(w, "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-1'}"),
                     "Forbidden.LoadBalancer");
    ck_assert_str_eq(w->message, "Authentication has failed for LoadBalancer.");
    ck_assert_str_eq(answer(w, "ListAcls", "{}"), "Forbidden.Acl");

    ck_assert_str_eq(answer(w, "ListServerGroupServers", "{'ServerGroupId':'sgp-1'}"), "");
    world_free(w);
}
END_TEST

static const struct {
    const char *names, *why; /* NULL: they are taken */
} lists[] = {
    { "LoadBalancer", NULL },
    { "Acl, ServerGroup", NULL },
    { "Acl,Weather", "there are no rights to 'Weather'; there are some to LoadBalancer, Listener" },
    { "acl", "there are no rights to 'acl'" },
    { "", "there are no rights to ''" },
};

START_TEST(is_denied_by_the_names_of_kinds)
{
    unsigned denied = 0;
    struct err err = { .text = "" };

    bool taken = rights_deny(&denied, lists[_i].names, &err);

    ck_assert_int_eq(taken, !lists[_i].why);
    ck_assert_msg(!lists[_i].why || strstr(err.text, lists[_i].why), "%s", err.text);
    ck_assert(!taken || denied);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rights");
    TCase *call = tcase_create("a call without rights");

    tcase_add_loop_test(call, is_refused_by_the_code_of_the_kind, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(call, goes_on_where_it_is_about_another_kind);
    tcase_add_loop_test(call, is_denied_by_the_names_of_kinds, 0,
                        (int)(sizeof(lists) / sizeof(lists[0])));
    suite_add_tcase(s, call);
    return s;
}

TEST_MAIN(suite)
