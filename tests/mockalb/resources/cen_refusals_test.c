/*
 * The errors of CEN: each documented code (cen 1.12), what keeps a thing from being deleted (cen 1.11), and
 * what the sections on each kind of thing say. A row names what it proves.
 */
#include <string.h>

#include "cen_scene.h"
#include "tests/test.h"

#include "base/banned.h"

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) in the order in which a row is read */
struct row {
    const char *proves;
    const char *first_action, *first_params; /* NULL: none */
    enum { AT_ONCE, LATER } when;
    const char *action, *params;
    int status;
    const char *code;
};

#define NOTHING                 NULL, NULL, AT_ONCE
#define CEN(id)                 "{'CenId':'" id "'}"
#define BUSY_CEN                "ModifyCenAttribute", "{'CenId':'cen-1','Name':'other'}", AT_ONCE
#define NEW_ROUTER(cen, region) "{'CenId':'" cen "','RegionId':'" region "'}"
#define ROUTER(id)              "{'TransitRouterId':'" id "'}"
#define BUSY_ROUTER                                                                                \
    "UpdateTransitRouter", "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-h'}", AT_ONCE
#define ZONE(zone, vswitch)           "{'ZoneId':'" zone "','VSwitchId':'" vswitch "'}"
#define ATTACH_VPC(where, vpc, zones) "{" where ",'VpcId':'" vpc "','ZoneMappings':[" zones "]}"
#define IN_ROUTER                     "'TransitRouterId':'tr-h'"
#define NEW_ZONE                      ZONE("cn-hangzhou-h", "vsw-new-h")
#define ATTACH_NEW(zones)             ATTACH_VPC(IN_ROUTER, "vpc-new", zones)
#define ATTACH_VBR(vbr)               "{'TransitRouterId':'tr-c','VbrId':'" vbr "'}"
#define PEER(more)                    "{'TransitRouterId':'tr-h','PeerTransitRouterId':'tr-idle'" more "}"
#define ATTACHMENT(id)                "{'TransitRouterAttachmentId':'" id "'}"
#define PAIR(attachment, table)                                                                    \
    "{'TransitRouterAttachmentId':'" attachment "','TransitRouterRouteTableId':'" table "'}"
#define BUSY_A    "UpdateTransitRouterVpcAttachmentAttribute", ATTACHMENT("tr-attach-a"), AT_ONCE
#define BUSY_V    "UpdateTransitRouterVbrAttachmentAttribute", ATTACHMENT("tr-attach-v"), AT_ONCE
#define BUSY_P    "UpdateTransitRouterPeerAttachmentAttribute", ATTACHMENT("tr-attach-p"), AT_ONCE
#define TABLE(id) "{'TransitRouterRouteTableId':'" id "'}"
#define HOLE(table, destination)                                                                   \
    "{'TransitRouterRouteTableId':'" table "','TransitRouterRouteEntryNextHopType':'BlackHole',"   \
    "'TransitRouterRouteEntryDestinationCidrBlock':'" destination "'}"
#define ROUTE(table, destination, hop)                                                             \
    "{'TransitRouterRouteTableId':'" table "','TransitRouterRouteEntryNextHopType':'Attachment',"  \
    "'TransitRouterRouteEntryDestinationCidrBlock':'" destination                                  \
    "','TransitRouterRouteEntryNextHopId':'" hop "'}"
#define ENTRY(id)       "{'TransitRouterRouteEntryId':'" id "'}"
#define PLAN(id)        "{'CenBandwidthPackageId':'" id "'}"
#define BIND(cen, plan) "{'CenId':'" cen "','CenBandwidthPackageId':'" plan "'}"
#define CHILD(cen, type, region, id)                                                               \
    "{'CenId':'" cen "','ChildInstanceType':'" type "','ChildInstanceRegionId':'" region           \
    "','ChildInstanceId':'" id "'}"
#define LIMIT(cen, a, b, n)                                                                        \
    "{'CenId':'" cen "','LocalRegionId':'" a "','OppositeRegionId':'" b "','BandwidthLimit':" n "}"
#define PUBLISH(cen, vpc, table, destination)                                                      \
    "{'CenId':'" cen "','ChildInstanceId':'" vpc "','ChildInstanceType':'VPC',"                    \
    "'ChildInstanceRegionId':'cn-hangzhou','ChildInstanceRouteTableId':'" table                    \
    "','DestinationCidrBlock':'" destination "'}"
#define CHECK_VBR(cen, vbr, ip)                                                                    \
    "{'CenId':'" cen "','VbrInstanceId':'" vbr "','VbrInstanceRegionId':'cn-chengdu',"             \
    "'HealthCheckTargetIp':'" ip "'}"
#define CIDR(router, block)                                                                        \
    "{'RegionId':'cn-hangzhou','TransitRouterId':'" router "','Cidr':'" block "'}"
#define CIDR_ID(id)                                                                                \
    "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-h','TransitRouterCidrId':'" id "'}"

