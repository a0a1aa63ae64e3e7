// Every action of VPC but those on addresses: networks with their routes, circuits with border routers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { borderRouter, route, unroute, vpc, vswitch } from './networks.mjs';
import { until } from './sdk.mjs';

const here = { RegionId: 'cn-hangzhou' };

async function network(cloud) {
  await cloud.call('vpc', 'DescribeRegions');
  await cloud.call('vpc', 'DescribeZones', here);
  const { VpcId, RouteTableId } = await vpc(cloud, 'cn-hangzhou', '10.8.0.0/16', 'every');
  const { VSwitchId } = await vswitch(cloud, { VpcId, ...here }, 'cn-hangzhou-h', '10.8.1.0/24', 'one');
  await cloud.call('vpc', 'ModifyVpcAttribute', { VpcId, VpcName: 'all', Description: 'of all' });
  await cloud.call('vpc', 'AssociateVpcCidrBlock', { ...here, VpcId, SecondaryCidrBlock: '192.168.0.0/16' });
  const { Vpcs } = await cloud.call('vpc', 'DescribeVpcs', { ...here, VpcId });
  assert.deepEqual(Vpcs.Vpc[0].SecondaryCidrBlocks.SecondaryCidrBlock, ['192.168.0.0/16']);
  await cloud.call('vpc', 'UnassociateVpcCidrBlock', { ...here, VpcId, SecondaryCidrBlock: '192.168.0.0/16' });
  await cloud.call('vpc', 'ModifyVSwitchAttribute', { ...here, VSwitchId, VSwitchName: 'first' });
  assert.equal((await cloud.call('vpc', 'DescribeVSwitches', { ...here, VSwitchId })).VSwitches.VSwitch[0].VSwitchName, 'first');
  assert.equal((await cloud.call('vpc', 'CheckCanAllocateVpcPrivateIpAddress', { ...here, VSwitchId, PrivateIpAddress: '10.8.1.9' })).CanAllocate, true);
  return { VpcId, RouteTableId, VSwitchId };
}

// Tags of a network, and the CEN of another account that it is granted to.
async function marked(cloud, { VpcId, VSwitchId }) {
  const tagged = { ...here, ResourceType: 'VPC', ResourceId: [VpcId] };
  await cloud.call('vpc', 'TagResources', { ...tagged, Tag: [{ Key: 'team', Value: 'a b*~/ä' }, { Key: 'cost', Value: 'x' }] });
  await cloud.call('vpc', 'TagResources', { ...here, ResourceType: 'VSWITCH', ResourceId: [VSwitchId], Tag: [{ Key: 'team', Value: 'b' }] });
  assert.equal((await cloud.call('vpc', 'ListTagResources', tagged)).TagResources.TagResource.length, 2);
  await cloud.call('vpc', 'UnTagResources', { ...tagged, TagKey: ['cost'] });
  const { Vpcs } = await cloud.call('vpc', 'DescribeVpcs', { ...here, Tag: [{ Key: 'team', Value: 'a b*~/ä' }] });
  assert.deepEqual(Vpcs.Vpc.map(v => v.VpcId), [VpcId]);
  const grant = { ...here, InstanceId: VpcId, InstanceType: 'VPC', CenId: 'cen-foreign', CenOwnerId: 7 };
  const rules = async () => (await cloud.call('vpc', 'DescribeGrantRulesToCen', { ...here, InstanceId: VpcId, InstanceType: 'VPC' })).CenGrantRules.CbnGrantRule;
  await cloud.call('vpc', 'GrantInstanceToCen', grant);
  assert.deepEqual((await rules()).map(r => r.CenInstanceId), ['cen-foreign']);
  await cloud.call('vpc', 'RevokeInstanceFromCen', grant);
  assert.deepEqual(await rules(), []);
}

async function tables(cloud, { VpcId, VSwitchId }) {
  const { RouteTableId } = await cloud.call('vpc', 'CreateRouteTable', { ...here, VpcId, RouteTableName: 'own' });
  const table = () => cloud.call('vpc', 'DescribeRouteTableList', { ...here, RouteTableId });
  const settled = () => until(table, reply => reply.RouterTableList.RouterTableListType[0]?.Status === 'Available');
  await settled();
  await cloud.call('vpc', 'ModifyRouteTableAttributes', { ...here, RouteTableId, RouteTableName: 'mine' });
  await cloud.call('vpc', 'AssociateRouteTable', { ...here, RouteTableId, VSwitchId });
  assert.deepEqual((await settled()).RouterTableList.RouterTableListType[0].VSwitchIds.VSwitchId, [VSwitchId]);
  assert.equal((await cloud.call('vpc', 'DescribeRouteTables', { ...here, RouteTableId })).RouteTables.RouteTable[0].RouteTableId, RouteTableId);
  await cloud.call('vpc', 'UnassociateRouteTable', { ...here, RouteTableId, VSwitchId });
  await settled();
  await cloud.call('vpc', 'DeleteRouteTable', { ...here, RouteTableId });
  await until(table, reply => reply.RouterTableList.RouterTableListType.length === 0);
}

