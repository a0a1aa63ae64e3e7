// Networks by the calls that make them: VPCs with vSwitches, a circuit with a border router. Each
// is waited for until what shows it says that it is done.
import { until } from './sdk.mjs';

const available = (cloud, product, action, params) =>
  until(() => cloud.call(product, action, params), reply => reply.Status === 'Available');

export async function vpc(cloud, RegionId, CidrBlock, VpcName) {
  const { VpcId, RouteTableId } = await cloud.call('vpc', 'CreateVpc', { RegionId, CidrBlock, VpcName });
  await available(cloud, 'vpc', 'DescribeVpcAttribute', { RegionId, VpcId });
  return { VpcId, RouteTableId, RegionId };
}

export async function vswitch(cloud, { VpcId, RegionId }, ZoneId, CidrBlock, VSwitchName) {
  const { VSwitchId } = await cloud.call('vpc', 'CreateVSwitch', { RegionId, VpcId, ZoneId, CidrBlock, VSwitchName });
  await available(cloud, 'vpc', 'DescribeVSwitchAttributes', { RegionId, VSwitchId });
  return { VSwitchId, ZoneId, CidrBlock };
}

const entries = async (cloud, route) =>
  (await cloud.call('vpc', 'DescribeRouteEntryList', { RegionId: route.RegionId, RouteTableId: route.RouteTableId,
    DestinationCidrBlock: route.DestinationCidrBlock, RouteEntryType: 'Custom' })).RouteEntrys.RouteEntry;

export async function route(cloud, RegionId, RouteTableId, DestinationCidrBlock, NextHopType, NextHopId) {
  const made = { RegionId, RouteTableId, DestinationCidrBlock, NextHopType, NextHopId };
  const { RouteEntryId } = await cloud.call('vpc', 'CreateRouteEntry', made);
  await until(() => entries(cloud, made), ([entry]) => entry?.Status === 'Available');
  return { ...made, RouteEntryId };
}

export async function unroute(cloud, made) {
  const { RegionId, RouteEntryId } = made;
  await cloud.call('vpc', 'DeleteRouteEntry', { RegionId, RouteEntryId });
  await until(() => entries(cloud, made), list => list.length === 0);
}

export async function borderRouter(cloud, RegionId) {
  const { PhysicalConnectionId } = await cloud.call('vpc', 'CreatePhysicalConnection',
    { RegionId, AccessPointId: 'ap-cn-chengdu-a', LineOperator: 'CT', PortType: '1000Base-LX', Type: 'VPC' });
  const circuit = wanted => until(() => cloud.call('vpc', 'DescribePhysicalConnections',
    { RegionId, 'Filter.1.Key': 'PhysicalConnectionId', 'Filter.1.Value.1': PhysicalConnectionId }),
    reply => reply.PhysicalConnectionSet.PhysicalConnectionType[0]?.Status === wanted);
  await circuit('Allocated');
  await cloud.call('vpc', 'ConfirmPhysicalConnection', { RegionId, PhysicalConnectionId });
  await circuit('Confirmed');
  await cloud.call('vpc', 'EnablePhysicalConnection', { RegionId, PhysicalConnectionId });
  await circuit('Enabled');
  const { VbrId } = await cloud.call('vpc', 'CreateVirtualBorderRouter', { RegionId, PhysicalConnectionId, VlanId: 1,
    LocalGatewayIp: '10.0.0.1', PeerGatewayIp: '10.0.0.2', PeeringSubnetMask: '255.255.255.252' });
  const { VirtualBorderRouterSet } = await until(() => cloud.call('vpc', 'DescribeVirtualBorderRouters',
    { RegionId, 'Filter.1.Key': 'VbrId', 'Filter.1.Value.1': VbrId }),
    reply => reply.VirtualBorderRouterSet.VirtualBorderRouterType[0]?.Status === 'active');
  return { ...VirtualBorderRouterSet.VirtualBorderRouterType[0], RegionId, PhysicalConnectionId };
}
