#include "runner/oracle/history.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/map.h"

#include "base/banned.h"

static uint64_t seq_of(const cJSON *entry)
{
    return (uint64_t)json_int(entry, "seq");
}

static bool is_call(const cJSON *entry)
{
    return json_is_text(json_get(entry, "type"), "call");
}

/* Whoever stands at the console is not the controller. */
static bool is_ours(const cJSON *entry)
{
    return is_call(entry) && !json_is_text(json_get(entry, "caller"), HISTORY_CONSOLE);
}

static bool is_accepted(const cJSON *entry)
{
    return is_call(entry) && json_int(entry, "status") < 400;
}

static bool is_write(const cJSON *entry)
{
    return is_ours(entry) && json_bool(entry, "write");
}

/* Makes its action one of the alternatives. */
static bool is_action(const cJSON *entry, struct str alternatives)
{
    const char *action = json_text_or(entry, "action", "");

    while (alternatives.at)
        if (str_is(str_cut(&alternatives, '|'), action))
            return true;
    return false;
}

bool call_is(const cJSON *entry, struct str pattern)
{
    if (!is_ours(entry))
        return false;
    if (str_is(pattern, "any"))
        return true;
    if (str_is(pattern, "write"))
        return is_write(entry);
    if (str_is(pattern, "changes"))
        return is_write(entry) && is_accepted(entry);
    if (str_is(pattern, "read"))
        return !is_write(entry);
    if (str_is(pattern, "refused"))
        return !is_accepted(entry);
    return is_action(entry, pattern);
}

size_t history_count(const struct history *j, uint64_t since, struct str pattern,
                     uint64_t *ret_last)
{
    size_t count = 0;

    for (size_t i = 0; i < j->count; i++) {
        if (seq_of(j->entries[i]) <= since || !call_is(j->entries[i], pattern))
            continue;
        count++;
        if (ret_last)
            *ret_last = seq_of(j->entries[i]);
    }
    return count;
}

uint64_t history_reached(const struct history *j, uint64_t since, struct str pattern, size_t count)
{
    for (size_t i = 0; i < j->count; i++) {
        bool counts = seq_of(j->entries[i]) > since && call_is(j->entries[i], pattern);
        if (counts && --count == 0)
            return seq_of(j->entries[i]);
    }
    return 0;
}

static const cJSON *entry_at(const struct history *j, uint64_t seq)
{
    for (size_t i = 0; i < j->count; i++)
        if (seq_of(j->entries[i]) == seq)
            return j->entries[i];
    return NULL;
}

static bool has_member(const cJSON *tree, const char *member)
{
    for (const cJSON *child = tree ? tree->child : NULL; child; child = child->next)
        if ((child->string && str_is(str_of(child->string), member)) || has_member(child, member))
            return true;
    return false;
}

static bool has_value(const cJSON *tree, const char *value)
{
    if (json_is_text(tree, value))
        return true;
    for (const cJSON *child = tree ? tree->child : NULL; child; child = child->next)
        if (has_value(child, value))
            return true;
    return false;
}

static bool is_change_of(const cJSON *entry, const char *kind, const char *id)
{
    return json_is_text(json_get(entry, "type"), "change") && json_int(entry, "call") > 0 &&
           json_is_text(json_get(entry, "kind"), kind) && json_is_text(json_get(entry, "id"), id);
}

uint64_t history_setter(const struct history *j, const char *kind, const char *id,
                        const char *member)
{
    uint64_t last = 0, with_member = 0;

    for (size_t i = 0; i < j->count; i++) {
        if (!is_change_of(j->entries[i], kind, id))
            continue;
        last = (uint64_t)json_int(j->entries[i], "call");
        const cJSON *call = entry_at(j, last);
        if (member && has_member(json_get(call, "params"), member))
            with_member = last;
    }
    return with_member ? with_member : last;
}

uint64_t history_remover(const struct history *j, const char *kind, const char *id)
{
    uint64_t last = 0;

    for (size_t i = 0; i < j->count; i++)
        if (is_change_of(j->entries[i], kind, id) &&
            json_is_text(json_get(j->entries[i], "change"), "deleted"))
            last = (uint64_t)json_int(j->entries[i], "call");
    return last;
}

uint64_t history_maker(const struct history *j, const char *kind, const char *id)
{
    for (size_t i = 0; i < j->count; i++) {
        if (!is_change_of(j->entries[i], kind, id) ||
            !json_is_text(json_get(j->entries[i], "change"), "added"))
            continue;
        const cJSON *call = entry_at(j, (uint64_t)json_int(j->entries[i], "call"));
        return call && !json_is_text(json_get(call, "caller"), HISTORY_CONSOLE) ? seq_of(call) : 0;
    }
    return 0;
}

