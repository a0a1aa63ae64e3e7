/*
 * A line a check, LAYOUT_WIDTH columns:
 *
 *     "  PASS   A-06      what it says, cut if it must be …                    12 ms"
 *
 * and under one that failed what a person needs to see why, in at most 40 lines with its case's end.
 */
#include "reports/text.h"

#include "base/arena.h"
#include "reports/formats.h"
#include "reports/layout.h"
#include "reports/profile.h"
#include "reports/sides.h"

#include "base/banned.h"

enum {
    VERDICT_WIDTH = 5,
    IDS_WIDTH = 9,
    DURATION_WIDTH = 8,
    TITLE_WIDTH = LAYOUT_WIDTH - 2 - VERDICT_WIDTH - 2 - IDS_WIDTH - 1 - DURATION_WIDTH,
    DETAIL_INDENT = 9,
    SENTENCE_LINES = 4,
    REASON_LINES = 3,
    SIDES_LINES = 15,
    CALL_LINES = 5,
    OBJECT_LINES = 2,
    CALLS_LINES = 5,
    LOG_LINES = 12,
};

static const char *const colors[VERDICT_COUNT] = {
    [VERDICT_pass] = "\033[32m",  [VERDICT_fail] = "\033[1;31m", [VERDICT_error] = "\033[1;35m",
    [VERDICT_skip] = "\033[33m",  [VERDICT_xfail] = "\033[33m",  [VERDICT_xpass] = "\033[1;31m",
    [VERDICT_flaky] = "\033[33m", [VERDICT_note] = "\033[36m",   [VERDICT_unsupported] = "\033[33m",
};

static void add_colored(struct buf *to, const struct text_style *s, const char *color,
                        const char *text)
{
    if (s->color)
        buf_add_text(to, color);
    buf_add_text(to, text);
    if (s->color)
        buf_add_text(to, "\033[0m");
}

static void add_verdict(struct buf *to, const struct text_style *s, enum verdict v)
{
    const char *name = verdict_name(v);

    buf_add_text(to, "  ");
    add_colored(to, s, colors[v], name);
    layout_blanks(to, (strlen(name) < VERDICT_WIDTH ? VERDICT_WIDTH - strlen(name) : 0) + 2);
}

/* A verdict with a longer name takes its room from the title. */
static size_t title_width(enum verdict v)
{
    size_t len = strlen(verdict_name(v));

    return TITLE_WIDTH - (len > VERDICT_WIDTH ? len - VERDICT_WIDTH : 0);
}

/* "A-06 A-11", or "A-06 +3" when they do not fit. */
static void add_ids(struct buf *to, const char *ids)
{
    struct str rest = str_of(ids);
    struct buf few = BUF_LIMIT(64);
    size_t more = 0;

    if (rest.len <= IDS_WIDTH) {
        buf_add(&few, rest);
    } else {
        buf_add(&few, str_cut(&rest, ' '));
        while (rest.len) {
            str_cut(&rest, ' ');
            more++;
        }
        buf_printf(&few, " +%zu", more);
    }
    layout_cell(to, buf_str(&few), IDS_WIDTH);
    buf_add_char(to, ' ');
    buf_done(&few);
}

static void add_line(struct buf *to, const struct text_style *s, enum verdict v, const char *ids,
                     const char *title, int64_t took_ms)
{
    struct buf took = BUF_LIMIT(32);

    layout_duration(&took, took_ms);
    add_verdict(to, s, v);
    add_ids(to, ids);
    layout_cell(to, str_of(title), title_width(v));
    layout_blanks(to, took.len < DURATION_WIDTH ? DURATION_WIDTH - took.len : 1);
    buf_add(to, buf_str(&took));
    buf_add_char(to, '\n');
    buf_done(&took);
}

static void add_labelled(struct buf *to, const char *label, const char *text, size_t max_lines)
{
    struct buf whole = BUF_LIMIT(64 << 10);

    if (!text)
        return;
    buf_printf(&whole, "%s%s", label, text);
    layout_wrap(to, buf_str(&whole), DETAIL_INDENT, max_lines);
    buf_done(&whole);
}

static void add_requirement(struct buf *to, const struct check_result *check)
{
    struct buf text = BUF_LIMIT(64 << 10);

    if (!check->sentence)
        return;
    if (check->id[0])
        buf_printf(&text, "%s (%s): ", check->id, severity_name(check->severity));
    buf_add_text(&text, check->sentence);
    if (check->source)
        buf_printf(&text, " [%s]", check->source);
    layout_wrap(to, buf_str(&text), DETAIL_INDENT, SENTENCE_LINES);
    buf_done(&text);
}

static void add_place(struct buf *to, const struct case_result *c, const struct check_result *check)
{
    struct buf text = BUF_LIMIT(64 << 10);

    buf_printf(&text, "%s:%d: %s", check->file ? check->file : c->file, check->line,
               check->reason ? check->reason : "this did not hold");
    layout_wrap(to, buf_str(&text), DETAIL_INDENT, REASON_LINES);
    buf_done(&text);
}

