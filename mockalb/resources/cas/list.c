/*
 * The account's certificates, as each list shows them. They are of no region, so
 * every call sees all.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cas/certificate.h"
#include "mockalb/resources/cas/show.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

#define SOON_MS                                                                                    \
    INT64_C(2592000000) /* before the end of a certificate that is said to expire soon */

static const struct api_error *list(struct call *call, match_fn *match,
                                    cJSON *(*make)(struct call *call, const struct object *o))
{
    struct page page;

    call->region = certificate_scope(call);
    page_begin(&page, call, make);
    offer_all(&page, &kind_certificate, match);
    return page_end(&page);
}

static bool is_searched(struct call *call, const char *param, const struct object *o)
{
    static const char *const members[] = { "CertName", "CommonName", "Sans", NULL };
    const char *wanted = json_text_or(call->params, param, "");

    for (size_t i = 0; members[i]; i++)
        if (strstr(json_text_or(o->body, members[i], ""), wanted))
            return true;
    return false;
}

static cJSON *metadata_item(struct call *call, const struct object *o)
{
    cJSON *item = cJSON_CreateObject();

    (void)call;
    show_metadata(item, o);
    return item;
}

static bool is_found(struct call *call, const struct object *o)
{
    return is_searched(call, "SearchValue", o);
}

ACTION(cas, DescribeSSLCertificateList)
{
    return list(call, is_found, metadata_item);
}

struct counting {
    struct call *call;
    int64_t count;
};

static bool count_found(void *arg, const struct object *o)
{
    struct counting *c = arg;

    c->count += is_found(c->call, o);
    return true;
}

ACTION(cas, DescribeSSLCertificateCount)
{
    struct counting c = { call, 0 };

    store_each(call->store, &kind_certificate, NULL, count_found, &c);
    json_add_int(call->reply, "TotalCount", c.count);
    return NULL;
}

/* A wildcard stands for one label, the first. */
static bool name_matches(struct str pattern, struct str domain)
{
    struct str rest = domain;

    if (str_eq_nocase(pattern, domain))
        return true;
    if (!str_starts(pattern, STR("*.")))
        return false;
    str_cut(&rest, '.');
    return rest.len > 0 && str_eq_nocase(str_skip(pattern, strlen("*.")), rest);
}

static bool is_for_domain(struct call *call, const struct object *o)
{
    struct str names = str_of(json_text_or(o->body, "Sans", ""));
    struct str domain = str_of(json_text_or(call->params, "Domain", ""));

    if (!filter_text(call, "Algorithm", json_text(o->body, "Algorithm")))
        return false;
    while (names.len > 0)
        if (name_matches(str_cut(&names, ','), domain))
            return true;
    return domain.len == 0;
}

static cJSON *matching_item(struct call *call, const struct object *o)
{
    cJSON *item = metadata_item(call, o);

    json_add_bool(item, "DomainMatchCert", true);
    return item;
}

ACTION(cas, DescribeSSLCertificateMatchDomainList)
{
    return list(call, is_for_domain, matching_item);
}

static bool is_in_warehouse(struct call *call, const struct object *o)
{
    return is_searched(call, "KeyWord", o) &&
           filter_text(call, "CertType", json_text(o->body, "CertType")) &&
           filter_text(call, "SourceType", "upload") && filter_text(call, "Status", "ISSUE");
}

static cJSON *warehouse_item(struct call *call, const struct object *o)
{
    static const char *const names[] = { "AfterDate", "BeforeDate", "CertType", "CommonName",
                                         "Issuer",    "Sans",       NULL };
    cJSON *item = cJSON_CreateObject();

    (void)call;
    show_members(item, o, names);
    json_add_text(item, "Identifier", json_text_or(o->body, "CertIdentifier", ""));
    json_add_bool(item, "ExistPrivateKey", *json_text_or(o->body, "_key", ""));
    json_add_text(item, "SourceType", "upload");
    json_add_text(item, "Status", "ISSUE");
    return item;
}

ACTION(cas, ListCert)
{
    return list(call, is_in_warehouse, warehouse_item);
}

static const char *order_status(struct call *call, const struct object *o)
{
    int64_t left = json_int(o->body, "AfterDate") - clock_ms(call->clock);

    if (left < 0)
        return "EXPIRED";
    return left < SOON_MS ? "WILLEXPIRED" : "ISSUED";
}

/* Nothing is ever ordered here: lists of orders are empty, those of certificates are not. */
static bool is_ordered(struct call *call, const struct object *o)
{
    const char *type = json_text_or(call->params, "OrderType", "CPACK");

    return (strcmp(type, "UPLOAD") == 0 || strcmp(type, "CERT") == 0) &&
           is_searched(call, "Keyword", o) && filter_text(call, "Status", order_status(call, o)) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId"));
}

static cJSON *order_item(struct call *call, const struct object *o)
{
    static const char *const names[] = { "City",   "CommonName", "Country",  "Fingerprint",
                                         "Issuer", "OrgName",    "Province", "ResourceGroupId",
                                         "Sans",   "SerialNo",   "Sha2",     NULL };
    cJSON *item = cJSON_CreateObject();

    show_members(item, o, names);
    json_add_int(item, "CertificateId", json_int(o->body, "CertId"));
    json_add_text(item, "Name", json_text_or(o->body, "CertName", ""));
    json_add_text(item, "Domain", json_text_or(o->body, "Sans", ""));
    json_add_text(item, "Status", order_status(call, o));
    json_add_bool(item, "Upload", true);
    show_dates(call, item, o);
    return item;
}

ACTION(cas, ListUserCertificateOrder)
{
    return list(call, is_ordered, order_item);
}
