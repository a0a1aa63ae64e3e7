#include "mockalb/resources/sts/oidc_token.h"

#include "base/digest.h"
#include "base/json.h"

#include "base/banned.h"

/* The last instant that has a time text of four digits for its year. */
#define LAST_SECOND INT64_C(253402300799)

/* base64url is base64 with two other letters, and without what fills it up. */
static bool decode(struct arena *a, struct str text, struct str *ret_bytes)
{
    size_t filled = (text.len + 3) / 4 * 4;
    char *copy = arena_alloc(a, filled + 1);

    for (size_t i = 0; i < filled; i++) {
        copy[i] = '=';
        if (i < text.len)
            copy[i] = text.at[i];
        if (copy[i] == '-')
            copy[i] = '+';
        if (copy[i] == '_')
            copy[i] = '/';
    }
    return text.len > 0 && digest_base64_decode(a, (struct str){ copy, filled }, ret_bytes);
}

static const cJSON *payload_of(struct arena *a, const char *text)
{
    struct str rest = str_of(text), header = str_cut(&rest, '.'), payload = str_cut(&rest, '.');
    struct str bytes;
    struct err err;

    if (!header.len || !rest.at || !rest.len || !decode(a, payload, &bytes))
        return NULL;
    return arena_json(a, json_parse(bytes, &err));
}

static bool read_second(const cJSON *payload, const char *name, int64_t *ret_ms)
{
    const cJSON *second = json_get(payload, name);

    if (!cJSON_IsNumber(second) || second->valuedouble < 0 ||
        second->valuedouble > (double)LAST_SECOND)
        return false;
    *ret_ms = (int64_t)second->valuedouble * 1000;
    return true;
}

/* One text, or a list of them. */
static const char *audience_of(struct arena *a, const cJSON *payload)
{
    const cJSON *audience = json_get(payload, "aud"), *one;
    const char *all = json_text_or(payload, "aud", "");

    if (!cJSON_IsArray(audience))
        return all;
    cJSON_ArrayForEach(one, audience)
    {
        if (cJSON_IsString(one))
            all = arena_printf(a, "%s%s%s", all, *all ? "," : "", one->valuestring);
    }
    return all;
}

bool oidc_token_read(struct arena *a, const char *text, struct oidc_token *ret_token)
{
    const cJSON *payload = payload_of(a, text);
    struct oidc_token token = {
        .issuer = json_text(payload, "iss"),
        .subject = json_text(payload, "sub"),
        .audience = audience_of(a, payload),
    };

    if (!token.issuer || !token.subject || !read_second(payload, "exp", &token.expires_ms))
        return false;
    if (!read_second(payload, "iat", &token.issued_ms))
        token.issued_ms = 0;
    *ret_token = token;
    return true;
}
