#include "mockalb/topology/walk.h"

#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

#define STEPS 16

enum reason walk_fails(struct walk *w, enum reason why, const char *stage, const char *object)
{
    w->result->stage = stage;
    w->result->object = object;
    return why;
}

static void note(struct walk *w, const char *stage, const char *node, const char *table,
                 const struct route *r)
{
    struct reach *result = w->result;
    char block[CIDR_ROOM] = "";

    if (result->count == REACH_HOPS)
        return;
    if (r)
        cidr_text(&r->to, block);
    result->hops[result->count++] = (struct hop){ .direction = w->is_return ? "return" : "forward",
                                                  .stage = stage,
                                                  .node = node,
                                                  .table = table,
                                                  .block = arena_strz(w->q->arena, str_of(block)),
                                                  .hop_type = r ? r->hop_type : "",
                                                  .hop = r ? r->hop : "" };
}

struct choosing {
    const char *vswitch;
    const char *main, *custom;
};

static bool choose_table(void *arg, const struct object *table)
{
    struct choosing *c = arg;

    if (is_text(table, "RouteTableType", "System"))
        c->main = table->id;
    else if (c->vswitch &&
             (json_has_text(json_at(table->body, "VSwitchIds.VSwitchId"), c->vswitch) ||
              json_has_text(json_get(table->body, "VSwitchIds"), c->vswitch)))
        c->custom = table->id;
    return true;
}

const char *system_table(const struct store *s, const char *vpc)
{
    struct choosing c = { 0 };

    store_children(s, &kind_route_table, vpc, choose_table, &c);
    return c.main;
}

const char *table_of_vswitch(const struct store *s, const char *vpc, const char *vswitch)
{
    struct choosing c = { .vswitch = vswitch };

    store_children(s, &kind_route_table, vpc, choose_table, &c);
    return c.custom ? c.custom : c.main;
}

struct searching {
    const char *vpc;
    bool found;
};

static bool is_of_vpc(void *arg, const struct object *attachment)
{
    struct searching *s = arg;

    s->found = is_text(attachment, "VpcId", s->vpc);
    return !s->found;
}

/* The transit router beside the load balancer is the first, whatever is beyond it the second. */
const char *stage_of_router(const struct walk *w, const char *router)
{
    struct searching s = { .vpc = w->vpc };

    store_keyed(w->q->store, &kind_cen_attachment, router, is_of_vpc, &s);
    return s.found ? "tr1" : "tr2";
}

static const char *stage_of_vpc(const struct walk *w, const char *vpc)
{
    return strcmp(vpc, w->vpc) == 0 ? "vpc1" : "vpc2";
}

static enum reason walk_router(struct walk *w, const struct object *ingress, const char *router_id);

static const struct object *attachment_named(const struct walk *w, const char *id)
{
    return store_find(w->q->store, &kind_cen_attachment, id);
}

/* Back-to-origin addresses are inside of what each VPC takes for its own. */
static bool is_own_source(const struct walk *w, const char *vpc)
{
    if (!w->is_legacy || !w->is_return || strcmp(vpc, w->vpc) != 0)
        return false;
    for (size_t i = 0; i < w->source_count; i++)
        if (cidr_has(&w->sources[i].block, w->ip))
            return true;
    return false;
}

static enum reason arrive(struct walk *w, const char *vpc, const struct route *r)
{
    bool is_services = r->to.net == 0x64400000u && cidr_length(&r->to) == 10;

    if (is_services && !is_own_source(w, vpc))
        return walk_fails(w, REASON_no_route, stage_of_vpc(w, vpc), vpc);
    w->end_vpc = vpc;
    return REASON_reachable;
}

enum reason walk_from_vpc(struct walk *w, const char *vpc, const char *table)
{
    const char *stage = stage_of_vpc(w, vpc);
    const struct route *r =
        table ? routing_network_match(w->q->routing, w->q->arena, table, w->ip) : NULL;

    note(w, stage, vpc, table ? table : "", r);
    if (++w->steps > STEPS)
        return walk_fails(w, REASON_routing_loop, stage, vpc);
    if (!r)
        return walk_fails(w, REASON_no_route, stage, vpc);
    if (strcmp(r->hop_type, "Local") == 0)
        return arrive(w, vpc, r);
    if (strcmp(r->hop_type, "Attachment") != 0)
        return walk_fails(w, REASON_unsupported_next_hop, stage, r->hop);
    const struct object *attachment = attachment_named(w, r->hop);
    if (!attachment)
        return walk_fails(w, REASON_no_route, stage, vpc);
    if (!is_text(attachment, "VpcId", vpc))
        return walk_fails(w, REASON_unsupported_next_hop, stage, r->hop);
    if (!is_text(attachment, "Status", "Attached"))
        return walk_fails(w, REASON_attachment_not_ready, stage, attachment->id);
    return walk_router(w, attachment, member(attachment, "TransitRouterId"));
}

