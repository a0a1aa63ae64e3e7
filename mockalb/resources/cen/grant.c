#include "mockalb/resources/cen/grant.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

/*
 * The types of GrantInstanceToTransitRouter, and what they are called where a CEN's owner looks. A
 * type without a kind is not mocked: any id that begins so is one.
 */
static const struct grantable {
    const char *type, *seen_as;
    const struct kind *kind;
    const char *prefix;
} grantables[] = {
    { "VPC", "VPC", &kind_vpc, "vpc-" },
    { "ExpressConnect", "VBR", &kind_virtual_border_router, "vbr-" },
    { "VPN", "VPN", NULL, "vco-" },
    { "ECR", "ECR", NULL, "ecr-" },
};

static const struct grantable *grantable_of(const char *type)
{
    for (size_t i = 0; i < sizeof(grantables) / sizeof(grantables[0]); i++)
        if (strcmp(grantables[i].type, type) == 0)
            return &grantables[i];
    return NULL;
}

static const char *grant_id(struct call *call)
{
    return arena_printf(call->arena, "%s/%s", json_text_or(call->params, "CenId", ""),
                        json_text_or(call->params, "InstanceId", ""));
}

static bool exists(struct call *call, const struct grantable *type, const char *id)
{
    return type && (type->kind ? central_object(call, type->kind, id) != NULL
                               : str_starts(str_of(id), str_of(type->prefix)));
}

bool grant_cen_exists(struct call *call)
{
    return json_int(call->params, "CenOwnerId") != central_account(call) ||
           central_param(call, "CenId", &kind_cen);
}

void grant_put(struct call *call, const char *seen_as, const char *region, const char *order)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "CenId", json_text_or(call->params, "CenId", ""));
    json_add_int(body, "CenOwnerId", json_int(call->params, "CenOwnerId"));
    json_add_text(body, "ChildInstanceId", json_text_or(call->params, "InstanceId", ""));
    json_add_text(body, "ChildInstanceType", seen_as);
    json_add_text(body, "ChildInstanceRegionId", region);
    json_add_int(body, "ChildInstanceOwnerId", central_account(call));
    json_add_text(body, "OrderType", order);
    json_add_text(body, "EffectiveOrderType", order);
    json_add_int(body, "CreateTime", clock_ms(call->clock));
    json_add_text(body, "_Granted", central_minute(call));
    store_put(call->store, &kind_cen_grant, central_scope(call), grant_id(call), body);
}

ACTION(cen, GrantInstanceToTransitRouter)
{
    const char *id = json_text_or(call->params, "InstanceId", "");
    const struct grantable *type = grantable_of(json_text_or(call->params, "InstanceType", ""));

    if (!exists(call, type, id))
        return refuse(call, ERR_cen_instance_unknown);
    if (!grant_cen_exists(call))
        return refuse(call, ERR_cen_unknown);
    const struct object *network = type->kind ? central_object(call, type->kind, id) : NULL;
    grant_put(call, type->seen_as, network ? network->scope : call->region,
              json_text_or(call->params, "OrderType", "PayByCenOwner"));
    return NULL;
}

const struct object *grant_of_call(struct call *call, const char *seen_as)
{
    const struct object *grant = central_object(call, &kind_cen_grant, grant_id(call));

    return grant && json_is_text(json_get(grant->body, "ChildInstanceType"), seen_as) &&
                   json_int(grant->body, "CenOwnerId") == json_int(call->params, "CenOwnerId")
               ? grant
               : NULL;
}

/* Differs: that a grant which is not there has this code is inferred. */
ACTION(cen, RevokeInstanceFromTransitRouter)
{
    const struct grantable *type = grantable_of(json_text_or(call->params, "InstanceType", ""));
    const struct object *grant = type ? grant_of_call(call, type->seen_as) : NULL;

    if (!grant)
        return refuse(call, ERR_cen_instance_unknown);
    store_drop(call->store, grant->kind, grant->scope, grant->id);
    return NULL;
}

static bool is_of_cen(struct call *call, const struct object *o)
{
    const cJSON *owner = json_get(call->params, "ChildInstanceOwnerId");

    return filter_text(call, "ProductType", json_text(o->body, "ChildInstanceType")) &&
           filter_text(call, "ChildInstanceId", json_text(o->body, "ChildInstanceId")) &&
           filter_text(call, "RegionId", json_text(o->body, "ChildInstanceRegionId")) &&
           (!cJSON_IsNumber(owner) || json_int(o->body, "ChildInstanceOwnerId") ==
                                          json_int(call->params, "ChildInstanceOwnerId"));
}

static cJSON *whole_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, NULL);
}

ACTION(cen, DescribeGrantRulesToCen)
{
    struct page page;

    page_begin(&page, call, whole_item);
    central_offer_children(&page, &kind_cen_grant, json_text_or(call->params, "CenId", ""),
                           is_of_cen);
    return page_end(&page);
}

static bool is_of_resource(struct call *call, const struct object *o)
{
    const struct grantable *type = grantable_of(json_text_or(call->params, "ProductType", ""));

    return type && json_is_text(json_get(o->body, "ChildInstanceType"), type->seen_as) &&
           filter_text(call, "ResourceId", json_text(o->body, "ChildInstanceId")) &&
           filter_text(call, "RegionId", json_text(o->body, "ChildInstanceRegionId"));
}

static cJSON *rule_item(struct call *call, const struct object *o)
{
    static const char *const members[] = { "CenId", "CenOwnerId", "OrderType",
                                           "EffectiveOrderType" };
    cJSON *item = cJSON_CreateObject();

    (void)call;
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        const cJSON *member = json_get(o->body, members[i]);
        if (member)
            json_add_shared(item, member);
    }
    json_add_text(item, "CreateTime", json_text_or(o->body, "_Granted", ""));
    return item;
}

ACTION(cen, DescribeGrantRulesToResource)
{
    struct page page;

    page_begin(&page, call, rule_item);
    central_offer(&page, &kind_cen_grant, is_of_resource);
    return page_end(&page);
}
