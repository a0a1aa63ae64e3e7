#include "runner/run/describe.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"

#include "base/banned.h"

enum {
    CALL_BYTES = 400, /* of the parameters of the one call that is shown by itself */
    LINE_BYTES = 100, /* of those of one among many */
    PATH_BYTES = 256,
};

/* Parameters that say who calls and how, not what is asked for. */
static bool is_ceremony(const char *name)
{
    static const char *const names[] = { "ClientToken", "RegionId",         "Format",
                                         "Version",     "SignatureMethod",  "SignatureNonce",
                                         "Timestamp",   "SignatureVersion", "AccessKeyId",
                                         "Signature",   "SignatureType",    "Action",
                                         NULL };

    for (size_t i = 0; names[i]; i++) {
        if (str_is(str_of(name), names[i]))
            return true;
    }
    return false;
}

static void add_value(struct buf *to, struct str path, const cJSON *value)
{
    buf_printf(to, "%s%.*s ", to->len ? ", " : "", STR_ARG(path));
    if (cJSON_IsString(value))
        buf_add_text(to, value->valuestring);
    else
        json_print(to, value);
}

/* Leaves by their whole path, as a client writes them: Rules.1.Priority; lists count from 1. */
static void add_leaves(struct buf *to, struct buf *path, const cJSON *tree, size_t limit)
{
    const cJSON *item;
    int at = 1;
    size_t len = path->len;

    if (!cJSON_IsObject(tree) && !cJSON_IsArray(tree)) {
        add_value(to, buf_str(path), tree);
        return;
    }
    cJSON_ArrayForEach(item, tree)
    {
        if (to->len > limit)
            return;
        if (!len && item->string && is_ceremony(item->string))
            continue;
        if (len)
            buf_add_char(path, '.');
        if (cJSON_IsArray(tree))
            buf_printf(path, "%d", at++);
        else
            buf_add_text(path, item->string);
        add_leaves(to, path, item, limit);
        buf_cut(path, len);
    }
}

/* The leaves of every member of that name, wherever it is: "Rules.1 ServerGroupTuples.1.Weight". */
static void add_members(struct buf *to, const char *item_of, const cJSON *tree, const char *member)
{
    struct buf path = BUF_LIMIT(PATH_BYTES);
    const cJSON *item;
    int at = 0;

    cJSON_ArrayForEach(item, tree)
    {
        bool is_list = cJSON_IsArray(tree);
        at++;
        buf_reset(&path);
        if (item->string && strcmp(item->string, member) == 0) {
            buf_printf(&path, "%s%s%s", item_of, item_of[0] ? " " : "", member);
            add_leaves(to, &path, item, CALL_BYTES);
            continue;
        }
        if (strchr(item_of, '.'))
            buf_add_text(&path, item_of); /* lists in lists are named by the outermost */
        else if (is_list)
            buf_printf(&path, "%s.%d", item_of, at);
        else
            buf_add_text(&path, item->string);
        add_members(to, path.at, item, member);
    }
    buf_done(&path);
}

static void add_params(struct buf *to, const cJSON *params, const char *member, size_t limit)
{
    struct buf all = BUF_LIMIT(LIMIT_BODY_BYTES), path = BUF_LIMIT(PATH_BYTES);

    if (!params)
        return;
    if (member)
        add_members(&all, "", params, member);
    if (!all.len)
        add_leaves(&all, &path, params, limit);
    if (all.len > limit)
        buf_printf(to, "%.*s...", (int)limit, all.at);
    else
        buf_add(to, buf_str(&all));
    buf_done(&all);
    buf_done(&path);
}

static void add_time(struct buf *to, int64_t ms)
{
    char iso[CLOCK_ISO_ROOM];
    struct str time;

    clock_iso_ms(ms, iso);
    time = str_skip(str_of(iso), sizeof("2026-01-01T") - 1);
    buf_printf(to, "%.*s", (int)(time.len - 1), time.at); /* without the Z */
}

static const char *take_text(struct arena *a, struct buf *text)
{
    const char *copy = arena_strz(a, buf_str(text));

    buf_done(text);
    return copy;
}

const char *describe_call(struct arena *a, const struct entry *call, const char *member)
{
    struct buf text = BUF_LIMIT(LIMIT_BODY_BYTES);

    buf_printf(&text, "call %llu at ", (unsigned long long)call->seq);
    add_time(&text, call->ms);
    buf_printf(&text, ", %s: ", call->action ? call->action : "?");
    add_params(&text, json_get(call->json, "params"), member, CALL_BYTES);
    if (call->code)
        buf_printf(&text, " (refused: %s)", call->code);
    return take_text(a, &text);
}

static void add_line(struct buf *to, const struct entry *call)
{
    buf_printf(to, "%llu ", (unsigned long long)call->seq);
    add_time(to, call->ms);
    buf_printf(to, " %s%s%s ", call->action ? call->action : "?", call->code ? " refused: " : "",
               call->code ? call->code : "");
    add_params(to, json_get(call->json, "params"), NULL, LINE_BYTES);
    buf_add_char(to, '\n');
}

const char *describe_calls(struct arena *a, const struct mirror *m, uint64_t since, size_t max)
{
    struct buf text = BUF_LIMIT(LIMIT_BODY_BYTES);
    size_t calls = mirror_calls_since(m, since, NULL, true);
    size_t skip = calls > max ? calls - max : 0;

    for (size_t i = 0; i < mirror_entry_count(m); i++) {
        const struct entry *e = mirror_entry(m, i);
        if (e->type != ENTRY_call || !e->write || e->seq <= since)
            continue;
        if (skip)
            skip--;
        else
            add_line(&text, e);
    }
    return take_text(a, &text);
}
