/*
 * What a listener writes into the access log of its load balancer.
 */
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/resources/alb/listener.h"
#include "mockalb/resources/lifecycle.h"

#include "base/banned.h"

/* A tracing that is off has no sample and no type. */
static cJSON *tracing_of(const cJSON *given)
{
    cJSON *tracing = cJSON_CreateObject();
    bool enabled = json_bool(given, "TracingEnabled");

    json_add_bool(tracing, "TracingEnabled", enabled);
    if (enabled) {
        json_add_int(tracing, "TracingSample", json_int_or(given, "TracingSample", 10000));
        json_add_text(tracing, "TracingType", json_text_or(given, "TracingType", "Zipkin"));
    }
    return tracing;
}

ACTION(alb, UpdateListenerLogConfig)
{
    const cJSON *headers = json_get(call->params, "AccessLogRecordCustomizedHeadersEnabled");
    const cJSON *tracing = json_get(call->params, "AccessLogTracingConfig");
    const struct api_error *refusal;
    const struct object *listener = changeable_listener_of(call, &refusal);

    if (!listener)
        return refusal;
    const struct object *balancer = listener_balancer(call, listener->body);
    if (!balancer || !json_text(balancer->body, "AccessLogConfig.LogProject"))
        return refuse(call, ERR_access_log_disabled, "AccessLogDisabled");
    const char *state = arena_strz(call->arena, str_of(lifecycle_state(listener)));
    cJSON *body = arena_json(call->arena, json_copy(listener->body));
    cJSON *config = json_part(body, "LogConfig");
    if (headers)
        json_set(config, "AccessLogRecordCustomizedHeadersEnabled", json_copy(headers));
    if (tracing)
        json_set(config, "AccessLogTracingConfig", tracing_of(tracing));
    listener_configure(call, body, state);
    return NULL;
}