/* A package must be bound to the CEN and paid for; what is paid by traffic needs neither. */
static bool has_bandwidth(const struct walk *w, const struct object *peer)
{
    const char *package = member(peer, "CenBandwidthPackageId");
    const struct object *o;

    if (json_int_or(peer->body, "Bandwidth", 1) == 0)
        return false;
    if (!is_text(peer, "BandwidthType", "BandwidthPackage") && !*package)
        return true;
    o = store_find(w->q->store, &kind_cen_bandwidth_package, package);
    return o && is_text(o, "Status", "InUse") &&
           strcmp(json_text_or(o->body, "BusinessStatus", "Normal"), "Normal") == 0;
}

static enum reason cross(struct walk *w, const struct object *peer, const char *router)
{
    bool is_local = is_text(peer, "TransitRouterId", router);

    if (!has_bandwidth(w, peer))
        return walk_fails(w, REASON_peer_bandwidth, "peer", peer->id);
    return walk_router(w, peer, member(peer, is_local ? "PeerTransitRouterId" : "TransitRouterId"));
}

enum reason border_router_state(const struct walk *w, const struct object *router,
                                const char **ret_object)
{
    const char *fault = routing_border_fault(w->q->store, router);

    if (!fault)
        return REASON_reachable;
    *ret_object = fault;
    return strcmp(fault, router->id) == 0 ? REASON_vbr_not_active : REASON_circuit_not_enabled;
}

static bool is_behind(const struct object *site, const struct object *router)
{
    const char *id = member(site, "VbrId");

    return *id ? strcmp(id, router->id) == 0
               : is_text(router, "PhysicalConnectionId", member(site, "PhysicalConnectionId"));
}

static enum reason leave_cloud(struct walk *w, const struct object *router)
{
    const char *object = router->id, *table = member(router, "RouteTableId");
    enum reason state = border_router_state(w, router, &object);
    const struct route *r = routing_network_match(w->q->routing, w->q->arena, table, w->ip);
    const struct object *site = site_with(w->q->store, w->ip);

    note(w, "vbr", router->id, table, r);
    if (state != REASON_reachable)
        return walk_fails(w, state, "vbr", object);
    if (!r || strcmp(r->hop_type, "RouterInterface") != 0)
        return walk_fails(w, REASON_no_vbr_route, "vbr", router->id);
    if (!site || !is_behind(site, router))
        return walk_fails(w, REASON_target_not_found, "idc", router->id);
    w->end_site = site;
    return REASON_reachable;
}

static enum reason egress(struct walk *w, const struct object *attachment, const char *router)
{
    const char *stage = stage_of_router(w, router);

    if (!is_text(attachment, "Status", "Attached"))
        return walk_fails(w, REASON_attachment_not_ready,
                          is_text(attachment, "ResourceType", "TR") ? "peer" : stage,
                          attachment->id);
    if (is_text(attachment, "ResourceType", "TR"))
        return cross(w, attachment, router);
    if (is_text(attachment, "ResourceType", "VPC")) {
        const char *vpc = member(attachment, "VpcId");
        const char *vswitch = json_text_or(attachment->body, "ZoneMappings.0.VSwitchId", "");
        return walk_from_vpc(w, vpc, table_of_vswitch(w->q->store, vpc, vswitch));
    }
    const struct object *border =
        store_find(w->q->store, &kind_virtual_border_router, member(attachment, "VbrId"));
    return border ? leave_cloud(w, border)
                  : walk_fails(w, REASON_unsupported_next_hop, stage, attachment->id);
}

/* The built-in policy: two data centres do not reach each other through the cloud. */
static bool is_forbidden(const struct object *ingress, const struct route *r)
{
    return is_text(ingress, "ResourceType", "VBR") && strcmp(r->origin_type, "VBR") == 0;
}

static enum reason walk_router(struct walk *w, const struct object *ingress, const char *router_id)
{
    const struct object *router = store_find(w->q->store, &kind_cen_transit_router, router_id);
    const char *stage = stage_of_router(w, router_id), *table;
    const struct route *r;

    if (!router || !is_text(router, "Status", "Active"))
        return walk_fails(w, REASON_router_not_active, stage, router_id);
    if (is_text(router, "Type", "Basic"))
        return walk_fails(w, REASON_router_basic, stage, router_id);
    table = routing_associated_table(w->q->store, ingress->id, router_id);
    if (!table)
        return walk_fails(w, REASON_no_association, stage, ingress->id);
    r = routing_router_match(w->q->routing, w->q->arena, table, w->ip);
    note(w, stage, router_id, table, r);
    if (++w->steps > STEPS)
        return walk_fails(w, REASON_routing_loop, stage, router_id);
    if (!r || is_forbidden(ingress, r) || strcmp(r->hop, ingress->id) == 0)
        return refine_router(w, router, table);
    if (strcmp(r->hop_type, "BlackHole") == 0)
        return walk_fails(w, REASON_blackhole, stage, table);
    const struct object *next = attachment_named(w, r->hop);
    return next ? egress(w, next, router_id)
                : walk_fails(w, REASON_unsupported_next_hop, stage, r->hop);
}

