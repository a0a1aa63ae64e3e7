#include "mockalb/resources/sts/role.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/state/index.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/sts/oidc_token.h"

#include "base/banned.h"

#define KEYS_SCOPE       "" /* keys are of no region */
#define INSTANCE_SESSION "instance"

enum { KEY_LENGTH = 24, SECRET_LENGTH = 44, TOKEN_LENGTH = 96, LONGEST_SECONDS = 43200 };
enum { INSTANCE_SECONDS = 21600, INSTANCE_LEFT_SECONDS = 1800, KEY_TEXT_BYTES = 4 << 10 };

/* Differs: the longest session that a role allows is its own setting; here it is what any role may allow. */
static const struct api_error *check(struct call *call, struct str *ret_role)
{
    const char *arn = json_text(call->params, "RoleArn");
    struct str rest = str_of(arn), part[5];

    for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++)
        part[i] = i < 4 ? str_cut(&rest, ':') : rest;
    if (!str_is(part[0], "acs") || !str_is(part[1], "ram") || !part[3].len ||
        !str_starts(part[4], STR("role/")) || part[4].len == strlen("role/"))
        return refuse(call, ERR_role_arn);
    if (json_int(call->params, "DurationSeconds") > LONGEST_SECONDS)
        return refuse(call, ERR_illegal_param, "DurationSeconds");
    *ret_role = str_skip(part[4], strlen("role/"));
    return NULL;
}

static const char *random_name(struct call *call, size_t length)
{
    char *text = arena_alloc(call->arena, length + 1);

    random_text(call->random, text, length);
    return text;
}

static const char *iso_text(struct call *call, int64_t ms)
{
    char *text = arena_alloc(call->arena, CLOCK_ISO_ROOM);

    clock_iso(ms, text);
    return text;
}

/* The same for every session of a role. */
static const char *role_id_of(struct call *call, struct str role)
{
    uint64_t hash = index_hash(0, arena_strz(call->arena, role));

    return arena_printf(call->arena, "3%017" PRIu64, hash % UINT64_C(100000000000000000));
}

static bool first_key(void *arg, const struct object *o)
{
    *(const struct object **)arg = o;
    return false;
}

/* The oldest makes room. */
static void bound_keys(struct store *s)
{
    const struct object *oldest = NULL;

    if (store_count(s, &kind_sts_key, KEYS_SCOPE) < LIMIT_TEMPORARY_KEYS)
        return;
    store_each(s, &kind_sts_key, KEYS_SCOPE, first_key, &oldest);
    store_drop(s, &kind_sts_key, KEYS_SCOPE, oldest->id);
}

struct session {
    struct str role;
    const char *name;
    int64_t seconds;
};

/* What callers see of a key comes first in it. */
static const struct object *make_key(struct call *call, const struct session *session)
{
    const char *id = arena_printf(call->arena, "STS.%s", random_name(call, KEY_LENGTH));
    int64_t end = clock_ms(call->clock) + session->seconds * 1000;
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "AccessKeyId", id);
    json_add_text(body, "AccessKeySecret", random_name(call, SECRET_LENGTH));
    json_add_text(body, "SecurityToken",
                  digest_base64(call->arena, str_of(random_name(call, TOKEN_LENGTH))));
    json_add_text(body, "Expiration", iso_text(call, end));
    json_add_int(body, "_expiresMs", end);
    json_add_text(body, "_arn",
                  arena_printf(call->arena, "acs:ram::%s:assumed-role/%.*s/%s", call->account,
                               STR_ARG(session->role), session->name));
    json_add_text(body, "_roleId", role_id_of(call, session->role));
    json_add_text(body, "_session", session->name);
    bound_keys(call->store);
    return store_put(call->store, &kind_sts_key, KEYS_SCOPE, id, body);
}

static void show_key(cJSON *to, const struct object *key)
{
    for (const cJSON *member = key->body->child; member && *member->string != '_';
         member = member->next)
        json_add(to, member->string, json_copy(member));
}

/* A key of a role's session, and the reply that tells of it. */
static const struct api_error *issue_key(struct call *call)
{
    struct session session = { .name = json_text(call->params, "RoleSessionName"),
                               .seconds = json_int_or(call->params, "DurationSeconds", 3600) };
    const struct api_error *refusal = check(call, &session.role);

    if (refusal)
        return refusal;
    const struct object *key = make_key(call, &session);
    cJSON *user = json_add_object(call->reply, "AssumedRoleUser");
    json_add_text(user, "Arn", json_text(key->body, "_arn"));
    json_add_text(
        user, "AssumedRoleId",
        arena_printf(call->arena, "%s:%s", json_text(key->body, "_roleId"), session.name));
    show_key(json_add_object(call->reply, "Credentials"), key);
    return NULL;
}

struct search {
    const char *arn;
    int64_t after_ms;
    const struct object *found;
};

static bool find_lasting(void *arg, const struct object *o)
{
    struct search *s = arg;

    if (json_is_text(json_get(o->body, "_arn"), s->arn) &&
        json_int(o->body, "_expiresMs") > s->after_ms)
        s->found = o;
    return !s->found;
}

