/*
 * Actions of rules as a table: which member holds the settings of a type, and
 * what may stand beside it. Exactly one action is final, and it is the last.
 */
#include <ctype.h>
#include <string.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/rule_check.h"
#include "mockalb/resources/alb/rule_values.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

#define REDIRECT_PORT_MAX 63335 /* as the documentation has it */

typedef const struct api_error *action_check_fn(const struct rule_place *place, const cJSON *config,
                                                const char *path);

static action_check_fn check_forward, check_redirect, check_fixed, check_insert, check_remove,
    check_rewrite, check_limit, check_mirror, check_cors;

static const struct action_type {
    const char *type, *config;
    action_check_fn *check;
    bool final, repeats, basic;
    bool response;       /* rules for responses have it too */
    bool needs_forward;  /* only beside a ForwardGroup */
    bool config_is_free; /* may lack its settings */
} types[] = {
    { .type = "ForwardGroup",
      .config = "ForwardGroupConfig",
      .check = check_forward,
      .final = true,
      .basic = true },
    { .type = "Redirect",
      .config = "RedirectConfig",
      .check = check_redirect,
      .final = true,
      .basic = true },
    { .type = "FixedResponse",
      .config = "FixedResponseConfig",
      .check = check_fixed,
      .final = true,
      .response = true },
    { .type = "InsertHeader",
      .config = "InsertHeaderConfig",
      .check = check_insert,
      .repeats = true,
      .response = true },
    { .type = "RemoveHeader",
      .config = "RemoveHeaderConfig",
      .check = check_remove,
      .repeats = true,
      .response = true,
      .config_is_free = true },
    { .type = "Rewrite", .config = "RewriteConfig", .check = check_rewrite, .needs_forward = true },
    { .type = "TrafficLimit",
      .config = "TrafficLimitConfig",
      .check = check_limit,
      .needs_forward = true },
    { .type = "TrafficMirror",
      .config = "TrafficMirrorConfig",
      .check = check_mirror,
      .needs_forward = true },
    { .type = "Cors", .config = "CorsConfig", .check = check_cors },
};

static const struct action_type *type_of(const cJSON *action)
{
    const char *name = json_text(action, "Type");

    for (size_t i = 0; name && i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i].type, name) == 0)
            return &types[i];
    return NULL;
}

static const struct api_error *illegal(const struct rule_place *place, const char *path,
                                       const char *member)
{
    return refuse(place->call, ERR_illegal_param,
                  arena_printf(place->call->arena, "%s.%s", path, member));
}

static const struct api_error *missing(const struct rule_place *place, const char *path,
                                       const char *member)
{
    return refuse(place->call, ERR_missing_nested,
                  arena_printf(place->call->arena, "%s.%s", path, member));
}

static const struct api_error *check_forward(const struct rule_place *place, const cJSON *config,
                                             const char *path)
{
    return forward_check(place->call, &place->forward, config, path);
}

static bool is_redirect_port(const char *port)
{
    int64_t number;

    return strcmp(port, "${port}") == 0 ||
           (str_int(str_of(port), &number) && number >= 1 && number <= REDIRECT_PORT_MAX);
}

/* A field has each of the five variables at most once. */
static bool repeats_variable(const char *text)
{
    static const char *const variables[] = { "${host}", "${protocol}", "${port}",
                                             "${path}", "${query}",    NULL };

    for (size_t i = 0; variables[i]; i++) {
        const char *first = strstr(text, variables[i]);
        if (first && strstr(first + 1, variables[i]))
            return true;
    }
    return false;
}

/* Host, Path and Query, as a redirect and a rewrite have them. */
static const struct api_error *check_target(const struct rule_place *place, const cJSON *config,
                                            const char *path)
{
    static const char *const members[] = { "Host", "Path", "Query", NULL };
    const char *target = json_text_or(config, "Path", "${path}");

    for (size_t i = 0; members[i]; i++)
        if (repeats_variable(json_text_or(config, members[i], "")))
            return illegal(place, path, members[i]);
    if (*target != '/' && strncmp(target, "${", 2) != 0)
        return illegal(place, path, "Path");
    return NULL;
}

