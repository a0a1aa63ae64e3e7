#include "mockalb/topology/reach.h"

#include "base/json.h"
#include "network.h"
#include "tests/test.h"

#include "base/banned.h"

#define T1  "vtb-2vc0shop0000000tr01"
#define T2  "vtb-bp10shop0000000tr02"
#define V1  "vtb-2vc0shop0000000vpc1"
#define V2  "vtb-bp10shop0000000vpc2"
#define A1  "tr-attach-shop0000000a1"
#define A2  "tr-attach-shop0000000a2"
#define P   "tr-attach-shop0000000p1"
#define B1  "tr-attach-shop0000000b1"
#define CEN "cen-shop000000000cen01"

#define G3 "sgp-71aexb9y93ypo00003"
#define G5 "sgp-ihydxb9y93ypo00005"

/* Entries that somebody adds. */
#define VPC_ROUTE(table, block, attachment)                                                        \
    "route vpc/RouteEntry " table " " block " " attachment ";"
#define TR_ROUTE(table, block, attachment)                                                         \
    "route cen/RouteEntry " table " " block " " attachment ";"

/* A load balancer that was not upgraded, with the blocks that such ones have in Chengdu. */
#define LEGACY                                                                                     \
    "set alb/LoadBalancer ~alb {'_BackToOriginCidrs':["                                            \
    "'100.117.130.0/25','100.117.130.128/25','100.117.131.0/25','100.117.131.128/25',"             \
    "'100.122.175.64/26','100.122.175.128/26','100.122.175.192/26','100.122.176.0/26']};"
#define EACH_BLOCK(ROUTE, table, attachment)                                                       \
    ROUTE(table, "100.117.130.0/25", attachment)                                                   \
    ROUTE(table, "100.117.130.128/25", attachment)                                                 \
    ROUTE(table, "100.117.131.0/25", attachment)                                                   \
    ROUTE(table, "100.117.131.128/25", attachment)                                                 \
    ROUTE(table, "100.122.175.64/26", attachment)                                                  \
    ROUTE(table, "100.122.175.128/26", attachment)                                                 \
    ROUTE(table, "100.122.175.192/26", attachment)
#define ALL_BLOCKS(ROUTE, table, attachment)                                                       \
    EACH_BLOCK(ROUTE, table, attachment)                                                           \
    ROUTE(table, "100.122.176.0/26", attachment)

#define SECURED                                                                                    \
    "add ecs/SecurityGroup cn-hangzhou sg-2 {'SecurityGroupId':'sg-2'};"                           \
    "set ecs/NetworkInterface @192.168.1.10 {'SecurityGroupIds':{'SecurityGroupId':['sg-2']}};"
#define ADMITS(id, policy, ports, block)                                                           \
    "add ecs/SecurityGroupRule cn-hangzhou " id " {'_SecurityGroupId':'sg-2','Direction':"         \
    "'ingress','IpProtocol':'TCP','Policy':'" policy "','PortRange':'" ports                       \
    "','SourceCidrIp':'" block "','Priority':'1'};"

#define SESSION                                                                                    \
    "set idc/Site idc-shop {'Bgp':true};"                                                          \
    "add vpc/BgpGroup cn-chengdu bgpg-1 {'RouterId':'vbr-2vc0shop000000vbr01'};"                   \
    "add vpc/BgpPeer cn-chengdu bgp-1 {'BgpGroupId':'bgpg-1'};"

/* Another server than the fixture's is asked for by its address. */
static const struct {
    const char *row, *change, *server;
    int scenario;
    const char *reason, *cause, *direction, *stage, *object;
} rows[] = {
#include "reach_rows.def"
};

static cJSON *server_of(struct network *n, const char *change, int scenario)
{
    cJSON *server = arena_json(n->arena, cJSON_CreateObject());
    const char *ip = *change == '+' || *change == '-' ? change + 1 : change;

    json_add_text(server, "ServerType", "Ip");
    json_add_text(server, "ServerIp", *ip ? ip : scenario == 3 ? "192.168.1.10" : "192.168.20.6");
    json_add_int(server, "Port", 80);
    json_add_bool(server, "RemoteIpEnabled", *change != '-');
    return server;
}

static const struct reach *ask(struct network *n, int scenario, const char *server)
{
    struct reach_question *q = arena_new_of(n->arena, struct reach_question);

    *q = (struct reach_question){
        .store = n->store,
        .routing = cloud_routing(n->cloud),
        .arena = n->arena,
        .balancer = store_find(n->store, cloud_kind("alb/LoadBalancer"), "alb-shop00000000000alb"),
        .group = store_find(n->store, cloud_kind("alb/ServerGroup"), scenario == 3 ? G3 : G5),
        .server = server_of(n, server, scenario),
    };
    ck_assert(q->balancer && q->group);
    return reach_server(q);
}

