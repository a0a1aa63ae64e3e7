/*
 * What the service makes by itself beside what a cloud document names: the system
 * route table of each VPC, the route table of each virtual border router, and the
 * primary interface of each instance. Their ids follow from those of what they belong to, so that
 * documents can name them. A table that a document gives as it is kept ("data") stays, and gets the members
 * that it lacks.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/ecs/interface.h"
#include "mockalb/resources/seed_sections.h"
#include "mockalb/resources/vpc/route_table.h"
#include "mockalb/resources/vpc/vpc.h"

#include "base/banned.h"

/* Puts an object with the members of defaults that it lacks; takes the defaults. */
static void fill(struct call *call, const struct object *o, cJSON *defaults)
{
    cJSON *body = json_copy(o->body), *member;
    bool lacked = false;

    cJSON_ArrayForEach(member, defaults)
    {
        if (json_get(body, member->string))
            continue;
        json_add(body, member->string, json_copy(member));
        lacked = true;
    }
    cJSON_Delete(defaults);
    if (lacked)
        store_put(call->store, o->kind, o->scope, o->id, body);
    else
        cJSON_Delete(body);
}

static bool complete_vpc(void *arg, const struct object *vpc)
{
    struct call *call = arg;
    const struct object *table = vpc_table(call->store, vpc->id);

    if (!table)
        table = vpc_put_table(call, vpc, arena_printf(call->arena, "vtb-%s", id_tail(vpc->id)));
    fill(call, table, route_table_of_vpc(call, vpc, table->id, "System"));
    return true;
}

static bool complete_border(void *arg, const struct object *border)
{
    struct call *call = arg;
    const char *tail = id_tail(border->id);
    cJSON *defaults = cJSON_CreateObject();

    json_add_text(defaults, "RouteTableId", arena_printf(call->arena, "vtb-%s", tail));
    json_add_text(defaults, "VlanInterfaceId", arena_printf(call->arena, "ri-%s", tail));
    const char *id =
        arena_strz(call->arena, str_of(json_text_or(border->body, "RouteTableId",
                                                    json_text_or(defaults, "RouteTableId", ""))));
    const char *border_id = arena_strz(call->arena, str_of(border->id));
    const char *scope = arena_strz(call->arena, str_of(border->scope));
    fill(call, border, defaults);
    const struct object *table = store_get(call->store, &kind_route_table, scope, id);
    if (!table)
        table = store_put(call->store, &kind_route_table, scope, id,
                          route_table_of_border(call, border_id, id));
    fill(call, table, route_table_of_border(call, border_id, id));
    return true;
}

/* Elastic containers, which stand in for instances, have one as well. */
static bool complete_instance(void *arg, const struct object *instance)
{
    struct call *call = arg;
    const cJSON *network = json_get(instance->body, "VpcAttributes");
    const char *ip = json_text(network, "PrivateIpAddress.IpAddress.0");
    const struct object *vswitch =
        store_find(call->store, &kind_vswitch, json_text_or(network, "VSwitchId", ""));
    struct interface_given given = {
        .id = arena_printf(call->arena, "eni-%s", instance->id),
        .name = "",
        .type = "Primary",
        .status = "InUse",
        .ip = ip,
        .instance = instance->id,
        .groups = json_at(instance->body, "SecurityGroupIds.SecurityGroupId"),
    };

    if (!vswitch || !ip || store_find(call->store, &kind_network_interface, given.id) ||
        interface_with_ip(call->store, json_text_or(network, "VpcId", ""), ip))
        return true;
    cJSON *body = interface_body(call, vswitch, &given);
    json_add_array(body, "Tags");
    store_put(call->store, &kind_network_interface, instance->scope, given.id, body);
    return true;
}

void seed_complete(struct call *call)
{
    store_each(call->store, &kind_vpc, NULL, complete_vpc, call);
    store_each(call->store, &kind_virtual_border_router, NULL, complete_border, call);
    store_each(call->store, &kind_instance, NULL, complete_instance, call);
}
