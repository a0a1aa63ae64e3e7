/*
 * alb 2.3, the errors of access control lists, security policies, health check
 * templates and scripts: each documented code of each action, and none that is not met.
 */
#include "refusals.h"
#include "tests/test.h"

#include "base/banned.h"

#define MORE                                                                                       \
    "{'loadBalancers':[{'id':'alb-grouped','vpc':'vpc-a','zones':[{'zone':'cn-hangzhou-h',"        \
    "'vswitch':'vsw-h'},{'zone':'cn-hangzhou-i','vswitch':'vsw-i'}]}],"                            \
    "'listeners':[{'id':'lsn-grouped','loadBalancer':'alb-grouped','port':80,'serverGroup':"       \
    "'sgp-2'}],"                                                                                   \
    "'data':[{'kind':'alb/Acl','id':'acl-1','body':{'AclId':'acl-1','AclName':'one','AclStatus':"  \
    "'Available','AddressIPVersion':'IPv4'}},"                                                     \
    "{'kind':'alb/Acl','id':'acl-6','body':{'AclId':'acl-6','AclName':'six','AclStatus':"          \
    "'Available','AddressIPVersion':'IPv6'}},"                                                     \
    "{'kind':'alb/AclEntry','id':'acl-1:10.0.0.0/8','body':{'AclId':'acl-1','Entry':"              \
    "'10.0.0.0/8','Status':'Available'}},"                                                         \
    "{'kind':'alb/Acl','id':'acl-used','body':{'AclId':'acl-used','AclName':'used','AclStatus':"   \
    "'Available'}},"                                                                               \
    "{'kind':'alb/AclRelation','id':'lsn-443:acl-used','body':{'AclId':'acl-used','ListenerId':"   \
    "'lsn-443','Status':'Associated'}},"                                                           \
    "{'kind':'alb/SecurityPolicy','id':'sp-1','body':{'SecurityPolicyId':'sp-1',"                  \
    "'TLSVersions':['TLSv1.2'],'Ciphers':['AES128-SHA'],'SecurityPolicyStatus':'Available'}},"     \
    "{'kind':'alb/HealthCheckTemplate','id':'hct-1','body':{'HealthCheckTemplateId':'hct-1'}},"    \
    "{'kind':'alb/AScript','id':'as-1','body':{'AScriptId':'as-1','ListenerId':'lsn-80',"          \
    "'AScriptStatus':'Available'}},"                                                               \
    "{'kind':'alb/AScript','id':'as-2','body':{'AScriptId':'as-2','ListenerId':'lsn-443',"         \
    "'AScriptStatus':'Available'}}]}"

#define NOTHING           NULL, NULL, AT_ONCE
#define ACL(id)           "{'AclId':'" id "'}"
#define NAME(id, name)    "{'AclId':'" id "','AclName':'" name "'}"
#define ENTRY(id, entry)  "{'AclId':'" id "','AclEntries':[{'Entry':'" entry "'}]}"
#define REMOVE(id, entry) "{'AclId':'" id "','Entries':['" entry "']}"
#define ON(listener, type, acl)                                                                    \
    "{'ListenerId':'" listener "','AclType':'" type "','AclIds':['" acl "']}"
#define OFF(listener, acl) "{'ListenerId':'" listener "','AclIds':['" acl "']}"
#define BUSY_ACL           "AddEntriesToAcl", ENTRY("acl-1", "10.1.0.0/16"), AT_ONCE
#define BUSY_LISTENER      "StopListener", "{'ListenerId':'lsn-80'}", AT_ONCE
#define JOIN                                                                                       \
    "LoadBalancerJoinSecurityGroup",                                                               \
        "{'LoadBalancerId':'alb-grouped','SecurityGroupIds':['sg-a']}", LATER
#define POLICY(versions, ciphers)                                                                  \
    "{'SecurityPolicyName':'policy','TLSVersions':[" versions "],'Ciphers':[" ciphers "]}"
#define POLICY_ID(id) "{'SecurityPolicyId':'" id "'}"
#define BUSY_POLICY                                                                                \
    "UpdateSecurityPolicyAttribute", "{'SecurityPolicyId':'sp-1','SecurityPolicyName':'other'}",   \
        AT_ONCE
#define USED_POLICY                                                                                \
    "UpdateListenerAttribute", "{'ListenerId':'lsn-443','SecurityPolicyId':'sp-1'}", LATER
#define TEMPLATE(id)     "{'HealthCheckTemplateId':'" id "'}"
#define APPLY(id, group) "{'HealthCheckTemplateId':'" id "','ServerGroupId':'" group "'}"
#define SCRIPT(listener)                                                                           \
    "{'ListenerId':'" listener "','AScripts':[{'AScriptName':'a1','ScriptContent':'1'}]}"
#define RESCRIPT(id) "{'AScripts':[{'AScriptId':'" id "','ScriptContent':'2'}]}"

