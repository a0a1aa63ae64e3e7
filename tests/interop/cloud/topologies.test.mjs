// The two ways to servers elsewhere, built from nothing by the steps that the documentation gives: VPCs of
// two regions (scenario 3), a VPC and a data centre (scenario 4). What results is what the fixture of the scenario has,
// and it goes away in the documented order and in no other. MOCKALB names the program, FIXTURES the fixtures.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { serve } from './sdk.mjs';
import { Cloud, associate, attach, cen, detach, disable, dissociate, propagate, router, sameTopology, zones } from './topology.mjs';

const KINDS = ['cen/Cen', 'cen/TransitRouter', 'cen/RouteTable', 'cen/Attachment', 'cen/Association', 'cen/Propagation',
  'cen/RouteEntry', 'cen/BandwidthPackage'];
const NETWORKS = ['region/Region', 'vpc/Vpc', 'vpc/VSwitch', 'vpc/RouteTable', 'vpc/PhysicalConnection',
  'vpc/VirtualBorderRouter'];
const folder = await mkdtemp(join(tmpdir(), 'topologies-'));
const mocks = [];

async function start(...options) {
  const mock = await serve(...options);
  mocks.push(mock);
  return new Cloud(mock.endpoint);
}

after(async () => {
  mocks.forEach(mock => mock.stop());
  await rm(folder, { recursive: true });
});

// The state that a fixture gives, and a cloud with only the networks of it.
async function scenario(number) {
  const fixture = await start('--cloud', join(process.env.FIXTURES, `scenario-${number}`, 'cloud.yaml'));
  const seeded = await fixture.state();
  const document = join(folder, `networks-${number}.yaml`);
  const data = seeded.filter(({ kind }) => NETWORKS.includes(kind)).map(({ kind, scope, id, body }) => ({ kind, scope, id, body }));
  await writeFile(document, JSON.stringify({ data }));
  const cloud = await start('--region', 'cn-chengdu', '--lifecycle', 'instant', '--cloud', document);
  const of = kind => data.filter(object => object.kind === kind).map(({ scope, body }) => ({ ...body, RegionId: scope }));
  const vswitches = vpc => of('vpc/VSwitch').filter(({ VpcId }) => VpcId === vpc);
  return { cloud, seeded, vpcs: of('vpc/Vpc'), vbrs: of('vpc/VirtualBorderRouter'), vswitches };
}