/* All but the code as it was is no redirect at all. */
static bool changes_nothing(const cJSON *config)
{
    return strcmp(json_text_or(config, "Host", "${host}"), "${host}") == 0 &&
           strcmp(json_text_or(config, "Path", "${path}"), "${path}") == 0 &&
           strcmp(json_text_or(config, "Port", "${port}"), "${port}") == 0 &&
           strcmp(json_text_or(config, "Protocol", "${protocol}"), "${protocol}") == 0 &&
           strcmp(json_text_or(config, "Query", "${query}"), "${query}") == 0;
}

static const struct api_error *check_redirect(const struct rule_place *place, const cJSON *config,
                                              const char *path)
{
    const struct api_error *refusal = check_target(place, config, path);

    if (refusal)
        return refusal;
    if (!json_text(config, "HttpCode"))
        return missing(place, path, "HttpCode");
    if (!is_redirect_port(json_text_or(config, "Port", "${port}")))
        return illegal(place, path, "Port");
    if (strcmp(place->forward.protocol, "HTTPS") == 0 &&
        json_is_text(json_get(config, "Protocol"), "HTTP"))
        return illegal(place, path, "Protocol");
    if (changes_nothing(config))
        return refuse(place->call, ERR_illegal_param, path);
    return NULL;
}

static const struct api_error *check_fixed(const struct rule_place *place, const cJSON *config,
                                           const char *path)
{
    const char *content = json_text_or(config, "Content", "");

    if (!*content)
        return missing(place, path, "Content");
    for (const char *c = content; *c; c++)
        if ((unsigned char)*c > 127)
            return illegal(place, path, "Content");
    return NULL;
}

static bool is_reference_name(const char *value)
{
    for (; *value; value++)
        if (!islower((unsigned char)*value) && !isdigit((unsigned char)*value) &&
            !strchr("-_", *value))
            return false;
    return true;
}

static bool is_insert_value(const char *type, const char *value)
{
    static const char *const known[] = { "ClientSrcPort", "ClientSrcIp", "Protocol",
                                         "SLBId",         "SLBPort",     NULL };

    if (strcmp(type, "ReferenceHeader") == 0)
        return is_reference_name(value);
    if (strcmp(type, "SystemDefined") != 0)
        return value_is_header(str_of(value));
    for (size_t i = 0; known[i]; i++)
        if (strcmp(known[i], value) == 0)
            return true;
    return false;
}

static const struct api_error *check_insert(const struct rule_place *place, const cJSON *config,
                                            const char *path)
{
    const char *key = json_text_or(config, "Key", ""), *value = json_text_or(config, "Value", "");

    if (!*key)
        return missing(place, path, "Key");
    if (!*value)
        return missing(place, path, "Value");
    if (value_is_reserved_header(str_of(key), place->response))
        return illegal(place, path, "Key");
    if (!is_insert_value(json_text_or(config, "ValueType", "UserDefined"), value))
        return illegal(place, path, "Value");
    return NULL;
}

/* The service takes one without settings, and keeps nothing of it. */
static const struct api_error *check_remove(const struct rule_place *place, const cJSON *config,
                                            const char *path)
{
    const char *key = json_text_or(config, "Key", "");

    if (*key && value_is_reserved_header(str_of(key), place->response))
        return illegal(place, path, "Key");
    return NULL;
}

static const struct api_error *check_rewrite(const struct rule_place *place, const cJSON *config,
                                             const char *path)
{
    const char *query = json_text_or(config, "Query", "");

    for (const char *c = query; *c; c++)
        if (isupper((unsigned char)*c))
            return illegal(place, path, "Query");
    return check_target(place, config, path);
}

/* What the live service was seen to call it: "RuleActions.1.PerIpTrafficLimitConfig". */
static const char *limit_per_address(const struct rule_place *place, const char *path)
{
    size_t own = strlen("TrafficLimitConfig");

    return arena_printf(place->call->arena, "%.*sPerIpTrafficLimitConfig",
                        (int)(strlen(path) - own), path);
}

/* The text wants PerIpQps smaller than QPS; a public test that sets both alike passes. */
static const struct api_error *check_limit(const struct rule_place *place, const cJSON *config,
                                           const char *path)
{
    int64_t all = json_int(config, "QPS"), one = json_int(config, "PerIpQps");

    if (!all && !one)
        return missing(place, path, "QPS");
    if (one && strcmp(place->forward.protocol, "QUIC") == 0)
        return refuse(place->call, ERR_protocol_mismatch, "Protocol", "Listener",
                      limit_per_address(place, path));
    if (all && one > all)
        return illegal(place, path, "PerIpQps");
    return NULL;
}