const char *sts_instance_keys(struct call *call, struct str role)
{
    struct session session = { role, INSTANCE_SESSION, INSTANCE_SECONDS };
    struct search lasting = {
        .arn = arena_printf(call->arena, "acs:ram::%s:assumed-role/%.*s/" INSTANCE_SESSION,
                            call->account, STR_ARG(role)),
        .after_ms = clock_ms(call->clock) + INSTANCE_LEFT_SECONDS * INT64_C(1000),
    };
    struct buf text = BUF_LIMIT(KEY_TEXT_BYTES);
    cJSON *shown = arena_json(call->arena, cJSON_CreateObject());
    const char *copy;

    store_each(call->store, &kind_sts_key, KEYS_SCOPE, find_lasting, &lasting);
    if (!lasting.found)
        lasting.found = make_key(call, &session);
    show_key(shown, lasting.found);
    json_add_text(shown, "LastUpdated",
                  iso_text(call, json_int(lasting.found->body, "_expiresMs") -
                                     INSTANCE_SECONDS * INT64_C(1000)));
    json_add_text(shown, "Code", "Success");
    json_print(&text, shown);
    copy = arena_strz(call->arena, buf_str(&text));
    buf_done(&text);
    return copy;
}

ACTION(sts, AssumeRole)
{
    param_into(call, call->reply, "SourceIdentity", "SourceIdentity");
    return issue_key(call);
}

/* "acs:ram::1000000000000001:oidc-provider/cluster" */
static bool is_provider(const char *arn)
{
    struct str rest = str_of(arn), part[4];

    for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++)
        part[i] = str_cut(&rest, ':');
    return str_is(part[0], "acs") && str_is(part[1], "ram") && part[3].len &&
           str_starts(rest, STR("oidc-provider/")) && rest.len > strlen("oidc-provider/");
}

static const struct api_error *read_token(struct call *call, struct oidc_token *ret_token)
{
    if (!oidc_token_read(call->arena, json_text(call->params, "OIDCToken"), ret_token))
        return refuse(call, ERR_oidc_token_invalid);
    if (ret_token->expires_ms <= clock_ms(call->clock))
        return refuse(call, ERR_oidc_token_expired);
    return *ret_token->audience ? NULL : refuse(call, ERR_oidc_token_audience);
}

/*
 * Differs: no provider and no role is known here, so that whoever has a token that looks like one gets a key:
 * neither its signature nor its issuer nor its audience are compared with anything.
 */
ACTION(sts, AssumeRoleWithOIDC)
{
    static const char *const mandatory[] = { "OIDCProviderArn", "RoleArn", "OIDCToken", NULL };
    const struct api_error *refusal;
    struct oidc_token token;

    for (size_t i = 0; mandatory[i]; i++)
        if (!*json_text_or(call->params, mandatory[i], ""))
            return refuse(call, ERR_missing_param, mandatory[i]);
    if (!is_provider(json_text(call->params, "OIDCProviderArn")))
        return refuse(call, ERR_provider_arn);
    refusal = read_token(call, &token);
    if (!refusal)
        refusal = issue_key(call);
    if (refusal)
        return refusal;
    cJSON *info = json_add_object(call->reply, "OIDCTokenInfo");
    json_add_text(info, "Issuer", token.issuer);
    json_add_text(info, "Subject", token.subject);
    json_add_text(info, "ClientIds", token.audience);
    json_add_text(info, "ExpirationTime", iso_text(call, token.expires_ms));
    json_add_text(info, "IssuanceTime", iso_text(call, token.issued_ms));
    json_add_text(info, "VerificationInfo", "Success");
    return NULL;
}

ACTION(sts, GetCallerIdentity)
{
    const struct object *key = store_get(call->store, &kind_sts_key, KEYS_SCOPE, call->caller);

    json_add_text(call->reply, "AccountId", call->account);
    if (!key) {
        json_add_text(call->reply, "IdentityType", "Account");
        json_add_text(call->reply, "Arn",
                      arena_printf(call->arena, "acs:ram::%s:root", call->account));
        json_add_text(call->reply, "PrincipalId", call->account);
        json_add_text(call->reply, "UserId", call->account);
        return NULL;
    }
    const char *role = json_text(key->body, "_roleId");
    json_add_text(call->reply, "IdentityType", "AssumedRoleUser");
    json_add_text(call->reply, "Arn", json_text(key->body, "_arn"));
    json_add_text(call->reply, "PrincipalId",
                  arena_printf(call->arena, "%s:%s", role, json_text(key->body, "_session")));
    json_add_text(call->reply, "RoleId", role);
    return NULL;
}

bool sts_find_key(struct store *s, struct arena *a, const char *id, struct access_key *ret_key)
{
    const struct object *key = store_get(s, &kind_sts_key, KEYS_SCOPE, id);

    if (!key)
        return false;
    *ret_key = (struct access_key){
        .id = arena_strz(a, str_of(key->id)),
        .secret = arena_strz(a, str_of(json_text_or(key->body, "AccessKeySecret", ""))),
        .token = arena_strz(a, str_of(json_text_or(key->body, "SecurityToken", ""))),
        .expires_ms = json_int(key->body, "_expiresMs"),
    };
    return true;
}
