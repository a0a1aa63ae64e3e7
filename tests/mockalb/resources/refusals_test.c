#include "tests/test.h"

#include "refusals.h"

#include "base/banned.h"

#define ZONE(zone, vswitch) "{'ZoneId':'" zone "','VSwitchId':'" vswitch "'}"
#define ZONE_H              ZONE("cn-hangzhou-h", "vsw-h")
#define ZONE_I              ZONE("cn-hangzhou-i", "vsw-i")
#define BALANCER(zones)                                                                            \
    "{'VpcId':'vpc-a','AddressType':'Internet','LoadBalancerEdition':'Standard',"                  \
    "'LoadBalancerBillingConfig':{'PayType':'PostPay'},'ZoneMappings':[" zones "]}"

static const struct refusal balancers[] = {
    { "one zone only", "CreateLoadBalancer", BALANCER(ZONE_H), "IllegalParamSize.ZoneMappings",
      "The param size of ZoneMappings is illegal.", NULL, NULL },
    { "one zone twice", "CreateLoadBalancer", BALANCER(ZONE_H "," ZONE_H), "DuplicatedParam.ZoneId",
      "The param of ZoneMappings.2.ZoneId is duplicated.", NULL, NULL },
    { "a vSwitch of another zone", "CreateLoadBalancer",
      BALANCER(ZONE_H "," ZONE("cn-hangzhou-j", "vsw-i")), "Mismatch.ZoneIdAndVSwitchId",
      "The cn-hangzhou-j and vsw-i are mismatched.", NULL, NULL },
    { "a vSwitch that is not there", "CreateLoadBalancer",
      BALANCER(ZONE_H "," ZONE("cn-hangzhou-i", "vsw-none")), "ResourceNotFound.VSwitch",
      "The specified resource vsw-none is not found.", NULL, NULL },
    { "a vSwitch of another region", "CreateLoadBalancer",
      BALANCER(ZONE_H "," ZONE("cn-chengdu-a", "vsw-far")), "ResourceNotFound.VSwitch", NULL, NULL,
      NULL },
    { "a vSwitch of another VPC", "CreateLoadBalancer",
      BALANCER(ZONE_I "," ZONE("cn-hangzhou-h", "vsw-b")), "IllegalParamSize.ZoneMappings", NULL,
      NULL, NULL },
    { "a vSwitch id that is none", "CreateLoadBalancer",
      BALANCER(ZONE_I "," ZONE("cn-hangzhou-h", "h")), "IllegalParamSize.ZoneMappings", NULL, NULL,
      NULL },
    { "an unknown load balancer", "GetLoadBalancerAttribute", "{'LoadBalancerId':'alb-none'}",
      "ResourceNotFound.LoadBalancer", "The specified resource alb-none is not found.", NULL,
      NULL },
    { "the id of a listener, as one client sends it", "GetLoadBalancerAttribute",
      "{'LoadBalancerId':'lsn-80'}", "ResourceNotFound.LoadBalancer", NULL, NULL, NULL },
    { "the id of a listener, to delete", "DeleteLoadBalancer", "{'LoadBalancerId':'lsn-80'}",
      "ResourceNotFound.LoadBalancer", NULL, NULL, NULL },
    { "deletion that is protected", "DeleteLoadBalancer", "{'LoadBalancerId':'alb-kept'}",
      "OperationDenied.DeletionProtectionEnabled",
      "The operation is not allowed because of DeletionProtectionEnabled.", NULL, NULL },
    { "deletion while it changes", "DeleteLoadBalancer", "{'LoadBalancerId':'alb-1'}",
      "IncorrectStatus.LoadBalancer", "The status of LoadBalancer [alb-1] is incorrect.",
      "UpdateLoadBalancerAttribute", "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}" },
    { "a change while it changes", "UpdateLoadBalancerAttribute",
      "{'LoadBalancerId':'alb-1','LoadBalancerName':'third'}", "IncorrectStatus.LoadBalancer", NULL,
      "UpdateLoadBalancerAttribute", "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}" },
    { "a change of what is not there", "UpdateLoadBalancerAttribute",
      "{'LoadBalancerId':'alb-none','LoadBalancerName':'other'}", "ResourceNotFound.LoadBalancer",
      NULL, NULL, NULL },
    { "protection while it changes", "EnableDeletionProtection", "{'ResourceId':'alb-1'}",
      "IncorrectStatus.LoadBalancer", NULL, "UpdateLoadBalancerAttribute",
      "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}" },
    { "protection of what is not there", "DisableDeletionProtection", "{'ResourceId':'alb-none'}",
      "ResourceNotFound.LoadBalancer", NULL, NULL, NULL },
    { "back to Basic", "UpdateLoadBalancerEdition",
      "{'LoadBalancerId':'alb-1','LoadBalancerEdition':'Basic'}", "OperationDenied.Downgrade",
      "The operation is not allowed because of Downgrade.", NULL, NULL },
    { "the edition that it has", "UpdateLoadBalancerEdition",
      "{'LoadBalancerId':'alb-1','LoadBalancerEdition':'Standard'}",
      "OperationDenied.EditionNotChanged", NULL, NULL, NULL },
    { "the edition while it changes", "UpdateLoadBalancerEdition",
      "{'LoadBalancerId':'alb-1','LoadBalancerEdition':'StandardWithWaf'}",
      "IncorrectStatus.LoadBalancer", NULL, "UpdateLoadBalancerAttribute",
      "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}" },
};

