#ifndef MOCKALB_ROUTING_ROUTING_H
#define MOCKALB_ROUTING_ROUTING_H

/*
 * Which routes there are. Nothing of it is stored: a table of a transit router,
 * and what is pushed into the tables of VPCs and border routers, is computed from
 * attachments, associations, propagations, vSwitches and entries when it is asked
 * for. So it is never stale, and a state document need not hold it.
 *
 * What is handed out is good until the next change of the store; inside of a
 * transaction that has changed something, as long as the arena besides.
 */
#include <stddef.h>

#include "base/arena.h"
#include "base/cidr.h"
#include "base/state/store.h"

struct routing;

enum route_type {
    ROUTE_system,     /* VPC: a vSwitch, or the cloud's own 100.64.0.0/10 */
    ROUTE_custom,     /* VPC, border router: an entry that somebody made */
    ROUTE_bgp,        /* border router: learned from the other end of the circuit */
    ROUTE_synced,     /* VPC, border router: pushed by the transit router */
    ROUTE_static,     /* transit router: an entry that somebody made */
    ROUTE_propagated, /* transit router: learned from an attachment */
};

enum route_status {
    ROUTE_active,
    ROUTE_pending,  /* its entry is being created or deleted: see there */
    ROUTE_standby,  /* another way of the active route to the same place, or a second circuit */
    ROUTE_rejected, /* the same block as the active route, for another place */
};

struct route {
    struct cidr to;
    enum route_type type;
    enum route_status status;
    const char *hop_type; /* "Attachment", "Local", "BlackHole", "RouterInterface", … */
    const char *hop;      /* the id of that; "" when it has none */
    /* Whose network it is, across peers: "VPC", "VBR" or "", its id, and how it got the route:
     * "System", "Custom", "static", "BGP" or "BlackHole". Empty for custom routes. */
    const char *origin_type, *origin, *origin_route;
    const struct object *entry; /* what somebody made, of static and custom routes; or NULL */
    unsigned peers;             /* connections between regions that it came over */
};

/* In the order of blocks; the active route of a block comes first. */
struct routes {
    const struct route *items;
    size_t count;
};

struct routing *routing_new(struct store *s);
void routing_free(struct routing *r);   /* NULL is fine */
void routing_forget(struct routing *r); /* after store_clear and store_restore */

/* Everything in a table of a transit router (cen/RouteTable); empty when there is no such table. */
struct routes routing_router_table(struct routing *r, struct arena *a, const char *table);
/* The same for a table of a VPC (vpc/RouteTable) or of a border router (its RouteTableId). */
struct routes routing_network_table(struct routing *r, struct arena *a, const char *table);

/* The longest active match; NULL when there is none. */
const struct route *routing_router_match(struct routing *r, struct arena *a, const char *table,
                                         uint32_t ip);
const struct route *routing_network_match(struct routing *r, struct arena *a, const char *table,
                                          uint32_t ip);

/* What keeps a border router from carrying anything: its own id, or that of its circuit; or NULL. */
const char *routing_border_fault(const struct store *s, const struct object *border_router);
/* A BGP peer that is there, of a border router that works. */
bool routing_is_established(const struct store *s, const struct object *peer,
                            const struct object *border_router);
/* A data centre and a border router speak BGP when both do: the site says so, the router has such a peer. */
bool routing_has_session(const struct store *s, const struct object *site,
                         const struct object *border_router);

/* The table that an attachment is associated with on a transit router, if that is Active; or NULL. */
const char *routing_associated_table(const struct store *s, const char *attachment,
                                     const char *router);

#endif
