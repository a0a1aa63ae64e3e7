// Every action of CEN, by generic calls: two regions with their routers, each kind of attachment, tables and
// routes, bandwidth, grants, tags; and instances on a CEN without routers of one's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { borderRouter, route, vpc, vswitch } from './networks.mjs';
import { until } from './sdk.mjs';
import { associate, attach, cen, detach, disable, dissociate, propagate, router, zones } from './topology.mjs';

async function centre(cloud) {
  await cloud.cbn('OpenTransitRouterService', {});
  assert.equal((await cloud.cbn('CheckTransitRouterService', {})).Enabled, 'true');
  const CenId = await cen(cloud);
  await cloud.cbn('ModifyCenAttribute', { CenId, Name: 'all', Description: 'of all' });
  await cloud.cbn('DescribeChildInstanceRegions', {});
  await cloud.cbn('DescribeGeographicRegionMembership', { GeographicRegionId: 'China' });
  await cloud.cbn('DescribeCenGeographicSpans', {});
  await cloud.cbn('ListTransitRouterAvailableResource', { RegionId: 'cn-hangzhou' });
  return CenId;
}

async function routers(cloud, CenId) {
  const one = await router(cloud, CenId, 'cn-hangzhou', 'one'), two = await router(cloud, CenId, 'cn-chengdu', 'two');
  const at = { RegionId: 'cn-hangzhou', TransitRouterId: one.id };
  await cloud.cbn('UpdateTransitRouter', { ...at, TransitRouterName: 'first' });
  await cloud.wait('ListTransitRouters', { TransitRouterId: one.id }, 'TransitRouters', { Status: 'Active' });
  const { TransitRouterCidrId } = await cloud.cbn('CreateTransitRouterCidr', { ...at, Cidr: '10.40.0.0/16' });
  await cloud.cbn('ModifyTransitRouterCidr', { ...at, TransitRouterCidrId, Cidr: '10.41.0.0/16' });
  assert.deepEqual((await cloud.cbn('ListTransitRouterCidr', at)).CidrLists.map(c => c.Cidr), ['10.41.0.0/16']);
  await cloud.cbn('DeleteTransitRouterCidr', { ...at, TransitRouterCidrId });
  return [one, two];
}

async function bandwidth(cloud, CenId) {
  const span = { GeographicRegionAId: 'China', GeographicRegionBId: 'China' };
  const { CenBandwidthPackageId } = await cloud.cbn('CreateCenBandwidthPackage', { ...span, Bandwidth: 10, Name: 'plan', AutoPay: true });
  const plan = { 'Filter.1.Key': 'CenBandwidthPackageId', 'Filter.1.Value.1': CenBandwidthPackageId };
  const isIn = wanted => cloud.wait('DescribeCenBandwidthPackages', plan, 'CenBandwidthPackages.CenBandwidthPackage', { Status: wanted });
  await cloud.cbn('ModifyCenBandwidthPackageAttribute', { CenBandwidthPackageId, Name: 'inside' });
  await cloud.cbn('ModifyCenBandwidthPackageSpec', { CenBandwidthPackageId, Bandwidth: 20 });
  await isIn('Idle');
  await cloud.cbn('AssociateCenBandwidthPackage', { CenId, CenBandwidthPackageId });
  await isIn('InUse');
  assert.equal((await cloud.cbn('DescribeCenGeographicSpanRemainingBandwidth', { CenId, ...span })).RemainingBandwidth, 20);
  const pair = { CenId, LocalRegionId: 'cn-hangzhou', OppositeRegionId: 'cn-chengdu' };
  const limits = () => cloud.cbn('DescribeCenInterRegionBandwidthLimits', { CenId });
  await cloud.cbn('SetCenInterRegionBandwidthLimit', { ...pair, BandwidthLimit: 5 });
  await until(limits, ({ CenInterRegionBandwidthLimits: { CenInterRegionBandwidthLimit: [limit] } }) => limit?.Status === 'Active' && limit.BandwidthLimit === 5);
  await cloud.cbn('SetCenInterRegionBandwidthLimit', { ...pair, BandwidthLimit: 0 });
  await until(limits, ({ CenInterRegionBandwidthLimits }) => CenInterRegionBandwidthLimits.CenInterRegionBandwidthLimit.length === 0);
  await cloud.cbn('UnassociateCenBandwidthPackage', { CenId, CenBandwidthPackageId });
  await isIn('Idle');
  await cloud.cbn('DeleteCenBandwidthPackage', { CenBandwidthPackageId });
}