#define ACTION_TO(group)                                                                           \
    "'DefaultActions':[{'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{"        \
    "'ServerGroupId':'" group "'}]}}]"
#define LISTENER(balancer, protocol, group, rest)                                                  \
    "{'LoadBalancerId':'" balancer "','ListenerPort':8080,'ListenerProtocol':'" protocol           \
    "'," ACTION_TO(group) rest "}"
#define CERTIFICATE ",'Certificates':[{'CertificateId':'1-cn-hangzhou'}]"

static const struct refusal listeners[] = {
    { "the load balancer is not there", "CreateListener", LISTENER("alb-none", "HTTP", "sgp-1", ""),
      "ResourceNotFound.LoadBalancer", NULL, NULL, NULL },
    { "the load balancer is not active", "CreateListener", LISTENER("alb-1", "HTTP", "sgp-1", ""),
      "IncorrectStatus.LoadBalancer", NULL, "UpdateLoadBalancerAttribute",
      "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}" },
    { "the port is taken", "CreateListener",
      "{'LoadBalancerId':'alb-1','ListenerPort':80,'ListenerProtocol':'HTTPS'," ACTION_TO("sgp-1")
          CERTIFICATE "}",
      "ResourceAlreadyExist.Listener", "The specified resource lsn-80 is already exist.", NULL,
      NULL },
    { "the group is not there", "CreateListener", LISTENER("alb-1", "HTTP", "sgp-none", ""),
      "ResourceNotFound.ServerGroup", NULL, NULL, NULL },
    { "the group is in another VPC", "CreateListener", LISTENER("alb-1", "HTTP", "sgp-b", ""),
      "Mismatch.VpcId", NULL, NULL, NULL },
    { "gRPC behind HTTP", "CreateListener", LISTENER("alb-1", "HTTP", "sgp-grpc", ""),
      "OperationDenied.ServerGroupProtocolNotSupport", NULL, NULL, NULL },
    { "gRPC without HTTP/2", "CreateListener",
      LISTENER("alb-1", "HTTPS", "sgp-grpc", CERTIFICATE ",'Http2Enabled':false"),
      "OperationDenied.GRPCServerGroup", NULL, NULL, NULL },
    { "HTTPS behind QUIC", "CreateListener", LISTENER("alb-1", "QUIC", "sgp-https", CERTIFICATE),
      "OperationDenied.ServerGroupProtocolNotSupport", NULL, NULL, NULL },
    { "HTTPS without a certificate", "CreateListener", LISTENER("alb-1", "HTTPS", "sgp-1", ""),
      "MissingParam.Certificates", NULL, NULL, NULL },
    { "a certificate id that is none", "CreateListener",
      LISTENER("alb-1", "HTTPS", "sgp-1", ",'Certificates':[{'CertificateId':'mine'}]"),
      "InvalidParameter", "Invalid parameter, please check the parameter input.", NULL, NULL },
    { "a certificate that is not there", "CreateListener",
      LISTENER("alb-1", "HTTPS", "sgp-1", ",'Certificates':[{'CertificateId':'9-cn-hangzhou'}]"),
      "ResourceNotFound.Certificate", "The specified resource 9-cn-hangzhou is not found.", NULL,
      NULL },
    { "a policy that is not there", "CreateListener",
      LISTENER("alb-1", "HTTPS", "sgp-1", CERTIFICATE ",'SecurityPolicyId':'sp-none'"),
      "ResourceNotFound.SecurityPolicy", NULL, NULL, NULL },
    { "clients are asked for certificates of nobody", "CreateListener",
      LISTENER("alb-1", "HTTPS", "sgp-1", CERTIFICATE ",'CaEnabled':true"),
      "MissingParam.CaCertificates", NULL, NULL, NULL },
    { "sources are believed that are not named", "CreateListener",
      LISTENER("alb-1", "HTTP", "sgp-1",
               ",'XForwardedForConfig':{'XForwardedForClientSourceIpsEnabled':true}"),
      "MissingParam.XForwardedForClientSourceIpsTrusted",
      "The param of XForwardedForConfig.XForwardedForClientSourceIpsTrusted is missing.", NULL,
      NULL },
    { "an upgrade to what is not there", "CreateListener",
      LISTENER("alb-1", "HTTPS", "sgp-1",
               CERTIFICATE ",'QuicConfig':{'QuicUpgradeEnabled':true,'QuicListenerId':'lsn-x'}"),
      "ResourceNotFound.Listener", NULL, NULL, NULL },
    { "an upgrade to another load balancer", "CreateListener",
      LISTENER("alb-kept", "HTTPS", "sgp-1",
               CERTIFICATE ",'QuicConfig':{'QuicUpgradeEnabled':true,'QuicListenerId':'lsn-quic'}"),
      "OperationDenied.CrossLoadBalancerQUICListener", NULL, NULL, NULL },
    { "an upgrade that another has", "CreateListener",
      LISTENER("alb-1", "HTTPS", "sgp-1",
               CERTIFICATE ",'QuicConfig':{'QuicUpgradeEnabled':true,'QuicListenerId':'lsn-quic'}"),
      "ResourceAlreadyAssociated.Listener", NULL, "UpdateListenerAttribute",
      "{'ListenerId':'lsn-443','QuicConfig':{'QuicUpgradeEnabled':true,"
      "'QuicListenerId':'lsn-quic'}}" },
    { "a group with slow start on Basic", "CreateListener",
      LISTENER("alb-basic", "HTTP", "sgp-3", ""), "Mismatch.LoadBalancerEditionAndSlowStartEnable",
      "The Basic and true are mismatched.", "UpdateServerGroupAttribute",
      "{'ServerGroupId':'sgp-3','SlowStartConfig':{'SlowStartEnabled':true}}" },
    { "a group that drains on Basic", "CreateListener", LISTENER("alb-basic", "HTTP", "sgp-3", ""),
      "Mismatch.LoadBalancerEditionAndConnectionDrain", NULL, "UpdateServerGroupAttribute",
      "{'ServerGroupId':'sgp-3','ConnectionDrainConfig':{'ConnectionDrainEnabled':true}}" },
    { "an upgrade to what is not QUIC", "CreateListener",
      LISTENER("alb-1", "HTTPS", "sgp-1",
               CERTIFICATE ",'QuicConfig':{'QuicUpgradeEnabled':true,'QuicListenerId':'lsn-80'}"),
      "IllegalParam.QuicListenerId", NULL, NULL, NULL },
    { "two default actions", "CreateListener",
      "{'LoadBalancerId':'alb-1','ListenerPort':8080,'ListenerProtocol':'HTTP','DefaultActions':["
      "{'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':"
      "'sgp-1'}]}},{'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{"
      "'ServerGroupId':'sgp-2'}]}}]}",
      "IllegalParamSize.DefaultActions", NULL, NULL, NULL },
    { "six groups by default", "CreateListener",
      "{'LoadBalancerId':'alb-1','ListenerPort':8080,'ListenerProtocol':'HTTP','DefaultActions':["
      "{'Type':'ForwardGroup','ForwardGroupConfig':{'ServerGroupTuples':[{'ServerGroupId':"
      "'sgp-1'},{'ServerGroupId':'sgp-2'},{'ServerGroupId':'sgp-3'},{'ServerGroupId':'sgp-ip'},"
      "{'ServerGroupId':'sgp-https'},{'ServerGroupId':'sgp-fc'}]}}]}",
      "IllegalParamSize.ServerGroupTuples", NULL, NULL, NULL },
    { "an unknown listener", "GetListenerAttribute", "{'ListenerId':'lsn-none'}",
      "ResourceNotFound.Listener", NULL, NULL, NULL },
    { "a change of what is not there", "UpdateListenerAttribute",
      "{'ListenerId':'lsn-none','IdleTimeout':9}", "ResourceNotFound.Listener", NULL, NULL, NULL },
    { "a change while it changes", "UpdateListenerAttribute",
      "{'ListenerId':'lsn-80','IdleTimeout':9}", "IncorrectStatus.Listener",
      "The status of Listener [lsn-80] is incorrect.", "UpdateListenerAttribute",
      "{'ListenerId':'lsn-80','IdleTimeout':8}" },
    { "a change to a group in another VPC", "UpdateListenerAttribute",
      "{'ListenerId':'lsn-80'," ACTION_TO("sgp-b") "}", "Mismatch.VpcId", NULL, NULL, NULL },
    { "a change while the load balancer changes", "UpdateListenerAttribute",
      "{'ListenerId':'lsn-80','IdleTimeout':9}", "IncorrectStatus.LoadBalancer", NULL,
      "UpdateLoadBalancerAttribute", "{'LoadBalancerId':'alb-1','LoadBalancerName':'other'}" },
    { "starting what runs", "StartListener", "{'ListenerId':'lsn-80'}", "IncorrectStatus.Listener",
      NULL, NULL, NULL },
    { "starting what is not there", "StartListener", "{'ListenerId':'lsn-x'}",
      "ResourceNotFound.Listener", NULL, NULL, NULL },
    { "stopping what is being stopped", "StopListener", "{'ListenerId':'lsn-80'}",
      "IncorrectStatus.Listener", NULL, "StopListener", "{'ListenerId':'lsn-80'}" },
    { "deleting what is not there", "DeleteListener", "{'ListenerId':'lsn-x'}",
      "ResourceNotFound.Listener", NULL, NULL, NULL },
    { "deleting what changes", "DeleteListener", "{'ListenerId':'lsn-80'}",
      "IncorrectStatus.Listener", NULL, "StopListener", "{'ListenerId':'lsn-80'}" },
    { "deleting what is upgraded to", "DeleteListener", "{'ListenerId':'lsn-quic'}",
      "ResourceInUse.Listener", "The specified resource lsn-quic is in use.",
      "UpdateListenerAttribute",
      "{'ListenerId':'lsn-443','QuicConfig':{'QuicUpgradeEnabled':true,"
      "'QuicListenerId':'lsn-quic'}}" },
    { "certificates of HTTP", "ListListenerCertificates", "{'ListenerId':'lsn-80'}",
      "OperationDenied.HttpListenerNotSupport",
      "The operation is not allowed because of HttpListenerNotSupport.", NULL, NULL },
    { "certificates of what is not there", "ListListenerCertificates", "{'ListenerId':'lsn-x'}",
      "ResourceNotFound.Listener", NULL, NULL, NULL },
};