/* clang-format off */
static const struct row rows[] = {
    /* 1.3: a CEN. */
    { "1.12 ParameterCenInstanceId: DeleteCen", NOTHING, "DeleteCen", CEN("cen-none"), 404, "ParameterCenInstanceId" },
    { "1.12 ParameterCenInstanceId: ModifyCenAttribute", NOTHING, "ModifyCenAttribute", CEN("cen-none"), 404, "ParameterCenInstanceId" },
    { "observed: DeleteCen while it changes", BUSY_CEN, "DeleteCen", CEN("cen-1"), 409, "InvalidOperation.CenInstanceStatus" },
    { "1.11 9: a CEN with connections", NOTHING, "DeleteCen", CEN("cen-1"), 409, "InvalidOperation.AttachedChildInstanceExist" },
    { "1.11 9: a CEN with networks of a Basic router", NOTHING, "DeleteCen", CEN("cen-old"), 409, "InvalidOperation.AttachedChildInstanceExist" },
    { "1.11 9: a CEN with a bound plan", "AssociateCenBandwidthPackage", BIND("cen-bare", "cenbwp-free"), LATER, "DeleteCen", CEN("cen-bare"), 409, "InvalidOperation.BwpInstanceStatus" },

    /* 1.4: a transit router. */
    { "1.4: of a CEN that there is not", NOTHING, "CreateTransitRouter", NEW_ROUTER("cen-none", "cn-hangzhou"), 404, "ParameterCenInstanceId" },
    { "1.12 InvalidOperation.CenInstanceStatus: CreateTransitRouter", BUSY_CEN, "CreateTransitRouter", NEW_ROUTER("cen-1", "cn-beijing"), 409, "InvalidOperation.CenInstanceStatus" },
    { "1.12 InstanceExist.TransitRouterInstance", NOTHING, "CreateTransitRouter", NEW_ROUTER("cen-1", "cn-hangzhou"), 400, "InstanceExist.TransitRouterInstance" },
    { "1.12 OperationUnsupported.RegionId", NOTHING, "CreateTransitRouter", NEW_ROUTER("cen-1", "mars-1"), 400, "OperationUnsupported.RegionId" },
    { "1.12 OperationUnsupported.RegionId: available resources", NOTHING, "ListTransitRouterAvailableResource", "{'RegionId':'mars-1'}", 400, "OperationUnsupported.RegionId" },
    { "1.3: FULL is incompatible with Enterprise routers", NOTHING, "CreateTransitRouter", NEW_ROUTER("cen-full", "cn-hangzhou"), 400, "OperationUnsupported.CenFullLevel" },
    { "1.12 DryRunOperation is the gateway's; a dry run finds faults first", NOTHING, "CreateTransitRouter", "{'CenId':'cen-1','RegionId':'cn-hangzhou','DryRun':true}", 400, "InstanceExist.TransitRouterInstance" },
    { "1.4: a list without a CEN, a region or a router", NOTHING, "ListTransitRouters", "{}", 400, "InvalidParameterCombination.TransitRouter" },
    { "observed: ListTransitRouters", NOTHING, "ListTransitRouters", CEN("cen-none"), 404, "ParameterCenInstanceId" },
    { "1.12 InvalidTransitRouterId.NotFound: UpdateTransitRouter", NOTHING, "UpdateTransitRouter", "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-none'}", 400, "InvalidTransitRouterId.NotFound" },
    { "observed: UpdateTransitRouter while it changes", BUSY_ROUTER, "UpdateTransitRouter", "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-h'}", 400, "IncorrectStatus.Status" },
    { "1.12 ParameterInstanceId: DeleteTransitRouter", NOTHING, "DeleteTransitRouter", ROUTER("tr-none"), 404, "ParameterInstanceId" },
    { "1.12 IncorrectStatus.TransitRouterInstance", BUSY_ROUTER, "DeleteTransitRouter", ROUTER("tr-h"), 400, "IncorrectStatus.TransitRouterInstance" },
    { "1.11 8: attachments left", NOTHING, "DeleteTransitRouter", ROUTER("tr-h"), 409, "InvalidOperation.AttachedChildInstanceExist" },
    { "1.11 8: the peer's attachment left", "DeleteTransitRouterVbrAttachment", "{'TransitRouterAttachmentId':'tr-attach-v','Force':true}", LATER, "DeleteTransitRouter", ROUTER("tr-c"), 409, "InvalidOperation.AttachedChildInstanceExist" },
    { "1.11 8: networks left on a Basic router", NOTHING, "DeleteTransitRouter", ROUTER("tr-basic"), 409, "InvalidOperation.AttachedChildInstanceExist" },
    { "1.11 8: a custom table left", "CreateTransitRouterRouteTable", ROUTER("tr-idle"), LATER, "DeleteTransitRouter", ROUTER("tr-idle"), 400, "OperationFailed.DeleteTransitRouter" },
    { "1.11 8: a bandwidth limit left", "SetCenInterRegionBandwidthLimit", LIMIT("cen-old", "cn-hangzhou", "cn-shanghai", "2"), LATER, "DeleteTransitRouter", ROUTER("tr-basic-s"), 400, "OperationFailed.BandwidthLimitExist" },

    /* 1.4: blocks of a router. */
    { "1.4: a block of no router", NOTHING, "CreateTransitRouterCidr", CIDR("tr-none", "10.40.0.0/24"), 400, "InvalidTransitRouterId.NotFound" },
    { "1.4: blocks of no router", NOTHING, "ListTransitRouterCidr", "{'RegionId':'cn-hangzhou','TransitRouterId':'tr-none'}", 400, "InvalidTransitRouterId.NotFound" },
    { "observed: CreateTransitRouterCidr while it changes", BUSY_ROUTER, "CreateTransitRouterCidr", CIDR("tr-h", "10.40.0.0/24"), 400, "IncorrectStatus.Status" },
    { "quotas: a block of more than 16 bits", NOTHING, "CreateTransitRouterCidr", CIDR("tr-h", "10.40.0.0/15"), 400, "IllegalParam.Cidr" },
    { "quotas: a block of less than 8 bits", NOTHING, "CreateTransitRouterCidr", CIDR("tr-h", "10.40.0.0/25"), 400, "IllegalParam.Cidr" },
    { "quotas: a reserved block", NOTHING, "CreateTransitRouterCidr", CIDR("tr-h", "100.64.0.0/16"), 400, "IllegalParam.Cidr" },
    { "1.4: a block that overlaps another", NOTHING, "CreateTransitRouterCidr", CIDR("tr-h", "10.30.0.0/16"), 400, "IllegalParam.Cidr" },
    { "1.4: no block", NOTHING, "CreateTransitRouterCidr", CIDR("tr-h", "10.30.0.0"), 400, "IllegalParam.Cidr" },
    { "1.4: a router with a wrong block", NOTHING, "CreateTransitRouter", "{'CenId':'cen-1','RegionId':'cn-beijing','TransitRouterCidrList':[{'Cidr':'10.0.0.0/8'}]}", 400, "IllegalParam.Cidr" },
    { "observed: DeleteTransitRouterCidr", NOTHING, "DeleteTransitRouterCidr", CIDR_ID("cidr-none"), 400, "OperationFailed.CidrNotExist" },
    { "observed: ModifyTransitRouterCidr", NOTHING, "ModifyTransitRouterCidr", CIDR_ID("cidr-none"), 400, "OperationFailed.CidrNotExist" },
    { "observed: DeleteTransitRouterCidr while a VPN may use it", "CreateTransitRouterVpnAttachment", "{'TransitRouterId':'tr-h','VpnId':'vco-1'}", LATER, "DeleteTransitRouterCidr", CIDR_ID("cidr-1"), 400, "OperationFailed.CidrBlockAllocated" },

    /* 1.5: a VPC attachment. */
    { "1.12 InvalidTransitRouterId.NotFound: attach", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC("'TransitRouterId':'tr-none'", "vpc-new", NEW_ZONE), 400, "InvalidTransitRouterId.NotFound" },
    { "1.5: a router of another CEN", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC("'CenId':'cen-bare','TransitRouterId':'tr-h'", "vpc-new", NEW_ZONE), 400, "InvalidTransitRouterId.NotFound" },
    { "1.12 InvalidCenId.NotFound", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC("'CenId':'cen-none','RegionId':'cn-hangzhou'", "vpc-new", NEW_ZONE), 400, "InvalidCenId.NotFound" },
    { "1.12 InvalidCenId.NotFound: beside a router", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC("'CenId':'cen-none','TransitRouterId':'tr-h'", "vpc-new", NEW_ZONE), 400, "InvalidCenId.NotFound" },
    { "1.12 MissingParam.CenIdOrRegionId: no region", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC("'CenId':'cen-1'", "vpc-new", NEW_ZONE), 400, "MissingParam.CenIdOrRegionId" },
    { "1.12 MissingParam.CenIdOrRegionId: no CEN", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC("'RegionId':'cn-hangzhou'", "vpc-new", NEW_ZONE), 400, "MissingParam.CenIdOrRegionId" },
    { "1.12 InvalidOperation.CenInstanceStatus: attach", BUSY_CEN, "CreateTransitRouterVpcAttachment", ATTACH_VPC("'CenId':'cen-1','RegionId':'cn-hangzhou'", "vpc-new", NEW_ZONE), 409, "InvalidOperation.CenInstanceStatus" },
    { "1.12 OperationUnsupported.TransitRouterType: attach", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC("'TransitRouterId':'tr-basic'", "vpc-new", NEW_ZONE), 400, "OperationUnsupported.TransitRouterType" },
    { "1.12 IncorrectStatus.TransitRouter: attach", BUSY_ROUTER, "CreateTransitRouterVpcAttachment", ATTACH_NEW(NEW_ZONE), 400, "IncorrectStatus.TransitRouter" },
    { "1.5: a VPC that there is not", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC(IN_ROUTER, "vpc-none", NEW_ZONE), 404, "InvalidVpcId.NotFound" },
    { "1.5: a VPC of another region", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC(IN_ROUTER, "vpc-far", ZONE("cn-chengdu-a", "vsw-far")), 404, "InvalidVpcId.NotFound" },
    { "1.12 IncorrectStatus.VpcOrVswitch", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC(IN_ROUTER, "vpc-pending", NEW_ZONE), 400, "IncorrectStatus.VpcOrVswitch" },
    { "1.12 IncorrectStatus.VpcRouteTable", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC(IN_ROUTER, "vpc-table", NEW_ZONE), 400, "IncorrectStatus.VpcRouteTable" },
    { "1.12 IncorrectStatus.VpcSwitch", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_NEW(ZONE("cn-hangzhou-h", "vsw-pending")), 409, "IncorrectStatus.VpcSwitch" },
    { "1.12 InvalidVSwitchId.NotFound", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_NEW(ZONE("cn-hangzhou-h", "vsw-none")), 404, "InvalidVSwitchId.NotFound" },
    { "1.5: a vSwitch of another VPC", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_NEW(ZONE("cn-hangzhou-h", "vsw-h")), 400, "IllegalParam.VSwitchId" },
    { "1.5: a vSwitch of another zone", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_NEW(ZONE("cn-hangzhou-i", "vsw-new-h")), 400, "IllegalParam.ZoneMappings" },
    { "1.5: a zone that there is not", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_NEW(ZONE("cn-hangzhou-z", "vsw-new-h")), 400, "IllegalParam.ZoneId" },
    { "1.5: a zone twice", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_NEW(NEW_ZONE "," NEW_ZONE), 400, "Duplicated.ZoneMapping" },
    { "1.5: a vSwitch without an idle address", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_NEW(ZONE("cn-hangzhou-h", "vsw-full")), 400, "InsufficientIpAddr.vsw" },
    { "1.5: both ways of options", NOTHING, "CreateTransitRouterVpcAttachment", "{'TransitRouterId':'tr-h','VpcId':'vpc-new','ZoneMappings':[" NEW_ZONE "],'Options':{'Ipv6Support':'enable'},'TransitRouterVPCAttachmentOptions':{'ipv6Support':'enable'}}", 400, "ParamExclusive.TransitRouterVPCAttachmentOptionsAndOptions" },
    { "1.10: a VPC of another account that was not granted", NOTHING, "CreateTransitRouterVpcAttachment", "{'TransitRouterId':'tr-h','VpcId':'vpc-new','VpcOwnerId':1,'ZoneMappings':[" NEW_ZONE "]}", 400, "Forbbiden.AttachChildInstanceAcrossBid" },
    { "1.5: a VPC that the router has already", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC(IN_ROUTER, "vpc-a", ZONE("cn-hangzhou-h", "vsw-h")), 409, "InvalidOperation.ChildInstanceAlreadyAttached" },
    { "1.9: a VPC that a Basic router has", NOTHING, "CreateTransitRouterVpcAttachment", ATTACH_VPC(IN_ROUTER, "vpc-child", ZONE("cn-hangzhou-h", "vsw-child")), 409, "InvalidOperation.ChildInstanceAlreadyAttached" },
    { "1.3: a VPC that a CEN of the level FULL has", "AttachCenChildInstance", CHILD("cen-full", "VPC", "cn-hangzhou", "vpc-new"), LATER, "CreateTransitRouterVpcAttachment", ATTACH_NEW(NEW_ZONE), 400, "InvalidStatus.VpcAttachedFullModeCen" },
    { "1.9: a second router that publishes its routes", NOTHING, "CreateTransitRouterVpcAttachment", "{'CenId':'cen-bare','RegionId':'cn-hangzhou','VpcId':'vpc-b','AutoPublishRouteEnabled':true,'ZoneMappings':[" ZONE("cn-hangzhou-h", "vsw-b") "]}", 400, "InvalidOperation.VpcAutoRoutesPublishInOtherCEN" },
    { "1.12 InvalidTransitRouterAttachmentId.NotFound: update", NOTHING, "UpdateTransitRouterVpcAttachmentAttribute", ATTACHMENT("tr-attach-none"), 400, "InvalidTransitRouterAttachmentId.NotFound" },
    { "1.12 InvalidTransitRouterAttachmentId.NotFound: of another type", NOTHING, "UpdateTransitRouterVpcAttachmentAttribute", ATTACHMENT("tr-attach-v"), 400, "InvalidTransitRouterAttachmentId.NotFound" },
    { "observed: UpdateTransitRouterVpcAttachmentAttribute while it changes", BUSY_A, "UpdateTransitRouterVpcAttachmentAttribute", ATTACHMENT("tr-attach-a"), 400, "IncorrectStatus.Attachment" },
    { "1.9: routes can't be published without an association", "DissociateTransitRouterAttachmentFromRouteTable", PAIR("tr-attach-a", "vtb-h"), LATER, "UpdateTransitRouterVpcAttachmentAttribute", "{'TransitRouterAttachmentId':'tr-attach-a','AutoPublishRouteEnabled':true}", 400, "IncorrectStatus.AttachmentOrRouteTable" },
    { "1.5: other zones of no attachment", NOTHING, "UpdateTransitRouterVpcAttachmentZones", ATTACHMENT("tr-attach-none"), 400, "InvalidTransitRouterAttachmentId.NotFound" },
    { "1.5: a zone that is there already", NOTHING, "UpdateTransitRouterVpcAttachmentZones", "{'TransitRouterAttachmentId':'tr-attach-a','AddZoneMappings':[" ZONE("cn-hangzhou-h", "vsw-h") "]}", 400, "Duplicated.ZoneMapping" },
    { "1.5: a zone to take away that is not there", NOTHING, "UpdateTransitRouterVpcAttachmentZones", "{'TransitRouterAttachmentId':'tr-attach-a','RemoveZoneMappings':[" ZONE("cn-hangzhou-i", "vsw-i") "]}", 400, "IllegalParam.ZoneMappings" },
    { "1.5: the last zone", NOTHING, "UpdateTransitRouterVpcAttachmentZones", "{'TransitRouterAttachmentId':'tr-attach-a','RemoveZoneMappings':[" ZONE("cn-hangzhou-h", "vsw-h") "]}", 400, "IllegalParam.ZoneMappings" },

    /* 1.6: a VBR attachment. */
    { "1.6: a VBR that there is not", NOTHING, "CreateTransitRouterVbrAttachment", ATTACH_VBR("vbr-none"), 404, "InvalidVbrId.NotFound" },
    { "1.6: a VBR of another region", NOTHING, "CreateTransitRouterVbrAttachment", "{'TransitRouterId':'tr-h','VbrId':'vbr-2'}", 404, "InvalidVbrId.NotFound" },
    { "observed: a VBR that is not active", NOTHING, "CreateTransitRouterVbrAttachment", ATTACH_VBR("vbr-off"), 409, "InstanceStatus.NotSupport" },
    { "1.6: a VBR that is attached already", NOTHING, "CreateTransitRouterVbrAttachment", ATTACH_VBR("vbr-1"), 409, "InvalidOperation.ChildInstanceAlreadyAttached" },
    { "1.6: a VBR of another account that was not granted", NOTHING, "CreateTransitRouterVbrAttachment", "{'TransitRouterId':'tr-c','VbrId':'vbr-2','VbrOwnerId':1}", 400, "Forbbiden.AttachChildInstanceAcrossBid" },
    { "observed: UpdateTransitRouterVbrAttachmentAttribute while it changes", BUSY_V, "UpdateTransitRouterVbrAttachmentAttribute", ATTACHMENT("tr-attach-v"), 400, "IncorrectStatus.Status" },
    { "1.6: no such VPN connection", NOTHING, "CreateTransitRouterVpnAttachment", "{'TransitRouterId':'tr-h','VpnId':'vpn-1'}", 404, "InvalidVpnId.NotFound" },
    { "1.6: a VPN connection in no zone", NOTHING, "CreateTransitRouterVpnAttachment", "{'TransitRouterId':'tr-h','VpnId':'vco-1','Zone':[{'ZoneId':'cn-hangzhou-z'}]}", 400, "IllegalParam.ZoneId" },
    { "1.6: a VPN connection twice", "CreateTransitRouterVpnAttachment", "{'TransitRouterId':'tr-h','VpnId':'vco-1'}", LATER, "CreateTransitRouterVpnAttachment", "{'TransitRouterId':'tr-c','VpnId':'vco-1'}", 409, "InvalidOperation.ChildInstanceAlreadyAttached" },

    /* 1.7: a peer attachment. */
    { "1.12 InvalidPeerTransitRouterId.NotFound", NOTHING, "CreateTransitRouterPeerAttachment", "{'TransitRouterId':'tr-h','PeerTransitRouterId':'tr-none'}", 400, "InvalidPeerTransitRouterId.NotFound" },
    { "1.12 IllegalParam.PeerTransitRouterId: itself", NOTHING, "CreateTransitRouterPeerAttachment", "{'TransitRouterId':'tr-h','PeerTransitRouterId':'tr-h'}", 400, "IllegalParam.PeerTransitRouterId" },
    { "4.3: a peer of another CEN", NOTHING, "CreateTransitRouterPeerAttachment", "{'TransitRouterId':'tr-h','PeerTransitRouterId':'tr-basic-c'}", 400, "IllegalParam.PeerTransitRouterId" },
    { "1.12 IllegalParam.PeerRegionId", NOTHING, "CreateTransitRouterPeerAttachment", PEER(",'PeerTransitRouterRegionId':'cn-chengdu'"), 400, "IllegalParam.PeerRegionId" },
    { "1.7: two routers that are joined already", NOTHING, "CreateTransitRouterPeerAttachment", "{'TransitRouterId':'tr-c','PeerTransitRouterId':'tr-h'}", 400, "InstanceExist.TransitRouterInstance" },
    { "1.12 OperationUnsupported.TransitRouterType: peer", NOTHING, "CreateTransitRouterPeerAttachment", "{'TransitRouterId':'tr-basic','PeerTransitRouterId':'tr-basic-c'}", 400, "OperationUnsupported.TransitRouterType" },
    { "1.12 InvalidOperation.CenInstanceStatus: peer", BUSY_CEN, "CreateTransitRouterPeerAttachment", PEER(",'CenId':'cen-1'"), 400, "InvalidOperation.CenInstanceStatus" },
    { "1.12 IncorrectStatus.TransitRouter: peer", "UpdateTransitRouter", "{'RegionId':'cn-shanghai','TransitRouterId':'tr-idle'}", AT_ONCE, "CreateTransitRouterPeerAttachment", PEER(""), 400, "IncorrectStatus.TransitRouter" },
    { "1.12 MissingParam.Bandwidth", NOTHING, "CreateTransitRouterPeerAttachment", PEER(",'BandwidthType':'BandwidthPackage'"), 400, "MissingParam.Bandwidth" },
    { "1.12 IllegalParam.Bandwidth", NOTHING, "CreateTransitRouterPeerAttachment", PEER(",'Bandwidth':0"), 400, "IllegalParam.Bandwidth" },
    { "1.12 IllegalParam.BandwidthType: a plan, and paid by traffic", NOTHING, "CreateTransitRouterPeerAttachment", PEER(",'Bandwidth':1,'BandwidthType':'DataTransfer','CenBandwidthPackageId':'cenbwp-free'"), 400, "IllegalParam.BandwidthType" },
    { "1.12 IllegalParam.CenBandwidthPackageId", NOTHING, "CreateTransitRouterPeerAttachment", PEER(",'Bandwidth':1,'CenBandwidthPackageId':'cenbwp-none'"), 400, "IllegalParam.CenBandwidthPackageId" },
    { "1.12 InvalidOperation.BwpNotAssociated: an unbound plan", NOTHING, "CreateTransitRouterPeerAttachment", PEER(",'Bandwidth':1,'CenBandwidthPackageId':'cenbwp-free'"), 400, "InvalidOperation.BwpNotAssociated" },
    { "1.12 InvalidOperation.BwpNotAssociated: a plan for other areas", NOTHING, "CreateTransitRouterPeerAttachment", PEER(",'Bandwidth':1,'CenBandwidthPackageId':'cenbwp-bound'"), 400, "InvalidOperation.BwpNotAssociated" },
    { "1.12 InvalidOperation.BwpNotAssociated: no plan at all", NOTHING, "CreateTransitRouterPeerAttachment", PEER(",'Bandwidth':1,'BandwidthType':'BandwidthPackage'"), 400, "InvalidOperation.BwpNotAssociated" },
    { "1.12 InvalidOperation.BwpBandwidthExceeded", "AssociateCenBandwidthPackage", BIND("cen-1", "cenbwp-free"), LATER, "CreateTransitRouterPeerAttachment", PEER(",'Bandwidth':11,'BandwidthType':'BandwidthPackage'"), 400, "InvalidOperation.BwpBandwidthExceeded" },
    { "1.12 ParameterIllegal.BandwidthPackageDefaultLinkTypeOnlySupportGold", "AssociateCenBandwidthPackage", BIND("cen-1", "cenbwp-free"), LATER, "CreateTransitRouterPeerAttachment", PEER(",'Bandwidth':1,'CenBandwidthPackageId':'cenbwp-free','DefaultLinkType':'Platinum'"), 400, "ParameterIllegal.BandwidthPackageDefaultLinkTypeOnlySupportGold" },
    { "1.7: more than traffic is limited to", NOTHING, "UpdateTransitRouterPeerAttachmentAttribute", "{'TransitRouterAttachmentId':'tr-attach-p','Bandwidth':1001}", 400, "QuotaExceeded.Bandwidth" },
    { "observed: UpdateTransitRouterPeerAttachmentAttribute while it changes", BUSY_P, "UpdateTransitRouterPeerAttachmentAttribute", ATTACHMENT("tr-attach-p"), 400, "IncorrectStatus.Status" },

    /* 1.7: bandwidth plans. */
    { "1.12 ParameterBwpInstanceId: associate", NOTHING, "AssociateCenBandwidthPackage", BIND("cen-1", "cenbwp-none"), 404, "ParameterBwpInstanceId" },
    { "1.12 ParameterBwpInstanceId: delete", NOTHING, "DeleteCenBandwidthPackage", PLAN("cenbwp-none"), 404, "ParameterBwpInstanceId" },
    { "1.12 ParameterBwpInstanceId: change", NOTHING, "ModifyCenBandwidthPackageSpec", PLAN("cenbwp-none"), 404, "ParameterBwpInstanceId" },
    { "1.12 ParameterBwpInstanceId: rename", NOTHING, "ModifyCenBandwidthPackageAttribute", PLAN("cenbwp-none"), 404, "ParameterBwpInstanceId" },
    { "1.7: a plan to no CEN", NOTHING, "AssociateCenBandwidthPackage", BIND("cen-none", "cenbwp-free"), 404, "ParameterCenInstanceId" },
    { "1.7 InvalidOperation.CenInstanceStatus", BUSY_CEN, "AssociateCenBandwidthPackage", BIND("cen-1", "cenbwp-free"), 409, "InvalidOperation.CenInstanceStatus" },
    { "1.7 InvalidOperation.BwpInstanceStatus: bound elsewhere", NOTHING, "AssociateCenBandwidthPackage", BIND("cen-bare", "cenbwp-bound"), 409, "InvalidOperation.BwpInstanceStatus" },
    { "1.7 InvalidOperation.BwpInstanceStatus: bound to another", NOTHING, "UnassociateCenBandwidthPackage", BIND("cen-bare", "cenbwp-bound"), 409, "InvalidOperation.BwpInstanceStatus" },
    { "1.7 InvalidOperation.BwpInstanceStatus: delete while bound", NOTHING, "DeleteCenBandwidthPackage", PLAN("cenbwp-bound"), 409, "InvalidOperation.BwpInstanceStatus" },
    { "1.7 InvalidOperation.BwpBusinessStatus", NOTHING, "AssociateCenBandwidthPackage", BIND("cen-1", "cenbwp-locked"), 409, "InvalidOperation.BwpBusinessStatus" },
    { "1.7: a second plan for the same areas", "AssociateCenBandwidthPackage", BIND("cen-1", "cenbwp-free"), LATER, "AssociateCenBandwidthPackage", BIND("cen-1", "cenbwp-free2"), 409, "InvalidOperation.BwpForGeoSpanAlreadyAssociated" },
    { "1.7 InvalidOperation.CenBandwidthLimitsNotZero: unbind", "SetCenInterRegionBandwidthLimit", LIMIT("cen-old", "cn-hangzhou", "cn-chengdu", "2"), LATER, "UnassociateCenBandwidthPackage", BIND("cen-old", "cenbwp-old"), 409, "InvalidOperation.CenBandwidthLimitsNotZero" },
    { "1.7 InvalidOperation.CenBandwidthLimitsNotZero: delete", "SetCenInterRegionBandwidthLimit", LIMIT("cen-old", "cn-hangzhou", "cn-chengdu", "2"), LATER, "DeleteCenBandwidthPackage", PLAN("cenbwp-old"), 409, "InvalidOperation.CenBandwidthLimitsNotZero" },
    { "1.7: less than is allocated", "SetCenInterRegionBandwidthLimit", LIMIT("cen-old", "cn-hangzhou", "cn-chengdu", "4"), LATER, "ModifyCenBandwidthPackageSpec", "{'CenBandwidthPackageId':'cenbwp-old','Bandwidth':3}", 409, "InvalidOperation.BwpBandwidthExceeded" },
    { "1.7: a limit above the plan", NOTHING, "SetCenInterRegionBandwidthLimit", LIMIT("cen-old", "cn-hangzhou", "cn-chengdu", "6"), 409, "InvalidOperation.BwpBandwidthExceeded" },
    { "1.7: a limit below nothing", NOTHING, "SetCenInterRegionBandwidthLimit", LIMIT("cen-old", "cn-hangzhou", "cn-chengdu", "-1"), 400, "IllegalParam.BandwidthLimit" },
    { "1.7: a limit without a plan", "UnassociateCenBandwidthPackage", BIND("cen-old", "cenbwp-old"), LATER, "SetCenInterRegionBandwidthLimit", LIMIT("cen-old", "cn-hangzhou", "cn-chengdu", "1"), 409, "InvalidOperation.BwpForGeoSpanNotAssociated" },
    { "1.7: a limit of Enterprise routers", NOTHING, "SetCenInterRegionBandwidthLimit", LIMIT("cen-1", "cn-hangzhou", "cn-chengdu", "1"), 400, "OperationUnsupported.TransitRouterType" },
    { "1.7: a limit to where no router is", NOTHING, "SetCenInterRegionBandwidthLimit", LIMIT("cen-old", "cn-hangzhou", "cn-beijing", "1"), 404, "ParameterInstanceId" },
    { "1.12 Operation.Blocking: a limit that is being set", "SetCenInterRegionBandwidthLimit", LIMIT("cen-old", "cn-hangzhou", "cn-chengdu", "2"), AT_ONCE, "SetCenInterRegionBandwidthLimit", LIMIT("cen-old", "cn-chengdu", "cn-hangzhou", "3"), 500, "Operation.Blocking" },
    { "1.7: what remains of no CEN", NOTHING, "DescribeCenGeographicSpanRemainingBandwidth", "{'CenId':'cen-none','GeographicRegionAId':'China','GeographicRegionBId':'China'}", 404, "ParameterCenInstanceId" },

    /* 1.8: tables, associations, propagations. */
    { "1.12 InvalidTransitRouterId.NotFound: create a table", NOTHING, "CreateTransitRouterRouteTable", ROUTER("tr-none"), 400, "InvalidTransitRouterId.NotFound" },
    { "1.12 OperationUnsupported.TransitRouterType: create a table", NOTHING, "CreateTransitRouterRouteTable", ROUTER("tr-basic"), 400, "OperationUnsupported.TransitRouterType" },
    { "1.12 IncorrectStatus.TransitRouter: create a table", BUSY_ROUTER, "CreateTransitRouterRouteTable", ROUTER("tr-h"), 400, "IncorrectStatus.TransitRouter" },
    { "1.12 InvalidTransitRouterId.NotFound: list tables", NOTHING, "ListTransitRouterRouteTables", ROUTER("tr-none"), 400, "InvalidTransitRouterId.NotFound" },
    { "1.12 InvalidTransitRouterRouteTableId.NotFound: delete a table", NOTHING, "DeleteTransitRouterRouteTable", TABLE("vtb-none"), 400, "InvalidTransitRouterRouteTableId.NotFound" },
    { "1.12 InvalidTransitRouterRouteTableId.NotFound: update a table", NOTHING, "UpdateTransitRouterRouteTable", TABLE("vtb-none"), 400, "InvalidTransitRouterRouteTableId.NotFound" },
    { "observed: DeleteTransitRouterRouteTable while it goes", "DeleteTransitRouterRouteTable", TABLE("vtb-free"), AT_ONCE, "DeleteTransitRouterRouteTable", TABLE("vtb-free"), 400, "IncorrectStatus.TransitRouterRouteTable" },
    { "1.11 7: the system table", NOTHING, "DeleteTransitRouterRouteTable", TABLE("vtb-h"), 400, "OperationFailed.DeleteSystemRouteTable" },
    { "1.11 7: a table with an association", "AssociateTransitRouterAttachmentWithRouteTable", PAIR("tr-attach-b", "vtb-free"), LATER, "DeleteTransitRouterRouteTable", TABLE("vtb-free"), 400, "OperationFailed.DeleteRouteTableWithAssociation" },
    { "1.11 7: a table with a propagation", NOTHING, "DeleteTransitRouterRouteTable", TABLE("vtb-own"), 400, "OperationFailed.DeleteRouteTableWithPropagation" },
    { "1.11 7: a table with a route", "CreateTransitRouterRouteEntry", HOLE("vtb-free", "10.0.0.0/8"), LATER, "DeleteTransitRouterRouteTable", TABLE("vtb-free"), 400, "OperationFailed.DeleteRouteTableWithRouteEntry" },
    { "1.12 InvalidAttachmentId.NotFound: associate", NOTHING, "AssociateTransitRouterAttachmentWithRouteTable", PAIR("tr-attach-none", "vtb-h"), 404, "InvalidAttachmentId.NotFound" },
    { "1.12 InvalidAttachmentId.NotFound: enable", NOTHING, "EnableTransitRouterRouteTablePropagation", PAIR("tr-attach-none", "vtb-h"), 404, "InvalidAttachmentId.NotFound" },
    { "1.12 InvalidAttachmentId.NotFound: disable", NOTHING, "DisableTransitRouterRouteTablePropagation", PAIR("tr-attach-none", "vtb-h"), 400, "InvalidAttachmentId.NotFound" },
    { "1.12 InvalidRouteTableId.NotFound: associate", NOTHING, "AssociateTransitRouterAttachmentWithRouteTable", PAIR("tr-attach-b", "vtb-none"), 404, "InvalidRouteTableId.NotFound" },
    { "1.12 InvalidRouteTableId.NotFound: enable", NOTHING, "EnableTransitRouterRouteTablePropagation", PAIR("tr-attach-b", "vtb-none"), 404, "InvalidRouteTableId.NotFound" },
    { "1.12 InvalidRouteTableId.NotFound: disable", NOTHING, "DisableTransitRouterRouteTablePropagation", PAIR("tr-attach-b", "vtb-none"), 404, "InvalidRouteTableId.NotFound" },
    { "1.12 IllegalParam.TransitRouterTableId: of another router", NOTHING, "EnableTransitRouterRouteTablePropagation", PAIR("tr-attach-b", "vtb-c"), 400, "IllegalParam.TransitRouterTableId" },
    { "1.12 IllegalParam.TransitRouterTableId: associate with another router's", NOTHING, "AssociateTransitRouterAttachmentWithRouteTable", PAIR("tr-attach-b", "vtb-c"), 400, "IllegalParam.TransitRouterTableId" },
    { "1.12 IncorrectStatus.AttachmentOrRouteTable: the attachment changes", BUSY_A, "EnableTransitRouterRouteTablePropagation", PAIR("tr-attach-a", "vtb-own"), 400, "IncorrectStatus.AttachmentOrRouteTable" },
    { "1.12 IncorrectStatus.AttachmentOrRouteTable: the table goes", "DeleteTransitRouterRouteTable", TABLE("vtb-free"), AT_ONCE, "EnableTransitRouterRouteTablePropagation", PAIR("tr-attach-a", "vtb-free"), 400, "IncorrectStatus.AttachmentOrRouteTable" },
    { "1.8: a second association", NOTHING, "AssociateTransitRouterAttachmentWithRouteTable", PAIR("tr-attach-a", "vtb-own"), 400, "IncorrectStatus.AttachmentOrRouteTable" },
    { "1.8: the same propagation again", NOTHING, "EnableTransitRouterRouteTablePropagation", PAIR("tr-attach-a", "vtb-h"), 400, "IncorrectStatus.AttachmentOrRouteTable" },
    { "1.8: an association that there is not", NOTHING, "DissociateTransitRouterAttachmentFromRouteTable", PAIR("tr-attach-b", "vtb-h"), 400, "IncorrectStatus.AttachmentOrRouteTable" },
    { "1.8: a propagation that there is not", NOTHING, "DisableTransitRouterRouteTablePropagation", PAIR("tr-attach-b", "vtb-h"), 400, "IncorrectStatus.AttachmentOrRouteTable" },
    { "1.8: nothing to replace", NOTHING, "ReplaceTransitRouterRouteTableAssociation", PAIR("tr-attach-b", "vtb-h"), 400, "IncorrectStatus.AttachmentOrRouteTable" },
    { "1.8: replaced by itself", NOTHING, "ReplaceTransitRouterRouteTableAssociation", PAIR("tr-attach-a", "vtb-h"), 400, "IncorrectStatus.AttachmentOrRouteTable" },
    { "1.12 Operation.Blocking: an association that goes already", "DissociateTransitRouterAttachmentFromRouteTable", PAIR("tr-attach-a", "vtb-h"), AT_ONCE, "DissociateTransitRouterAttachmentFromRouteTable", PAIR("tr-attach-a", "vtb-h"), 500, "Operation.Blocking" },
    { "1.12 Operation.Blocking: an association that goes is replaced", "DissociateTransitRouterAttachmentFromRouteTable", PAIR("tr-attach-a", "vtb-h"), AT_ONCE, "ReplaceTransitRouterRouteTableAssociation", PAIR("tr-attach-a", "vtb-own"), 500, "Operation.Blocking" },
    { "1.12 Operation.Blocking: a propagation that goes already", "DisableTransitRouterRouteTablePropagation", PAIR("tr-attach-a", "vtb-h"), AT_ONCE, "DisableTransitRouterRouteTablePropagation", PAIR("tr-attach-a", "vtb-h"), 500, "Operation.Blocking" },

    /* 1.8: static routes. */
    { "1.12 InvalidTransitRouterRouteTableId.NotFound: create a route", NOTHING, "CreateTransitRouterRouteEntry", HOLE("vtb-none", "10.0.0.0/8"), 400, "InvalidTransitRouterRouteTableId.NotFound" },
    { "observed: CreateTransitRouterRouteEntry while the table goes", "DeleteTransitRouterRouteTable", TABLE("vtb-free"), AT_ONCE, "CreateTransitRouterRouteEntry", HOLE("vtb-free", "10.0.0.0/8"), 400, "IncorrectStatus.Status" },
    { "1.8 OperationFailed.CreateRouteEntryWithSameDestinationCidrBlock", NOTHING, "CreateTransitRouterRouteEntry", ROUTE("vtb-h", "10.0.0.0/8", "tr-attach-b"), 400, "OperationFailed.CreateRouteEntryWithSameDestinationCidrBlock" },
    { "1.8 InstanceExist.TransitRouterRouteEntry", NOTHING, "CreateTransitRouterRouteEntry", HOLE("vtb-h", "10.0.0.0/8"), 400, "InstanceExist.TransitRouterRouteEntry" },
    { "1.8 ParamExclusive.NextHopTypeBlackHoleAndNextHopId", NOTHING, "CreateTransitRouterRouteEntry", "{'TransitRouterRouteTableId':'vtb-h','TransitRouterRouteEntryNextHopType':'BlackHole','TransitRouterRouteEntryDestinationCidrBlock':'10.1.0.0/16','TransitRouterRouteEntryNextHopId':'tr-attach-b'}", 400, "ParamExclusive.NextHopTypeBlackHoleAndNextHopId" },
    { "1.8 MissingParam.TransitRouterRouteEntryNextHopId", NOTHING, "CreateTransitRouterRouteEntry", "{'TransitRouterRouteTableId':'vtb-h','TransitRouterRouteEntryNextHopType':'Attachment','TransitRouterRouteEntryDestinationCidrBlock':'10.1.0.0/16'}", 400, "MissingParam.TransitRouterRouteEntryNextHopId" },
    { "1.8 InvalidTransitRouterRouteEntryNextHopId.NotFound", NOTHING, "CreateTransitRouterRouteEntry", ROUTE("vtb-h", "10.1.0.0/16", "tr-attach-none"), 400, "InvalidTransitRouterRouteEntryNextHopId.NotFound" },
    { "1.8: a next hop of another router", NOTHING, "CreateTransitRouterRouteEntry", ROUTE("vtb-h", "10.1.0.0/16", "tr-attach-v"), 400, "InvalidTransitRouterRouteEntryNextHopId.NotFound" },
    { "observed: CreateTransitRouterRouteEntry to what changes", BUSY_A, "CreateTransitRouterRouteEntry", ROUTE("vtb-h", "10.1.0.0/16", "tr-attach-a"), 400, "IncorrectStatus.Status" },
    { "1.8 IllegalParam.TransitRouterDestinationCidrBlock: no block", NOTHING, "CreateTransitRouterRouteEntry", HOLE("vtb-h", "10.1.0.0"), 400, "IllegalParam.TransitRouterDestinationCidrBlock" },
    { "1.8 IllegalParam.TransitRouterDestinationCidrBlock: bits outside", NOTHING, "CreateTransitRouterRouteEntry", HOLE("vtb-h", "10.1.0.1/16"), 400, "IllegalParam.TransitRouterDestinationCidrBlock" },
    { "1.8 IllegalParam.TransitRouterDestinationCidrBlock: a long IPv6 one", NOTHING, "CreateTransitRouterRouteEntry", HOLE("vtb-h", "2001:db8::/129"), 400, "IllegalParam.TransitRouterDestinationCidrBlock" },
    { "observed: DeleteTransitRouterRouteEntry", NOTHING, "DeleteTransitRouterRouteEntry", ENTRY("rte-none"), 400, "IllegalParam.TransitRouterRouteEntryId" },
    { "1.8: update a route that there is not", NOTHING, "UpdateTransitRouterRouteEntry", ENTRY("rte-none"), 400, "IllegalParam.TransitRouterRouteEntryId" },
    { "observed: DeleteTransitRouterRouteEntry while it goes", "DeleteTransitRouterRouteEntry", ENTRY("rte-b"), AT_ONCE, "DeleteTransitRouterRouteEntry", ENTRY("rte-b"), 400, "IncorrectStatus.Status" },
    { "observed: UpdateTransitRouterRouteEntry while it goes", "DeleteTransitRouterRouteEntry", ENTRY("rte-b"), AT_ONCE, "UpdateTransitRouterRouteEntry", ENTRY("rte-b"), 400, "IncorrectStatus.Status" },
    { "1.8 ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock", NOTHING, "DeleteTransitRouterRouteEntry", "{'TransitRouterRouteEntryId':'rte-b','TransitRouterRouteTableId':'vtb-h'}", 400, "ParamExclusive.RouteEntryIdAndRouteTableIdOrDestCidrBlock" },
    { "1.8: neither way of naming a route", NOTHING, "DeleteTransitRouterRouteEntry", "{'TransitRouterRouteTableId':'vtb-h'}", 400, "MissingParam.TransitRouterRouteEntryDestinationCidrBlock" },
    { "1.8: a route of no table", NOTHING, "DeleteTransitRouterRouteEntry", HOLE("vtb-none", "10.0.0.0/8"), 400, "InvalidTransitRouterRouteTableId.NotFound" },
    { "1.8 OperationFailed.DeleteTransitRouterRouteEntry", NOTHING, "DeleteTransitRouterRouteEntry", ROUTE("vtb-h", "10.0.1.0/24", "tr-attach-a"), 400, "OperationFailed.DeleteTransitRouterRouteEntry" },
    { "observed: ListTransitRouterRouteEntries", NOTHING, "ListTransitRouterRouteEntries", TABLE("vtb-none"), 400, "InvalidTransitRouterRouteTableId.NotFound" },
    { "1.8: routes of no CEN", NOTHING, "DescribeCenRegionDomainRouteEntries", "{'CenId':'cen-none','CenRegionId':'cn-hangzhou'}", 404, "ParameterCenInstanceId" },

    /* 1.11: what attachments leave by. */
    { "1.12 InvalidTransitRouterAttachmentId.NotFound: delete", NOTHING, "DeleteTransitRouterVpcAttachment", ATTACHMENT("tr-attach-none"), 400, "InvalidTransitRouterAttachmentId.NotFound" },
    { "observed: DeleteTransitRouterVpcAttachment while it changes", BUSY_A, "DeleteTransitRouterVpcAttachment", ATTACHMENT("tr-attach-a"), 400, "IncorrectStatus.Attachment" },
    { "observed: DeleteTransitRouterVbrAttachment while it changes", BUSY_V, "DeleteTransitRouterVbrAttachment", ATTACHMENT("tr-attach-v"), 400, "IncorrectStatus.Status" },
    { "observed: DeleteTransitRouterPeerAttachment while it changes", BUSY_P, "DeleteTransitRouterPeerAttachment", ATTACHMENT("tr-attach-p"), 400, "IncorrectStatus.Status" },
    { "1.11 2: a route of the VPC", NOTHING, "DeleteTransitRouterVpcAttachment", ATTACHMENT("tr-attach-a"), 400, "OperationFailed.AttachmentReferencedVpcRouteEntryExisted" },
    { "1.11 2: a route of the VBR", NOTHING, "DeleteTransitRouterVbrAttachment", ATTACHMENT("tr-attach-w"), 400, "InstanceReferenced.VbrRouteEntry" },
    { "1.11 3: a static route", NOTHING, "DeleteTransitRouterVpcAttachment", ATTACHMENT("tr-attach-b"), 400, "OperationFailed.RouteEntryExist" },
    { "1.11 4: a propagation", "DeleteTransitRouterRouteEntry", ENTRY("rte-b"), LATER, "DeleteTransitRouterVpcAttachment", ATTACHMENT("tr-attach-b"), 400, "OperationFailed.RouteTablePropagationExist" },
    { "1.11 5: an association", NOTHING, "DeleteTransitRouterPeerAttachment", ATTACHMENT("tr-attach-p"), 400, "OperationFailed.RouteTableAssociationExist" },

    /* Lists of attachments. */
    { "observed: ListTransitRouterVpcAttachments", NOTHING, "ListTransitRouterVpcAttachments", "{'RegionId':'mars-1'}", 400, "IllegalParam.Region" },
    { "observed: ListTransitRouterVbrAttachments", NOTHING, "ListTransitRouterVbrAttachments", "{'RegionId':'mars-1'}", 400, "IllegalParam.Region" },
    { "observed: ListTransitRouterVpnAttachments", NOTHING, "ListTransitRouterVpnAttachments", "{'RegionId':'mars-1'}", 400, "IllegalParam.Region" },
    { "observed: ListTransitRouterPeerAttachments", NOTHING, "ListTransitRouterPeerAttachments", "{'RegionId':'mars-1'}", 400, "IllegalParam.Region" },
    { "observed: ListTransitRouterPeerAttachments of no CEN", NOTHING, "ListTransitRouterPeerAttachments", CEN("cen-none"), 404, "ParameterCenInstanceId" },

    /* Networks of a Basic router. */
    { "observed: AttachCenChildInstance to what changes", BUSY_CEN, "AttachCenChildInstance", CHILD("cen-1", "VPC", "cn-hangzhou", "vpc-new"), 409, "InvalidOperation.CenInstanceStatus" },
    { "observed: AttachCenChildInstance of what is not ready", NOTHING, "AttachCenChildInstance", CHILD("cen-bare", "VPC", "cn-hangzhou", "vpc-pending"), 409, "InvalidOperation.ChildInstanceStatus" },
    { "1.4: a network to no CEN", NOTHING, "AttachCenChildInstance", CHILD("cen-none", "VPC", "cn-hangzhou", "vpc-new"), 404, "ParameterCenInstanceId" },
    { "1.4: no network", NOTHING, "AttachCenChildInstance", CHILD("cen-bare", "VPC", "cn-hangzhou", "vpc-none"), 404, "ParameterInstanceId" },
    { "1.4: where an Enterprise router is", NOTHING, "AttachCenChildInstance", CHILD("cen-1", "VPC", "cn-hangzhou", "vpc-new"), 400, "OperationUnsupported.TransitRouterType" },
    { "1.4: a network of another CEN", NOTHING, "AttachCenChildInstance", CHILD("cen-bare", "VPC", "cn-hangzhou", "vpc-child"), 409, "InvalidOperation.ChildInstanceAlreadyAttached" },
    { "1.4: a network of an Enterprise router", NOTHING, "AttachCenChildInstance", CHILD("cen-bare", "VPC", "cn-hangzhou", "vpc-a"), 409, "InvalidOperation.ChildInstanceAlreadyAttached" },
    { "1.10: a network of another account that was not granted", NOTHING, "AttachCenChildInstance", "{'CenId':'cen-bare','ChildInstanceType':'VPC','ChildInstanceRegionId':'cn-hangzhou','ChildInstanceId':'vpc-new','ChildInstanceOwnerId':1}", 400, "Forbbiden.AttachChildInstanceAcrossBid" },
    { "observed: DetachCenChildInstance", NOTHING, "DetachCenChildInstance", CHILD("cen-old", "VPC", "cn-hangzhou", "vpc-new"), 404, "ParameterInstanceId" },
    { "observed: DetachCenChildInstance while it goes", "DetachCenChildInstance", CHILD("cen-old", "VPC", "cn-hangzhou", "vpc-child"), AT_ONCE, "DetachCenChildInstance", CHILD("cen-old", "VPC", "cn-hangzhou", "vpc-child"), 409, "InstanceStatus.NotSupport" },
    { "observed: DescribeCenAttachedChildInstanceAttribute of no CEN", NOTHING, "DescribeCenAttachedChildInstanceAttribute", CHILD("cen-none", "VPC", "cn-hangzhou", "vpc-a"), 404, "ParameterCenInstanceId" },
    { "observed: DescribeCenAttachedChildInstanceAttribute", NOTHING, "DescribeCenAttachedChildInstanceAttribute", CHILD("cen-1", "VPC", "cn-hangzhou", "vpc-new"), 404, "ParameterInstanceId" },
    { "1.4: networks of no CEN", NOTHING, "DescribeCenAttachedChildInstances", CEN("cen-none"), 404, "ParameterCenInstanceId" },

    /* 1.8: what is published; 1.6: checks of border routers; 1.10: grants. */
    { "observed: DescribePublishedRouteEntries of no CEN", NOTHING, "DescribePublishedRouteEntries", CHILD("cen-none", "VPC", "cn-hangzhou", "vpc-a"), 400, "ParameterIllegal.CenInstanceId" },
    { "observed: DescribePublishedRouteEntries of what is not attached", NOTHING, "DescribePublishedRouteEntries", CHILD("cen-1", "VPC", "cn-hangzhou", "vpc-new"), 404, "Instance.NotExist" },
    { "1.8: publish to no CEN", NOTHING, "PublishRouteEntries", PUBLISH("cen-none", "vpc-a", "vtb-a", "0.0.0.0/0"), 404, "ParameterCenInstanceId" },
    { "observed: WithdrawPublishedRouteEntries while the CEN changes", BUSY_CEN, "WithdrawPublishedRouteEntries", PUBLISH("cen-1", "vpc-a", "vtb-a", "10.0.1.0/24"), 409, "InvalidOperation.CenInstanceStatus" },
    { "observed: WithdrawPublishedRouteEntries of what is not published", NOTHING, "WithdrawPublishedRouteEntries", PUBLISH("cen-1", "vpc-a", "vtb-a", "0.0.0.0/0"), 409, "InvalidOperation.NotFoundRoute" },
    { "1.8: a route whose next hop is a router is never published", NOTHING, "PublishRouteEntries", PUBLISH("cen-1", "vpc-a", "vtb-a", "192.168.0.0/16"), 409, "InvalidOperation.NotFoundRoute" },
    { "1.8: routes of custom tables are never published", NOTHING, "PublishRouteEntries", PUBLISH("cen-1", "vpc-a", "vtb-custom", "0.0.0.0/0"), 409, "InvalidOperation.NotFoundRoute" },
    { "observed: EnableCenVbrHealthCheck of what is not attached", NOTHING, "EnableCenVbrHealthCheck", CHECK_VBR("cen-1", "vbr-2", "10.0.1.2"), 409, "InvalidOperation.VbrNotAttachedToCen" },
    { "observed: EnableCenVbrHealthCheck while the CEN changes", BUSY_CEN, "EnableCenVbrHealthCheck", CHECK_VBR("cen-1", "vbr-1", "10.0.0.2"), 409, "InvalidOperation.CenInstanceStatus" },
    { "1.6: a check while the attachment changes", BUSY_V, "EnableCenVbrHealthCheck", CHECK_VBR("cen-1", "vbr-1", "10.0.0.2"), 409, "InvalidOperation.VbrCenAttachmentStatus" },
    { "1.6: a check of another address than the other end's", NOTHING, "EnableCenVbrHealthCheck", CHECK_VBR("cen-1", "vbr-1", "10.0.0.9"), 400, "IllegalParam.HealthCheckTargetIp" },
    { "1.6: a check of no border router", NOTHING, "EnableCenVbrHealthCheck", CHECK_VBR("cen-1", "vbr-none", "10.0.0.2"), 404, "ParameterInstanceId" },
    { "observed: DisableCenVbrHealthCheck of none", NOTHING, "DisableCenVbrHealthCheck", CHECK_VBR("cen-1", "vbr-1", "10.0.0.2"), 409, "InstanceStatus.NotSupport" },
    { "1.10: grant what there is not", NOTHING, "GrantInstanceToTransitRouter", "{'CenId':'cen-x','CenOwnerId':1,'InstanceId':'vpc-none','InstanceType':'VPC'}", 404, "ParameterInstanceId" },
    { "1.10: grant to no CEN of one's own", NOTHING, "GrantInstanceToTransitRouter", "{'CenId':'cen-none','CenOwnerId':'1000000000000001','InstanceId':'vpc-a','InstanceType':'VPC'}", 404, "ParameterCenInstanceId" },
    { "1.10: revoke what was not granted", NOTHING, "RevokeInstanceFromTransitRouter", "{'CenId':'cen-x','CenOwnerId':1,'InstanceId':'vpc-a','InstanceType':'VPC'}", 404, "ParameterInstanceId" },

    /* Tags. */
    { "a tag of no CEN", NOTHING, "TagResources", "{'ResourceType':'cen','ResourceId':['cen-none'],'Tag':[{'Key':'a','Value':'1'}]}", 404, "ParameterCenInstanceId" },
    { "a tag of an attachment of another type", NOTHING, "UntagResources", "{'ResourceType':'TransitRouterVbrAttachment','ResourceId':['tr-attach-a'],'All':true}", 400, "InvalidTransitRouterAttachmentId.NotFound" },
    { "a tag of what is not mocked", NOTHING, "UntagResources", "{'ResourceType':'Flowlog','ResourceId':['flowlog-1'],'All':true}", 400, "IllegalParam.ResourceType" },

    /* The service. */
    { "observed: OpenTransitRouterService again", NOTHING, "OpenTransitRouterService", "{}", 400, "ORDER.OPEND" },
};
/* clang-format on */

