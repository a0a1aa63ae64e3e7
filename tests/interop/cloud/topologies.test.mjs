// What else can be asked while networks are joined (from_nothing.test.mjs does it step by step): a plan for
// the bandwidth, and dry runs. MOCKALB names the program, FIXTURES the fixtures.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { serve } from './sdk.mjs';
import { Cloud, attach, cen, detach, router, zones } from './topology.mjs';

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
  return { cloud, vpcs: of('vpc/Vpc'), vswitches };
}

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
