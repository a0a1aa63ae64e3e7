#ifndef MOCKALB_RESOURCES_ECS_MACHINE_ITEM_H
#define MOCKALB_RESOURCES_ECS_MACHINE_ITEM_H

/*
 * What is shown of a machine and of an interface: what stands in its body, and what follows from others, as
 * the interfaces of a machine and the public address of either do. ECS calls the members of a tag otherwise than ALB
 * and VPC do.
 */
#include "mockalb/gateway/call.h"

/* For page_begin. */
cJSON *instance_item(struct call *call, const struct object *instance);
cJSON *interface_item(struct call *call, const struct object *interface);

/* What an interface has besides its body: where it is attached, and its public address. */
void interface_add_relations(struct call *call, cJSON *to, const struct object *interface);

#endif
