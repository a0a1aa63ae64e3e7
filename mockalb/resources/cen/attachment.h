#ifndef MOCKALB_RESOURCES_CEN_ATTACHMENT_H
#define MOCKALB_RESOURCES_CEN_ATTACHMENT_H

/*
 * What joins a network to a transit router: a VPC, a border router, a VPN
 * connection, an express connect router, or another transit router (a peer attachment, which is of both). What
 * they have in common; each kind has a file of its own.
 */
#include <stdbool.h>

#include "mockalb/gateway/call.h"
#include "mockalb/resources/reply.h"

/* By ResourceType: what differs in a way that is data. */
struct attachment_type {
    const char *name;         /* "VPC" */
    const char *resource;     /* the body's member with the id of what is attached */
    const char *owner;        /* … and with its owner's account */
    enum error_id status;     /* while it is changing */
    enum error_id referenced; /* routes of the network lead to it */
    bool is_ordered;          /* has an OrderType: who pays */
    bool is_charged;          /* has a ChargeType */
};

extern const struct attachment_type attachment_vpc, attachment_vbr, attachment_vpn, attachment_ecr,
    attachment_peer;

bool attachment_is_of(const struct object *attachment, const char *router); /* on either side */
/* What it attaches, as that router sees it: of a peer the router on the other side. */
const char *attachment_resource(const struct object *attachment, const char *router);

/* A body with all that they have in common, Attaching; and the end of making it. */
cJSON *attachment_begin(struct call *call, const struct object *router,
                        const struct attachment_type *type);
const struct api_error *attachment_end(struct call *call, const struct object *router, cJSON *body);

/* Something of another account must have been granted to the router's CEN. */
const struct api_error *attachment_check_owner(struct call *call, const struct object *router,
                                               const struct attachment_type *type);

/* The one that the call names; of that type, not changing. */
const struct object *attachment_named(struct call *call, const struct attachment_type *type,
                                      const struct api_error **ret_refusal);

/* Name, description and who pays, from the call; the body is a copy that the caller puts. */
cJSON *attachment_update(struct call *call, const struct object *attachment);
/* All of it, for types of which nothing else can be changed. */
const struct api_error *attachment_modify(struct call *call, const struct attachment_type *type);
/* Nothing leads to it any more, or the call forces it and that goes, too; then it is Detaching. */
const struct api_error *attachment_delete(struct call *call, const struct attachment_type *type);

/* The list of one type. */
const struct api_error *attachment_list(struct call *call, const struct attachment_type *type);

#endif
