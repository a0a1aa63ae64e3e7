/*
 * Which host serves a product in a region. Who has found us under a name of the vendor's own (through a proxy, or a
 * changed hosts file) gets names of the vendor's own, which lead here as that one did; anybody else gets the
 * host that they have called.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/gateway/call.h"
#include "mockalb/gateway/hosts.h"
#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

#define INNER "innerAPI" /* within a VPC; others are "openAPI" */

static const struct product *product_of(const char *service)
{
    for (const struct product *const *p = catalog_products; *p; p++) {
        const char *code = *(*p)->service ? (*p)->service : (*p)->name;
        if (str_eq_nocase(str_of(code), str_of(service)))
            return *p;
    }
    return NULL;
}

static const char *endpoint_of(struct call *call, const struct product *p, const char *type)
{
    bool inner = strcmp(type, INNER) == 0 && p->hosts[1];
    struct str after = str_of(p->hosts[inner ? 1 : 0]), before = str_cut(&after, '{');

    if (!host_is_vendors(str_of(call->host)))
        return call->host;
    if (!after.at)
        return arena_strz(call->arena, before);
    str_cut(&after, '}');
    return arena_printf(call->arena, "%.*s%s%.*s", STR_ARG(before), json_text(call->params, "Id"),
                        STR_ARG(after));
}

static const struct product *find(struct call *call, const struct api_error **ret_refusal)
{
    const char *region = json_text_or(call->params, "Id", "");
    const struct product *p = product_of(json_text_or(call->params, "ServiceCode", ""));

    *ret_refusal = NULL;
    if (!*region || !p)
        *ret_refusal = refuse(call, ERR_location_service);
    else if (!store_get(call->store, &kind_region, region, region))
        *ret_refusal = refuse(call, ERR_location_region);
    return *ret_refusal ? NULL : p;
}

static void describe(struct call *call, const struct product *p, const char *type, cJSON *to)
{
    cJSON *protocols = json_add_array(json_add_object(to, "Protocols"), "Protocols");

    json_push_text(protocols, "HTTP");
    if (host_is_vendors(str_of(call->host)))
        json_push_text(protocols, "HTTPS");
    json_add_text(to, "Type", type);
    json_add_text(to, "Namespace", "");
    json_add_text(to, "Id", json_text(call->params, "Id"));
    json_add_text(to, "SerivceCode", json_text(call->params, "ServiceCode"));
    json_add_text(to, "Endpoint", endpoint_of(call, p, type));
}

ACTION(location, DescribeEndpoint)
{
    const struct api_error *refusal;
    const struct product *p = find(call, &refusal);

    if (p)
        describe(call, p, "openAPI", call->reply);
    return refusal;
}

ACTION(location, DescribeEndpoints)
{
    const struct api_error *refusal;
    const struct product *p = find(call, &refusal);
    cJSON *list;

    if (!p)
        return refusal;
    list = json_add_array(json_add_object(call->reply, "Endpoints"), "Endpoint");
    describe(call, p, json_text_or(call->params, "Type", "openAPI"),
             json_push(list, cJSON_CreateObject()));
    json_add_bool(call->reply, "Success", true);
    return NULL;
}
