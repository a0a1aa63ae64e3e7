#ifndef REFERENCE_SIGN_H
#define REFERENCE_SIGN_H

/*
 * A call of the cloud's API as an HTTP request: a tree of parameters becomes
 * Rules.1.RuleConditions.2.Type=…, and all of it is signed (signature version
 * 1.0, HMAC-SHA1) with the secret.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"

/* An object whose members are all texts: names flattened, lists counted from 1. */
cJSON *sign_flatten(struct arena *a, const cJSON *params);

/* name=value&…, sorted by name; what is signed, and what is sent. */
const char *sign_canonical(struct arena *a, const cJSON *flat);

/* Of a request whose query and form together are these parameters. */
const char *sign_signature(struct arena *a, const char *method, const cJSON *flat,
                           const char *secret);

#endif
