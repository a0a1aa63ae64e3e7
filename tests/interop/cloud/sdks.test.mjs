// The vendor's other SDKs, unmodified, signatures enforced: temporary keys, networks, machines, certificates, and
// calls without a class of their own. MOCKALB names the program, CLOUD a cloud document.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client, require, serve } from './sdk.mjs';

let mock;
const region = { regionId: 'cn-hangzhou' };

before(async () => {
  mock = await serve('--cloud', process.env.CLOUD);
});
after(() => mock.stop());

test('temporary keys sign calls, with their token and not without', async () => {
  const sts = new Client('@alicloud/sts20150401', mock.endpoint);
  assert.equal((await sts.call('GetCallerIdentity')).identityType, 'Account');
  const { credentials: given, assumedRoleUser } = await sts.call('AssumeRole',
    { roleArn: 'acs:ram::1000000000000001:role/ci', roleSessionName: 'build', durationSeconds: 900 });
  assert.match(given.accessKeyId, /^STS\./);
  const keys = { accessKeyId: given.accessKeyId, accessKeySecret: given.accessKeySecret, securityToken: given.securityToken };

  const role = await new Client('@alicloud/sts20150401', mock.endpoint, keys).call('GetCallerIdentity');
  assert.equal(role.identityType, 'AssumedRoleUser');
  assert.equal(role.arn, assumedRoleUser.arn);
  await new Client('@alicloud/alb20200616', mock.endpoint, keys).call('DescribeRegions');
  const forged = new Client('@alicloud/alb20200616', mock.endpoint, { ...keys, securityToken: 'YWJj' });
  assert.equal((await forged.refused('DescribeRegions')).code, 'InvalidSecurityToken.MismatchWithAccessKey');
  const bare = new Client('@alicloud/alb20200616', mock.endpoint, { ...keys, securityToken: undefined });
  assert.equal((await bare.refused('DescribeRegions')).code, 'MissingSecurityToken');
});

test('networks', async () => {
  const vpc = new Client('@alicloud/vpc20160428', mock.endpoint);
  const { vSwitches } = await vpc.call('DescribeVSwitches', { ...region, vpcId: 'vpc-a' });
  assert.deepEqual(vSwitches.vSwitch.map(s => s.vSwitchId), ['vsw-h', 'vsw-i']);
  assert.equal((await vpc.call('DescribeVpcAttribute', { ...region, vpcId: 'vpc-a' })).cidrBlock, '10.0.0.0/16');
  assert.equal((await vpc.refused('DescribeVpcAttribute', { ...region, vpcId: 'vpc-none' })).code, 'InvalidVpcID.NotFound');
});

test('machines', async () => {
  const ecs = new Client('@alicloud/ecs20140526', mock.endpoint);
  const { instances } = await ecs.call('DescribeInstances', { ...region, instanceIds: '["i-a"]' });
  assert.deepEqual(instances.instance.map(i => i.instanceName), ['web-1']);
  const { networkInterfaceSets } = await ecs.call('DescribeNetworkInterfaces', { ...region, privateIpAddress: ['10.0.1.101'] });
  assert.deepEqual(networkInterfaceSets.networkInterfaceSet.map(e => e.networkInterfaceId), ['eni-a']);
});