#define GROUP(rest)                                                                                \
    "{'ServerGroupName':'new','HealthCheckConfig':{'HealthCheckEnabled':false}" rest "}"
#define SERVERS(group, servers) "{'ServerGroupId':'" group "','Servers':[" servers "]}"
#define SERVER(type, id, rest)  "{'ServerType':'" type "','ServerId':'" id "','Port':8080" rest "}"

static const struct refusal groups[] = {
    { "no VPC", "CreateServerGroup", GROUP(""), "MissingParam.VpcId", NULL, NULL, NULL },
    { "a VPC that is not there", "CreateServerGroup", GROUP(",'VpcId':'vpc-none'"),
      "ResourceNotFound.Vpc", "The specified resource vpc-none is not found.", NULL, NULL },
    { "IPv6 in a VPC without", "CreateServerGroup", GROUP(",'VpcId':'vpc-a','Ipv6Enabled':true"),
      "OperationDenied.VpcNotSupportIpv6", NULL, NULL, NULL },
    { "a name that is none", "CreateServerGroup",
      "{'ServerGroupName':'1','VpcId':'vpc-a','HealthCheckConfig':{'HealthCheckEnabled':false}}",
      "IllegalParam.ServerGroupName", "The param of ServerGroupName is illegal.", NULL, NULL },
    { "slow start with another scheduler", "CreateServerGroup",
      GROUP(",'VpcId':'vpc-a','Scheduler':'Wlc','SlowStartConfig':{'SlowStartEnabled':true}"),
      "Mismatch.ServerGroupSchedulerAndSlowStartEnable", "The Wlc and true are mismatched.", NULL,
      NULL },
    { "stickiness by a cookie without a name", "CreateServerGroup",
      GROUP(",'VpcId':'vpc-a','StickySessionConfig':{'StickySessionEnabled':true,"
            "'StickySessionType':'Server'}"),
      "MissingParam.Cookie", NULL, NULL, NULL },
    { "hashing by nothing", "CreateServerGroup", GROUP(",'VpcId':'vpc-a','Scheduler':'Uch'"),
      "MissingParam.UchConfig", NULL, NULL, NULL },
    { "a health check of a path that is none", "CreateServerGroup",
      "{'ServerGroupName':'new','VpcId':'vpc-a','HealthCheckConfig':{'HealthCheckEnabled':true,"
      "'HealthCheckPath':'x'}}",
      "IllegalParam.HealthCheckPath", NULL, NULL, NULL },
    { "a health check of a host that is none", "CreateServerGroup",
      "{'ServerGroupName':'new','VpcId':'vpc-a','HealthCheckConfig':{'HealthCheckEnabled':true,"
      "'HealthCheckHost':'x'}}",
      "IllegalParam.HealthCheckHost", NULL, NULL, NULL },
    { "a tag without a key", "CreateServerGroup", GROUP(",'VpcId':'vpc-a','Tag':[{'Value':'x'}]"),
      "MissingParam.TagKey", "The param of Tag.1.TagKey is missing.", NULL, NULL },
    { "a change of what is not there", "UpdateServerGroupAttribute",
      "{'ServerGroupId':'sgp-none','Scheduler':'Wlc'}", "ResourceNotFound.ServerGroup", NULL, NULL,
      NULL },
    { "a change while it changes", "UpdateServerGroupAttribute",
      "{'ServerGroupId':'sgp-3','Scheduler':'Wlc'}", "IncorrectStatus.ServerGroup",
      "The status of ServerGroup [sgp-3] is incorrect.", "UpdateServerGroupAttribute",
      "{'ServerGroupId':'sgp-3','Scheduler':'Wrr'}" },
    { "slow start behind Basic", "UpdateServerGroupAttribute",
      "{'ServerGroupId':'sgp-2','SlowStartConfig':{'SlowStartEnabled':true}}",
      "Mismatch.LoadBalancerEditionAndSlowStartEnable", NULL, NULL, NULL },
    { "draining behind Basic", "UpdateServerGroupAttribute",
      "{'ServerGroupId':'sgp-2','ConnectionDrainConfig':{'ConnectionDrainEnabled':true}}",
      "Mismatch.LoadBalancerEditionAndConnectionDrain", NULL, NULL, NULL },
    { "deleting what is not there", "DeleteServerGroup", "{'ServerGroupId':'sgp-none'}",
      "ResourceNotFound.ServerGroup", NULL, NULL, NULL },
    { "deleting what a rule forwards to", "DeleteServerGroup", "{'ServerGroupId':'sgp-1'}",
      "ResourceInUse.ServerGroup", "The specified resource sgp-1 is in use.", NULL, NULL },
    { "deleting what a listener forwards to", "DeleteServerGroup", "{'ServerGroupId':'sgp-2'}",
      "ResourceInUse.ServerGroup", NULL, NULL, NULL },
    { "deleting what changes", "DeleteServerGroup", "{'ServerGroupId':'sgp-3'}",
      "IncorrectStatus.ServerGroup", NULL, "UpdateServerGroupAttribute",
      "{'ServerGroupId':'sgp-3','Scheduler':'Wrr'}" },
};

