#ifndef RUNNER_KUBE_GNOSTIC_H
#define RUNNER_KUBE_GNOSTIC_H

/*
 * A Swagger 2.0 document as protobuf: openapi.v2.Document, which is what
 * kubectl before 1.27 reads /openapi/v2 in. gnostic.def has the messages.
 *
 * Differs: a zero, false or empty text that the document has is written, where
 * proto3 may leave it out; readers cannot tell.
 */
#include <cjson/cJSON.h>

#include "base/blob.h"

struct blob *gnostic_encode(const cJSON *swagger);

#endif
