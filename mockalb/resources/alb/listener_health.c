/*
 * Which backends of a listener are not as they should be. A backend that is
 * normal is not mentioned. There are no probes: what is known of a backend's health
 * is whether its machine is there and runs.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/listener.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

/* Ip and Fc servers are taken at their word. */
static bool machine_answers(struct call *call, const cJSON *server)
{
    const char *type = json_text_or(server, "ServerType", ""), *id = json_text(server, "ServerId");
    const struct object *machine;

    if (strcmp(type, "Ecs") == 0 || strcmp(type, "Eci") == 0) {
        machine = object_of(call, &kind_instance, id);
        return machine && json_is_text(json_get(machine->body, "Status"), "Running");
    }
    if (strcmp(type, "Eni") == 0) {
        machine = object_of(call, &kind_network_interface, id);
        return machine && json_is_text(json_get(machine->body, "Status"), "InUse");
    }
    return true;
}

/* NULL: it is normal. */
static const char *status_of(struct call *call, const cJSON *server, bool is_checked)
{
    const cJSON *weight = json_get(server, "Weight");

    if (cJSON_IsNumber(weight) && weight->valuedouble == 0)
        return "Unused";
    if (!is_checked)
        return "Unavailable";
    if (json_is_text(json_get(server, "Status"), "Adding"))
        return "Initial";
    return machine_answers(call, server) ? NULL : "Unhealthy";
}

/* The servers of one group go into a list. */
struct checking {
    struct call *call;
    bool is_checked;
    cJSON *servers;
};

static bool add_server(void *arg, const struct object *o)
{
    struct checking *c = arg;
    const char *status = status_of(c->call, o->body, c->is_checked);

    if (!status)
        return true;
    cJSON *item = json_push(c->servers, cJSON_CreateObject());
    json_add_text(item, "ServerId", json_text_or(o->body, "ServerId", ""));
    json_add_text(item, "ServerIp", json_text_or(o->body, "ServerIp", ""));
    json_add_int(item, "Port", json_int(o->body, "Port"));
    json_add_text(item, "Status", status);
    if (strcmp(status, "Unhealthy") == 0)
        json_add_text(json_add_object(item, "Reason"), "ReasonCode", "CONNECT_TIMEOUT");
    return true;
}

static void add_groups(struct call *call, cJSON *infos, const cJSON *tuples, const char *type)
{
    const cJSON *tuple;

    cJSON_ArrayForEach(tuple, tuples)
    {
        const char *id = json_text_or(tuple, "ServerGroupId", "");
        const struct object *group = object_of(call, &kind_server_group, id);
        struct checking c = { .call = call };
        cJSON *info = json_push(infos, cJSON_CreateObject());
        c.is_checked = group && json_bool(group->body, "HealthCheckConfig.HealthCheckEnabled");
        json_add_text(info, "ServerGroupId", id);
        json_add_text(info, "ActionType", type);
        json_add_text(info, "HealthCheckEnabled", c.is_checked ? "on" : "off");
        c.servers = json_add_array(info, "NonNormalServers");
        store_children(call->store, &kind_server, id, add_server, &c);
    }
}

static void add_infos(struct call *call, cJSON *item, const cJSON *actions)
{
    cJSON *infos = json_add_array(item, "ServerGroupInfos");
    const cJSON *action;

    cJSON_ArrayForEach(action, actions)
    {
        add_groups(call, infos, json_at(action, "ForwardGroupConfig.ServerGroupTuples"),
                   "ForwardGroup");
        add_groups(call, infos,
                   json_at(action, "TrafficMirrorConfig.MirrorGroupConfig.ServerGroupTuples"),
                   "TrafficMirror");
    }
}

static void add_listener(struct call *call, const struct object *listener)
{
    cJSON *item =
        json_push(json_add_array(call->reply, "ListenerHealthStatus"), cJSON_CreateObject());

    json_add_text(item, "ListenerId", listener->id);
    json_add_int(item, "ListenerPort", json_int(listener->body, "ListenerPort"));
    json_add_text(item, "ListenerProtocol", json_text_or(listener->body, "ListenerProtocol", ""));
    add_infos(call, item, json_get(listener->body, "DefaultActions"));
}

static cJSON *rule_item(struct call *call, const struct object *rule)
{
    cJSON *item = cJSON_CreateObject();

    json_add_text(item, "RuleId", rule->id);
    add_infos(call, item, json_get(rule->body, "RuleActions"));
    return item;
}

static bool offer_rule(void *arg, const struct object *rule)
{
    page_offer(arg, rule);
    return true;
}

/* One listener is one item, so what is paged are its rules. */
ACTION(alb, GetListenerHealthStatus)
{
    const struct api_error *refusal;
    const struct object *listener = listener_of(call, &refusal);
    struct page page;

    if (!listener)
        return refusal;
    if (!listener_balancer(call, listener->body))
        return refuse(call, ERR_balancer_not_found,
                      json_text_or(listener->body, "LoadBalancerId", ""));
    add_listener(call, listener);
    page_begin(&page, call, rule_item);
    if (json_bool(call->params, "IncludeRule"))
        store_children(call->store, &kind_rule, listener->id, offer_rule, &page);
    return page_end(&page);
}
