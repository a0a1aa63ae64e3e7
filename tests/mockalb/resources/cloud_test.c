#include "tests/test.h"

#include <string.h>

#include "base/json.h"
#include "harness.h"

#include "base/banned.h"

START_TEST(has_its_region_and_metadata_and_nothing_else_at_first)
{
    struct world *w = world_empty();

    ck_assert_int_eq(count(w, "region/Region"), 1);
    ck_assert_int_eq(count(w, "meta/Metadata"), 1);
    ck_assert_str_eq(cloud_metadata(w->cloud, w->arena, "region-id"), "cn-hangzhou");
    ck_assert_int_eq(get(w, "", "DescribeZones", "{}") ? reply_count(w, "Zones") : 0, 4);
    world_free(w);
}
END_TEST

START_TEST(is_empty_again_after_a_reset)
{
    struct world *w = world_new();

    cloud_reset(w->cloud);

    ck_assert_int_eq(count(w, "alb/LoadBalancer"), 0);
    ck_assert_int_eq(count(w, "region/Region"), 1);
    ck_assert_ptr_null(cloud_metadata(w->cloud, w->arena, "vpc-id"));
    world_free(w);
}
END_TEST

static const struct {
    const char *path, *text;
} metadata[] = {
    { "region-id", "cn-hangzhou" },
    { "vpc-id", "vpc-a" },
    { "placement/zone", "cn-hangzhou-h" },
    { "placement", "zone" },
    { "", "region-id\nowner-account-id\nram/\nvpc-id\nplacement/" },
    { "/", "region-id\nowner-account-id\nram/\nvpc-id\nplacement/" },
    { "ram/security-credentials/", "mockalb" },
    { "none", NULL },
    { "region-id/more", NULL },
    { "placement/none", NULL },
};

START_TEST(tells_metadata_by_path)
{
    struct world *w = world_new();

    const char *text = cloud_metadata(w->cloud, w->arena, metadata[_i].path);

    if (metadata[_i].text)
        ck_assert_str_eq(text, metadata[_i].text);
    else
        ck_assert_ptr_null(text);
    world_free(w);
}
END_TEST

START_TEST(has_what_its_document_names)
{
    struct world *w = world_new();

    const cJSON *server = find(w, "alb/Server", "sgp-ip:192.168.7.7::80")->body;

    ck_assert_int_eq(json_int(server, "Weight"), 20);
    ck_assert(json_bool(server, "RemoteIpEnabled"));
    ck_assert_str_eq(state_of(w, "alb/Server", "sgp-ip:192.168.7.7::80"), "Available");
    ck_assert_str_eq(state_of(w, "alb/ServerGroup", "sgp-1"), "Available");
    ck_assert_str_eq(state_of(w, "alb/LoadBalancer", "alb-1"), "Active");
    ck_assert_str_eq(state_of(w, "alb/Listener", "lsn-80"), "Running");
    ck_assert_str_eq(find(w, "vpc/Vpc", "vpc-far")->scope, "cn-chengdu");
    ck_assert_str_eq(json_text(find(w, "alb/ServerGroup", "sgp-1")->body, "Tags.0.Value"), "shop");
    world_free(w);
}
END_TEST

#define VPC "'vpcs':[{'id':'vpc-1','cidr':'10.0.0.0/16'}]"
#define NET                                                                                        \
    VPC ",'vswitches':[{'id':'vsw-1','vpc':'vpc-1','zone':'cn-hangzhou-h','cidr':'10.0.1.0/24'}]"
#define GROUP(type, servers)                                                                       \
    "{" NET ",'instances':[{'id':'i-1','vpc':'vpc-1','vswitch':'vsw-1','ip':'10.0.1.9'}],"         \
    "'serverGroups':[{'id':'sgp-0','vpc':'vpc-1'},{'id':'sgp-1','type':'" type                     \
    "','vpc':'vpc-1','servers':[" servers "]}]}"

