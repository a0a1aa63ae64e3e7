/*
 * A missing route has its cause elsewhere: somebody does not advertise it. Where
 * the network is that the address belongs to tells which link to look at.
 */
#include "mockalb/kinds/kinds.h"
#include "mockalb/topology/walk.h"

#include "base/banned.h"

/* The attachments of the network that the address is in. */
struct target {
    struct walk *walk;
    const char *cen, *router;
    const struct object *in_cen; /* that which is nearest: on this router, or in this CEN */
    const struct object *any;
};

static bool look_at_attachment(void *arg, const struct object *attachment)
{
    struct target *t = arg;

    t->any = attachment;
    if (is_text(attachment, "CenId", t->cen) &&
        (!t->in_cen || is_text(attachment, "TransitRouterId", t->router)))
        t->in_cen = attachment;
    return true;
}

struct flow {
    const struct store *store;
    const char *table; /* that is propagated into */
    bool found;
};

static bool is_into(void *arg, const struct object *propagation)
{
    struct flow *f = arg;

    f->found = is_text(propagation, "TransitRouterRouteTableId", f->table) &&
               is_text(propagation, "Status", "Active");
    return !f->found;
}

static bool propagates(const struct walk *w, const char *attachment, const char *table)
{
    struct flow f = { .store = w->q->store, .table = table };

    store_children(w->q->store, &kind_cen_propagation, attachment, is_into, &f);
    return f.found;
}

struct peering {
    const char *here, *there;
    const struct object *peer;
};

static bool look_at_peer(void *arg, const struct object *a)
{
    struct peering *p = arg;
    bool joins = is_text(a, "ResourceType", "TR") && (is_text(a, "PeerTransitRouterId", p->there) ||
                                                      is_text(a, "TransitRouterId", p->there));

    /* One that carries is looked at before one that is not ready. */
    if (joins && (!p->peer || is_text(a, "Status", "Attached")))
        p->peer = a;
    return true;
}

/* What of the connection, or of the table at its other end, keeps the route away. */
static enum reason refine_peer(struct walk *w, const struct object *router, const char *table,
                               const struct object *target)
{
    const char *there = member(target, "TransitRouterId"), *far;
    struct peering p = { .here = router->id, .there = there };
    const char *stage = stage_of_router(w, router->id);

    store_keyed(w->q->store, &kind_cen_attachment, router->id, look_at_peer, &p);
    if (!p.peer)
        return walk_fails(w, REASON_no_peer, stage, router->id);
    if (!is_text(p.peer, "Status", "Attached"))
        return walk_fails(w, REASON_attachment_not_ready, "peer", p.peer->id);
    far = routing_associated_table(w->q->store, p.peer->id, there);
    if (!far)
        return walk_fails(w, REASON_peer_not_associated, "peer", p.peer->id);
    if (!json_bool(p.peer->body, "AutoPublishRouteEnabled"))
        return walk_fails(w, REASON_peer_not_synced, "peer", p.peer->id);
    if (!propagates(w, p.peer->id, table))
        return walk_fails(w, REASON_peer_not_propagated, stage, p.peer->id);
    if (!propagates(w, target->id, far))
        return walk_fails(w, REASON_no_propagation, stage_of_router(w, there), target->id);
    return walk_fails(w, REASON_no_router_route, stage, table);
}

static enum reason refine_target(struct walk *w, const struct object *router, const char *table,
                                 const struct object *target)
{
    if (!is_text(target, "Status", "Attached"))
        return walk_fails(w, REASON_attachment_not_ready, "tr2", target->id);
    if (!is_text(target, "TransitRouterId", router->id))
        return refine_peer(w, router, table, target);
    if (!propagates(w, target->id, table))
        return walk_fails(w, REASON_no_propagation, stage_of_router(w, router->id), target->id);
    return walk_fails(w, REASON_no_router_route, stage_of_router(w, router->id), table);
}

struct owning {
    struct walk *walk;
    struct target *target;
    const struct object *border; /* of the site, the one that is attached if any is */
};

static bool look_at_border(void *arg, const struct object *border)
{
    struct owning *o = arg;
    struct target *t = o->target;
    const struct object *before = t->in_cen;

    store_keyed(o->walk->q->store, &kind_cen_attachment, border->id, look_at_attachment, t);
    if (!o->border || t->in_cen != before)
        o->border = border;
    return true;
}

