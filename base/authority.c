/*
 * A GnuTLS call that fails here fails for want of memory or randomness, or because what was read is
 * no certificate: each chain of calls stops at its first failure and says which.
 */
#include "base/authority.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/must.h"

#include "base/banned.h"

enum {
    SERIAL_BYTES = 16,
    ID_ROOM = 64,
    NAME_ROOM = 256,
    FILE_BYTES = 64 << 10,
    DAY = 24 * 60 * 60,
    CA_DAYS = 3650,
    LEAF_DAYS = 365, /* some clients refuse servers that are valid for much longer */
};

struct authority {
    gnutls_x509_crt_t certificate;
    gnutls_x509_privkey_t key;
};

static bool failed(struct err *err, const char *what, int code)
{
    return err_set(err, "%s: %s", what, gnutls_strerror(code));
}

static struct authority *authority_empty(void)
{
    struct authority *ca = must_alloc(sizeof(*ca));

    must(gnutls_x509_crt_init(&ca->certificate) == 0);
    must(gnutls_x509_privkey_init(&ca->key) == 0);
    return ca;
}

void authority_free(struct authority *ca)
{
    if (!ca)
        return;
    gnutls_x509_crt_deinit(ca->certificate);
    gnutls_x509_privkey_deinit(ca->key);
    free(ca);
}

static int make_key(gnutls_x509_privkey_t key)
{
    return gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
                                        GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
}

/* Certificates are for others, whose date is the machine's. */
static time_t date_now(void)
{
    struct clock *c = clock_new(false);
    int64_t ms = clock_ms(c);

    clock_free(c);
    return (time_t)(ms / 1000);
}

static int set_identity(gnutls_x509_crt_t c, const char *common_name, int days)
{
    unsigned char serial[SERIAL_BYTES];
    time_t now = date_now();
    int code = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial));

    serial[0] &= 0x7f; /* positive, as it must be */
    serial[0] |= 0x40;
    if (code >= 0)
        code = gnutls_x509_crt_set_version(c, 3);
    if (code >= 0)
        code = gnutls_x509_crt_set_serial(c, serial, sizeof(serial));
    if (code >= 0)
        code = gnutls_x509_crt_set_activation_time(c, now - DAY);
    if (code >= 0)
        code = gnutls_x509_crt_set_expiration_time(c, now + (time_t)days * DAY);
    if (code >= 0)
        code = gnutls_x509_crt_set_dn_by_oid(c, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
                                             (unsigned)strlen(common_name));
    return code;
}

static int set_key(gnutls_x509_crt_t c, gnutls_x509_privkey_t key, unsigned usage)
{
    unsigned char id[ID_ROOM];
    size_t size = sizeof(id);
    int code = gnutls_x509_crt_set_key(c, key);

    if (code >= 0)
        code = gnutls_x509_crt_get_key_id(c, 0, id, &size);
    if (code >= 0)
        code = gnutls_x509_crt_set_subject_key_id(c, id, size);
    return code < 0 ? code : gnutls_x509_crt_set_key_usage(c, usage);
}

/* GnuTLS compares names only of certificates that it has read, so what was made is read again. */
static int read_again(struct authority *ca)
{
    gnutls_datum_t der;
    int code = gnutls_x509_crt_export2(ca->certificate, GNUTLS_X509_FMT_DER, &der);

    if (code < 0)
        return code;
    gnutls_x509_crt_deinit(ca->certificate);
    must(gnutls_x509_crt_init(&ca->certificate) == 0);
    code = gnutls_x509_crt_import(ca->certificate, &der, GNUTLS_X509_FMT_DER);
    gnutls_free(der.data);
    return code;
}

struct authority *authority_new(const char *common_name, struct err *err)
{
    struct authority *ca = authority_empty();
    int code = make_key(ca->key);

    if (code >= 0)
        code = set_identity(ca->certificate, common_name, CA_DAYS);
    if (code >= 0)
        code = set_key(ca->certificate, ca->key, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
    if (code >= 0)
        code = gnutls_x509_crt_set_basic_constraints(ca->certificate, 1, -1);
    if (code >= 0)
        code =
            gnutls_x509_crt_sign2(ca->certificate, ca->certificate, ca->key, GNUTLS_DIG_SHA256, 0);
    if (code >= 0)
        code = read_again(ca);
    if (code >= 0)
        return ca;
    authority_free(ca);
    failed(err, "cannot make a certificate authority", code);
    return NULL;
}

static gnutls_datum_t datum_of(struct str s)
{
    union {
        const char *in;
        unsigned char *out;
    } at = { .in = s.at };

    return (gnutls_datum_t){ at.out, (unsigned)s.len };
}

struct authority *authority_read(struct str pem, struct err *err)
{
    struct authority *ca = authority_empty();
    gnutls_datum_t datum = datum_of(pem);
    int code = gnutls_x509_crt_import(ca->certificate, &datum, GNUTLS_X509_FMT_PEM);
    bool signs = code >= 0 && gnutls_x509_crt_get_ca_status(ca->certificate, NULL) > 0;

    if (code >= 0)
        code = gnutls_x509_privkey_import(ca->key, &datum, GNUTLS_X509_FMT_PEM);
    if (code >= 0 && signs)
        return ca;
    authority_free(ca);
    if (code < 0)
        failed(err, "an authority is a certificate and its key in PEM", code);
    else
        err_set(err, "this certificate is not that of an authority");
    return NULL;
}

static bool write_for_us_alone(const struct authority *ca, const char *file, struct err *err)
{
    struct arena *a = arena_new();
    mode_t before = umask(077);
    bool fine = file_write(file, str_of(authority_text(ca, a)), err);

    umask(before);
    arena_free(a);
    return fine;
}

struct authority *authority_open(const char *file, const char *common_name, struct err *err)
{
    struct arena *a = arena_new();
    struct authority *ca = NULL;
    struct str text;
    struct err why;

