// The vendor's ALB SDK, unmodified, signatures enforced: every action that it has, at least once, in the life
// of a load balancer. MOCKALB names the program, CLOUD a cloud document.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Client, serve, until } from './sdk.mjs';

let mock, alb;
const zones = [{ zoneId: 'cn-hangzhou-h', vSwitchId: 'vsw-h' }, { zoneId: 'cn-hangzhou-i', vSwitchId: 'vsw-i' }];
const to = (...groups) => ({ serverGroupTuples: groups.map(g => ({ serverGroupId: g, weight: 100 / groups.length })) });

before(async () => {
  mock = await serve('--cloud', process.env.CLOUD);
  alb = new Client('@alicloud/alb20200616', mock.endpoint);
});
after(() => mock.stop());

const ids = {};
const balancer = () => ({ loadBalancerId: ids.balancer });
const listener = () => ({ listenerId: ids.listener });

test('regions and zones', async () => {
  const { regions } = await alb.call('DescribeRegions', { acceptLanguage: 'en-US' });
  assert.ok(regions.some(r => r.regionId === 'cn-hangzhou' && r.regionEndpoint));
  assert.ok((await alb.call('DescribeZones')).zones.length >= 2);
});

test('a server group with servers', async () => {
  ids.group = (await alb.call('CreateServerGroup', {
    serverGroupName: 'shop', vpcId: 'vpc-a', protocol: 'HTTP', scheduler: 'Wrr', tag: [{ key: 'team', value: 'a b*~/ä' }],
    healthCheckConfig: { healthCheckEnabled: true, healthCheckPath: '/health', healthCheckCodes: ['http_2xx', 'http_3xx'] },
    stickySessionConfig: { stickySessionEnabled: true, stickySessionType: 'Insert', cookieTimeout: 60 },
    connectionDrainConfig: { connectionDrainEnabled: true, connectionDrainTimeout: 30 },
    slowStartConfig: { slowStartEnabled: true, slowStartDuration: 40 },
  })).serverGroupId;
  const servers = { serverGroupId: ids.group };
  await alb.call('AddServersToServerGroup', { ...servers, servers: [
    { serverType: 'Ecs', serverId: 'i-a', port: 80, weight: 30, description: 'first' },
    { serverType: 'Eni', serverId: 'eni-a', serverIp: '10.0.1.101', port: 8080 }] });
  await alb.call('UpdateServerGroupServersAttribute',
    { ...servers, servers: [{ serverType: 'Ecs', serverId: 'i-a', port: 80, weight: 70, description: 'changed' }] });
  await alb.call('ReplaceServersInServerGroup', { ...servers,
    addedServers: [{ serverType: 'Ecs', serverId: 'i-a2', port: 80 }], removedServers: [{ serverType: 'Eni', serverId: 'eni-a', serverIp: '10.0.1.101', port: 8080 }] });
  const list = await alb.call('ListServerGroupServers', { ...servers, maxResults: 1 });
  assert.equal(list.totalCount, 2);
  assert.equal(list.servers[0].weight, 70);
  const next = await alb.call('ListServerGroupServers', { ...servers, nextToken: list.nextToken });
  assert.equal(next.servers[0].serverId, 'i-a2');
  await alb.call('RemoveServersFromServerGroup', { ...servers, servers: [{ serverType: 'Ecs', serverId: 'i-a2', port: 80 }] });
  await alb.call('UpdateServerGroupAttribute', { ...servers, serverGroupName: 'shop-2' });
  const found = await alb.call('ListServerGroups', { tag: [{ key: 'team', value: 'a b*~/ä' }] });
  assert.deepEqual(found.serverGroups.map(g => [g.serverGroupName, g.serverCount]), [['shop-2', 1]]);
});

