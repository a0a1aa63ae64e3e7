// Building networks between regions by generic calls of the vendor's client, as a person with a list of
// steps would: each change is waited for until the list that shows it says that it is done. And comparing what is
// there, ids apart: a thing is named by what it is and by what it belongs to.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { until } from './sdk.mjs';

const { RPCClient } = createRequire(import.meta.url)('@alicloud/pop-core');
const VERSIONS = { alb: '2020-06-16', cbn: '2017-09-12', ecs: '2014-05-26', vpc: '2016-04-28' };

export class Cloud {
  constructor(endpoint) {
    this.endpoint = endpoint;
    this.clients = Object.fromEntries(Object.entries(VERSIONS).map(([product, apiVersion]) => [product,
      new RPCClient({ endpoint: `http://${endpoint}`, apiVersion, accessKeyId: 'mockalb', accessKeySecret: 'mockalb' })]));
  }

  call(product, action, params = {}) {
    return this.clients[product].request(action, params, { method: 'POST', formatParams: false });
  }

  cbn(action, params) {
    return this.call('cbn', action, params);
  }

  async refused(product, action, params) {
    try {
      await this.call(product, action, params);
    } catch (e) {
      return e.code;
    }
    throw new assert.AssertionError({ message: `${action} of ${JSON.stringify(params)} was accepted` });
  }

  // Until the list has the one thing, in that state; or, when no state is given, has nothing any more.
  async wait(action, params, list, state) {
    const [member, wanted] = state ? Object.entries(state)[0] : [];
    await until(async () => list.split('.').reduce((at, name) => at[name], await this.cbn(action, params)),
      items => state ? items.length === 1 && items[0][member] === wanted : items.length === 0);
  }

  async state() {
    return (await (await fetch(`http://${this.endpoint}/_mock/state`)).json()).objects;
  }
}

export async function cen(cloud) {
  const { CenId } = await cloud.cbn('CreateCen', { Name: 'shop' });
  await cloud.wait('DescribeCens', { 'Filter.1.Key': 'CenId', 'Filter.1.Value.1': CenId }, 'Cens.Cen', { Status: 'Active' });
  return CenId;
}

// A router and its system table.
export async function router(cloud, CenId, RegionId, TransitRouterName) {
  const { TransitRouterId } = await cloud.cbn('CreateTransitRouter', { CenId, RegionId, TransitRouterName });
  await cloud.wait('ListTransitRouters', { CenId, TransitRouterId }, 'TransitRouters', { Status: 'Active' });
  const tables = await cloud.cbn('ListTransitRouterRouteTables', { TransitRouterId, TransitRouterRouteTableType: 'System' });
  return { id: TransitRouterId, region: RegionId, table: tables.TransitRouterRouteTables[0].TransitRouterRouteTableId };
}

export async function attach(cloud, type, params) {
  const { TransitRouterAttachmentId } = await cloud.cbn(`CreateTransitRouter${type}Attachment`, params);
  await cloud.wait(`ListTransitRouter${type}Attachments`, { TransitRouterAttachmentId }, 'TransitRouterAttachments', { Status: 'Attached' });
  return TransitRouterAttachmentId;
}

export async function associate(cloud, TransitRouterAttachmentId, TransitRouterRouteTableId) {
  const pair = { TransitRouterAttachmentId, TransitRouterRouteTableId };
  await cloud.cbn('AssociateTransitRouterAttachmentWithRouteTable', pair);
  await cloud.wait('ListTransitRouterRouteTableAssociations', pair, 'TransitRouterAssociations', { Status: 'Active' });
}

export async function propagate(cloud, TransitRouterAttachmentId, TransitRouterRouteTableId) {
  const pair = { TransitRouterAttachmentId, TransitRouterRouteTableId };
  await cloud.cbn('EnableTransitRouterRouteTablePropagation', pair);
  await cloud.wait('ListTransitRouterRouteTablePropagations', pair, 'TransitRouterPropagations', { Status: 'Active' });
}

export async function dissociate(cloud, TransitRouterAttachmentId, TransitRouterRouteTableId) {
  const pair = { TransitRouterAttachmentId, TransitRouterRouteTableId };
  await cloud.cbn('DissociateTransitRouterAttachmentFromRouteTable', pair);
  await cloud.wait('ListTransitRouterRouteTableAssociations', pair, 'TransitRouterAssociations');
}

export async function disable(cloud, TransitRouterAttachmentId, TransitRouterRouteTableId) {
  const pair = { TransitRouterAttachmentId, TransitRouterRouteTableId };
  await cloud.cbn('DisableTransitRouterRouteTablePropagation', pair);
  await cloud.wait('ListTransitRouterRouteTablePropagations', pair, 'TransitRouterPropagations');
}

