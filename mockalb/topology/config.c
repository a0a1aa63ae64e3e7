#include "mockalb/topology/config.h"

#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

#define SOURCES 64 /* addresses that a load balancer may come from */

static const struct cidr private_blocks[] = {
    { 0x0a000000u, 0xff000000u }, /* 10.0.0.0/8 */
    { 0x64400000u, 0xffc00000u }, /* 100.64.0.0/10 */
    { 0xac100000u, 0xfff00000u }, /* 172.16.0.0/12 */
    { 0xc0a80000u, 0xffff0000u }, /* 192.168.0.0/16 */
};

/* Where load balancers that were not upgraded have remote addresses. */
static const char *const legacy_regions[] = {
    "cn-chengdu",     "cn-qingdao",     "cn-beijing",     "cn-guangzhou",   "cn-hangzhou",
    "cn-wulanchabu",  "cn-shanghai",    "cn-shenzhen",    "cn-zhangjiakou", "cn-hongkong",
    "ap-southeast-5", "ap-northeast-1", "ap-southeast-3", "ap-southeast-1", "eu-central-1",
    "eu-west-1",      "us-east-1",      "us-west-1",
};

static void add_source(struct walk *w, const char *text)
{
    struct source s = { .text = text };

    if (w->source_count < SOURCES && cidr_read(text, &s.block))
        w->sources[w->source_count++] = s;
}

static void add_sources(struct walk *w, const cJSON *texts)
{
    const cJSON *text;

    cJSON_ArrayForEach(text, texts)
    {
        if (cJSON_IsString(text))
            add_source(w, text->valuestring);
    }
}

/* A document that lacks the local addresses has the one that the zone is spoken to at. */
static void add_local_addresses(struct walk *w, const cJSON *zones)
{
    const cJSON *zone, *address;

    cJSON_ArrayForEach(zone, zones)
    {
        cJSON_ArrayForEach(address, json_get(zone, "LoadBalancerAddresses"))
        {
            const cJSON *locals = json_get(address, "Ipv4LocalAddresses");
            add_sources(w, locals);
            if (!cJSON_GetArraySize(locals))
                add_source(w, json_text_or(address, "IntranetAddress", ""));
        }
    }
}

void config_read_sources(struct walk *w)
{
    const cJSON *body = w->q->balancer->body;

    w->is_legacy = json_get(body, "_BackToOriginCidrs") != NULL;
    w->sources = arena_alloc(w->q->arena, SOURCES * sizeof(*w->sources));
    if (!w->is_legacy) {
        add_local_addresses(w, json_get(body, "ZoneMappings"));
        return;
    }
    add_sources(w, json_get(body, "_BackToOriginCidrs"));
}

static bool is_in_vpc(const struct object *vpc, uint32_t ip)
{
    const cJSON *block;
    struct cidr c;

    if (cidr_read(json_text(vpc->body, "CidrBlock"), &c) && cidr_has(&c, ip))
        return true;
    cJSON_ArrayForEach(block, json_at(vpc->body, "SecondaryCidrBlocks.SecondaryCidrBlock"))
    {
        if (cJSON_IsString(block) && cidr_read(block->valuestring, &c) && cidr_has(&c, ip))
            return true;
    }
    return false;
}

static bool is_private(uint32_t ip)
{
    for (size_t i = 0; i < sizeof(private_blocks) / sizeof(private_blocks[0]); i++)
        if (cidr_has(&private_blocks[i], ip))
            return true;
    return false;
}

/* Other VPCs of the region that use remote servers with load balancers like this one. */
struct conflict {
    const struct walk *walk;
    const char *cen;
    const char *vpc; /* that is being looked at, and that was found in the end */
    bool is_attached, has_remote, found;
};

static bool note_cen(void *arg, const struct object *attachment)
{
    struct conflict *c = arg;

    if (!c->cen)
        c->cen = member(attachment, "CenId");
    c->is_attached |= is_text(attachment, "CenId", c->cen);
    return true;
}