test('a load balancer', async () => {
  ids.balancer = (await alb.call('CreateLoadBalancer', {
    vpcId: 'vpc-a', addressType: 'Intranet', loadBalancerEdition: 'Standard', loadBalancerName: 'sdk',
    loadBalancerBillingConfig: { payType: 'PostPay' }, zoneMappings: zones,
  })).loadBalancerId;
  const seen = await until(() => alb.call('GetLoadBalancerAttribute', balancer()), b => b.loadBalancerStatus === 'Active');
  assert.equal(seen.zoneMappings.length, 2);
  assert.ok(seen.DNSName);
  await alb.call('UpdateLoadBalancerAttribute', { ...balancer(), loadBalancerName: 'sdk-2' });
  await alb.call('UpdateLoadBalancerEdition', { ...balancer(), loadBalancerEdition: 'StandardWithWaf' });
  await alb.call('UpdateLoadBalancerAddressTypeConfig', { ...balancer(), addressType: 'Internet',
    zoneMappings: zones.map(z => ({ ...z })) });
  await alb.call('AttachCommonBandwidthPackageToLoadBalancer',
    { ...balancer(), bandwidthPackageId: 'cbwp-a', regionId: 'cn-hangzhou' });
  await alb.call('DetachCommonBandwidthPackageFromLoadBalancer',
    { ...balancer(), bandwidthPackageId: 'cbwp-a', regionId: 'cn-hangzhou' });
  await alb.call('EnableDeletionProtection', { resourceId: ids.balancer });
  await alb.call('DisableDeletionProtection', { resourceId: ids.balancer });
  await alb.call('EnableLoadBalancerAccessLog', { ...balancer(), logProject: 'p', logStore: 's' });
  const { loadBalancers } = await alb.call('ListLoadBalancers', { loadBalancerNames: ['sdk-2'] });
  assert.deepEqual(loadBalancers.map(b => b.accessLogConfig.logProject), ['p']);
  await alb.call('ModifyCapacityReservation', { ...balancer(), minimumLoadBalancerCapacity: { capacityUnits: 100 } });
  await alb.call('DescribeCapacityReservation', balancer());
});

test('its zones', async () => {
  await alb.call('StartShiftLoadBalancerZones', { ...balancer(), zoneMappings: [zones[1]] });
  await alb.call('CancelShiftLoadBalancerZones', { ...balancer(), zoneMappings: [zones[1]] });
  assert.equal((await alb.refused('UpdateLoadBalancerZones', { ...balancer(), zoneMappings: [zones[1], zones[0]] })).code,
    'OperationDenied.ZoneMappingsNotChanged');
});

