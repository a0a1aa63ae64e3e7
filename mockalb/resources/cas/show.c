#include "mockalb/resources/cas/show.h"

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/resources/cas/certificate.h"

#include "base/banned.h"

#define DAY_MS INT64_C(86400000)

void show_members(cJSON *to, const struct object *certificate, const char *const *names)
{
    for (size_t i = 0; names[i]; i++) {
        const cJSON *member = json_get(certificate->body, names[i]);
        if (member)
            json_add(to, names[i], json_copy(member));
    }
}

void show_metadata(cJSON *to, const struct object *certificate)
{
    static const char *const names[] = { "AfterDate",      "Algorithm", "BeforeDate",
                                         "CertIdentifier", "CertName",  "CommonName",
                                         "Issuer",         "KeySize",   "Md5",
                                         "Sans",           "SerialNo",  "Sha2",
                                         "SignAlgorithm",  NULL };

    show_members(to, certificate, names);
}

static const char *date_text(struct call *call, const struct object *certificate,
                             const char *member)
{
    char iso[CLOCK_ISO_ROOM];
    int64_t ms = json_int(certificate->body, member);

    clock_iso(ms > 0 ? ms : 0, iso);
    return arena_printf(call->arena, "%.10s", iso);
}

static bool is_expired(struct call *call, const struct object *certificate)
{
    return json_int(certificate->body, "AfterDate") < clock_ms(call->clock);
}

void show_dates(struct call *call, cJSON *to, const struct object *certificate)
{
    json_add_text(to, "StartDate", date_text(call, certificate, "BeforeDate"));
    json_add_text(to, "EndDate", date_text(call, certificate, "AfterDate"));
    json_add_bool(to, "Expired", is_expired(call, certificate));
}

static void show_chain(struct call *call, const struct object *certificate)
{
    int64_t after = json_int(certificate->body, "AfterDate");
    cJSON *item = json_push(json_add_array(call->reply, "CertChain"), cJSON_CreateObject());

    json_add_text(item, "CommonName", json_text_or(certificate->body, "CommonName", ""));
    json_add_text(item, "IssuerCommonName", json_text_or(certificate->body, "Issuer", ""));
    json_add_int(item, "NotBefore", json_int(certificate->body, "BeforeDate"));
    json_add_int(item, "NotAfter", after);
    json_add_int(item, "RemainDay", (after - clock_ms(call->clock)) / DAY_MS);
}

ACTION(cas, GetUserCertificateDetail)
{
    static const char *const names[] = {
        "Algorithm", "CertIdentifier", "City",     "Country", "Fingerprint",
        "Issuer",    "OrgName",        "Province", "Sans",    "ResourceGroupId",
        "SerialNo",  "Sha2",           "Tags",     NULL
    };
    const struct api_error *refusal;
    const struct object *certificate = certificate_numbered(call, &refusal);

    if (!certificate)
        return refusal;
    const cJSON *body = certificate->body;
    show_members(call->reply, certificate, names);
    json_add_int(call->reply, "Id", json_int(body, "CertId"));
    json_add_text(call->reply, "Name", json_text_or(body, "CertName", ""));
    json_add_text(call->reply, "Common", json_text_or(body, "CommonName", ""));
    json_add_bool(call->reply, "BuyInAliyun", false);
    json_add_int(call->reply, "NotBefore", json_int(body, "BeforeDate"));
    json_add_int(call->reply, "NotAfter", json_int(body, "AfterDate"));
    show_dates(call, call->reply, certificate);
    show_chain(call, certificate);
    if (json_bool(call->params, "CertFilter"))
        return NULL;
    json_add_text(call->reply, "Cert", json_text_or(body, "_pem", ""));
    json_add_text(call->reply, "Key", json_text_or(body, "_key", ""));
    return NULL;
}

ACTION(cas, DescribeSSLCertificatePublicKeyDetail)
{
    const struct api_error *refusal;
    const struct object *certificate = certificate_named(call, &refusal);

    if (!certificate)
        return refusal;
    show_metadata(json_add_object(call->reply, "CertificateInfo"), certificate);
    json_add_text(call->reply, "X509Certificate", json_text_or(certificate->body, "_pem", ""));
    return NULL;
}

/* Differs: the service encrypts the key by EncryptedCode; here it is as it was uploaded. */
ACTION(cas, DescribeSSLCertificatePrivateKey)
{
    const struct api_error *refusal;
    const struct object *certificate = certificate_named(call, &refusal);

    if (certificate)
        json_add_text(call->reply, "X509PrivateKey", json_text_or(certificate->body, "_key", ""));
    return refusal;
}
