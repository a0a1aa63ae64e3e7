/*
 * A state document may say anything: every member of one thing of each kind is
 * replaced by what it must not be, and calls of all sorts must still be answered.
 */
#include "tests/test.h"

#include "lies.h"

#include "base/banned.h"

static const struct {
    const char *kind, *id;
} things[] = {
    { "alb/LoadBalancer", "alb-1" },     { "alb/Listener", "lsn-80" },
    { "alb/Listener", "lsn-443" },       { "alb/Rule", "rule-1" },
    { "alb/ServerGroup", "sgp-1" },      { "alb/ServerGroup", "sgp-ip" },
    { "alb/Server", "sgp-1:i-a::80" },   { "vpc/Vpc", "vpc-a" },
    { "vpc/VSwitch", "vsw-h" },          { "ecs/Instance", "i-a" },
    { "ecs/NetworkInterface", "eni-a" }, { "region/Region", "cn-hangzhou" },
    { "meta/Metadata", "metadata" },
};

static const char *const lies[] = { NULL, "7", "'lie'",
                                    "[1,{},'x',null]" }; /* NULL: it is absent */

#define TO(group)                                                                                  \
    "{'Order':1,'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{"                \
    "'ServerGroupId':'" group "'}]}}"
#define HOST "{'Type':'Host','HostConfig':{'Values':['a.example']}}"

static const struct lie_call calls[] = {
    { "ListLoadBalancers", "{'Tag':[{'Key':'env','Value':'x'}],'ZoneId':'x'}" },
    { "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-1'}" },
    { "ListListeners", "{'Tag':[{'Key':'env'}]}" },
    { "ListListenerCertificates", "{'ListenerId':'lsn-443'}" },
    { "ListRules", "{'ListenerId':'lsn-80'}" },
    { "ListServerGroups", "{'VpcId':'vpc-a'}" },
    { "ListServerGroupServers", "{'ServerGroupId':'sgp-1'}" },
    { "ListTagResources", "{'ResourceType':'loadbalancer'}" },
    { "ListTagKeys", "{'ResourceType':'servergroup','Keyword':'o'}" },
    { "ListTagValues", "{'TagKey':'env'}" },
    { "DescribeZones", "{}" },
    { "DescribeRegions", "{}" },
    { "vpc:DescribeVSwitches", "{'VpcId':'vpc-a'}" },
    { "vpc:DescribeVpcAttribute", "{'RegionId':'x','VpcId':'vpc-a'}" },
    { "ecs:DescribeNetworkInterfaces", "{'RegionId':'x','PrivateIpAddress':['10.0.1.101']}" },
    { "ecs:DescribeInstances", "{'RegionId':'x','PrivateIpAddresses':'10.0.1.20'}" },
    { "CreateLoadBalancer",
      "{'VpcId':'vpc-a','AddressType':'Internet','LoadBalancerEdition':'Standard',"
      "'LoadBalancerBillingConfig':{'PayType':'PostPay'},'ZoneMappings':[{'ZoneId':"
      "'cn-hangzhou-h','VSwitchId':'vsw-h'},{'ZoneId':'cn-hangzhou-i','VSwitchId':'vsw-i'}]}" },
    { "CreateListener",
      "{'LoadBalancerId':'alb-1','ListenerPort':81,'ListenerProtocol':'HTTP','DefaultActions':["
      "{'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':"
      "'sgp-1'}]}}]}" },
    { "CreateRule", "{'ListenerId':'lsn-80','Priority':1,'RuleName':'aa','RuleConditions':[" HOST
                    "],'RuleActions':[" TO("sgp-1") "]}" },
    { "UpdateRuleAttribute", "{'RuleId':'rule-1','RuleName':'bb'}" },
    { "UpdateListenerAttribute", "{'ListenerId':'lsn-80','IdleTimeout':9,'XForwardedForConfig':{'"
                                 "XForwardedForEnabled':true}}" },
    { "UpdateListenerAttribute",
      "{'ListenerId':'lsn-443','QuicConfig':{'QuicUpgradeEnabled':true,'QuicListenerId':"
      "'lsn-quic'}}" },
    { "UpdateServerGroupAttribute",
      "{'ServerGroupId':'sgp-1','HealthCheckConfig':{'HealthCheckEnabled':true},"
      "'SlowStartConfig':{'SlowStartEnabled':true}}" },
    { "AddServersToServerGroup",
      "{'ServerGroupId':'sgp-1','Servers':[{'ServerType':'Ecs','ServerId':'i-a','Port':81},"
      "{'ServerType':'Eni','ServerId':'eni-a','Port':81}]}" },
    { "AddServersToServerGroup", "{'ServerGroupId':'sgp-ip','Servers':[{'ServerType':'Ip','"
                                 "ServerId':'10.0.1.1','Port':81}]}" },
    { "UpdateServerGroupServersAttribute",
      "{'ServerGroupId':'sgp-1','Servers':[{'ServerType':'Ecs','ServerId':'i-a','Port':80,"
      "'Weight':3}]}" },
    { "TagResources",
      "{'ResourceType':'loadbalancer','ResourceId':['alb-1'],'Tag':[{'Key':'a'}]}" },
    { "UnTagResources",
      "{'ResourceType':'servergroup','ResourceId':['sgp-1'],'TagKey':['owner']}" },
    { "UpdateLoadBalancerAttribute",
      "{'LoadBalancerId':'alb-1','ModificationProtectionConfig':{'Status':'NonProtection'}}" },
    { "DisableDeletionProtection", "{'ResourceId':'alb-1'}" },
    { "RemoveServersFromServerGroup",
      "{'ServerGroupId':'sgp-1','Servers':[{'ServerType':'Ecs','ServerId':'i-a','Port':80}]}" },
    { "DeleteRules", "{'RuleIds':['rule-1']}" },
    { "DeleteListener", "{'ListenerId':'lsn-80'}" },
    { "DeleteServerGroup", "{'ServerGroupId':'sgp-1'}" },
    { "DeleteLoadBalancer", "{'LoadBalancerId':'alb-1'}" },
    { "ListAsynJobs", "{}" },
};

static const struct lies told = { .make = world_new,
                                  .product = "",
                                  .texts = lies,
                                  .text_count = sizeof(lies) / sizeof(lies[0]),
                                  .calls = calls,
                                  .call_count = sizeof(calls) / sizeof(calls[0]) };

START_TEST(breaks_no_call)
{
    lies_tell(&told, things[_i].kind, things[_i].id);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("lies");
    TCase *lie = tcase_create("a state that lies");

    tcase_add_loop_test(lie, breaks_no_call, 0, (int)(sizeof(things) / sizeof(things[0])));
    suite_add_tcase(s, lie);
    return s;
}

TEST_MAIN(suite)
