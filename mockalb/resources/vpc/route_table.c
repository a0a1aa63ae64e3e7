#include "mockalb/resources/vpc/route_table.h"

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/tags.h"
#include "mockalb/resources/vpc/relations.h"

#include "base/banned.h"

static cJSON *table_body(struct call *call, const char *id, const char *router_type,
                         const char *router, const char *type)
{
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "RouteTableId", id);
    json_add_text(body, "RouteTableName", "");
    json_add_text(body, "Description", "");
    json_add_text(body, "RouteTableType", type);
    json_add_text(body, "RouterType", router_type);
    json_add_text(body, "RouterId", router);
    json_add_text(body, "Status", "Available");
    json_add_bool(body, "RoutePropagationEnable", true);
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    json_add_text(body, "CreationTime", now_text(call));
    return body;
}

cJSON *route_table_of_vpc(struct call *call, const struct object *vpc, const char *id,
                          const char *type)
{
    cJSON *body = table_body(call, id, "VRouter", json_text_or(vpc->body, "VRouterId", ""), type);

    json_add_text(body, "VpcId", vpc->id);
    json_add_text(body, "AssociateType", "VSwitch");
    json_add_array(json_add_object(body, "VSwitchIds"), "VSwitchId");
    return body;
}

cJSON *route_table_of_border(struct call *call, const char *border, const char *id)
{
    return table_body(call, id, "VBR", border, "System");
}

struct table_search {
    const char *vswitch;
    const struct object *found;
};

static bool find_table(void *arg, const struct object *table)
{
    struct table_search *search = arg;

    if (json_has_text(json_at(table->body, "VSwitchIds.VSwitchId"), search->vswitch)) {
        search->found = table;
        return false;
    }
    if (json_is_text(json_get(table->body, "RouteTableType"), "System"))
        search->found = table;
    return true;
}

const struct object *route_table_of_vswitch(const struct store *s, const struct object *vswitch)
{
    struct table_search search = { .vswitch = vswitch->id };

    store_children(s, &kind_route_table, json_text_or(vswitch->body, "VpcId", ""), find_table,
                   &search);
    return search.found;
}

static void put_in_state(struct call *call, const struct object *table, cJSON *take_body,
                         const char *state)
{
    store_put(call->store, &kind_route_table, table->scope, table->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_route_table, take_body, state));
}

ACTION(vpc, CreateRouteTable)
{
    const struct object *vpc = param_object(call, "VpcId", &kind_vpc);
    const char *id = new_id(call, &kind_route_table);
    const struct api_error *refusal;

    if (!vpc)
        return refuse(call, ERR_vpc_absent);
    if (!lifecycle_is_settled(vpc))
        return refuse(call, ERR_vpc_busy);
    cJSON *body = arena_json(call->arena, route_table_of_vpc(call, vpc, id, "Custom"));
    param_into(call, body, "RouteTableName", "RouteTableName");
    param_into(call, body, "Description", "Description");
    param_into(call, body, "AssociateType", "AssociateType");
    refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    store_put(call->store, &kind_route_table, vpc->scope, id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_route_table, json_copy(body),
                              "Pending"));
    json_add_text(call->reply, "RouteTableId", id);
    return NULL;
}

/* A custom table that nothing is going on with; or NULL and why not. */
static const struct object *custom_table(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *table = param_object(call, "RouteTableId", &kind_route_table);

    *ret_refusal = NULL;
    if (!table)
        *ret_refusal = refuse(call, ERR_table_absent);
    else if (!json_is_text(json_get(table->body, "RouteTableType"), "Custom"))
        *ret_refusal = refuse(call, ERR_vpc_table_is_system);
    else if (!lifecycle_is_settled(table))
        *ret_refusal = refuse(call, ERR_table_busy);
    return *ret_refusal ? NULL : table;
}

ACTION(vpc, DeleteRouteTable)
{
    const struct api_error *refusal;
    const struct object *table = custom_table(call, &refusal);

    if (!table)
        return refusal;
    if (cJSON_GetArraySize(json_at(table->body, "VSwitchIds.VSwitchId")) > 0)
        return refuse(call, ERR_table_has_vswitches);
    if (has_child(call->store, &kind_route_entry, table->id, NULL))
        return refuse(call, ERR_table_has_routes);
    put_in_state(call, table, json_copy(table->body), "Deleting");
    return NULL;
}

ACTION(vpc, ModifyRouteTableAttributes)
{
    const struct object *table = param_object(call, "RouteTableId", &kind_route_table);

    if (!table)
        return refuse(call, ERR_table_absent);
    if (!lifecycle_is_settled(table))
        return refuse(call, ERR_table_busy);
    cJSON *body = json_copy(table->body);
    param_into(call, body, "RouteTableName", "RouteTableName");
    param_into(call, body, "Description", "Description");
    param_into(call, body, "RoutePropagationEnable", "RoutePropagationEnable");
    store_put(call->store, &kind_route_table, table->scope, table->id, body);
    json_add_text(call->reply, "Code", "200");
    json_add_text(call->reply, "Message", "successful");
    json_add_bool(call->reply, "Success", true);
    return NULL;
}

static int place_in(const cJSON *list, const char *text)
{
    int at = 0;

    while (at < cJSON_GetArraySize(list) && !json_is_text(cJSON_GetArrayItem(list, at), text))
        at++;
    return at < cJSON_GetArraySize(list) ? at : -1;
}

static void leave_table(struct call *call, const struct object *table, const char *vswitch)
{
    cJSON *body = json_copy(table->body), *list = json_mutable(body, "VSwitchIds.VSwitchId");

    cJSON_DeleteItemFromArray(list, place_in(list, vswitch));
    put_in_state(call, table, body, "Pending");
}

/* A vSwitch is in one table: from another custom one it comes over. */
ACTION(vpc, AssociateRouteTable)
{
    const struct object *vswitch = param_object(call, "VSwitchId", &kind_vswitch);
    const struct api_error *refusal;
    const struct object *table = custom_table(call, &refusal);

    if (!table)
        return refusal;
    if (!vswitch)
        return refuse(call, ERR_vswitch_absent);
    if (!cJSON_Compare(json_get(vswitch->body, "VpcId"), json_get(table->body, "VpcId"), true))
        return refuse(call, ERR_table_elsewhere);
    const struct object *before = route_table_of_vswitch(call->store, vswitch);
    if (before == table)
        return NULL;
    if (before && json_is_text(json_get(before->body, "RouteTableType"), "Custom"))
        leave_table(call, before, vswitch->id);
    cJSON *body = json_copy(table->body);
    json_push_text(json_list(json_part(body, "VSwitchIds"), "VSwitchId"), vswitch->id);
    put_in_state(call, table, body, "Pending");
    return NULL;
}

ACTION(vpc, UnassociateRouteTable)
{
    const struct object *vswitch = param_object(call, "VSwitchId", &kind_vswitch);
    const struct api_error *refusal;
    const struct object *table = custom_table(call, &refusal);

    if (!table)
        return refusal;
    if (!vswitch)
        return refuse(call, ERR_vswitch_absent);
    if (place_in(json_at(table->body, "VSwitchIds.VSwitchId"), vswitch->id) < 0)
        return refuse(call, ERR_table_not_associated);
    leave_table(call, table, vswitch->id);
    return NULL;
}