test('a listener and its rules', async () => {
  ids.listener = (await alb.call('CreateListener', {
    ...balancer(), listenerPort: 443, listenerProtocol: 'HTTPS', certificates: [{ certificateId: '12345-cn-hangzhou' }],
    securityPolicyId: 'tls_cipher_policy_1_2', listenerDescription: 'front',
    XForwardedForConfig: { XForwardedForEnabled: true, XForwardedForProtoEnabled: true },
    defaultActions: [{ type: 'ForwardGroup', forwardGroupConfig: { serverGroupTuples: [{ serverGroupId: ids.group }] } }],
  })).listenerId;
  await until(() => alb.call('GetListenerAttribute', listener()), l => l.listenerStatus === 'Running');
  await alb.call('UpdateListenerAttribute', { ...listener(), idleTimeout: 20, gzipEnabled: false });
  await alb.call('UpdateListenerLogConfig', { ...listener(), accessLogRecordCustomizedHeadersEnabled: true,
    accessLogTracingConfig: { tracingEnabled: true, tracingSample: 100, tracingType: 'Zipkin' } });
  await alb.call('AssociateAdditionalCertificatesWithListener', { ...listener(), certificates: [{ certificateId: '1-cn-hangzhou' }] });
  assert.equal((await alb.call('ListListenerCertificates', listener())).certificates.length, 2);
  await alb.call('DissociateAdditionalCertificatesFromListener', { ...listener(), certificates: [{ certificateId: '1-cn-hangzhou' }] });
  await alb.call('StopListener', listener());
  await alb.call('StartListener', listener());
  assert.equal((await alb.call('GetListenerHealthStatus', { ...listener(), includeRule: true })).listenerHealthStatus[0].listenerId, ids.listener);

  ids.rule = (await alb.call('CreateRule', {
    ...listener(), ruleName: 'canary', priority: 10, tag: [{ key: 'k', value: 'v' }],
    ruleConditions: [{ type: 'Host', hostConfig: { values: ['a.example'] } }, { type: 'Header', headerConfig: { key: 'x-canary', values: ['yes'] } },
      { type: 'Cookie', cookieConfig: { values: [{ key: 'c', value: 'v' }] } }, { type: 'Method', methodConfig: { values: ['GET'] } },
      { type: 'QueryString', queryStringConfig: { values: [{ key: 'q', value: '1' }] } }, { type: 'SourceIp', sourceIpConfig: { values: ['10.0.0.0/8'] } },
      { type: 'Path', pathConfig: { values: ['/a/*'] } }],
    ruleActions: [{ order: 1, type: 'InsertHeader', insertHeaderConfig: { key: 'x-a', value: '1', valueType: 'UserDefined' } },
      { order: 2, type: 'RemoveHeader', removeHeaderConfig: { key: 'x-b' } },
      { order: 3, type: 'TrafficLimit', trafficLimitConfig: { QPS: 100 } },
      { order: 4, type: 'Rewrite', rewriteConfig: { host: '${host}', path: '/b', query: '${query}' } },
      { order: 5, type: 'ForwardGroup', forwardGroupConfig: to(ids.group, 'sgp-2') }],
  })).ruleId;
  const { ruleIds } = await alb.call('CreateRules', { ...listener(), rules: [
    { ruleName: 'redirect', priority: 20, ruleConditions: [{ type: 'Path', pathConfig: { values: ['/old'] } }],
      ruleActions: [{ order: 1, type: 'Redirect', redirectConfig: { host: 'b.example', httpCode: '301', path: '/new', port: '443', protocol: 'HTTPS', query: 'a=1' } }] },
    { ruleName: 'fixed', priority: 30, ruleConditions: [{ type: 'Path', pathConfig: { values: ['/fixed'] } }],
      ruleActions: [{ order: 1, type: 'FixedResponse', fixedResponseConfig: { content: 'hello', contentType: 'text/plain', httpCode: '200' } }] },
    { ruleName: 'answer', priority: 40, direction: 'Response', ruleConditions: [
      { type: 'ResponseHeader', responseHeaderConfig: { key: 'x-r', values: ['1'] } }, { type: 'ResponseStatusCode', responseStatusCodeConfig: { values: ['500'] } }],
      ruleActions: [{ order: 1, type: 'InsertHeader', insertHeaderConfig: { key: 'x-s', value: '1', valueType: 'UserDefined' } }] }] });
  ids.rules = ruleIds.map(r => r.ruleId);
  await alb.call('UpdateRuleAttribute', { ruleId: ids.rule, priority: 11 });
  await alb.call('UpdateRulesAttribute', { rules: [{ ruleId: ids.rules[0], priority: 21 }, { ruleId: ids.rules[1], ruleName: 'steady' }] });
  const { rules, totalCount } = await alb.call('ListRules', { listenerIds: [ids.listener] });
  assert.equal(totalCount, 4);
  assert.deepEqual(rules.map(r => r.priority).sort(), [11, 21, 30, 40]);
  assert.deepEqual(rules.find(r => r.ruleId === ids.rule).ruleActions.at(-1).forwardGroupConfig.serverGroupTuples.map(t => t.weight), [50, 50]);
  const { listeners } = await alb.call('ListListeners', { loadBalancerIds: [ids.balancer] });
  assert.deepEqual(listeners.map(l => l.idleTimeout), [20]);
});

