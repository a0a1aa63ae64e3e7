/*
 * Certificates into the account and out of it, by the actions of both versions.
 *
 * Differs: which codes the service has for texts that are no certificate is in no source; these are
 * those of other parameters.
 */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cas/certificate.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

#define NUMBER_MIN 1000000
#define NUMBERS    9000000

/* How an action calls what it is given; and what it gave. */
struct upload {
    const char *certificate_param, *key_param, *name;
    const char *id;
    int64_t number;
};

/* In the store's room for certificates there is always one that is free. */
static void choose_id(struct call *call, struct upload *u)
{
    do {
        u->number = NUMBER_MIN + (int64_t)random_below(call->random, NUMBERS);
        u->id = arena_printf(call->arena, "%" PRId64 "-%s", u->number, certificate_scope(call));
    } while (store_get(call->store, &kind_certificate, certificate_scope(call), u->id));
}

struct name_search {
    const char *name;
    bool found;
};

static bool find_name(void *arg, const struct object *o)
{
    struct name_search *search = arg;

    search->found = json_is_text(json_get(o->body, "CertName"), search->name);
    return !search->found;
}

static const struct api_error *check_room(struct call *call, const char *name)
{
    struct name_search search = { name, false };

    if (store_count(call->store, &kind_certificate, NULL) >= LIMIT_CERTIFICATES)
        return refuse(call, ERR_certificates_full,
                      arena_printf(call->arena, "%u", LIMIT_CERTIFICATES));
    store_each(call->store, &kind_certificate, NULL, find_name, &search);
    return search.found ? refuse(call, ERR_certificate_name, name) : NULL;
}

/* Tags of this product are pairs of other names. */
static void add_tags(cJSON *body, const cJSON *given)
{
    cJSON *tags = json_list(body, "Tags");
    const cJSON *tag;

    cJSON_ArrayForEach(tag, given)
    {
        cJSON *pair = json_push(tags, cJSON_CreateObject());
        json_add_text(pair, "TagKey", json_text_or(tag, "Key", ""));
        json_add_text(pair, "TagValue", json_text_or(tag, "Value", ""));
    }
}

static const struct api_error *store_upload(struct call *call, struct upload *u)
{
    struct certificate_texts texts = { .pem = json_text(call->params, u->certificate_param),
                                       .key = json_text(call->params, u->key_param) };
    struct err err;

    if (!texts.pem || !*texts.pem)
        return refuse(call, ERR_missing_nested, u->certificate_param);
    if (!texts.key || !*texts.key)
        return refuse(call, ERR_missing_nested, u->key_param);
    choose_id(call, u);
    texts.id = u->id;
    texts.name = u->name ? u->name : arena_printf(call->arena, "cert-%" PRId64, u->number);
    const struct api_error *refusal = check_room(call, texts.name);
    if (refusal)
        return refusal;
    const char *key = texts.key;
    texts.key = NULL;
    cJSON *body = arena_json(call->arena, certificate_body(call, &texts, &err));
    if (!body)
        return refuse(call, ERR_illegal_param, u->certificate_param);
    texts.key = key;
    body = arena_json(call->arena, certificate_body(call, &texts, &err));
    if (!body)
        return refuse(call, ERR_illegal_param, u->key_param);
    const char *group = json_text(call->params, "ResourceGroupId");
    if (group && *group)
        json_set(body, "ResourceGroupId", cJSON_CreateString(group));
    add_tags(body, json_get(call->params, "Tags"));
    store_put(call->store, &kind_certificate, certificate_scope(call), u->id, json_copy(body));
    return NULL;
}

ACTION(cas, UploadUserCertificate)
{
    struct upload u = { "Cert", "Key", json_text(call->params, "Name"), NULL, 0 };
    const struct api_error *refusal = store_upload(call, &u);

    if (refusal)
        return refusal;
    json_add_int(call->reply, "CertId", u.number);
    json_add_text(call->reply, "ResourceId",
                  arena_printf(call->arena, "cas-upload-%" PRId64, u.number));
    return NULL;
}

static const struct api_error *upload_by_id(struct call *call)
{
    struct upload u = { "Certificate", "PrivateKey", json_text(call->params, "CertName"), NULL, 0 };
    const struct api_error *refusal = store_upload(call, &u);

    if (!refusal)
        json_add_text(call->reply, "CertIdentifier", u.id);
    return refusal;
}

ACTION(cas, CreateSSLCertificate)
{
    return upload_by_id(call);
}

ACTION(cas, CreateSSLCertificateWithName)
{
    return upload_by_id(call);
}

ACTION(cas, UploadSSLCertificate)
{
    return upload_by_id(call);
}

/* Differs: listeners that use it keep it, and whether the service refuses is not known. */
static void drop(struct call *call, const struct object *certificate)
{
    store_drop(call->store, &kind_certificate, certificate_scope(call),
               arena_strz(call->arena, str_of(certificate->id)));
}

ACTION(cas, DeleteUserCertificate)
{
    const struct api_error *refusal;
    const struct object *certificate = certificate_numbered(call, &refusal);

    if (certificate)
        drop(call, certificate);
    return refusal;
}

ACTION(cas, DeleteSSLCertificate)
{
    const struct api_error *refusal;
    const struct object *certificate = certificate_named(call, &refusal);

    if (certificate)
        drop(call, certificate);
    return refusal;
}
