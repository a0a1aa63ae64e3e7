#include "mockalb/routing/origins.h"

#include <string.h>

#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

/* One block that is looked for, and whose attachments advertise it. */
struct search {
    const struct view *view;
    const struct net *net;
    struct cidr block;
    char key[CIDR_ROOM];
    origin_fn *add;
    void *arg;
    struct route route; /* of the origin that is being looked at */
    const struct object *site;
};

static bool propagate(void *arg, const struct object *propagation)
{
    struct search *s = arg;
    size_t table;

    if (is_state(propagation, "Status", "Active") &&
        net_find(s->net, text_of(propagation, "TransitRouterRouteTableId"), &table))
        s->add(s->arg, table, &s->route);
    return true;
}

static bool advertise(void *arg, const struct object *attachment)
{
    struct search *s = arg;

    if (!is_state(attachment, "ResourceType", s->route.origin_type) ||
        !is_state(attachment, "CenId", s->net->cen) || !is_state(attachment, "Status", "Attached"))
        return true;
    s->route.hop = attachment->id;
    store_children(s->view->store, &kind_cen_propagation, attachment->id, propagate, s);
    return true;
}

/* What owner has goes to the tables that its attachments propagate into. */
static void advertise_all(struct search *s, const char *type, const char *owner, const char *how)
{
    s->route = (struct route){ .to = s->block,
                               .type = ROUTE_propagated,
                               .hop_type = "Attachment",
                               .origin_type = type,
                               .origin = owner,
                               .origin_route = how };
    store_keyed(s->view->store, &kind_cen_attachment, owner, advertise, s);
}

static bool find_vswitch(void *arg, const struct object *vswitch)
{
    advertise_all(arg, "VPC", text_of(vswitch, "VpcId"), "System");
    return true;
}

struct publishing {
    const struct search *search;
    bool found;
};

static bool is_published(void *arg, const struct object *published)
{
    struct publishing *p = arg;
    struct cidr block;

    p->found = is_state(published, "CenId", p->search->net->cen) &&
               cidr_read(json_text(published->body, "DestinationCidrBlock"), &block) &&
               block.net == p->search->block.net && block.mask == p->search->block.mask;
    return !p->found;
}

static bool find_border_router(void *arg, const struct object *router)
{
    advertise_all(arg, "VBR", router->id, "Custom");
    return true;
}

/* Of a VPC's entries those that were published; of a border router's those to its circuit. */
static bool find_entry(void *arg, const struct object *entry)
{
    struct search *s = arg;
    struct publishing p = { .search = s };
    const char *table = text_of(entry, "RouteTableId"), *hop = entry_hop(entry, "NextHopType");

    if (!is_state(entry, "Status", "Available") || strcmp(hop, "Attachment") == 0)
        return true;
    if (strcmp(hop, "RouterInterface") == 0)
        store_keyed(s->view->store, &kind_virtual_border_router, table, find_border_router, s);
    const struct object *of = store_find(s->view->store, &kind_route_table, table);
    if (!of || !is_state(of, "RouteTableType", "System"))
        return true;
    store_children(s->view->store, &kind_cen_published_route, table, is_published, &p);
    if (p.found)
        advertise_all(s, "VPC", text_of(of, "VpcId"), "Custom");
    return true;
}

static bool find_learned(void *arg, const struct object *router)
{
    struct search *s = arg;

    if (routing_has_session(s->view->store, s->site, router))
        advertise_all(s, "VBR", router->id, "BGP");
    return true;
}

static bool find_site(void *arg, const struct object *site)
{
    struct search *s = arg;

    s->site = site;
    site_each_router(s->view->store, site, find_learned, s);
    return true;
}

static bool find_vco_route(void *arg, const struct object *route)
{
    advertise_all(arg, "VPN", text_of(route, "VpnConnectionId"), "static");
    return true;
}

/* Where a static entry leads to: what its attachment attaches. */
static void set_static_origin(struct route *route, const struct object *attachment)
{
    static const struct {
        const char *type, *member;
    } attached[] = {
        { "VPC", "VpcId" },
        { "VBR", "VbrId" },
        { "TR", "PeerTransitRouterId" },
        { "VPN", "VpnId" },
    };

    for (size_t i = 0; i < sizeof(attached) / sizeof(attached[0]); i++)
        if (attachment && is_state(attachment, "ResourceType", attached[i].type)) {
            route->origin_type = attached[i].type;
            route->origin = text_of(attachment, attached[i].member);
        }
}

static bool find_static(void *arg, const struct object *entry)
{
    struct search *s = arg;
    bool drops = is_state(entry, "TransitRouterRouteEntryNextHopType", "BlackHole");
    const char *status = json_text_or(entry->body, "TransitRouterRouteEntryStatus", "Active");
    const char *hop = text_of(entry, "TransitRouterRouteEntryNextHopId");
    const char *parent = object_parent(entry);
    size_t table;

    if (!parent || !net_find(s->net, parent, &table))
        return true;
    struct route route = { .to = s->block,
                           .type = ROUTE_static,
                           .status = strcmp(status, "Active") == 0 ? ROUTE_active : ROUTE_pending,
                           .hop_type = drops ? "BlackHole" : "Attachment",
                           .hop = drops ? "" : hop,
                           .origin_type = "",
                           .origin = "",
                           .origin_route = drops ? "BlackHole" : "static",
                           .entry = entry };
    if (!drops)
        set_static_origin(&route, store_find(s->view->store, &kind_cen_attachment, hop));
    s->add(s->arg, table, &route);
    return true;
}

