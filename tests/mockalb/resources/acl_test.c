#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

static const char *kept(struct world *w, const char *text)
{
    return arena_strz(w->arena, str_of(text));
}

static const char *new_acl(struct world *w, const char *name)
{
    return kept(w, get(w, "AclId", "CreateAcl", "{'AclName':'%s'}", name));
}

START_TEST(takes_entries_and_gives_them_up)
{
    struct world *w = world_realistic();
    const char *acl = new_acl(w, "office");
    get(w, "", "ListAcls", "{}");
    ck_assert_str_eq(reply_text(w, "Acls.0.AclStatus"), "Creating");
    clock_advance(w->clock, 5000);

    get(w, "", "AddEntriesToAcl",
        "{'AclId':'%s','AclEntries':[{'Entry':'10.0.0.0/8','Description':'office'},{'Entry':"
        "'192.168.1.1'}]}",
        acl);
    ck_assert_ptr_nonnull(w->job);
    get(w, "", "ListAclEntries", "{'AclId':'%s'}", acl);
    ck_assert_int_eq(json_int(w->reply, "TotalCount"), 2);
    ck_assert_str_eq(reply_text(w, "AclEntries.0.Entry"), "10.0.0.0/8");
    ck_assert_str_eq(reply_text(w, "AclEntries.0.Description"), "office");
    ck_assert_str_eq(reply_text(w, "AclEntries.0.Status"), "Adding");
    ck_assert_str_eq(state_of(w, "alb/Acl", acl), "Configuring");
    clock_advance(w->clock, 5000);
    ck_assert_str_eq(state_of(w, "alb/Acl", acl), "Available");

    get(w, "", "RemoveEntriesFromAcl", "{'AclId':'%s','Entries':['10.0.0.0/8']}", acl);
    get(w, "", "ListAclEntries", "{'AclId':'%s'}", acl);
    ck_assert_str_eq(reply_text(w, "AclEntries.0.Status"), "Removing");
    ck_assert_str_eq(reply_text(w, "AclEntries.1.Status"), "Available");
    clock_advance(w->clock, 5000);
    get(w, "", "ListAclEntries", "{'AclId':'%s'}", acl);
    ck_assert_int_eq(reply_count(w, "AclEntries"), 1);
    ck_assert_str_eq(reply_text(w, "AclEntries.0.Entry"), "192.168.1.1");
    world_free(w);
}
END_TEST

START_TEST(guards_a_listener_until_it_is_taken_off)
{
    struct world *w = world_realistic();
    const char *acl = new_acl(w, "office");
    clock_advance(w->clock, 5000);
    get(w, "", "GetListenerAttribute", "{'ListenerId':'lsn-80'}");
    ck_assert_ptr_null(json_get(w->reply, "AclConfig"));

    get(w, "", "AssociateAclsWithListener",
        "{'ListenerId':'lsn-80','AclType':'Black','AclIds':['%s']}", acl);
    get(w, "", "GetListenerAttribute", "{'ListenerId':'lsn-80'}");
    ck_assert_str_eq(reply_text(w, "AclConfig.AclType"), "Black");
    ck_assert_str_eq(reply_text(w, "AclConfig.AclRelations.0.AclId"), acl);
    ck_assert_str_eq(reply_text(w, "AclConfig.AclRelations.0.Status"), "Associating");
    ck_assert_str_eq(reply_text(w, "ListenerStatus"), "Configuring");
    clock_advance(w->clock, 5000);
    get(w, "", "ListAclRelations", "{'AclIds':['%s']}", acl);
    ck_assert_str_eq(reply_text(w, "AclRelations.0.RelatedListeners.0.ListenerId"), "lsn-80");
    ck_assert_str_eq(reply_text(w, "AclRelations.0.RelatedListeners.0.Status"), "Associated");
    ck_assert_int_eq(json_int(w->reply, "AclRelations.0.RelatedListeners.0.ListenerPort"), 80);

    get(w, "", "DissociateAclsFromListener", "{'ListenerId':'lsn-80','AclIds':['%s']}", acl);
    clock_advance(w->clock, 5000);
    get(w, "", "GetListenerAttribute", "{'ListenerId':'lsn-80'}");
    ck_assert_ptr_null(json_get(w->reply, "AclConfig"));
    get(w, "", "DeleteAcl", "{'AclId':'%s'}", acl);
    clock_advance(w->clock, 5000);
    ck_assert_int_eq(count(w, "alb/Acl"), 0);
    world_free(w);
}
END_TEST

START_TEST(goes_with_its_entries_and_its_listener)
{
    struct world *w = world_new();
    const char *acl = new_acl(w, "office"), *other = new_acl(w, "home");
    get(w, "", "AddEntriesToAcl", "{'AclId':'%s','AclEntries':[{'Entry':'10.0.0.0/8'}]}", other);
    get(w, "", "AssociateAclsWithListener",
        "{'ListenerId':'lsn-443','AclType':'White','AclIds':['%s']}", acl);

    get(w, "", "DeleteAcl", "{'AclId':'%s'}", other);
    get(w, "", "DeleteListener", "{'ListenerId':'lsn-443'}");
    get(w, "", "ListAclRelations", "{'AclIds':['%s']}", acl);

    ck_assert_int_eq(count(w, "alb/AclEntry"), 0);
    ck_assert_int_eq(reply_count(w, "AclRelations.0.RelatedListeners"), 0);
    world_free(w);
}
END_TEST

static const struct {
    const char *filter;
    int found;
} filters[] = {
    { "{}", 2 },
    { "{'AclNames':['office']}", 1 },
    { "{'AclNames':['none']}", 0 },
    { "{'Tag':[{'Key':'k','Value':'v'}]}", 1 },
    { "{'ResourceGroupId':'rg-other'}", 1 },
    { "{'AddressIPVersion':'IPv6'}", 1 },
    { "{'MaxResults':1}", 1 },
};

START_TEST(is_found_by_its_filters)
{
    struct world *w = world_new();
    new_acl(w, "office");
    get(w, "", "CreateAcl",
        "{'AclName':'home','AddressIpVersion':'IPv6','ResourceGroupId':'rg-other','Tag':[{'Key':"
        "'k','Value':'v'}]}");

    get(w, "", "ListAcls", "%s", filters[_i].filter);

    ck_assert_int_eq(reply_count(w, "Acls"), filters[_i].found);
    world_free(w);
}
END_TEST

START_TEST(has_another_name_at_once)
{
    struct world *w = world_realistic();
    const char *acl = new_acl(w, "office");
    clock_advance(w->clock, 5000);

    get(w, "", "UpdateAclAttribute", "{'AclId':'%s','AclName':'home'}", acl);

    ck_assert_ptr_null(w->job);
    get(w, "", "ListAcls", "{'AclIds':['%s']}", acl);
    ck_assert_str_eq(reply_text(w, "Acls.0.AclName"), "home");
    ck_assert_str_eq(reply_text(w, "Acls.0.AclStatus"), "Available");
    get(w, "", "UpdateAclAttribute", "{'AclId':'%s','AclName':'home'}", acl);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("acl");
    TCase *t = tcase_create("an access control list");

    tcase_add_test(t, takes_entries_and_gives_them_up);
    tcase_add_test(t, guards_a_listener_until_it_is_taken_off);
    tcase_add_test(t, goes_with_its_entries_and_its_listener);
    tcase_add_loop_test(t, is_found_by_its_filters, 0, sizeof(filters) / sizeof(filters[0]));
    tcase_add_test(t, has_another_name_at_once);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
