/*
 * Which backends of a listener are not as they should be. A backend that is
 * normal is not mentioned. There are no probes: a machine is healthy when it is there and runs,
 * a remote address when the load balancer reaches it and hears from it.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/keys.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/listener.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"
#include "mockalb/topology/reach.h"

#include "base/banned.h"

/* Addresses of the own VPC, and functions, are taken at their word; one from outside must be called remote. */
static const char *reason_of_remote(struct call *call, const struct object *balancer,
                                    const struct object *group, const cJSON *server)
{
    const struct reach_question question = { .store = call->store,
                                             .routing = cloud_routing(call->cloud),
                                             .arena = call->arena,
                                             .balancer = balancer,
                                             .group = group,
                                             .server = server };

    bool is_remote = json_bool(server, "RemoteIpEnabled");
    const struct reach *r;

    if (!balancer || !group || !(is_remote || json_is_text(json_get(server, "ServerType"), "Ip")))
        return NULL;
    r = reach_server(&question);
    if (!is_remote && r->reason != REASON_remote_not_enabled)
        return NULL;
    /* A load balancer that is being changed goes on checking as before. */
    return r->reason == REASON_balancer_not_active ? NULL : reach_health_reason(r);
}

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

/* The servers of one group go into a list. */
struct checking {
    struct call *call;
    const struct object *balancer, *group;
    bool is_checked;
    cJSON *servers;
};

/* NULL: it is normal. The reason is that of one that is not healthy. */
static const char *status_of(const struct checking *c, const cJSON *server, const char **ret_reason)
{
    const cJSON *weight = json_get(server, "Weight");

    if (cJSON_IsNumber(weight) && weight->valuedouble == 0)
        return "Unused";
    if (!c->is_checked)
        return "Unavailable";
    if (json_is_text(json_get(server, "Status"), "Adding"))
        return "Initial";
    *ret_reason = machine_answers(c->call, server)
                      ? reason_of_remote(c->call, c->balancer, c->group, server)
                      : "CONNECT_TIMEOUT";
    return *ret_reason ? "Unhealthy" : NULL;
}

static bool add_server(void *arg, const struct object *o)
{
    struct checking *c = arg;
    const char *reason = NULL, *status = status_of(c, o->body, &reason);

    if (!status)
        return true;
    cJSON *item = json_push(c->servers, cJSON_CreateObject());
    json_add_text(item, "ServerId", json_text_or(o->body, "ServerId", ""));
    json_add_text(item, "ServerIp", json_text_or(o->body, "ServerIp", ""));
    json_add_int(item, "Port", json_int(o->body, "Port"));
    json_add_text(item, "Status", status);
    if (reason)
        json_add_text(json_add_object(item, "Reason"), "ReasonCode", reason);
    return true;
}

static void add_groups(const struct checking *of, cJSON *infos, const cJSON *tuples,
                       const char *type)
{
    const cJSON *tuple;

    cJSON_ArrayForEach(tuple, tuples)
    {
        const char *id = json_text_or(tuple, "ServerGroupId", "");
        const struct object *group = object_of(of->call, &kind_server_group, id);
        struct checking c = { .call = of->call, .balancer = of->balancer, .group = group };
        cJSON *info = json_push(infos, cJSON_CreateObject());
        c.is_checked = group && json_bool(group->body, "HealthCheckConfig.HealthCheckEnabled");
        json_add_text(info, "ServerGroupId", id);
        json_add_text(info, "ActionType", type);
        json_add_text(info, "HealthCheckEnabled", c.is_checked ? "on" : "off");
        c.servers = json_add_array(info, "NonNormalServers");
        store_children(of->call->store, &kind_server, id, add_server, &c);
    }
}

/* Of a listener or a rule. */
static void add_infos(struct call *call, cJSON *item, const struct object *o)
{
    const cJSON *actions = relation_actions(o);
    struct checking of = { .call = call, .balancer = listener_balancer(call, o->body) };
    cJSON *infos = json_add_array(item, "ServerGroupInfos");
    const cJSON *action;

    cJSON_ArrayForEach(action, actions)
    {
        add_groups(&of, infos, json_at(action, "ForwardGroupConfig.ServerGroupTuples"),
                   "ForwardGroup");
        add_groups(&of, infos,
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
    add_infos(call, item, listener);
}

static cJSON *rule_item(struct call *call, const struct object *rule)
{
    cJSON *item = cJSON_CreateObject();

    json_add_text(item, "RuleId", rule->id);
    add_infos(call, item, rule);
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