static void add_sides(struct buf *to, const struct text_style *s, const struct check_result *check)
{
    struct sides sides = { .left_title = STR("expected"),
                           .left = str_of(check->expected),
                           .right_title = STR("found"),
                           .right = str_of(check->found),
                           .indent = 2,
                           .max_lines = SIDES_LINES,
                           .color = s->color };

    if (check->expected || check->found)
        sides_print(to, &sides);
}

static bool needs_detail(enum verdict v)
{
    return v == VERDICT_fail || v == VERDICT_error || v == VERDICT_note || v == VERDICT_xpass;
}

/* What was looked for, or is declared to be missing. */
static void add_features(struct buf *to, const struct run_result *r)
{
    for (size_t i = 0; i < r->feature_count; i++) {
        const struct feature_result *f = &r->features[i];
        struct buf line = BUF_LIMIT(4096);
        if (f->has && !f->why)
            continue;
        buf_printf(&line, "feature %s: %s%s%s", f->name, f->how, f->why ? ", " : "",
                   f->why ? f->why : "");
        layout_wrap(to, buf_str(&line), 0, 3);
        buf_done(&line);
    }
}

void text_begin(struct buf *to, const struct text_style *s, const struct run_result *r)
{
    (void)s;
    buf_printf(to, "albspec %s, controller: ", r->version);
    layout_clean(to, str_of(r->subject));
    buf_printf(to, ", seed %llu\n", (unsigned long long)r->seed);
    add_features(to, r);
}

void text_case_begin(struct buf *to, const struct text_style *s, const struct case_result *c)
{
    struct buf name = BUF_LIMIT(1024);

    buf_printf(&name, "%s/%s", c->area, c->name);
    buf_add_char(to, '\n');
    add_colored(to, s, "\033[1m", name.at);
    buf_add_char(to, '\n');
    layout_wrap(to, str_of(c->title), 2, 2);
    buf_done(&name);
}

void text_check(struct buf *to, const struct text_style *s, const struct case_result *c,
                const struct check_result *check)
{
    const char *title = check->title ? check->title : check->sentence;
    bool skipped =
        (check->verdict == VERDICT_skip || check->verdict == VERDICT_unsupported) && check->reason;

    add_line(to, s, check->verdict, check->id,
             skipped ? check->reason
             : title ? title
                     : "",
             check->took_ms);
    if (!needs_detail(check->verdict)) {
        if (check->verdict != VERDICT_pass && !skipped)
            add_labelled(to, "", check->reason, 2);
        return;
    }
    if (check->id[0] || check->source)
        add_requirement(to, check);
    add_place(to, c, check);
    add_sides(to, s, check);
    add_labelled(to, "set by ", check->call, CALL_LINES);
    add_labelled(to, "object ", check->object, OBJECT_LINES);
}

static bool any_needs_detail(const struct case_result *c)
{
    for (size_t i = 0; i < c->count; i++) {
        if (needs_detail(c->checks[i].verdict))
            return true;
    }
    return needs_detail(c->verdict);
}

static void add_tail(struct buf *to, const char *heading, const char *lines, size_t max_lines)
{
    if (!lines || !lines[0])
        return;
    buf_printf(to, "  %s\n", heading);
    layout_tail(to, str_of(lines), 4, max_lines);
}

/* The last place before an option, and outside of quotes, up to which a command has so many bytes; 0: none. */
static size_t break_of(struct str command, size_t most)
{
    bool quoted = false;
    size_t found = 0;

    for (size_t i = 1; i <= most && i < command.len; i++) {
        quoted ^= command.at[i] == '\'';
        if (!quoted && str_starts(str_skip(command, i), STR(" --")))
            found = i;
    }
    return found;
}

/* A command that is too wide goes on in the next line, as a shell takes it. */
static void add_rerun(struct buf *to, struct str command)
{
    static const char lead[] = "  run it alone: ", more[] = " \\\n";
    size_t room = LAYOUT_WIDTH - (sizeof(lead) - 1), indent = 4;

    buf_add_text(to, lead);
    while (command.len > room) {
        size_t at = break_of(command, room - 2);
        if (!at)
            break;
        buf_printf(to, "%.*s%s", (int)at, command.at, more);
        layout_blanks(to, indent);
        command = str_skip(command, at + 1);
        room = LAYOUT_WIDTH - indent;
    }
    buf_add(to, command);
    buf_add_char(to, '\n');
}

