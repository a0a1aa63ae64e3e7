// The two ways to servers elsewhere, built from nothing by the steps that the documentation gives: VPCs of two
// regions (scenario 3), a VPC and a data centre (scenario 4), with a load balancer before each. What results is what the
// fixture of the scenario has, the servers are well, and all goes away in the documented order and in no other. MOCKALB
// names the program, FIXTURES the fixtures.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { balancer, instance, listener, podInterface, reach, remoteGroup, removeBalancer, removeVpc, route, securityGroup, unroute, unwell,
  vpc, vswitch } from './building.mjs';
import { serve, until } from './sdk.mjs';
import { Cloud, associate, attach, cen, detach, disable, dissociate, propagate, router, sameTopology, zones } from './topology.mjs';

const KINDS = ['cen/Cen', 'cen/TransitRouter', 'cen/RouteTable', 'cen/Attachment', 'cen/Association', 'cen/Propagation', 'cen/RouteEntry',
  'cen/BandwidthPackage', 'vpc/Vpc', 'vpc/VSwitch', 'vpc/RouteTable', 'vpc/RouteEntry', 'vpc/PhysicalConnection', 'vpc/VirtualBorderRouter',
  'ecs/Instance', 'ecs/NetworkInterface', 'alb/ServerGroup', 'alb/Server'];
// The machines of the fixtures are in no security group, and their groups are not checked.
const BUT = ['SecurityGroupIds', 'ServiceManaged', 'DeleteOnRelease', 'HealthCheckConfig'];
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

// A cloud with regions and nothing in them, but what no API can say; and the state that a fixture gives.
async function scenario(number, more = {}) {
  const seeded = await (await start('--cloud', join(process.env.FIXTURES, `scenario-${number}`, 'cloud.yaml'))).state();
  const document = join(folder, `nothing-${number}.yaml`);
  await writeFile(document, JSON.stringify({ regions: [{ id: 'cn-chengdu', zones: ['cn-chengdu-a', 'cn-chengdu-b'] },
    { id: 'cn-hangzhou', zones: ['cn-hangzhou-h', 'cn-hangzhou-i'] }], ...more }));
  return { seeded, cloud: await start('--region', 'cn-chengdu', '--lifecycle', 'instant', '--cloud', document) };
}

// VPC1 with the cluster's nodes, their addresses for pods, and the load balancer.
async function cluster(cloud, a, b) {
  const net = await vpc(cloud, 'cn-chengdu', 'VPC1', '172.16.0.0/12');
  await vswitch(cloud, net, 'cn-chengdu-a', 'VSW1', `${a}.0/24`);
  await vswitch(cloud, net, 'cn-chengdu-b', 'VSW2', `${b}.0/24`);
  const group = await securityGroup(cloud, net, '172.16.0.0/12');
  const nodes = [];
  for (const [i, prefix] of [a, b].entries()) {
    const { VSwitchId } = net.vswitches[i];
    nodes.push(await instance(cloud, net, VSwitchId, group, `node-${i + 1}`, `${prefix}.10`));
    await podInterface(cloud, net, VSwitchId, group, nodes[i], ...[100, 101, 102, 103].map(host => `${prefix}.${host}`));
  }
  return { ...net, group, nodes };
}

async function reached(cloud, { id }, groups) {
  for (const [serverGroup, server] of groups) {
    const answer = await reach(cloud, { loadBalancer: id, serverGroup, server });
    assert.equal(answer.reason, 'REACHABLE', JSON.stringify(answer));
  }
}

// What stands in the way of each removal, before that is gone.
const refused = (cloud, product, action, params) => cloud.refused(product, action, { RegionId: 'cn-chengdu', ...params });