async function routes(cloud, { VpcId, RouteTableId, VSwitchId }) {
  const { SecurityGroupId } = await cloud.call('ecs', 'CreateSecurityGroup', { ...here, VpcId });
  const { InstanceIdSets } = await cloud.call('ecs', 'RunInstances', { ...here, VSwitchId, SecurityGroupId });
  const [NextHopId] = InstanceIdSets.InstanceIdSet;
  const made = await route(cloud, 'cn-hangzhou', RouteTableId, '172.16.0.0/12', 'Instance', NextHopId);
  await cloud.call('vpc', 'ModifyRouteEntry', { ...here, RouteEntryId: made.RouteEntryId, RouteEntryName: 'far' });
  await until(() => cloud.call('vpc', 'DescribeRouteEntryList', { ...here, RouteTableId, RouteEntryName: 'far' }),
    reply => reply.RouteEntrys.RouteEntry[0]?.Status === 'Available');
  const target = { ...here, TargetType: 'ECR', TargetInstanceId: 'ecr-1' };
  const entries = { ...target, RouteEntries: [{ RouteTableId, DestinationCidrBlock: made.DestinationCidrBlock }] };
  const told = wanted => until(() => cloud.call('vpc', 'ListVpcPublishedRouteEntries', { ...target, RouteTableId, DestinationCidrBlock: made.DestinationCidrBlock }),
    ({ RouteEntries }) => RouteEntries.length === wanted);
  await cloud.call('vpc', 'PublishVpcRouteEntries', entries);
  await told(1);
  await cloud.call('vpc', 'WithdrawVpcPublishedRouteEntries', entries);
  await told(0);
  const blocks = ['192.168.1.0/24', '192.168.2.0/24'];
  await cloud.call('vpc', 'CreateRouteEntries', { ...here, RouteEntries: blocks.map(DstCidrBlock =>
    ({ RouteTableId, DstCidrBlock, NextHop: NextHopId, NextHopType: 'Instance' })) });
  const { RouteEntrys } = await until(() => cloud.call('vpc', 'DescribeRouteEntryList', { ...here, RouteTableId, RouteEntryType: 'Custom' }),
    reply => reply.RouteEntrys.RouteEntry.length === 3 && reply.RouteEntrys.RouteEntry.every(r => r.Status === 'Available'));
  const both = RouteEntrys.RouteEntry.filter(r => blocks.includes(r.DestinationCidrBlock));
  await cloud.call('vpc', 'DeleteRouteEntries', { ...here, RouteEntries: both.map(({ RouteEntryId, DestinationCidrBlock }) =>
    ({ RouteTableId, RouteEntryId, DstCidrBlock: DestinationCidrBlock, NextHop: NextHopId })) });
  await unroute(cloud, made);
  await cloud.call('ecs', 'DeleteInstance', { InstanceId: NextHopId, Force: true });
  await cloud.call('ecs', 'DeleteSecurityGroup', { ...here, SecurityGroupId });
}

const there = { RegionId: 'cn-chengdu' };

const circuits = async (cloud, PhysicalConnectionId) =>
  (await cloud.call('vpc', 'DescribePhysicalConnections', { ...there, 'Filter.1.Key': 'PhysicalConnectionId', 'Filter.1.Value.1': PhysicalConnectionId }))
    .PhysicalConnectionSet.PhysicalConnectionType;

async function circuit(cloud) {
  const { PhysicalConnectionId } = await cloud.call('vpc', 'CreatePhysicalConnection',
    { ...there, AccessPointId: 'ap-cn-chengdu-a', LineOperator: 'CT', PortType: '1000Base-LX', Type: 'VPC' });
  await until(() => circuits(cloud, PhysicalConnectionId), ([c]) => c.Status === 'Allocated');
  return PhysicalConnectionId;
}

async function enabled(cloud) {
  const PhysicalConnectionId = await circuit(cloud);
  await cloud.call('vpc', 'ConfirmPhysicalConnection', { ...there, PhysicalConnectionId });
  await cloud.call('vpc', 'EnablePhysicalConnection', { ...there, PhysicalConnectionId });
  return PhysicalConnectionId;
}

async function discard(cloud, PhysicalConnectionId) {
  await cloud.call('vpc', 'TerminatePhysicalConnection', { ...there, PhysicalConnectionId });
  await until(() => circuits(cloud, PhysicalConnectionId), ([c]) => c.Status === 'Terminated');
  await cloud.call('vpc', 'DeletePhysicalConnection', { ...there, PhysicalConnectionId });
}

