#include "base/buf.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"
#include "mockalb/gateway/sign.h"

#include "base/banned.h"

/* A byte becomes at most five: %2B, and its percent sign %25. */
#define LIMIT_STRING_TO_SIGN ((size_t)6 * (LIMIT_BODY_BYTES + LIMIT_HEADER_BYTES))

static const struct api_error *unsupported(struct call *call, const char *name, const char *value)
{
    return refuse(call, ERR_signature_kind,
                  arena_printf(call->arena, "%s %s", name, utf8_show(call->arena, str_of(value))));
}

const struct api_error *sign_params_read(struct call *call, const struct request *r,
                                         struct signature *ret_signature)
{
    struct signature *s = ret_signature;
    const char *version = NULL, *method = NULL;
    const struct {
        const char *name, **to;
    } wanted[] = {
        { "AccessKeyId", &s->id },        { "Signature", &s->signature },
        { "SignatureVersion", &version }, { "SignatureMethod", &method },
        { "SignatureNonce", &s->nonce },  { "Timestamp", &s->timestamp },
    };

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        *wanted[i].to = request_text(r, wanted[i].name);
        if (!*wanted[i].to)
            return refuse(call, ERR_missing_param, wanted[i].name);
    }
    s->token = request_text(r, "SecurityToken");
    s->sha256 = strcmp(method, "HMAC-SHA256") == 0;
    if (strcmp(version, "1.0") != 0)
        return unsupported(call, "SignatureVersion", version);
    if (!s->sha256 && strcmp(method, "HMAC-SHA1") != 0)
        return unsupported(call, "SignatureMethod", method);
    return NULL;
}

static struct str method_of(const struct request *r, const struct sign_habits *habits)
{
    if (!habits->other_method)
        return r->method;
    return str_is(r->method, "GET") ? STR("POST") : STR("GET");
}

const char *sign_params_string(struct arena *a, const struct request *r,
                               const struct sign_habits *habits)
{
    struct buf canonical = BUF_LIMIT(LIMIT_STRING_TO_SIGN), text = BUF_LIMIT(LIMIT_STRING_TO_SIGN);
    const char *string;

    sign_add_query(&canonical, a, r, false, habits);
    buf_add(&text, method_of(r, habits));
    buf_add_text(&text, "&%2F&");
    buf_add_percent(&text, buf_str(&canonical));
    must(buf_ok(&canonical) && buf_ok(&text)); /* a request has its own, smaller limit */
    string = arena_strz(a, buf_str(&text));
    buf_done(&canonical);
    buf_done(&text);
    return string;
}

const char *sign_params(struct arena *a, const struct signature *s, const char *secret,
                        const char *string, const struct sign_habits *habits)
{
    struct str key = str_of(arena_printf(a, "%s%s", secret, habits->plain_key ? "" : "&"));

    return s->sha256 ? digest_hmac_sha256_base64(a, key, str_of(string))
                     : digest_hmac_sha1_base64(a, key, str_of(string));
}
