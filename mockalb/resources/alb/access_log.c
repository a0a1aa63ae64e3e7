/*
 * The access log of a load balancer: where the log service gets it. A log is on
 * while the body names a project.
 */
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

/* Differs: one list of the documentation has a JobId for enabling, another has none; clients can ignore it. */
ACTION(alb, EnableLoadBalancerAccessLog)
{
    const struct api_error *refusal;
    const struct object *balancer = active_balancer_of(call, &refusal);

    if (!balancer)
        return refusal;
    if (json_text(balancer->body, "AccessLogConfig.LogProject"))
        return refuse(call, ERR_access_log_enabled, "AccessLogEnabled");
    cJSON *body = json_copy(balancer->body);
    cJSON *config = json_set(body, "AccessLogConfig", cJSON_CreateObject());
    json_add_text(config, "LogProject", json_text_or(call->params, "LogProject", ""));
    json_add_text(config, "LogStore", json_text_or(call->params, "LogStore", ""));
    balancer_configure_by_job(call, balancer, body);
    return NULL;
}

/* Says otherwise than its sisters that the load balancer is not there, and that it is busy. */
ACTION(alb, DisableLoadBalancerAccessLog)
{
    const struct object *balancer = param_object(call, "LoadBalancerId", &kind_load_balancer);

    if (!balancer)
        return refuse(call, ERR_balancer_gone, json_text(call->params, "LoadBalancerId"));
    if (balancer_check_active(call, balancer))
        return refuse(call, ERR_balancer_configuring, balancer->id);
    if (!json_text(balancer->body, "AccessLogConfig.LogProject"))
        return refuse(call, ERR_access_log_disabled, "AccessLogDisabled");
    cJSON *body = json_copy(balancer->body);
    json_drop(body, "AccessLogConfig");
    balancer_configure(call, balancer, body);
    return NULL;
}
