// Every action of STS, Location, Resource Manager, the log service and both versions of the certificate service.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Everything } from './every.mjs';
import { until } from './sdk.mjs';

const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');

// Each way to temporary keys, the second without a signature of its own; then a call that is signed with them.
async function keys(cloud) {
  const role = { RoleArn: 'acs:ram::1000000000000001:role/pod', RoleSessionName: 'build' };
  const soon = Math.floor(Date.now() / 1000) + 600;
  const OIDCToken = `${part({ alg: 'RS256' })}.${part({ iss: 'https://k8s.example', sub: 'shop:web', aud: 'sts.aliyuncs.com', iat: soon - 600, exp: soon })}.c2ln`;
  const nobody = new Everything(cloud.endpoint, { accessKeyId: undefined, accessKeySecret: undefined });
  const token = { ...role, OIDCProviderArn: 'acs:ram::1000000000000001:oidc-provider/cluster', OIDCToken };
  const given = [await cloud.call('sts', 'AssumeRole', { ...role, SourceIdentity: 'alice' }), await nobody.call('sts', 'AssumeRoleWithOIDC', token)];
  await cloud.call('sts', 'AssumeRoleWithOIDC', token);
  assert.equal(given[1].OIDCTokenInfo.Subject, 'shop:web');
  await assert.rejects(nobody.call('sts', 'GetCallerIdentity'));
  assert.equal(await cloud.refused('sts', 'AssumeRoleWithOIDC', { ...token, OIDCToken: 'none' }), 'AuthenticationFail.OIDCToken.Invalid');
  assert.equal((await cloud.call('sts', 'GetCallerIdentity')).IdentityType, 'Account');
  for (const { Credentials: { AccessKeyId, AccessKeySecret, SecurityToken }, AssumedRoleUser } of given) {
    const somebody = new Everything(cloud.endpoint, { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken });
    const who = await somebody.call('sts', 'GetCallerIdentity');
    assert.deepEqual([who.IdentityType, who.Arn], ['AssumedRoleUser', AssumedRoleUser.Arn]);
    somebody.called.get('sts').forEach((seen, action) => seen.forEach(path => cloud.called.get('sts').get(action).add(path)));
    assert.ok((await somebody.call('location', 'DescribeEndpoint', { Id: 'cn-hangzhou', ServiceCode: 'ecs' })).Endpoint);
  }
}

// Whoever asks where a service is comes back here.
async function endpoints(cloud) {
  for (const ServiceCode of ['alb', 'cbn', 'vpc', 'ecs', 'cas', 'sts', 'resourcemanager', 'sls', 'location']) {
    const { Endpoints } = await cloud.call('location', 'DescribeEndpoints', { Id: 'cn-chengdu', ServiceCode, Type: 'openAPI' });
    assert.deepEqual(Endpoints.Endpoint.map(e => e.Endpoint), [cloud.endpoint]);
    const there = new Everything(Endpoints.Endpoint[0].Endpoint);
    assert.equal((await there.call('location', 'DescribeEndpoint', { Id: 'cn-chengdu', ServiceCode })).Endpoint, cloud.endpoint);
  }
  await cloud.call('location', 'DescribeEndpoint', { Id: 'cn-chengdu', ServiceCode: 'alb' });
  assert.equal(await cloud.refused('location', 'DescribeEndpoints', { Id: 'mars', ServiceCode: 'alb' }), 'InvalidRegionId');
}