test('who may come in, by which TLS', async () => {
  const { aclId } = await alb.call('CreateAcl', { aclName: 'office' });
  await alb.call('UpdateAclAttribute', { aclId, aclName: 'home' });
  await alb.call('AddEntriesToAcl', { aclId, aclEntries: [{ entry: '10.0.0.0/8', description: 'all-of-it' }] });
  assert.equal((await alb.call('ListAclEntries', { aclId })).aclEntries[0].entry, '10.0.0.0/8');
  await alb.call('AssociateAclsWithListener', { ...listener(), aclType: 'White', aclIds: [aclId] });
  assert.equal((await alb.call('ListAclRelations', { aclIds: [aclId] })).aclRelations[0].relatedListeners[0].listenerPort, 443);
  assert.equal((await alb.call('GetListenerAttribute', listener())).aclConfig.aclType, 'White');
  await alb.call('DissociateAclsFromListener', { ...listener(), aclIds: [aclId] });
  await alb.call('RemoveEntriesFromAcl', { aclId, entries: ['10.0.0.0/8'] });
  assert.equal((await alb.call('ListAcls', { aclIds: [aclId] })).acls[0].aclName, 'home');
  await alb.call('DeleteAcl', { aclId });

  const { securityPolicyId } = await alb.call('CreateSecurityPolicy',
    { securityPolicyName: 'own', TLSVersions: ['TLSv1.2'], ciphers: ['AES128-SHA'], tag: [{ key: 'k', value: 'v' }] });
  await alb.call('UpdateSecurityPolicyAttribute', { securityPolicyId, ciphers: ['AES256-SHA'] });
  await alb.call('UpdateListenerAttribute', { ...listener(), securityPolicyId });
  const { secrityPolicyRelations } = await alb.call('ListSecurityPolicyRelations', { securityPolicyIds: [securityPolicyId] });
  assert.equal(secrityPolicyRelations[0].relatedListeners[0].listenerId, ids.listener);
  assert.deepEqual((await alb.call('ListSecurityPolicies')).securityPolicies[0].ciphers, ['AES256-SHA']);
  assert.equal((await alb.call('ListSystemSecurityPolicies')).securityPolicies.length, 5);
  await alb.call('UpdateListenerAttribute', { ...listener(), securityPolicyId: 'tls_cipher_policy_1_1' });
  await alb.call('DeleteSecurityPolicy', { securityPolicyId });
});

test('templates and scripts', async () => {
  const { healthCheckTemplateId } = await alb.call('CreateHealthCheckTemplate',
    { healthCheckTemplateName: 'slow', healthCheckInterval: 9, tag: [{ key: 'k', value: 'v' }] });
  await alb.call('UpdateHealthCheckTemplateAttribute', { healthCheckTemplateId, healthCheckPath: '/slow' });
  assert.equal((await alb.call('GetHealthCheckTemplateAttribute', { healthCheckTemplateId })).healthCheckInterval, 9);
  assert.equal((await alb.call('ListHealthCheckTemplates')).healthCheckTemplates[0].healthCheckPath, '/slow');
  await alb.call('ApplyHealthCheckTemplateToServerGroup', { healthCheckTemplateId, serverGroupId: ids.group });
  await alb.call('DeleteHealthCheckTemplates', { healthCheckTemplateIds: [healthCheckTemplateId] });

  const { AScriptIds: [{ AScriptId }] } = await alb.call('CreateAScripts', { ...listener(), AScripts: [
    { AScriptName: 'add', scriptContent: 'add()', enabled: true, extAttributeEnabled: true, extAttributes: [{ attributeKey: 'EsDebug', attributeValue: 'test1' }] }] });
  await alb.call('UpdateAScripts', { AScripts: [{ AScriptId, scriptContent: 'sub()' }] });
  assert.equal((await alb.call('ListAScripts', { listenerIds: [ids.listener] })).AScripts[0].scriptContent, 'sub()');
  await alb.call('DeleteAScripts', { AScriptIds: [AScriptId] });
});

test('tags, resource groups, jobs', async () => {
  const resource = { resourceType: 'loadbalancer', resourceId: [ids.balancer] };
  await alb.call('TagResources', { ...resource, tag: [{ key: 'team', value: 'shop' }] });
  assert.deepEqual((await alb.call('ListTagResources', resource)).tagResources.map(t => [t.tagKey, t.tagValue]), [['team', 'shop']]);
  assert.ok((await alb.call('ListTagKeys', { resourceType: 'loadbalancer' })).tagKeys.some(k => k.tagKey === 'team'));
  assert.deepEqual((await alb.call('ListTagValues', { resourceType: 'loadbalancer', tagKey: 'team' })).tagValues, ['shop']);
  await alb.call('UnTagResources', { ...resource, tagKey: ['team'] });
  await alb.call('MoveResourceGroup', { resourceType: 'loadbalancer', resourceId: ids.balancer, newResourceGroupId: 'rg-other' });
  const { jobs } = await alb.call('ListAsynJobs', { resourceIds: [ids.rule], apiName: 'CreateRule' });
  assert.deepEqual(jobs.map(j => [j.status, j.resourceType]), [['Succeeded', 'rule']]);
});