/* Differs: the error list refuses mirroring to groups of addresses, the documentation's text allows it. */
static const struct api_error *check_mirror(const struct rule_place *place, const cJSON *config,
                                            const char *path)
{
    const cJSON *mirror = json_get(config, "MirrorGroupConfig"), *tuple;
    struct forward_place unweighed = place->forward;

    if (!mirror)
        return missing(place, path, "MirrorGroupConfig");
    cJSON_ArrayForEach(tuple, json_get(mirror, "ServerGroupTuples"))
    {
        const struct object *group =
            object_of(place->call, &kind_server_group, json_text(tuple, "ServerGroupId"));
        if (group && strcmp(json_text_or(group->body, "Protocol", "HTTP"), "HTTP") != 0)
            return refuse(place->call, ERR_mirror_not_http);
    }
    unweighed.is_default = true;
    return forward_check(place->call, &unweighed, mirror,
                         arena_printf(place->call->arena, "%s.MirrorGroupConfig", path));
}

static const struct api_error *check_cors(const struct rule_place *place, const cJSON *config,
                                          const char *path)
{
    (void)place;
    (void)config;
    (void)path;
    return NULL;
}

/* What the actions of one rule are together. */
struct summary {
    const cJSON *forward, *mirror;
    bool limited;
    int finals;
    int64_t last, last_final; /* the largest Order, and that of the finals */
    int last_final_number;
};

static bool same_key(const struct action_type *type, const cJSON *a, const cJSON *b)
{
    const char *first = json_text(json_get(a, type->config), "Key");
    const char *second = json_text(json_get(b, type->config), "Key");

    return first && second && str_eq_nocase(str_of(first), str_of(second));
}

/* Orders are unique; a type comes once, or with another key. */
static const struct api_error *check_unique(const struct rule_place *place, const cJSON *actions,
                                            const cJSON *action, int number)
{
    const struct action_type *type = type_of(action);
    const cJSON *other;

    cJSON_ArrayForEach(other, actions)
    {
        if (other == action)
            return NULL;
        if (json_int(other, "Order") == json_int(action, "Order"))
            return refuse(place->call, ERR_illegal_param,
                          rule_path(place, "RuleActions", number, "Order"));
        if (type_of(other) != type)
            continue;
        if (!type->repeats)
            return refuse(place->call, ERR_param_duplicated,
                          rule_path(place, "RuleActions", number, "Type"));
        if (same_key(type, other, action))
            return refuse(place->call, ERR_param_duplicated,
                          rule_path(place, "RuleActions", number,
                                    arena_printf(place->call->arena, "%s.Key", type->config)));
    }
    return NULL;
}

static const struct api_error *check_one(const struct rule_place *place, const cJSON *action,
                                         int number)
{
    const struct action_type *type = type_of(action);
    bool basic = strcmp(place->edition, "Basic") == 0;

    if (!type || (basic && !type->basic) || (place->response && !type->response))
        return refuse(place->call, ERR_illegal_param,
                      rule_path(place, "RuleActions", number, "Type"));
    const cJSON *config = json_get(action, type->config);
    const char *path = rule_path(place, "RuleActions", number, type->config);
    if (!config && !type->config_is_free)
        return refuse(place->call, ERR_missing_nested, path);
    return type->check(place, config, path);
}

static void sum_up(struct summary *sum, const cJSON *action, int number)
{
    const struct action_type *type = type_of(action);
    int64_t order = json_int(action, "Order");

    if (strcmp(type->type, "ForwardGroup") == 0)
        sum->forward = action;
    if (strcmp(type->type, "TrafficMirror") == 0)
        sum->mirror = action;
    sum->limited |= strcmp(type->type, "TrafficLimit") == 0;
    if (order > sum->last)
        sum->last = order;
    if (!type->final)
        return;
    sum->finals++;
    if (order > sum->last_final) {
        sum->last_final = order;
        sum->last_final_number = number;
    }
}