static const struct refusal servers[] = {
    { "a group that is not there", "AddServersToServerGroup",
      SERVERS("sgp-none", SERVER("Ecs", "i-a", "")), "ResourceNotFound.ServerGroup", NULL, NULL,
      NULL },
    { "a group that changes", "AddServersToServerGroup", SERVERS("sgp-3", SERVER("Ecs", "i-a", "")),
      "IncorrectStatus.ServerGroup", NULL, "UpdateServerGroupAttribute",
      "{'ServerGroupId':'sgp-3','Scheduler':'Wrr'}" },
    { "an instance that is not there", "AddServersToServerGroup",
      SERVERS("sgp-3", SERVER("Ecs", "i-none", "")), "ResourceNotFound.Ecs",
      "The specified resource i-none is not found.", NULL, NULL },
    { "an interface that is not there", "AddServersToServerGroup",
      SERVERS("sgp-3", SERVER("Eni", "eni-none", "")), "ResourceNotFound.Eni", NULL, NULL, NULL },
    { "a container that is not there", "AddServersToServerGroup",
      SERVERS("sgp-3", SERVER("Eci", "eci-none", "")), "ResourceNotFound.Eci", NULL, NULL, NULL },
    { "an instance of another VPC", "AddServersToServerGroup",
      SERVERS("sgp-3", SERVER("Ecs", "i-b", "")), "Mismatch.VpcId",
      "The VpcId is mismatched for ServerGroup and Servers.1.ServerId.", NULL, NULL },
    { "an interface of another VPC", "AddServersToServerGroup",
      SERVERS("sgp-3", SERVER("Eni", "eni-b", "")), "Mismatch.VpcId", NULL, NULL, NULL },
    { "an interface that nothing uses", "AddServersToServerGroup",
      SERVERS("sgp-3", SERVER("Eni", "eni-idle", "")), "IncorrectStatus.Eni", NULL, NULL, NULL },
    { "an address that the interface lacks", "AddServersToServerGroup",
      SERVERS("sgp-3", SERVER("Eni", "eni-a", ",'ServerIp':'10.0.1.9'")), "IllegalParam.ServerIp",
      "The param of Servers.1.ServerIp is illegal.", NULL, NULL },
    { "an address in a group of machines", "AddServersToServerGroup",
      SERVERS("sgp-3", SERVER("Ip", "10.0.1.9", "")), "Mismatch.ServerType",
      "The ServerType is mismatched for ServerGroup and Servers.1.ServerType.", NULL, NULL },
    { "a machine in a group of addresses", "AddServersToServerGroup",
      SERVERS("sgp-ip", SERVER("Ecs", "i-a", "")), "Mismatch.ServerType", NULL, NULL, NULL },
    { "an address outside of the VPC", "AddServersToServerGroup",
      SERVERS("sgp-ip", SERVER("Ip", "192.168.1.1", "")), "IllegalParam.ServerIp", NULL, NULL,
      NULL },
    { "a remote address that is public", "AddServersToServerGroup",
      SERVERS("sgp-ip", SERVER("Ip", "8.8.8.8", ",'RemoteIpEnabled':true")),
      "IllegalParam.ServerIp", NULL, NULL, NULL },
    { "no port", "AddServersToServerGroup",
      SERVERS("sgp-3", "{'ServerType':'Ecs','ServerId':'i-a'}"), "MissingParam.Port",
      "The param of Servers.1.Port is missing.", NULL, NULL },
    { "a replacement without a port", "ReplaceServersInServerGroup",
      "{'ServerGroupId':'sgp-1','AddedServers':[{'ServerId':'i-a2'}],'RemovedServers':[{"
      "'ServerId':'i-a','Port':80}]}",
      "MissingParam.Port", "The param of AddedServers.1.Port is missing.", NULL, NULL },
    { "a function that is none", "AddServersToServerGroup",
      SERVERS("sgp-fc", "{'ServerType':'Fc','ServerId':'f'}"), "IllegalParam.ServerId", NULL, NULL,
      NULL },
    { "one server twice", "AddServersToServerGroup",
      SERVERS("sgp-3", SERVER("Ecs", "i-a", "") "," SERVER("Ecs", "i-a", "")),
      "DuplicatedParam.BackendServer", "The param of Servers.2 is duplicated.", NULL, NULL },
    { "a server that is there", "AddServersToServerGroup",
      SERVERS("sgp-1", "{'ServerType':'Ecs','ServerId':'i-a','Port':80}"), "Conflict.BackendServer",
      "There is already i-a having the same configuration with Servers.1.", NULL, NULL },
    { "removing from what is not there", "RemoveServersFromServerGroup",
      SERVERS("sgp-none", SERVER("Ecs", "i-a", "")), "ResourceNotFound.ServerGroup", NULL, NULL,
      NULL },
    { "removing another port", "RemoveServersFromServerGroup",
      SERVERS("sgp-1", SERVER("Ecs", "i-a", "")), "ResourceNotFound.BackendServer",
      "The specified resource i-a is not found.", NULL, NULL },
    { "removing while the group changes", "RemoveServersFromServerGroup",
      SERVERS("sgp-1", "{'ServerType':'Ecs','ServerId':'i-a','Port':80}"),
      "IncorrectStatus.ServerGroup", NULL, "AddServersToServerGroup",
      SERVERS("sgp-1", SERVER("Ecs", "i-a2", "")) },
    { "replacing what is not there", "ReplaceServersInServerGroup",
      "{'ServerGroupId':'sgp-1','AddedServers':[" SERVER(
          "Ecs", "i-a2", "") "],'RemovedServers':[" SERVER("Ecs", "i-a2", "") "]}",
      "ResourceNotFound.BackendServer", NULL, NULL, NULL },
    { "replacing by what is there", "ReplaceServersInServerGroup",
      "{'ServerGroupId':'sgp-1','AddedServers':[{'ServerType':'Ecs','ServerId':'i-a','Port':80}],"
      "'RemovedServers':[{'ServerType':'Ecs','ServerId':'i-a','Port':80}]}",
      "Conflict.BackendServer", NULL, NULL, NULL },
    { "replacing by an instance that is not there", "ReplaceServersInServerGroup",
      "{'ServerGroupId':'sgp-1','AddedServers':[" SERVER(
          "Ecs", "i-none",
          "") "],'RemovedServers':[{'ServerType':'Ecs','ServerId':'i-a','Port':80}]}",
      "ResourceNotFound.Ecs", NULL, NULL, NULL },
    { "replacing in a group of functions", "ReplaceServersInServerGroup",
      "{'ServerGroupId':'sgp-fc','AddedServers':[{'ServerId':'i-a','Port':80}],"
      "'RemovedServers':[{'ServerId':'i-a','Port':80}]}",
      "Mismatch.ServerType", NULL, NULL, NULL },
    { "weighing what is not there", "UpdateServerGroupServersAttribute",
      SERVERS("sgp-1", SERVER("Ecs", "i-a2", ",'Weight':5")), "ResourceNotFound.BackendServer",
      NULL, NULL, NULL },
    { "weighing while the group changes", "UpdateServerGroupServersAttribute",
      SERVERS("sgp-1", "{'ServerType':'Ecs','ServerId':'i-a','Port':80,'Weight':5}"),
      "IncorrectStatus.ServerGroup", NULL, "AddServersToServerGroup",
      SERVERS("sgp-1", SERVER("Ecs", "i-a2", "")) },
};

