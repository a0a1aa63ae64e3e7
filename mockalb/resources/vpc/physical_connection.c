/*
 * Circuits to a data centre. Someone of the service allocates a port: here that happens by itself.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"
#include "mockalb/resources/vpc/filters.h"
#include "mockalb/resources/vpc/relations.h"

#include "base/banned.h"

/* What a client says of a circuit, when it is made and later. */
static void copy_words(struct call *call, cJSON *body)
{
    static const char *const words[] = {
        "Name",     "Description",  "CircuitCode",   "LineOperator",
        "PortType", "PeerLocation", "DownDelayTime", "RedundantPhysicalConnectionId",
        NULL
    };

    for (size_t i = 0; words[i]; i++)
        param_into(call, body, words[i], words[i]);
    param_into(call, body, "bandwidth", "Bandwidth");
}

ACTION(vpc, CreatePhysicalConnection)
{
    const char *id = new_id(call, &kind_physical_connection);
    const struct api_error *refusal;
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "PhysicalConnectionId", id);
    json_add_text(body, "Name", "");
    json_add_text(body, "Description", "");
    param_into(call, body, "AccessPointId", "AccessPointId");
    param_into(call, body, "OpticalModuleModel", "OpticalModuleModel");
    copy_words(call, body);
    json_add_text(body, "Type", json_text_or(call->params, "Type", "VPC"));
    json_add_text(body, "BusinessStatus", "Normal");
    json_add_text(body, "ChargeType", "Prepaid");
    json_add_text(body, "ProductType", "PhysicalConnection");
    json_add_text(body, "ResourceGroupId", DEFAULT_RESOURCE_GROUP);
    param_into(call, body, "ResourceGroupId", "ResourceGroupId");
    json_add_text(body, "CreationTime", now_text(call));
    refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    store_put(call->store, &kind_physical_connection, call->region, id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_physical_connection,
                              json_copy(body), "Initial"));
    json_add_text(call->reply, "PhysicalConnectionId", id);
    return NULL;
}

/* The circuit that is named, in one of some states; or NULL and why not. */
static const struct object *circuit_in(struct call *call, const char *const *states,
                                       const struct api_error **ret_refusal)
{
    const struct object *o = param_object(call, "PhysicalConnectionId", &kind_physical_connection);

    *ret_refusal = o ? NULL : refuse(call, ERR_circuit_absent);
    while (o && *states && strcmp(*states, lifecycle_state(o)) != 0)
        states++;
    if (o && !*states)
        *ret_refusal = refuse(call, ERR_circuit_status);
    return *ret_refusal ? NULL : o;
}

static const struct api_error *move(struct call *call, const char *const *from, const char *to)
{
    const struct api_error *refusal;
    const struct object *circuit = circuit_in(call, from, &refusal);

    if (!circuit)
        return refusal;
    cJSON *body = json_copy(circuit->body);
    if (strcmp(to, "Enabled") == 0)
        json_set(body, "EnabledTime", cJSON_CreateString(now_text(call)));
    store_put(call->store, &kind_physical_connection, circuit->scope, circuit->id,
              lifecycle_settled(&kind_physical_connection, body, to));
    return NULL;
}

ACTION(vpc, ConfirmPhysicalConnection)
{
    static const char *const from[] = { "Allocated", NULL };

    return move(call, from, "Confirmed");
}

ACTION(vpc, EnablePhysicalConnection)
{
    static const char *const from[] = { "Confirmed", NULL };

    return move(call, from, "Enabled");
}

ACTION(vpc, CancelPhysicalConnection)
{
    static const char *const from[] = { "Initial", "Allocating", "Allocated", "Confirmed", NULL };

    return move(call, from, "Canceled");
}

static bool is_alive(void *arg, const struct object *border)
{
    const char *state = lifecycle_state(border);

    (void)arg;
    return strcmp(state, "terminated") != 0 && strcmp(state, "deleting") != 0;
}

ACTION(vpc, TerminatePhysicalConnection)
{
    static const char *const from[] = { "Enabled", NULL };
    const struct api_error *refusal;
    const struct object *circuit = circuit_in(call, from, &refusal);

    if (!circuit)
        return refusal;
    if (has_child(call->store, &kind_virtual_border_router, circuit->id, is_alive))
        return refuse(call, ERR_circuit_has_borders);
    store_put(call->store, &kind_physical_connection, circuit->scope, circuit->id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_physical_connection,
                              json_copy(circuit->body), "Terminating"));
    return NULL;
}

ACTION(vpc, DeletePhysicalConnection)
{
    static const char *const from[] = { "Canceled", "Terminated", "Rejected", NULL };
    const struct api_error *refusal;
    const struct object *circuit = circuit_in(call, from, &refusal);

    if (!circuit)
        return refusal;
    if (has_child(call->store, &kind_virtual_border_router, circuit->id, NULL))
        return refuse(call, ERR_circuit_has_borders);
    lifecycle_drop(call->store, circuit);
    return NULL;
}

ACTION(vpc, ModifyPhysicalConnectionAttribute)
{
    static const char *const from[] = { "Initial",   "Allocating", "Allocated",
                                        "Confirmed", "Enabled",    NULL };
    const struct api_error *refusal;
    const struct object *circuit = circuit_in(call, from, &refusal);

    if (!circuit)
        return refusal;
    cJSON *body = json_copy(circuit->body);
    copy_words(call, body);
    store_put(call->store, &kind_physical_connection, circuit->scope, circuit->id, body);
    return NULL;
}

static bool circuit_wanted(struct call *call, const struct object *o)
{
    return filter_pairs(call, "Filter", o->body) &&
           filter_text(call, "ResourceGroupId", json_text(o->body, "ResourceGroupId")) &&
           tags_match(json_get(o->body, "Tags"), json_get(call->params, "Tags"));
}

ACTION(vpc, DescribePhysicalConnections)
{
    struct page page;

    page_begin(&page, call, known_item);
    offer_of(&page, &kind_physical_connection, circuit_wanted, NULL, NULL);
    return page_end(&page);
}
