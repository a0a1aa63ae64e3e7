// A program in Go on a current client-go: discovery and its cache, server-side apply, scale, Tables, and Helm's library.
// It speaks to us by lines of JSON (the Model Context Protocol), and to the API as client-go does.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';

const program = resolve('node_modules/kubernetes-mcp-server-linux-amd64/bin/kubernetes-mcp-server-linux-amd64');
const skip = !existsSync(program) && 'there is no client-go for this machine';
const folder = mkdtempSync(join(tmpdir(), 'client-go-'));
let server, client, http, waiting = new Map(), count = 0;

function start(command, args, env) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  return [child, createInterface(child.stdout)];
}

function send(method, params = {}) {
  const id = ++count;
  client.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer to ${method}`)), 20000);
    waiting.set(id, (message) => (clearTimeout(late), resolve(message.result ?? message)));
  });
}

async function tool(name, args = {}) {
  const { content, isError = false } = await send('tools/call', { name, arguments: args });
  return { text: content.map((c) => c.text).join('\n'), isError };
}

async function ok(name, args) {
  const { text, isError } = await tool(name, args);
  assert.ok(!isError, text);
  return text;
}

async function fails(pattern, name, args) {
  const { text, isError } = await tool(name, args);
  assert.ok(isError, text);
  assert.match(text, pattern);
}

const tea = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'tea', namespace: 'default' };
const deployment = (image) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: tea, namespace: default, labels: { app: tea } }
spec:
  selector: { matchLabels: { app: tea } }
  template: { metadata: { labels: { app: tea } }, spec: { containers: [ { name: c, image: ${image} } ] } }`;
const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: cups.tea.example }
spec:
  group: tea.example
  scope: Namespaced
  names: { plural: cups, kind: Cup }
  versions: [ { name: v1, served: true, storage: true, schema: { openAPIV3Schema: {
    type: object, properties: { spec: { type: object, properties: { size: { type: integer, minimum: 1 } } } } } } } ]`;
const cup = (size) => `{ apiVersion: tea.example/v1, kind: Cup, metadata: { name: c, namespace: default }, spec: { size: ${size} } }`;

before(async () => {
  if (skip) return;
  let lines;
  [server, lines] = start(process.env.ALBSPEC, ['kube', '--tls', '--authenticate', '--kubeconfig-out', join(folder, 'kubeconfig')]);
  http = /https?(:\S+)/.exec((await once(lines, 'line'))[0])[1].replace(/^/, 'http'); // which stays open
  [client, lines] = start(program, ['--kubeconfig', join(folder, 'kubeconfig'), '--toolsets', 'core,helm'], { HOME: folder });
  lines.on('line', (line) => {
    const message = JSON.parse(line);
    waiting.get(message.id)?.(message);
  });
  await send('initialize', { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'albkit', version: '1' } });
  client.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
});

after(async () => {
  for (const child of [client, server]) {
    child?.kill();
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  rmSync(folder, { recursive: true });
});

describe('client-go', { skip }, () => {
  test('comes in by https with what the kubeconfig says, and prints Tables', async () => {
    const text = await ok('namespaces_list');
    assert.match(text, /^APIVERSION +KIND +NAME +STATUS +AGE +LABELS$/m);
    assert.match(text, /^v1 +Namespace +default +Active +\d+s +kubernetes.io\/metadata.name=default$/m);
  });

  test('applies objects of several kinds by server-side apply, and again with a change', async () => {
    const albconfig = '{ apiVersion: alibabacloud.com/v1, kind: AlbConfig, metadata: { name: alb }, spec: { config: { name: x, addressType: Internet } } }';
    const first = await ok('resources_create_or_update', { resource: `${deployment('tea:1')}\n---\n${albconfig}` });
    assert.match(first, /manager: kubernetes-mcp-server\n +operation: Apply/);
    assert.match(await ok('resources_create_or_update', { resource: deployment('tea:2') }), /image: tea:2[^]*resourceVersion|resourceVersion[^]*image: tea:2/);
    assert.match(await ok('resources_get', tea), /generation: 2\n/);
    assert.match(await ok('resources_list', { ...tea, labelSelector: 'app=tea' }), /^default +apps\/v1 +Deployment +tea +0\/1 /m);
    assert.equal((await ok('resources_list', { ...tea, labelSelector: 'app!=tea' })).trim(), '');
    assert.match(await ok('resources_get', { apiVersion: 'alibabacloud.com/v1', kind: 'AlbConfig', name: 'alb' }), /addressType: Internet/);
  });

  test('reads and sets a scale', async () => {
    assert.match(await ok('resources_scale', { ...tea, scale: 4 }), /spec:\n +replicas: 4\nstatus:\n +replicas: 0\n +selector: app=tea/);
    assert.match(await ok('resources_get', tea), /generation: 3[^]*replicas: 4/);
  });

  test('finds a kind that was defined after it cached what there is', async () => {
    await fails(/no matches for kind "Cup" in version "tea.example\/v1"/, 'resources_get', { apiVersion: 'tea.example/v1', kind: 'Cup', name: 'c' });
    await ok('resources_create_or_update', { resource: definition });
    await ok('resources_create_or_update', { resource: cup(2) });
    assert.match(await ok('resources_list', { apiVersion: 'tea.example/v1', kind: 'Cup' }), /^default +tea.example\/v1 +Cup +c +\d+s/m);
    await fails(/spec.size: Invalid value: 0: .*greater than or equal to 1/, 'resources_create_or_update', { resource: cup(0) });
  });

  test('gets by with what is not served: logs, exec, metrics, other groups', async () => {
    await ok('pods_run', { image: 'tea:1', name: 'p', port: 8080, namespace: 'default' });
    assert.match(await ok('pods_list', { labelSelector: 'app.kubernetes.io/name=p' }), /^default +v1 +Pod +p +0\/1 +Pending +0 /m);
    await fails(/the server could not find the requested resource/, 'pods_log', { name: 'p', namespace: 'default' });
    await fails(/the server could not find the requested resource/, 'pods_exec', { name: 'p', namespace: 'default', command: ['ls'] });
    await fails(/metrics API is not available/, 'pods_top');
    await fails(/no matches for kind "Job" in version "batch\/v1"/, 'resources_list', { apiVersion: 'batch/v1', kind: 'Job' });
  });

  test('deletes, with and without a grace period, and is told of what is not there', async () => {
    await ok('pods_delete', { name: 'p', namespace: 'default' });
    await ok('resources_delete', { ...tea, gracePeriodSeconds: 0 });
    await fails(/deployments.apps "tea" not found/, 'resources_get', tea);
    await fails(/pods "p" not found/, 'pods_delete', { name: 'p', namespace: 'default' });
  });

  test('tells what it is refused, and gets it at the next try', async () => {
    const troubles = (method, body) => fetch(`${http}/_kube/troubles`, { method, body, headers: { 'content-type': 'application/json' } });
    await troubles('POST', JSON.stringify({ verb: 'list', resource: 'events', status: 500, times: 1 }));
    await fails(/trouble on request: list events/, 'events_list');
    assert.match(await ok('events_list'), /No events found/);
  });

  test('installs, lists and removes a release of Helm, with its hook and the Secret that keeps it', async () => {
    const chart = join(folder, 'chart');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: tea\nversion: 0.1.0\n');
    writeFileSync(join(chart, 'templates/all.yaml'), `