static enum reason refine_site(struct walk *w, const struct object *router, const char *table,
                               const struct object *site)
{
    struct target t = { w, member(router, "CenId"), router->id, NULL, NULL };
    struct owning o = { .walk = w, .target = &t };
    const char *id = member(site, "VbrId"), *fault = "";
    const struct route *r = NULL;
    const struct object *named;
    enum reason state;

    named = store_find(w->q->store, &kind_virtual_border_router, id);
    if (named)
        look_at_border(&o, named);
    else if (!*id)
        store_keyed(w->q->store, &kind_virtual_border_router, member(site, "PhysicalConnectionId"),
                    look_at_border, &o);
    if (!t.in_cen)
        return walk_fails(w, REASON_vbr_not_attached, "vbr", o.border ? o.border->id : site->id);
    state = border_router_state(w, o.border, &fault);
    if (state != REASON_reachable) /* what it has learned is gone with it */
        return walk_fails(w, state, "vbr", fault);
    if (is_text(t.in_cen, "Status", "Attached"))
        r = routing_network_match(w->q->routing, w->q->arena, member(o.border, "RouteTableId"),
                                  w->ip);
    if (is_text(t.in_cen, "Status", "Attached") &&
        (!r || strcmp(r->hop_type, "RouterInterface") != 0))
        return walk_fails(w, REASON_no_vbr_route, "vbr", o.border->id);
    return refine_target(w, router, table, t.in_cen);
}

struct owner {
    uint32_t ip;
    const char *not_vpc, *vpc;
};

/* Blocks that hold the address are few: they are the keys. */
static bool own_vswitch(void *arg, const struct object *vswitch)
{
    struct owner *o = arg;

    if (!o->vpc)
        o->vpc = member(vswitch, "VpcId");
    return false;
}

static const char *owner_vpc(const struct walk *w)
{
    struct owner o = { .ip = w->ip };
    char key[CIDR_ROOM];

    for (int length = 32; length >= 0 && !o.vpc; length--) {
        uint32_t mask = length ? UINT32_MAX << (32 - length) : 0;
        struct cidr block = { w->ip & mask, mask };
        cidr_text(&block, key);
        store_keyed(w->q->store, &kind_vswitch, key, own_vswitch, &o);
    }
    return o.vpc;
}

enum reason refine_router(struct walk *w, const struct object *router, const char *table)
{
    struct target t = { w, member(router, "CenId"), router->id, NULL, NULL };
    const char *vpc = owner_vpc(w), *stage = stage_of_router(w, router->id);
    const struct object *site = vpc ? NULL : site_with(w->q->store, w->ip);

    if (site)
        return refine_site(w, router, table, site);
    if (!vpc)
        return walk_fails(w, w->is_return ? REASON_no_router_route : REASON_target_not_found, stage,
                          table);
    store_keyed(w->q->store, &kind_cen_attachment, vpc, look_at_attachment, &t);
    if (!t.any)
        return walk_fails(w, REASON_no_vpc_attachment, strcmp(vpc, w->vpc) == 0 ? "vpc1" : "vpc2",
                          vpc);
    if (!t.in_cen)
        return walk_fails(w, REASON_different_cen, stage, member(t.any, "CenId"));
    return refine_target(w, router, table, t.in_cen);
}

struct customs {
    struct walk *walk;
    const char *found;
};

static bool try_custom(void *arg, const struct object *table)
{
    struct customs *c = arg;
    const struct walk *w = c->walk;
    const struct route *r;

    if (is_text(table, "RouteTableType", "System"))
        return true;
    r = routing_network_match(w->q->routing, w->q->arena, table->id, w->ip);
    if (r && strcmp(r->hop_type, "Attachment") == 0)
        c->found = table->id;
    return !c->found;
}

/* Of the load balancer's VPC, on the way there. */
enum reason refine_vpc(struct walk *w, const char *vpc)
{
    struct target t = { .walk = w, .cen = "", .router = "" };
    struct customs c = { .walk = w };

    store_keyed(w->q->store, &kind_cen_attachment, vpc, look_at_attachment, &t);
    if (!t.any)
        return walk_fails(w, REASON_no_vpc_attachment, "vpc1", vpc);
    store_children(w->q->store, &kind_route_table, vpc, try_custom, &c);
    if (c.found)
        return walk_fails(w, REASON_custom_table_only, "vpc1", c.found);
    const char *table = system_table(w->q->store, vpc);
    return walk_fails(w, REASON_no_forward_route, "vpc1", table ? table : vpc);
}
