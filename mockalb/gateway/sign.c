#include "mockalb/gateway/sign.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/utf8.h"

#include "base/banned.h"

#define CREDENTIAL "Credential="
#define SKEW_MS    (INT64_C(15) * 60 * 1000)

static bool is_in_headers(const struct request *r)
{
    return r->authorization.len && !request_text(r, "Signature");
}

/* Temporary keys need their token, others have none. */
static const struct api_error *check_token(struct call *call, const struct signature *s,
                                           const struct access_key *key)
{
    struct str text;

    if (!key->token && !s->token)
        return NULL;
    if (!s->token)
        return refuse(call, ERR_missing_param, "SecurityToken");
    if (!digest_base64_decode(call->arena, str_of(s->token), &text))
        return refuse(call, ERR_token_malformed);
    if (!key->token || strcmp(s->token, key->token) != 0)
        return refuse(call, ERR_token_mismatch);
    if (clock_ms(call->clock) >= key->expires_ms)
        return refuse(call, ERR_token_expired);
    return NULL;
}

static const struct api_error *check_time(struct call *call, const struct signature *s)
{
    int64_t ms, now = clock_ms(call->clock);

    if (!clock_parse_iso(s->timestamp, &ms) || ms < now - SKEW_MS || ms > now + SKEW_MS)
        return refuse(call, ERR_time_expired);
    return NULL;
}

static const struct api_error *check_match(struct call *call, const struct request *r,
                                           const struct signature *s, const char *secret,
                                           const char **ret_hint)
{
    static const struct sign_habits right;
    struct arena *a = call->arena;
    const char *string, *ours;

    if (s->in_headers) {
        string = sign_headers_string(a, sign_headers_canonical(a, r, s, &right));
        ours = sign_headers(a, secret, string, &right);
    } else {
        string = sign_params_string(a, r, &right);
        ours = sign_params(a, s, secret, string, &right);
    }
    const char *left_out = s->in_headers ? sign_headers_unsigned(a, r, s) : NULL;
    if (left_out) {
        *ret_hint = arena_printf(a, "the header %s must be among SignedHeaders", left_out);
        return refuse(call, ERR_incomplete_signature, string);
    }
    if (strcmp(s->signature, ours) == 0)
        return NULL;
    *ret_hint = sign_hint(a, r, s, secret);
    return refuse(call, ERR_bad_signature, string);
}

const struct api_error *sign_check(struct call *call, const struct request *r,
                                   const struct sign_rules *rules, const char **ret_hint)
{
    struct signature s = { 0 };
    struct access_key key = { 0 };
    const struct api_error *error =
        is_in_headers(r) ? sign_headers_read(call, r, &s) : sign_params_read(call, r, &s);

    if (error)
        return error;
    if (!rules->find_key(rules->arg, call->arena, s.id, &key))
        return refuse(call, ERR_unknown_key);
    error = check_token(call, &s, &key);
    if (!error && !rules->ignore_time)
        error = check_time(call, &s);
    if (!error)
        error = check_match(call, r, &s, key.secret, ret_hint);
    if (!error && !nonces_use(rules->nonces, s.id, s.nonce))
        error = refuse(call, ERR_nonce_used);
    return error;
}

const char *sign_caller(const struct request *r)
{
    const char *id = request_text(r, "AccessKeyId");
    struct str rest = r->authorization;
    size_t at;

    if (id || !rest.len)
        return id ? id : "";
    while (str_find(rest, 'C', &at)) {
        rest = str_skip(rest, at);
        if (str_starts(rest, STR(CREDENTIAL))) {
            rest = str_skip(rest, strlen(CREDENTIAL));
            return utf8_show(r->arena, str_cut(&rest, ','));
        }
        rest = str_skip(rest, 1);
    }
    return "";
}

static int by_name(const void *a, const void *b)
{
    const struct pair *left = *(const struct pair *const *)a;
    const struct pair *right = *(const struct pair *const *)b;
    size_t least = left->name.len < right->name.len ? left->name.len : right->name.len;
    int order = memcmp(left->name.at, right->name.at, least);

    return order ? order : (left->name.len > right->name.len) - (left->name.len < right->name.len);
}

/* One byte, as a client with these habits writes it; NULL: as everybody does. */
static const char *habitual(char c, const struct sign_habits *habits)
{
    if (c == ' ' && habits->plus)
        return "+";
    if (c == '*' && habits->star)
        return "*";
    return c == '~' && habits->tilde ? "%7E" : NULL;
}

/* %2F becomes %2f: the bit that makes a letter small is set in every decimal digit. */
static void make_escapes_small(char *text)
{
    for (char *c = text; (c = strchr(c, '%')) != NULL && c[1] && c[2]; c += 3) {
        c[1] |= 0x20;
        c[2] |= 0x20;
    }
}

static void add_escaped(struct buf *b, struct str s, const struct sign_habits *habits)
{
    size_t from = b->len;

    if (!habits->plus && !habits->star && !habits->tilde && !habits->small_escapes) {
        buf_add_percent(b, s);
        return;
    }
    for (size_t i = 0; i < s.len; i++) {
        const char *written = habitual(s.at[i], habits);
        if (written)
            buf_add_text(b, written);
        else
            buf_add_percent(b, (struct str){ s.at + i, 1 });
    }
    if (habits->small_escapes && b->at)
        make_escapes_small(b->at + from);
}

void sign_add_query(struct buf *b, struct arena *a, const struct request *r, bool query_only,
                    const struct sign_habits *habits)
{
    const struct pair **sorted = arena_alloc(a, (r->count + 1) * sizeof(const struct pair *));
    size_t count = 0;

    for (size_t i = 0; i < r->count; i++) {
        const struct pair *p = &r->pairs[i];
        if (!str_is(p->name, "Signature") && !(query_only && p->in_form) &&
            !(habits->without_form && p->in_form) && !(habits->without_empty && !p->value.len))
            sorted[count++] = p;
    }
    qsort(sorted, count, sizeof(const struct pair *), by_name);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_char(b, '&');
        add_escaped(b, sorted[i]->name, habits);
        buf_add_char(b, '=');
        add_escaped(b, sorted[i]->value, habits);
    }
}
