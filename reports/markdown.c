#include "base/arena.h"
#include "reports/formats.h"
#include "reports/layout.h"
#include "reports/profile.h"
#include "reports/sides.h"

#include "base/banned.h"

/* One line, no bars, no markup of its own. */
static void add_cell(struct buf *to, const char *text)
{
    struct buf clean = BUF_LIMIT(64 << 10);

    layout_clean(&clean, str_of(text));
    for (size_t i = 0; i < clean.len; i++) {
        if (strchr("|`*_<>[]\\", clean.at[i]))
            buf_add_char(to, '\\');
        buf_add_char(to, clean.at[i]);
    }
    buf_done(&clean);
}

static void add_row(struct buf *to, const struct case_result *c, const struct check_result *k)
{
    const char *title = k->title ? k->title : k->sentence;

    buf_printf(to, "| %s | %s | ", verdict_name(k->verdict), k->id);
    add_cell(to, c->area);
    buf_add_char(to, '/');
    add_cell(to, c->name);
    buf_add_text(to, " | ");
    add_cell(to, title ? title : c->title);
    if (k->reason) {
        buf_add_text(to, ": ");
        add_cell(to, k->reason);
    }
    buf_add_text(to, " |\n");
}

static void add_block(struct buf *to, const struct case_result *c, const struct check_result *k)
{
    struct sides sides = { .left_title = STR("expected"),
                           .left = str_of(k->expected),
                           .right_title = STR("found"),
                           .right = str_of(k->found),
                           .max_lines = 30 };

    if (!k->expected && !k->found)
        return;
    buf_printf(to, "\n%s%s%s:%d\n\n```text\n", k->id, k->id[0] ? ", " : "",
               k->file ? k->file : c->file, k->line);
    sides_print(to, &sides);
    buf_add_text(to, "```\n");
}

static void add_rows(struct buf *to, const struct run_result *r)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct case_result *c = &r->cases[i];
        const struct check_result whole = { .id = "", .verdict = c->verdict, .reason = c->reason };
        for (size_t j = 0; j < c->count; j++) {
            if (c->checks[j].verdict != VERDICT_pass)
                add_row(to, c, &c->checks[j]);
        }
        if (case_counts_itself(c) && c->verdict != VERDICT_pass)
            add_row(to, c, &whole);
    }
}

static void add_blocks(struct buf *to, const struct case_result *c)
{
    bool any = false;

    for (size_t i = 0; i < c->count; i++) {
        if (verdict_is_trouble(c->checks[i].verdict)) {
            add_block(to, c, &c->checks[i]);
            any = true;
        }
    }
    if (any && c->rerun)
        buf_printf(to, "\nRun it alone: `%s`\n", c->rerun);
}

static void add_profiles(struct buf *to, const struct run_result *r)
{
    struct arena *a = arena_new();
    bool any = false;

    for (size_t i = 0; i < r->profile_count; i++) {
        struct profile_sum sum = profile_sum(a, r, &r->profiles[i]);
        if (!sum.cases)
            continue;
        if (!any)
            buf_add_text(to, "\n| profile | verdict | cases | calls read | calls mutating |\n"
                             "| --- | --- | --- | --- | --- |\n");
        any = true;
        buf_printf(to, "| %s | %s", r->profiles[i].name, profile_state_name(sum.state));
        if (sum.why) {
            buf_add_text(to, ": ");
            add_cell(to, sum.why);
        }
        buf_printf(to, " | %zu of %zu | %lld | %lld |\n", sum.cases, r->profiles[i].cases,
                   (long long)sum.calls_read, (long long)sum.calls_write);
    }
    arena_free(a);
}

/* Those only that somebody looked for or declared. */
static void add_features(struct buf *to, const struct run_result *r)
{
    bool any = false;

    for (size_t i = 0; i < r->feature_count; i++) {
        const struct feature_result *f = &r->features[i];
        if (!f->why && f->has)
            continue;
        buf_printf(to, "%s- feature %s: %s", any ? "" : "\n", f->name, f->how);
        any = true;
        if (f->why) {
            buf_add_text(to, ", ");
            add_cell(to, f->why);
        }
        buf_add_char(to, '\n');
    }
}

static void write_markdown(const struct run_result *r, struct buf *to)
{
    struct report_counts n = report_count(r);
    size_t quiet = n.of[VERDICT_pass];
    size_t all = 0;

    for (int v = 0; v < VERDICT_COUNT; v++)
        all += n.of[v];
    buf_add_text(to, "## albspec: ");
    add_cell(to, r->subject);
    buf_add_text(to, "\n\n");
    buf_printf(to, "%zu passed, %zu failed, %zu skipped", n.of[VERDICT_pass], n.of[VERDICT_fail],
               n.of[VERDICT_skip]);
    if (n.of[VERDICT_error])
        buf_printf(to, ", %zu %s", n.of[VERDICT_error],
                   n.of[VERDICT_error] == 1 ? "error" : "errors");
    buf_add_text(to, " in ");
    layout_duration(to, r->took_ms);
    buf_printf(to, " (seed %llu)\n", (unsigned long long)r->seed);
    add_profiles(to, r);
    add_features(to, r);
    if (all == quiet)
        return;
    buf_add_text(to, "\n| verdict | requirement | case | what |\n| --- | --- | --- | --- |\n");
    add_rows(to, r);
    for (size_t i = 0; i < r->count; i++)
        add_blocks(to, &r->cases[i]);
}

const struct report_type report_markdown = { "markdown", ".md",
                                             "a summary with what failed, for a pull request",
                                             write_markdown };