test('two VPCs of two regions are joined as in the fixture, and parted again', async t => {
  const { cloud, seeded } = await scenario(3);
  let one, two, sg2, web, alb, CenId, r1, r2, a1, a2, p, routes, groups, rule;

  await t.test('steps 1 to 9: VPCs, machines, the load balancer', async () => {
    one = await cluster(cloud, '172.16.1', '172.16.2');
    two = await vpc(cloud, 'cn-hangzhou', 'VPC2', '192.168.0.0/16');
    await vswitch(cloud, two, 'cn-hangzhou-h', 'VSW3', '192.168.1.0/24');
    await vswitch(cloud, two, 'cn-hangzhou-i', 'VSW4', '192.168.2.0/24');
    sg2 = await securityGroup(cloud, two, '172.16.0.0/12');
    web = [await instance(cloud, two, two.vswitches[0].VSwitchId, sg2, 'web-3', '192.168.1.10'),
      await instance(cloud, two, two.vswitches[1].VSwitchId, sg2, 'web-4', '192.168.2.10')];
    alb = await balancer(cloud, one);
    assert.deepEqual(alb.sources.map(ip => ip.split('.').slice(0, 3).join('.')), ['172.16.1', '172.16.1', '172.16.2', '172.16.2']);
  });

  await t.test('steps 10 to 19: the networks are joined', async () => {
    await cloud.cbn('OpenTransitRouterService');
    CenId = await cen(cloud);
    r1 = await router(cloud, CenId, one.RegionId, 'TR1');
    r2 = await router(cloud, CenId, two.RegionId, 'TR2');
    a1 = await attach(cloud, 'Vpc', { TransitRouterId: r1.id, VpcId: one.VpcId, ...zones(one.vswitches) });
    a2 = await attach(cloud, 'Vpc', { TransitRouterId: r2.id, VpcId: two.VpcId, ...zones(two.vswitches) });
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
    routes = [await route(cloud, one.RegionId, one.RouteTableId, '192.168.0.0/16', 'Attachment', a1),
      await route(cloud, two.RegionId, two.RouteTableId, '172.16.0.0/12', 'Attachment', a2)];
  });

  await t.test('steps 21 to 23: groups, listener and rule', async () => {
    groups = [await remoteGroup(cloud, one.VpcId, 'G3', '192.168.1.10'), await remoteGroup(cloud, one.VpcId, 'G4', '192.168.2.10')];
    rule = await listener(cloud, alb.id, ...groups);
    await reached(cloud, alb, [[groups[0], '192.168.1.10'], [groups[1], '192.168.2.10']]);
    assert.deepEqual(await unwell(cloud, rule), []);
  });

  await t.test('is what the fixture has', async () => sameTopology(await cloud.state(), seeded, KINDS, BUT));

  await t.test('has the routes of both sides in both tables', async () => {
    for (const [{ table }, own, other] of [[r1, a1, one], [r2, a2, two]]) {
      const { TransitRouterRouteEntries: found } = await cloud.cbn('ListTransitRouterRouteEntries', { TransitRouterRouteTableId: table });
      const hop = net => net.vswitches.map(({ CidrBlock }) =>
        found.find(r => r.TransitRouterRouteEntryDestinationCidrBlock === CidrBlock)?.TransitRouterRouteEntryNextHopId);
      assert.deepEqual(hop(other), [own, own]);
      assert.deepEqual(hop(other === one ? two : one), [p, p]);
      assert.equal(found.length, 4);
    }
  });

  await t.test('goes in the documented order, and in no other', async () => {
    const cbn = (action, params) => cloud.refused('cbn', action, params);
    const attachment = TransitRouterAttachmentId => ({ TransitRouterAttachmentId });
    assert.equal(await refused(cloud, 'alb', 'DeleteServerGroup', { ServerGroupId: groups[0] }), 'ResourceInUse.ServerGroup');
    assert.equal(await refused(cloud, 'vpc', 'DeleteVSwitch', { VSwitchId: one.vswitches[0].VSwitchId }), 'DependencyViolation');
    await removeBalancer(cloud, alb.id, rule, groups);
    assert.equal(await cbn('DeleteCen', { CenId }), 'InvalidOperation.AttachedChildInstanceExist');
    assert.equal(await cbn('DeleteTransitRouter', { TransitRouterId: r1.id }), 'InvalidOperation.AttachedChildInstanceExist');
    assert.equal(await cbn('DeleteTransitRouterVpcAttachment', attachment(a1)), 'OperationFailed.AttachmentReferencedVpcRouteEntryExisted');
    for (const entry of routes) await unroute(cloud, entry);
    const { TransitRouterRouteEntryId } = await cloud.cbn('CreateTransitRouterRouteEntry', { TransitRouterRouteTableId: r1.table,
      TransitRouterRouteEntryDestinationCidrBlock: '100.117.130.0/25', TransitRouterRouteEntryNextHopType: 'Attachment',
      TransitRouterRouteEntryNextHopId: a1 });
    const all = { TransitRouterRouteTableId: r1.table, 'TransitRouterRouteEntryIds.1': TransitRouterRouteEntryId, TransitRouterRouteEntryStatus: 'All' };
    await cloud.wait('ListTransitRouterRouteEntries', all, 'TransitRouterRouteEntries', { TransitRouterRouteEntryStatus: 'Active' });
    assert.equal(await cbn('DeleteTransitRouterVpcAttachment', attachment(a1)), 'OperationFailed.RouteEntryExist');
    await cloud.cbn('DeleteTransitRouterRouteEntry', { TransitRouterRouteEntryId });
    await cloud.wait('ListTransitRouterRouteEntries', all, 'TransitRouterRouteEntries');
    for (const [id, type, tables] of [[p, 'Peer', [r1, r2]], [a1, 'Vpc', [r1]], [a2, 'Vpc', [r2]]]) {
      assert.equal(await cbn(`DeleteTransitRouter${type}Attachment`, attachment(id)), 'OperationFailed.RouteTablePropagationExist');
      for (const { table } of tables) await disable(cloud, id, table);
      assert.equal(await cbn(`DeleteTransitRouter${type}Attachment`, attachment(id)), 'OperationFailed.RouteTableAssociationExist');
      for (const { table } of tables) await dissociate(cloud, id, table);
      await detach(cloud, type, id);
    }
    assert.equal(await cbn('DeleteTransitRouterRouteTable', { TransitRouterRouteTableId: r1.table }), 'OperationFailed.DeleteSystemRouteTable');
    for (const { id: TransitRouterId } of [r1, r2]) {
      await cloud.cbn('DeleteTransitRouter', { TransitRouterId });
      await cloud.wait('ListTransitRouters', { CenId, TransitRouterId }, 'TransitRouters');
    }
    await cloud.cbn('DeleteCen', { CenId });
    await cloud.wait('DescribeCens', {}, 'Cens.Cen');
    assert.equal(await refused(cloud, 'vpc', 'DeleteVpc', { VpcId: one.VpcId }), 'DependencyViolation.VSwitch');
    assert.equal(await refused(cloud, 'ecs', 'DeleteSecurityGroup', { SecurityGroupId: one.group }), 'DependencyViolation');
    await removeVpc(cloud, one, one.nodes, [one.group]);
    await removeVpc(cloud, two, web, [sg2]);
    assert.deepEqual((await cloud.state()).filter(({ kind }) => KINDS.includes(kind)), []);
  });
});

