/*
 * What an account has besides networks and load balancers, and these refer to:
 * public addresses and their bandwidth, groups of resources, certificates.
 */
#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cas/certificate.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/seed_sections.h"

#include "base/banned.h"

static const char *const business_states[] = { "Normal", "FinancialLocked", "SecurityLocked",
                                               NULL };

bool seed_eip(const struct seed_item *item)
{
    static const char *const members[] = { "id",       "name",   "region", "ip", "status",
                                           "business", "charge", "tags",   NULL };
    static const char *const states[] = { "Available", "InUse", "Associating", "Unassociating",
                                          NULL };
    static const char *const charges[] = { "PostPaid", "PrePaid", NULL };
    const char *id, *name, *ip, *status, *business, *charge;
    const cJSON *tags;
    uint32_t number;

    if (!item_members(item, members) || !item_new_id(item, &kind_eip, &id) ||
        !item_text(item, "name", "", &name) || !item_region(item) ||
        !item_text(item, "ip", NULL, &ip) ||
        !item_choice(item, "status", states, "Available", &status) ||
        !item_choice(item, "business", business_states, "Normal", &business) ||
        !item_choice(item, "charge", charges, "PostPaid", &charge) || !item_tags(item, &tags))
        return false;
    if (!ip_read(ip, &number))
        return item_fail(item, "ip", "expected an address like 203.0.113.7");
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "AllocationId", id);
    json_add_text(body, "Name", name);
    json_add_text(body, "IpAddress", ip);
    json_add_text(body, "RegionId", item->call->region);
    json_add_text(body, "Status", status);
    json_add_text(body, "BusinessStatus", business);
    json_add_text(body, "ChargeType", charge);
    json_add_text(body, "InternetChargeType", "PayByTraffic");
    json_add_text(body, "Bandwidth", "5");
    json_add_text(body, "InstanceId", "");
    json_add_text(body, "InstanceType", "");
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "AllocationTime", now_text(item->call));
    json_add(body, "Tags", json_copy(tags));
    store_put(item->call->store, &kind_eip, item->call->region, id, body);
    return true;
}

bool seed_bandwidth_package(const struct seed_item *item)
{
    static const char *const members[] = { "id",       "name",      "region", "status",
                                           "business", "bandwidth", "tags",   NULL };
    static const char *const states[] = { "Available", "Modifying", "Pending", NULL };
    const char *id, *name, *status, *business;
    int64_t bandwidth = 100;
    const cJSON *tags;

    if (!item_members(item, members) || !item_new_id(item, &kind_bandwidth_package, &id) ||
        !item_text(item, "name", "", &name) || !item_region(item) ||
        !item_choice(item, "status", states, "Available", &status) ||
        !item_choice(item, "business", business_states, "Normal", &business) ||
        !item_int(item, "bandwidth", 1, 1000000, &bandwidth) || !item_tags(item, &tags))
        return false;
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "BandwidthPackageId", id);
    json_add_text(body, "Name", name);
    json_add_text(body, "Description", "");
    json_add_text(body, "RegionId", item->call->region);
    json_add_text(body, "Status", status);
    json_add_text(body, "BusinessStatus", business);
    json_add(body, "Bandwidth",
             cJSON_CreateString(arena_printf(item->call->arena, "%d", (int)bandwidth)));
    json_add_text(body, "ISP", "BGP");
    json_add_text(body, "InternetChargeType", "PayByTraffic");
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "CreationTime", now_text(item->call));
    json_add(body, "Tags", json_copy(tags));
    store_put(item->call->store, &kind_bandwidth_package, item->call->region, id, body);
    return true;
}

/* They are of the account, not of a region: they stand in the mock's own. */
bool seed_resource_group(const struct seed_item *item)
{
    static const char *const members[] = { "id", "name", "status", NULL };
    static const char *const states[] = { "OK", "Creating", "PendingDelete", NULL };
    const char *id, *name, *status;

    if (!item_members(item, members) || !item_new_id(item, &kind_resource_group, &id) ||
        !item_text(item, "name", id, &name) || !item_choice(item, "status", states, "OK", &status))
        return false;
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "Id", id);
    json_add_text(body, "Name", name);
    json_add_text(body, "DisplayName", name);
    json_add_text(body, "AccountId", cloud_options(item->call->cloud)->account);
    json_add_text(body, "Status", status);
    json_add_text(body, "CreateDate", now_text(item->call));
    store_put(item->call->store, &kind_resource_group, cloud_options(item->call->cloud)->region, id,
              body);
    return true;
}

static const char *read_domains(const struct seed_item *item)
{
    const cJSON *domains = json_get(item->at, "domains"), *domain;
    const char *all = "";

    cJSON_ArrayForEach(domain, domains)
    {
        if (!cJSON_IsString(domain))
            return NULL;
        all = arena_printf(item->call->arena, "%s%s%s", all, *all ? "," : "", domain->valuestring);
    }
    return all;
}

/* By its PEM; or, where nobody looks into it, by nothing but the domains that it is for. */
bool seed_certificate(const struct seed_item *item)
{
    static const char *const members[] = { "id",          "name", "type", "domains",
                                           "certificate", "key",  NULL };
    static const char *const types[] = { "CERT", "CA", NULL };
    struct certificate_texts texts = { 0 };
    const char *type, *pem, *key;
    struct err why;
    int64_t number;

    if (!item_members(item, members) || !item_new_id(item, &kind_certificate, &texts.id) ||
        !item_text(item, "name", texts.id, &texts.name) ||
        !item_choice(item, "type", types, "CERT", &type) ||
        !item_text(item, "certificate", "", &pem) || !item_text(item, "key", "", &key))
        return false;
    if (!certificate_id_read(texts.id, &number))
        return item_fail(item, "id", "expected an id like 12345-cn-hangzhou");
    texts.is_ca = strcmp(type, "CA") == 0;
    texts.domains = read_domains(item);
    if (!texts.domains)
        return item_fail(item, "domains", "expected a list of names");
    texts.pem = *pem ? pem : NULL;
    texts.key = *key ? key : NULL;
    cJSON *body = certificate_body(item->call, &texts, &why);
    if (!body)
        return item_fail(item, "certificate", why.text);
    store_put(item->call->store, &kind_certificate, certificate_scope(item->call), texts.id, body);
    return true;
}
