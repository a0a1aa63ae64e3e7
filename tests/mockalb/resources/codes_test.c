/*
 * Codes of the lists of single actions that need a limit of their own, or something in the cloud that is
 * seldom there.
 */
#include "tests/test.h"

#include "refusals.h"

#include "base/banned.h"

#define ZONES_HI                                                                                   \
    "'zones':[{'zone':'cn-hangzhou-h','vswitch':'vsw-h'},{'zone':'cn-hangzhou-i','vswitch':'vsw-"  \
    "i'}]"
#define MORE                                                                                       \
    "{'regions':[{'id':'cn-hangzhou','zones':['cn-hangzhou-h','cn-hangzhou-i','cn-hangzhou-j']"    \
    "}],'vswitches':[{'id':'vsw-full','vpc':'vpc-a','zone':'cn-hangzhou-j','cidr':'10.0.5.0/24',"  \
    "'freeIps':0}],"                                                                               \
    "'loadBalancers':[{'id':'alb-other','vpc':'vpc-a'," ZONES_HI "}],"                             \
    "'listeners':[{'id':'lsn-other','loadBalancer':'alb-other','port':443,'protocol':'QUIC',"      \
    "'serverGroup':'sgp-2','certificate':'1-cn-hangzhou'},"                                        \
    "{'id':'lsn-444','loadBalancer':'alb-1','port':444,'protocol':'HTTPS','serverGroup':'sgp-2',"  \
    "'certificate':'1-cn-hangzhou'}],"                                                             \
    "'data':[{'kind':'alb/SecurityPolicy','id':'sp-1','body':{'SecurityPolicyId':'sp-1',"          \
    "'TLSVersions':['TLSv1.2'],'Ciphers':['AES128-SHA'],'SecurityPolicyStatus':'Available'}},"     \
    "{'kind':'alb/Rule','id':'rule-443','body':{'RuleId':'rule-443','Priority':1,'ListenerId':"    \
    "'lsn-443','LoadBalancerId':'alb-1','RuleStatus':'Available','RuleConditions':[],"             \
    "'RuleActions':[]}},"                                                                          \
    "{'kind':'alb/Rule','id':'rule-managed','body':{'RuleId':'rule-managed','Priority':2,"         \
    "'ListenerId':'lsn-80','LoadBalancerId':'alb-1','RuleStatus':'Available',"                     \
    "'ServiceManagedEnabled':true}},"                                                              \
    "{'kind':'alb/Server','id':'sgp-3:i-a::80','body':{'ServerGroupId':'sgp-3','ServerId':'i-a',"  \
    "'ServerIp':'10.0.1.20','ServerType':'Ecs','Port':80,'Status':'Configuring','_next':"          \
    "'Available','_dueMs':1e14}},"                                                                 \
    "{'kind':'alb/Server','id':'sgp-3:i-a2::80','body':{'ServerGroupId':'sgp-3','ServerId':"       \
    "'i-a2','ServerType':'Ecs','Port':80,'Status':'Removing','_next':null,'_dueMs':1e14}},"        \
    "{'kind':'alb/Server','id':'sgp-3:i-a2::81','body':{'ServerGroupId':'sgp-3','ServerId':"       \
    "'i-a2','ServerType':'Ecs','Port':81,'Status':'Available'}},"                                  \
    "{'kind':'alb/Server','id':'sgp-fc:f','body':{'ServerGroupId':'sgp-fc','ServerId':"            \
    "'acs:fc:cn-hangzhou:1:functions/f','ServerType':'Fc','Status':'Available'}}," LIST(           \
        "acl-1") "," LIST("acl-2") "," ENTRY("acl-1") "," ENTRY("acl-2") ","                       \
                                                                         "{'kind':'alb/"           \
                                                                         "AScript','id':'as-1','"  \
                                                                         "body':{'AScriptId':'as-" \
                                                                         "1','ListenerId':'lsn-"   \
                                                                         "80',"                    \
                                                                         "'AScriptStatus':'"       \
                                                                         "Available'}}]}"