static const struct {
    const char *document, *error;
} bad[] = {
    { "[]", "the document: expected a map, found a list" },
    { "{'vpc':[]}", "vpc: there is no such member; did you mean 'vpcs'?" },
    { "{'vpcs':{}}", "vpcs: expected a list, found a map" },
    { "{'vpcs':[1]}", "vpcs[0]: expected a map, found a number" },
    { "{'vpcs':[{'cidr':'10.0.0.0/8'}]}", "vpcs[0].id: expected a text, found nothing" },
    { "{'vpcs':[{'id':'v-1','cidr':'10.0.0.0/8'}]}",
      "vpcs[0].id: 'v-1' does not begin with 'vpc-'" },
    { "{'vpcs':[{'id':'vpc-1','cidr':'10.0.0.0/8'},{'id':'vpc-1','cidr':'10.0.0.0/8'}]}",
      "vpcs[1].id: 'vpc-1' is there already" },
    { "{'vpcs':[{'id':'vpc-1','cidr':'10'}]}", "vpcs[0].cidr: expected a block like 10.0.0.0/16" },
    { "{'vpcs':[{'id':'vpc-1','cidr':'10.0.0.0/8','region':'mars'}]}",
      "vpcs[0].region: there is no region/Region 'mars'; add it to this document" },
    { "{'vpcs':[{'id':'vpc-1','cidr':'10.0.0.0/8','tags':{'a':1}}]}",
      "vpcs[0].tags.a: expected a text" },
    { "{'regions':[{'id':'r','zones':'a'}]}", "regions[0].zones: expected a list of zone ids" },
    { "{" VPC ",'vswitches':[{'id':'vsw-1','vpc':'vpc-2','zone':'z','cidr':'10.0.1.0/24'}]}",
      "vswitches[0].vpc: there is no vpc/Vpc 'vpc-2'; add it to this document" },
    { "{" VPC ",'vswitches':[{'id':'vsw-1','vpc':'vpc-1','zone':'z','cidr':'10.0.1.0/24'}]}",
      "vswitches[0].zone: the region of its VPC has no such zone" },
    { "{" VPC ",'vswitches':[{'id':'vsw-1','vpc':'vpc-1','zone':'cn-hangzhou-h',"
      "'cidr':'10.1.0.0/24'}]}",
      "vswitches[0].cidr: is outside of its VPC's block" },
    { "{" NET ",'instances':[{'id':'i-1','vpc':'vpc-1','vswitch':'vsw-1','ip':'10.0.2.1'}]}",
      "instances[0].ip: is outside of its vSwitch's block" },
    { "{" NET ",'instances':[{'id':'i-1','vpc':'vpc-1','vswitch':'vsw-1','ip':'x'}]}",
      "instances[0].ip: expected an address like 10.0.1.20" },
    { "{" NET ",'networkInterfaces':[{'id':'eni-1','vpc':'vpc-1','vswitch':'vsw-1','ip':'10.0.1.1',"
      "'ips':['11.0.0.1']}]}",
      "networkInterfaces[0].ips: expected addresses inside of the VPC's block" },
    { "{" NET ",'networkInterfaces':[{'id':'eni-1','vpc':'vpc-1','vswitch':'vsw-1','ip':'10.0.1.1',"
      "'ips':'10.0.1.2'}]}",
      "networkInterfaces[0].ips: expected a list of addresses" },
    { "{" NET ",'networkInterfaces':[{'id':'eni-1','vpc':'vpc-1','vswitch':'vsw-1','ip':'10.0.1.1',"
      "'instance':'i-1'}]}",
      "networkInterfaces[0].instance: there is no ecs/Instance 'i-1'; add it to this document" },
    { "{'serverGroups':[{'id':'sgp-1'}]}", "serverGroups[0].vpc: expected a text, found nothing" },
    { GROUP("Other", ""), "serverGroups[1].type: 'Other' is none of: Instance, Ip, Fc" },
    { GROUP("Instance", "{'type':'Vm','id':'i-1','port':80}"),
      "serverGroups[1].servers[0].type: 'Vm' is none of: Ecs, Eni, Eci, Ip, Fc" },
    { GROUP("Instance", "{'type':'Ecs','id':'i-2','port':80}"),
      "serverGroups[1].servers[0].id: there is no ecs/Instance 'i-2'; add it to this document" },
    { GROUP("Instance", "{'type':'Ecs','id':'i-1'}"),
      "serverGroups[1].servers[0].port: expected a number, found nothing" },
    { GROUP("Instance", "{'type':'Ecs','id':'i-1','port':80,'weight':101}"),
      "serverGroups[1].servers[0].weight: expected 0 to 100, found 101" },
    { GROUP("Instance", "{'type':'Ecs','id':'i-1','port':80},{'type':'Ecs','id':'i-1','port':80}"),
      "serverGroups[1].servers[1]: this server is in the group already" },
    { GROUP("Ip", "{'type':'Ip','id':'8.8.8.8','port':80,'remote':true}"),
      "serverGroups[1].servers[0]: The param of serverGroups[1].servers[0].ServerIp is illegal. "
      "(IllegalParam.ServerIp)" },
    { GROUP("Ip", "{'type':'Ip','id':'10.0.1.1','port':80,'remote':'yes'}"),
      "serverGroups[1].servers[0].remote: expected true or false, found a text" },
    { GROUP("Ip", "{'type':'Ecs','id':'i-1','port':80}"),
      "serverGroups[1].servers[0]: The ServerType is mismatched for ServerGroup and "
      "serverGroups[1].servers[0].ServerType. (Mismatch.ServerType)" },
    { "{" NET ",'loadBalancers':[{'id':'alb-1','vpc':'vpc-1','zones':[{'zone':'cn-hangzhou-h',"
      "'vswitch':'vsw-1'}]}]}",
      "loadBalancers[0]: The param size of ZoneMappings is illegal. "
      "(IllegalParamSize.ZoneMappings)" },
    { "{'data':[{'kind':'alb/Rul','id':'x','body':{}}]}", "data[0].kind: 'alb/Rul' is none of: " },
    { "{'data':[{'kind':'alb/Rule','id':'x'}]}", "data[0].body: expected a map" },
    { "{'metadata':{'a':1}}", "metadata.a: expected a text (quote it), or a map" },
};