test('a network with a machine, made and taken down', async () => {
  const vpc = new Client('@alicloud/vpc20160428', mock.endpoint), ecs = new Client('@alicloud/ecs20140526', mock.endpoint);
  const { vpcId, routeTableId } = await vpc.call('CreateVpc', { ...region, cidrBlock: '192.168.0.0/16' });
  const { vSwitchId } = await vpc.call('CreateVSwitch', { ...region, vpcId, zoneId: 'cn-hangzhou-h', cidrBlock: '192.168.1.0/24' });
  const { securityGroupId } = await ecs.call('CreateSecurityGroup', { ...region, vpcId });
  await ecs.call('AuthorizeSecurityGroup', { ...region, securityGroupId, ipProtocol: 'tcp', portRange: '80/80', sourceCidrIp: '10.0.0.0/8' });
  const { instanceIdSets } = await ecs.call('RunInstances', { ...region, vSwitchId, securityGroupId, privateIpAddress: '192.168.1.10' });
  const [instanceId] = instanceIdSets.instanceIdSet;
  const { instances } = await ecs.call('DescribeInstances', { ...region, instanceIds: JSON.stringify([instanceId]) });
  assert.equal(instances.instance[0].status, 'Running');
  const { permissions } = await ecs.call('DescribeSecurityGroupAttribute', { ...region, securityGroupId });
  assert.equal(permissions.permission[0].sourceCidrIp, '10.0.0.0/8');
  const route = { ...region, routeTableId, destinationCidrBlock: '10.0.0.0/8', nextHopType: 'Instance', nextHopId: instanceId };
  const { routeEntryId } = await vpc.call('CreateRouteEntry', route);
  const { routeEntrys } = await vpc.call('DescribeRouteEntryList', { ...region, routeTableId });
  assert.deepEqual(routeEntrys.routeEntry.map(r => r.type).sort(), ['Custom', 'System', 'System']);
  assert.equal((await vpc.refused('CreateRouteEntry', route)).code, 'InvalidCIDRBlock.Duplicate');
  assert.equal((await vpc.refused('DeleteVSwitch', { vSwitchId })).code, 'DependencyViolation');

  await vpc.call('DeleteRouteEntry', { routeEntryId });
  await ecs.call('DeleteInstance', { instanceId, force: true });
  await ecs.call('DeleteSecurityGroup', { ...region, securityGroupId });
  await vpc.call('DeleteVSwitch', { vSwitchId });
  await vpc.call('DeleteVpc', { vpcId });
  assert.equal((await vpc.refused('DescribeVpcAttribute', { ...region, vpcId })).code, 'InvalidVpcID.NotFound');
});

test('certificates', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = ['key', 'cert'].map(name => join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert,
    '-subj', '/CN=sdk.example', '-days', '30'], { stdio: 'ignore' });
  const cas = new Client('@alicloud/cas20200407', mock.endpoint);
  const { certId } = await cas.call('UploadUserCertificate',
    { name: 'sdk', cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') });
  rmSync(folder, { recursive: true });
  const detail = await cas.call('GetUserCertificateDetail', { certId });
  assert.equal(detail.common, 'sdk.example');
  await cas.call('ListUserCertificateOrder', { orderType: 'UPLOAD' });
  await cas.call('DeleteUserCertificate', { certId });
  assert.equal((await cas.refused('GetUserCertificateDetail', { certId })).code, 'NotFound');
});

// Any API by its name, by each of the two ways of signing.
const VERSION = '2020-06-16';
const GENERIC = {
  headers: (client, core, action, query, method, runtime) => client.callApi(
    new core.Params({ action, version: VERSION, protocol: 'HTTP', pathname: '/', method, authType: 'AK', style: 'RPC', reqBodyType: 'json', bodyType: 'json' }),
    new core.OpenApiRequest({ query }), runtime),
  parameters: (client, core, action, query, method, runtime) =>
    client.doRPCRequest(action, VERSION, 'HTTP', method, 'AK', 'json', new core.OpenApiRequest({ query }), runtime),
};

for (const [what, send] of Object.entries(GENERIC)) {
  test(`calls without a class, signed by ${what}`, async () => {
    const core = require('@alicloud/openapi-client');
    const { RuntimeOptions } = require('@alicloud/tea-util');
    const client = new core.default(new core.Config(
      { endpoint: mock.endpoint, protocol: 'http', regionId: 'cn-hangzhou', accessKeyId: 'mockalb', accessKeySecret: 'mockalb' }));
    const call = (action, query, method = 'POST') => send(client, core, action, query, method, new RuntimeOptions({}));

    const { body } = await call('CreateServerGroup', { ServerGroupName: `generic-${what}`, VpcId: 'vpc-a',
      'HealthCheckConfig.HealthCheckEnabled': 'false', 'Tag.1.Key': 'a b*~/ä' });
    const found = await call('ListServerGroups', { 'Tag.1.Key': 'a b*~/ä', 'ServerGroupNames.1': `generic-${what}` }, 'GET');
    assert.deepEqual(found.body.ServerGroups.map(g => g.ServerGroupId), [body.ServerGroupId]);
    await assert.rejects(call('DeleteServerGroup', { ServerGroupId: 'sgp-none' }), e => e.code === 'ResourceNotFound.ServerGroup');
    await assert.rejects(call('CreateNothing', {}), e => e.code === 'InvalidAction.NotFound');
  });
}