static bool mirrors_to(const cJSON *mirror, const char *group)
{
    const cJSON *tuple;

    cJSON_ArrayForEach(tuple,
                       json_at(mirror, "TrafficMirrorConfig.MirrorGroupConfig.ServerGroupTuples"))
    {
        if (json_is_text(json_get(tuple, "ServerGroupId"), group))
            return true;
    }
    return false;
}

static const struct api_error *check_beside_forward(const struct rule_place *place,
                                                    const cJSON *actions, const struct summary *sum)
{
    const cJSON *action, *tuple;
    int number = 0;

    cJSON_ArrayForEach(action, actions)
    {
        number++;
        if (!type_of(action)->needs_forward || sum->forward)
            continue;
        if (strcmp(type_of(action)->type, "Rewrite") == 0)
            return refuse(place->call, ERR_rewrite_alone);
        return refuse(place->call, ERR_illegal_param,
                      rule_path(place, "RuleActions", number, "Type"));
    }
    cJSON_ArrayForEach(tuple, json_at(sum->forward, "ForwardGroupConfig.ServerGroupTuples"))
    {
        if (mirrors_to(sum->mirror, json_text_or(tuple, "ServerGroupId", "")))
            return refuse(place->call, ERR_mirror_same_group, "SameGroupForForwardAndMirrorAction");
    }
    return NULL;
}

/* Types of which a rule has at most one of each pair. Differs: the code is not documented. */
static const char *const apart[][2] = {
    { "Rewrite", "Redirect" },
    { "Rewrite", "FixedResponse" },
    { "Rewrite", "TrafficMirror" },
    { "TrafficMirror", "Redirect" },
    { "TrafficMirror", "FixedResponse" },
};

static bool are_apart(const cJSON *a, const cJSON *b)
{
    const char *first = json_text_or(a, "Type", ""), *second = json_text_or(b, "Type", "");

    for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
        if ((strcmp(apart[i][0], first) == 0 && strcmp(apart[i][1], second) == 0) ||
            (strcmp(apart[i][1], first) == 0 && strcmp(apart[i][0], second) == 0))
            return true;
    }
    return false;
}

static const struct api_error *check_apart(const struct rule_place *place, const cJSON *actions)
{
    const cJSON *action, *before;
    int number = 0;

    cJSON_ArrayForEach(action, actions)
    {
        number++;
        for (before = actions->child; before != action; before = before->next) {
            if (are_apart(before, action))
                return refuse(place->call, ERR_illegal_param,
                              rule_path(place, "RuleActions", number, "Type"));
        }
    }
    return NULL;
}

/*
 * One final action. Two are legal where one of them is the answer for limited traffic: a limit, a
 * redirect or fixed response, and a forwarding. A rule for responses may have none.
 */
static const struct api_error *check_finals(const struct rule_place *place, const cJSON *actions,
                                            const struct summary *sum)
{
    int allowed = sum->limited && sum->forward ? 2 : 1;

    if (sum->finals == 0 && place->response)
        return NULL;
    if (sum->finals == 0 || sum->finals > allowed)
        return refuse(place->call, ERR_illegal_param,
                      arena_printf(place->call->arena, "%sRuleActions", place->prefix));
    const cJSON *last = cJSON_GetArrayItem(actions, sum->last_final_number - 1);
    if (sum->last_final < sum->last || (sum->finals == 2 && last != sum->forward))
        return refuse(place->call, ERR_illegal_param,
                      rule_path(place, "RuleActions", sum->last_final_number, "Order"));
    return NULL;
}

const struct api_error *rule_check_actions(const struct rule_place *place, const cJSON *actions)
{
    struct summary sum = { 0 };
    const struct api_error *refusal = quota_check(place->call, QUOTA_rule_actions, place->edition,
                                                  NULL, cJSON_GetArraySize(actions), 0);
    const cJSON *action;
    int number = 0;

    if (refusal)
        return refusal;
    cJSON_ArrayForEach(action, actions)
    {
        refusal = check_one(place, action, ++number);
        if (!refusal)
            refusal = check_unique(place, actions, action, number);
        if (refusal)
            return refusal;
        sum_up(&sum, action, number);
    }
    refusal = check_beside_forward(place, actions, &sum);
    if (!refusal)
        refusal = check_apart(place, actions);
    return refusal ? refusal : check_finals(place, actions, &sum);
}