/* What the border router tells the data centre by BGP: what is pushed into it, and what is announced. */
struct announcing {
    const struct walk *walk;
    const char *gateway; /* the next hop of a static route; NULL: by BGP */
    const struct object *site, *router;
};

static bool announces(void *arg, const struct object *network)
{
    struct announcing *a = arg;
    struct cidr block;

    if (cidr_read(json_text(network->body, "DstCidrBlock"), &block) &&
        cidr_has(&block, a->walk->ip))
        a->gateway = "bgp";
    return !a->gateway;
}

static bool has_session(const struct walk *w, const struct object *site,
                        const struct object *router)
{
    struct announcing a = { .walk = w };
    const struct route *r =
        routing_network_match(w->q->routing, w->q->arena, member(router, "RouteTableId"), w->ip);

    if (!routing_has_session(w->q->store, site, router))
        return false;
    store_children(w->q->store, &kind_bgp_network, router->id, announces, &a);
    return a.gateway || (r && r->type == ROUTE_synced);
}

static bool choose_router(void *arg, const struct object *router)
{
    struct announcing *a = arg;

    if (!is_behind(a->site, router))
        return true;
    if (a->gateway ? is_text(router, "LocalGatewayIp", a->gateway)
                   : has_session(a->walk, a->site, router))
        a->router = router;
    return !a->router;
}

static enum reason enter_cloud(struct walk *w, const struct object *router);

/* The longest of its static routes; without one, what a border router announces. */
enum reason walk_from_site(struct walk *w, const struct object *site)
{
    struct announcing a = { .walk = w, .site = site };
    struct route found = { .to = { 0, 0 }, .hop_type = "Gateway", .hop = "" };
    const cJSON *route;
    struct cidr block;

    cJSON_ArrayForEach(route, json_get(site->body, "Routes"))
    {
        if (cidr_read(json_text(route, "Cidr"), &block) && cidr_has(&block, w->ip) &&
            (!a.gateway || block.mask > found.to.mask)) {
            a.gateway = found.hop = json_text_or(route, "NextHop", "");
            found.to = block;
        }
    }
    store_each(w->q->store, &kind_virtual_border_router, NULL, choose_router, &a);
    if (!a.gateway)
        found.hop_type = "Bgp";
    note(w, "idc", site->id, "", a.gateway || a.router ? &found : NULL);
    if (a.router)
        return enter_cloud(w, a.router);
    return walk_fails(w, a.gateway ? REASON_unsupported_next_hop : REASON_no_route, "idc",
                      site->id);
}

static bool find_attachment(void *arg, const struct object *attachment)
{
    *(const struct object **)arg = attachment;
    return !is_text(attachment, "Status", "Attached");
}

/* Nothing is pushed into the table of a border router whose attachment is associated with no table. */
static enum reason no_way_from_border(struct walk *w, const struct object *router)
{
    const struct object *attachment = NULL;
    const char *transit;

    store_keyed(w->q->store, &kind_cen_attachment, router->id, find_attachment, &attachment);
    transit = attachment ? member(attachment, "TransitRouterId") : "";
    if (attachment && json_bool(attachment->body, "AutoPublishRouteEnabled") &&
        !routing_associated_table(w->q->store, attachment->id, transit))
        return walk_fails(w, REASON_no_association, stage_of_router(w, transit), attachment->id);
    return walk_fails(w, REASON_no_vbr_route, "vbr", router->id);
}

static enum reason enter_cloud(struct walk *w, const struct object *router)
{
    const char *object = router->id, *table = member(router, "RouteTableId");
    enum reason state = border_router_state(w, router, &object);
    const struct route *r = routing_network_match(w->q->routing, w->q->arena, table, w->ip);
    const struct object *attachment;

    note(w, "vbr", router->id, table, r);
    if (state != REASON_reachable)
        return walk_fails(w, state, "vbr", object);
    if (!r || strcmp(r->hop_type, "Attachment") != 0)
        return no_way_from_border(w, router);
    attachment = attachment_named(w, r->hop);
    if (!attachment || !is_text(attachment, "VbrId", router->id))
        return walk_fails(w, REASON_unsupported_next_hop, "vbr", r->hop);
    if (!is_text(attachment, "Status", "Attached"))
        return walk_fails(w, REASON_attachment_not_ready, "vbr", attachment->id);
    return walk_router(w, attachment, member(attachment, "TransitRouterId"));
}
