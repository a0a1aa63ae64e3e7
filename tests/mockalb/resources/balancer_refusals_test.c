#include "tests/test.h"

#include "refusals.h"

#include "base/banned.h"

/* What these calls need besides the usual cloud. */
#define ZONES_HI                                                                                   \
    "'zones':[{'zone':'cn-hangzhou-h','vswitch':'vsw-h'},{'zone':'cn-hangzhou-i','vswitch':'vsw-"  \
    "i'}]"
#define MORE                                                                                       \
    "{'vswitches':[{'id':'vsw-h2','vpc':'vpc-a','zone':'cn-hangzhou-h','cidr':'10.0.3.0/24'},"     \
    "{'id':'vsw-j','vpc':'vpc-a','zone':'cn-hangzhou-j','cidr':'10.0.4.0/24'},"                    \
    "{'id':'vsw-full','vpc':'vpc-a','zone':'cn-hangzhou-j','cidr':'10.0.5.0/24','freeIps':0}],"    \
    "'securityGroups':[{'id':'sg-ecs','vpc':'vpc-a','managed':true}],"                             \
    "'loadBalancers':[{'id':'alb-unpaid','vpc':'vpc-a','business':'Abnormal'," ZONES_HI "},"       \
    "{'id':'alb-dynamic','vpc':'vpc-a','allocation':'Dynamic'," ZONES_HI "},"                      \
    "{'id':'alb-dual','vpc':'vpc-a','ipVersion':'DualStack'," ZONES_HI "},"                        \
    "{'id':'alb-eip','vpc':'vpc-a','zones':[{'zone':'cn-hangzhou-h','vswitch':'vsw-h','eip':"      \
    "'eip-locked'},{'zone':'cn-hangzhou-i','vswitch':'vsw-i'}]}],"                                 \
    "'listeners':[{'id':'lsn-unpaid','loadBalancer':'alb-unpaid','port':80,'serverGroup':"         \
    "'sgp-2'}],"                                                                                   \
    "'data':[{'kind':'alb/LoadBalancer','id':'alb-odd','body':{'LoadBalancerId':'alb-odd',"        \
    "'LoadBalancerStatus':'Active','AddressAllocatedMode':'Fixed','AddressType':'Internet',"       \
    "'BandwidthPackageId':'cbwp-none','ZoneMappings':[{'ZoneId':'cn-hangzhou-h','VSwitchId':"      \
    "'vsw-h','Status':'Stopped'}]}},"                                                              \
    "{'kind':'alb/LoadBalancer','id':'alb-busypack','body':{'LoadBalancerId':'alb-busypack',"      \
    "'LoadBalancerStatus':'Active','AddressType':'Internet','BandwidthPackageId':'cbwp-busy'}},"   \
    "{'kind':'alb/LoadBalancer','id':'alb-lockpack','body':{'LoadBalancerId':'alb-lockpack',"      \
    "'LoadBalancerStatus':'Active','AddressType':'Internet','BandwidthPackageId':'cbwp-locked'}}," \
    "{'kind':'alb/LoadBalancer','id':'alb-acl','body':{'LoadBalancerId':'alb-acl','VpcId':"        \
    "'vpc-a','LoadBalancerStatus':'Active'}},"                                                     \
    "{'kind':'alb/Listener','id':'lsn-acl','body':{'ListenerId':'lsn-acl','LoadBalancerId':"       \
    "'alb-acl'}},{'kind':'alb/AclRelation','id':'lsn-acl:acl-1','body':{'ListenerId':'lsn-acl',"   \
    "'AclId':'acl-1','Status':'Associated'}}]}"

#define RENAME(id)                                                                                 \
    "UpdateLoadBalancerAttribute", "{'LoadBalancerId':'" id "','LoadBalancerName':'other'}", AT_ONCE
#define NOTHING             NULL, NULL, AT_ONCE
#define BALANCER(id)        "{'LoadBalancerId':'" id "'}"
#define ZONE(zone, vswitch) "{'ZoneId':'cn-hangzhou-" zone "','VSwitchId':'" vswitch "'}"
#define ZONES(id, zones)    "{'LoadBalancerId':'" id "','ZoneMappings':[" zones "]}"
#define H                   ZONE("h", "vsw-h")
#define I                   ZONE("i", "vsw-i")
#define J                   ZONE("j", "vsw-j")
#define LOG(id)             "{'LoadBalancerId':'" id "','LogProject':'p','LogStore':'s'}"
#define GROUPS(id, groups)  "{'LoadBalancerId':'" id "','SecurityGroupIds':[" groups "]}"
#define TYPE(id, type)      "{'LoadBalancerId':'" id "','AddressType':'" type "'}"
#define PACKAGE(id, package)                                                                       \
    "{'LoadBalancerId':'" id "','BandwidthPackageId':'" package "','RegionId':'cn-hangzhou'}"
