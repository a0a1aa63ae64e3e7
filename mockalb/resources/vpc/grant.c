/*
 * What VPCs and border routers their owner lets a CEN attach, as VPC's own API says it; cen/grant.h.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/grant.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

/* Of the third type that there is, nothing is here. */
static const struct grantable {
    const char *type;
    const struct kind *kind;
    enum error_id absent;
} grantables[] = {
    { "VPC", &kind_vpc, ERR_grant_instance_absent },
    { "VBR", &kind_virtual_border_router, ERR_grant_border_absent },
};

static const struct object *network_of(struct call *call, const struct api_error **ret_refusal)
{
    const char *type = json_text_or(call->params, "InstanceType", "");
    enum error_id absent = ERR_grant_instance_absent;

    for (size_t i = 0; i < sizeof(grantables) / sizeof(grantables[0]); i++) {
        if (strcmp(grantables[i].type, type) != 0)
            continue;
        const struct object *network = param_object(call, "InstanceId", grantables[i].kind);
        if (network)
            return network;
        absent = grantables[i].absent;
    }
    *ret_refusal = refuse(call, absent);
    return NULL;
}

ACTION(vpc, GrantInstanceToCen)
{
    const struct api_error *refusal = NULL;
    const struct object *network = network_of(call, &refusal);
    struct str cen = str_of(json_text_or(call->params, "CenId", ""));

    if (!network)
        return refusal;
    if (!str_starts(cen, str_of(kind_cen.id_prefix)) || !grant_cen_exists(call))
        return refuse(call, ERR_grant_cen);
    if (!lifecycle_is_settled(network))
        return refuse(call, ERR_grant_instance_status);
    grant_put(call, json_text(call->params, "InstanceType"), network->scope, "PayByCenOwner");
    return NULL;
}

/* Differs: that a grant which is not there has this code is inferred. */
ACTION(vpc, RevokeInstanceFromCen)
{
    const struct api_error *refusal = NULL;
    const struct object *grant = NULL;

    if (network_of(call, &refusal))
        grant = grant_of_call(call, json_text(call->params, "InstanceType"));
    if (refusal)
        return refusal;
    if (!grant)
        return refuse(call, ERR_grant_instance_absent);
    store_drop(call->store, grant->kind, grant->scope, grant->id);
    return NULL;
}

static bool is_of_network(struct call *call, const struct object *o)
{
    return filter_text(call, "InstanceId", json_text(o->body, "ChildInstanceId"));
}

static cJSON *rule_item(struct call *call, const struct object *o)
{
    cJSON *item = cJSON_CreateObject();

    (void)call;
    json_add_text(item, "CenInstanceId", json_text_or(o->body, "CenId", ""));
    json_add_int(item, "CenOwnerId", json_int(o->body, "CenOwnerId"));
    json_add_text(item, "CreationTime", json_text_or(o->body, "_Granted", ""));
    return item;
}

ACTION(vpc, DescribeGrantRulesToCen)
{
    const struct api_error *refusal = NULL;
    const struct object *network = network_of(call, &refusal);
    struct page page;

    if (!network)
        return refusal;
    page_begin(&page, call, rule_item);
    if (filter_member(call, "ResourceGroupId", network->body))
        central_offer(&page, &kind_cen_grant, is_of_network);
    return page_end(&page);
}
