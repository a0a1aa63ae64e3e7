#ifndef MOCKALB_TOPOLOGY_WALK_H
#define MOCKALB_TOPOLOGY_WALK_H

/*
 * The way of a packet, hop by hop, inside of this room: what reach.c asks of
 * walk.c, refine.c and endpoint.c.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/topology/reach.h"

/* Where the load balancer comes from. */
struct source {
    const char *text;
    struct cidr block;
};

struct walk {
    const struct reach_question *q;
    struct reach *result;
    const char *vpc; /* of the load balancer */
    bool is_legacy;
    struct source *sources;
    size_t source_count;
    bool is_return;
    uint32_t ip;         /* where it goes */
    const char *end_vpc; /* where it came to; NULL: elsewhere */
    const struct object *end_site;
    size_t steps;
};

/* From a VPC by a table of it; from a data centre. REASON_reachable: it ended at end_vpc or end_site. */
enum reason walk_from_vpc(struct walk *w, const char *vpc, const char *table);
enum reason walk_from_site(struct walk *w, const struct object *site);

/* Says where it failed, and returns why. */
enum reason walk_fails(struct walk *w, enum reason why, const char *stage, const char *object);

const char *stage_of_router(const struct walk *w, const char *router);
const char *system_table(const struct store *s, const char *vpc); /* NULL when there is none */
const char *table_of_vswitch(const struct store *s, const char *vpc, const char *vswitch);
enum reason border_router_state(const struct walk *w, const struct object *router,
                                const char **ret_object);

/* refine.c: why a table of a VPC, or of a transit router, has no route. */
enum reason refine_vpc(struct walk *w, const char *vpc);
enum reason refine_router(struct walk *w, const struct object *router, const char *table);

/* endpoint.c */
const struct object *vswitch_with(const struct store *s, const char *vpc, uint32_t ip);
const struct object *interface_with(const struct store *s, const char *vpc, const char *ip);
const struct object *site_with(const struct store *s, uint32_t ip);
bool site_has_host(const struct object *site, const char *ip);
/* Somebody else than that VPC or site has the address; NULL: nobody. */
const struct object *other_host(const struct walk *w, const char *vpc, const struct object *site);
enum reason endpoint_in_vpc(struct walk *w, const char *vpc);
enum reason endpoint_at_site(struct walk *w, const struct object *site);

static inline bool is_text(const struct object *o, const char *member, const char *text)
{
    return json_is_text(json_get(o->body, member), text);
}

static inline const char *member(const struct object *o, const char *name)
{
    return json_text_or(o->body, name, "");
}

#endif