#define MAPPED(zone, vswitch, eip)                                                                 \
    "{'LoadBalancerId':'alb-basic','AddressType':'Internet','ZoneMappings':[{'ZoneId':'"           \
    "cn-hangzhou-" zone "','VSwitchId':'" vswitch "','AllocationId':'" eip "'}]}"
#define MOVE(type, id, group)                                                                      \
    "{'ResourceType':'" type "','ResourceId':'" id "','NewResourceGroupId':'" group "'}"

static const struct late_refusal rows[] = {
    /* clang-format off */
    { "UpdateLoadBalancerZones", RENAME("alb-1"), ZONES("alb-1", H "," J), "IncorrectStatus.LoadBalancer" },
    { "UpdateLoadBalancerZones", NOTHING, ZONES("alb-unpaid", H "," J), "IncorrectBusinessStatus.LoadBalancer" },
    { "UpdateLoadBalancerZones", NOTHING, ZONES("alb-eip", H "," J), "IncorrectBusinessStatus.Eip" },
    { "UpdateLoadBalancerZones", NOTHING, ZONES("alb-1", ZONE("h", "vsw-h2") "," J), "OperationDenied.ZoneVSwitchChanged" },
    { "UpdateLoadBalancerZones", NOTHING, ZONES("alb-1", I "," H), "OperationDenied.ZoneMappingsNotChanged" },
    { "UpdateLoadBalancerZones", NOTHING, ZONES("alb-1", H "," ZONE("j", "vsw-full")), "ResourceNotEnough.VSwitchIp" },
    { "UpdateLoadBalancerZones", NOTHING, ZONES("alb-1", H "," ZONE("j", "vsw-h2")), "Mismatch.ZoneIdAndVSwitchId" },
    { "UpdateLoadBalancerZones", NOTHING, ZONES("alb-none", H "," J), "ResourceNotFound.LoadBalancer" },
    { "UpdateLoadBalancerZones", NOTHING, ZONES("alb-1", H "," ZONE("j", "vsw-none")), "ResourceNotFound.VSwitch" },
    { "UpdateLoadBalancerZones", NOTHING, ZONES("alb-1", H), "IllegalParamSize.ZoneMappings" },

    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, MAPPED("h", "vsw-h", "eip-paid"), "OperationDenied.OnlyPostPaidEipSupported" },
    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, MAPPED("h", "vsw-i", "eip-a"), "Mismatch.ZoneIdAndVSwitchId" },
    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, MAPPED("j", "vsw-j", "eip-a"), "Mismatch.ZoneIdAndVSwitchId" },
    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, MAPPED("h", "vsw-h", "eip-locked"), "IncorrectBusinessStatus.Eip" },
    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, TYPE("alb-eip", "Intranet"), "IncorrectBusinessStatus.Eip" },
    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, MAPPED("h", "vsw-h", "eip-none"), "ResourceNotFound.Eip" },
    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, TYPE("alb-busypack", "Intranet"), "IncorrectStatus.CommonBandwidthPackage" },
    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, TYPE("alb-lockpack", "Intranet"), "IncorrectBusinessStatus.CommonBandwidthPackage" },
    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, TYPE("alb-odd", "Intranet"), "ResourceNotFound.CommonBandwidthPackage" },
    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, TYPE("alb-1", "Internet"), "OperationDenied.AddressTypeNotChanged" },
    { "UpdateLoadBalancerAddressTypeConfig", RENAME("alb-1"), TYPE("alb-1", "Intranet"), "IncorrectStatus.LoadBalancer" },
    { "UpdateLoadBalancerAddressTypeConfig", NOTHING, TYPE("alb-none", "Intranet"), "ResourceNotFound.LoadBalancer" },

    { "EnableLoadBalancerAccessLog", "EnableLoadBalancerAccessLog", LOG("alb-1"), LATER, LOG("alb-1"), "OperationDenied.AccessLogEnabled" },
    { "EnableLoadBalancerAccessLog", RENAME("alb-1"), LOG("alb-1"), "IncorrectStatus.LoadBalancer" },
    { "EnableLoadBalancerAccessLog", NOTHING, LOG("alb-none"), "ResourceNotFound.LoadBalancer" },
    { "DisableLoadBalancerAccessLog", NOTHING, BALANCER("alb-1"), "OperationDenied.AccessLogDisabled" },
    { "DisableLoadBalancerAccessLog", "EnableLoadBalancerAccessLog", LOG("alb-1"), AT_ONCE, BALANCER("alb-1"), "ResourceInConfiguring.LoadBalancer" },
    { "DisableLoadBalancerAccessLog", NOTHING, BALANCER("alb-none"), "ResourceNotFound.LoadBalancer" },

    { "LoadBalancerJoinSecurityGroup", RENAME("alb-1"), GROUPS("alb-1", "'sg-a'"), "IncorrectStatus.LoadBalancer" },
    { "LoadBalancerJoinSecurityGroup", "LoadBalancerJoinSecurityGroup", GROUPS("alb-1", "'sg-a'"), LATER, GROUPS("alb-1", "'sg-a'"), "ResourceAlreadyAssociated.SecurityGroup" },
    { "LoadBalancerJoinSecurityGroup", NOTHING, GROUPS("alb-1", "'sg-b'"), "OperationDenied.SecurityGroupNotSupport" },
    { "LoadBalancerJoinSecurityGroup", NOTHING, GROUPS("alb-1", "'sg-ecs'"), "OperationDenied.SecurityGroupNotSupport" },
    { "LoadBalancerJoinSecurityGroup", NOTHING, GROUPS("alb-acl", "'sg-a'"), "OperationDenied.LbAssociatedAclCanNotJoinSecurityGroup" },
    { "LoadBalancerJoinSecurityGroup", NOTHING, GROUPS("alb-none", "'sg-a'"), "ResourceNotFound.LoadBalancer" },
    { "LoadBalancerJoinSecurityGroup", NOTHING, GROUPS("alb-1", "'sg-none'"), "ResourceNotFound.SecurityGroup" },
    { "LoadBalancerLeaveSecurityGroup", RENAME("alb-1"), GROUPS("alb-1", "'sg-a'"), "IncorrectStatus.LoadBalancer" },
    { "LoadBalancerLeaveSecurityGroup", NOTHING, GROUPS("alb-1", "'sg-b'"), "OperationDenied.SecurityGroupNotSupport" },
    { "LoadBalancerLeaveSecurityGroup", NOTHING, GROUPS("alb-1", "'sg-a'"), "ResourceNotAssociated.SecurityGroup" },
    { "LoadBalancerLeaveSecurityGroup", NOTHING, GROUPS("alb-none", "'sg-a'"), "ResourceNotFound.LoadBalancer" },
    { "LoadBalancerLeaveSecurityGroup", NOTHING, GROUPS("alb-1", "'sg-none'"), "ResourceNotFound.SecurityGroup" },

    { "AttachCommonBandwidthPackageToLoadBalancer", NOTHING, PACKAGE("alb-1", "cbwp-locked"), "IncorrectBusinessStatus.CommonBandwidthPackage" },
    { "AttachCommonBandwidthPackageToLoadBalancer", NOTHING, PACKAGE("alb-1", "cbwp-busy"), "IncorrectStatus.CommonBandwidthPackage" },
    { "AttachCommonBandwidthPackageToLoadBalancer", "AttachCommonBandwidthPackageToLoadBalancer", PACKAGE("alb-1", "cbwp-a"), LATER, PACKAGE("alb-1", "cbwp-a"), "IncorrectStatus.CommonBandwidthPackage" },
    { "AttachCommonBandwidthPackageToLoadBalancer", NOTHING, PACKAGE("alb-none", "cbwp-a"), "ResourceNotFound.LoadBalancer" },
    { "AttachCommonBandwidthPackageToLoadBalancer", NOTHING, PACKAGE("alb-1", "cbwp-none"), "ResourceNotFound.CommonBandwidthPackage" },
    { "DetachCommonBandwidthPackageFromLoadBalancer", NOTHING, PACKAGE("alb-lockpack", "cbwp-locked"), "IncorrectBusinessStatus.CommonBandwidthPackage" },
    { "DetachCommonBandwidthPackageFromLoadBalancer", NOTHING, PACKAGE("alb-busypack", "cbwp-busy"), "IncorrectStatus.CommonBandwidthPackage" },
    { "DetachCommonBandwidthPackageFromLoadBalancer", NOTHING, PACKAGE("alb-1", "cbwp-a"), "IncorrectStatus.CommonBandwidthPackage" },
    { "DetachCommonBandwidthPackageFromLoadBalancer", NOTHING, PACKAGE("alb-none", "cbwp-a"), "ResourceNotFound.LoadBalancer" },

    { "EnableLoadBalancerIpv6Internet", RENAME("alb-dual"), BALANCER("alb-dual"), "IncorrectStatus.LoadBalancer" },
    { "EnableLoadBalancerIpv6Internet", NOTHING, BALANCER("alb-unpaid"), "IncorrectBusinessStatus.LoadBalancer" },
    { "EnableLoadBalancerIpv6Internet", NOTHING, BALANCER("alb-1"), "OperationDenied.NonDualStackInstance" },
    { "EnableLoadBalancerIpv6Internet", "EnableLoadBalancerIpv6Internet", BALANCER("alb-dual"), LATER, BALANCER("alb-dual"), "OperationDenied.Ipv6InternetInstance" },
    { "EnableLoadBalancerIpv6Internet", NOTHING, BALANCER("alb-none"), "ResourceNotFound.LoadBalancer" },
    { "DisableLoadBalancerIpv6Internet", RENAME("alb-dual"), BALANCER("alb-dual"), "IncorrectStatus.LoadBalancer" },
    { "DisableLoadBalancerIpv6Internet", NOTHING, BALANCER("alb-unpaid"), "IncorrectBusinessStatus.LoadBalancer" },
    { "DisableLoadBalancerIpv6Internet", NOTHING, BALANCER("alb-1"), "OperationDenied.NonDualStackInstance" },
    { "DisableLoadBalancerIpv6Internet", NOTHING, BALANCER("alb-dual"), "OperationDenied.Ipv6IntranetInstance" },
    { "DisableLoadBalancerIpv6Internet", NOTHING, BALANCER("alb-none"), "ResourceNotFound.LoadBalancer" },

    /* OperationFailed.ShiftLoadBalancerZonesFailed and .CancelShiftLoadBalancerZonesFailed: the service's own
     * failures, which nothing that a client does brings about. */
    { "StartShiftLoadBalancerZones", RENAME("alb-1"), ZONES("alb-1", H), "IncorrectStatus.LoadBalancer" },
    { "StartShiftLoadBalancerZones", NOTHING, ZONES("alb-unpaid", H), "IncorrectBusinessStatus.LoadBalancer" },
    { "StartShiftLoadBalancerZones", NOTHING, ZONES("alb-eip", H), "IncorrectBusinessStatus.Eip" },
    { "StartShiftLoadBalancerZones", NOTHING, ZONES("alb-1", ZONE("h", "vsw-h2")), "OperationDenied.ZoneVSwitchChanged" },
    { "StartShiftLoadBalancerZones", "StartShiftLoadBalancerZones", ZONES("alb-1", H), LATER, ZONES("alb-1", H), "OperationDenied.ZoneMappingsNotChanged" },
    { "StartShiftLoadBalancerZones", NOTHING, ZONES("alb-1", J), "OperationDenied.ZoneVSwitchNotExist" },
    { "StartShiftLoadBalancerZones", NOTHING, ZONES("alb-odd", H), "OperationDenied.EniStatusNotSupport" },
    { "StartShiftLoadBalancerZones", NOTHING, ZONES("alb-dynamic", H), "OperationDenied.OnlyFixedAddressAllocatedModeSupported" },
    { "StartShiftLoadBalancerZones", "StartShiftLoadBalancerZones", ZONES("alb-1", H), LATER, ZONES("alb-1", I), "OperationDenied.ConfigLastActiveZoneNotSupport" },
    { "StartShiftLoadBalancerZones", NOTHING, ZONES("alb-1", ZONE("j", "vsw-full")), "ResourceNotEnough.VSwitchIp" },
    { "StartShiftLoadBalancerZones", NOTHING, ZONES("alb-1", ZONE("h", "vsw-i")), "Mismatch.ZoneIdAndVSwitchId" },
    { "StartShiftLoadBalancerZones", NOTHING, ZONES("alb-none", H), "ResourceNotFound.LoadBalancer" },
    { "StartShiftLoadBalancerZones", NOTHING, ZONES("alb-1", ZONE("h", "vsw-none")), "ResourceNotFound.VSwitch" },
    { "CancelShiftLoadBalancerZones", RENAME("alb-1"), ZONES("alb-1", H), "IncorrectStatus.LoadBalancer" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-unpaid", H), "IncorrectBusinessStatus.LoadBalancer" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-eip", H), "IncorrectBusinessStatus.Eip" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-1", ZONE("h", "vsw-h2")), "OperationDenied.ZoneVSwitchChanged" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-1", H), "OperationDenied.ZoneMappingsNotChanged" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-1", J), "OperationDenied.ZoneVSwitchNotExist" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-odd", H), "OperationDenied.EniStatusNotSupport" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-dynamic", H), "OperationDenied.OnlyFixedAddressAllocatedModeSupported" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-1", ZONE("j", "vsw-full")), "ResourceNotEnough.VSwitchIp" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-1", ZONE("h", "vsw-i")), "Mismatch.ZoneIdAndVSwitchId" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-none", H), "ResourceNotFound.LoadBalancer" },
    { "CancelShiftLoadBalancerZones", NOTHING, ZONES("alb-1", ZONE("h", "vsw-none")), "ResourceNotFound.VSwitch" },

    { "MoveResourceGroup", NOTHING, MOVE("loadbalancer", "alb-1", "rg-none"), "NotExist.ResourceGroup" },
    { "MoveResourceGroup", NOTHING, MOVE("acl", "acl-none", "rg-other"), "ResourceNotFound.Acl" },
    { "MoveResourceGroup", NOTHING, MOVE("LoadBalancer", "alb-none", "rg-other"), "ResourceNotFound.LoadBalancer" },
    { "MoveResourceGroup", NOTHING, MOVE("securitypolicy", "sp-none", "rg-other"), "ResourceNotFound.SecurityPolicy" },
    { "MoveResourceGroup", NOTHING, MOVE("servergroup", "sgp-none", "rg-other"), "ResourceNotFound.ServerGroup" },
    { "CreateServerGroup", NOTHING, "{'ServerGroupName':'g1','VpcId':'vpc-a','ResourceGroupId':'rg-none','HealthCheckConfig':{'HealthCheckEnabled':false}}", "NotExist.ResourceGroup" },

    { "DescribeCapacityReservation", NOTHING, BALANCER("alb-none"), "ResourceNotFound.LoadBalancer" },
    { "ModifyCapacityReservation", NOTHING, BALANCER("alb-1"), "MissingParam.CapacityUnits" },
    { "ModifyCapacityReservation", NOTHING, "{'LoadBalancerId':'alb-1','MinimumLoadBalancerCapacity':{'CapacityUnits':0}}", "IllegalParam.CapacityUnits" },
    { "ModifyCapacityReservation", RENAME("alb-1"), BALANCER("alb-1"), "IncorrectStatus.LoadBalancer" },

    { "DeleteLoadBalancer", NOTHING, BALANCER("alb-unpaid"), "IncorrectBusinessStatus.LoadBalancer" },
    { "UpdateLoadBalancerAttribute", NOTHING, BALANCER("alb-unpaid"), "IncorrectBusinessStatus.LoadBalancer" },
    { "UpdateLoadBalancerEdition", NOTHING, "{'LoadBalancerId':'alb-unpaid','LoadBalancerEdition':'StandardWithWaf'}", "IncorrectBusinessStatus.LoadBalancer" },
    { "EnableDeletionProtection", NOTHING, "{'ResourceId':'alb-unpaid'}", "IncorrectBusinessStatus.LoadBalancer" },
    { "DisableDeletionProtection", NOTHING, "{'ResourceId':'alb-unpaid'}", "IncorrectBusinessStatus.LoadBalancer" },
    /* clang-format on */
};

START_TEST(is_refused_by_its_code)
{
    check_late_refusal(&rows[_i], MORE);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("balancer refusals");
    TCase *calls = tcase_create("a call about a load balancer");

    tcase_add_loop_test(calls, is_refused_by_its_code, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    suite_add_tcase(s, calls);
    return s;
}

TEST_MAIN(suite)