    if (!file_exists(file)) {
        ca = authority_new(common_name, err);
        if (ca && !write_for_us_alone(ca, file, err)) {
            authority_free(ca);
            ca = NULL;
        }
    } else if (file_read(a, file, FILE_BYTES, &text, err)) {
        ca = authority_read(text, &why);
        if (!ca)
            err_set(err, "%s: %s", file, why.text);
    }
    arena_free(a);
    return ca;
}

static const char *taken(struct arena *a, gnutls_datum_t *take)
{
    const char *text = arena_printf(a, "%.*s", (int)take->size, (const char *)take->data);

    gnutls_free(take->data);
    take->data = NULL;
    return text;
}

const char *authority_certificate(const struct authority *ca, struct arena *a)
{
    gnutls_datum_t pem;

    must(gnutls_x509_crt_export2(ca->certificate, GNUTLS_X509_FMT_PEM, &pem) == 0);
    return taken(a, &pem);
}

static const char *key_text(gnutls_x509_privkey_t key, struct arena *a)
{
    gnutls_datum_t pem;

    must(gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN,
                                           &pem) == 0);
    return taken(a, &pem);
}

const char *authority_text(const struct authority *ca, struct arena *a)
{
    return arena_printf(a, "%s%s", authority_certificate(ca, a), key_text(ca->key, a));
}

static int add_name(gnutls_x509_crt_t c, const char *name)
{
    unsigned char address[sizeof(struct in6_addr)];

    if (inet_pton(AF_INET, name, address) == 1)
        return gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_IPADDRESS, address,
                                                    sizeof(struct in_addr), GNUTLS_FSAN_APPEND);
    if (inet_pton(AF_INET6, name, address) == 1)
        return gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_IPADDRESS, address,
                                                    sizeof(address), GNUTLS_FSAN_APPEND);
    return gnutls_x509_crt_set_subject_alt_name(c, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name),
                                                GNUTLS_FSAN_APPEND);
}

static int set_wish(gnutls_x509_crt_t c, const struct certificate_wish *w)
{
    const char *purpose =
        w->use == CERTIFICATE_server ? GNUTLS_KP_TLS_WWW_SERVER : GNUTLS_KP_TLS_WWW_CLIENT;
    int code = set_identity(c, w->common_name, LEAF_DAYS);

    if (code >= 0 && w->organization)
        code = gnutls_x509_crt_set_dn_by_oid(c, GNUTLS_OID_X520_ORGANIZATION_NAME, 0,
                                             w->organization, (unsigned)strlen(w->organization));
    if (code >= 0)
        code = gnutls_x509_crt_set_basic_constraints(c, 0, -1);
    if (code >= 0)
        code = gnutls_x509_crt_set_key_purpose_oid(c, purpose, 0);
    for (const char *const *name = w->names; code >= 0 && name && *name; name++)
        code = add_name(c, *name);
    return code;
}

static int sign(const struct authority *ca, gnutls_x509_crt_t c)
{
    unsigned char id[ID_ROOM];
    size_t size = sizeof(id);
    int code = gnutls_x509_crt_get_subject_key_id(ca->certificate, id, &size, NULL);

    if (code >= 0)
        code = gnutls_x509_crt_set_authority_key_id(c, id, size);
    return code < 0 ? code
                    : gnutls_x509_crt_sign2(c, ca->certificate, ca->key, GNUTLS_DIG_SHA256, 0);
}

bool authority_issue(const struct authority *ca, const struct certificate_wish *w, struct arena *a,
                     struct certificate *ret, struct err *err)
{
    gnutls_datum_t pem = { NULL, 0 };
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t c;
    int code;

    must(gnutls_x509_crt_init(&c) == 0);
    must(gnutls_x509_privkey_init(&key) == 0);
    code = make_key(key);
    if (code >= 0)
        code = set_wish(c, w);
    if (code >= 0)
        code = set_key(c, key, GNUTLS_KEY_DIGITAL_SIGNATURE);
    if (code >= 0)
        code = sign(ca, c);
    if (code >= 0)
        code = gnutls_x509_crt_export2(c, GNUTLS_X509_FMT_PEM, &pem);
    if (code >= 0)
        *ret = (struct certificate){ taken(a, &pem), key_text(key, a) };
    gnutls_x509_crt_deinit(c);
    gnutls_x509_privkey_deinit(key);
    return code >= 0 || failed(err, "cannot make a certificate", code);
}

bool authority_signed(const struct authority *ca, struct str der, struct arena *a,
                      const char **ret_common_name)
{
    gnutls_datum_t datum = datum_of(der);
    char name[NAME_ROOM];
    size_t size = sizeof(name);
    unsigned wrong = 1;
    gnutls_x509_crt_t c;
    int code;

    must(gnutls_x509_crt_init(&c) == 0);
    code = gnutls_x509_crt_import(c, &datum, GNUTLS_X509_FMT_DER);
    if (code >= 0)
        code = gnutls_x509_crt_verify(c, &ca->certificate, 1, 0, &wrong);
    if (code >= 0)
        code = gnutls_x509_crt_get_dn_by_oid(c, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size);
    if (code >= 0)
        *ret_common_name = arena_printf(a, "%.*s", (int)size, name);
    gnutls_x509_crt_deinit(c);
    return code >= 0 && !wrong;
}