export async function detach(cloud, type, TransitRouterAttachmentId) {
  await cloud.cbn(`DeleteTransitRouter${type}Attachment`, { TransitRouterAttachmentId });
  await cloud.wait(`ListTransitRouter${type}Attachments`, { TransitRouterAttachmentId }, 'TransitRouterAttachments');
}

// The zones of a VPC attachment: those of the VPC's vSwitches.
export function zones(vswitches) {
  return Object.fromEntries(vswitches.flatMap(({ ZoneId, VSwitchId }, i) =>
    [[`ZoneMappings.${i + 1}.ZoneId`, ZoneId], [`ZoneMappings.${i + 1}.VSwitchId`, VSwitchId]]));
}

// What each thing is called whatever its id: in an order in which what a name is made of has its own already.
const NAMES = [
  ['vpc/Vpc', b => `vpc ${b.RegionId} ${b.CidrBlock}`],
  ['vpc/VSwitch', b => `vswitch ${b.ZoneId} ${b.CidrBlock}`],
  ['vpc/PhysicalConnection', () => 'circuit'],
  ['vpc/VirtualBorderRouter', b => `border router ${b.VlanId}`],
  ['vpc/RouteTable', (b, name) => `${b.RouteTableType} table of ${name(b.VpcId ?? b.RouterId)}`],
  ['ecs/Instance', b => `instance ${b.InstanceName}`],
  ['ecs/NetworkInterface', (b, name) => `interface ${b.PrivateIpAddress} in ${name(b.VpcId)}`],
  ['cen/Cen', b => `cen ${b.Name}`],
  ['cen/TransitRouter', (b, name) => `router of ${name(b.CenId)} in ${b.RegionId}`],
  ['cen/RouteTable', (b, name) => `${b.TransitRouterRouteTableType} table of ${name(b.TransitRouterId)}`],
  ['cen/Attachment', (b, name) => `${b.ResourceType} ${name(b.VpcId ?? b.VbrId ?? b.PeerTransitRouterId)} at ${name(b.TransitRouterId)}`],
  ['vpc/RouteEntry', (b, name) => `route to ${b.DestinationCidrBlock} in ${name(b.RouteTableId)}`],
  ['alb/ServerGroup', b => `group ${b.ServerGroupName}`],
  ['alb/Server', (b, name) => `server ${b.ServerIp} of ${name(b.ServerGroupId)}`],
];
// What follows from the way that it was made: times, and how many addresses are left beside those of what is not compared.
const INCOMPARABLE = /Time$|^GmtModified$|^MacAddress$|^AvailableIpAddressCount$/;

function renamed(value, names) {
  if (typeof value === 'string') return value.split('/').every(part => names.has(part)) ? value.split('/').map(part => names.get(part)).join('/') : value;
  if (Array.isArray(value)) return value.map(item => renamed(item, names));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, renamed(v, names)]));
  return value;
}

export function named(objects) {
  const names = new Map();
  for (const [kind, nameOf] of NAMES)
    for (const { kind: k, id, body } of objects)
      if (k === kind) {
        names.set(id, nameOf(body, of => names.get(of) ?? of));
        for (const own of ['VlanInterfaceId', 'VRouterId'])
          if (body[own]) names.set(body[own], `${own} of ${names.get(id)}`);
        if (kind === 'vpc/VirtualBorderRouter') names.set(body.RouteTableId, `table of ${names.get(id)}`);
      }
  return objects.map(({ kind, scope, id, body }) => ({ kind, scope, id: renamed(id, names), body: renamed(body, names) }));
}

// Every object of these kinds in one state is in the other, with every member that it says something of; but for those
// members that "but" names.
export function sameTopology(built, seeded, kinds, but = []) {
  const [of, like] = [built, seeded].map(objects => named(objects).filter(({ kind, body }) => kinds.includes(kind) && !body.ServiceManaged)
    .sort((a, b) => `${a.kind} ${a.id}`.localeCompare(`${b.kind} ${b.id}`)));
  assert.deepEqual(of.map(({ kind, id }) => `${kind} ${id}`), like.map(({ kind, id }) => `${kind} ${id}`));
  like.forEach((object, i) => {
    if (object.kind !== 'cen/Cen') assert.equal(of[i].scope, object.scope, object.id);
    const wanted = Object.fromEntries(Object.entries(object.body).filter(([member]) => !INCOMPARABLE.test(member) && !but.includes(member)));
    assert.deepEqual(reduced(of[i].body, wanted), wanted, object.id);
  });
}

// A value with only those members that the other one has.
function reduced(value, like) {
  if (Array.isArray(like) && Array.isArray(value)) return value.map((item, i) => reduced(item, like[i]));
  if (!like || typeof like !== 'object' || !value) return value;
  return Object.fromEntries(Object.keys(like).filter(key => key in value).map(key => [key, reduced(value[key], like[key])]));
}