async function border(cloud) {
  const cancelled = await circuit(cloud);
  await cloud.call('vpc', 'CancelPhysicalConnection', { ...there, PhysicalConnectionId: cancelled });
  const vbr = await borderRouter(cloud, 'cn-chengdu'), second = await enabled(cloud);
  await cloud.call('vpc', 'ModifyPhysicalConnectionAttribute', { ...there, PhysicalConnectionId: second, Name: 'second' });
  const { VbrId } = vbr;
  await cloud.call('vpc', 'ModifyVirtualBorderRouterAttribute', { ...there, VbrId, Name: 'edge' });
  await cloud.call('vpc', 'AssociatePhysicalConnectionToVirtualBorderRouter', { ...there, VbrId, PhysicalConnectionId: second, VlanId: '2',
    LocalGatewayIp: '10.0.1.1', PeerGatewayIp: '10.0.1.2', PeeringSubnetMask: '255.255.255.252' });
  await cloud.call('vpc', 'UnassociatePhysicalConnectionFromVirtualBorderRouter', { ...there, VbrId, PhysicalConnectionId: second });
  await discard(cloud, second);
  return vbr;
}

async function bgp(cloud, { VbrId }) {
  const { BgpGroupId } = await cloud.call('vpc', 'CreateBgpGroup', { ...there, RouterId: VbrId, PeerAsn: 65001, Name: 'idc' });
  const groups = () => cloud.call('vpc', 'DescribeBgpGroups', { ...there, RouterId: VbrId });
  await until(groups, reply => reply.BgpGroups.BgpGroup[0]?.Status === 'Available');
  const { BgpPeerId } = await cloud.call('vpc', 'CreateBgpPeer', { ...there, BgpGroupId, PeerIpAddress: '10.0.0.2' });
  const peers = () => cloud.call('vpc', 'DescribeBgpPeers', { ...there, BgpGroupId });
  const peering = () => until(peers, reply => reply.BgpPeers.BgpPeer[0]?.Status === 'Available');
  await peering();
  await cloud.call('vpc', 'ModifyBgpGroupAttribute', { ...there, BgpGroupId, Name: 'office' });
  await until(groups, reply => reply.BgpGroups.BgpGroup[0]?.Status === 'Available');
  await cloud.call('vpc', 'ModifyBgpPeerAttribute', { ...there, BgpPeerId, EnableBfd: true });
  await peering();
  await cloud.call('vpc', 'AddBgpNetwork', { ...there, RouterId: VbrId, DstCidrBlock: '192.168.0.0/16' });
  const networks = () => cloud.call('vpc', 'DescribeBgpNetworks', { ...there, RouterId: VbrId });
  await until(networks, reply => reply.BgpNetworks.BgpNetwork[0]?.Status === 'Available');
  await cloud.call('vpc', 'DeleteBgpNetwork', { ...there, RouterId: VbrId, DstCidrBlock: '192.168.0.0/16' });
  await until(networks, reply => reply.BgpNetworks.BgpNetwork.length === 0);
  await cloud.call('vpc', 'DeleteBgpPeer', { ...there, BgpPeerId });
  await until(peers, reply => reply.BgpPeers.BgpPeer.length === 0);
  await cloud.call('vpc', 'DeleteBgpGroup', { ...there, BgpGroupId });
  await until(groups, reply => reply.BgpGroups.BgpGroup.length === 0);
}

async function close(cloud, { VbrId, PhysicalConnectionId }) {
  const is = wanted => until(() => cloud.call('vpc', 'DescribeVirtualBorderRouters', { ...there, 'Filter.1.Key': 'VbrId', 'Filter.1.Value.1': VbrId }),
    reply => reply.VirtualBorderRouterSet.VirtualBorderRouterType[0]?.Status === wanted);
  await cloud.call('vpc', 'TerminateVirtualBorderRouter', { ...there, VbrId });
  await is('terminated');
  await cloud.call('vpc', 'RecoverVirtualBorderRouter', { ...there, VbrId });
  await is('active');
  await cloud.call('vpc', 'DeleteVirtualBorderRouter', { ...there, VbrId });
  await is(undefined);
  await discard(cloud, PhysicalConnectionId);
}

export function networks(cloudOf) {
  test('networks with their tables and routes', async () => {
    const cloud = cloudOf(), made = await network(cloud);
    await marked(cloud, made);
    await tables(cloud, made);
    await routes(cloud, made);
    await cloud.call('vpc', 'DeleteVSwitch', { ...here, VSwitchId: made.VSwitchId });
    await until(() => cloud.call('vpc', 'DescribeVSwitches', { ...here, VSwitchId: made.VSwitchId }), reply => reply.VSwitches.VSwitch.length === 0);
    await cloud.call('vpc', 'DeleteVpc', { ...here, VpcId: made.VpcId });
  });
  test('circuits and border routers', async () => {
    const cloud = cloudOf(), vbr = await border(cloud);
    await bgp(cloud, vbr);
    await close(cloud, vbr);
  });
}
