#ifndef MOCKALB_RESOURCES_VPC_VSWITCH_H
#define MOCKALB_RESOURCES_VPC_VSWITCH_H

/*
 * vSwitches, and the addresses in them.
 */
#include <stdbool.h>
#include <stdint.h>

#include "mockalb/gateway/call.h"

struct vswitch_given {
    const char *id, *name, *description, *zone, *cidr;
    int64_t free_ips;
};

/* What Describe actions show of a vSwitch, available and without tags; the caller's. */
cJSON *vswitch_body(struct call *call, const struct object *vpc, const struct vswitch_given *given);

int64_t
vswitch_size(const char *cidr); /* addresses that machines can have: all but the reserved four */

/* Whether an address is one that machines can have; and no interface and no load balancer has yet. */
bool vswitch_has_ip(const struct object *vswitch, const char *ip);
bool vswitch_ip_is_free(struct call *call, const struct object *vswitch, const char *ip);
const char *vswitch_free_ip(struct call *call,
                            const struct object *vswitch); /* the lowest; or NULL */

/* So many addresses more are free, or (negative) fewer. */
void vswitch_count_free(struct call *call, const char *vswitch, int64_t change);

#endif
