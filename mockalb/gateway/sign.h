#ifndef MOCKALB_GATEWAY_SIGN_H
#define MOCKALB_GATEWAY_SIGN_H

/*
 * Who calls: SignatureVersion 1.0 with HMAC-SHA1, over every parameter of query
 * and form but the signature itself; an empty SignatureType that was sent
 * counts too. Headers named x-acs-… do not make a call one of another version.
 *
 * Differs: Timestamp and SignatureNonce are signed like all else, but neither a
 * wrong clock nor a nonce used twice is refused.
 */
#include "mockalb/gateway/call.h"
#include "mockalb/gateway/request.h"

struct access_key {
    const char *id, *secret;
};

/* "POST&%2F&…", as both sides must build it. */
const char *sign_string(struct arena *a, const struct request *r);

const struct api_error *sign_check(struct call *call, const struct request *r,
                                   const struct access_key *key);

/* Who says to be calling, whatever the way of signing; "" when nobody is named. */
const char *sign_caller(const struct request *r);

#endif
