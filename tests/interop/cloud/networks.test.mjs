// The whole of both ways from nothing: networks by their own calls, the CEN, the routes, and back again.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { borderRouter, route, unroute, vpc, vswitch } from './networks.mjs';
import { serve, until } from './sdk.mjs';
import { Cloud, associate, attach, cen, detach, disable, dissociate, propagate, router, sameTopology, zones } from './topology.mjs';

const KINDS = ['vpc/Vpc', 'vpc/VSwitch', 'vpc/RouteTable', 'vpc/RouteEntry', 'vpc/VirtualBorderRouter', 'cen/Cen', 'cen/TransitRouter', 'cen/RouteTable',
  'cen/Attachment', 'cen/Association', 'cen/Propagation'];
const folder = await mkdtemp(join(tmpdir(), 'networks-'));
const regions = join(folder, 'regions.yaml');
const mocks = [];

await writeFile(regions, JSON.stringify({ regions: [{ id: 'cn-chengdu', zones: ['cn-chengdu-a', 'cn-chengdu-b'] },
  { id: 'cn-hangzhou', zones: ['cn-hangzhou-h', 'cn-hangzhou-i'] }] }));

async function start(...options) {
  const mock = await serve(...options);
  mocks.push(mock);
  return new Cloud(mock.endpoint);
}

const fixture = async number => (await start('--cloud', join(process.env.FIXTURES, `scenario-${number}`, 'cloud.yaml'))).state();

after(async () => {
  mocks.forEach(mock => mock.stop());
  await rm(folder, { recursive: true });
});

// The routers and the CEN, and then the VPC and its vSwitches.
async function leave(cloud, CenId, routers) {
  for (const { id: TransitRouterId } of routers) {
    await cloud.cbn('DeleteTransitRouter', { TransitRouterId });
    await cloud.wait('ListTransitRouters', { CenId, TransitRouterId }, 'TransitRouters');
  }
  await cloud.cbn('DeleteCen', { CenId });
  await cloud.wait('DescribeCens', {}, 'Cens.Cen');
}

async function raze(cloud, { RegionId, VpcId }, vswitches) {
  for (const { VSwitchId } of vswitches) {
    await cloud.call('vpc', 'DeleteVSwitch', { RegionId, VSwitchId });
    await until(() => cloud.call('vpc', 'DescribeVSwitches', { RegionId, VSwitchId }), reply => reply.VSwitches.VSwitch.length === 0);
  }
  await cloud.call('vpc', 'DeleteVpc', { RegionId, VpcId });
  await until(() => cloud.call('vpc', 'DescribeVpcs', { RegionId, VpcId }), reply => reply.Vpcs.Vpc.length === 0);
}

