#include "mockalb/resources/cas/certificate.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/x509.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

#define YEAR_MS INT64_C(31536000000)

const char *certificate_scope(struct call *call)
{
    return cloud_options(call->cloud)->region;
}

bool certificate_id_read(const char *id, int64_t *ret_number)
{
    struct str rest = str_of(id), number = str_cut(&rest, '-');

    return number.len && strspn(id, "0123456789") == number.len && rest.len &&
           str_int(number, ret_number) && *ret_number > 0;
}

const struct api_error *certificate_check(struct call *call, const char *id)
{
    int64_t number;

    if (!certificate_id_read(id, &number))
        return refuse(call, ERR_invalid_parameter);
    if (!store_get(call->store, &kind_certificate, certificate_scope(call), id))
        return refuse(call, ERR_certificate_not_found, id);
    return NULL;
}

static const struct object *stored(struct call *call, const char *id,
                                   const struct api_error **ret_refusal)
{
    const struct object *certificate =
        store_get(call->store, &kind_certificate, certificate_scope(call), id);

    *ret_refusal = certificate ? NULL : refuse(call, ERR_certificate_unknown, id);
    return certificate;
}

const struct object *certificate_numbered(struct call *call, const struct api_error **ret_refusal)
{
    const char *id = arena_printf(call->arena, "%" PRId64 "-%s", json_int(call->params, "CertId"),
                                  certificate_scope(call));

    return stored(call, id, ret_refusal);
}

const struct object *certificate_named(struct call *call, const struct api_error **ret_refusal)
{
    return stored(call, json_text_or(call->params, "CertIdentifier", ""), ret_refusal);
}

/* What stands for a certificate that nobody gave: valid for a year, of no authority. */
static struct x509 made_up(struct call *call, const struct certificate_texts *texts)
{
    const char *domains = texts->domains ? texts->domains : "";
    struct str rest = str_of(domains), first = str_cut(&rest, ',');

    return (struct x509){
        .common_name = arena_strz(call->arena, first),
        .organization = "",
        .country = "",
        .province = "",
        .city = "",
        .issuer_name = "mockalb",
        .sans = domains,
        .serial = "01",
        .md5 = "",
        .sha1 = "",
        .sha256 = "",
        .key_algorithm = "RSA",
        .sign_algorithm = "RSA-SHA256",
        .key_bits = 2048,
        .not_before_ms = clock_ms(call->clock),
        .not_after_ms = clock_ms(call->clock) + YEAR_MS,
    };
}

cJSON *certificate_body(struct call *call, const struct certificate_texts *texts, struct err *err)
{
    struct x509 read = made_up(call, texts);
    int64_t number = 0;

    if (texts->pem && (!x509_read(call->arena, str_of(texts->pem), &read, err) ||
                       (texts->key && !x509_has_key(str_of(texts->pem), str_of(texts->key), err))))
        return NULL;
    certificate_id_read(texts->id, &number);
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "CertIdentifier", texts->id);
    json_add_int(body, "CertId", number);
    json_add_text(body, "CertName", texts->name);
    json_add_text(body, "CertType", texts->is_ca ? "CA" : "CERT");
    json_add_text(body, "CommonName", read.common_name);
    json_add_text(body, "Sans", *read.sans ? read.sans : read.common_name);
    json_add_text(body, "Issuer", read.issuer_name);
    json_add_text(body, "OrgName", read.organization);
    json_add_text(body, "Country", read.country);
    json_add_text(body, "Province", read.province);
    json_add_text(body, "City", read.city);
    json_add_text(body, "SerialNo", read.serial);
    json_add_text(body, "Md5", read.md5);
    json_add_text(body, "Fingerprint", read.sha1);
    json_add_text(body, "Sha2", read.sha256);
    json_add_text(body, "Algorithm", read.key_algorithm);
    json_add_text(body, "SignAlgorithm", read.sign_algorithm);
    json_add_int(body, "KeySize", read.key_bits);
    json_add_int(body, "BeforeDate", read.not_before_ms);
    json_add_int(body, "AfterDate", read.not_after_ms);
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_array(body, "Tags");
    json_add_text(body, "_pem", texts->pem ? texts->pem : "");
    json_add_text(body, "_key", texts->key ? texts->key : "");
    return body;
}