apiVersion: v1
kind: Service
metadata: { name: {{ .Release.Name }} }
spec: { ports: [ { port: 80 } ] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: {{ .Release.Name }} }
spec: { ingressClassName: alb, rules: [ { host: {{ .Values.host }}, http: { paths: [ { path: /, pathType: Prefix,
  backend: { service: { name: {{ .Release.Name }}, port: { number: 80 } } } } ] } } ] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: hook, annotations: { helm.sh/hook: pre-install, helm.sh/hook-delete-policy: hook-succeeded } }
data: { a: "1" }
`);
    const release = { name: 'one', namespace: 'default' };
    assert.match(await ok('helm_install', { ...release, chart, values: { host: 'b.example.com' } }), /revision: 1\n +status: deployed/);
    assert.match(await ok('helm_list', { namespace: 'default' }), /name: one/);
    assert.match(await ok('resources_list', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' }),
      /^default +networking.k8s.io\/v1 +Ingress +one +alb +b.example.com +80 .*managed-by=Helm$/m);
    assert.match(await ok('resources_list', { apiVersion: 'v1', kind: 'Secret' }), /sh.helm.release.v1.one.v1 +helm.sh\/release.v1 /);
    await fails(/configmaps "hook" not found/, 'resources_get', { apiVersion: 'v1', kind: 'ConfigMap', name: 'hook', namespace: 'default' });
    await fails(/cannot re-use a name that is still in use/, 'helm_install', { ...release, chart, values: { host: 'x.example.com' } });
    assert.match(await ok('helm_uninstall', release), /Uninstalled release one/);
    for (const kind of ['Ingress', 'Secret', 'Service'])
      assert.equal((await ok('resources_list', { apiVersion: kind === 'Ingress' ? 'networking.k8s.io/v1' : 'v1', kind })).trim(), '', kind);
  });
});
