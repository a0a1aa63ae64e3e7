#include "base/x509.h"

#include <stdlib.h>
#include <string.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "base/banned.h"

#define NAME_ROOM   1024u /* of one part of a name */
#define SANS_MAX    256u  /* alternative names that are looked at */
#define DIGEST_ROOM 64u
#define KEY_ID_ROOM 64u

static const char *hex_text(struct arena *a, const unsigned char *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(a, size * 2 + 1);

    for (size_t i = 0; i < size; i++) {
        text[i * 2] = digits[bytes[i] >> 4];
        text[i * 2 + 1] = digits[bytes[i] & 15];
    }
    text[size * 2] = '\0';
    return text;
}

/* A part of the subject's or the issuer's name; "" when it has none, or one too long to show. */
static const char *name_part(struct arena *a, gnutls_x509_crt_t c, bool issuer, const char *oid)
{
    char text[NAME_ROOM];
    size_t size = sizeof(text);
    int code = issuer ? gnutls_x509_crt_get_issuer_dn_by_oid(c, oid, 0, 0, text, &size)
                      : gnutls_x509_crt_get_dn_by_oid(c, oid, 0, 0, text, &size);

    return code < 0 || size >= sizeof(text) ? "" : arena_printf(a, "%.*s", (int)size, text);
}

static const char *address_text(struct arena *a, const unsigned char *bytes, size_t size)
{
    if (size == 4)
        return arena_printf(a, "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
    return hex_text(a, bytes, size);
}

static const char *alternative_names(struct arena *a, gnutls_x509_crt_t c)
{
    const char *all = "";

    for (unsigned i = 0; i < SANS_MAX; i++) {
        char text[NAME_ROOM];
        size_t size = sizeof(text);
        int type = gnutls_x509_crt_get_subject_alt_name(c, i, text, &size, NULL);
        if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            break;
        const char *one = NULL;
        if (type == GNUTLS_SAN_DNSNAME && size < sizeof(text))
            one = arena_printf(a, "%.*s", (int)size, text);
        else if (type == GNUTLS_SAN_IPADDRESS)
            one = address_text(a, (const unsigned char *)text, size);
        if (one)
            all = arena_printf(a, "%s%s%s", all, *all ? "," : "", one);
    }
    return all;
}

static const char *digest(struct arena *a, gnutls_x509_crt_t c, gnutls_digest_algorithm_t algorithm)
{
    unsigned char bytes[DIGEST_ROOM];
    size_t size = sizeof(bytes);

    if (gnutls_x509_crt_get_fingerprint(c, algorithm, bytes, &size) < 0)
        return "";
    return hex_text(a, bytes, size);
}

static const char *serial(struct arena *a, gnutls_x509_crt_t c)
{
    unsigned char bytes[DIGEST_ROOM];
    size_t size = sizeof(bytes);

    return gnutls_x509_crt_get_serial(c, bytes, &size) < 0 ? "" : hex_text(a, bytes, size);
}

static const char *copied(struct arena *a, const char *text)
{
    return text ? arena_strz(a, str_of(text)) : "";
}

static gnutls_datum_t datum_of(struct str s)
{
    union {
        const char *in;
        unsigned char *out;
    } at = { .in = s.at };

    return (gnutls_datum_t){ at.out, (unsigned)s.len };
}

/* The first certificate of the text, for gnutls_x509_crt_deinit(). */
static bool first_certificate(struct str pem, gnutls_x509_crt_t *ret, struct err *err)
{
    gnutls_datum_t datum = datum_of(pem);
    int code = gnutls_x509_crt_init(ret);

    if (code < 0)
        return err_set(err, "no certificate: %s", gnutls_strerror(code));
    code = gnutls_x509_crt_import(*ret, &datum, GNUTLS_X509_FMT_PEM);
    if (code >= 0)
        return true;
    gnutls_x509_crt_deinit(*ret);
    return err_set(err, "no certificate in PEM: %s", gnutls_strerror(code));
}

bool x509_read(struct arena *a, struct str pem, struct x509 *ret, struct err *err)
{
    gnutls_x509_crt_t c;
    unsigned bits = 0;

    if (!first_certificate(pem, &c, err))
        return false;
    int algorithm = gnutls_x509_crt_get_pk_algorithm(c, &bits);
    *ret = (struct x509){
        .common_name = name_part(a, c, false, GNUTLS_OID_X520_COMMON_NAME),
        .organization = name_part(a, c, false, GNUTLS_OID_X520_ORGANIZATION_NAME),
        .country = name_part(a, c, false, GNUTLS_OID_X520_COUNTRY_NAME),
        .province = name_part(a, c, false, GNUTLS_OID_X520_STATE_OR_PROVINCE_NAME),
        .city = name_part(a, c, false, GNUTLS_OID_X520_LOCALITY_NAME),
        .issuer_name = name_part(a, c, true, GNUTLS_OID_X520_COMMON_NAME),
        .sans = alternative_names(a, c),
        .serial = serial(a, c),
        .md5 = digest(a, c, GNUTLS_DIG_MD5),
        .sha1 = digest(a, c, GNUTLS_DIG_SHA1),
        .sha256 = digest(a, c, GNUTLS_DIG_SHA256),
        .key_algorithm =
            copied(a, algorithm < 0 ? NULL : gnutls_pk_get_name((gnutls_pk_algorithm_t)algorithm)),
        .sign_algorithm =
            copied(a, gnutls_sign_get_name(
                          (gnutls_sign_algorithm_t)gnutls_x509_crt_get_signature_algorithm(c))),
        .key_bits = bits,
        .not_before_ms = (int64_t)gnutls_x509_crt_get_activation_time(c) * 1000,
        .not_after_ms = (int64_t)gnutls_x509_crt_get_expiration_time(c) * 1000,
    };
    gnutls_x509_crt_deinit(c);
    return true;
}

static bool same_key(gnutls_x509_crt_t c, gnutls_x509_privkey_t k)
{
    unsigned char of_certificate[KEY_ID_ROOM], of_key[KEY_ID_ROOM];
    size_t certificate_size = sizeof(of_certificate), key_size = sizeof(of_key);

    return gnutls_x509_crt_get_key_id(c, GNUTLS_KEYID_USE_SHA256, of_certificate,
                                      &certificate_size) >= 0 &&
           gnutls_x509_privkey_get_key_id(k, GNUTLS_KEYID_USE_SHA256, of_key, &key_size) >= 0 &&
           certificate_size == key_size && memcmp(of_certificate, of_key, key_size) == 0;
}

bool x509_has_key(struct str pem, struct str key, struct err *err)
{
    gnutls_datum_t datum = datum_of(key);
    gnutls_x509_crt_t c;
    gnutls_x509_privkey_t k;
    bool same = false;

    if (!first_certificate(pem, &c, err))
        return false;
    int code = gnutls_x509_privkey_init(&k);
    if (code >= 0) {
        code = gnutls_x509_privkey_import2(k, &datum, GNUTLS_X509_FMT_PEM, NULL, 0);
        same = code >= 0 && same_key(c, k);
        gnutls_x509_privkey_deinit(k);
    }
    gnutls_x509_crt_deinit(c);
    if (code < 0)
        return err_set(err, "no private key in PEM: %s", gnutls_strerror(code));
    return same || err_set(err, "the key is not that of the certificate");
}
