// The official JavaScript client: objects, patches of each type, and an informer that loses its watch.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import * as k8s from '@kubernetes/client-node';

let server, control, config, ingresses, core, custom, objects;

const alb = { group: 'alibabacloud.com', version: 'v1', plural: 'albconfigs' };

function ingress(name, host) {
  const backend = { service: { name: 'tea-svc', port: { number: 80 } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name },
    spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  };
}

// Resolves when what() is true; looks again after each event of the emitter-like source.
function until(what, milliseconds = 20000) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`in vain: ${what}`)), milliseconds);
    const look = () => {
      if (!what()) return setTimeout(look, 10);
      clearTimeout(late);
      resolve();
    };
    look();
  });
}

const withPatch = (type) => k8s.setHeaderOptions('Content-Type', type);

before(async () => {
  server = spawn(process.env.KUBE_SERVER, [], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(server.stdout), 'line');
  const [api, second] = line.split(' ');
  control = second;
  config = new k8s.KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'c', server: api, skipTLSVerify: true }],
    users: [{ name: 'u', token: 'albspec' }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u', namespace: 'default' }],
    currentContext: 'x',
  });
  ingresses = config.makeApiClient(k8s.NetworkingV1Api);
  core = config.makeApiClient(k8s.CoreV1Api);
  custom = config.makeApiClient(k8s.CustomObjectsApi);
  objects = k8s.KubernetesObjectApi.makeApiClient(config);
});

after(async () => {
  server.kill('SIGTERM');
  const [code] = server.exitCode === null ? await once(server, 'exit') : [server.exitCode];
  assert.equal(code, 0);
});

test('creates, reads, replaces and deletes an Ingress', async () => {
  const namespace = 'default', name = 'a';
  const made = await ingresses.createNamespacedIngress({ namespace, body: ingress(name, 'a.example') });
  assert.equal(made.metadata.generation, 1);

  made.spec.rules[0].host = 'b.example';
  const replaced = await ingresses.replaceNamespacedIngress({ namespace, name, body: made });
  assert.equal(replaced.spec.rules[0].host, 'b.example');
  assert.equal(replaced.metadata.generation, 2);
  await assert.rejects(ingresses.replaceNamespacedIngress({ namespace, name, body: made }), { code: 409 });

  replaced.status = { loadBalancer: { ingress: [{ hostname: 'x.y' }] } };
  const done = await ingresses.replaceNamespacedIngressStatus({ namespace, name, body: replaced });
  assert.equal(done.status.loadBalancer.ingress[0].hostname, 'x.y');

  await ingresses.deleteNamespacedIngress({ namespace, name });
  await assert.rejects(ingresses.readNamespacedIngress({ namespace, name }), { code: 404 });
});

test('patches by each type', async () => {
  const namespace = 'default', name = 'p';
  await ingresses.createNamespacedIngress({ namespace, body: ingress(name, 'a.example') });
  const patch = (body, type) =>
    ingresses.patchNamespacedIngress({ namespace, name, body, fieldManager: 'me', force: type === k8s.PatchStrategy.ServerSideApply || undefined }, withPatch(type));

  await patch([{ op: 'replace', path: '/spec/rules/0/host', value: 'b.example' }], k8s.PatchStrategy.JsonPatch);
  await patch({ metadata: { labels: { m: '1' } } }, k8s.PatchStrategy.MergePatch);
  await patch({ metadata: { labels: { s: '1' } } }, k8s.PatchStrategy.StrategicMergePatch);
  const last = await patch(
    { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, labels: { a: '1' } } },
    k8s.PatchStrategy.ServerSideApply);

  assert.equal(last.spec.rules[0].host, 'b.example');
  assert.deepEqual(last.metadata.labels, { m: '1', s: '1', a: '1' });
  await assert.rejects(
    custom.patchClusterCustomObject({ ...alb, name: 'none', body: {} }, withPatch(k8s.PatchStrategy.StrategicMergePatch)),
    { code: 415 });
  await ingresses.deleteNamespacedIngress({ namespace, name });
});

test('works with custom objects, and with any object', async () => {
  const body = { apiVersion: 'alibabacloud.com/v1', kind: 'AlbConfig', metadata: { name: 'alb' }, spec: { listeners: [] } };
  await custom.createClusterCustomObject({ ...alb, body });
  const list = await custom.listClusterCustomObject(alb);
  assert.equal(list.items.length, 1);
  const read = await objects.read({ apiVersion: body.apiVersion, kind: body.kind, metadata: { name: 'alb' } });
  assert.equal(read.metadata.generation, 1);
  await objects.delete(read);
  await assert.rejects(objects.create({ apiVersion: 'v1', kind: 'Service', metadata: { name: '9' } }), { code: 422 });
});

test('an informer follows changes, through the end of its watch and through 410', async () => {
  const list = () => core.listNamespacedConfigMap({ namespace: 'default' });
  const informer = k8s.makeInformer(config, '/api/v1/namespaces/default/configmaps', list);
  const seen = [];
  let over = false;
  for (const verb of ['add', 'update', 'delete'])
    informer.on(verb, (map) => seen.push(`${verb} ${map.metadata.name}`));
  informer.on('error', () => {
    if (!over) setTimeout(() => informer.start(), 10);
  });
  const make = (name) => core.createNamespacedConfigMap({ namespace: 'default', body: { metadata: { name } } });
  const saw = (what) => until(() => seen.includes(what));

  await make('first');
  await informer.start();
  await saw('add first');
  await make('second');
  await saw('add second');
  await core.patchNamespacedConfigMap(
    { namespace: 'default', name: 'second', body: { data: { a: 'b' } } }, withPatch(k8s.PatchStrategy.MergePatch));
  await saw('update second');

  await fetch(`${control}/end-watches`, { method: 'POST' });
  await make('third');
  await saw('add third');

  // What changes while the watch is down and its version is forgotten comes with a new list.
  await core.deleteNamespacedConfigMap({ namespace: 'default', name: 'second' });
  await saw('delete second');
  await fetch(`${control}/end-watches`, { method: 'POST' });
  await core.deleteNamespacedConfigMap({ namespace: 'default', name: 'first' });
  await make('fourth');
  await fetch(`${control}/forget`, { method: 'POST' });
  await saw('delete first');
  await saw('add fourth');

  assert.deepEqual(seen.filter((s) => s === 'add third'), ['add third']);
  assert.equal(informer.list().map((map) => map.metadata.name).sort().join(' '), 'fourth third');
  over = true;
  await informer.stop();
});

test('a watch with a selector hears what begins and ceases to match', async () => {
  const watch = new k8s.Watch(config), seen = [];
  const request = await watch.watch('/api/v1/namespaces/default/secrets', { labelSelector: 'tier=web' },
    (type, secret) => seen.push(`${type} ${secret.metadata.name}`), () => {});
  const body = { metadata: { name: 's', labels: { tier: 'db' } } };
  await core.createNamespacedSecret({ namespace: 'default', body });
  const relabel = (tier) => core.patchNamespacedSecret(
    { namespace: 'default', name: 's', body: { metadata: { labels: { tier } } } }, withPatch(k8s.PatchStrategy.MergePatch));
  await relabel('web');
  await relabel('db');

  await until(() => seen.length >= 2);
  assert.deepEqual(seen, ['ADDED s', 'DELETED s']);
  request.abort();
});
