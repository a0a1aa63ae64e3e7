#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

START_TEST(is_added_by_its_interface_and_address)
{
    struct world *w = world_new();

    get(w, "", "AddServersToServerGroup",
        "{'ServerGroupId':'sgp-3','Servers':[{'ServerType':'eni','ServerId':'eni-a',"
        "'ServerIp':'10.0.1.101','Port':8080}]}");

    ck_assert_ptr_nonnull(w->job);
    const char *id = "sgp-3:eni-a:10.0.1.101:8080";
    ck_assert_str_eq(state_of(w, "alb/Server", id), "Adding");
    ck_assert_str_eq(state_of(w, "alb/ServerGroup", "sgp-3"), "Configuring");
    get(w, "", "ListServerGroupServers", "{'ServerGroupId':'sgp-3'}");
    ck_assert_str_eq(reply_text(w, "Servers.0.Status"), "Available");
    ck_assert_str_eq(reply_text(w, "Servers.0.ServerType"), "Eni");
    ck_assert_str_eq(reply_text(w, "Servers.0.ServerIp"), "10.0.1.101");
    ck_assert_str_eq(reply_text(w, "Servers.0.ServerGroupId"), "sgp-3");
    ck_assert_int_eq(json_int(w->reply, "Servers.0.Weight"), 100);
    ck_assert_str_eq(state_of(w, "alb/ServerGroup", "sgp-3"), "Available");
    world_free(w);
}
END_TEST

static const struct {
    const char *why, *group, *server, *ip;
} legal[] = {
    { "an instance has its first address", "sgp-3",
      "{'ServerType':'Ecs','ServerId':'i-a','Port':80,'Weight':0}", "10.0.1.20" },
    { "an interface has its first address", "sgp-3",
      "{'ServerType':'Eni','ServerId':'eni-a','Port':80}", "10.0.1.100" },
    { "a container group", "sgp-3", "{'ServerType':'Eci','ServerId':'eci-a','Port':80}",
      "10.0.1.21" },
    { "an address of the VPC", "sgp-ip", "{'ServerType':'Ip','ServerId':'10.0.200.1','Port':80}",
      "10.0.200.1" },
    { "a remote address of 10/8", "sgp-ip",
      "{'ServerType':'Ip','ServerId':'10.99.0.1','Port':80,'RemoteIpEnabled':true}", "10.99.0.1" },
    { "a remote address of 100.64/10", "sgp-ip",
      "{'ServerType':'Ip','ServerId':'100.64.0.1','Port':80,'RemoteIpEnabled':true}",
      "100.64.0.1" },
    { "a remote address of 172.16/12", "sgp-ip",
      "{'ServerType':'Ip','ServerId':'172.31.0.1','Port':80,'RemoteIpEnabled':true}",
      "172.31.0.1" },
    { "a function", "sgp-fc", "{'ServerType':'Fc','ServerId':'acs:fc:cn-hangzhou:1:functions/f'}",
      "" },
};

START_TEST(may_be_of_each_type)
{
    struct world *w = world_new();
    get(w, "", "AddServersToServerGroup", "{'ServerGroupId':'%s','Servers':[%s]}", legal[_i].group,
        legal[_i].server);

    get(w, "", "ListServerGroupServers", "{'ServerGroupId':'%s'}", legal[_i].group);

    int last = reply_count(w, "Servers") - 1;
    ck_assert_str_eq(reply_text(w, arena_printf(w->arena, "Servers.%d.ServerIp", last)),
                     legal[_i].ip);
    world_free(w);
}
END_TEST

START_TEST(stands_once_on_each_port)
{
    struct world *w = world_new();

    get(w, "", "AddServersToServerGroup",
        "{'ServerGroupId':'sgp-1','Servers':[{'ServerType':'Ecs','ServerId':'i-a','Port':81},"
        "{'ServerType':'Ecs','ServerId':'i-a','Port':82}]}");

    get(w, "", "ListServerGroupServers", "{'ServerGroupId':'sgp-1'}");
    ck_assert_int_eq(reply_count(w, "Servers"), 3);
    world_free(w);
}
END_TEST

START_TEST(is_removed_without_its_address_being_said)
{
    struct world *w = world_new();
    get(w, "", "AddServersToServerGroup",
        "{'ServerGroupId':'sgp-3','Servers':[{'ServerType':'Eni','ServerId':'eni-a','Port':80}]}");

    get(w, "", "RemoveServersFromServerGroup",
        "{'ServerGroupId':'sgp-3','Servers':[{'ServerType':'Eni','ServerId':'eni-a','Port':80}]}");

    ck_assert_str_eq(state_of(w, "alb/Server", "sgp-3:eni-a:10.0.1.100:80"), "Removing");
    get(w, "", "ListServerGroupServers", "{'ServerGroupId':'sgp-3'}");
    ck_assert_int_eq(reply_count(w, "Servers"), 0);
    world_free(w);
}
END_TEST

