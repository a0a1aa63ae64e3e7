#ifndef MOCKALB_RESOURCES_VPC_VPC_H
#define MOCKALB_RESOURCES_VPC_VPC_H

/*
 * VPCs. One always has its system route table, which is made with it and goes
 * with it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/cidr.h"
#include "mockalb/gateway/call.h"

struct vpc_given {
    const char *id, *name, *description, *cidr;
    bool ipv6;
};

/* What Describe actions show of a VPC, available, in the call's region and without tags; the caller's. */
cJSON *vpc_body(struct call *call, const struct vpc_given *given);

/* Puts a system route table into a VPC that has none; that of a cloud document's VPC has the VPC's number. */
const struct object *vpc_put_table(struct call *call, const struct object *vpc, const char *table);
const struct object *vpc_table(const struct store *s,
                               const char *vpc); /* the system one; or NULL */

/* The text in which a product's ids end: "a" of "vpc-a". */
const char *id_tail(const char *id);

bool vpc_holds(const struct object *vpc,
               const struct cidr *block); /* in its block or a secondary one */

/* In the call's region, neither coming nor going; or NULL and why not. */
const struct object *usable_vpc(struct call *call, const char *param,
                                const struct api_error **ret_refusal);

#endif
