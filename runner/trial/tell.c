#include "runner/trial/tell.h"

#include <string.h>

#include "base/json.h"
#include "runner/proc/output.h"
#include "runner/proc/proc.h"
#include "runner/trial/stages.h"
#include "runner/world/outside.h"

#include "base/banned.h"

enum { WIDTH = 80, DETAIL = 17, MOST_ROWS = 8, LOG_LINES = 8, LINE_ROWS = 3 };

static const char *const marks[] = {
    [STAGE_not_tried] = "--", [STAGE_passed] = "ok", [STAGE_failed] = "FAIL"
};

static void add_blanks(struct buf *to, size_t count)
{
    while (count-- > 0)
        buf_add_char(to, ' ');
}

/* Words over lines, all indented alike; the first line has been begun up to there. */
static void add_wrapped(struct buf *to, size_t indent, struct str text)
{
    size_t column = indent;

    while (text.len) {
        struct str word = str_cut(&text, ' ');
        if (column > indent && column + 1 + word.len > WIDTH) {
            buf_add_char(to, '\n');
            add_blanks(to, indent);
            column = indent;
        }
        if (column > indent)
            buf_add_char(to, ' ');
        column += (column > indent) + word.len;
        buf_add(to, word);
        if (!text.at)
            break;
    }
    buf_add_char(to, '\n');
}

static void add_detail(struct buf *to, const char *text)
{
    add_blanks(to, DETAIL);
    add_wrapped(to, DETAIL, str_of(text));
}

void tell_begin(const struct trial_options *o, struct buf *to)
{
    buf_printf(to, "%s: %d stages to pass, with one small Ingress\n\n", o->target->name, STAGES);
}

void tell_stage(struct trial *t, enum stage_id id, struct buf *to)
{
    const struct stage_result *r = &t->results[id];
    const char *detail =
        stages[id].detail && r->state == STAGE_passed ? stages[id].detail(t) : NULL;

    buf_printf(to, "  %-4s %4lld.%lld s  %s\n", marks[r->state], (long long)r->at_ms / 1000,
               (long long)r->at_ms / 100 % 10, stages[id].title);
    if (detail && *detail)
        add_detail(to, detail);
    if (r->why)
        add_detail(to, r->why);
}

void tell_waiting(const struct trial *t, struct buf *to)
{
    long long s = (clock_machine_ms() - t->began_ms) / 1000;

    buf_printf(to, "  ...  %4lld s    %s? (so far %zu requests, %zu calls)", s,
               stages[t->stage].title, t->seen.requests, t->seen.calls);
}

/* ---- the end ---- */

struct section {
    struct buf *to;
    const char *title; /* told before its first row */
};

static void begin_row(struct section *s)
{
    if (s->title)
        buf_printf(s->to, "\n%s\n", s->title);
    s->title = NULL;
}

static const char *times(struct arena *a, size_t count)
{
    return count == 1 ? "" : arena_printf(a, " (%zu times)", count);
}

/* what: of every row; NULL: its own note. */
static void add_rows(struct section *s, struct arena *a, const struct tally *t, const char *what)
{
    for (size_t i = 0; i < t->count && i < MOST_ROWS; i++) {
        const struct tally_row *row = &t->rows[i];
        const char *note = what ? what : row->note;
        begin_row(s);
        buf_add_text(s->to, "  - ");
        add_wrapped(s->to, 4,
                    str_of(arena_printf(a, "%s: %s%s", row->what, note ? note : "refused",
                                        times(a, row->count))));
    }
    if (t->count > MOST_ROWS)
        buf_printf(s->to, "  - and %zu more like these\n", t->count - MOST_ROWS + t->others);
}

static void add_unmet(struct trial *t, struct buf *to)
{
    struct section s = { to, "What it did not get" };
    struct seen *seen = &t->seen;
    const char *outward;

    add_rows(&s, t->arena, &seen->unknown, "the API has no such path");
    add_rows(&s, t->arena, &seen->missing, "the API has no such object");
    add_rows(&s, t->arena, &seen->refused, NULL);
    add_rows(&s, t->arena, &seen->handshakes, NULL);
    add_rows(&s, t->arena, &seen->elsewhere, "nothing here leads to that host");
    add_rows(&s, t->arena, &seen->paths, "the cloud has no such path");
    add_rows(&s, t->arena, &seen->denied, "who calls was not believed");
    add_rows(&s, t->arena, &seen->unknown_actions, NULL);
    add_rows(&s, t->arena, &seen->rejected, NULL);
    outward = outside_text(t->world, t->arena);
    if (outward) {
        begin_row(&s);
        buf_add_text(to, "  - ");
        add_wrapped(to, 4, str_of(arena_printf(t->arena, "a way out: it %s", outward)));
    }
}

