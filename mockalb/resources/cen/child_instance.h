#ifndef MOCKALB_RESOURCES_CEN_CHILD_INSTANCE_H
#define MOCKALB_RESOURCES_CEN_CHILD_INSTANCE_H

/*
 * Networks of a CEN as they were attached before there were Enterprise
 * routers: to the CEN, which puts them on the Basic router of their region. The actions also
 * show what is attached to Enterprise routers.
 */
#include "mockalb/gateway/call.h"

/* The child instance that a network is, of any CEN; NULL when it is none. */
const struct object *child_instance_of(struct call *call, const char *network);

/* A network of a CEN, by either way of attaching; NULL when it is not attached to it. */
const struct object *child_or_attachment(struct call *call, const char *cen, const char *network);

#endif