test('two VPCs of two regions are joined as in the fixture, and parted again', async t => {
  const { cloud, seeded, vpcs, vswitches } = await scenario(3);
  const [one, two] = [...vpcs].sort((a, b) => a.RegionId.localeCompare(b.RegionId));
  let CenId, r1, r2, a1, a2, p;

  await t.test('built by the documented steps', async () => {
    await cloud.cbn('OpenTransitRouterService');
    CenId = await cen(cloud);
    r1 = await router(cloud, CenId, one.RegionId, 'TR1');
    r2 = await router(cloud, CenId, two.RegionId, 'TR2');
    a1 = await attach(cloud, 'Vpc', { TransitRouterId: r1.id, VpcId: one.VpcId, ...zones(vswitches(one.VpcId)) });
    a2 = await attach(cloud, 'Vpc', { TransitRouterId: r2.id, VpcId: two.VpcId, ...zones(vswitches(two.VpcId)) });
    await associate(cloud, a1, r1.table);
    await associate(cloud, a2, r2.table);
    await propagate(cloud, a1, r1.table);
    await propagate(cloud, a2, r2.table);
    p = await attach(cloud, 'Peer', { CenId, TransitRouterId: r1.id, PeerTransitRouterId: r2.id,
      PeerTransitRouterRegionId: two.RegionId, BandwidthType: 'DataTransfer', Bandwidth: 100, AutoPublishRouteEnabled: true });
    for (const { table } of [r1, r2]) {
      await associate(cloud, p, table);
      await propagate(cloud, p, table);
    }
  });

  await t.test('is what the fixture has', async () => sameTopology(await cloud.state(), seeded, KINDS));

  await t.test('has the routes of both sides in both tables', async () => {
    for (const [{ table }, own, other] of [[r1, a1, one], [r2, a2, two]]) {
      const { TransitRouterRouteEntries: routes } = await cloud.cbn('ListTransitRouterRouteEntries', { TransitRouterRouteTableId: table });
      const hop = vpc => vswitches(vpc).map(({ CidrBlock }) =>
        routes.find(r => r.TransitRouterRouteEntryDestinationCidrBlock === CidrBlock)?.TransitRouterRouteEntryNextHopId);
      assert.deepEqual(hop(other.VpcId), [own, own]);
      assert.deepEqual(hop(other === one ? two.VpcId : one.VpcId), [p, p]);
      assert.equal(routes.length, 4);
    }
  });

  await t.test('goes in the documented order, and in no other', async () => {
    const refused = (action, params) => cloud.refused('cbn', action, params);
    const attachment = TransitRouterAttachmentId => ({ TransitRouterAttachmentId });
    assert.equal(await refused('DeleteCen', { CenId }), 'InvalidOperation.AttachedChildInstanceExist');
    assert.equal(await refused('DeleteTransitRouter', { TransitRouterId: r1.id }), 'InvalidOperation.AttachedChildInstanceExist');
    const { TransitRouterRouteEntryId } = await cloud.cbn('CreateTransitRouterRouteEntry', { TransitRouterRouteTableId: r1.table,
      TransitRouterRouteEntryDestinationCidrBlock: '100.117.130.0/25', TransitRouterRouteEntryNextHopType: 'Attachment',
      TransitRouterRouteEntryNextHopId: a1 });
    const all = { TransitRouterRouteTableId: r1.table, 'TransitRouterRouteEntryIds.1': TransitRouterRouteEntryId, TransitRouterRouteEntryStatus: 'All' };
    await cloud.wait('ListTransitRouterRouteEntries', all, 'TransitRouterRouteEntries', { TransitRouterRouteEntryStatus: 'Active' });
    assert.equal(await refused('DeleteTransitRouterVpcAttachment', attachment(a1)), 'OperationFailed.RouteEntryExist');
    await cloud.cbn('DeleteTransitRouterRouteEntry', { TransitRouterRouteEntryId });
    await cloud.wait('ListTransitRouterRouteEntries', all, 'TransitRouterRouteEntries');
    assert.equal(await refused('DeleteTransitRouterPeerAttachment', attachment(p)), 'OperationFailed.RouteTablePropagationExist');
    for (const [id, type, tables] of [[p, 'Peer', [r1, r2]], [a1, 'Vpc', [r1]], [a2, 'Vpc', [r2]]]) {
      assert.equal(await refused(`DeleteTransitRouter${type}Attachment`, attachment(id)), 'OperationFailed.RouteTablePropagationExist');
      for (const { table } of tables) await disable(cloud, id, table);
      assert.equal(await refused(`DeleteTransitRouter${type}Attachment`, attachment(id)), 'OperationFailed.RouteTableAssociationExist');
      for (const { table } of tables) await dissociate(cloud, id, table);
      await detach(cloud, type, id);
    }
    assert.equal(await refused('DeleteTransitRouterRouteTable', { TransitRouterRouteTableId: r1.table }), 'OperationFailed.DeleteSystemRouteTable');
    for (const { id: TransitRouterId } of [r1, r2]) {
      await cloud.cbn('DeleteTransitRouter', { TransitRouterId });
      await cloud.wait('ListTransitRouters', { CenId, TransitRouterId }, 'TransitRouters');
    }
    await cloud.cbn('DeleteCen', { CenId });
    await cloud.wait('DescribeCens', {}, 'Cens.Cen');
    assert.deepEqual((await cloud.state()).filter(({ kind }) => KINDS.includes(kind)), []);
  });
});

test('bandwidth may come from a plan, which is bound before and let go after', async () => {
  const { cloud, vpcs } = await scenario(3);
  const [one, two] = [...vpcs].sort((a, b) => a.RegionId.localeCompare(b.RegionId));
  await cloud.cbn('OpenTransitRouterService');
  const CenId = await cen(cloud);
  const r1 = await router(cloud, CenId, one.RegionId, 'TR1'), r2 = await router(cloud, CenId, two.RegionId, 'TR2');
  const { CenBandwidthPackageId } = await cloud.cbn('CreateCenBandwidthPackage',
    { Bandwidth: 5, GeographicRegionAId: 'China', GeographicRegionBId: 'China', AutoPay: true });
  const plan = { 'Filter.1.Key': 'CenBandwidthPackageId', 'Filter.1.Value.1': CenBandwidthPackageId };
  await cloud.wait('DescribeCenBandwidthPackages', plan, 'CenBandwidthPackages.CenBandwidthPackage', { Status: 'Idle' });
  await cloud.cbn('AssociateCenBandwidthPackage', { CenId, CenBandwidthPackageId });
  await cloud.wait('DescribeCenBandwidthPackages', plan, 'CenBandwidthPackages.CenBandwidthPackage', { Status: 'InUse' });
  const p = await attach(cloud, 'Peer', { TransitRouterId: r1.id, PeerTransitRouterId: r2.id, BandwidthType: 'BandwidthPackage',
    CenBandwidthPackageId, Bandwidth: 5 });

  assert.equal(await cloud.refused('cbn', 'UnassociateCenBandwidthPackage', { CenId, CenBandwidthPackageId }),
    'InvalidOperation.CenBandwidthLimitsNotZero');
  await detach(cloud, 'Peer', p);
  assert.equal(await cloud.refused('cbn', 'DeleteCen', { CenId }), 'InvalidOperation.BwpInstanceStatus');
  await cloud.cbn('UnassociateCenBandwidthPackage', { CenId, CenBandwidthPackageId });
  await cloud.cbn('DeleteCenBandwidthPackage', { CenBandwidthPackageId });
  await cloud.wait('DescribeCenBandwidthPackages', plan, 'CenBandwidthPackages.CenBandwidthPackage');
});

