/*
 * JUnit XML as CI systems read it: a testsuite a case, a testcase a check. What a failed check found is
 * the text of its <failure>; a NOTE is a testcase that passed and says so in its <system-out>.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "reports/formats.h"
#include "reports/markup.h"
#include "reports/profile.h"

#include "base/banned.h"

static void add_seconds(struct buf *to, int64_t ms)
{
    buf_printf(to, " time=\"%lld.%03lld\"", (long long)(ms / 1000), (long long)(ms % 1000));
}

static void add_part(struct buf *to, const char *label, const char *text)
{
    if (!text)
        return;
    buf_printf(to, "%s\n", label);
    markup_text(to, text);
    if (text[0] && text[strlen(text) - 1] != '\n')
        buf_add_char(to, '\n');
}

static void add_details(struct buf *to, const struct case_result *c, const struct check_result *k)
{
    if (k->sentence) {
        buf_printf(to, "%s%s", severity_name(k->severity), ": ");
        markup_text(to, k->sentence);
        buf_add_char(to, '\n');
    }
    add_part(to, "source:", k->source);
    markup_text(to, k->file ? k->file : c->file);
    buf_printf(to, ":%d\n", k->line);
    add_part(to, "expected:", k->expected);
    add_part(to, "found:", k->found);
    add_part(to, "set by:", k->call);
    add_part(to, "object:", k->object);
    add_part(to, "run it alone:", c->rerun);
}

static const char *element_of(enum verdict v)
{
    static const char *const elements[VERDICT_COUNT] = {
        [VERDICT_fail] = "failure",     [VERDICT_xpass] = "failure",
        [VERDICT_error] = "error",      [VERDICT_skip] = "skipped",
        [VERDICT_xfail] = "skipped",    [VERDICT_note] = "system-out",
        [VERDICT_flaky] = "system-out", [VERDICT_unsupported] = "skipped",
    };

    return elements[v];
}

static void add_outcome(struct buf *to, const struct case_result *c, const struct check_result *k)
{
    const char *element = element_of(k->verdict);
    bool takes_message = strcmp(element, "system-out") != 0;

    bool was_left_out = k->verdict == VERDICT_skip || k->verdict == VERDICT_unsupported;

    buf_printf(to, "      <%s", element);
    if (takes_message && k->reason)
        markup_attribute(to, "message", k->reason);
    if (takes_message && k->verdict != VERDICT_skip)
        markup_attribute(to, "type", verdict_name(k->verdict));
    buf_add_char(to, '>');
    if (!was_left_out) {
        if (!takes_message)
            add_part(to, verdict_name(k->verdict), k->reason ? k->reason : "");
        add_details(to, c, k);
    }
    buf_printf(to, "</%s>\n", element);
}

static void add_testcase(struct buf *to, const struct case_result *c, const struct check_result *k)
{
    const char *title = k->title ? k->title : k->sentence ? k->sentence : "";
    struct buf name = BUF_LIMIT(64 << 10);

    buf_printf(&name, "%s%s%s", k->id, k->id[0] && title[0] ? " " : "", title);
    buf_add_text(to, "    <testcase");
    markup_attribute(to, "name", name.len ? name.at : c->title);
    buf_done(&name);
    buf_printf(&name, "%s.%s", c->area, c->name);
    markup_attribute(to, "classname", name.at);
    buf_done(&name);
    markup_attribute(to, "file", k->file ? k->file : c->file);
    if (k->line)
        buf_printf(to, " line=\"%d\"", k->line);
    add_seconds(to, k->took_ms);
    if (!element_of(k->verdict)) {
        buf_add_text(to, "/>\n");
        return;
    }
    buf_add_text(to, ">\n");
    add_outcome(to, c, k);
    buf_add_text(to, "    </testcase>\n");
}

static void add_counts(struct buf *to, const struct run_result *r)
{
    struct report_counts n = report_count(r);
    size_t all = 0;

    for (int v = 0; v < VERDICT_COUNT; v++)
        all += n.of[v];
    buf_printf(to, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"", all,
               n.of[VERDICT_fail] + n.of[VERDICT_xpass], n.of[VERDICT_error],
               n.of[VERDICT_skip] + n.of[VERDICT_xfail] + n.of[VERDICT_unsupported]);
}

static void add_stream(struct buf *to, const char *element, const char *text)
{
    if (!text || !text[0])
        return;
    buf_printf(to, "    <%s>", element);
    markup_text(to, text);
    buf_printf(to, "</%s>\n", element);
}

static void add_case(struct buf *to, const struct case_result *c)
{
    const struct run_result alone = { .cases = c, .count = 1 };
    const struct check_result whole = { .id = "",
                                        .title = c->title,
                                        .verdict = c->verdict,
                                        .took_ms = c->took_ms,
                                        .reason = c->reason };
    struct buf name = BUF_LIMIT(1024);

    buf_printf(&name, "%s/%s", c->area, c->name);
    buf_add_text(to, "  <testsuite");
    markup_attribute(to, "name", name.at);
    buf_done(&name);
    add_counts(to, &alone);
    add_seconds(to, c->took_ms);
    buf_add_text(to, ">\n");
    for (size_t i = 0; i < c->count; i++)
        add_testcase(to, c, &c->checks[i]);
    if (case_counts_itself(c))
        add_testcase(to, c, &whole);
    add_stream(to, "system-out", c->calls);
    add_stream(to, "system-err", c->logs);
    buf_add_text(to, "  </testsuite>\n");
}

static void add_property(struct buf *to, const char *name, const char *value)
{
    buf_add_text(to, "    <property");
    markup_attribute(to, "name", name);
    markup_attribute(to, "value", value);
    buf_add_text(to, "/>\n");
}

/* The verdict of each profile, and what the controller has: properties, which CI systems show but do not count. */
static void add_properties(struct buf *to, const struct run_result *r)
{
    struct arena *a = arena_new();

    if (r->feature_count + r->profile_count)
        buf_add_text(to, "  <properties>\n");
    for (size_t i = 0; i < r->feature_count; i++) {
        const struct feature_result *f = &r->features[i];
        add_property(to, arena_printf(a, "feature.%s", f->name),
                     f->why ? arena_printf(a, "%s: %s", f->how, f->why) : f->how);
    }
    for (size_t i = 0; i < r->profile_count; i++) {
        struct profile_sum sum = profile_sum(a, r, &r->profiles[i]);
        const char *state = profile_state_name(sum.state);
        if (sum.cases)
            add_property(to, arena_printf(a, "profile.%s", r->profiles[i].name),
                         sum.why ? arena_printf(a, "%s: %s", state, sum.why) : state);
    }
    if (r->feature_count + r->profile_count)
        buf_add_text(to, "  </properties>\n");
    arena_free(a);
}

static void write_junit(const struct run_result *r, struct buf *to)
{
    char started[CLOCK_ISO_ROOM];

    clock_iso(r->started_ms, started);
    buf_add_text(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    markup_attribute(to, "name", "albspec");
    add_counts(to, r);
    add_seconds(to, r->took_ms);
    markup_attribute(to, "timestamp", started);
    buf_add_text(to, ">\n");
    add_properties(to, r);
    for (size_t i = 0; i < r->count; i++)
        add_case(to, &r->cases[i]);
    buf_add_text(to, "</testsuites>\n");
}

const struct report_type report_junit = { "junit", ".xml", "JUnit XML, for CI systems",
                                          write_junit };