#define LIST(id)                                                                                   \
    "{'kind':'alb/Acl','id':'" id "','body':{'AclId':'" id "','AclName':'" id                      \
    "','AclStatus':'Available','AddressIPVersion':'IPv4'}}"
#define ENTRY(acl)                                                                                 \
    "{'kind':'alb/AclEntry','id':'" acl ":10.0.0.0/8','body':{'AclId':'" acl                       \
    "','Entry':'10.0.0.0/8','Status':'Available'}}"

#define NOTHING NULL, NULL, AT_ONCE
#define TO(group)                                                                                  \
    "'DefaultActions':[{'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'"       \
    "ServerGroupId':'" group "'}]}}]"
#define NEW_LISTENER(group)                                                                        \
    "{'LoadBalancerId':'alb-1','ListenerPort':8080,'ListenerProtocol':'HTTP'," TO(group) "}"
#define LISTENER(id, rest) "{'ListenerId':'" id "'," rest "}"
#define UPGRADE(quic)      "'QuicConfig':{'QuicUpgradeEnabled':true,'QuicListenerId':'" quic "'}"
#define GROUP(rest)                                                                                \
    "{'ServerGroupName':'new','VpcId':'vpc-a','HealthCheckConfig':{'HealthCheckEnabled':false}"    \
    "," rest "}"
#define CHANGE(rest)         "{'ServerGroupId':'sgp-3'," rest "}"
#define SLOW                 "'SlowStartConfig':{'SlowStartEnabled':true,'SlowStartDuration':700}"
#define DRAIN                "'ConnectionDrainConfig':{'ConnectionDrainEnabled':true,'ConnectionDrainTimeout':700}"
#define SERVERS(group, list) "{'ServerGroupId':'" group "','Servers':[" list "]}"
#define SERVER(id, port)     "{'ServerType':'Ecs','ServerId':'" id "','Port':" port "}"
#define OF(type, id)         "{'ServerType':'" type "','ServerId':'" id "','Port':80}"
#define REPLACE(group, added, removed)                                                             \
    "{'ServerGroupId':'" group "','AddedServers':[" added "],'RemovedServers':[" removed "]}"
#define BUSY_GROUP                                                                                 \
    "UpdateServerGroupAttribute", "{'ServerGroupId':'sgp-1','Scheduler':'Wrr'}", AT_ONCE
#define BUSY_CERTIFICATES                                                                          \
    "AssociateAdditionalCertificatesWithListener",                                                 \
        "{'ListenerId':'lsn-443','Certificates':[{'CertificateId':'1-cn-hangzhou'}]}", AT_ONCE
#define ACLS(listener, acls) "{'ListenerId':'" listener "','AclType':'White','AclIds':[" acls "]}"
#define SCRIPT(text)                                                                               \
    "{'ListenerId':'lsn-80','AScripts':[{'AScriptName':'a1','ScriptContent':'" text "'}]}"
#define RESCRIPT "{'AScripts':[{'AScriptId':'as-1','ScriptContent':'a\\nb'}]}"
#define TAGGED(type, id)                                                                           \
    "{'ResourceType':'" type "','ResourceId':['" id "'],'Tag':[{'Key':'k','Value':'v'}]}"
#define UNTAGGED(type, id) "{'ResourceType':'" type "','ResourceId':['" id "'],'All':true}"
#define TAGS_OF(type, id)  "{'ResourceType':'" type "','ResourceId':['" id "']}"
#define VALUES(type, id)   "{'ResourceType':'" type "','ResourceId':'" id "','TagKey':'k'}"
#define BALANCER(zones)                                                                            \
    "{'VpcId':'vpc-a','AddressType':'Internet','LoadBalancerEdition':'Standard',"                  \
    "'LoadBalancerBillingConfig':{'PayType':'PostPay'},'ZoneMappings':[" zones "]}"
