// The vendor's RPC client, unmodified, against mockalb: the calls of a controller's first publication,
// its errors, its paging, and a wrong key. MOCKALB names the program, CLOUD a cloud document.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

const { RPCClient } = createRequire(import.meta.url)('@alicloud/pop-core');
const VERSIONS = { alb: '2020-06-16', vpc: '2016-04-28', ecs: '2014-05-26' };
let mock, endpoint;

function client(product, secret = 'mockalb', id = 'mockalb') {
  return new RPCClient({ endpoint, apiVersion: VERSIONS[product], accessKeyId: id, accessKeySecret: secret });
}

const call = (product, action, params = {}, method = 'POST') =>
  client(product).request(action, { RegionId: 'cn-chengdu', ...params }, { method, formatParams: false });

async function refused(promise, wanted = 'a refusal') {
  try {
    await promise;
  } catch (e) {
    return e;
  }
  throw new assert.AssertionError({ message: `the call was accepted; wanted ${wanted}` });
}

// Reads again until it holds; the mock moves on between two reads, so a handful are enough.
async function until(read, holds) {
  for (let i = 0; i < 50; i++) {
    const value = await read();
    if (holds(value)) return value;
  }
  throw new assert.AssertionError({ message: 'it never came true' });
}

before(async () => {
  mock = spawn(process.env.MOCKALB, ['serve', '--port', '0', '--seed', '7', '--region', 'cn-chengdu', '--cloud', process.env.CLOUD],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: mock.stdout })) {
    endpoint = line.match(/http:\/\/\S+/)[0];
    break;
  }
});

after(() => mock.kill('SIGTERM'));

let vpc, zones, group, lb, listener;

test('finds the seeded vSwitches and network interfaces', async () => {
  const switches = (await call('vpc', 'DescribeVSwitches')).VSwitches.VSwitch;
  zones = switches.slice(0, 2);
  vpc = zones[0].VpcId;
  assert.equal(zones.length, 2);

  const enis = (await call('ecs', 'DescribeNetworkInterfaces')).NetworkInterfaceSets.NetworkInterfaceSet;
  assert.ok(enis[0].PrivateIpSets.PrivateIpSet[0].PrivateIpAddress);
});

test('creates a server group, tags it and finds it by its tags alone', async () => {
  group = (await call('alb', 'CreateServerGroup',
    { ServerGroupName: 'pop-core', VpcId: vpc, Protocol: 'HTTP', 'HealthCheckConfig.HealthCheckEnabled': false })).ServerGroupId;
  assert.match(group, /^sgp-[a-z0-9]{18}$/);
  await call('alb', 'TagResources',
    { ResourceType: 'ServerGroup', 'ResourceId.1': group, 'Tag.1.Key': 'team', 'Tag.1.Value': 'a b*~/ä' });

  const found = await call('alb', 'ListServerGroups', { 'Tag.1.Key': 'team', 'Tag.1.Value': 'a b*~/ä' });
  assert.deepEqual(found.ServerGroups.map(g => g.ServerGroupId), [group]);
  assert.equal(JSON.stringify(found.ServerGroups[0].Tags), '[{"Key":"team","Value":"a b*~/ä"}]');
  assert.equal((await call('alb', 'ListServerGroups', { 'Tag.1.Key': 'nobody' })).TotalCount, 0);
});

test('creates a load balancer that becomes active, and a listener that runs', async () => {
  lb = (await call('alb', 'CreateLoadBalancer', {
    VpcId: vpc, AddressType: 'Intranet', LoadBalancerEdition: 'Standard', LoadBalancerName: 'pop-core',
    'LoadBalancerBillingConfig.PayType': 'PostPay',
    ...Object.fromEntries(zones.flatMap((z, i) => [[`ZoneMappings.${i + 1}.ZoneId`, z.ZoneId], [`ZoneMappings.${i + 1}.VSwitchId`, z.VSwitchId]])),
  })).LoadBalancerId;
  const active = await until(() => call('alb', 'GetLoadBalancerAttribute', { LoadBalancerId: lb }), r => r.LoadBalancerStatus === 'Active');
  assert.match(active.DNSName, new RegExp(`^${lb}\\.`));

  await until(() => call('alb', 'ListServerGroups', { 'ServerGroupIds.1': group }), r => r.ServerGroups[0].ServerGroupStatus === 'Available');
  const made = await call('alb', 'CreateListener', {
    LoadBalancerId: lb, ListenerPort: 80, ListenerProtocol: 'HTTP', 'DefaultActions.1.Type': 'ForwardGroup',
    'DefaultActions.1.ForwardGroupConfig.ServerGroupTuples.1.ServerGroupId': group,
  });
  listener = made.ListenerId;
  const jobs = await until(() => call('alb', 'ListAsynJobs', { 'JobIds.1': made.JobId }), r => r.Jobs[0].Status === 'Succeeded');
  assert.equal(jobs.Jobs[0].ResourceId, listener);
  assert.equal((await call('alb', 'GetListenerAttribute', { ListenerId: listener })).ListenerStatus, 'Running');
});

