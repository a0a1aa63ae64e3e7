#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/must.h"
#include "base/utf8.h"
#include "mockalb/gateway/sign.h"
#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

/*
 * The bytes are a request: lines "name: value" of headers, an empty line, the query, and behind a second
 * empty line the form. Whatever they are: the signature is accepted or refused with a text in UTF-8; and
 * once what we make of the request stands in it as its signature, it is accepted.
 */
enum { HEADERS = 64 };

struct subject {
    struct call call;
    struct request request;
    struct pair headers[HEADERS];
    struct sign_rules rules;
};

static bool find_key(void *arg, struct arena *a, const char *id, struct access_key *ret_key)
{
    (void)arg;
    (void)a;
    *ret_key = (struct access_key){ .id = id, .secret = "secret" };
    return strcmp(id, "nobody") != 0;
}

static void read_query(struct request *r, struct str query)
{
    size_t from = r->count;

    request_add_form(r, query);
    for (; from < r->count; from++)
        r->pairs[from].in_form = false;
}

static void read_headers(struct subject *s, struct str *rest)
{
    struct request *r = &s->request;

    while (rest->len) {
        struct str value = str_cut(rest, '\n'), name = str_cut(&value, ':');
        size_t at;
        if (!name.len || r->header_count == HEADERS || str_find(value, '\0', &at))
            break; /* a header can't hold a zero byte: it would end there */
        s->headers[r->header_count++] = (struct pair){ .name = name, .value = str_trim(value) };
        if (str_eq_nocase(name, STR("authorization")))
            r->authorization = str_trim(value);
        if (str_eq_nocase(name, STR("host")))
            r->host = str_trim(value);
    }
    r->headers = s->headers;
}

static void read_request(struct subject *s, struct str rest)
{
    read_headers(s, &rest);
    read_query(&s->request, str_cut(&rest, '\n'));
    str_cut(&rest, '\n');
    s->request.method = STR("POST");
    s->request.body = rest.at ? rest : STR("");
    request_add_form(&s->request, s->request.body);
}

static const char *string_of(struct subject *s, const struct signature *given)
{
    static const struct sign_habits right;
    struct arena *a = s->call.arena;

    if (given->in_headers)
        return sign_headers_string(a, sign_headers_canonical(a, &s->request, given, &right));
    return sign_params_string(a, &s->request, &right);
}

/* Puts the signature that the request should have in the place of the one that it has. */
static void sign(struct subject *s, const struct signature *given)
{
    static const struct sign_habits right;
    struct arena *a = s->call.arena;
    const char *string = string_of(s, given);

    if (given->in_headers) {
        s->request.authorization = str_of(arena_printf(
            a, "ACS3-HMAC-SHA256 Credential=%s,SignedHeaders=%s,Signature=%s", given->id,
            given->signed_headers, sign_headers(a, "secret", string, &right)));
        return;
    }
    for (size_t i = 0; i < s->request.count; i++) {
        if (str_is(s->request.pairs[i].name, "Signature"))
            s->request.pairs[i].value = str_of(sign_params(a, given, "secret", string, &right));
    }
}

/* What is not of the signature itself may still be wrong: the token, the key, a nonce used twice. */
static void check_signed(struct subject *s)
{
    struct request *r = &s->request;
    struct signature given = { 0 };
    bool in_headers = r->authorization.len && !request_text(r, "Signature");
    const char *hint = NULL;

    if (in_headers ? sign_headers_read(&s->call, r, &given) : sign_params_read(&s->call, r, &given))
        return;
    if (given.token || strcmp(given.id, "nobody") == 0)
        return;
    nonces_reset(s->rules.nonces);
    /* The header itself may be among what it signs: then nobody can sign it. */
    if (in_headers && strcasestr(given.signed_headers, "authorization"))
        return;
    sign(s, &given);
    must(!sign_check(&s->call, r, &s->rules, &hint) && !hint);
    must(sign_check(&s->call, r, &s->rules, &hint)); /* its nonce is used */
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *a = arena_new();
    struct clock *clock = clock_new(true);
    struct subject s = { .call = { .arena = a, .clock = clock },
                         .request = { .arena = a },
                         .rules = { find_key, NULL, nonces_new(), true } };
    const char *hint = NULL;

    read_request(&s, (struct str){ (const char *)bytes, size });
    sign_caller(&s.request); /* asked for before the request is checked, to find the tenant */
    if (!request_check(&s.request, &s.call)) {
        must(utf8_is_valid(str_of(sign_caller(&s.request))));
        const struct api_error *error = sign_check(&s.call, &s.request, &s.rules, &hint);
        must(!error || utf8_is_valid(str_of(error->message)));
        must(!hint || (error && utf8_is_valid(str_of(hint))));
        check_signed(&s);
    }
    nonces_free(s.rules.nonces);
    clock_free(clock);
    arena_free(a);
    return 0;
}
