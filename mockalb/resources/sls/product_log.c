#include <ctype.h>
#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/gateway/call.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

enum { LEAST_PROJECT = 3, LEAST_STORE = 2, MOST_NAME = 63 };

/* Small letters, digits and dashes, and in a store's name underscores; neither first nor last are a dash or an underscore. */
static bool is_name(const char *text, size_t least, bool is_store)
{
    size_t length = strlen(text);

    if (length < least || length > MOST_NAME || !isalnum((unsigned char)*text) ||
        !isalnum((unsigned char)text[length - 1]))
        return false;
    for (const char *c = text; *c; c++)
        if (!(*c >= 'a' && *c <= 'z') && !(*c >= '0' && *c <= '9') && *c != '-' &&
            !(is_store && *c == '_'))
            return false;
    return true;
}

static const struct api_error *check(struct call *call)
{
    static const char *const mandatory[] = { "Project", "Logstore", "CloudProduct", NULL };

    for (size_t i = 0; mandatory[i]; i++)
        if (!*json_text_or(call->params, mandatory[i], ""))
            return refuse(call, ERR_product_log_missing, mandatory[i]);
    if (!is_name(json_text(call->params, "Project"), LEAST_PROJECT, false))
        return refuse(call, ERR_product_log_name, "Project");
    return is_name(json_text(call->params, "Logstore"), LEAST_STORE, true)
               ? NULL
               : refuse(call, ERR_product_log_name, "Logstore");
}

/*
 * A store that is there keeps its settings, unless the call is to overwrite them. Differs: neither the project
 * nor what is written into the store are known here; what Code and Message are on success is not documented.
 */
ACTION(sls, AnalyzeProductLog)
{
    static const char *const settings[] = { "Project",     "Logstore",      "CloudProduct",
                                            "Lang",        "TTL",           "HotTTL",
                                            "VariableMap", "ResourceQuota", NULL };
    const char *region = json_text_or(call->params, "Region", call->region);
    const struct api_error *refusal = check(call);

    if (refusal)
        return refusal;
    const char *id = arena_printf(call->arena, "%s/%s", json_text(call->params, "Project"),
                                  json_text(call->params, "Logstore"));
    if (!store_get(call->store, &kind_product_log, region, id) ||
        json_bool(call->params, "Overwrite")) {
        cJSON *body = cJSON_CreateObject();
        json_add_text(body, "Region", region);
        for (size_t i = 0; settings[i]; i++)
            param_into(call, body, settings[i], settings[i]);
        store_put(call->store, &kind_product_log, region, id, body);
    }
    json_add_text(call->reply, "Code", "200");
    json_add_text(call->reply, "Message", "success");
    json_add_text(call->reply, "Success", "true");
    return NULL;
}