test('security groups and IPv6', async () => {
  const plain = (await alb.call('CreateLoadBalancer', {
    vpcId: 'vpc-six', addressType: 'Internet', loadBalancerEdition: 'Standard', addressIpVersion: 'DualStack',
    loadBalancerBillingConfig: { payType: 'PostPay' },
    zoneMappings: [{ zoneId: 'cn-hangzhou-h', vSwitchId: 'vsw-six-h' }, { zoneId: 'cn-hangzhou-i', vSwitchId: 'vsw-six-i' }],
  })).loadBalancerId;
  await until(() => alb.call('GetLoadBalancerAttribute', { loadBalancerId: plain }), b => b.loadBalancerStatus === 'Active');
  await alb.call('EnableLoadBalancerIpv6Internet', { loadBalancerId: plain });
  assert.ok((await alb.call('ListLoadBalancers', { loadBalancerIds: [plain] })).loadBalancers[0].ipv6AddressType);
  assert.ok((await alb.call('ListLoadBalancers', { maxResults: 1 })).nextToken);
  await alb.call('DisableLoadBalancerIpv6Internet', { loadBalancerId: plain });
  await alb.call('LoadBalancerJoinSecurityGroup', { loadBalancerId: plain, securityGroupIds: ['sg-six'] });
  await alb.call('LoadBalancerLeaveSecurityGroup', { loadBalancerId: plain, securityGroupIds: ['sg-six'] });
  await alb.call('UpdateLoadBalancerZones', { loadBalancerId: plain, zoneMappings: [
    { zoneId: 'cn-hangzhou-h', vSwitchId: 'vsw-six-h' }, { zoneId: 'cn-hangzhou-j', vSwitchId: 'vsw-six-j' }] });
  await alb.call('DeleteLoadBalancer', { loadBalancerId: plain });
});

