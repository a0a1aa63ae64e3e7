#include "base/digest.h"

#include <stdlib.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/must.h"

#include "base/banned.h"

enum { LONGEST = 64 };

static const char *hex_of(struct arena *a, const unsigned char *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(a, 2 * len + 1);

    for (size_t i = 0; i < len; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return text;
}

static size_t hmac(gnutls_mac_algorithm_t how, struct str key, struct str bytes,
                   unsigned char ret[LONGEST])
{
    must(gnutls_hmac_fast(how, key.at, key.len, bytes.at, bytes.len, ret) == 0);
    return gnutls_hmac_get_len(how);
}

const char *digest_sha256_hex(struct arena *a, struct str bytes)
{
    unsigned char sum[LONGEST];

    must(gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.at, bytes.len, sum) == 0);
    return hex_of(a, sum, gnutls_hash_get_len(GNUTLS_DIG_SHA256));
}

static const char *hmac_base64(struct arena *a, gnutls_mac_algorithm_t how, struct str key,
                               struct str bytes)
{
    unsigned char sum[LONGEST];
    size_t len = hmac(how, key, bytes, sum);

    return digest_base64(a, (struct str){ (const char *)sum, len });
}

const char *digest_hmac_sha1_base64(struct arena *a, struct str key, struct str bytes)
{
    return hmac_base64(a, GNUTLS_MAC_SHA1, key, bytes);
}

const char *digest_hmac_sha256_base64(struct arena *a, struct str key, struct str bytes)
{
    return hmac_base64(a, GNUTLS_MAC_SHA256, key, bytes);
}

const char *digest_hmac_sha256_hex(struct arena *a, struct str key, struct str bytes)
{
    unsigned char sum[LONGEST];
    size_t len = hmac(GNUTLS_MAC_SHA256, key, bytes, sum);

    return hex_of(a, sum, len);
}

/* GnuTLS wants its input writable, though it only reads it. */
static gnutls_datum_t datum_of(struct arena *a, struct str s)
{
    return (gnutls_datum_t){ (unsigned char *)arena_strz(a, s), (unsigned)s.len };
}

const char *digest_base64(struct arena *a, struct str bytes)
{
    gnutls_datum_t in = datum_of(a, bytes), out = { NULL, 0 };
    const char *text;

    must(gnutls_base64_encode2(&in, &out) == 0);
    text = arena_strz(a, (struct str){ (const char *)out.data, out.size });
    gnutls_free(out.data);
    return text;
}

bool digest_base64_decode(struct arena *a, struct str text, struct str *ret_bytes)
{
    gnutls_datum_t in = datum_of(a, text), out = { NULL, 0 };

    if (text.len == 0) {
        *ret_bytes = STR("");
        return true;
    }
    if (gnutls_base64_decode2(&in, &out) != 0)
        return false;
    *ret_bytes = arena_str(a, (struct str){ (const char *)out.data, out.size });
    gnutls_free(out.data);
    return true;
}