void origins_of_block(const struct view *v, const struct net *n, const struct cidr *block,
                      origin_fn *add, void *arg)
{
    struct search s = { .view = v, .net = n, .block = *block, .add = add, .arg = arg };

    cidr_text(block, s.key);
    store_keyed(v->store, &kind_cen_route_entry, s.key, find_static, &s);
    store_keyed(v->store, &kind_vswitch, s.key, find_vswitch, &s);
    store_keyed(v->store, &kind_route_entry, s.key, find_entry, &s);
    store_keyed(v->store, &kind_site, s.key, find_site, &s);
    store_keyed(v->store, &kind_vco_route, s.key, find_vco_route, &s);
}

struct listing {
    const struct view *view;
    block_fn *add;
    void *arg;
};

static void add_block(const struct listing *l, const char *text)
{
    struct cidr block;

    if (cidr_read(text, &block))
        l->add(l->arg, &block);
}

static bool list_vswitch(void *arg, const struct object *vswitch)
{
    add_block(arg, text_of(vswitch, "CidrBlock"));
    return true;
}

static bool list_entry(void *arg, const struct object *entry)
{
    add_block(arg, text_of(entry, "DestinationCidrBlock"));
    return true;
}

static bool list_static(void *arg, const struct object *entry)
{
    add_block(arg, text_of(entry, "TransitRouterRouteEntryDestinationCidrBlock"));
    return true;
}

static bool list_table(void *arg, const struct object *table)
{
    const struct listing *l = arg;

    store_children(l->view->store, &kind_cen_published_route, table->id, list_entry, arg);
    return true;
}

static bool list_site(void *arg, const struct object *site)
{
    const cJSON *block;

    cJSON_ArrayForEach(block, json_get(site->body, "Cidrs"))
    {
        if (cJSON_IsString(block))
            add_block(arg, block->valuestring);
    }
    return true;
}

static bool list_vco_route(void *arg, const struct object *route)
{
    add_block(arg, text_of(route, "RouteDest"));
    return true;
}

static bool list_attachment(void *arg, const struct object *attachment)
{
    const struct listing *l = arg;
    const struct store *s = l->view->store;
    const char *vpc = text_of(attachment, "VpcId"), *id = text_of(attachment, "VbrId");
    const struct object *router = *id ? store_find(s, &kind_virtual_border_router, id) : NULL;

    if (*vpc) {
        store_children(s, &kind_vswitch, vpc, list_vswitch, arg);
        store_children(s, &kind_route_table, vpc, list_table, arg);
    }
    store_children(s, &kind_vco_route, text_of(attachment, "VpnId"), list_vco_route, arg);
    if (!router)
        return true;
    store_children(s, &kind_route_entry, text_of(router, "RouteTableId"), list_entry, arg);
    store_keyed(s, &kind_site, router->id, list_site, arg);
    store_keyed(s, &kind_site, text_of(router, "PhysicalConnectionId"), list_site, arg);
    return true;
}

void origins_each_block(const struct view *v, const struct net *n, block_fn *add, void *arg)
{
    struct listing l = { .view = v, .add = add, .arg = arg };

    for (size_t i = 0; i < n->count; i++)
        store_children(v->store, &kind_cen_route_entry, n->tables[i].id, list_static, &l);
    store_children(v->store, &kind_cen_attachment, n->cen, list_attachment, &l);
}

const char *routing_border_fault(const struct store *s, const struct object *border_router)
{
    const char *id = text_of(border_router, "PhysicalConnectionId");
    const struct object *circuit = store_find(s, &kind_physical_connection, id);
    const char *status =
        circuit ? text_of(circuit, "Status")
                : json_text_or(border_router->body, "PhysicalConnectionStatus", "Enabled");

    if (!is_state(border_router, "Status", "active"))
        return border_router->id;
    if (strcmp(status, "Enabled") != 0)
        return id;
    if (circuit && strcmp(json_text_or(circuit->body, "BusinessStatus", "Normal"), "Normal") != 0)
        return id;
    return NULL;
}

bool routing_is_established(const struct store *s, const struct object *peer,
                            const struct object *border_router)
{
    const char *status = json_text_or(peer->body, "Status", "Available");

    return strcmp(status, "Pending") != 0 && strcmp(status, "Deleting") != 0 &&
           !routing_border_fault(s, border_router);
}

struct peering {
    const struct store *store;
    const struct object *router;
    bool has_peer;
};

static bool find_peer(void *arg, const struct object *peer)
{
    struct peering *p = arg;

    p->has_peer = routing_is_established(p->store, peer, p->router);
    return !p->has_peer;
}

static bool find_group(void *arg, const struct object *group)
{
    struct peering *p = arg;

    store_children(p->store, &kind_bgp_peer, group->id, find_peer, p);
    return !p->has_peer;
}

bool routing_has_session(const struct store *s, const struct object *site,
                         const struct object *router)
{
    struct peering p = { .store = s, .router = router };

    if (json_bool(site->body, "Bgp"))
        store_children(s, &kind_bgp_group, router->id, find_group, &p);
    return p.has_peer;
}

void site_each_router(const struct store *s, const struct object *site,
                      bool (*fn)(void *arg, const struct object *border_router), void *arg)
{
    const char *id = text_of(site, "VbrId");
    const struct object *router = *id ? store_find(s, &kind_virtual_border_router, id) : NULL;

    if (router)
        fn(arg, router);
    else if (!*id)
        store_keyed(s, &kind_virtual_border_router, text_of(site, "PhysicalConnectionId"), fn, arg);
}
