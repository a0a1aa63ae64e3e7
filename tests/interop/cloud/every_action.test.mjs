// Every action that the mock has of every product but ALB, whose own test does the same: called at least once by the
// vendor's clients, unmodified, signatures enforced, and each answer held against the catalog. A new action without a
// call fails here. MOCKALB names the program, CATALOG its catalog.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Everything } from './every.mjs';
import { account } from './every_account.mjs';
import { everyAddress } from './every_address.mjs';
import { centres } from './every_cen.mjs';
import { everyMachine } from './every_machine.mjs';
import { networks } from './every_network.mjs';
import { vpns } from './every_vpn.mjs';
import { serve } from './sdk.mjs';

let mock, cloud;

before(async () => {
  mock = await serve('--cloud', process.env.CLOUD);
  cloud = new Everything(mock.endpoint);
});
after(() => mock.stop());

networks(() => cloud);
vpns(() => cloud);
everyAddress(() => cloud);
everyMachine(() => cloud);
centres(() => cloud);
account(() => cloud);

// Members that no reply here can have, and why.
const ABSENT = [
  [/\.NextToken$/, 'some lists have but one thing here'],
  [/^cas.*(Encrypt|Sign)(Cert|Certificate|PrivateKey)$/, 'no certificate here has two keys'],
  [/GetUserCertificateDetail\.(InstanceId|OrderId)$|\.(OrderId|TradePrice)$/, 'nothing is bought'],
  [/ChildInstanceAttribute\.ManagedService$|\.ServiceID$/, 'nothing belongs to another product'],
  [/NetworkInterface(Attribute)?\.(Ipv.PrefixSets|.*Config(uration)?|.*Specification|Queue.*Number|EnhancedNetwork|.*TrafficMode|TcpOption.*)$/,
    'what the hardware of an interface does is not played'],
  [/InterfaceAttribute\.AssociatedPublicIp$/, 'no interface here has a public address of its own'],
  [/SecurityGroupAttribute\.SnapshotPolicyIds$/, 'groups have no snapshots'],
  [/AssumeRoleWithOIDC\.SourceIdentity$/, 'a token names no other identity'],
  [/Vpc(Attribute)\.(Associated.*|ClassicLink.*|CloudResources|Dhcp.*|DnsHostname.*|.*Ipv4Gateway.*|Ipv6.*)$/, 'the VPCs here have none of these'],
  [/VSwitchAttributes\.(Ipv6CidrBlock|NetworkAclId|ShareType)$/, 'nor have the vSwitches'],
];

test('no action was left out', t => {
  const missing = cloud.missing();
  assert.ok(missing.length === 0, `actions that the mock has and nobody called:\n${missing.join('\n')}`);
  const { all, absent } = cloud.absent();
  const called = [...cloud.called.values()].reduce((sum, actions) => sum + actions.size, 0);
  t.diagnostic(`${called} actions were called; ${all - absent.length} of ${all} members came in their replies; ${cloud.turned.size} lists had pages`);
  assert.ok(cloud.turned.size >= 7, [...cloud.turned].join('\n'));
  const lacking = absent.filter(name => !ABSENT.some(([pattern]) => pattern.test(name)));
  assert.ok(lacking.length === 0, `members that no reply had:\n${lacking.join('\n')}`);
  for (const [pattern, why] of ABSENT) assert.ok(absent.some(name => pattern.test(name)), `${pattern} came, though ${why}`);
});
