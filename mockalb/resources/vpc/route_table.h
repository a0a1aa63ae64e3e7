#ifndef MOCKALB_RESOURCES_VPC_ROUTE_TABLE_H
#define MOCKALB_RESOURCES_VPC_ROUTE_TABLE_H

/*
 * Route tables: a VPC's system table and its custom ones (RouterType VRouter),
 * and the one of a virtual border router (VBR).
 */
#include "mockalb/gateway/call.h"

/* What Describe actions show of a table, available and without tags; the caller's. */
cJSON *route_table_of_vpc(struct call *call, const struct object *vpc, const char *id,
                          const char *type);
cJSON *route_table_of_border(struct call *call, const char *border, const char *id);

/* The custom table that a vSwitch is associated with, or the system table of its VPC; NULL: its VPC is gone. */
const struct object *route_table_of_vswitch(const struct store *s, const struct object *vswitch);

#endif
