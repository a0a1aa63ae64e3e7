#include "mockalb/resources/alb/listener_config.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/forward.h"
#include "mockalb/resources/alb/listener.h"
#include "mockalb/resources/alb/security_policy.h"
#include "mockalb/resources/cas/certificate.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

#define CERTIFICATES_MAX 1 /* Differs: older metadata has two, a text of the same API twenty */

/* Members that a call replaces whole, and those that it replaces member by member. */
static const char *const whole[] = {
    "DefaultActions", "GzipEnabled", "Http2Enabled",     "IdleTimeout", "ListenerDescription",
    "RequestTimeout", "CaEnabled",   "SecurityPolicyId", NULL,
};
static const char *const merged[] = { "QuicConfig", "XForwardedForConfig", NULL };
static const char *const certificate_lists[] = { "Certificates", "CaCertificates", NULL };

static const char *const forwarded_headers[] = {
    "XForwardedForClientCertClientVerifyEnabled",
    "XForwardedForClientCertFingerprintEnabled",
    "XForwardedForClientCertIssuerDNEnabled",
    "XForwardedForClientCertSubjectDNEnabled",
    "XForwardedForClientSourceIpsEnabled",
    "XForwardedForClientSrcPortEnabled",
    "XForwardedForHostEnabled",
    "XForwardedForProtoEnabled",
    "XForwardedForSLBIdEnabled",
    "XForwardedForSLBPortEnabled",
    NULL,
};

static bool speaks_tls(const cJSON *body)
{
    return !json_is_text(json_get(body, "ListenerProtocol"), "HTTP");
}

void listener_config_defaults(cJSON *body)
{
    bool tls = speaks_tls(body);
    cJSON *forwarded = json_add_object(body, "XForwardedForConfig");
    cJSON *log = json_add_object(body, "LogConfig");

    json_add_bool(body, "GzipEnabled", true);
    json_add_bool(body, "Http2Enabled", tls);
    json_add_int(body, "IdleTimeout", 15);
    json_add_int(body, "RequestTimeout", 60);
    json_add_text(body, "ListenerDescription", "");
    json_add_bool(body, "CaEnabled", false);
    json_add_text(body, "SecurityPolicyId", tls ? "tls_cipher_policy_1_0" : "");
    json_add_bool(json_add_object(body, "QuicConfig"), "QuicUpgradeEnabled", false);
    json_add_bool(forwarded, "XForwardedForEnabled", true);
    json_add_text(forwarded, "XForwardedForProcessingMode", "append");
    for (size_t i = 0; forwarded_headers[i]; i++)
        json_add_bool(forwarded, forwarded_headers[i], false);
    json_add_bool(log, "AccessLogRecordCustomizedHeadersEnabled", false);
    json_add_bool(json_add_object(log, "AccessLogTracingConfig"), "TracingEnabled", false);
    json_add_array(body, "Certificates");
    json_add_array(body, "CaCertificates");
}

/* The certificates that a call gives are the default ones; there is no other way to name one yet. */
static void set_certificates(cJSON *body, const char *name, const cJSON *given)
{
    cJSON *list = cJSON_CreateArray();
    const cJSON *item;

    cJSON_ArrayForEach(item, given)
    {
        cJSON *certificate = json_push(list, cJSON_CreateObject());
        json_add_text(certificate, "CertificateId", json_text_or(item, "CertificateId", ""));
        json_add_bool(certificate, "IsDefault", true);
        json_add_text(certificate, "Status", "Associated");
    }
    json_set(body, name, list);
}

void listener_config_merge(cJSON *body, const cJSON *params)
{
    const cJSON *given, *member;

    for (size_t i = 0; whole[i]; i++)
        if ((given = json_get(params, whole[i])))
            json_set(body, whole[i], json_copy(given));
    for (size_t i = 0; merged[i]; i++)
        cJSON_ArrayForEach(member, json_get(params, merged[i]))
            json_set(json_part(body, merged[i]), member->string, json_copy(member));
    for (size_t i = 0; certificate_lists[i]; i++)
        if ((given = json_get(params, certificate_lists[i])))
            set_certificates(body, certificate_lists[i], given);
}

