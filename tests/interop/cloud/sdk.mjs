// What tests of the vendor's SDKs share: a mockalb of their own, requests from plain objects, and a look at
// every reply that its classes can hold: each value of the declared type, nothing undeclared.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

export const require = createRequire(import.meta.url);
const { Config } = require('@alicloud/openapi-core').$OpenApiUtil;
const { RuntimeOptions } = require('@darabonba/typescript');

export async function serve(...options) {
  const child = spawn(process.env.MOCKALB, ['serve', '--port', '0', '--seed', '7', ...options],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout }))
    return { endpoint: line.match(/http:\/\/(\S+)/)[1], stop: () => child.kill('SIGTERM') };
  throw new Error('mockalb did not start');
}

const lowered = name => name[0].toLowerCase() + name.slice(1);

// A request of a class from a plain object, in whose members' types the nested classes stand.
function built(type, value) {
  if (value === undefined || value === null) return value;
  if (type && type.type === 'array') return value.map(item => built(type.itemType, item));
  if (typeof type !== 'function') return value;
  const types = type.types();
  for (const name of Object.keys(value)) assert.ok(name in types, `${type.name} has no member ${name}`);
  return new type(Object.fromEntries(Object.entries(value).map(([name, v]) => [name, built(types[name], v)])));
}

// The same from an object whose members are called as they go over the wire: VpcId, not vpcId.
function wired(type, value) {
  if (type && type.type === 'array') return value.map(item => wired(type.itemType, item));
  if (typeof type !== 'function') return value;
  const own = Object.fromEntries(Object.entries(type.names()).map(([name, wire]) => [wire, name]));
  for (const name of Object.keys(value)) assert.ok(own[name], `${type.name} has no member ${name}`);
  return new type(Object.fromEntries(Object.entries(value).map(([name, v]) => [own[name], wired(type.types()[own[name]], v)])));
}

// Checks a decoded value against the class it claims to be of, and notes which members came.
function check(type, value, path, seen) {
  if (type && type.type === 'array') {
    assert.ok(Array.isArray(value), `${path}: ${JSON.stringify(value)} is no list`);
    value.forEach((item, i) => check(type.itemType, item, `${path}[${i}]`, seen));
  } else if (type && type.type === 'map') {
    assert.equal(typeof value, 'object', path);
  } else if (typeof type === 'function') {
    assert.ok(value instanceof type, `${path} is no ${type.name}`);
    for (const [name, member] of Object.entries(type.types())) {
      if (value[name] === undefined || value[name] === null) continue;
      seen.add(`${type.name}.${name}`);
      check(member, value[name], `${path}.${name}`, seen);
    }
  } else if (type !== 'any') {
    assert.equal(typeof value, type === 'long' || type === 'integer' ? 'number' : type, `${path}: ${JSON.stringify(value)}`);
  }
}

// Every member of a class and of those within it, as "Class.member".
function* members(type) {
  if (type && type.type === 'array') yield* members(type.itemType);
  if (typeof type !== 'function') return;
  for (const [name, member] of Object.entries(type.types())) {
    yield `${type.name}.${name}`;
    yield* members(member);
  }
}

export class Client {
  constructor(module, endpoint, keys = {}) {
    this.module = require(module);
    this.region = keys.regionId ?? 'cn-hangzhou';
    this.client = new this.module.default(new Config(
      { endpoint, protocol: 'http', regionId: this.region, accessKeyId: 'mockalb', accessKeySecret: 'mockalb', ...keys }));
    this.actions = Object.getOwnPropertyNames(this.module.default.prototype)
      .filter(name => name.endsWith('WithOptions')).map(name => name[0].toUpperCase() + name.slice(1, -'WithOptions'.length));
    this.called = new Set();
    this.seen = new Set();
  }

  async send(action, params, made) {
    const Request = this.module[`${action}Request`];
    const runtime = new RuntimeOptions({});
    const method = this.client[`${lowered(action)}WithOptions`].bind(this.client);
    const response = Request ? await method(made(Request, params), runtime) : await method(runtime);
    check(this.module[`${action}Response`], response, action, this.seen);
    assert.equal(response.statusCode, 200);
    assert.match(response.body.requestId, /^[0-9A-F-]{36}$/);
    this.called.add(action);
    return response.body;
  }

  call(action, params = {}) {
    return this.send(action, params, built);
  }

  // With the names of the wire, in the call and in the answer.
  async callWired(action, params = {}) {
    return (await this.send(action, params, wired)).toMap();
  }

  async refused(action, params) {
    try {
      await this.call(action, params);
    } catch (e) {
      if (e instanceof assert.AssertionError) throw e;
      return e;
    }
    throw new assert.AssertionError({ message: `${action} was accepted` });
  }

  // Members that the SDK knows and no reply of the calls so far had.
  absent() {
    const all = new Set();
    for (const action of this.called)
      for (const name of members(this.module[`${action}ResponseBody`])) all.add(name);
    return { all: all.size, absent: [...all].filter(name => !this.seen.has(name)).sort() };
  }
}

// Reads again until it holds; the mock moves on between two reads, so a handful are enough.
export async function until(read, holds) {
  for (let i = 0; i < 50; i++) {
    const value = await read();
    if (holds(value)) return value;
  }
  throw new assert.AssertionError({ message: 'it never came true' });
}
