#ifndef RUNNER_KUBE_BODY_H
#define RUNNER_KUBE_BODY_H

/*
 * The body of a request as a tree: JSON, or YAML or protobuf where the client says
 * so. Other encodings are refused with what to send instead.
 */
#include <cjson/cJSON.h>

#include "runner/kube/request.h"

/* NULL: ret is set, an object that belongs to the request's arena. Otherwise the refusal. */
cJSON *body_object(const struct request *q, cJSON **ret);

/* The same, of any type, for patches, whatever the Content-Type is called; yaml: or YAML. */
cJSON *body_patch(const struct request *q, bool yaml, cJSON **ret);

/* Without its parameters. */
struct str body_media_type(const struct request *q);

#endif
