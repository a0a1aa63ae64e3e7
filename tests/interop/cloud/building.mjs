// What stands around the networks between regions, step by step by generic calls: VPCs, machines, load
// balancers and groups of servers. Each change is waited for until a Describe or List call says that it is done.
import { until } from './sdk.mjs';
import { zones } from './topology.mjs';

// Until a call's reply holds.
const poll = (cloud, product, action, params, holds) => until(() => cloud.call(product, action, params), holds);

export async function vpc(cloud, RegionId, VpcName, CidrBlock) {
  const { VpcId, RouteTableId } = await cloud.call('vpc', 'CreateVpc', { RegionId, VpcName, CidrBlock });
  await poll(cloud, 'vpc', 'DescribeVpcAttribute', { RegionId, VpcId }, reply => reply.Status === 'Available');
  return { RegionId, VpcId, RouteTableId, vswitches: [] };
}

export async function vswitch(cloud, net, ZoneId, VSwitchName, CidrBlock) {
  const { RegionId, VpcId } = net;
  const { VSwitchId } = await cloud.call('vpc', 'CreateVSwitch', { RegionId, VpcId, ZoneId, VSwitchName, CidrBlock });
  await poll(cloud, 'vpc', 'DescribeVSwitchAttributes', { RegionId, VSwitchId }, reply => reply.Status === 'Available');
  net.vswitches.push({ ZoneId, VSwitchId, CidrBlock });
  return VSwitchId;
}

// Lets in what comes to port 80 from some blocks, and nothing else.
export async function securityGroup(cloud, { RegionId, VpcId }, ...blocks) {
  const { SecurityGroupId } = await cloud.call('ecs', 'CreateSecurityGroup', { RegionId, VpcId });
  for (const SourceCidrIp of blocks)
    await cloud.call('ecs', 'AuthorizeSecurityGroup', { RegionId, SecurityGroupId, IpProtocol: 'tcp', PortRange: '80/80', SourceCidrIp });
  return SecurityGroupId;
}

// A machine that runs, with its primary interface.
export async function instance(cloud, { RegionId, VpcId }, VSwitchId, SecurityGroupId, InstanceName, PrivateIpAddress) {
  const { InstanceIdSets } = await cloud.call('ecs', 'RunInstances', { RegionId, VSwitchId, SecurityGroupId, InstanceName,
    HostName: InstanceName, PrivateIpAddress, InstanceType: 'ecs.g7.large', ImageId: 'aliyun_3_x64_20G_alibase.vhd', Amount: 1 });
  const [id] = InstanceIdSets.InstanceIdSet;
  await poll(cloud, 'ecs', 'DescribeInstances', { RegionId, InstanceIds: JSON.stringify([id]) },
    ({ Instances }) => Instances.Instance[0].Status === 'Running');
  await poll(cloud, 'ecs', 'DescribeNetworkInterfaces', { RegionId, VpcId, Status: 'InUse', 'PrivateIpAddress.1': PrivateIpAddress },
    ({ NetworkInterfaceSets }) => NetworkInterfaceSets.NetworkInterfaceSet[0]?.InstanceId === id);
  return id;
}

// A second interface of a machine, for the addresses of its pods.
export async function podInterface(cloud, { RegionId }, VSwitchId, SecurityGroupId, InstanceId, first, ...more) {
  const { NetworkInterfaceId } = await cloud.call('ecs', 'CreateNetworkInterface', { RegionId, VSwitchId, SecurityGroupId,
    PrimaryIpAddress: first, ...Object.fromEntries(more.map((ip, i) => [`PrivateIpAddress.${i + 1}`, ip])) });
  const named = { RegionId, 'NetworkInterfaceId.1': NetworkInterfaceId };
  const is = status => ({ NetworkInterfaceSets }) => NetworkInterfaceSets.NetworkInterfaceSet[0].Status === status;
  await poll(cloud, 'ecs', 'DescribeNetworkInterfaces', named, is('Available'));
  await cloud.call('ecs', 'AttachNetworkInterface', { RegionId, NetworkInterfaceId, InstanceId });
  await poll(cloud, 'ecs', 'DescribeNetworkInterfaces', named, is('InUse'));
}

// A route of a VPC's or a border router's table; what it is, for deleting it.
export async function route(cloud, RegionId, RouteTableId, DestinationCidrBlock, NextHopType, NextHopId) {
  const entry = { RegionId, RouteTableId, DestinationCidrBlock, NextHopId };
  await cloud.call('vpc', 'CreateRouteEntry', { ...entry, NextHopType });
  await poll(cloud, 'vpc', 'DescribeRouteEntryList', { RegionId, RouteTableId, DestinationCidrBlock, RouteEntryType: 'Custom' },
    ({ RouteEntrys }) => RouteEntrys.RouteEntry[0].Status === 'Available');
  return entry;
}

export async function unroute(cloud, entry) {
  const { RegionId, RouteTableId, DestinationCidrBlock } = entry;
  await cloud.call('vpc', 'DeleteRouteEntry', entry);
  await poll(cloud, 'vpc', 'DescribeRouteEntryList', { RegionId, RouteTableId, DestinationCidrBlock, RouteEntryType: 'Custom' },
    ({ RouteEntrys }) => RouteEntrys.RouteEntry.length === 0);
}

const job = (cloud, { JobId }) => poll(cloud, 'alb', 'ListAsynJobs', { 'JobIds.1': JobId }, ({ Jobs }) => Jobs[0].Status === 'Succeeded');

