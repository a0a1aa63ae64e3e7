#ifndef BASE_X509_H
#define BASE_X509_H

/*
 * What a certificate says, read from its PEM by GnuTLS. Of a chain the first is
 * the one that counts. Nothing is verified: who reads it here does not trust it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Texts are in the arena, "" where the certificate has none; digests and the serial are lower-case hex. */
struct x509 {
    const char *common_name, *organization, *country, *province, *city;
    const char *issuer_name;
    const char *sans; /* names and addresses, joined by commas */
    const char *serial, *md5, *sha1, *sha256;
    const char *key_algorithm;  /* "RSA", "ECDSA" … */
    const char *sign_algorithm; /* "RSA-SHA256" … */
    unsigned key_bits;
    int64_t not_before_ms, not_after_ms;
};

bool x509_read(struct arena *a, struct str pem, struct x509 *ret, struct err *err);
/* The key (PEM, not encrypted) is that of the first certificate. */
bool x509_has_key(struct str pem, struct str key, struct err *err);

#endif
