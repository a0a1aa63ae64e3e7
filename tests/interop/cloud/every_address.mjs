// Every action on public addresses and on the bandwidth that they share.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './sdk.mjs';

const here = { RegionId: 'cn-hangzhou' };

function is(cloud, AllocationId, Status) {
  return until(() => cloud.call('vpc', 'DescribeEipAddresses', { ...here, AllocationId }),
    ({ EipAddresses: { EipAddress: [eip] } }) => eip?.Status === Status);
}

async function allocate(cloud) {
  const { AllocationId } = await cloud.call('vpc', 'AllocateEipAddress', { ...here, Bandwidth: '5' });
  await is(cloud, AllocationId, 'Available');
  return AllocationId;
}

async function addresses(cloud) {
  const AllocationId = await allocate(cloud);
  await cloud.call('vpc', 'ModifyEipAddressAttribute', { ...here, AllocationId, Name: 'front', Bandwidth: '10' });
  await cloud.call('vpc', 'AssociateEipAddress', { ...here, AllocationId, InstanceId: 'i-a', InstanceType: 'EcsInstance' });
  const { EipAddresses } = await is(cloud, AllocationId, 'InUse');
  assert.deepEqual(EipAddresses.EipAddress.map(e => [e.Name, e.Bandwidth, e.InstanceId]), [['front', '10', 'i-a']]);
  await cloud.call('vpc', 'UnassociateEipAddress', { ...here, AllocationId, InstanceId: 'i-a', InstanceType: 'EcsInstance' });
  await is(cloud, AllocationId, 'Available');
  await cloud.call('vpc', 'ReleaseEipAddress', { ...here, AllocationId });
}

async function shared(cloud) {
  const ids = [await allocate(cloud), await allocate(cloud)];
  const { BandwidthPackageId } = await cloud.call('vpc', 'CreateCommonBandwidthPackage', { ...here, Bandwidth: 10, Name: 'all' });
  const one = { ...here, BandwidthPackageId };
  const has = wanted => until(() => cloud.call('vpc', 'DescribeCommonBandwidthPackages', one),
    ({ CommonBandwidthPackages: { CommonBandwidthPackage: [p] } }) => p.Status === 'Available' && p.PublicIpAddresses.PublicIpAddresse.length === wanted);
  await cloud.call('vpc', 'ModifyCommonBandwidthPackageAttribute', { ...one, Name: 'both' });
  await cloud.call('vpc', 'ModifyCommonBandwidthPackageSpec', { ...one, Bandwidth: '20' });
  await has(0);
  await cloud.call('vpc', 'AddCommonBandwidthPackageIp', { ...one, IpInstanceId: ids[0] });
  await cloud.call('vpc', 'AddCommonBandwidthPackageIps', { ...one, IpInstanceIds: [ids[1]] });
  await has(2);
  for (const IpInstanceId of ids) await cloud.call('vpc', 'RemoveCommonBandwidthPackageIp', { ...one, IpInstanceId });
  await has(0);
  await cloud.call('vpc', 'DeleteCommonBandwidthPackage', one);
  for (const AllocationId of ids) await cloud.call('vpc', 'ReleaseEipAddress', { ...here, AllocationId });
}

export function everyAddress(cloudOf) {
  test('public addresses', () => addresses(cloudOf()));
  test('bandwidth that addresses share', () => shared(cloudOf()));
}
