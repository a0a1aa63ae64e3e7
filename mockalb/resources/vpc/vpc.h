#ifndef MOCKALB_RESOURCES_VPC_VPC_H
#define MOCKALB_RESOURCES_VPC_VPC_H

/*
 * VPCs. One always has its system route table, which is made with it and goes
 * with it.
 */
#include <stdbool.h>

#include "base/cidr.h"
#include "mockalb/gateway/call.h"

struct vpc_given {
    const char *id, *name, *description, *cidr;
    bool ipv6;
};

/* What Describe actions show of a VPC, available, in the call's region and without tags; the caller's. */
cJSON *vpc_body(struct call *call, const struct vpc_given *given);

/* Puts a system route table into a VPC. */
const struct object *vpc_put_table(struct call *call, const struct object *vpc, const char *table);
const struct object *vpc_table(const struct store *s,
                               const char *vpc); /* the system one; or NULL */

const char *id_tail(const char *id); /* "a" of "vpc-a" */

/* A block as clients write it, with no bit outside of its mask. */
bool vpc_block_read(const char *text, struct cidr *ret);
bool vpc_holds(const struct object *vpc,
               const struct cidr *block); /* in its block or a secondary one */

#endif