START_TEST(has_its_code)
{
    const struct row *row = &rows[_i];
    struct world *w = cen_world_realistic();
    if (row->first_action)
        cen_get(w, "", row->first_action, "%s", row->first_params);
    if (row->when == LATER)
        clock_advance(w->clock, 60000);
    uint64_t revision = store_revision(w->store);

    cen_answer(w, row->action, "%s", row->params);

    ck_assert_msg(strcmp(w->code, row->code) == 0 && w->status == row->status,
                  "cen %s: %s answered %d '%s' (%s), not %d '%s'", row->proves, row->action,
                  w->status, w->code, w->message, row->status, row->code);
    ck_assert_msg(store_revision(w->store) == revision, "cen %s: something changed", row->proves);
    world_free(w);
}
END_TEST

/* Where no router is, the service must be opened first (cen 1.4). */
static const struct {
    const char *action, *params, *code;
} closed[] = {
    { "CreateTransitRouter", NEW_ROUTER("cen-1", "cn-hangzhou"),
      "Forbbiden.TransitRouterServiceNotOpen" },
    { "CreateTransitRouterVpcAttachment",
      ATTACH_VPC("'CenId':'cen-1','RegionId':'cn-hangzhou'", "vpc-a",
                 ZONE("cn-hangzhou-h", "vsw-h")),
      "Forbbiden.TransitRouterServiceNotOpen" },
};