struct warnings {
    struct section section;
    struct arena *arena;
    size_t count;
};

static bool add_warning(void *arg, const cJSON *event)
{
    struct warnings *w = arg;
    const char *message = json_text_or(event, "message", json_text_or(event, "note", ""));

    if (strcmp(json_text_or(event, "type", ""), "Warning") != 0 || w->count++ >= MOST_ROWS)
        return true;
    begin_row(&w->section);
    buf_add_text(w->section.to, "  - ");
    add_wrapped(w->section.to, 4,
                str_of(arena_printf(w->arena, "event %s: %.600s",
                                    json_text_or(event, "reason", "?"), message)));
    return true;
}

/* What matters may stand behind a time, a file and a name: so a long line gets a few rows. */
static void add_log_line(struct buf *to, struct str line)
{
    size_t row = WIDTH - 4;

    if (!line.len)
        buf_add_text(to, "  |\n");
    for (int i = 0; i < LINE_ROWS && line.len; i++) {
        size_t len = line.len < row ? line.len : row;
        while (len > 1 && len < line.len && ((unsigned char)line.at[len] & 0xc0) == 0x80)
            len--;
        buf_printf(to, i ? "    %.*s\n" : "  | %.*s\n", (int)len, line.at);
        line = str_skip(line, len);
    }
}

static void add_own_words(struct trial *t, struct buf *to)
{
    struct warnings w = { .section = { to, "What it says itself" }, .arena = t->arena };
    struct str rest = STR_NONE;

    kube_each(t->world->kube, "Event", NULL, add_warning, &w);
    if (t->world->controller)
        rest = str_trim(str_of(output_shown(t->arena, proc_log(t->world->controller), LOG_LINES)));
    while (rest.at && rest.len) {
        struct str line = str_cut(&rest, '\n');
        begin_row(&w.section);
        add_log_line(to, line);
    }
}

static void add_changes(const struct trial *t, struct buf *to)
{
    struct arena *a = t->arena;

    if (!t->proposal_count)
        return;
    buf_add_text(to, "\nWhat to change in the target file (docs/targets.md)\n");
    for (size_t i = 0; i < t->proposal_count; i++) {
        const struct proposal *c = &t->proposals[i];
        buf_printf(to, "  %zu. ", i + 1);
        add_wrapped(to, 5,
                    str_of(arena_printf(a, "%s%s%s", c->where ? c->where : "", c->where ? ": " : "",
                                        c->what)));
        buf_add_text(to, "     ");
        add_wrapped(to, 5, str_of(arena_printf(a, "(%s)", c->why)));
    }
}

static void add_asked(struct buf *to, const char *label, const char *text)
{
    enum { LABEL = 11 };

    if (!*text)
        return;
    buf_printf(to, "  %-9s", label);
    add_wrapped(to, LABEL, str_of(text));
}

static void add_all_asked(struct trial *t, struct buf *to)
{
    struct seen *s = &t->seen;
    const char *lists = tally_text(&s->lists, t->arena);
    const char *watches = tally_text(&s->watches, t->arena);

    if (!s->requests && !s->calls)
        return;
    buf_add_text(to, "\nWhat it asked for\n");
    add_asked(to, "lists", lists);
    add_asked(to, "watches", *watches && strcmp(lists, watches) == 0 ? "the same" : watches);
    add_asked(to, "writes", tally_text(&s->changes, t->arena));
    add_asked(to, "leases", tally_text(&s->leases, t->arena));
    add_asked(to, "hosts", tally_text(&s->hosts, t->arena));
    add_asked(to, "calls", tally_text(&s->actions, t->arena));
}

static size_t count_of(const struct trial *t, enum stage_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < STAGES; i++)
        count += t->results[i].state == state;
    return count;
}