static const struct api_error *check_list(struct call *call, const cJSON *list)
{
    const struct api_error *refusal = NULL;
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        refusal = certificate_check(call, json_text_or(item, "CertificateId", ""));
        if (refusal)
            break;
    }
    return refusal;
}

static const struct api_error *check_certificates(struct call *call, const cJSON *body)
{
    const struct api_error *refusal;

    if (!speaks_tls(body))
        return NULL;
    if (cJSON_GetArraySize(json_get(body, "Certificates")) == 0)
        return refuse(call, ERR_missing_nested, "Certificates");
    if (cJSON_GetArraySize(json_get(body, "Certificates")) > CERTIFICATES_MAX)
        return refuse(call, ERR_illegal_size, "Certificates");
    refusal = check_list(call, json_get(call->params, "Certificates"));
    if (!refusal)
        refusal = check_list(call, json_get(call->params, "CaCertificates"));
    if (refusal)
        return refusal;
    if (json_bool(body, "CaEnabled") && cJSON_GetArraySize(json_get(body, "CaCertificates")) == 0)
        return refuse(call, ERR_missing_nested, "CaCertificates");
    return NULL;
}

static const struct api_error *check_policy(struct call *call, const cJSON *body)
{
    return speaks_tls(body) ? security_policy_check(call, body) : NULL;
}

struct quic_search {
    const char *listener, *target;
    const struct object *found;
};

static bool upgrades_to(void *arg, const struct object *o)
{
    struct quic_search *search = arg;

    if (strcmp(o->id, search->listener) != 0 &&
        json_is_text(json_at(o->body, "QuicConfig.QuicListenerId"), search->target))
        search->found = o;
    return !search->found;
}

static const struct api_error *check_quic(struct call *call, const cJSON *body)
{
    const char *target = json_text(body, "QuicConfig.QuicListenerId");

    if (!json_bool(body, "QuicConfig.QuicUpgradeEnabled") || !target || !*target)
        return NULL;
    const struct object *quic = object_of(call, &kind_listener, target);
    if (!quic)
        return refuse(call, ERR_listener_not_found, target);
    if (!cJSON_Compare(json_get(quic->body, "LoadBalancerId"), json_get(body, "LoadBalancerId"),
                       true))
        return refuse(call, ERR_quic_cross_balancer, "CrossLoadBalancerQUICListener");
    if (!json_is_text(json_get(quic->body, "ListenerProtocol"), "QUIC"))
        return refuse(call, ERR_illegal_param, "QuicConfig.QuicListenerId");
    struct quic_search search = { json_text_or(body, "ListenerId", ""), target, NULL };
    store_children(call->store, &kind_listener, json_text_or(body, "LoadBalancerId", ""),
                   upgrades_to, &search);
    if (search.found)
        return refuse(call, ERR_listener_associated, target);
    return NULL;
}

static const struct api_error *check_default_actions(struct call *call, const cJSON *body)
{
    const cJSON *actions = json_get(body, "DefaultActions");
    struct forward_place place = listener_place(call, body, true);

    if (cJSON_GetArraySize(actions) != 1)
        return refuse(call, ERR_illegal_size, "DefaultActions");
    return forward_check(call, &place, json_at(actions, "0.ForwardGroupConfig"),
                         "DefaultActions.1.ForwardGroupConfig");
}

const struct api_error *listener_config_check(struct call *call, const cJSON *body)
{
    const struct api_error *refusal = check_default_actions(call, body);

    if (!refusal)
        refusal = check_certificates(call, body);
    if (!refusal)
        refusal = check_policy(call, body);
    if (!refusal)
        refusal = check_quic(call, body);
    if (!refusal && json_bool(body, "XForwardedForConfig.XForwardedForClientSourceIpsEnabled") &&
        !json_text(body, "XForwardedForConfig.XForwardedForClientSourceIpsTrusted"))
        refusal = refuse(call, ERR_missing_nested,
                         "XForwardedForConfig.XForwardedForClientSourceIpsTrusted");
    return refusal;
}