async function groups(cloud) {
  const rm = (action, params) => cloud.call('resourcemanager', action, params);
  const { ResourceGroup: { Id: ResourceGroupId } } = await rm('CreateResourceGroup', { Name: 'shop', DisplayName: 'Shop', Tag: [{ Key: 'k', Value: 'v' }] });
  const ready = ({ ResourceGroup }) => ResourceGroup.Status === 'OK';
  await until(() => rm('GetResourceGroup', { ResourceGroupId, IncludeTags: true }), ready);
  await rm('UpdateResourceGroup', { ResourceGroupId, NewDisplayName: 'The shop' });
  const { ResourceGroups } = await rm('ListResourceGroups', { Name: 'shop' });
  assert.deepEqual(ResourceGroups.ResourceGroup.map(g => g.DisplayName), ['The shop']);
  const moved = { Service: 'ecs', ResourceType: 'instance', ResourceId: 'i-a', RegionId: 'cn-hangzhou' };
  const { Responses } = await rm('MoveResources', { ResourceGroupId, Resources: [moved, { ...moved, ResourceId: 'i-none' }] });
  assert.deepEqual(Responses.map(r => [r.ResourceId, r.Status, r.ErrorCode]), [['i-a', 'SUCCESS', ''], ['i-none', 'FAIL', 'InvalidResourceId.NotFound']]);
  assert.deepEqual((await rm('ListResources', { ResourceGroupId })).Resources.Resource.map(r => r.ResourceId), ['i-a']);
  assert.equal(await cloud.refused('resourcemanager', 'DeleteResourceGroup', { ResourceGroupId }), 'DeleteConflict.ResourceGroup.Resource');
  await rm('MoveResources', { ResourceGroupId: 'rg-acfm0000000000a', Resources: [moved] });
  await rm('DeleteResourceGroup', { ResourceGroupId });
  await until(async () => (await rm('ListResourceGroups', {})).ResourceGroups.ResourceGroup, list => list.length === 1);
}

function selfSigned(name) {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = ['key', 'cert'].map(file => join(folder, file));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert,
    '-subj', `/CN=${name}`, '-days', '30'], { stdio: 'ignore' });
  const texts = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  rmSync(folder, { recursive: true });
  return texts;
}

async function certificates(cloud) {
  const { cert, key } = selfSigned('every.example');
  const { CertId } = await cloud.call('cas', 'UploadUserCertificate', { Name: 'every', Cert: cert, Key: key });
  assert.equal((await cloud.call('cas', 'GetUserCertificateDetail', { CertId })).Common, 'every.example');
  assert.equal((await cloud.call('cas', 'ListUserCertificateOrder', { OrderType: 'UPLOAD' })).CertificateOrderList.length, 1);
  await cloud.call('cas', 'ListCert', {});
  await cloud.call('cas', 'DeleteUserCertificate', { CertId });

  const pem = { Certificate: cert, PrivateKey: key };
  const older = (action, params) => cloud.call('certificates', action, params);
  const { CertIdentifier } = await older('UploadSSLCertificate', { CertName: 'older', ...pem });
  assert.equal((await older('DescribeSSLCertificatePublicKeyDetail', { CertIdentifier })).CertificateInfo.CommonName, 'every.example');
  assert.match((await older('DescribeSSLCertificatePrivateKey', { CertIdentifier, EncryptedCode: '12345678' })).X509PrivateKey, /^-----BEGIN/);
  assert.equal((await older('DescribeSSLCertificateList', {})).CertMetaList.length, 1);
  assert.equal((await older('DescribeSSLCertificateCount', {})).TotalCount, 1);
  await older('DescribeSSLCertificateMatchDomainList', { Domain: 'every.example', MatchType: 'CN' });
  for (const made of [await older('CreateSSLCertificate', pem), await older('CreateSSLCertificateWithName', { CertName: 'named', ...pem })])
    await older('DeleteSSLCertificate', { CertIdentifier: made.CertIdentifier });
  await older('DeleteSSLCertificate', { CertIdentifier });
}

export function account(cloudOf) {
  test('temporary keys', () => keys(cloudOf()));
  test('endpoints', () => endpoints(cloudOf()));
  test('resource groups', () => groups(cloudOf()));
  test('certificates of both versions', () => certificates(cloudOf()));
  test('stores of logs', async () => {
    const reply = await cloudOf().call('sls', 'AnalyzeProductLog', { Project: 'k8s-log', Logstore: 'alb_log', CloudProduct: 'alb', Overwrite: true });
    assert.equal(reply.Success, 'true');
  });
}