START_TEST(is_given_until_the_service_is_open)
{
    struct world *w = world_new();
    struct err err;
    ck_assert_msg(seed(w,
                       "{'data':[{'kind':'cen/Cen','id':'cen-1','body':{'CenId':'cen-1','Status':"
                       "'Active'}}]}",
                       &err),
                  "%s", err.text);
    ck_assert_str_eq(cen_get(w, "Enabled", "CheckTransitRouterService", "{}"), "false");

    ck_assert_str_eq(cen_answer(w, closed[_i].action, "%s", closed[_i].params), closed[_i].code);

    ck_assert_int_eq((int)strlen(cen_get(w, "OrderId", "OpenTransitRouterService", "{}")), 15);
    ck_assert_str_eq(cen_get(w, "Enabled", "CheckTransitRouterService", "{}"), "true");
    ck_assert_str_eq(cen_answer(w, closed[_i].action, "%s", closed[_i].params), "");
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cen_refusals");
    TCase *refusal = tcase_create("a refusal of CEN");

    tcase_add_loop_test(refusal, has_its_code, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(refusal, is_given_until_the_service_is_open, 0,
                        (int)(sizeof(closed) / sizeof(closed[0])));
    suite_add_tcase(s, refusal);
    return s;
}

TEST_MAIN(suite)