test('what only some things have', async () => {
  const group = (await alb.call('CreateServerGroup', { serverGroupName: 'hashed', vpcId: 'vpc-a', scheduler: 'Uch', protocol: 'HTTP',
    serviceName: 'shop', uchConfig: { type: 'QueryString', value: 'user' }, healthCheckConfig: { healthCheckEnabled: true },
    stickySessionConfig: { stickySessionEnabled: true, stickySessionType: 'Server', cookie: 'sid' } })).serverGroupId;
  const ips = (await alb.call('CreateServerGroup', { serverGroupName: 'ips', vpcId: 'vpc-a', serverGroupType: 'Ip', protocol: 'HTTP',
    healthCheckConfig: { healthCheckEnabled: false } })).serverGroupId;
  await alb.call('AddServersToServerGroup', { serverGroupId: ips, servers: [{ serverType: 'Ip', serverId: '192.168.7.7', port: 80, remoteIpEnabled: true }] });
  assert.equal((await alb.call('ListServerGroupServers', { serverGroupId: ips })).servers[0].remoteIpEnabled, true);
  assert.ok((await alb.call('ListServerGroups', { maxResults: 1 })).nextToken);
  assert.equal((await alb.call('ListServerGroups', { serverGroupNames: ['hashed'] })).serverGroups[0].uchConfig.value, 'user');

  const quic = (await alb.call('CreateListener', { ...balancer(), listenerPort: 443, listenerProtocol: 'QUIC', tag: [{ key: 'k', value: 'v' }],
    certificates: [{ certificateId: '12345-cn-hangzhou' }],
    defaultActions: [{ type: 'ForwardGroup', forwardGroupConfig: { serverGroupTuples: [{ serverGroupId: 'sgp-2' }] } }] })).listenerId;
  await alb.call('UpdateListenerAttribute', { ...listener(), caEnabled: true, caCertificates: [{ certificateId: '2-cn-hangzhou' }],
    quicConfig: { quicUpgradeEnabled: true, quicListenerId: quic },
    XForwardedForConfig: { XForwardedForClientSourceIpsEnabled: true, XForwardedForClientSourceIpsTrusted: '10.0.0.0/8',
      XForwardedForClientCertSubjectDNEnabled: true, XForwardedForClientCertSubjectDNAlias: 'subject',
      XForwardedForClientCertIssuerDNEnabled: true, XForwardedForClientCertIssuerDNAlias: 'issuer',
      XForwardedForClientCertFingerprintEnabled: true, XForwardedForClientCertFingerprintAlias: 'print',
      XForwardedForClientCertClientVerifyEnabled: true, XForwardedForClientCertClientVerifyAlias: 'verify' } });
  assert.equal((await alb.call('GetListenerAttribute', listener())).caCertificates.length, 1);
  assert.equal((await alb.call('GetListenerAttribute', { listenerId: quic })).tags[0].key, 'k');
  assert.ok((await alb.call('ListListeners', { maxResults: 1 })).nextToken);
  await alb.call('ListListeners');
  assert.ok((await alb.call('ListListenerCertificates', { ...listener(), maxResults: 1 })).nextToken);

  await alb.call('UpdateServerGroupAttribute', { serverGroupId: 'sgp-2', stickySessionConfig: { stickySessionEnabled: true } });
  const mirrored = (await alb.call('CreateRule', { ...listener(), ruleName: 'mirrored', priority: 50,
    ruleConditions: [{ type: 'Path', pathConfig: { values: ['/mirrored'] } }],
    ruleActions: [
      { order: 1, type: 'Cors', corsConfig: { allowOrigin: ['http://a.example'], allowMethods: ['GET'], allowHeaders: ['*'], exposeHeaders: ['x-a'], allowCredentials: 'on', maxAge: 60 } },
      { order: 2, type: 'TrafficLimit', trafficLimitConfig: { QPS: 100, perIpQps: 10 } },
      { order: 3, type: 'TrafficMirror', trafficMirrorConfig: { targetType: 'ForwardGroupMirror', mirrorGroupConfig: { serverGroupTuples: [{ serverGroupId: ids.group }] } } },
      { order: 4, type: 'ForwardGroup', forwardGroupConfig: { ...to('sgp-2'), serverGroupStickySession: { enabled: true, timeout: 60 } } }] })).ruleId;
  assert.ok((await alb.call('ListRules', { maxResults: 1 })).nextToken);
  assert.equal((await alb.call('ListRules', { ruleIds: [mirrored] })).rules[0].ruleActions[0].corsConfig.maxAge, 60);
  await alb.call('AddServersToServerGroup', { serverGroupId: ids.group, servers: [{ serverType: 'Ecs', serverId: 'i-down', port: 80 }] });
  const health = await alb.call('GetListenerHealthStatus', { ...listener(), includeRule: true, maxResults: 1 });
  assert.ok(health.nextToken);
  assert.equal(health.listenerHealthStatus[0].serverGroupInfos[0].nonNormalServers[0].status, 'Unhealthy');

  await alb.call('TagResources', { resourceType: 'loadbalancer', resourceId: [ids.balancer], tag: [{ key: 'a', value: '1' }, { key: 'b', value: '2' }] });
  await alb.call('EnableDeletionProtection', { resourceId: ids.balancer });
  await alb.call('AttachCommonBandwidthPackageToLoadBalancer', { ...balancer(), bandwidthPackageId: 'cbwp-a', regionId: 'cn-hangzhou' });
  const seen = await alb.call('GetLoadBalancerAttribute', balancer());
  assert.deepEqual([seen.bandwidthPackageId, seen.accessLogConfig.logStore, seen.tags.length], ['cbwp-a', 's', 2]);
  assert.ok(seen.deletionProtectionConfig.enabledTime);
  assert.ok((await alb.call('ListLoadBalancers')).loadBalancers.length >= 1);
  await alb.call('DisableDeletionProtection', { resourceId: ids.balancer });
  const resource = { resourceType: 'loadbalancer', resourceId: [ids.balancer] };
  for (const [action, params] of [['ListTagResources', resource], ['ListTagKeys', { resourceType: 'loadbalancer' }],
    ['ListAsynJobs', {}]])
    assert.ok((await alb.call(action, { ...params, maxResults: 1 })).nextToken, action);
  await alb.call('TagResources', { resourceType: 'servergroup', resourceId: ['sgp-2'], tag: [{ key: 'team', value: 'other' }] });
  assert.ok((await alb.call('ListTagValues', { resourceType: 'servergroup', tagKey: 'team', maxResults: 1 })).nextToken);
  for (const name of ['one', 'two']) {
    await alb.call('CreateAcl', { aclName: name, tag: [{ key: 'k', value: name }] });
    await alb.call('CreateSecurityPolicy', { securityPolicyName: name, TLSVersions: ['TLSv1.2'], ciphers: ['AES128-SHA'] });
    await alb.call('CreateHealthCheckTemplate', { healthCheckTemplateName: name });
    await alb.call('CreateAScripts', { ...listener(), AScripts: [{ AScriptName: name, scriptContent: '1' }] });
  }
  const { acls } = await alb.call('ListAcls', { maxResults: 1 });
  await alb.call('AddEntriesToAcl', { aclId: acls[0].aclId, aclEntries: [{ entry: '10.0.0.0/8' }, { entry: '192.168.0.0/16' }] });
  for (const [action, params] of [['ListAcls', {}], ['ListAclEntries', { aclId: acls[0].aclId }], ['ListSecurityPolicies', {}],
    ['ListHealthCheckTemplates', {}], ['ListAScripts', {}]])
    assert.ok((await alb.call(action, { ...params, maxResults: 1 })).nextToken, action);
  await alb.call('DeleteRule', { ruleId: mirrored });
});