#define ZONE(zone, vswitch) "{'ZoneId':'cn-hangzhou-" zone "','VSwitchId':'" vswitch "'}"

#define TAG(key)  "{'Key':'" key "','Value':'v'}"
#define TAGS_5(n) TAG(n "1") "," TAG(n "2") "," TAG(n "3") "," TAG(n "4") "," TAG(n "5")
#define TAGS_20                                                                                    \
    TAGS_5("a") "," TAGS_5("b") "," TAGS_5("c") "," TAGS_5("d") /* beside one that is there */

static const struct {
    struct late_refusal row;
    const char *quota;
} rows[] = {
    /* clang-format off */
    { { "CreateLoadBalancer", NOTHING, BALANCER(ZONE("h", "vsw-h") "," ZONE("j", "vsw-full")), "ResourceNotEnough.VSwitchIp" }, NULL },
    { { "UpdateLoadBalancerEdition", NOTHING, "{'LoadBalancerId':'alb-none','LoadBalancerEdition':'StandardWithWaf'}", "ResourceNotFound.LoadBalancer" }, NULL },
    { { "EnableDeletionProtection", NOTHING, "{'ResourceId':'alb-none'}", "ResourceNotFound.LoadBalancer" }, NULL },

    { { "DisableDeletionProtection", "UpdateLoadBalancerAttribute", "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}", AT_ONCE, "{'ResourceId':'alb-1'}", "IncorrectStatus.LoadBalancer" }, NULL },

    { { "GetListenerAttribute", NOTHING, "{}", "MissingListenerId" }, NULL },
    { { "CreateListener", NOTHING, NEW_LISTENER("sgp-1"), "ResourceQuotaExceeded.ServerGroupAttachedNum" }, "alb_quota_servergroup_attached_num=2" },
    { { "CreateListener", NOTHING, NEW_LISTENER("sgp-1"), "ResourceQuotaExceeded.LoadBalancerServersNum" }, "alb_quota_loadbalancer_servers_num_standard_edition=1" },
    { { "CreateListener", NOTHING, NEW_LISTENER("sgp-1"), "ResourceQuotaExceeded.ServerAddedNum" }, "alb_quota_server_added_num=2" },
    { { "CreateListener", NOTHING, "{'LoadBalancerId':'alb-1','ListenerPort':8080,'ListenerProtocol':'HTTP','RequestTimeout':61," TO("sgp-1") "}", "IllegalParam.RequestTimeout" }, "alb_quota_max_request_timeout=60" },
    { { "CreateListener", NOTHING, "{'LoadBalancerId':'alb-1','ListenerPort':8080,'ListenerProtocol':'HTTP','IdleTimeout':61," TO("sgp-1") "}", "IllegalParam.IdleTimeout" }, "alb_quota_max_idle_timeout=60" },
    { { "CreateListener", NOTHING, "{'LoadBalancerId':'alb-1','ListenerPort':8443,'ListenerProtocol':'HTTPS'," TO("sgp-1") ",'Certificates':[{'CertificateId':'1-cn-hangzhou'},{'CertificateId':'2-cn-hangzhou'}]}", "IllegalParamSize.Certificates" }, NULL },
    { { "UpdateListenerAttribute", NOTHING, LISTENER("lsn-80", TO("sgp-1")), "ResourceQuotaExceeded.ServerGroupAttachedNum" }, "alb_quota_servergroup_attached_num=2" },
    { { "UpdateListenerAttribute", NOTHING, LISTENER("lsn-80", TO("sgp-1")), "ResourceQuotaExceeded.LoadBalancerServersNum" }, "alb_quota_loadbalancer_servers_num_standard_edition=1" },
    { { "UpdateListenerAttribute", NOTHING, LISTENER("lsn-80", TO("sgp-1")), "ResourceQuotaExceeded.ServerAddedNum" }, "alb_quota_server_added_num=2" },
    { { "UpdateListenerAttribute", NOTHING, LISTENER("lsn-443", "'SecurityPolicyId':'sp-1'"), "ResourceQuotaExceeded.SecurityPolicyAttachedNum" }, "alb_quota_security_policy_attached_num=0" },
    { { "UpdateListenerAttribute", NOTHING, LISTENER("lsn-443", UPGRADE("lsn-other")), "OperationDenied.CrossLoadBalancerQUICListener" }, NULL },
    { { "UpdateListenerAttribute", "UpdateListenerAttribute", LISTENER("lsn-444", UPGRADE("lsn-quic")), LATER, LISTENER("lsn-443", UPGRADE("lsn-quic")), "ResourceAlreadyAssociated.Listener" }, NULL },
    { { "UpdateListenerAttribute", NOTHING, LISTENER("lsn-80", TO("sgp-grpc")), "OperationDenied.ServerGroupProtocolNotSupport" }, NULL },
    { { "UpdateListenerAttribute", NOTHING, LISTENER("lsn-443", "'Http2Enabled':false," TO("sgp-grpc")), "OperationDenied.GRPCServerGroup" }, NULL },
    { { "UpdateListenerAttribute", NOTHING, LISTENER("lsn-80", TO("sgp-none")), "ResourceNotFound.ServerGroup" }, NULL },

    { { "CreateServerGroup", NOTHING, GROUP(SLOW), "QuotaExceeded.SlowStartDuration" }, "alb_quota_servergroup_slow_start_duration=600" },
    { { "CreateServerGroup", NOTHING, GROUP(DRAIN), "QuotaExceeded.ConnectionDrainTimeout" }, "alb_quota_servergroup_connection_drain_timeout=600" },
    { { "UpdateServerGroupAttribute", NOTHING, CHANGE(SLOW), "QuotaExceeded.SlowStartDuration" }, "alb_quota_servergroup_slow_start_duration=600" },
    { { "UpdateServerGroupAttribute", NOTHING, CHANGE(DRAIN), "QuotaExceeded.ConnectionDrainTimeout" }, "alb_quota_servergroup_connection_drain_timeout=600" },
    { { "UpdateServerGroupAttribute", NOTHING, CHANGE("'Scheduler':'Wlc'," SLOW), "Mismatch.ServerGroupSchedulerAndSlowStartEnable" }, NULL },
    { { "UpdateServerGroupAttribute", NOTHING, "{'ServerGroupId':'sgp-2','CrossZoneEnabled':false}", "IllegalParam.CrossZoneEnabled" }, NULL },
    { { "UpdateServerGroupAttribute", NOTHING, CHANGE("'HealthCheckConfig':{'HealthCheckEnabled':true,'HealthCheckProtocol':'gRPC','HealthCheckCodes':['http_2xx']}"), "IllegalParam.HealthCheckCodes" }, NULL },
    { { "UpdateServerGroupAttribute", NOTHING, CHANGE("'HealthCheckConfig':{'HealthCheckEnabled':true,'HealthCheckProtocol':'HTTP','HealthCheckCodes':['http_2xx','0-5']}"), "IllegalParam.HealthCheckCodes" }, NULL },

    { { "AddServersToServerGroup", NOTHING, SERVERS("sgp-2", SERVER("i-a", "81")), "ResourceQuotaExceeded.ServerAddedNum" }, "alb_quota_server_added_num=2" },
    { { "AddServersToServerGroup", NOTHING, SERVERS("sgp-1", SERVER("i-a2", "81")), "ResourceQuotaExceeded.LoadBalancerServersNum" }, "alb_quota_loadbalancer_servers_num_standard_edition=1" },
    { { "AddServersToServerGroup", NOTHING, SERVERS("sgp-1", OF("Ecs", "eni-a")), "Mismatch.Type" }, NULL },
    { { "AddServersToServerGroup", NOTHING, SERVERS("sgp-fc", "{'ServerType':'Fc','ServerId':'acs:fc:cn-hangzhou:1:functions/g'}"), "IllegalParamSize.Servers" }, NULL },
    { { "RemoveServersFromServerGroup", NOTHING, SERVERS("sgp-3", SERVER("i-a", "80")), "ResourceInConfiguring.BackendServer" }, NULL },
    { { "UpdateServerGroupServersAttribute", NOTHING, SERVERS("sgp-none", SERVER("i-a", "80")), "ResourceNotFound.ServerGroup" }, NULL },
    { { "AddServersToServerGroup", NOTHING, SERVERS("sgp-3", SERVER("i-a2", "80")), "ResourceInConfiguring" }, NULL },
    { { "ReplaceServersInServerGroup", NOTHING, REPLACE("sgp-3", SERVER("i-a2", "80"), SERVER("i-a2", "81")), "ResourceInConfiguring" }, NULL },
    { { "UpdateServerGroupServersAttribute", NOTHING, SERVERS("sgp-3", SERVER("i-a", "80")), "ResourceInConfiguring" }, NULL },
    { { "DeleteServerGroup", NOTHING, "{'ServerGroupId':'sgp-3'}", "ResourceInConfiguring" }, NULL },
    { { "UpdateServerGroupServersAttribute", NOTHING, SERVERS("sgp-1", "{'ServerType':'Ecs','ServerId':'i-a'}"), "MissingParam.Port" }, NULL },
    { { "ReplaceServersInServerGroup", NOTHING, REPLACE("sgp-1", SERVER("i-a2", "80") "," SERVER("i-a2", "81"), SERVER("i-a", "80")), "ResourceQuotaExceeded.ServerAddedNum" }, "alb_quota_server_added_num=2" },
    { { "ReplaceServersInServerGroup", NOTHING, REPLACE("sgp-1", SERVER("i-a2", "80") "," SERVER("i-a2", "81"), SERVER("i-a", "80")), "ResourceQuotaExceeded.LoadBalancerServersNum" }, "alb_quota_loadbalancer_servers_num_standard_edition=1" },
    { { "ReplaceServersInServerGroup", BUSY_GROUP, REPLACE("sgp-1", SERVER("i-a2", "80"), SERVER("i-a", "80")), "IncorrectStatus.ServerGroup" }, NULL },
    { { "ReplaceServersInServerGroup", NOTHING, REPLACE("sgp-1", SERVER("i-a2", "80") "," SERVER("i-a2", "80"), SERVER("i-a", "80")), "DuplicatedParam.BackendServer" }, NULL },
    { { "ReplaceServersInServerGroup", NOTHING, REPLACE("sgp-3", SERVER("i-a2", "80"), SERVER("i-a", "80")), "ResourceInConfiguring.BackendServer" }, NULL },
    { { "ReplaceServersInServerGroup", NOTHING, REPLACE("sgp-1", SERVER("i-a2", "80"), "{'ServerType':'Ecs','ServerId':'i-a'}"), "MissingParam.Port" }, NULL },
    { { "ReplaceServersInServerGroup", NOTHING, REPLACE("sgp-none", SERVER("i-a2", "80"), SERVER("i-a", "80")), "ResourceNotFound.ServerGroup" }, NULL },
    { { "ReplaceServersInServerGroup", NOTHING, REPLACE("sgp-1", OF("Eci", "eci-none"), SERVER("i-a", "80")), "ResourceNotFound.Eci" }, NULL },
    { { "ReplaceServersInServerGroup", NOTHING, REPLACE("sgp-1", OF("Eni", "eni-none"), SERVER("i-a", "80")), "ResourceNotFound.Eni" }, NULL },

    { { "CreateRules", NOTHING, "{'ListenerId':'lsn-none','Rules':[{'Priority':1,'RuleName':'aa','RuleConditions':[{'Type':'Host','HostConfig':{'Values':['a.example']}}],'RuleActions':[{'Order':1,'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':'sgp-3'}]}}]}]}", "ResourceNotFound.Listener" }, NULL },
    { { "CreateRules", NOTHING, "{'ListenerId':'lsn-80','Rules':[{'Priority':1,'RuleName':'aa','RuleConditions':[{'Type':'Host','HostConfig':{'Values':['a.example']}}],'RuleActions':[{'Order':1,'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':'sgp-3'}]}}]}]}", "ResourceQuotaExceeded.LoadBalancerRulesNum" }, "alb_quota_loadbalancer_rules_num_standard_edition=3" },
    { { "UpdateRulesAttribute", NOTHING, "{'Rules':[{'RuleId':'rule-managed','RuleName':'bb'}]}", "OperationDenied.ServiceManagedResource" }, NULL },
    { { "UpdateRuleAttribute", "StopListener", "{'ListenerId':'lsn-443'}", AT_ONCE, "{'RuleId':'rule-443','RuleName':'bb'}", "IncorrectStatus.Listener" }, NULL },
    { { "UpdateRuleAttribute", BUSY_CERTIFICATES, "{'RuleId':'rule-443','RuleName':'bb'}", "ResourceInConfiguring.Listener" }, NULL },
    { { "UpdateRulesAttribute", BUSY_CERTIFICATES, "{'Rules':[{'RuleId':'rule-443','RuleName':'bb'}]}", "IncorrectStatus.Listener" }, NULL },
    { { "DeleteRule", BUSY_CERTIFICATES, "{'RuleId':'rule-443'}", "ResourceInConfiguring.Listener" }, NULL },
    { { "DeleteRules", BUSY_CERTIFICATES, "{'RuleIds':['rule-443']}", "IncorrectStatus.Listener" }, NULL },

    { { "AssociateAclsWithListener", NOTHING, ACLS("lsn-80", "'acl-1'"), "ResourceQuotaExceeded.ListenerAclEntriesNum" }, "alb_quota_listener_acl_entries_num_standard_edition=0" },
    { { "AssociateAclsWithListener", NOTHING, ACLS("lsn-80", "'acl-1'"), "ResourceQuotaExceeded.LoadBalancerAclEntriesNum" }, "alb_quota_loadbalancer_acl_entries_num_standard_edition=0" },
    { { "AssociateAclsWithListener", NOTHING, ACLS("lsn-80", "'acl-1','acl-2'"), "ResourceAlreadyExist.AclEntry" }, NULL },
    { { "DissociateAclsFromListener", "AssociateAclsWithListener", ACLS("lsn-80", "'acl-1'"), AT_ONCE, "{'ListenerId':'lsn-80','AclIds':['acl-1']}", "ResourceInConfiguring" }, NULL },

    { { "CreateAScripts", NOTHING, SCRIPT("a\\nb"), "ResourceQuotaExceeded.AScriptLinesNum" }, "alb_quota_ascript_lines_num=1" },
    { { "UpdateAScripts", NOTHING, RESCRIPT, "ResourceQuotaExceeded.AScriptLinesNum" }, "alb_quota_ascript_lines_num=1" },
    { { "UpdateAScripts", NOTHING, RESCRIPT, "ResourceQuotaExceeded.AScriptsTotalLinesNum" }, "alb_quota_listener_ascript_lines_num=1" },

    { { "TagResources", NOTHING, "{'ResourceType':'loadbalancer','ResourceId':['alb-1'],'Tag':[" TAGS_20 "]}", "IllegalParamSize.Tag" }, NULL },
    { { "TagResources", NOTHING, TAGGED("loadbalancer", "alb-none"), "ResourceNotFound.LoadBalancer" }, NULL },
    { { "TagResources", NOTHING, TAGGED("servergroup", "sgp-none"), "ResourceNotFound.ServerGroup" }, NULL },
    { { "UnTagResources", NOTHING, UNTAGGED("acl", "acl-none"), "ResourceNotFound.Acl" }, NULL },
    { { "UnTagResources", NOTHING, UNTAGGED("loadbalancer", "alb-none"), "ResourceNotFound.LoadBalancer" }, NULL },
    { { "UnTagResources", NOTHING, UNTAGGED("securitypolicy", "sp-none"), "ResourceNotFound.SecurityPolicy" }, NULL },
    { { "UnTagResources", NOTHING, UNTAGGED("servergroup", "sgp-none"), "ResourceNotFound.ServerGroup" }, NULL },
    { { "ListTagResources", NOTHING, TAGS_OF("acl", "acl-none"), "ResourceNotFound.Acl" }, NULL },
    { { "ListTagResources", NOTHING, TAGS_OF("loadbalancer", "alb-none"), "ResourceNotFound.LoadBalancer" }, NULL },
    { { "ListTagResources", NOTHING, TAGS_OF("securitypolicy", "sp-none"), "ResourceNotFound.SecurityPolicy" }, NULL },
    { { "ListTagResources", NOTHING, TAGS_OF("servergroup", "sgp-none"), "ResourceNotFound.ServerGroup" }, NULL },
    { { "ListTagValues", NOTHING, VALUES("acl", "acl-none"), "ResourceNotFound.Acl" }, NULL },
    { { "ListTagValues", NOTHING, VALUES("loadbalancer", "alb-none"), "ResourceNotFound.LoadBalancer" }, NULL },
    { { "ListTagValues", NOTHING, VALUES("securitypolicy", "sp-none"), "ResourceNotFound.SecurityPolicy" }, NULL },
    { { "ListTagValues", NOTHING, VALUES("servergroup", "sgp-none"), "ResourceNotFound.ServerGroup" }, NULL },
    /* clang-format on */
};

