#include "runner/oracle/route.h"

#include <regex.h>

#include "base/json.h"

#include "base/banned.h"

static bool same(const char *a, const char *b, bool nocase)
{
    struct str one = { a, 1 }, other = { b, 1 };

    return nocase ? str_eq_nocase(one, other) : *a == *b;
}

/* After a mismatch the last "*" takes one character more; no other has to be tried again. */
bool wildcard_matches(struct str pattern, struct str text, bool nocase)
{
    size_t p = 0, t = 0, star = SIZE_MAX, retry = 0;

    while (t < text.len) {
        if (p < pattern.len && pattern.at[p] == '*') {
            star = p++;
            retry = t;
        } else if (p < pattern.len &&
                   (pattern.at[p] == '?' || same(&pattern.at[p], &text.at[t], nocase))) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.at[p] == '*')
        p++;
    return p == pattern.len;
}

/* Differs: ALB's dialect is PCRE; the POSIX one is enough for what controllers write. */
static bool regex_matches(const char *pattern, const char *text, bool nocase)
{
    regex_t compiled;

    if (regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB | (nocase ? REG_ICASE : 0)) != 0)
        return false;
    bool result = regexec(&compiled, text, 0, NULL, 0) == 0;
    regfree(&compiled);
    return result;
}

static bool value_matches(const char *value, const char *text, bool nocase)
{
    if (str_starts(str_of(value), STR("~*")))
        return regex_matches(value + 2, text, true);
    if (str_starts(str_of(value), STR("~")))
        return regex_matches(value + 1, text, nocase);
    return wildcard_matches(str_of(value), str_of(text), nocase);
}

static bool any_matches(const cJSON *values, const char *text, bool nocase)
{
    const cJSON *value = NULL;

    cJSON_ArrayForEach(value, values)
    {
        if (cJSON_IsString(value) && value_matches(value->valuestring, text, nocase))
            return true;
    }
    return false;
}

static bool condition_holds(const cJSON *condition, const struct request *r)
{
    const cJSON *type = json_get(condition, "Type");

    if (json_is_text(type, "Host"))
        return any_matches(json_at(condition, "HostConfig.Values"), r->host, true);
    if (json_is_text(type, "Path"))
        return any_matches(json_at(condition, "PathConfig.Values"), r->path, false);
    if (json_is_text(type, "Method"))
        return json_has_text(json_at(condition, "MethodConfig.Values"), "GET");
    return false;
}

bool rule_matches(const struct view_rule *rule, const struct request *r)
{
    const cJSON *condition = NULL;

    cJSON_ArrayForEach(condition, json_get(rule->body, "RuleConditions"))
    {
        if (!condition_holds(condition, r))
            return false;
    }
    return true;
}

const struct view_rule *route(const struct view *v, const struct view_listener *l,
                              const struct request *r)
{
    for (size_t i = 0; i < v->rule_count; i++) {
        const struct view_rule *rule = &v->rules[i];
        /* A rule that is being made does not serve yet. */
        if (rule->listener == l && str_is(str_of(rule->direction), "Request") &&
            !str_is(str_of(rule->status), "Provisioning") && rule_matches(rule, r))
            return rule;
    }
    return NULL;
}
