#ifndef MOCKALB_METADATA_H
#define MOCKALB_METADATA_H

/*
 * Instance metadata as http://100.100.100.200 has it: what is below /latest/meta-data, as text, for
 * everybody; and tokens for those who ask for one first, as they do of an instance in hardened mode.
 *
 *   GET /latest/meta-data/region-id       a text; of a folder its names, one a line, folders with a slash
 *   PUT /latest/api/token                 a token for 1 to 21600 s, as
 *                                         X-aliyun-ecs-metadata-token-ttl-seconds says; otherwise 400
 *
 * A GET with a token in X-aliyun-ecs-metadata-token gets 401 when it is not one of ours or has expired. A PUT that was
 * forwarded (X-Forwarded-For) gets 403. These are known from the vendor's page on metadata; the bodies of errors
 * are inferred. Differs: whoever sends no token is answered as well, as on an instance where both modes are on.
 */
#include "base/arena.h"
#include "base/net/httpd.h"
#include "mockalb/tenant.h"

/* False: the path is not of the metadata. */
bool metadata_has(struct str path);

/* What of the path visits tell: "region-id" of "/latest/meta-data/region-id". */
struct str metadata_item(struct str path);

/* The tenant's whose instance it is; arena: of what dies with the request. */
void metadata_answer(struct exchange *x, struct arena *a, struct tenant *t);

#endif