test('scenario 3 from nothing, and away again', async () => {
  const cloud = await start('--region', 'cn-chengdu', '--cloud', regions);
  const one = await vpc(cloud, 'cn-chengdu', '172.16.0.0/12', 'VPC1');
  const vsw1 = [await vswitch(cloud, one, 'cn-chengdu-a', '172.16.1.0/24', 'VSW1'), await vswitch(cloud, one, 'cn-chengdu-b', '172.16.2.0/24', 'VSW2')];
  const two = await vpc(cloud, 'cn-hangzhou', '192.168.0.0/16', 'VPC2');
  const vsw2 = [await vswitch(cloud, two, 'cn-hangzhou-h', '192.168.1.0/24', 'VSW3'), await vswitch(cloud, two, 'cn-hangzhou-i', '192.168.2.0/24', 'VSW4')];
  await cloud.cbn('OpenTransitRouterService');
  const CenId = await cen(cloud);
  const r1 = await router(cloud, CenId, 'cn-chengdu', 'TR1'), r2 = await router(cloud, CenId, 'cn-hangzhou', 'TR2');
  const a1 = await attach(cloud, 'Vpc', { TransitRouterId: r1.id, VpcId: one.VpcId, ...zones(vsw1) });
  const a2 = await attach(cloud, 'Vpc', { TransitRouterId: r2.id, VpcId: two.VpcId, ...zones(vsw2) });
  for (const [a, r] of [[a1, r1], [a2, r2]]) { await associate(cloud, a, r.table); await propagate(cloud, a, r.table); }
  const p = await attach(cloud, 'Peer', { CenId, TransitRouterId: r1.id, PeerTransitRouterId: r2.id, PeerTransitRouterRegionId: 'cn-hangzhou',
    BandwidthType: 'DataTransfer', Bandwidth: 100, AutoPublishRouteEnabled: true });
  for (const r of [r1, r2]) { await associate(cloud, p, r.table); await propagate(cloud, p, r.table); }
  const there = await route(cloud, 'cn-chengdu', one.RouteTableId, '192.168.0.0/16', 'Attachment', a1);
  const back = await route(cloud, 'cn-hangzhou', two.RouteTableId, '172.16.0.0/12', 'Attachment', a2);
  sameTopology(await cloud.state(), await fixture(3), KINDS);

  assert.equal(await cloud.refused('cbn', 'DeleteTransitRouterVpcAttachment', { TransitRouterAttachmentId: a1 }),
    'OperationFailed.AttachmentReferencedVpcRouteEntryExisted');
  assert.match(await cloud.refused('vpc', 'DeleteVSwitch', { RegionId: 'cn-chengdu', VSwitchId: vsw1[0].VSwitchId }), /^DependencyViolation/);
  assert.match(await cloud.refused('vpc', 'DeleteVpc', { RegionId: 'cn-chengdu', VpcId: one.VpcId }), /^DependencyViolation/);
  await unroute(cloud, there);
  await unroute(cloud, back);
  for (const [a, type, tables] of [[p, 'Peer', [r1, r2]], [a1, 'Vpc', [r1]], [a2, 'Vpc', [r2]]]) {
    for (const r of tables) { await disable(cloud, a, r.table); await dissociate(cloud, a, r.table); }
    await detach(cloud, type, a);
  }
  await leave(cloud, CenId, [r1, r2]);
  await raze(cloud, one, vsw1);
  await raze(cloud, two, vsw2);
  assert.deepEqual((await cloud.state()).filter(({ kind }) => KINDS.includes(kind)), []);
});

test('scenario 4 from nothing, and away again', async () => {
  const cloud = await start('--region', 'cn-chengdu', '--cloud', regions);
  const one = await vpc(cloud, 'cn-chengdu', '172.16.0.0/12', 'VPC1');
  const vsw = [await vswitch(cloud, one, 'cn-chengdu-a', '172.16.0.0/24', 'VSW1'), await vswitch(cloud, one, 'cn-chengdu-b', '172.16.6.0/24', 'VSW2')];
  const vbr = await borderRouter(cloud, 'cn-chengdu');
  await cloud.cbn('OpenTransitRouterService');
  const CenId = await cen(cloud);
  const r1 = await router(cloud, CenId, 'cn-chengdu', 'TR1');
  const a1 = await attach(cloud, 'Vpc', { TransitRouterId: r1.id, VpcId: one.VpcId, ...zones(vsw) });
  await associate(cloud, a1, r1.table);
  await propagate(cloud, a1, r1.table);
  const there = await route(cloud, 'cn-chengdu', one.RouteTableId, '192.168.0.0/16', 'Attachment', a1);
  const b1 = await attach(cloud, 'Vbr', { CenId, TransitRouterId: r1.id, VbrId: vbr.VbrId, AutoPublishRouteEnabled: true });
  await associate(cloud, b1, r1.table);
  await propagate(cloud, b1, r1.table);
  const down = await route(cloud, 'cn-chengdu', vbr.RouteTableId, '192.168.20.0/24', 'RouterInterface', vbr.VlanInterfaceId);
  sameTopology(await cloud.state(), await fixture(4), KINDS);

  await unroute(cloud, there);
  await unroute(cloud, down);
  for (const [a, type] of [[b1, 'Vbr'], [a1, 'Vpc']]) {
    await disable(cloud, a, r1.table);
    await dissociate(cloud, a, r1.table);
    await detach(cloud, type, a);
  }
  await leave(cloud, CenId, [r1]);
  await cloud.call('vpc', 'DeleteVirtualBorderRouter', { RegionId: 'cn-chengdu', VbrId: vbr.VbrId });
  await raze(cloud, one, vsw);
  assert.deepEqual((await cloud.state()).filter(({ kind }) => KINDS.includes(kind)), []);
});
