// The vendor's SDKs, old and new, at the cloud's own host names: through a CONNECT proxy by an agent, and straight to
// a TLS port under the real name. Their certificates are trusted by NODE_EXTRA_CA_CERTS, which node reads
// only when it starts: so the calls are made by a second node.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';

let mock, folder, port;

before(async () => {
  folder = mkdtempSync(`${tmpdir()}/ways-`);
  mock = spawn(process.env.MOCKALB, ['serve', '--port', '0', '--region', 'cn-chengdu', '--ca', `${folder}/ca.pem`],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: mock.stdout })) {
    port = line.match(/http:\/\/127\.0\.0\.1:(\d+)/)[1];
    return;
  }
  throw new Error('mockalb did not start');
});

after(() => {
  mock.kill('SIGTERM');
  rmSync(folder, { recursive: true });
});

const OLD = `
  const { RPCClient } = require('@alicloud/pop-core');
  const call = (endpoint, apiVersion, action, opts) =>
    new RPCClient({ endpoint, apiVersion, accessKeyId: 'mockalb', accessKeySecret: 'mockalb', opts })
      .request(action, {}, { method: 'POST' });`;
const NEW = `
  const { default: Alb, ListRulesRequest } = require('@alicloud/alb20200616');
  const { $OpenApiUtil: { Config } } = require('@alicloud/openapi-core');
  const { RuntimeOptions } = require('@darabonba/typescript');
  const call = (endpoint, protocol) =>
    new Alb(new Config({ endpoint, protocol, accessKeyId: 'mockalb', accessKeySecret: 'mockalb' }))
      .listRulesWithOptions(new ListRulesRequest({}), new RuntimeOptions({})).then(r => r.body.toMap());`;
// Every name leads to this machine, as /etc/hosts would have it.
const NAMES = `
  const dns = require('node:dns');
  dns.lookup = (name, options, done) => (done ?? options)(null, options.all ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4);`;
const AGENT = `
  const { HttpsProxyAgent } = require('https-proxy-agent');
  const agent = new HttpsProxyAgent('http://127.0.0.1:' + PORT);`;

const ways = {
  'pop-core through a CONNECT to ALB of a region': `${OLD}${AGENT}
    call('https://alb.cn-hangzhou.aliyuncs.com', '2020-06-16', 'ListRules', { agent })`,
  'pop-core through a CONNECT to the central host of CEN': `${OLD}${AGENT}
    call('https://cbn.aliyuncs.com', '2017-09-12', 'DescribeCens', { agent })`,
  'pop-core by TLS to the real name': `${OLD}${NAMES}
    call('https://vpc.cn-beijing.aliyuncs.com:' + PORT, '2016-04-28', 'DescribeRegions')`,
  'pop-core by plain HTTP to the real name': `${OLD}${NAMES}
    call('http://ecs-cn-hangzhou.aliyuncs.com:' + PORT, '2014-05-26', 'DescribeRegions')`,
  'the newer SDK by TLS to the real name': `${NEW}${NAMES}
    call('alb.cn-hangzhou.aliyuncs.com:' + PORT, 'https')`,
  'the newer SDK by TLS to the name within a VPC': `${NEW}${NAMES}
    call('alb-vpc.cn-hangzhou.aliyuncs.com:' + PORT, 'https')`,
  'the newer SDK by TLS to the address': `${NEW}
    call('127.0.0.1:' + PORT, 'https')`,
};

const run = (script, env) => spawnSync(process.execPath, ['-e',
  `const PORT = ${port}; (async () => { ${script.replace(/(\n\s*)(call\()/, '$1return $2')} })()
    .then(r => console.log(JSON.stringify(r)), e => { console.log(e.code + ': ' + e.message); process.exit(1); })`],
{ encoding: 'utf8', timeout: 30000, env: { PATH: process.env.PATH, ...env } });

for (const [name, script] of Object.entries(ways)) {
  test(name, () => {
    const done = run(script, { NODE_EXTRA_CA_CERTS: `${folder}/ca.pem` });
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.match(JSON.parse(done.stdout.trim().split('\n').at(-1)).RequestId, /^[0-9A-F-]{36}$/);
    if (!name.includes('plain')) {
      const stranger = run(script, {});
      assert.equal(stranger.status, 1, 'without the certificate it must not work');
      assert.match(stranger.stdout, /certificate/);
    }
  });
}