static bool is_remote(void *arg, const struct object *server)
{
    struct conflict *c = arg;

    c->has_remote |= json_bool(server->body, "RemoteIpEnabled");
    return !c->has_remote;
}

static bool look_at_group(void *arg, const struct object *group)
{
    struct conflict *c = arg;

    if (is_text(group, "VpcId", c->vpc))
        store_children(c->walk->q->store, &kind_server, group->id, is_remote, c);
    return !c->has_remote;
}

static bool look_at_balancer(void *arg, const struct object *balancer)
{
    struct conflict *c = arg;
    const struct store *s = c->walk->q->store;

    if (is_text(balancer, "VpcId", c->walk->vpc) || !json_get(balancer->body, "_BackToOriginCidrs"))
        return true;
    c->vpc = member(balancer, "VpcId");
    c->is_attached = c->has_remote = false;
    store_keyed(s, &kind_cen_attachment, c->vpc, note_cen, c);
    if (c->is_attached)
        store_each(s, &kind_server_group, balancer->scope, look_at_group, c);
    c->found = c->is_attached && c->has_remote;
    return !c->found;
}

static enum reason check_legacy(struct walk *w)
{
    const struct object *balancer = w->q->balancer;
    struct conflict c = { .walk = w };
    bool is_served = false;

    for (size_t i = 0; i < sizeof(legacy_regions) / sizeof(legacy_regions[0]); i++)
        is_served |= strcmp(legacy_regions[i], balancer->scope) == 0;
    if (!is_served)
        return walk_fails(w, REASON_region_unsupported, "config", balancer->scope);
    store_keyed(w->q->store, &kind_cen_attachment, w->vpc, note_cen, &c);
    if (c.cen)
        store_each(w->q->store, &kind_load_balancer, balancer->scope, look_at_balancer, &c);
    return c.found ? walk_fails(w, REASON_legacy_conflict, "config", c.vpc) : REASON_reachable;
}

static enum reason check_remote(struct walk *w, const struct object *vpc)
{
    const struct object *group = w->q->group;
    const char *ip = w->result->ip;
    bool remote = json_bool(w->q->server, "RemoteIpEnabled"), is_v6 = ip_is_v6(ip);
    bool is_outside = is_v6 || !vpc || !is_in_vpc(vpc, w->ip);

    if ((remote || is_outside) && !is_text(group, "ServerGroupType", "Ip"))
        return walk_fails(w, REASON_group_not_ip, "config", group->id);
    if (is_v6 || (json_bool(group->body, "Ipv6Enabled") && remote))
        return walk_fails(w, REASON_ipv6_remote, "config", group->id);
    if (is_outside && !remote)
        return walk_fails(w, REASON_remote_not_enabled, "config", ip);
    if (!remote)
        return REASON_reachable;
    if (!is_private(w->ip))
        return walk_fails(w, REASON_remote_out_of_range, "config", ip);
    if (cJSON_IsFalse(json_get(group->body, "CrossZoneEnabled")))
        return walk_fails(w, REASON_cross_zone_disabled, "config", group->id);
    return w->is_legacy ? check_legacy(w) : REASON_reachable;
}

enum reason config_check(struct walk *w)
{
    const struct object *balancer = w->q->balancer, *group = w->q->group;
    const struct object *vswitch, *vpc = store_find(w->q->store, &kind_vpc, w->vpc);
    enum reason why;

    if (!is_text(balancer, "LoadBalancerStatus", "Active"))
        return walk_fails(w, REASON_balancer_not_active, "config", balancer->id);
    if (!is_text(group, "VpcId", w->vpc))
        return walk_fails(w, REASON_vpc_mismatch, "config", group->id);
    why = check_remote(w, vpc);
    if (why != REASON_reachable)
        return why;
    vswitch = vswitch_with(w->q->store, w->vpc, w->ip);
    if (vswitch && !interface_with(w->q->store, w->vpc, w->result->ip) &&
        other_host(w, w->vpc, NULL))
        return walk_fails(w, REASON_cidr_overlap, "config", vswitch->id);
    return REASON_reachable;
}
