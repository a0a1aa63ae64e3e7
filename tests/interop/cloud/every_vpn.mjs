// Every action on the routes of VPNs: of gateways, which are there from the beginning, and of attached connections.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './sdk.mjs';

const here = { RegionId: 'cn-hangzhou' };
const gateway = { ...here, VpnGatewayId: 'vpn-a' };

// A gateway takes one change at a time.
async function change(cloud, action, params) {
  return until(() => cloud.call('vpc', action, { ...gateway, ...params }).catch(error => {
    if (!String(error.code ?? error.message).includes('VpnGateway.Configuring')) throw error;
  }), reply => reply);
}

async function byGateway(cloud) {
  const route = { NextHop: 'vco-a', RouteDest: '192.168.40.0/24', Weight: 100 };
  const policy = { ...route, RouteSource: '10.0.0.0/16', Priority: 10 };
  const made = await change(cloud, 'CreateVpnRouteEntry', { ...route, PublishVpc: false, OverlayMode: 'Ipsec', Description: 'home' });
  assert.deepEqual([made.VpnInstanceId, made.State], ['vpn-a', 'normal']);
  await change(cloud, 'CreateVpnPbrRouteEntry', { ...policy, PublishVpc: false, OverlayMode: 'Ipsec', Description: 'home' });
  await change(cloud, 'PublishVpnRouteEntry', { NextHop: 'vco-a', RouteDest: route.RouteDest, RouteType: 'dbr', PublishVpc: true });
  const { VpnRouteEntries } = await cloud.call('vpc', 'DescribeVpnRouteEntries', gateway);
  assert.deepEqual(VpnRouteEntries.VpnRouteEntry.map(r => [r.RouteDest, r.State]), [['192.168.40.0/24', 'published']]);
  const { VpnPbrRouteEntries } = await cloud.call('vpc', 'DescribeVpnPbrRouteEntries', gateway);
  assert.deepEqual(VpnPbrRouteEntries.VpnPbrRouteEntry.map(r => [r.RouteSource, r.Priority]), [['10.0.0.0/16', 10]]);
  await change(cloud, 'DeleteVpnRouteEntry', route);
  await change(cloud, 'DeleteVpnPbrRouteEntry', policy);
  assert.equal((await cloud.call('vpc', 'DescribeVpnRouteEntries', gateway)).TotalCount, 0);
}

async function byConnection(cloud) {
  const connection = { ...here, VpnConnectionId: 'vco-router' };
  const route = { ...connection, NextHop: 'vco-router', RouteDest: '192.168.41.0/24', Weight: 100 };
  await cloud.call('vpc', 'CreateVcoRouteEntry', { ...route, OverlayMode: 'Ipsec', Description: 'home' });
  const { VcoRouteEntries } = await cloud.call('vpc', 'DescribeVcoRouteEntries', connection);
  assert.deepEqual(VcoRouteEntries.map(r => r.RouteDest), ['192.168.41.0/24']);
  await cloud.call('vpc', 'DeleteVcoRouteEntry', route);
}

export function vpns(cloud) {
  test('routes of VPNs', async () => {
    await byGateway(cloud());
    await byConnection(cloud());
  });
}
