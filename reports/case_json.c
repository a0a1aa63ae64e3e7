#include "reports/case_json.h"

#include <stddef.h>

#include "base/json.h"
#include "base/limits.h"
#include "reports/utf8.h"

#include "base/banned.h"

/* ---- rows: a member and the field that it is ---- */

struct text_row {
    const char *name;
    size_t offset;
};

static const struct text_row check_texts[] = {
    { "id", offsetof(struct check_result, id) },
    { "title", offsetof(struct check_result, title) },
    { "sentence", offsetof(struct check_result, sentence) },
    { "source", offsetof(struct check_result, source) },
    { "reason", offsetof(struct check_result, reason) },
    { "expected", offsetof(struct check_result, expected) },
    { "found", offsetof(struct check_result, found) },
    { "call", offsetof(struct check_result, call) },
    { "object", offsetof(struct check_result, object) },
    { "file", offsetof(struct check_result, file) },
    { "figure", offsetof(struct check_result, figure) },
    { NULL, 0 },
};

static const struct text_row case_texts[] = {
    { "file", offsetof(struct case_result, file) },
    { "name", offsetof(struct case_result, name) },
    { "title", offsetof(struct case_result, title) },
    { "area", offsetof(struct case_result, area) },
    { "reason", offsetof(struct case_result, reason) },
    { "calls", offsetof(struct case_result, calls) },
    { "logs", offsetof(struct case_result, logs) },
    { "rerun", offsetof(struct case_result, rerun) },
    { "profiles", offsetof(struct case_result, profiles) },
    { "needs", offsetof(struct case_result, needs) },
    { NULL, 0 },
};

static void add_texts(cJSON *to, const void *from, const struct text_row *rows)
{
    for (; rows->name; rows++) {
        const char *text = *(const char *const *)((const char *)from + rows->offset);
        struct buf clean = BUF_LIMIT(LIMIT_FETCH_BYTES);
        if (!text)
            continue;
        utf8_clean(&clean, str_of(text));
        json_add_text(to, rows->name, clean.len ? clean.at : "");
        buf_done(&clean);
    }
}

static void take_texts(struct arena *a, void *to, const cJSON *from, const struct text_row *rows)
{
    for (; rows->name; rows++) {
        const char *text = json_text(from, rows->name);
        if (text)
            *(const char **)((char *)to + rows->offset) = arena_strz(a, str_of(text));
    }
}

/* ---- enums by name ---- */

static enum verdict verdict_of(const char *name)
{
    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (str_is(str_of(name), verdict_name((enum verdict)v)))
            return (enum verdict)v;
    }
    return VERDICT_error;
}

static enum severity severity_of(const char *name)
{
    for (int s = SEVERITY_must; s <= SEVERITY_advisory; s++) {
        if (str_is(str_of(name), severity_name((enum severity)s)))
            return (enum severity)s;
    }
    return SEVERITY_must;
}

/* ---- there ---- */

cJSON *check_result_json(const struct check_result *c)
{
    cJSON *json = cJSON_CreateObject();

    json_add_text(json, "verdict", verdict_name(c->verdict));
    json_add_text(json, "severity", severity_name(c->severity));
    json_add_int(json, "line", c->line);
    json_add_int(json, "tookMs", c->took_ms);
    add_texts(json, c, check_texts);
    return json;
}

static void add_actions(cJSON *to, const struct case_result *c)
{
    cJSON *list = json_add_array(to, "actions");

    for (size_t i = 0; i < c->action_count; i++) {
        cJSON *json = json_push(list, cJSON_CreateObject());
        json_add_text(json, "action", c->actions[i].action);
        json_add_bool(json, "write", c->actions[i].write);
        json_add_int(json, "count", c->actions[i].count);
    }
}

cJSON *case_result_json(const struct case_result *c)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *checks;

    json_add_text(json, "verdict", verdict_name(c->verdict));
    json_add_int(json, "tookMs", c->took_ms);
    json_add_int(json, "callsRead", c->calls_read);
    json_add_int(json, "callsWrite", c->calls_write);
    add_actions(json, c);
    add_texts(json, c, case_texts);
    checks = json_add_array(json, "checks");
    for (size_t i = 0; i < c->count; i++)
        json_push(checks, check_result_json(&c->checks[i]));
    return json;
}

/* ---- and back ---- */

struct check_result check_result_of(struct arena *a, const cJSON *json)
{
    struct check_result c = { .id = "", .took_ms = json_int(json, "tookMs") };

    c.verdict = verdict_of(json_text(json, "verdict"));
    c.severity = severity_of(json_text(json, "severity"));
    c.line = (int)json_int(json, "line");
    take_texts(a, &c, json, check_texts);
    return c;
}

static void take_actions(struct arena *a, const cJSON *list, struct case_result *to)
{
    struct call_count *at = arena_alloc(a, ((size_t)cJSON_GetArraySize(list) + 1) * sizeof(*at));
    const cJSON *item;

    to->actions = at;
    cJSON_ArrayForEach(item, list)
    {
        at[to->action_count++] = (struct call_count){
            .action = arena_strz(a, str_of(json_text_or(item, "action", "?"))),
            .write = json_bool(item, "write"),
            .count = json_int(item, "count"),
        };
    }
}

const struct case_result *case_result_of(struct arena *a, const cJSON *json)
{
    const cJSON *checks = json_get(json, "checks"), *item;
    struct case_result *c = arena_new_of(a, struct case_result);
    struct check_result *results;

    *c = (struct case_result){ .file = "", .name = "", .title = "", .area = "" };
    c->verdict = verdict_of(json_text(json, "verdict"));
    c->took_ms = json_int(json, "tookMs");
    c->calls_read = json_int(json, "callsRead");
    c->calls_write = json_int(json, "callsWrite");
    take_actions(a, json_get(json, "actions"), c);
    take_texts(a, c, json, case_texts);
    results = arena_alloc(a, (size_t)(cJSON_GetArraySize(checks) + 1) * sizeof(*results));
    cJSON_ArrayForEach(item, checks) results[c->count++] = check_result_of(a, item);
    c->checks = results;
    return c;
}