void tell_end(struct trial *t, const char *again, struct buf *to)
{
    bool passed = trial_passed(t);

    for (size_t i = 0; i < STAGES; i++) {
        if (t->results[i].state == STAGE_not_tried)
            buf_printf(to, "  %-4s %6s    %s\n", marks[STAGE_not_tried], "", stages[i].title);
    }
    add_all_asked(t, to);
    add_unmet(t, to);
    if (!passed)
        add_own_words(t, to);
    add_changes(t, to);
    buf_printf(to, "\n%zu of %d stages passed in %lld.%lld s: %zu requests, %zu calls\n",
               count_of(t, STAGE_passed), STAGES, (long long)t->took_ms / 1000,
               (long long)t->took_ms / 100 % 10, t->seen.requests, t->seen.calls);
    if (passed)
        buf_printf(to, "It can be tested: %s\n", again);
}

/* ---- JSON ---- */

static void add_tally(cJSON *to, const char *name, const struct tally *t)
{
    cJSON *list = json_add_array(to, name);

    for (size_t i = 0; i < t->count; i++) {
        cJSON *row = json_push(list, cJSON_CreateObject());
        json_add_text(row, "what", t->rows[i].what);
        if (t->rows[i].note)
            json_add_text(row, "note", t->rows[i].note);
        json_add_int(row, "count", (int64_t)t->rows[i].count);
    }
}

static void add_kubernetes(cJSON *root, const struct seen *s)
{
    cJSON *k = json_add_object(root, "kubernetes");

    json_add_int(k, "requests", (int64_t)s->requests);
    add_tally(k, "lists", &s->lists);
    add_tally(k, "watches", &s->watches);
    add_tally(k, "changes", &s->changes);
    add_tally(k, "leases", &s->leases);
    add_tally(k, "unknownPaths", &s->unknown);
    add_tally(k, "missingObjects", &s->missing);
    add_tally(k, "refused", &s->refused);
}

static void add_cloud(cJSON *root, const struct seen *s)
{
    cJSON *c = json_add_object(root, "cloud");

    json_add_int(c, "calls", (int64_t)s->calls);
    add_tally(c, "hosts", &s->hosts);
    add_tally(c, "actions", &s->actions);
    add_tally(c, "unknownActions", &s->unknown_actions);
    add_tally(c, "rejected", &s->rejected);
    add_tally(c, "denied", &s->denied);
    add_tally(c, "unknownHosts", &s->elsewhere);
    add_tally(c, "unknownPaths", &s->paths);
    add_tally(c, "brokenHandshakes", &s->handshakes);
    if (outside_text(s->world, s->arena))
        json_add_text(c, "outward", outside_text(s->world, s->arena));
}

static void add_stages(cJSON *root, struct trial *t)
{
    static const char *const states[] = {
        [STAGE_not_tried] = "not tried", [STAGE_passed] = "passed", [STAGE_failed] = "failed"
    };
    cJSON *list = json_add_array(root, "stages");

    for (size_t i = 0; i < STAGES; i++) {
        cJSON *one = json_push(list, cJSON_CreateObject());
        json_add_text(one, "title", stages[i].title);
        json_add_text(one, "state", states[t->results[i].state]);
        if (t->results[i].state != STAGE_not_tried)
            json_add_int(one, "ms", t->results[i].at_ms);
        if (t->results[i].why)
            json_add_text(one, "why", t->results[i].why);
    }
}

void tell_json(struct trial *t, struct buf *to)
{
    cJSON *root = cJSON_CreateObject(), *changes;

    json_add_text(root, "target", t->options->target->name);
    json_add_bool(root, "passed", trial_passed(t));
    json_add_int(root, "ms", t->took_ms);
    add_stages(root, t);
    add_kubernetes(root, &t->seen);
    add_cloud(root, &t->seen);
    changes = json_add_array(root, "changes");
    for (size_t i = 0; i < t->proposal_count; i++) {
        cJSON *one = json_push(changes, cJSON_CreateObject());
        if (t->proposals[i].where)
            json_add_text(one, "member", t->proposals[i].where);
        json_add_text(one, "change", t->proposals[i].what);
        json_add_text(one, "why", t->proposals[i].why);
    }
    if (t->world->controller && !trial_passed(t))
        json_add_text(root, "log", output_shown(t->arena, proc_log(t->world->controller), 30));
    json_print_pretty(to, root);
    buf_add_char(to, '\n');
    cJSON_Delete(root);
}