export async function balancer(cloud, { VpcId, vswitches }) {
  const { LoadBalancerId } = await cloud.call('alb', 'CreateLoadBalancer', { VpcId, AddressType: 'Intranet', LoadBalancerName: 'shop',
    LoadBalancerEdition: 'Basic', 'LoadBalancerBillingConfig.PayType': 'PostPay', ...zones(vswitches) });
  const { ZoneMappings } = await poll(cloud, 'alb', 'GetLoadBalancerAttribute', { LoadBalancerId },
    reply => reply.LoadBalancerStatus === 'Active');
  return { id: LoadBalancerId, sources: ZoneMappings.flatMap(zone => zone.LoadBalancerAddresses.flatMap(at => at.Ipv4LocalAddresses)) };
}

// One server that is elsewhere.
export async function remoteGroup(cloud, VpcId, ServerGroupName, ip) {
  const { ServerGroupId } = await cloud.call('alb', 'CreateServerGroup', { ServerGroupName, ServerGroupType: 'Ip', VpcId, Protocol: 'HTTP',
    'HealthCheckConfig.HealthCheckEnabled': true, 'Tag.1.Key': 'owner', 'Tag.1.Value': 'shop' });
  const group = { 'ServerGroupIds.1': ServerGroupId };
  await poll(cloud, 'alb', 'ListServerGroups', group, ({ ServerGroups }) => ServerGroups[0].ServerGroupStatus === 'Available');
  const server = { ServerType: 'Ip', ServerId: ip, ServerIp: ip, Port: 80, Weight: 100, RemoteIpEnabled: true };
  await job(cloud, await cloud.call('alb', 'AddServersToServerGroup', { ServerGroupId,
    ...Object.fromEntries(Object.entries(server).map(([name, value]) => [`Servers.1.${name}`, value])) }));
  await poll(cloud, 'alb', 'ListServerGroupServers', { ServerGroupId }, ({ Servers }) => Servers[0].Status === 'Available');
  await poll(cloud, 'alb', 'ListServerGroups', group, ({ ServerGroups }) => ServerGroups[0].ServerGroupStatus === 'Available');
  return ServerGroupId;
}

const forward = (at, group) => ({ [`${at}.1.Type`]: 'ForwardGroup', [`${at}.1.ForwardGroupConfig.ServerGroupTuples.1.ServerGroupId`]: group });

// A listener and a rule, as an ingress controller makes them: one group by default, another behind a path.
export async function listener(cloud, LoadBalancerId, group, other) {
  const made = await cloud.call('alb', 'CreateListener', { LoadBalancerId, ListenerPort: 80, ListenerProtocol: 'HTTP',
    ...forward('DefaultActions', group) });
  await job(cloud, made);
  await job(cloud, await cloud.call('alb', 'CreateRule', { ListenerId: made.ListenerId, RuleName: 'other', Priority: 1,
    'RuleConditions.1.Type': 'Path', 'RuleConditions.1.PathConfig.Values.1': '/other', 'RuleActions.1.Order': 1, ...forward('RuleActions', other) }));
  return made.ListenerId;
}

// Which servers the listener's health checks say are not well.
export async function unwell(cloud, ListenerId) {
  const { ListenerHealthStatus, RuleHealthStatus } = await cloud.call('alb', 'GetListenerHealthStatus', { ListenerId, IncludeRule: true });
  return [...ListenerHealthStatus, ...RuleHealthStatus].flatMap(at => at.ServerGroupInfos).flatMap(info => info.NonNormalServers);
}

export const reach = async (cloud, params) =>
  (await fetch(`http://${cloud.endpoint}/_mock/reach?${new URLSearchParams(params)}`)).json();

export async function remove(cloud, product, action, params, gone) {
  await cloud.call(product, action, params);
  if (gone) await poll(cloud, product, ...gone);
}

export async function removeBalancer(cloud, LoadBalancerId, ListenerId, groups) {
  await job(cloud, await cloud.call('alb', 'DeleteListener', { ListenerId }));
  for (const ServerGroupId of groups) await cloud.call('alb', 'DeleteServerGroup', { ServerGroupId });
  await cloud.call('alb', 'DeleteLoadBalancer', { LoadBalancerId });
  await poll(cloud, 'alb', 'ListLoadBalancers', { 'LoadBalancerIds.1': LoadBalancerId }, ({ LoadBalancers }) => LoadBalancers.length === 0);
}

// Of a VPC all that is left: its machines, security groups, vSwitches, itself.
export async function removeVpc(cloud, { RegionId, VpcId, vswitches }, instances, groups) {
  for (const InstanceId of instances) await cloud.call('ecs', 'DeleteInstance', { InstanceId, Force: true });
  await poll(cloud, 'ecs', 'DescribeInstances', { RegionId, VpcId }, ({ Instances }) => Instances.Instance.length === 0);
  const { NetworkInterfaceSets } = await cloud.call('ecs', 'DescribeNetworkInterfaces', { RegionId, VpcId });
  for (const { NetworkInterfaceId } of NetworkInterfaceSets.NetworkInterfaceSet)
    await cloud.call('ecs', 'DeleteNetworkInterface', { RegionId, NetworkInterfaceId });
  for (const SecurityGroupId of groups) await cloud.call('ecs', 'DeleteSecurityGroup', { RegionId, SecurityGroupId });
  for (const { VSwitchId } of vswitches) await cloud.call('vpc', 'DeleteVSwitch', { RegionId, VSwitchId });
  await poll(cloud, 'vpc', 'DescribeVSwitches', { RegionId, VpcId }, ({ VSwitches }) => VSwitches.VSwitch.length === 0);
  await cloud.call('vpc', 'DeleteVpc', { RegionId, VpcId });
  await poll(cloud, 'vpc', 'DescribeVpcs', { RegionId, VpcId }, ({ Vpcs }) => Vpcs.Vpc.length === 0);
}