uint64_t history_refused(const struct history *j, uint64_t since)
{
    uint64_t last = 0;

    for (size_t i = 0; i < j->count; i++)
        if (seq_of(j->entries[i]) > since && is_write(j->entries[i]) && !is_accepted(j->entries[i]))
            last = seq_of(j->entries[i]);
    return last;
}

static bool sets_rules(const cJSON *entry)
{
    return is_action(entry, STR("CreateRule|CreateRules|UpdateRuleAttribute|UpdateRulesAttribute"));
}

/* Named anywhere but below a member called ServerGroupTuples. */
static bool names_outside_tuples(const cJSON *tree, const char *id)
{
    if (json_is_text(tree, id))
        return true;
    for (const cJSON *child = tree ? tree->child : NULL; child; child = child->next)
        if (!(child->string && str_is(str_of(child->string), "ServerGroupTuples")) &&
            names_outside_tuples(child, id))
            return true;
    return false;
}

uint64_t history_touched(const struct history *j, uint64_t since, const char *id)
{
    for (size_t i = 0; i < j->count; i++) {
        const cJSON *e = j->entries[i], *params = json_get(e, "params");
        if (seq_of(e) <= since || !is_write(e))
            continue;
        if (sets_rules(e) ? names_outside_tuples(params, id) : has_value(params, id))
            return seq_of(e);
    }
    return 0;
}

struct group_firsts history_group_firsts(const struct history *j, const char *group_id)
{
    struct group_firsts first = { 0 };

    for (size_t i = 0; i < j->count; i++) {
        const cJSON *e = j->entries[i];
        if (!is_accepted(e))
            continue;
        if (!first.created && is_action(e, STR("CreateServerGroup")) &&
            has_value(json_get(e, "reply"), group_id))
            first.created = seq_of(e);
        if (!first.filled &&
            is_action(e, STR("AddServersToServerGroup|ReplaceServersInServerGroup")) &&
            json_is_text(json_at(e, "params.ServerGroupId"), group_id))
            first.filled = seq_of(e);
        if (!first.used && sets_rules(e) && has_value(json_get(e, "params"), group_id))
            first.used = seq_of(e);
    }
    return first;
}

uint64_t history_filled(const struct history *j, uint64_t since, const char *group_id)
{
    for (size_t i = 0; i < j->count; i++) {
        const cJSON *e = j->entries[i];
        if (seq_of(e) > since && is_accepted(e) &&
            is_action(e, STR("AddServersToServerGroup|ReplaceServersInServerGroup")) &&
            json_is_text(json_at(e, "params.ServerGroupId"), group_id))
            return seq_of(e);
    }
    return 0;
}

/* The id of a server begins with its group's. */
static bool is_server_of(const cJSON *entry, const char *group_id)
{
    struct str id = str_of(json_text_or(entry, "id", "")), group = str_of(group_id);

    return json_is_text(json_get(entry, "kind"), "alb/Server") && str_starts(id, group) &&
           str_starts(str_skip(id, group.len), STR(":"));
}

static bool is_leaving(const cJSON *change)
{
    return json_is_text(json_get(change, "change"), "deleted") ||
           json_is_text(json_get(change, "status"), "Removing");
}

/* Takes one change into the servers that are there. */
static void follow_server(struct map *present, const cJSON *change)
{
    struct str id = str_of(json_text(change, "id"));

    if (is_leaving(change))
        map_drop(present, id);
    else
        map_put(present, id, present);
}

/* The changes of one call count together: it may exchange one server for another. */
uint64_t history_emptied(const struct history *j, uint64_t since, const char *group_id)
{
    struct map *present = map_new();
    uint64_t call = 0, found = 0;
    bool had_some = false;

    for (size_t i = 0; i <= j->count && !found; i++) {
        if (i < j->count && !is_call(j->entries[i])) {
            if (is_server_of(j->entries[i], group_id))
                follow_server(present, j->entries[i]);
            continue;
        }
        if (had_some && !map_count(present) && call > since)
            found = call;
        had_some = map_count(present) > 0;
        call = i < j->count ? seq_of(j->entries[i]) : call;
    }
    map_free(present);
    return found;
}

const char *history_line(const struct history *j, struct arena *a, uint64_t seq)
{
    const cJSON *e = entry_at(j, seq);

    if (!e)
        return NULL;
    return arena_printf(a, "#%" PRIu64 " %s %" PRId64 "%s%s", seq, json_text_or(e, "action", "?"),
                        json_int(e, "status"), json_text(e, "code") ? " " : "",
                        json_text_or(e, "code", ""));
}
