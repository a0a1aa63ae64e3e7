#ifndef MOCKALB_RESOURCES_ECS_INTERFACE_H
#define MOCKALB_RESOURCES_ECS_INTERFACE_H

/*
 * Network interfaces: the primary one of each instance, which comes and goes
 * with it, and others.
 */
#include <cjson/cJSON.h>

#include "mockalb/gateway/call.h"

struct interface_given {
    const char *id, *name, *type, *status; /* type: Primary, Secondary */
    const char *ip;                        /* the first of its addresses */
    const char *instance;                  /* "": none */
    const cJSON *groups;                   /* ids of security groups; NULL: none */
};

/* What Describe actions show of an interface, without tags; the caller's. */
cJSON *interface_body(struct call *call, const struct object *vswitch,
                      const struct interface_given *given);
void interface_add_ip(cJSON *body, const char *ip);

/* The interface of a VPC that has an address; NULL: none has. */
const struct object *interface_with_ip(const struct store *s, const char *vpc, const char *ip);

#endif