test('is torn down', async () => {
  await alb.call('DeleteRule', { ruleId: ids.rule });
  await alb.call('DeleteRules', { ruleIds: ids.rules });
  await alb.call('DeleteListener', listener());
  await alb.call('DisableLoadBalancerAccessLog', balancer());
  await alb.call('DeleteLoadBalancer', balancer());
  await alb.call('DeleteServerGroup', { serverGroupId: ids.group });
  assert.equal((await alb.refused('GetLoadBalancerAttribute', balancer())).code, 'ResourceNotFound.LoadBalancer');
});

test('errors reach the SDK as such', async () => {
  const e = await alb.refused('DeleteServerGroup', { serverGroupId: 'sgp-none' });
  assert.equal(e.code, 'ResourceNotFound.ServerGroup');
  assert.equal(e.statusCode, 404);
  const stranger = new Client('@alicloud/alb20200616', mock.endpoint, { accessKeySecret: 'wrong' });
  assert.equal((await stranger.refused('DescribeZones')).code, 'SignatureDoesNotMatch');
  const unknown = new Client('@alicloud/alb20200616', mock.endpoint, { accessKeyId: 'nobody' });
  assert.equal((await unknown.refused('DescribeZones')).code, 'InvalidAccessKeyId.NotFound');
});

// Members that no reply here can have.
const ABSENT = [
  [/OperationLocks\./, 'nothing here is unpaid'],
  [/NonNormalServersReason\.(actual|expected)Response$/, 'nothing is asked, so nothing answers amiss'],
  [/HcStatus$|pv6LocalAddresses$/, 'the interfaces of a load balancer in its vSwitches are not shown'],
  [/JobsResponseBodyJobs\.error/, 'a call that is refused makes no job, and jobs do not fail'],
  [/MirrorGroupConfigServerGroupTuples\.weight$/, 'a mirror takes everything'],
  [/\.ipVersionAffinityMode$/, 'the SDK can not ask for it'],
];

test('no action was left out', t => {
  const coverage = execFileSync(process.env.MOCKALB, ['coverage', '--all', '--product', 'alb', '--format', 'json']);
  const [{ actions, mocked, known }] = JSON.parse(coverage).products;
  assert.deepEqual([mocked, known], [85, 85]);
  for (const action of alb.actions) assert.notEqual(actions[action]?.status ?? 'refused', 'refused', action);
  assert.deepEqual(alb.actions.filter(a => !alb.called.has(a)), []);
  const { all, absent } = alb.absent();
  t.diagnostic(`${alb.called.size} of ${alb.actions.length} actions were called; ${all - absent.length} of ${all} members came in their replies`);
  assert.deepEqual(absent.filter(name => !ABSENT.some(([pattern]) => pattern.test(name))), [], 'members that no reply had');
  for (const [pattern, why] of ABSENT) assert.ok(absent.some(name => pattern.test(name)), `${pattern} came, though ${why}`);
});