const rule = (priority, path) => ({
  ListenerId: listener, Priority: priority, RuleName: `rule-${priority}`,
  'RuleConditions.1.Type': 'Path', 'RuleConditions.1.PathConfig.Values.1': path,
  'RuleActions.1.Order': 1, 'RuleActions.1.Type': 'ForwardGroup',
  'RuleActions.1.ForwardGroupConfig.ServerGroupTuples.1.ServerGroupId': group,
});

test('publishes rules and pages through them', async () => {
  for (const priority of [1, 2, 3]) await call('alb', 'CreateRule', rule(priority, `/p${priority}/*`), priority % 2 ? 'POST' : 'GET');

  const paths = [];
  let token;
  do {
    const page = await call('alb', 'ListRules', { 'ListenerIds.1': listener, MaxResults: 2, ...(token && { NextToken: token }) });
    assert.equal(page.TotalCount, 3);
    paths.push(...page.Rules.map(r => r.RuleConditions[0].PathConfig.Values[0]));
    token = page.NextToken;
  } while (token);
  assert.deepEqual(paths, ['/p1/*', '/p2/*', '/p3/*']);
});

test('refuses as the service does', async () => {
  const cases = [
    [() => call('alb', 'CreateRule', rule(1, '/other')), 400, 'Conflict.Priority'],
    [() => call('alb', 'CreateRule', rule(10001, '/other')), 400, 'IllegalParam.Priority'],
    [() => call('alb', 'CreateRule', { ...rule(4, '/x'), ListenerId: 'lsn-000000000000000000' }), 404, 'ResourceNotFound.Listener'],
    [() => call('alb', 'CreateRule', { ...rule(4, 'no-slash') }), 400, 'IllegalParam.Values'],
    [() => call('alb', 'GetListenerAttribute', {}), 400, 'MissingListenerId'],
    [() => call('alb', 'DeleteServerGroup', { ServerGroupId: group }), 400, 'ResourceInUse.ServerGroup'],
    [() => call('alb', 'NoSuchAction'), 404, 'InvalidAction.NotFound'],
    [() => call('alb', 'CreateRule', { ...rule(5, '/dry'), DryRun: true }), 400, 'DryRunOperation'],
  ];
  for (const [make, status, code] of cases) {
    const e = await refused(make(), code);
    // Only the code's family counts where the offending leaf has no name of its own.
    assert.ok(e.code === code || (code.endsWith('.Values') && e.code.startsWith('IllegalParam.')), `${e.code} instead of ${code}`);
    assert.equal(e.data.Code, e.code);
    assert.match(e.data.RequestId, /^[0-9A-F-]{36}$/);
    assert.equal(e.entry?.response?.statusCode ?? status, status);
  }
  assert.equal((await call('alb', 'ListRules', { 'ListenerIds.1': listener })).TotalCount, 3);
});

test('refuses a wrong secret and an unknown key', async () => {
  const wrong = await refused(client('alb', 'wrong').request('DescribeZones', { RegionId: 'cn-chengdu' }, { method: 'POST' }));
  assert.equal(wrong.code, 'SignatureDoesNotMatch');
  assert.match(wrong.data.Message, /server string to sign is:POST&%2F&AccessKeyId%3Dmockalb/);
  const unknown = await refused(client('alb', 'x', 'nobody').request('DescribeZones', { RegionId: 'cn-chengdu' }, { method: 'POST' }));
  assert.equal(unknown.code, 'InvalidAccessKeyId.NotFound');
});

test('answers the same call again to the same client token', async () => {
  const params = { ServerGroupName: 'token', VpcId: vpc, 'HealthCheckConfig.HealthCheckEnabled': false, ClientToken: 'once' };
  const first = await call('alb', 'CreateServerGroup', params);
  assert.equal((await call('alb', 'CreateServerGroup', params)).ServerGroupId, first.ServerGroupId);
  const other = await refused(call('alb', 'CreateServerGroup', { ...params, ServerGroupName: 'other' }));
  assert.equal(other.code, 'IdempotentParameterMismatch');
});

test('takes everything down with the load balancer', async () => {
  await call('alb', 'DeleteLoadBalancer', { LoadBalancerId: lb });
  await until(() => call('alb', 'ListLoadBalancers', { 'LoadBalancerIds.1': lb }), r => r.TotalCount === 0);
  assert.equal((await refused(call('alb', 'GetListenerAttribute', { ListenerId: listener }))).code, 'ResourceNotFound.Listener');
  await call('alb', 'DeleteServerGroup', { ServerGroupId: group });
});