static const struct late_refusal rows[] = {
    /* clang-format off */
    { "CreateAcl", NOTHING, "{'AclName':'a1','ResourceGroupId':'rg-none'}", "NotExist.ResourceGroup" },
    { "DeleteAcl", NOTHING, ACL("acl-none"), "ResourceNotFound.Acl" },
    { "DeleteAcl", NOTHING, ACL("acl-used"), "ResourceInUse.Acl" },
    { "DeleteAcl", BUSY_ACL, ACL("acl-1"), "IncorrectStatus.Acl" },
    { "UpdateAclAttribute", NOTHING, NAME("acl-none", "x1"), "ResourceNotFound.Acl" },
    { "UpdateAclAttribute", NOTHING, NAME("acl-1", "used"), "Conflict.Acl" },
    { "UpdateAclAttribute", BUSY_ACL, NAME("acl-1", "x1"), "IncorrectStatus.Acl" },
    { "AddEntriesToAcl", NOTHING, ENTRY("acl-none", "10.1.0.0/16"), "ResourceNotFound.Acl" },
    { "AddEntriesToAcl", NOTHING, ENTRY("acl-1", "10.0.0.0/8"), "ResourceAlreadyExist.AclEntry" },
    { "AddEntriesToAcl", BUSY_ACL, ENTRY("acl-1", "10.2.0.0/16"), "IncorrectStatus.Acl" },
    { "AddEntriesToAcl", NOTHING, ENTRY("acl-1", "10.0.0.0/33"), "IllegalParam.10.0.0.0/33" },
    { "AddEntriesToAcl", NOTHING, ENTRY("acl-1", "2001:db8::/32"), "IllegalParam.2001:db8::/32" },
    { "AddEntriesToAcl", NOTHING, ENTRY("acl-6", "10.0.0.0/8"), "IllegalParam.10.0.0.0/8" },
    { "AddEntriesToAcl", NOTHING, ENTRY("acl-6", "2001:db8::/129"), "IllegalParam.2001:db8::/129" },
    { "RemoveEntriesFromAcl", NOTHING, REMOVE("acl-none", "10.0.0.0/8"), "ResourceNotFound.Acl" },
    { "RemoveEntriesFromAcl", NOTHING, REMOVE("acl-1", "10.3.0.0/16"), "ResourceNotFound.AclEntry" },
    { "RemoveEntriesFromAcl", BUSY_ACL, REMOVE("acl-1", "10.0.0.0/8"), "IncorrectStatus.Acl" },
    { "AssociateAclsWithListener", NOTHING, ON("lsn-none", "White", "acl-1"), "ResourceNotFound.Listener" },
    { "AssociateAclsWithListener", NOTHING, ON("lsn-80", "White", "acl-none"), "ResourceNotFound.Acl" },
    { "AssociateAclsWithListener", BUSY_ACL, ON("lsn-80", "White", "acl-1"), "IncorrectStatus.Acl" },
    { "AssociateAclsWithListener", BUSY_LISTENER, ON("lsn-80", "White", "acl-1"), "IncorrectStatus.Listener" },
    { "AssociateAclsWithListener", "AssociateAclsWithListener", ON("lsn-80", "White", "acl-1"), LATER, ON("lsn-80", "White", "acl-1"), "ResourceInUse.Acl" },
    { "AssociateAclsWithListener", "AssociateAclsWithListener", ON("lsn-80", "White", "acl-1"), LATER, ON("lsn-80", "Black", "acl-used"), "OperationDenied.AclNotSupport" },
    { "AssociateAclsWithListener", JOIN, ON("lsn-grouped", "White", "acl-1"), "OperationDenied.LoadBalancerJoinedSecurityGroupNotSupportAcl" },
    { "DissociateAclsFromListener", NOTHING, OFF("lsn-80", "acl-1"), "ResourceNotAssociated.Acl" },
    { "DissociateAclsFromListener", "AddEntriesToAcl", ENTRY("acl-used", "10.1.0.0/16"), AT_ONCE, OFF("lsn-443", "acl-used"), "IncorrectStatus.Acl" },
    { "DissociateAclsFromListener", BUSY_LISTENER, OFF("lsn-80", "acl-1"), "IncorrectStatus.Listener" },
    { "DissociateAclsFromListener", NOTHING, OFF("lsn-none", "acl-1"), "ResourceNotFound.Listener" },
    { "ListAclEntries", NOTHING, ACL("acl-none"), "ResourceNotFound.Acl" },
    { "ListAclRelations", NOTHING, "{'AclIds':['acl-1','acl-none']}", "ResourceNotFound.Acl" },

    { "CreateSecurityPolicy", NOTHING, POLICY("'TLSv1.2'", "'TLS_AES_128_GCM_SHA256'"), "IllegalParam.Ciphers" },
    { "CreateSecurityPolicy", NOTHING, POLICY("'TLSv1.1'", "'AES128-SHA256'"), "IllegalParam.Ciphers" },
    { "CreateSecurityPolicy", NOTHING, POLICY("'TLSv1.2','TLSv1.3'", "'AES128-SHA'"), "IllegalParam.Ciphers" },
    { "UpdateSecurityPolicyAttribute", NOTHING, POLICY_ID("sp-none"), "ResourceNotFound.SecurityPolicy" },
    { "UpdateSecurityPolicyAttribute", BUSY_POLICY, POLICY_ID("sp-1"), "IncorrectStatus.SecurityPolicy" },
    { "DeleteSecurityPolicy", NOTHING, POLICY_ID("sp-none"), "ResourceNotFound.SecurityPolicy" },
    { "DeleteSecurityPolicy", NOTHING, POLICY_ID("tls_cipher_policy_1_0"), "ResourceNotFound.SecurityPolicy" },
    { "DeleteSecurityPolicy", BUSY_POLICY, POLICY_ID("sp-1"), "IncorrectStatus.SecurityPolicy" },
    { "DeleteSecurityPolicy", USED_POLICY, POLICY_ID("sp-1"), "ResourceInUse.SecurityPolicy" },
    { "ListSecurityPolicyRelations", NOTHING, "{'SecurityPolicyIds':['sp-none']}", "ResourceNotFound.SecurityPolicy" },
    { "UpdateListenerAttribute", NOTHING, "{'ListenerId':'lsn-443','SecurityPolicyId':'sp-none'}", "ResourceNotFound.SecurityPolicy" },

    { "CreateHealthCheckTemplate", NOTHING, "{'HealthCheckTemplateName':'t1','HealthCheckPath':'x'}", "IllegalParam.HealthCheckPath" },
    { "CreateHealthCheckTemplate", NOTHING, "{'HealthCheckTemplateName':'t1','HealthCheckHost':'x'}", "IllegalParam.HealthCheckHost" },
    { "CreateHealthCheckTemplate", NOTHING, "{'HealthCheckTemplateName':'t1','HealthCheckCodes':['http_2xx','0']}", "IllegalParam.HealthCheckCodes" },
    { "CreateHealthCheckTemplate", NOTHING, "{'HealthCheckTemplateName':'t1','HealthCheckProtocol':'gRPC','HealthCheckCodes':['http_2xx']}", "IllegalParam.HealthCheckCodes" },
    { "GetHealthCheckTemplateAttribute", NOTHING, TEMPLATE("hct-none"), "ResourceNotFound.HealthCheckTemplate" },
    { "UpdateHealthCheckTemplateAttribute", NOTHING, TEMPLATE("hct-none"), "ResourceNotFound.HealthCheckTemplate" },
    { "DeleteHealthCheckTemplates", NOTHING, "{'HealthCheckTemplateIds':['hct-1','hct-none']}", "ResourceNotFound.HealthCheckTemplate" },
    { "ApplyHealthCheckTemplateToServerGroup", NOTHING, APPLY("hct-none", "sgp-1"), "ResourceNotFound.HealthCheckTemplate" },
    { "ApplyHealthCheckTemplateToServerGroup", NOTHING, APPLY("hct-1", "sgp-none"), "ResourceNotFound.ServerGroup" },
    { "ApplyHealthCheckTemplateToServerGroup", "ApplyHealthCheckTemplateToServerGroup", APPLY("hct-1", "sgp-1"), AT_ONCE, APPLY("hct-1", "sgp-1"), "IncorrectStatus.ServerGroup" },

    { "CreateAScripts", NOTHING, SCRIPT("lsn-none"), "ResourceNotFound.Listener" },
    { "CreateAScripts", BUSY_LISTENER, SCRIPT("lsn-80"), "IncorrectStatus.Listener" },
    { "UpdateAScripts", NOTHING, RESCRIPT("as-none"), "ResourceNotFound.Ascript" },
    { "UpdateAScripts", BUSY_LISTENER, RESCRIPT("as-1"), "IncorrectStatus.Listener" },
    { "UpdateAScripts", "UpdateAScripts", RESCRIPT("as-1"), AT_ONCE, RESCRIPT("as-1"), "IncorrectStatus.Listener" },
    { "DeleteAScripts", NOTHING, "{'AScriptIds':['as-none']}", "ResourceNotFound.AScript" },
    { "DeleteAScripts", BUSY_LISTENER, "{'AScriptIds':['as-1']}", "IncorrectStatus.Listener" },
    { "DeleteAScripts", NOTHING, "{'AScriptIds':['as-1','as-2']}", "OperationDenied.CrossListenerAScripts" },

    { "TagResources", NOTHING, "{'ResourceType':'acl','ResourceId':['acl-none'],'Tag':[{'Key':'k','Value':'v'}]}", "ResourceNotFound.Acl" },
    { "TagResources", NOTHING, "{'ResourceType':'securitypolicy','ResourceId':['sp-none'],'Tag':[{'Key':'k','Value':'v'}]}", "ResourceNotFound.SecurityPolicy" },
    /* clang-format on */
};

START_TEST(is_refused_by_its_code)
{
    check_late_refusal(&rows[_i], MORE);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("lists refusals");
    TCase *calls = tcase_create("a call about a list, a policy, a template or a script");

    tcase_add_loop_test(calls, is_refused_by_its_code, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    suite_add_tcase(s, calls);
    return s;
}

TEST_MAIN(suite)
