#ifndef MOCKALB_RESOURCES_STS_OIDC_TOKEN_H
#define MOCKALB_RESOURCES_STS_OIDC_TOKEN_H

/*
 * What a token of an OpenID provider says: three parts with dots between, the second of which is JSON in
 * base64url. Its signature is not looked at.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct oidc_token {
    const char *issuer, *subject;
    const char *audience; /* with commas between, when there are several; "": none */
    int64_t issued_ms, expires_ms;
};

/* False when it is no token, or lacks an issuer, a subject or an end. */
bool oidc_token_read(struct arena *a, const char *text, struct oidc_token *ret_token);

#endif