test('a dry run makes nothing, and says so in the way of its action', async () => {
  const { cloud, vpcs, vswitches } = await scenario(3);
  const [one, two] = [...vpcs].sort((a, b) => a.RegionId.localeCompare(b.RegionId));
  await cloud.cbn('OpenTransitRouterService');
  const CenId = await cen(cloud);
  const r1 = await router(cloud, CenId, one.RegionId, 'TR1'), r2 = await router(cloud, CenId, two.RegionId, 'TR2');

  assert.equal(await cloud.refused('cbn', 'CreateTransitRouterVpcAttachment',
    { TransitRouterId: r1.id, VpcId: one.VpcId, ...zones(vswitches(one.VpcId)), DryRun: true }), 'DryRunOperation');
  assert.equal(await cloud.refused('cbn', 'CreateTransitRouterVpcAttachment',
    { TransitRouterId: r1.id, VpcId: two.VpcId, ...zones(vswitches(two.VpcId)), DryRun: true }), 'InvalidVpcId.NotFound');
  assert.deepEqual(Object.keys(await cloud.cbn('CreateTransitRouterPeerAttachment',
    { TransitRouterId: r1.id, PeerTransitRouterId: r2.id, DryRun: true })), ['RequestId']);
  assert.deepEqual((await cloud.state()).filter(({ kind }) => kind === 'cen/Attachment'), []);
});

test('a VPC and a data centre are joined as in the fixture, and parted again', async t => {
  const { cloud, seeded, vpcs: [vpc], vbrs: [vbr], vswitches } = await scenario(4);
  let CenId, r1, a1, b1;

  await t.test('built by the documented steps', async () => {
    await cloud.cbn('OpenTransitRouterService');
    CenId = await cen(cloud);
    r1 = await router(cloud, CenId, vpc.RegionId, 'TR1');
    a1 = await attach(cloud, 'Vpc', { TransitRouterId: r1.id, VpcId: vpc.VpcId, ...zones(vswitches(vpc.VpcId)) });
    await associate(cloud, a1, r1.table);
    await propagate(cloud, a1, r1.table);
    b1 = await attach(cloud, 'Vbr', { CenId, TransitRouterId: r1.id, VbrId: vbr.VbrId, AutoPublishRouteEnabled: true });
    await associate(cloud, b1, r1.table);
    await propagate(cloud, b1, r1.table);
    await cloud.cbn('EnableCenVbrHealthCheck', { CenId, VbrInstanceId: vbr.VbrId, VbrInstanceRegionId: vbr.RegionId,
      HealthCheckTargetIp: vbr.PeerGatewayIp });
  });

  await t.test('is what the fixture has', async () => sameTopology(await cloud.state(), seeded, KINDS));

  await t.test('goes in the documented order', async () => {
    await cloud.cbn('DisableCenVbrHealthCheck', { CenId, VbrInstanceId: vbr.VbrId, VbrInstanceRegionId: vbr.RegionId });
    for (const [id, type] of [[b1, 'Vbr'], [a1, 'Vpc']]) {
      await disable(cloud, id, r1.table);
      await dissociate(cloud, id, r1.table);
      await detach(cloud, type, id);
    }
    await cloud.cbn('DeleteTransitRouter', { TransitRouterId: r1.id });
    await cloud.wait('ListTransitRouters', { CenId, TransitRouterId: r1.id }, 'TransitRouters');
    await cloud.cbn('DeleteCen', { CenId });
    await cloud.wait('DescribeCens', {}, 'Cens.Cen');
  });
});
