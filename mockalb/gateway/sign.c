#include "mockalb/gateway/sign.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"

#include "base/banned.h"

/* A byte becomes at most five: %2B, and its percent sign %25. */
#define LIMIT_STRING_TO_SIGN ((size_t)6 * (LIMIT_BODY_BYTES + LIMIT_HEADER_BYTES))

static int by_name(const void *a, const void *b)
{
    struct str left = (*(const struct pair *const *)a)->name;
    struct str right = (*(const struct pair *const *)b)->name;
    size_t least = left.len < right.len ? left.len : right.len;
    int order = memcmp(left.at, right.at, least);

    return order ? order : (left.len > right.len) - (left.len < right.len);
}

/* name=value&… of all pairs that are signed, in the order of their names' bytes. */
static void add_canonical(struct buf *b, struct arena *a, const struct request *r)
{
    const struct pair **sorted = arena_alloc(a, (r->count + 1) * sizeof(const struct pair *));
    size_t count = 0;

    for (size_t i = 0; i < r->count; i++) {
        if (!str_is(r->pairs[i].name, "Signature"))
            sorted[count++] = &r->pairs[i];
    }
    qsort(sorted, count, sizeof(const struct pair *), by_name);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_char(b, '&');
        buf_add_percent(b, sorted[i]->name);
        buf_add_char(b, '=');
        buf_add_percent(b, sorted[i]->value);
    }
}

const char *sign_string(struct arena *a, const struct request *r)
{
    struct buf canonical = BUF_LIMIT(LIMIT_STRING_TO_SIGN), text = BUF_LIMIT(LIMIT_STRING_TO_SIGN);
    const char *string;

    add_canonical(&canonical, a, r);
    buf_add(&text, r->method);
    buf_add_text(&text, "&%2F&");
    buf_add_percent(&text, buf_str(&canonical));
    must(buf_ok(&canonical) && buf_ok(&text)); /* a request has its own, smaller limit */
    string = arena_strz(a, buf_str(&text));
    buf_done(&canonical);
    buf_done(&text);
    return string;
}

static const struct api_error *check_kind(struct call *call, const struct request *r)
{
    static const struct {
        const char *name, *value;
    } wanted[] = { { "SignatureVersion", "1.0" }, { "SignatureMethod", "HMAC-SHA1" } };

    if (r->authorization.len && !request_text(r, "Signature"))
        return refuse(call, ERR_signature_kind, "an Authorization header");
    if (!request_text(r, "AccessKeyId"))
        return refuse(call, ERR_missing_param, "AccessKeyId");
    if (!request_text(r, "Signature"))
        return refuse(call, ERR_missing_param, "Signature");
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        const char *value = request_text(r, wanted[i].name);
        if (!value)
            return refuse(call, ERR_missing_param, wanted[i].name);
        if (strcmp(value, wanted[i].value) != 0)
            return refuse(call, ERR_signature_kind,
                          arena_printf(call->arena, "%s %s", wanted[i].name,
                                       utf8_show(call->arena, str_of(value))));
    }
    return NULL;
}

const struct api_error *sign_check(struct call *call, const struct request *r,
                                   const struct access_key *key)
{
    const struct api_error *error = check_kind(call, r);
    const char *string, *signature;

    if (error)
        return error;
    if (!str_is(request_param(r, "AccessKeyId"), key->id))
        return refuse(call, ERR_unknown_key);
    string = sign_string(call->arena, r);
    signature = digest_hmac_sha1_base64(
        call->arena, str_of(arena_printf(call->arena, "%s&", key->secret)), str_of(string));
    if (!str_is(request_param(r, "Signature"), signature))
        return refuse(call, ERR_bad_signature, string);
    return NULL;
}

const char *sign_caller(const struct request *r)
{
    static const char mark[] = "Credential=";
    const char *id = request_text(r, "AccessKeyId");
    struct str rest = r->authorization;
    size_t at;

    if (id || !rest.len)
        return id ? id : "";
    while (str_find(rest, 'C', &at)) {
        rest = str_skip(rest, at);
        if (str_starts(rest, STR("Credential="))) {
            rest = str_skip(rest, sizeof(mark) - 1);
            return utf8_show(r->arena, str_cut(&rest, ','));
        }
        rest = str_skip(rest, 1);
    }
    return "";
}
