#include "mockalb/resources/alb/group_config.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/region.h"

#include "base/banned.h"

static const char *const configs[] = { "HealthCheckConfig", "StickySessionConfig",
                                       "SlowStartConfig",   "ConnectionDrainConfig",
                                       "UchConfig",         NULL };
static const char *const plain[] = { "ServerGroupName",
                                     "Scheduler",
                                     "ServiceName",
                                     "CrossZoneEnabled",
                                     "UpstreamKeepaliveEnabled",
                                     "IpVersionAffinityMode",
                                     NULL };

/* A default of a config's member, once the config is switched on. */
static const struct {
    const char *config, *enabled, *member, *text;
    int64_t number; /* when there is no text */
} defaults[] = {
    { "HealthCheckConfig", "HealthCheckEnabled", "HealthCheckConnectPort", NULL, 0 },
    { "HealthCheckConfig", "HealthCheckEnabled", "HealthCheckHost", "$SERVER_IP", 0 },
    { "HealthCheckConfig", "HealthCheckEnabled", "HealthCheckHttpVersion", "HTTP1.1", 0 },
    { "HealthCheckConfig", "HealthCheckEnabled", "HealthCheckInterval", NULL, 2 },
    { "HealthCheckConfig", "HealthCheckEnabled", "HealthCheckMethod", "HEAD", 0 },
    { "HealthCheckConfig", "HealthCheckEnabled", "HealthCheckPath", "/", 0 },
    { "HealthCheckConfig", "HealthCheckEnabled", "HealthCheckProtocol", "HTTP", 0 },
    { "HealthCheckConfig", "HealthCheckEnabled", "HealthCheckTimeout", NULL, 5 },
    { "HealthCheckConfig", "HealthCheckEnabled", "HealthyThreshold", NULL, 3 },
    { "HealthCheckConfig", "HealthCheckEnabled", "UnhealthyThreshold", NULL, 3 },
    { "StickySessionConfig", "StickySessionEnabled", "StickySessionType", "Insert", 0 },
    { "StickySessionConfig", "StickySessionEnabled", "CookieTimeout", NULL, 1000 },
    { "SlowStartConfig", "SlowStartEnabled", "SlowStartDuration", NULL, 30 },
    { "ConnectionDrainConfig", "ConnectionDrainEnabled", "ConnectionDrainTimeout", NULL, 300 },
};

/* What is off unless it is switched on. */
static const struct {
    const char *config, *enabled;
} switches[] = {
    { "StickySessionConfig", "StickySessionEnabled" },
    { "SlowStartConfig", "SlowStartEnabled" },
    { "ConnectionDrainConfig", "ConnectionDrainEnabled" },
};

/* One flag is a text among the parameters and a boolean in replies. */
static cJSON *as_kept(const cJSON *item)
{
    if (strcmp(item->string, "HealthCheckTcpFastCloseEnabled") == 0 && cJSON_IsString(item))
        return cJSON_CreateBool(str_eq_nocase(str_of(item->valuestring), STR("true")));
    return json_copy(item);
}

static void merge_config(cJSON *body, const char *name, const cJSON *given)
{
    const cJSON *item;

    if (!given)
        return;
    cJSON *config = json_part(body, name);
    cJSON_ArrayForEach(item, given) json_set(config, item->string, as_kept(item));
}

bool is_checked_by_grpc(const cJSON *health)
{
    return json_is_text(json_get(health, "HealthCheckProtocol"), "gRPC");
}

void health_codes_default(cJSON *health)
{
    if (!json_get(health, "HealthCheckCodes"))
        json_push_text(json_add_array(health, "HealthCheckCodes"),
                       is_checked_by_grpc(health) ? "0" : "http_2xx");
}

static void fill_defaults(cJSON *body)
{
    for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
        cJSON *config = json_part(body, switches[i].config);
        if (!json_get(config, switches[i].enabled))
            json_add_bool(config, switches[i].enabled, false);
    }
    for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
        cJSON *config = json_mutable(body, defaults[i].config);
        if (!json_bool(config, defaults[i].enabled) || json_get(config, defaults[i].member))
            continue;
        if (defaults[i].text)
            json_add_text(config, defaults[i].member, defaults[i].text);
        else
            json_add_int(config, defaults[i].member, defaults[i].number);
    }
    cJSON *health = json_mutable(body, "HealthCheckConfig");
    if (json_bool(health, "HealthCheckEnabled"))
        health_codes_default(health);
}

