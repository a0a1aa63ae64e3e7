#ifndef RUNNER_KUBE_TYPED_H
#define RUNNER_KUBE_TYPED_H

/*
 * Whether the members of a built-in kind have their types (messages.def). What has not is told as the API
 * server's decoder tells it:
 *
 *   json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32
 *
 * with the struct that lists the member, the names on the way to it, and its Go type.
 *
 * Differs: a text that has a type of its own there (v1.Protocol, types.UID) is of type string here, and a
 * number without fraction is one however it is written (80.0). Of times only that they are texts is asked.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/kube/kinds.h"

/* The first fault, in the arena; NULL: there is none, or the kind is a custom one. */
const char *typed_fault(struct arena *a, const struct resource *r, const cJSON *object);

#endif