test('a VPC and a data centre are joined as in the fixture, and parted again', async t => {
  // The circuit is a seed: what a client may ask for is only the order of it. The mock's own: what is on premises.
  const { cloud, seeded } = await scenario(4, { data: [{ kind: 'idc/Site', id: 'idc-shop', scope: 'cn-chengdu', body: { Id: 'idc-shop',
    Cidrs: ['192.168.20.0/24'], Hosts: [{ Ip: '192.168.20.6', Ports: [80] }, { Ip: '192.168.20.7', Ports: [80] }],
    Routes: [{ Cidr: '172.16.0.0/12', NextHop: '10.0.0.1' }], FirewallAllow: ['172.16.0.0/12'] } }] });
  let one, alb, pc, vbr, CenId, r1, a1, b1, routes, groups, rule;
  const RegionId = 'cn-chengdu';

  await t.test('steps 1 to 3, 9: the VPC and the load balancer', async () => {
    one = await cluster(cloud, '172.16.0', '172.16.6');
    alb = await balancer(cloud, one);
  });

  await t.test('steps a to c: the circuit and its border router', async () => {
    const PhysicalConnectionId = (await cloud.call('vpc', 'CreatePhysicalConnection', { RegionId, AccessPointId: 'ap-cn-chengdu-a',
      LineOperator: 'CT', PortType: '1000Base-LX', PeerLocation: 'Chengdu' })).PhysicalConnectionId;
    const is = status => until(() => cloud.call('vpc', 'DescribePhysicalConnections', { RegionId }),
      ({ PhysicalConnectionSet }) => PhysicalConnectionSet.PhysicalConnectionType[0].Status === status);
    await is('Allocated');
    assert.equal(await refused(cloud, 'vpc', 'CreateVirtualBorderRouter', { PhysicalConnectionId, VlanId: 1 }), 'InvalidPhysicalConnectionId.NotEnabled');
    await cloud.call('vpc', 'ConfirmPhysicalConnection', { RegionId, PhysicalConnectionId });
    await is('Confirmed');
    await cloud.call('vpc', 'EnablePhysicalConnection', { RegionId, PhysicalConnectionId });
    await is('Enabled');
    const { VbrId } = await cloud.call('vpc', 'CreateVirtualBorderRouter', { RegionId, PhysicalConnectionId, VlanId: 1,
      LocalGatewayIp: '10.0.0.1', PeerGatewayIp: '10.0.0.2', PeeringSubnetMask: '255.255.255.252' });
    const { VirtualBorderRouterSet } = await until(() => cloud.call('vpc', 'DescribeVirtualBorderRouters', { RegionId }),
      reply => reply.VirtualBorderRouterSet.VirtualBorderRouterType[0].Status === 'active');
    [vbr] = VirtualBorderRouterSet.VirtualBorderRouterType;
    assert.equal(vbr.VbrId, VbrId);
    pc = PhysicalConnectionId;
    await fetch(`http://${cloud.endpoint}/_mock/data`, { method: 'POST', body: JSON.stringify({ kind: 'idc/Site', id: 'idc-shop', set: { VbrId } }) });
  });

  await t.test('steps 10 to 16, d to h: the networks are joined', async () => {
    await cloud.cbn('OpenTransitRouterService');
    CenId = await cen(cloud);
    r1 = await router(cloud, CenId, RegionId, 'TR1');
    a1 = await attach(cloud, 'Vpc', { TransitRouterId: r1.id, VpcId: one.VpcId, ...zones(one.vswitches) });
    await associate(cloud, a1, r1.table);
    await propagate(cloud, a1, r1.table);
    b1 = await attach(cloud, 'Vbr', { CenId, TransitRouterId: r1.id, VbrId: vbr.VbrId, AutoPublishRouteEnabled: true });
    await associate(cloud, b1, r1.table);
    await propagate(cloud, b1, r1.table);
    routes = [await route(cloud, RegionId, one.RouteTableId, '192.168.0.0/16', 'Attachment', a1),
      await route(cloud, RegionId, vbr.RouteTableId, '192.168.20.0/24', 'RouterInterface', vbr.VlanInterfaceId)];
    await cloud.cbn('EnableCenVbrHealthCheck', { CenId, VbrInstanceId: vbr.VbrId, VbrInstanceRegionId: RegionId, HealthCheckTargetIp: '10.0.0.2' });
  });

  await t.test('step i: groups, listener and rule', async () => {
    groups = [await remoteGroup(cloud, one.VpcId, 'G5', '192.168.20.6'), await remoteGroup(cloud, one.VpcId, 'G6', '192.168.20.7')];
    rule = await listener(cloud, alb.id, ...groups);
    await reached(cloud, alb, [[groups[0], '192.168.20.6'], [groups[1], '192.168.20.7']]);
    assert.deepEqual(await unwell(cloud, rule), []);
  });

  await t.test('is what the fixture has', async () => sameTopology(await cloud.state(), seeded, KINDS, BUT));

  await t.test('goes in the documented order, and in no other', async () => {
    const cbn = (action, params) => cloud.refused('cbn', action, params);
    await removeBalancer(cloud, alb.id, rule, groups);
    await cloud.cbn('DisableCenVbrHealthCheck', { CenId, VbrInstanceId: vbr.VbrId, VbrInstanceRegionId: RegionId });
    assert.equal(await refused(cloud, 'vpc', 'DeleteVirtualBorderRouter', { VbrId: vbr.VbrId }), 'DependencyViolation.Cen');
    await unroute(cloud, routes[0]);
    for (const [id, type] of [[b1, 'Vbr'], [a1, 'Vpc']]) {
      assert.equal(await cbn(`DeleteTransitRouter${type}Attachment`, { TransitRouterAttachmentId: id }), 'OperationFailed.RouteTablePropagationExist');
      await disable(cloud, id, r1.table);
      assert.equal(await cbn(`DeleteTransitRouter${type}Attachment`, { TransitRouterAttachmentId: id }), 'OperationFailed.RouteTableAssociationExist');
      await dissociate(cloud, id, r1.table);
      await detach(cloud, type, id);
    }
    await cloud.cbn('DeleteTransitRouter', { TransitRouterId: r1.id });
    await cloud.wait('ListTransitRouters', { CenId, TransitRouterId: r1.id }, 'TransitRouters');
    await cloud.cbn('DeleteCen', { CenId });
    await cloud.wait('DescribeCens', {}, 'Cens.Cen');
    assert.equal(await refused(cloud, 'vpc', 'DeleteVirtualBorderRouter', { VbrId: vbr.VbrId }), 'DependencyViolation.RouteEntry');
    await unroute(cloud, routes[1]);
    await cloud.call('vpc', 'DeleteVirtualBorderRouter', { RegionId, VbrId: vbr.VbrId });
    await until(() => cloud.call('vpc', 'DescribeVirtualBorderRouters', { RegionId }), reply => reply.TotalCount === 0);
    await cloud.call('vpc', 'TerminatePhysicalConnection', { RegionId, PhysicalConnectionId: pc });
    await until(() => cloud.call('vpc', 'DescribePhysicalConnections', { RegionId }),
      ({ PhysicalConnectionSet }) => PhysicalConnectionSet.PhysicalConnectionType[0].Status === 'Terminated');
    await cloud.call('vpc', 'DeletePhysicalConnection', { RegionId, PhysicalConnectionId: pc });
    await removeVpc(cloud, one, one.nodes, [one.group]);
    assert.deepEqual((await cloud.state()).filter(({ kind }) => KINDS.includes(kind)), []);
  });
});
