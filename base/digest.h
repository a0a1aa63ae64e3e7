#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

/*
 * Digests and their texts, by GnuTLS. Results are NUL-terminated and live in
 * the arena.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

const char *digest_sha256_hex(struct arena *a, struct str bytes);
const char *digest_hmac_sha1_base64(struct arena *a, struct str key, struct str bytes);
const char *digest_hmac_sha256_base64(struct arena *a, struct str key, struct str bytes);
const char *digest_hmac_sha256_hex(struct arena *a, struct str key, struct str bytes);
const char *digest_base64(struct arena *a, struct str bytes);
/* Padding must be there; blanks and ends of lines may. */
bool digest_base64_decode(struct arena *a, struct str text, struct str *ret_bytes);

#endif