// One attachment of each kind, changed once.
async function attachments(cloud, CenId, [one, two], { near, vsw, vbr }) {
  const made = {
    Vpc: await attach(cloud, 'Vpc', { TransitRouterId: one.id, VpcId: near.VpcId, ...zones(vsw.slice(0, 1)) }),
    Vbr: await attach(cloud, 'Vbr', { CenId, TransitRouterId: two.id, VbrId: vbr.VbrId }),
    Vpn: await attach(cloud, 'Vpn', { TransitRouterId: one.id, VpnId: 'vco-1' }),
    Ecr: await attach(cloud, 'Ecr', { TransitRouterId: one.id, EcrId: 'ecr-1' }),
    Peer: await attach(cloud, 'Peer', { CenId, TransitRouterId: one.id, PeerTransitRouterId: two.id, PeerTransitRouterRegionId: 'cn-chengdu', BandwidthType: 'DataTransfer', Bandwidth: 100 }),
  };
  for (const [kind, TransitRouterAttachmentId] of Object.entries(made)) {
    await cloud.cbn(`UpdateTransitRouter${kind}AttachmentAttribute`, { TransitRouterAttachmentId, TransitRouterAttachmentName: `${kind}-one` });
    await cloud.wait(`ListTransitRouter${kind}Attachments`, { TransitRouterAttachmentId }, 'TransitRouterAttachments', { Status: 'Attached' });
  }
  const [{ ZoneId, VSwitchId }] = vsw.slice(1);
  await cloud.cbn('UpdateTransitRouterVpcAttachmentZones', { TransitRouterAttachmentId: made.Vpc, 'AddZoneMappings.1.ZoneId': ZoneId, 'AddZoneMappings.1.VSwitchId': VSwitchId });
  await cloud.wait('ListTransitRouterVpcAttachments', { TransitRouterAttachmentId: made.Vpc }, 'TransitRouterAttachments', { Status: 'Attached' });
  return made;
}

async function tables(cloud, [one], made) {
  const { TransitRouterRouteTableId: own } = await cloud.cbn('CreateTransitRouterRouteTable', { TransitRouterId: one.id, TransitRouterRouteTableName: 'own' });
  const isTable = () => cloud.wait('ListTransitRouterRouteTables', { TransitRouterId: one.id, 'TransitRouterRouteTableIds.1': own }, 'TransitRouterRouteTables', { TransitRouterRouteTableStatus: 'Active' });
  await isTable();
  await cloud.cbn('UpdateTransitRouterRouteTable', { TransitRouterRouteTableId: own, TransitRouterRouteTableName: 'mine' });
  await associate(cloud, made.Vpc, one.table);
  await cloud.cbn('ReplaceTransitRouterRouteTableAssociation', { TransitRouterAttachmentId: made.Vpc, TransitRouterRouteTableId: own });
  await cloud.wait('ListTransitRouterRouteTableAssociations', { TransitRouterAttachmentId: made.Vpc, TransitRouterRouteTableId: own }, 'TransitRouterAssociations', { Status: 'Active' });
  for (const id of [made.Vpc, made.Vpn]) await propagate(cloud, id, own);
  for (const id of [made.Vpn, made.Ecr]) await associate(cloud, id, one.table);
  await cloud.cbn('ListTransitRouterRouteTables', { TransitRouterId: one.id });
  await cloud.cbn('ListTransitRouterRouteTableAssociations', { TransitRouterRouteTableId: one.table });
  await cloud.cbn('ListTransitRouterRouteTablePropagations', { TransitRouterRouteTableId: own });
  await cloud.cbn('ListTransitRouterRouteEntries', { TransitRouterRouteTableId: own });
  const entry = { TransitRouterRouteTableId: own, TransitRouterRouteEntryDestinationCidrBlock: '192.168.0.0/16' };
  const entries = { TransitRouterRouteTableId: own, TransitRouterRouteEntryDestinationCidrBlock: '192.168.0.0/16' };
  const { TransitRouterRouteEntryId } = await cloud.cbn('CreateTransitRouterRouteEntry', { ...entry, TransitRouterRouteEntryNextHopType: 'BlackHole' });
  await cloud.wait('ListTransitRouterRouteEntries', entries, 'TransitRouterRouteEntries', { TransitRouterRouteEntryStatus: 'Active' });
  await cloud.cbn('UpdateTransitRouterRouteEntry', { TransitRouterRouteEntryId, TransitRouterRouteEntryName: 'hole' });
  await cloud.cbn('DeleteTransitRouterRouteEntry', { TransitRouterRouteEntryId });
  await cloud.wait('ListTransitRouterRouteEntries', entries, 'TransitRouterRouteEntries');
  for (const id of [made.Vpc, made.Vpn]) await disable(cloud, id, own);
  for (const id of [made.Vpn, made.Ecr]) await dissociate(cloud, id, one.table);
  await dissociate(cloud, made.Vpc, own);
  await cloud.cbn('DeleteTransitRouterRouteTable', { TransitRouterRouteTableId: own });
  await cloud.wait('ListTransitRouterRouteTables', { TransitRouterId: one.id, 'TransitRouterRouteTableIds.1': own }, 'TransitRouterRouteTables');
}

// A route of the VPC's own, through a machine: such a one can be published.
async function ownRoute(cloud, { near: { RegionId, VpcId, RouteTableId }, vsw: [{ VSwitchId }] }) {
  const { SecurityGroupId } = await cloud.call('ecs', 'CreateSecurityGroup', { RegionId, VpcId });
  const { InstanceIdSets } = await cloud.call('ecs', 'RunInstances', { RegionId, VSwitchId, SecurityGroupId });
  return route(cloud, RegionId, RouteTableId, '172.20.0.0/16', 'Instance', InstanceIdSets.InstanceIdSet[0]);
}

