#ifndef MOCKALB_RESOURCES_ECS_INSTANCE_TYPE_H
#define MOCKALB_RESOURCES_ECS_INSTANCE_TYPE_H

/*
 * Types of instances, by instance_types.def. An instance may be of a type that is not there:
 * then nothing is known of its limits.
 */
#include <stdint.h>

int64_t
instance_type_interfaces(const char *type); /* how many one has at most; INT64_MAX: unknown */

#endif
