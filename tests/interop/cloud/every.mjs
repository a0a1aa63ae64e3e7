// Calls to any product by the names of the wire, and what came back held against the catalog: by the vendor's SDK of
// that product where there is one, else by generic calls of its client. Which actions were called is kept.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client, require } from './sdk.mjs';
import { Cloud } from './topology.mjs';

const core = require('@alicloud/openapi-client');
const { RuntimeOptions } = require('@alicloud/tea-util');

// By the folder of the catalog.
const SDKS = { vpc: '@alicloud/vpc20160428', ecs: '@alicloud/ecs20140526', sts: '@alicloud/sts20150401', 'cas-2020-04-07': '@alicloud/cas20200407' };
const FOLDERS = { cbn: 'cen', cas: 'cas-2020-04-07', certificates: 'cas-2020-06-19' };

// { 'Filter.1.Key': k } is { Filter: [{ Key: k }] }.
function nested(params) {
  const root = {};
  for (const [key, value] of Object.entries(params)) {
    const parts = key.split('.').map(part => /^\d+$/.test(part) ? Number(part) - 1 : part);
    let at = root;
    parts.forEach((part, i) => {
      if (i + 1 === parts.length) at[part] = value;
      else at = at[part] ??= typeof parts[i + 1] === 'number' ? [] : {};
    });
  }
  return root;
}

// … and back.
function flat(value, prefix = '', to = {}) {
  if (value === null || typeof value !== 'object') to[prefix] = String(value);
  else for (const [name, v] of Object.entries(value)) flat(v, `${prefix}${prefix && '.'}${Array.isArray(value) ? Number(name) + 1 : name}`, to);
  return to;
}

const isGiven = value => value !== undefined && value !== null;

// A value is what the catalog says of this node of a reply; which nodes came is kept by their paths.
function compare(node, value, path, seen) {
  seen.add(path);
  if (node.type === 'array') {
    if (node.wrap) {
      assert.deepEqual(Object.keys(value), [node.wrap], path);
      value = value[node.wrap] ?? [];
    }
    assert.ok(Array.isArray(value), `${path}: ${JSON.stringify(value)} is no list`);
    value.forEach(item => compare(node.items, item, path, seen));
  } else if (node.type === 'object') {
    compareAll(node.fields ?? [], value, path, seen);
  } else if (node.type !== 'any' && node.type !== 'map') {
    assert.equal(typeof value, node.type === 'integer' ? 'number' : node.type, `${path}: ${JSON.stringify(value)}`);
    if (node.type === 'integer') assert.ok(Number.isInteger(value), `${path}: ${value}`);
  }
}

function compareAll(nodes, reply, path, seen) {
  for (const [name, value] of Object.entries(reply).filter(([, v]) => isGiven(v))) {
    const node = nodes.find(n => n.name === name);
    assert.ok(node, `${path}.${name} is not in the catalog`);
    compare(node, value, `${path}.${name}`, seen);
  }
}

function catalogOf(folder) {
  const files = readdirSync(join(process.env.CATALOG, folder)).map(file => JSON.parse(readFileSync(join(process.env.CATALOG, folder, file), 'utf8')));
  return { product: files.find(file => file.hosts), actions: Object.assign({}, ...files.filter(file => !file.hosts)) };
}

export class Everything extends Cloud {
  constructor(endpoint, keys = {}) {
    super(endpoint);
    this.keys = keys;
    this.sdks = Object.fromEntries(Object.entries(SDKS).map(([folder, module]) => [folder, new Client(module, endpoint, keys)]));
    this.client = new core.default(new core.Config({ endpoint, protocol: 'http', regionId: 'cn-hangzhou', accessKeyId: 'mockalb', accessKeySecret: 'mockalb', ...keys }));
    this.catalogs = Object.fromEntries(readdirSync(process.env.CATALOG, { withFileTypes: true })
      .filter(entry => entry.isDirectory() && entry.name !== 'alb').map(({ name }) => [name, catalogOf(name)]));
    this.turned = new Set();
    this.called = new Map(Object.keys(this.catalogs).map(folder => [folder, new Map()]));
  }

  async call(product, action, params = {}) {
    const folder = FOLDERS[product] ?? product, catalog = this.catalogs[folder];
    const reply = this.sdks[folder] ? await this.sdks[folder].callWired(action, nested(params)) : await this.generic(catalog.product.version, action, params);
    assert.ok(catalog.actions[action], `${action} is not in the catalog`);
    const seen = this.called.get(folder).get(action) ?? new Set();
    compareAll(catalog.actions[action].response, reply, action, seen);
    this.called.get(folder).set(action, seen);
    if (!('MaxResults' in params)) await this.turn(product, action, params, reply);
    return reply;
  }

  // A list of several things that can be had in pages: one page of it, and the next.
  async turn(product, action, params, reply) {
    const { params: known, response, list } = this.catalogs[FOLDERS[product] ?? product].actions[action];
    const node = response.find(n => n.type === 'array' && (!list || n.name === list));
    const of = answer => node.wrap ? answer[node.name][node.wrap] : answer[node.name];
    const size = known.find(p => p.name === 'MaxResults'), MaxResults = size?.min ?? 1;
    if (!size || !node || !known.some(p => p.name === 'NextToken') || !(of(reply)?.length > MaxResults)) return;
    const first = await this.call(product, action, { ...params, MaxResults });
    assert.deepEqual(of(first), of(reply).slice(0, MaxResults), action);
    const second = await this.call(product, action, { ...params, MaxResults, NextToken: first.NextToken });
    assert.deepEqual(of(second), of(reply).slice(MaxResults, 2 * MaxResults), action);
    this.turned.add(`${product} ${action}`);
  }

  async generic(version, action, params) {
    const query = flat(params);
    return (await this.client.doRPCRequest(action, version, 'HTTP', 'POST', 'AK', 'json', new core.OpenApiRequest({ query }), new RuntimeOptions({}))).body;
  }

  // Actions that the mock has and that nobody called, as "vpc CreateVpc".
  missing() {
    const { products } = JSON.parse(execFileSync(process.env.MOCKALB, ['coverage', '--all', '--format', 'json']));
    const missing = [];
    for (const [folder, { product, actions }] of Object.entries(this.catalogs)) {
      const covered = products.find(p => p.product === product.name && p.version === product.version).actions;
      for (const action of Object.keys(actions))
        if (covered[action].status !== 'refused' && !this.called.get(folder).has(action)) missing.push(`${folder} ${action}`);
    }
    return missing;
  }

  // Members of the replies of called actions, not within others, that never came; and how many there are.
  absent() {
    const all = [], absent = [];
    for (const [folder, called] of this.called)
      for (const [action, seen] of called)
        for (const { name, src } of this.catalogs[folder].actions[action].response) {
          if (src) continue;
          all.push(name);
          if (!seen.has(`${action}.${name}`)) absent.push(`${folder} ${action}.${name}`);
        }
    return { all: all.length, absent };
  }
}
