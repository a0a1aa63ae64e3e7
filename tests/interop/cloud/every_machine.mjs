// Every action of ECS: machines one by one and many at once, their interfaces, who may speak to them, tags.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './sdk.mjs';

const here = { RegionId: 'cn-hangzhou' };

async function states(cloud, ids, wanted) {
  await until(() => cloud.call('ecs', 'DescribeInstanceStatus', { ...here, InstanceId: ids }),
    ({ InstanceStatuses: { InstanceStatus } }) => InstanceStatus.length === ids.length && InstanceStatus.every(i => i.Status === wanted));
}

async function machines(cloud) {
  await cloud.call('ecs', 'DescribeRegions');
  await cloud.call('ecs', 'DescribeZones', here);
  const { InstanceTypes } = await cloud.call('ecs', 'DescribeInstanceTypes', { InstanceTypeFamily: 'ecs.g7' });
  const place = { ...here, VSwitchId: 'vsw-h', SecurityGroupId: 'sg-a' };
  const { InstanceIdSets: { InstanceIdSet: ids } } = await cloud.call('ecs', 'RunInstances', { ...place, Amount: 2 });
  const { InstanceId } = await cloud.call('ecs', 'CreateInstance', { ...place, InstanceType: InstanceTypes.InstanceType[0].InstanceTypeId });
  await states(cloud, ids, 'Running');
  await states(cloud, [InstanceId], 'Stopped');
  for (const action of ['DescribeInstances', 'DescribeNetworkInterfaces']) await cloud.call('ecs', action, here);
  await cloud.call('ecs', 'StartInstance', { InstanceId });
  await states(cloud, [InstanceId], 'Running');
  await cloud.call('ecs', 'StopInstance', { InstanceId });
  await states(cloud, [InstanceId], 'Stopped');
  await cloud.call('ecs', 'StopInstances', { ...here, InstanceId: ids });
  await states(cloud, ids, 'Stopped');
  const { InstanceResponses } = await cloud.call('ecs', 'StartInstances', { ...here, InstanceId: [...ids, 'i-none'], BatchOptimization: 'SuccessFirst' });
  assert.deepEqual(InstanceResponses.InstanceResponse.map(i => i.Code), ['200', '200', 'InvalidInstanceId.NotFound']);
  assert.equal(await cloud.refused('ecs', 'DeleteInstances', { ...here, InstanceId: ids }), 'IncorrectInstanceStatus');
  assert.equal(await cloud.refused('ecs', 'DeleteInstances', { ...here, InstanceId: ids, Force: true, DryRun: true }), 'DRYRUN.SUCCESS');
  await cloud.call('ecs', 'DeleteInstances', { ...here, InstanceId: ids, Force: true });
  await cloud.call('ecs', 'DeleteInstance', { InstanceId });
  const { Instances } = await cloud.call('ecs', 'DescribeInstances', { ...here, PageSize: 1, PageNumber: 1 });
  assert.equal(Instances.Instance.length, 1);
}

async function interfaces(cloud) {
  const { NetworkInterfaceId, PrivateIpSets } = await cloud.call('ecs', 'CreateNetworkInterface',
    { ...here, VSwitchId: 'vsw-h', SecurityGroupIds: ['sg-a'], SecondaryPrivateIpAddressCount: 1, Tag: [{ Key: 'k', Value: 'v' }] });
  assert.equal(PrivateIpSets.PrivateIpSet.length, 2);
  const is = wanted => until(() => cloud.call('ecs', 'DescribeNetworkInterfaces', { ...here, NetworkInterfaceId: [NetworkInterfaceId] }),
    ({ NetworkInterfaceSets: { NetworkInterfaceSet: [eni] } }) => eni?.Status === wanted);
  await is('Available');
  await cloud.call('ecs', 'ModifyNetworkInterfaceAttribute', { ...here, NetworkInterfaceId, NetworkInterfaceName: 'pods', SecurityGroupId: ['sg-a'] });
  await cloud.call('ecs', 'AttachNetworkInterface', { ...here, NetworkInterfaceId, InstanceId: 'i-a' });
  await is('InUse');
  assert.equal((await cloud.call('ecs', 'DescribeNetworkInterfaceAttribute', { ...here, NetworkInterfaceId })).NetworkInterfaceName, 'pods');
  await cloud.call('ecs', 'DetachNetworkInterface', { ...here, NetworkInterfaceId, InstanceId: 'i-a' });
  await is('Available');
  await cloud.call('ecs', 'DeleteNetworkInterface', { ...here, NetworkInterfaceId });
  await is(undefined);
}

async function groups(cloud) {
  const { SecurityGroupId } = await cloud.call('ecs', 'CreateSecurityGroup', { ...here, VpcId: 'vpc-a', SecurityGroupName: 'web' });
  const group = { ...here, SecurityGroupId };
  await cloud.call('ecs', 'ModifySecurityGroupAttribute', { ...group, SecurityGroupName: 'front' });
  await cloud.call('ecs', 'AuthorizeSecurityGroup', { ...group, Permissions: [{ IpProtocol: 'tcp', PortRange: '80/80', SourceCidrIp: '10.0.0.0/8' }] });
  const rules = async () => (await cloud.call('ecs', 'DescribeSecurityGroupAttribute', group)).Permissions.Permission;
  const [{ SecurityGroupRuleId }] = await rules();
  await cloud.call('ecs', 'ModifySecurityGroupRule', { ...group, SecurityGroupRuleId, PortRange: '443/443' });
  assert.deepEqual((await rules()).map(r => [r.PortRange, r.SourceCidrIp]), [['443/443', '10.0.0.0/8']]);
  await cloud.call('ecs', 'RevokeSecurityGroup', { ...group, SecurityGroupRuleId: [SecurityGroupRuleId] });
  const tagged = { ...here, ResourceType: 'securitygroup', ResourceId: [SecurityGroupId] };
  await cloud.call('ecs', 'TagResources', { ...tagged, Tag: [{ Key: 'team', Value: 'a b*~/ä' }, { Key: 'cost', Value: '' }] });
  await cloud.call('ecs', 'DescribeSecurityGroups', here);
  const { SecurityGroups } = await cloud.call('ecs', 'DescribeSecurityGroups', { ...here, Tag: [{ Key: 'team', Value: 'a b*~/ä' }] });
  assert.deepEqual(SecurityGroups.SecurityGroup.map(g => g.SecurityGroupName), ['front']);
  await cloud.call('ecs', 'UntagResources', { ...tagged, TagKey: ['cost'] });
  const { TagResources } = await cloud.call('ecs', 'ListTagResources', tagged);
  assert.deepEqual(TagResources.TagResource.map(t => [t.TagKey, t.TagValue]), [['team', 'a b*~/ä']]);
  for (let i = 0; i < 19; i++) await cloud.call('ecs', 'TagResources', { ...tagged, Tag: [{ Key: `k${i}`, Value: 'v' }] });
  await cloud.call('ecs', 'TagResources', { ...tagged, ResourceId: ['sg-a'], Tag: [{ Key: 'k', Value: 'v' }] });
  assert.ok((await cloud.call('ecs', 'ListTagResources', { ...tagged, ResourceId: [SecurityGroupId, 'sg-a'] })).NextToken);
  await cloud.call('ecs', 'DeleteSecurityGroup', group);
}

export function everyMachine(cloudOf) {
  test('machines, one and many', () => machines(cloudOf()));
  test('interfaces of machines', () => interfaces(cloudOf()));
  test('security groups, their rules and tags', () => groups(cloudOf()));
}