START_TEST(refuses_a_bad_document_by_its_place_and_applies_nothing)
{
    struct world *w = world_empty();
    uint64_t revision = store_revision(w->store);
    struct err err = { "" };

    bool done = seed(w, bad[_i].document, &err);

    ck_assert(!done);
    ck_assert_msg(strncmp(err.text, bad[_i].error, strlen(bad[_i].error)) == 0,
                  "%s\nsays: %s\nnot: %s", bad[_i].document, err.text, bad[_i].error);
    ck_assert_uint_eq(store_revision(w->store), revision);
    world_free(w);
}
END_TEST

START_TEST(adds_a_second_document_to_the_first)
{
    struct world *w = world_new();
    struct err err;

    bool done = seed(w, "{'serverGroups':[{'id':'sgp-9','vpc':'vpc-a'}]}", &err);

    ck_assert_msg(done, "%s", err.text);
    ck_assert_ptr_nonnull(find(w, "alb/ServerGroup", "sgp-9"));
    ck_assert_ptr_nonnull(find(w, "alb/ServerGroup", "sgp-1"));
    world_free(w);
}
END_TEST

START_TEST(gives_the_same_ids_for_the_same_seed)
{
    struct world *one = world_new(), *two = world_new();

    const char *first = get(one, "RuleId", "CreateRule", "{'ListenerId':'lsn-80',%s}",
                            rule_to(one, 1, "/a", "sgp-1"));
    const char *second = get(two, "RuleId", "CreateRule", "{'ListenerId':'lsn-80',%s}",
                             rule_to(two, 1, "/a", "sgp-1"));

    ck_assert_str_eq(first, second);
    ck_assert_int_eq((int)strlen(first), 5 + 18);
    world_free(one);
    world_free(two);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cloud");
    TCase *cloud = tcase_create("a cloud");

    tcase_add_test(cloud, has_its_region_and_metadata_and_nothing_else_at_first);
    tcase_add_test(cloud, is_empty_again_after_a_reset);
    tcase_add_loop_test(cloud, tells_metadata_by_path, 0,
                        (int)(sizeof(metadata) / sizeof(metadata[0])));
    tcase_add_test(cloud, has_what_its_document_names);
    tcase_add_loop_test(cloud, refuses_a_bad_document_by_its_place_and_applies_nothing, 0,
                        (int)(sizeof(bad) / sizeof(bad[0])));
    tcase_add_test(cloud, adds_a_second_document_to_the_first);
    tcase_add_test(cloud, gives_the_same_ids_for_the_same_seed);
    suite_add_tcase(s, cloud);
    return s;
}

TEST_MAIN(suite)
