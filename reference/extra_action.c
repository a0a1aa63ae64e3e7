#include "reference/extra_action.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "reference/mutant.h"

#include "base/banned.h"

enum { MAX_FIELDS = 5 };

/* A field as the annotation calls it, and as the API does. */
struct field {
    const char *name, *api;
    bool needed, number;
};

static const struct extra_type {
    const char *type, *config;
    struct field fields[MAX_FIELDS];
} types[] = {
    /* clang-format off */
    { "InsertHeader", "InsertHeaderConfig",
      { { "Key", "Key", true, false },         { "Value", "Value", true, false },
        { "ValueType", "ValueType", false, false } } },
    { "RemoveHeader", "RemoveHeaderConfig",
      { { "Key", "Key", true, false } } },
    { "Rewrite", "RewriteConfig",
      { { "Host", "Host", false, false },      { "Path", "Path", false, false },
        { "Query", "Query", false, false } } },
    { "TrafficLimit", "TrafficLimitConfig",
      { { "QPS", "QPS", true, true },          { "QPSPerIp", "PerIpQps", false, true } } },
    /* clang-format on */
};

/* What the API gives a field that was not given. */
static const struct {
    const char *config, *api, *text;
} defaults[] = {
    { "InsertHeaderConfig", "ValueType", "UserDefined" },
    { "RewriteConfig", "Host", "${host}" },
    { "RewriteConfig", "Path", "${path}" },
    { "RewriteConfig", "Query", "${query}" },
};

static const struct extra_type *type_called(const char *name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (strcasecmp(types[i].type, name) == 0)
            return &types[i];
    }
    return NULL;
}

bool extra_action_is(const char *type)
{
    return type_called(type) != NULL;
}

const cJSON *extra_action_member(const cJSON *object, const char *name)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, object)
    {
        if (mutant_is(names_exact) && item->string && strcmp(item->string, name) != 0 &&
            strcmp(name, "Type") != 0)
            continue;
        if (item->string && strcasecmp(item->string, name) == 0)
            return cJSON_IsNull(item) ? NULL : item;
    }
    return NULL;
}

/* Numbers may be given as texts, too. False: it is neither. */
static bool copy_field(const struct field *field, const cJSON *given, cJSON *to)
{
    int64_t number = 0;

    if (field->number && cJSON_IsString(given) && str_int(str_of(given->valuestring), &number))
        json_add_int(to, field->api, number);
    else if (field->number ? cJSON_IsNumber(given) : cJSON_IsString(given))
        json_add(to, field->api, json_copy(given));
    else
        return false;
    return true;
}

cJSON *extra_action_read(struct arena *a, const char *type, const cJSON *item,
                         const char **ret_missing)
{
    const struct extra_type *t = type_called(type);
    const cJSON *config = extra_action_member(item, t->config);
    cJSON *action = arena_json(a, cJSON_CreateObject()), *to = NULL;

    *ret_missing = t->config;
    if (!cJSON_IsObject(config))
        return NULL;
    json_add_text(action, "Type", t->type);
    to = json_add_object(action, t->config);
    for (const struct field *field = t->fields; field < t->fields + MAX_FIELDS; field++) {
        const cJSON *given = field->name ? extra_action_member(config, field->name) : NULL;
        *ret_missing = field->name;
        if (given ? !copy_field(field, given, to) : field->name && field->needed)
            return NULL;
    }
    return action;
}

static const char *default_of(const char *config, const char *api)
{
    for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
        if (strcasecmp(defaults[i].config, config) == 0 && strcasecmp(defaults[i].api, api) == 0)
            return defaults[i].text;
    }
    return "";
}

const char *extra_action_text(struct arena *a, const cJSON *action)
{
    const struct extra_type *t = type_called(json_text_or(action, "Type", ""));
    const cJSON *config = t ? json_get(action, t->config) : NULL;
    const char *text = t ? t->type : NULL;

    for (const struct field *field = t ? t->fields : NULL;
         field && field < t->fields + MAX_FIELDS && field->name; field++) {
        const cJSON *value = json_get(config, field->api);
        if (cJSON_IsNumber(value))
            text = arena_printf(a, "%s %s=%d", text, field->api, value->valueint);
        else
            text = arena_printf(a, "%s %s=%s", text, field->api,
                                cJSON_IsString(value) ? value->valuestring
                                                      : default_of(t->config, field->api));
    }
    return text;
}