START_TEST(is_refused_by_its_code)
{
    check_refusal_at(&rows[_i].row, MORE, rows[_i].quota);
}
END_TEST

/* What a region, or the account in it, may lack. */
#define WITHOUT(what)                                                                              \
    "{'regions':[{'id':'cn-hangzhou','zones':['cn-hangzhou-h','cn-hangzhou-i'],'without':['" what  \
    "']}]}"
#define FUNCTIONS                                                                                  \
    "{'ServerGroupName':'new','ServerGroupType':'Fc','HealthCheckConfig':{'HealthCheckEnabled':"   \
    "false}}"

static const struct {
    struct late_refusal row;
    const char *more;
} lacking[] = {
    /* clang-format off */
    { { "CreateLoadBalancer", NOTHING, BALANCER(ZONE("h", "vsw-h") "," ZONE("i", "vsw-i")), "OperationDenyed.ServiceLinkedRoleNotExist" }, WITHOUT("ServiceLinkedRole") },
    { { "CreateServerGroup", NOTHING, GROUP(SLOW), "UnsupportedFeature.SlowStart" }, WITHOUT("SlowStart") },
    { { "CreateServerGroup", NOTHING, GROUP(DRAIN), "UnsupportedFeature.ConnectionDrain" }, WITHOUT("ConnectionDrain") },
    { { "CreateServerGroup", NOTHING, FUNCTIONS, "UnsupportedFeature.FcServerGroup" }, WITHOUT("FcServerGroup") },
    { { "UpdateServerGroupAttribute", NOTHING, CHANGE(SLOW), "UnsupportedFeature.SlowStart" }, WITHOUT("SlowStart") },
    { { "UpdateServerGroupAttribute", NOTHING, CHANGE(DRAIN), "UnsupportedFeature.ConnectionDrain" }, WITHOUT("ConnectionDrain") },
    /* clang-format on */
};

START_TEST(is_refused_where_the_region_lacks_it)
{
    check_refusal_at(&lacking[_i].row, lacking[_i].more, NULL);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("codes");
    TCase *calls = tcase_create("a call");

    tcase_add_loop_test(calls, is_refused_by_its_code, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(calls, is_refused_where_the_region_lacks_it, 0,
                        (int)(sizeof(lacking) / sizeof(lacking[0])));
    suite_add_tcase(s, calls);
    return s;
}

TEST_MAIN(suite)
