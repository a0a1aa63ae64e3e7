#ifndef MOCKALB_RESOURCES_ECS_INSTANCE_H
#define MOCKALB_RESOURCES_ECS_INSTANCE_H

/*
 * What is done to one instance, by itself or as one of many.
 */
#include "mockalb/gateway/call.h"

/* Each of them changes it, or says why not. By force one goes while it runs, too. */
const struct api_error *instance_start(struct call *call, const struct object *instance);
const struct api_error *instance_stop(struct call *call, const struct object *instance);
const struct api_error *instance_delete(struct call *call, const struct object *instance,
                                        bool by_force);

#endif