START_TEST(names_the_link_that_is_missing)
{
    struct network *n = network_of(rows[_i].scenario);

    network_change(n, rows[_i].change);
    const struct reach *r = ask(n, rows[_i].scenario, rows[_i].server);

    const char *cause = rows[_i].cause ? rows[_i].cause : rows[_i].reason;
    ck_assert_msg(strcmp(reason_code(r->reason), rows[_i].reason) == 0 &&
                      strcmp(reason_code(r->cause), cause) == 0 &&
                      strcmp(r->direction, rows[_i].direction) == 0 &&
                      strcmp(r->stage, rows[_i].stage) == 0 &&
                      (*rows[_i].object == '*' || strcmp(r->object, rows[_i].object) == 0),
                  "%s: wanted %s (%s) %s %s %s, got\n%s%s", rows[_i].row, rows[_i].reason, cause,
                  rows[_i].direction, rows[_i].stage, rows[_i].object, r->direction,
                  reach_text(r, n->arena));
    network_free(n);
}
END_TEST

START_TEST(every_reason_has_its_row)
{
    for (int reason = REASON_reachable; reason <= REASON_no_route; reason++) {
        bool found = false;
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
            found |=
                strcmp(rows[i].reason, reason_code((enum reason)reason)) == 0 ||
                (rows[i].cause && strcmp(rows[i].cause, reason_code((enum reason)reason)) == 0);
        ck_assert_msg(found, "%s", reason_code((enum reason)reason));
    }
}
END_TEST

/* A line a hop: direction stage table: block -> next hop. */
static const char *hops_of(struct network *n, const struct reach *r)
{
    const char *text = "";

    for (size_t i = 0; i < r->count; i++)
        text = arena_printf(n->arena, "%s%s %s %s: %s -> %s %s\n", text, r->hops[i].direction,
                            r->hops[i].stage, r->hops[i].table, r->hops[i].block,
                            r->hops[i].hop_type, r->hops[i].hop);
    return text;
}

static const struct {
    int scenario;
    const char *hops;
} ways[] = {
    /* clang-format off */
    { 3,
      "forward vpc1 " V1 ": 192.168.0.0/16 -> Attachment " A1 "\n"
      "forward tr1 " T1 ": 192.168.1.0/24 -> Attachment " P "\n"
      "forward tr2 " T2 ": 192.168.1.0/24 -> Attachment " A2 "\n"
      "forward vpc2 " V2 ": 192.168.1.0/24 -> Local \n"
      "return vpc2 " V2 ": 172.16.0.0/12 -> Attachment " A2 "\n"
      "return tr2 " T2 ": 172.16.1.0/24 -> Attachment " P "\n"
      "return tr1 " T1 ": 172.16.1.0/24 -> Attachment " A1 "\n"
      "return vpc1 " V1 ": 172.16.1.0/24 -> Local \n" },
    { 4,
      "forward vpc1 " V1 ": 192.168.0.0/16 -> Attachment " A1 "\n"
      "forward tr1 " T1 ": 192.168.20.0/24 -> Attachment " B1 "\n"
      "forward vbr vtb-2vc0shop000000vbr01: 192.168.20.0/24 -> RouterInterface ri-2vc0shop0000000ri01\n"
      "return idc : 172.16.0.0/12 -> Gateway 10.0.0.1\n"
      "return vbr vtb-2vc0shop000000vbr01: 172.16.0.0/24 -> Attachment " B1 "\n"
      "return tr1 " T1 ": 172.16.0.0/24 -> Attachment " A1 "\n"
      "return vpc1 " V1 ": 172.16.0.0/24 -> Local \n" },
    /* clang-format on */
};

START_TEST(tells_each_hop_with_its_table_and_the_block_that_matched)
{
    struct network *n = network_of(ways[_i].scenario);
    const struct reach *r = ask(n, ways[_i].scenario, "");

    ck_assert_str_eq(hops_of(n, r), ways[_i].hops);
    network_free(n);
}
END_TEST

START_TEST(says_what_the_health_checks_would)
{
    struct network *n = network_of(4);

    ck_assert_ptr_null(reach_health_reason(ask(n, 4, "")));
    network_change(n, "set idc/Site idc-shop {'Hosts':[{'Ip':'192.168.20.6','Ports':[81]}]}");
    ck_assert_str_eq(reach_health_reason(ask(n, 4, "")), "CONNECT_FAILED");
    network_change(n, "drop idc/Site idc-shop");
    ck_assert_str_eq(reach_health_reason(ask(n, 4, "")), "CONNECT_TIMEOUT");
    network_free(n);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("reach");
    TCase *t = tcase_create("reach");

    tcase_add_loop_test(t, names_the_link_that_is_missing, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, every_reason_has_its_row);
    tcase_add_loop_test(t, tells_each_hop_with_its_table_and_the_block_that_matched, 0,
                        sizeof(ways) / sizeof(ways[0]));
    tcase_add_test(t, says_what_the_health_checks_would);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
