#ifndef MOCKALB_RESOURCES_CEN_ROUTE_TABLE_H
#define MOCKALB_RESOURCES_CEN_ROUTE_TABLE_H

/*
 * Route tables of transit routers: the System one, made and gone with its
 * router, and Custom ones. What is in them is static entries (route_entry.c) and what
 * attachments propagate, which is computed and never stored.
 */
#include "mockalb/gateway/call.h"

void route_table_add_system(struct call *call, const char *region, const char *router);

#endif
