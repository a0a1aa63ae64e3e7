#include "mockalb/resources/alb/additional.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/listener.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/cas/certificate.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

/* Differs: the schema allows this many in a call, a text says 20; clients have met this one. */
#define ASSOCIATED_MAX 15

static const char *stored_id(struct call *call, const char *listener, const char *certificate)
{
    return arena_printf(call->arena, "%s:%s", listener, certificate);
}

static const struct object *additional_of(struct call *call, const char *listener,
                                          const char *certificate)
{
    return object_of(call, &kind_listener_certificate, stored_id(call, listener, certificate));
}

const struct api_error *additional_check_defaults(struct call *call, const char *listener)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, json_get(call->params, "Certificates"))
    {
        const char *id = json_text_or(item, "CertificateId", "");
        if (additional_of(call, listener, id))
            return refuse(call, ERR_certificate_associated, id);
    }
    return NULL;
}

static const struct api_error *check_listener(struct call *call, const struct object *listener,
                                              enum error_id configuring)
{
    const struct api_error *refusal;

    if (json_is_text(json_get(listener->body, "ListenerProtocol"), "HTTP"))
        return refuse(call, ERR_http_listener, "HttpListenerNotSupport");
    refusal = listener_check_stable(call, listener);
    if (refusal)
        return refusal;
    return listener_check_certificates(call, listener, configuring);
}

static bool is_default(const struct object *listener, const char *id)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, json_get(listener->body, "Certificates"))
    {
        if (json_is_text(json_get(item, "CertificateId"), id))
            return true;
    }
    return false;
}

static bool count_staying(void *arg, const struct object *o)
{
    *(int64_t *)arg += !lifecycle_is_going(o);
    return true;
}

struct counting {
    struct store *store;
    int64_t count;
};

static bool count_of_listener(void *arg, const struct object *listener)
{
    struct counting *c = arg;

    store_children(c->store, &kind_listener_certificate, listener->id, count_staying, &c->count);
    return true;
}

/* All of its listeners have together; default ones are not counted. */
static const struct api_error *check_quota(struct call *call, const struct object *listener,
                                           int added)
{
    const struct object *balancer = listener_balancer(call, listener->body);
    struct counting c = { .store = call->store };

    if (!balancer)
        return NULL;
    store_children(call->store, &kind_listener, balancer->id, count_of_listener, &c);
    return quota_check(call, QUOTA_certificates, balancer_edition(balancer), balancer->id, c.count,
                       added);
}

static const struct api_error *associate(struct call *call, const struct object *listener,
                                         const char *id)
{
    const struct api_error *refusal = certificate_check(call, id);

    if (refusal)
        return refusal;
    if (is_default(listener, id))
        return refuse(call, ERR_default_certificate_used, "DefaultCertificateUsed");
    if (additional_of(call, listener->id, id))
        return refuse(call, ERR_certificate_associated, id);
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "ListenerId", listener->id);
    json_add_text(body, "CertificateId", id);
    json_add_bool(body, "IsDefault", false);
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_listener_certificate, body, "Associating");
    store_put(call->store, &kind_listener_certificate, call->region,
              stored_id(call, listener->id, id), body);
    return NULL;
}

ACTION(alb, AssociateAdditionalCertificatesWithListener)
{
    const cJSON *given = json_get(call->params, "Certificates"), *item;
    const struct api_error *refusal;
    const struct object *listener = listener_of(call, &refusal);

    if (!listener)
        return refusal;
    refusal = check_listener(call, listener, ERR_listener_configuring_certificates);
    if (refusal)
        return refusal;
    if (cJSON_GetArraySize(given) > ASSOCIATED_MAX)
        return refuse(call, ERR_illegal_size, "Certificates");
    if (cJSON_GetArraySize(json_get(listener->body, "Certificates")) == 0)
        return refuse(call, ERR_default_certificate_not_found, "DefaultCertificateNotFound");
    refusal = check_quota(call, listener, cJSON_GetArraySize(given));
    cJSON_ArrayForEach(item, given)
    {
        if (!refusal)
            refusal = associate(call, listener, json_text_or(item, "CertificateId", ""));
    }
    if (!refusal)
        job_start(call, &kind_listener, listener->id, "Configuring");
    return refusal;
}

static const struct api_error *dissociate(struct call *call, const struct object *listener,
                                          const char *id)
{
    const struct object *additional = additional_of(call, listener->id, id);

    if (is_default(listener, id))
        return refuse(call, ERR_default_certificate_used, "DefaultCertificateUsed");
    if (!additional || lifecycle_is_going(additional))
        return refuse(call, ERR_certificate_not_associated, id);
    cJSON *body = lifecycle_enter(cloud_lifecycle(call->cloud), &kind_listener_certificate,
                                  json_copy(additional->body), "Diassociating");
    store_put(call->store, &kind_listener_certificate, call->region,
              stored_id(call, listener->id, id), body);
    return NULL;
}

ACTION(alb, DissociateAdditionalCertificatesFromListener)
{
    const struct api_error *refusal;
    const struct object *listener = listener_of(call, &refusal);
    const cJSON *item;

    if (!listener)
        return refusal;
    refusal = check_listener(call, listener, ERR_listener_configuring);
    cJSON_ArrayForEach(item, json_get(call->params, "Certificates"))
    {
        if (!refusal)
            refusal = dissociate(call, listener, json_text_or(item, "CertificateId", ""));
    }
    if (!refusal)
        job_start(call, &kind_listener, listener->id, "Configuring");
    return refusal;
}

/* Adds a certificate to the page, if it passes the filters. */
static void offer_certificate(struct page *page, const cJSON *certificate, const char *type)
{
    struct call *call = page->call;

    if (!filter_text(call, "CertificateType", type) ||
        !filter_list(call, "CertificateIds", json_text(certificate, "CertificateId")))
        return;
    cJSON *item = cJSON_CreateObject();
    json_add_text(item, "CertificateId", json_text_or(certificate, "CertificateId", ""));
    json_add_text(item, "CertificateType", type);
    json_add_bool(item, "IsDefault", json_bool(certificate, "IsDefault"));
    json_add_text(item, "Status", json_text_or(certificate, "Status", "Associated"));
    page_add(page, item);
}

static bool offer_additional(void *arg, const struct object *o)
{
    struct page *page = arg;
    const char *id = json_text_or(o->body, "CertificateId", "");
    const struct object *certificate = store_find(page->call->store, &kind_certificate, id);
    bool is_ca = certificate && json_is_text(json_get(certificate->body, "CertType"), "CA");

    offer_certificate(page, o->body, is_ca ? "Ca" : "Server");
    return true;
}

ACTION(alb, ListListenerCertificates)
{
    const struct api_error *refusal;
    const struct object *listener = listener_of(call, &refusal);
    const cJSON *item;
    struct page page;

    if (!listener)
        return refusal;
    if (json_is_text(json_get(listener->body, "ListenerProtocol"), "HTTP"))
        return refuse(call, ERR_http_listener, "HttpListenerNotSupport");
    page_begin(&page, call, NULL);
    cJSON_ArrayForEach(item, json_get(listener->body, "Certificates"))
        offer_certificate(&page, item, "Server");
    cJSON_ArrayForEach(item, json_get(listener->body, "CaCertificates"))
        offer_certificate(&page, item, "Ca");
    store_children(call->store, &kind_listener_certificate, listener->id, offer_additional, &page);
    return page_end(&page);
}
