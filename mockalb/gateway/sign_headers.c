#include "base/buf.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"
#include "mockalb/gateway/sign.h"

#include "base/banned.h"

#define ALGORITHM "ACS3-HMAC-SHA256"
#define OWN       "x-acs-"

/* Escapes make three bytes of one; headers have a limit of their own. */
#define LIMIT_CANONICAL ((size_t)4 * (LIMIT_BODY_BYTES + LIMIT_HEADER_BYTES))

static const char *header(const struct request *r, const char *name)
{
    for (size_t i = 0; i < r->header_count; i++) {
        if (str_eq_nocase(r->headers[i].name, str_of(name)))
            return arena_strz(r->arena, str_trim(r->headers[i].value));
    }
    return NULL;
}

/* "Credential=…,SignedHeaders=a;b,Signature=…": what stands behind one name. */
static const char *part(const struct request *r, struct str parts, const char *name)
{
    while (parts.at) {
        struct str value = str_trim(str_cut(&parts, ','));
        struct str key = str_cut(&value, '=');
        if (str_is(key, name) && value.len)
            return arena_strz(r->arena, value);
    }
    return NULL;
}

const struct api_error *sign_headers_read(struct call *call, const struct request *r,
                                          struct signature *ret_signature)
{
    struct signature *s = ret_signature;
    struct str parts = r->authorization, algorithm = str_cut(&parts, ' ');
    const char *hash = NULL;
    const struct {
        const char *name, **to;
    } wanted[] = {
        { "x-acs-date", &s->timestamp },
        { "x-acs-signature-nonce", &s->nonce },
        { "x-acs-content-sha256", &hash },
    };

    if (!str_is(algorithm, ALGORITHM))
        return refuse(call, ERR_signature_kind,
                      arena_printf(call->arena, "the Authorization header %s …",
                                   utf8_show(call->arena, algorithm)));
    s->in_headers = true;
    s->id = part(r, parts, "Credential");
    s->signed_headers = part(r, parts, "SignedHeaders");
    s->signature = part(r, parts, "Signature");
    if (!s->id || !s->signed_headers || !s->signature)
        return refuse(call, ERR_missing_param, "Authorization");
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        *wanted[i].to = header(r, wanted[i].name);
        if (!*wanted[i].to)
            return refuse(call, ERR_missing_param, wanted[i].name);
    }
    s->token = header(r, "x-acs-security-token");
    if (s->token && !*s->token)
        s->token = NULL;
    return NULL;
}

static struct str header_value(const struct request *r, const char *name,
                               const struct sign_habits *habits)
{
    const char *value = header(r, name);
    struct str text = str_of(value ? value : "");

    return strcmp(name, "host") == 0 && habits->port_left_out ? str_cut(&text, ':') : text;
}

static void add_headers(struct buf *b, struct arena *a, const struct request *r,
                        const struct signature *s, const struct sign_habits *habits)
{
    struct str rest = str_of(s->signed_headers);

    while (rest.at) {
        const char *name = arena_strz(a, str_cut(&rest, ';'));
        buf_add_text(b, name);
        buf_add_char(b, ':');
        buf_add(b, header_value(r, name, habits));
        buf_add_char(b, '\n');
    }
}

const char *sign_headers_canonical(struct arena *a, const struct request *r,
                                   const struct signature *s, const struct sign_habits *habits)
{
    struct buf text = BUF_LIMIT(LIMIT_CANONICAL);
    const char *canonical;

    buf_add(&text, r->method);
    buf_add_text(&text, "\n/\n");
    sign_add_query(&text, a, r, true, habits);
    buf_add_char(&text, '\n');
    add_headers(&text, a, r, s, habits);
    buf_add_char(&text, '\n');
    buf_add_text(&text, s->signed_headers);
    buf_add_char(&text, '\n');
    buf_add_text(&text, digest_sha256_hex(a, habits->hash_of_nothing ? STR("") : r->body));
    must(buf_ok(&text)); /* a request has its own, smaller limit */
    canonical = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return canonical;
}

static bool is_signed(const struct signature *s, struct str name)
{
    struct str rest = str_of(s->signed_headers);

    while (rest.at) {
        if (str_eq_nocase(str_cut(&rest, ';'), name))
            return true;
    }
    return false;
}

const char *sign_headers_unsigned(struct arena *a, const struct request *r,
                                  const struct signature *s)
{
    for (size_t i = 0; i < r->header_count; i++) {
        struct str name = r->headers[i].name;
        bool must_be = str_eq_nocase(name, STR("host")) ||
                       (name.len > strlen(OWN) &&
                        str_eq_nocase((struct str){ name.at, strlen(OWN) }, STR(OWN)));
        if (must_be && !is_signed(s, name))
            return utf8_show(a, name);
    }
    return NULL;
}

const char *sign_headers_string(struct arena *a, const char *canonical)
{
    return arena_printf(a, ALGORITHM "\n%s", digest_sha256_hex(a, str_of(canonical)));
}

const char *sign_headers(struct arena *a, const char *secret, const char *string,
                         const struct sign_habits *habits)
{
    struct str key = str_of(arena_printf(a, "%s%s", secret, habits->plain_key ? "&" : ""));

    return digest_hmac_sha256_hex(a, key, str_of(string));
}