void text_case_end(struct buf *to, const struct text_style *s, const struct case_result *c)
{
    if (case_counts_itself(c)) {
        bool skipped =
            (c->verdict == VERDICT_skip || c->verdict == VERDICT_unsupported) && c->reason;
        const char *what = c->verdict == VERDICT_pass ? "it has no checks" : "the case as a whole";
        add_line(to, s, c->verdict, "", skipped ? c->reason : what, c->took_ms);
        if (!skipped)
            add_labelled(to, "", c->reason, REASON_LINES);
    }
    if (!any_needs_detail(c))
        return;
    add_tail(to, "the last calls that change something", c->calls, CALLS_LINES);
    if (c->verdict == VERDICT_error)
        add_tail(to, "logs", c->logs, LOG_LINES);
    if (c->rerun)
        add_rerun(to, str_of(c->rerun));
}

static void add_actions(struct buf *to, const struct profile_sum *sum)
{
    struct buf line = BUF_LIMIT(16 << 10);
    const char *comma = "";

    buf_printf(&line, "calls: %lld read, %lld mutating", (long long)sum->calls_read,
               (long long)sum->calls_write);
    for (size_t i = 0; i < sum->action_count; i++) {
        if (!sum->actions[i].write)
            continue;
        buf_printf(&line, "%s%s %lld", comma[0] ? comma : " (", sum->actions[i].action,
                   (long long)sum->actions[i].count);
        comma = ", ";
    }
    if (comma[0])
        buf_add_char(&line, ')');
    layout_wrap(to, buf_str(&line), 4, 6);
    buf_done(&line);
}

static void add_limits(struct buf *to, const char *limits)
{
    struct buf line = BUF_LIMIT(64 << 10);

    if (!limits)
        return;
    buf_printf(&line, "limits: %s", limits);
    layout_wrap(to, buf_str(&line), 4, 20);
    buf_done(&line);
}

static void add_profile(struct buf *to, const struct profile_result *p,
                        const struct profile_sum *sum)
{
    struct buf line = BUF_LIMIT(4096);

    buf_printf(&line, "profile %s: %s%s%s", p->name, profile_state_name(sum->state),
               sum->why ? ": " : "", sum->why ? sum->why : "");
    layout_wrap(to, buf_str(&line), 0, 4);
    if (sum->calls_read + sum->calls_write)
        add_actions(to, sum);
    buf_done(&line);
}

static void add_profiles(struct buf *to, const struct run_result *r)
{
    struct arena *a = arena_new();
    struct buf open = BUF_LIMIT(4096);

    if (r->profile_count)
        buf_add_char(to, '\n');
    for (size_t i = 0; i < r->profile_count; i++) {
        const struct profile_result *p = &r->profiles[i];
        struct profile_sum sum = profile_sum(a, r, p);
        if (sum.state != PROFILE_not_judged)
            add_profile(to, p, &sum);
        if (sum.state != PROFILE_not_judged)
            add_limits(to, profile_limits(a, r, p));
        else if (sum.cases)
            buf_printf(&open, "%s%s (%zu of %zu)", open.len ? ", " : "", p->name, sum.cases,
                       p->cases);
    }
    if (open.len)
        layout_wrap(to,
                    str_of(arena_printf(a, "profiles not judged, as not all of their cases ran: %s",
                                        open.at)),
                    0, 4);
    buf_done(&open);
    arena_free(a);
}

void text_end(struct buf *to, const struct text_style *s, const struct run_result *r)
{
    static const struct {
        enum verdict verdict;
        const char *one, *many;
    } others[] = {
        { VERDICT_error, "error", "errors" },
        { VERDICT_note, "note", "notes" },
        { VERDICT_xfail, "expected failure", "expected failures" },
        { VERDICT_xpass, "unexpected pass", "unexpected passes" },
        { VERDICT_flaky, "flaky", "flaky" },
        { VERDICT_unsupported, "not supported", "not supported" },
    };
    struct report_counts counts = report_count(r);
    const char *comma = "";

    add_profiles(to, r);
    buf_printf(to, "\n%zu %s in ", r->count, r->count == 1 ? "case" : "cases");
    layout_duration(to, r->took_ms);
    buf_add_char(to, '\n');
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        size_t count = counts.of[others[i].verdict];
        if (!count)
            continue;
        buf_printf(to, "%s%zu %s", comma, count, count == 1 ? others[i].one : others[i].many);
        comma = ", ";
    }
    if (comma[0])
        buf_add_char(to, '\n');
    buf_printf(to, "%zu passed, %zu failed, %zu skipped\n", counts.of[VERDICT_pass],
               counts.of[VERDICT_fail], counts.of[VERDICT_skip]);
    (void)s;
}

static void write_text(const struct run_result *r, struct buf *to)
{
    const struct text_style plain = { false };

    text_begin(to, &plain, r);
    for (size_t i = 0; i < r->count; i++) {
        const struct case_result *c = &r->cases[i];
        text_case_begin(to, &plain, c);
        for (size_t j = 0; j < c->count; j++)
            text_check(to, &plain, c, &c->checks[j]);
        text_case_end(to, &plain, c);
    }
    text_end(to, &plain, r);
}

const struct report_type report_text = { "text", ".txt", "for people, as on the terminal",
                                         write_text };