START_TEST(is_replaced_by_another_in_one_call)
{
    struct world *w = world_new();

    get(w, "", "ReplaceServersInServerGroup",
        "{'ServerGroupId':'sgp-1','AddedServers':[{'ServerId':'i-a2','Port':80}],"
        "'RemovedServers':[{'ServerId':'i-a','Port':80}]}");

    get(w, "", "ListServerGroupServers", "{'ServerGroupId':'sgp-1'}");
    ck_assert_int_eq(reply_count(w, "Servers"), 1);
    ck_assert_str_eq(reply_text(w, "Servers.0.ServerId"), "i-a2");
    ck_assert_str_eq(reply_text(w, "Servers.0.ServerType"), "Ecs");
    world_free(w);
}
END_TEST

START_TEST(is_weighed_and_described_anew)
{
    struct world *w = world_new();

    get(w, "", "UpdateServerGroupServersAttribute",
        "{'ServerGroupId':'sgp-ip','Servers':[{'ServerType':'Ip','ServerId':'192.168.7.7',"
        "'Port':80,'Weight':7,'Description':'other'}]}");

    ck_assert_str_eq(state_of(w, "alb/Server", "sgp-ip:192.168.7.7::80"), "Configuring");
    get(w, "", "ListServerGroupServers", "{'ServerGroupId':'sgp-ip'}");
    ck_assert_int_eq(json_int(w->reply, "Servers.0.Weight"), 7);
    ck_assert_str_eq(reply_text(w, "Servers.0.Description"), "other");
    ck_assert(json_bool(w->reply, "Servers.0.RemoteIpEnabled"));
    world_free(w);
}
END_TEST

START_TEST(is_let_alone_while_it_changes)
{
    struct world *w = world_new();
    struct err err;
    ck_assert(seed(w,
                   "{'data':[{'kind':'alb/Server','id':'sgp-1:i-a2::80','body':{'ServerGroupId':"
                   "'sgp-1','ServerId':'i-a2','ServerType':'Ecs','Port':80,'Status':'Configuring',"
                   "'_next':'Available','_dueMs':1e14}}]}",
                   &err));

    answer(w, "RemoveServersFromServerGroup",
           "{'ServerGroupId':'sgp-1','Servers':[{'ServerType':'Ecs','ServerId':'i-a2',"
           "'Port':80}]}");

    ck_assert_str_eq(w->code, "ResourceInConfiguring.BackendServer");
    ck_assert_str_eq(w->message,
                     "The specified resource of i-a2 is being configured, please try again later.");
    world_free(w);
}
END_TEST

static const struct {
    const char *params;
    int found;
} filters[] = {
    { "{}", 2 },
    { "{'ServerGroupId':'sgp-1'}", 1 },
    { "{'ServerGroupId':'sgp-none'}", 0 },
    { "{'ServerIds':['i-a','i-a2']}", 1 },
    { "{'ServerIds':['i-a2']}", 0 },
    { "{'ServerGroupId':'sgp-1','ServerIds':['192.168.7.7']}", 0 },
    { "{'ServerIp':'192.168.7.7'}", 1 },
    { "{'ServerId':'i-a'}", 1 },
    { "{'Tag':[{'Key':'owner','Value':'shop'}]}", 1 },
};

START_TEST(is_listed_by_every_filter)
{
    struct world *w = world_new();

    get(w, "", "ListServerGroupServers", "%s", filters[_i].params);

    ck_assert_msg(reply_count(w, "Servers") == filters[_i].found, "%s: %d", filters[_i].params,
                  reply_count(w, "Servers"));
    world_free(w);
}
END_TEST

START_TEST(is_not_listed_from_another_region)
{
    struct world *w = world_new();
    w->region = "cn-chengdu";

    get(w, "", "ListServerGroupServers", "{'ServerGroupId':'sgp-1'}");

    ck_assert_int_eq(reply_count(w, "Servers"), 0);
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("server");
    TCase *server = tcase_create("a server");

    tcase_add_test(server, is_added_by_its_interface_and_address);
    tcase_add_loop_test(server, may_be_of_each_type, 0, (int)(sizeof(legal) / sizeof(legal[0])));
    tcase_add_test(server, stands_once_on_each_port);
    tcase_add_test(server, is_removed_without_its_address_being_said);
    tcase_add_test(server, is_replaced_by_another_in_one_call);
    tcase_add_test(server, is_weighed_and_described_anew);
    tcase_add_test(server, is_let_alone_while_it_changes);
    tcase_add_loop_test(server, is_listed_by_every_filter, 0,
                        (int)(sizeof(filters) / sizeof(filters[0])));
    tcase_add_test(server, is_not_listed_from_another_region);
    suite_add_tcase(s, server);
    return s;
}

TEST_MAIN(suite)
