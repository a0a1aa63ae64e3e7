#ifndef RUNNER_KUBE_PROTOBUF_H
#define RUNNER_KUBE_PROTOBUF_H

/*
 * Objects as application/vnd.kubernetes.protobuf has them: four bytes, an
 * envelope that says which kind it is, and the object. Trees are as in JSON.
 *
 * Zeros that Go writes for fields without a value become nothing; an empty
 * message stays, since its presence may mean something. Of a field that comes
 * twice the last counts. Fields that are not known are skipped.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define PROTOBUF_MEDIA "application/vnd.kubernetes.protobuf"

/* The caller's; NULL: malformed, too large, or of no known kind, and err says what. */
cJSON *protobuf_decode(struct str bytes, struct err *err);

/* False: there is no message for that apiVersion and kind; nothing is added. */
bool protobuf_encode(struct buf *b, const cJSON *object);

/* A list around items whose kind is that of kind (not of the list). False as above. */
struct protobuf_list {
    const char *api_version, *kind, *list_kind;
    const cJSON *metadata;
    const cJSON *const *items;
    size_t count;
};
bool protobuf_encode_list(struct buf *b, const struct protobuf_list *list);

/* One frame of a watch: its length, and the event around the object. False as above. */
bool protobuf_encode_event(struct buf *b, const char *type, const cJSON *object);

#endif
