/*
 * Conditions of rules as a table: which member holds the values of a type,
 * what a value looks like, and which editions and directions have the type.
 */
#include <string.h>

#include "base/json.h"
#include "mockalb/resources/alb/rule_check.h"
#include "mockalb/resources/alb/rule_values.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

#define SOURCES_MAX 5

typedef bool value_fn(struct str s);

static const struct condition_type {
    const char *type, *config;
    value_fn *is_value;
    bool has_key;  /* the condition names a header */
    bool in_pairs; /* values are {Key, Value} */
    bool basic;    /* the Basic edition has it */
    bool response; /* … only rules for responses have it */
} types[] = {
    { .type = "Host", .config = "HostConfig", .is_value = value_is_host, .basic = true },
    { .type = "Path", .config = "PathConfig", .is_value = value_is_path, .basic = true },
    { .type = "Header",
      .config = "HeaderConfig",
      .is_value = value_is_header,
      .has_key = true,
      .basic = true },
    { .type = "QueryString",
      .config = "QueryStringConfig",
      .is_value = value_is_query,
      .in_pairs = true },
    { .type = "Cookie", .config = "CookieConfig", .is_value = value_is_cookie, .in_pairs = true },
    { .type = "Method", .config = "MethodConfig", .is_value = value_is_header },
    { .type = "SourceIp", .config = "SourceIpConfig", .is_value = value_is_source },
    { .type = "ResponseHeader",
      .config = "ResponseHeaderConfig",
      .is_value = value_is_header,
      .has_key = true,
      .response = true },
    { .type = "ResponseStatusCode",
      .config = "ResponseStatusCodeConfig",
      .is_value = value_is_status,
      .response = true },
};

/* What the conditions of one rule add up to. */
struct totals {
    int64_t values, wildcards, sources, hosts;
};

static const struct condition_type *type_named(const char *name)
{
    for (size_t i = 0; name && i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i].type, name) == 0)
            return &types[i];
    return NULL;
}

static const char *at(const struct rule_place *place, int number, const char *config,
                      const char *below)
{
    return rule_path(place, "RuleConditions", number,
                     arena_printf(place->call->arena, "%s%s%s", config, *below ? "." : "", below));
}

static bool pair_is_value(const struct condition_type *type, const cJSON *pair)
{
    const char *key = json_text(pair, "Key"), *value = json_text(pair, "Value");

    return key && type->is_value(str_of(key)) &&
           (!value || !*value || type->is_value(str_of(value)));
}

static bool seen_before(const cJSON *values, const cJSON *value)
{
    const cJSON *other;

    cJSON_ArrayForEach(other, values)
    {
        if (other == value)
            return false;
        if (json_equal(other, value))
            return true;
    }
    return false;
}

static const struct api_error *check_values(const struct rule_place *place,
                                            const struct condition_type *type, const cJSON *config,
                                            int number, struct totals *totals)
{
    const cJSON *values = json_get(config, "Values"), *value;
    int index = 0;

    if (cJSON_GetArraySize(values) == 0)
        return refuse(place->call, ERR_missing_nested, at(place, number, type->config, "Values"));
    cJSON_ArrayForEach(value, values)
    {
        const char *leaf =
            at(place, number, type->config, arena_printf(place->call->arena, "Values.%d", ++index));
        const char *text =
            type->in_pairs
                ? json_text_or(value, "Value", "")
                : json_text_or(values, arena_printf(place->call->arena, "%d", index - 1), "");
        if (type->in_pairs ? !pair_is_value(type, value) : !type->is_value(str_of(text)))
            return refuse(place->call, ERR_illegal_param, leaf);
        if (seen_before(values, value))
            return refuse(place->call, ERR_param_duplicated, leaf);
        totals->values++;
        totals->wildcards += value_has_wildcard(str_of(text));
    }
    if (strcmp(type->type, "SourceIp") == 0)
        totals->sources += index;
    if (totals->sources > SOURCES_MAX)
        return refuse(place->call, ERR_illegal_size, at(place, number, type->config, "Values"));
    return NULL;
}

static const struct api_error *check_key(const struct rule_place *place,
                                         const struct condition_type *type, const cJSON *config,
                                         int number)
{
    const char *key = json_text_or(config, "Key", "");
    const char *leaf = at(place, number, type->config, "Key");

    if (!*key)
        return refuse(place->call, ERR_missing_nested, leaf);
    if (str_eq_nocase(str_of(key), STR("Cookie")) || str_eq_nocase(str_of(key), STR("Host")))
        return refuse(place->call, ERR_illegal_param, leaf);
    return NULL;
}

/* Differs: no code is known for a type that the edition or the direction lacks. */
static const struct api_error *check_one(const struct rule_place *place, const cJSON *condition,
                                         int number, struct totals *totals)
{
    const struct condition_type *type = type_named(json_text(condition, "Type"));
    bool basic = strcmp(place->edition, "Basic") == 0;

    if (!type || (basic && !type->basic) || (type->response && !place->response))
        return refuse(place->call, ERR_illegal_param,
                      rule_path(place, "RuleConditions", number, "Type"));
    const cJSON *config = json_get(condition, type->config);
    if (!config)
        return refuse(place->call, ERR_missing_nested, at(place, number, type->config, ""));
    totals->hosts += strcmp(type->type, "Host") == 0;
    if (totals->hosts > 1)
        return refuse(place->call, ERR_param_duplicated,
                      rule_path(place, "RuleConditions", number, "Type"));
    const struct api_error *refusal = type->has_key ? check_key(place, type, config, number) : NULL;
    return refusal ? refusal : check_values(place, type, config, number, totals);
}

/*
 * Limits count values, over all conditions of the rule. Differs: which of the two comes first is not known;
 * with the wildcards first both can be met, since no edition allows fewer of them than of values.
 */
const struct api_error *rule_check_conditions(const struct rule_place *place,
                                              const cJSON *conditions)
{
    struct totals totals = { 0 };
    const struct api_error *refusal = NULL;
    const cJSON *condition;
    int number = 0;

    cJSON_ArrayForEach(condition, conditions)
    {
        refusal = check_one(place, condition, ++number, &totals);
        if (refusal)
            return refusal;
    }
    refusal =
        quota_check(place->call, QUOTA_rule_wildcards, place->edition, NULL, totals.wildcards, 0);
    if (!refusal)
        refusal =
            quota_check(place->call, QUOTA_rule_values, place->edition, NULL, totals.values, 0);
    return refusal;
}