async function published(cloud, CenId, parts) {
  const { near, vbr } = parts, { DestinationCidrBlock } = await ownRoute(cloud, parts);
  const entry = { CenId, ChildInstanceId: near.VpcId, ChildInstanceType: 'VPC', ChildInstanceRegionId: 'cn-hangzhou', ChildInstanceRouteTableId: near.RouteTableId };
  await cloud.cbn('PublishRouteEntries', { ...entry, DestinationCidrBlock });
  const { PublishedRouteEntries } = await cloud.cbn('DescribePublishedRouteEntries', { ...entry, DestinationCidrBlock });
  assert.deepEqual(PublishedRouteEntries.PublishedRouteEntry.map(r => r.PublishStatus), ['Published']);
  await cloud.cbn('WithdrawPublishedRouteEntries', { ...entry, DestinationCidrBlock });
  await cloud.cbn('DescribeCenRegionDomainRouteEntries', { CenId, CenRegionId: 'cn-hangzhou' });
  await cloud.cbn('DescribeCenAttachedChildInstances', { CenId });
  await cloud.cbn('DescribeCenAttachedChildInstanceAttribute', { CenId, ChildInstanceId: near.VpcId, ChildInstanceType: 'VPC', ChildInstanceRegionId: 'cn-hangzhou' });
  const check = { CenId, VbrInstanceId: vbr.VbrId, VbrInstanceRegionId: 'cn-chengdu' };
  await cloud.cbn('EnableCenVbrHealthCheck', { ...check, HealthCheckTargetIp: '10.0.0.2' });
  assert.equal((await cloud.cbn('DescribeCenVbrHealthCheck', check)).VbrHealthChecks.VbrHealthCheck.length, 1);
  await cloud.cbn('DisableCenVbrHealthCheck', check);
}

async function granted(cloud, CenId, { near }) {
  const grant = { CenId, CenOwnerId: 7, InstanceId: near.VpcId, InstanceType: 'VPC', RegionId: 'cn-hangzhou' };
  await cloud.cbn('GrantInstanceToTransitRouter', grant);
  assert.equal((await cloud.cbn('DescribeGrantRulesToResource', { ResourceId: near.VpcId, ProductType: 'VPC', RegionId: 'cn-hangzhou' })).GrantRules.length, 1);
  await cloud.cbn('DescribeGrantRulesToCen', { CenId, ProductType: 'VPC' });
  await cloud.cbn('RevokeInstanceFromTransitRouter', grant);
  const tagged = { ResourceType: 'Cen', 'ResourceId.1': CenId };
  await cloud.cbn('TagResources', { ...tagged, 'Tag.1.Key': 'team', 'Tag.1.Value': 'a b*~/ä' });
  assert.deepEqual((await cloud.cbn('ListTagResources', tagged)).TagResources.TagResource.map(t => t.TagValue), ['a b*~/ä']);
  await cloud.cbn('UntagResources', { ...tagged, 'TagKey.1': 'team' });
}

// A CEN on which instances stand without routers of one's own.
async function plain(cloud, { near, far }) {
  const CenId = await cen(cloud);
  const both = [near, far].map(({ VpcId, RegionId }) => ({ CenId, ChildInstanceId: VpcId, ChildInstanceType: 'VPC', ChildInstanceRegionId: RegionId }));
  const children = count => until(() => cloud.cbn('DescribeCenAttachedChildInstances', { CenId }),
    ({ ChildInstances: { ChildInstance } }) => ChildInstance.length === count && ChildInstance.every(c => c.Status === 'Attached'));
  for (const child of both) await cloud.cbn('AttachCenChildInstance', child);
  await children(2);
  await bandwidth(cloud, CenId);
  for (const child of both) await cloud.cbn('DetachCenChildInstance', child);
  await children(0);
}

export function centres(cloudOf) {
  test('routers of two regions and all that is attached to them', async () => {
    const cloud = cloudOf(), CenId = await centre(cloud), both = await routers(cloud, CenId);
    const near = await vpc(cloud, 'cn-hangzhou', '10.20.0.0/16', 'near'), far = await vpc(cloud, 'cn-chengdu', '10.30.0.0/16', 'far');
    const vsw = [await vswitch(cloud, near, 'cn-hangzhou-h', '10.20.1.0/24', 'h'), await vswitch(cloud, near, 'cn-hangzhou-i', '10.20.2.0/24', 'i')];
    const parts = { near, far, vsw, vbr: await borderRouter(cloud, 'cn-chengdu') };
    const made = await attachments(cloud, CenId, both, parts);
    await tables(cloud, both, made);
    await published(cloud, CenId, parts);
    await granted(cloud, CenId, parts);
    for (const [kind, id] of Object.entries(made).reverse()) await detach(cloud, kind, id);
    for (const { id: TransitRouterId } of both) {
      await cloud.cbn('DeleteTransitRouter', { TransitRouterId });
      await cloud.wait('ListTransitRouters', { CenId, TransitRouterId }, 'TransitRouters');
    }
    await cloud.cbn('DeleteCen', { CenId });
    await plain(cloud, parts);
  });
}