#define TAG(type, id, key)                                                                         \
    "{'ResourceType':'" type "','ResourceId':['" id "'],'Tag':[{'Key':'" key "','Value':'v'}]}"

static const struct refusal tags[] = {
    { "a load balancer that is not there", "TagResources", TAG("loadbalancer", "alb-x", "k"),
      "ResourceNotFound.LoadBalancer", NULL, NULL, NULL },
    { "a group that is not there", "TagResources", TAG("ServerGroup", "sgp-x", "k"),
      "ResourceNotFound.ServerGroup", NULL, NULL, NULL },
    { "a list that is not there", "TagResources", TAG("acl", "acl-x", "k"), "ResourceNotFound.Acl",
      NULL, NULL, NULL },
    { "a policy that is not there", "UnTagResources",
      "{'ResourceType':'securitypolicy','ResourceId':['sp-x'],'TagKey':['k']}",
      "ResourceNotFound.SecurityPolicy", NULL, NULL, NULL },
    { "a type that is none", "TagResources", TAG("listener", "lsn-80", "k"),
      "IllegalParam.ResourceType", NULL, NULL, NULL },
    { "a key of the cloud's own", "TagResources", TAG("servergroup", "sgp-1", "acs:x"),
      "IllegalParam.TagKey", NULL, NULL, NULL },
    { "more than twenty in all", "TagResources",
      "{'ResourceType':'servergroup','ResourceId':['sgp-1'],'Tag':[{'Key':'1'},{'Key':'2'},"
      "{'Key':'3'},{'Key':'4'},{'Key':'5'},{'Key':'6'},{'Key':'7'},{'Key':'8'},{'Key':'9'},"
      "{'Key':'10'},{'Key':'11'},{'Key':'12'},{'Key':'13'},{'Key':'14'},{'Key':'15'},"
      "{'Key':'16'},{'Key':'17'},{'Key':'18'},{'Key':'19'},{'Key':'20'}]}",
      "IllegalParamSize.Tag", NULL, NULL, NULL },
    { "a VPC that is not there", "vpc:DescribeVpcAttribute",
      "{'RegionId':'cn-hangzhou','VpcId':'vpc-none'}", "InvalidVpcID.NotFound", NULL, NULL, NULL },
};

#define REFUSES(name, rows)                                                                        \
    START_TEST(name)                                                                               \
    {                                                                                              \
        check_refusal(&(rows)[_i]);                                                                \
    }                                                                                              \
    END_TEST

REFUSES(refuses_load_balancers, balancers)
REFUSES(refuses_listeners, listeners)
REFUSES(refuses_server_groups, groups)
REFUSES(refuses_servers, servers)
REFUSES(refuses_tags, tags)

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

static Suite *suite(void)
{
    Suite *s = suite_create("refusals");
    TCase *calls = tcase_create("the service");

    tcase_add_loop_test(calls, refuses_load_balancers, 0, COUNT(balancers));
    tcase_add_loop_test(calls, refuses_listeners, 0, COUNT(listeners));
    tcase_add_loop_test(calls, refuses_server_groups, 0, COUNT(groups));
    tcase_add_loop_test(calls, refuses_servers, 0, COUNT(servers));
    tcase_add_loop_test(calls, refuses_tags, 0, COUNT(tags));
    suite_add_tcase(s, calls);
    return s;
}

TEST_MAIN(suite)
