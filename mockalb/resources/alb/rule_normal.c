/*
 * How actions are kept: what the service fills in is filled in.
 */
#include "base/json.h"
#include "mockalb/resources/alb/rule_check.h"

#include "base/banned.h"

#define WEIGHT_OF_ONE  100
#define STICKY_TIMEOUT 1000

static const struct {
    const char *config, *member, *text;
} defaults[] = {
    { "RedirectConfig", "Host", "${host}" },
    { "RedirectConfig", "Path", "${path}" },
    { "RedirectConfig", "Port", "${port}" },
    { "RedirectConfig", "Protocol", "${protocol}" },
    { "RedirectConfig", "Query", "${query}" },
    { "RewriteConfig", "Host", "${host}" },
    { "RewriteConfig", "Path", "${path}" },
    { "RewriteConfig", "Query", "${query}" },
    { "InsertHeaderConfig", "ValueType", "UserDefined" },
    { "FixedResponseConfig", "ContentType", "text/plain" },
    { "TrafficMirrorConfig", "TargetType", "ForwardGroupMirror" },
};

static void fill_forward(cJSON *config)
{
    cJSON *tuples = json_mutable(config, "ServerGroupTuples");
    cJSON *sticky = json_mutable(config, "ServerGroupStickySession");

    if (cJSON_GetArraySize(tuples) == 1 && !json_at(tuples, "0.Weight"))
        json_add_int(json_mutable(tuples, "0"), "Weight", WEIGHT_OF_ONE);
    if (!sticky)
        sticky = json_add_object(config, "ServerGroupStickySession");
    if (!json_get(sticky, "Enabled"))
        json_add_bool(sticky, "Enabled", false);
    if (json_bool(sticky, "Enabled") && !json_get(sticky, "Timeout"))
        json_add_int(sticky, "Timeout", STICKY_TIMEOUT);
}

static bool is_empty_removal(const cJSON *action)
{
    return json_is_text(json_get(action, "Type"), "RemoveHeader") &&
           !json_text(action, "RemoveHeaderConfig.Key");
}

cJSON *rule_actions_normal(const cJSON *actions)
{
    cJSON *normal = cJSON_CreateArray();
    const cJSON *action;

    cJSON_ArrayForEach(action, actions)
    {
        if (is_empty_removal(action))
            continue;
        cJSON *kept = json_push(normal, json_copy(action));
        cJSON *forward = json_mutable(kept, "ForwardGroupConfig");
        if (forward)
            fill_forward(forward);
        for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
            cJSON *config = json_mutable(kept, defaults[i].config);
            if (config && !json_get(config, defaults[i].member))
                json_add_text(config, defaults[i].member, defaults[i].text);
        }
    }
    return normal;
}
