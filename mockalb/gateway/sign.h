#ifndef MOCKALB_GATEWAY_SIGN_H
#define MOCKALB_GATEWAY_SIGN_H

/*
 * Who calls, and whether it is them. Two ways of signing are known: parameters
 * of the call (SignatureVersion 1.0 with HMAC-SHA1 or HMAC-SHA256, sign_params.c)
 * and headers (ACS3-HMAC-SHA256, sign_headers.c). A call is of the second kind by its
 * Authorization header alone: some clients send headers named x-acs-… with the first.
 *
 * What both have is checked here: the key, its security token, the clock, the
 * nonce. A mismatch is explained by sign_hint.c, as far as it can be.
 *
 * Differs: documents allow a clock to be wrong by 15 or by 31 minutes; here it is 15. A
 * time that can't be read is answered like one that is too far off. With headers, host and all that begin
 * with x-acs- must be signed, as documented; the code of one that is not is inferred. Of Content-Type,
 * which some libraries add behind the signer's back, it is not asked.
 */
#include <stdint.h>

#include "base/buf.h"
#include "mockalb/gateway/call.h"
#include "mockalb/gateway/nonces.h"
#include "mockalb/gateway/request.h"

struct access_key {
    const char *id, *secret;
    const char *token;  /* of temporary keys; or NULL */
    int64_t expires_ms; /* of temporary keys */
};

/* What a call says of itself. Absent is NULL. */
struct signature {
    const char *id, *signature, *timestamp, *nonce, *token;
    const char *signed_headers; /* ACS3 only */
    bool in_headers;            /* ACS3 */
    bool sha256;                /* SignatureMethod HMAC-SHA256 */
};

struct sign_rules {
    /* The key with that id, or false. */
    bool (*find_key)(void *arg, struct arena *a, const char *id, struct access_key *ret_key);
    void *arg;
    struct nonces *nonces;
    bool ignore_time; /* nobody else's clock agrees with a manual one */
};

/* *ret_hint: what may be wrong when the signature does not match; otherwise it stays as it is. */
const struct api_error *sign_check(struct call *call, const struct request *r,
                                   const struct sign_rules *rules, const char **ret_hint);

/* Who says to be calling, whatever the way of signing; "" when nobody is named. */
const char *sign_caller(const struct request *r);

/* What one way of signing does differently from another; all zero is the right way. */
struct sign_habits {
    bool plain_key;     /* the key as it is, where an & belongs behind it; or the other way round */
    bool plus;          /* + for a blank, not %20 */
    bool star;          /* * as it is, not %2A */
    bool tilde;         /* %7E for ~ */
    bool small_escapes; /* %2f */
    bool without_empty; /* no parameters without a value */
    bool without_form;  /* no parameters of the form */
    bool other_method;  /* GET for POST, POST for GET */
    bool port_left_out; /* of the Host header */
    bool hash_of_nothing; /* the body's digest is that of no body */
};

/* sign_params.c: "POST&%2F&…", as both sides must build it, and what comes of it. */
const struct api_error *sign_params_read(struct call *call, const struct request *r,
                                         struct signature *ret_signature);
const char *sign_params_string(struct arena *a, const struct request *r,
                               const struct sign_habits *habits);
const char *sign_params(struct arena *a, const struct signature *s, const char *secret,
                        const char *string, const struct sign_habits *habits);

/* sign_headers.c: the canonical request, line by line, and what comes of it. */
const struct api_error *sign_headers_read(struct call *call, const struct request *r,
                                          struct signature *ret_signature);
const char *sign_headers_canonical(struct arena *a, const struct request *r,
                                   const struct signature *s, const struct sign_habits *habits);
/* The first header that must be signed and is not, in the arena; or NULL. */
const char *sign_headers_unsigned(struct arena *a, const struct request *r,
                                  const struct signature *s);
const char *sign_headers_string(struct arena *a, const char *canonical);
const char *sign_headers(struct arena *a, const char *secret, const char *string,
                         const struct sign_habits *habits);

/* name=value&… in the order of the names' bytes; query_only: without the form's. For both. */
void sign_add_query(struct buf *b, struct arena *a, const struct request *r, bool query_only,
                    const struct sign_habits *habits);

/* sign_hint.c: which habit makes the signature that the client sent; or that none is known. */
const char *sign_hint(struct arena *a, const struct request *r, const struct signature *s,
                      const char *secret);

#endif