void group_config_merge(cJSON *body, const cJSON *params)
{
    bool by_grpc = is_checked_by_grpc(json_get(body, "HealthCheckConfig"));

    for (size_t i = 0; configs[i]; i++)
        merge_config(body, configs[i], json_get(params, configs[i]));
    /* Codes of gRPC mean nothing to HTTP, and the other way round. */
    if (by_grpc != is_checked_by_grpc(json_get(body, "HealthCheckConfig")) &&
        !json_at(params, "HealthCheckConfig.HealthCheckCodes"))
        json_drop(json_mutable(body, "HealthCheckConfig"), "HealthCheckCodes");
    for (size_t i = 0; plain[i]; i++) {
        const cJSON *given = json_get(params, plain[i]);
        if (given)
            json_set(body, plain[i], json_copy(given));
    }
    fill_defaults(body);
}

/* "http_2xx" of HTTP, numbers of gRPC; a check that only connects has no use for either. */
const struct api_error *health_codes_check(struct call *call, const cJSON *health,
                                           const char *prefix)
{
    const cJSON *code;
    int number = 0;

    if (json_is_text(json_get(health, "HealthCheckProtocol"), "TCP"))
        return NULL;
    cJSON_ArrayForEach(code, json_get(health, "HealthCheckCodes"))
    {
        number++;
        if (str_starts(str_of(code->valuestring), STR("http_")) == is_checked_by_grpc(health))
            return refuse(call, ERR_illegal_param,
                          arena_printf(call->arena, "%sHealthCheckCodes.%d", prefix, number));
    }
    return NULL;
}

static const struct api_error *check_health(struct call *call, const cJSON *health)
{
    const char *host = json_text_or(health, "HealthCheckHost", "");
    const char *path = json_text_or(health, "HealthCheckPath", "");

    if (!json_bool(health, "HealthCheckEnabled"))
        return NULL;
    if (strcmp(host, "$SERVER_IP") != 0 && !strchr(host, '.'))
        return refuse(call, ERR_illegal_param, "HealthCheckConfig.HealthCheckHost");
    if (*path != '/')
        return refuse(call, ERR_illegal_param, "HealthCheckConfig.HealthCheckPath");
    return health_codes_check(call, health, "HealthCheckConfig.");
}

static const struct api_error *check_slow_start(struct call *call, const cJSON *body,
                                                const char *scheduler)
{
    const cJSON *config = json_get(body, "SlowStartConfig");

    if (!json_bool(config, "SlowStartEnabled"))
        return NULL;
    if (region_lacks(call->store, call->region, LACKS_SLOW_START))
        return refuse(call, ERR_no_slow_start, LACKS_SLOW_START);
    if (strcmp(scheduler, "Wrr") != 0)
        return refuse(call, ERR_scheduler_and_slow_start, scheduler, "true");
    return quota_check(call, QUOTA_slow_start, "", NULL, json_int(config, "SlowStartDuration"), 0);
}

static const struct api_error *check_drain(struct call *call, const cJSON *config)
{
    if (!json_bool(config, "ConnectionDrainEnabled"))
        return NULL;
    if (region_lacks(call->store, call->region, LACKS_DRAIN))
        return refuse(call, ERR_no_connection_drain, LACKS_DRAIN);
    return quota_check(call, QUOTA_connection_drain, "", NULL,
                       json_int(config, "ConnectionDrainTimeout"), 0);
}

const struct api_error *group_config_check(struct call *call, const cJSON *body)
{
    const char *scheduler = json_text_or(body, "Scheduler", "Wrr");
    const cJSON *sticky = json_get(body, "StickySessionConfig");
    const struct api_error *refusal = check_health(call, json_get(body, "HealthCheckConfig"));

    if (refusal)
        return refusal;
    if (json_bool(sticky, "StickySessionEnabled") &&
        json_is_text(json_get(sticky, "StickySessionType"), "Server") &&
        !json_get(sticky, "Cookie"))
        return refuse(call, ERR_missing_nested, "StickySessionConfig.Cookie");
    refusal = check_slow_start(call, body, scheduler);
    if (!refusal)
        refusal = check_drain(call, json_get(body, "ConnectionDrainConfig"));
    if (refusal)
        return refusal;
    if (strcmp(scheduler, "Uch") == 0 && !json_get(body, "UchConfig"))
        return refuse(call, ERR_missing_nested, "UchConfig");
    return NULL;
}

/* Differs: that a Basic one always spreads over zones is documented, the code of asking it not to is not. */
const struct api_error *group_config_check_edition(struct call *call, const cJSON *body,
                                                   const char *edition)
{
    if (strcmp(edition, "Basic") != 0)
        return NULL;
    if (json_bool(body, "SlowStartConfig.SlowStartEnabled"))
        return refuse(call, ERR_edition_and_slow_start, edition, "true");
    if (json_bool(body, "ConnectionDrainConfig.ConnectionDrainEnabled"))
        return refuse(call, ERR_edition_and_drain, edition, "true");
    if (cJSON_IsFalse(json_get(body, "CrossZoneEnabled")))
        return refuse(call, ERR_illegal_param, "CrossZoneEnabled");
    return NULL;
}
