#include "reports/report.h"

#include "base/must.h"
#include "reports/formats.h"

#include "base/banned.h"

const struct report_type *const report_types[] = { &report_text,     &report_json, &report_junit,
                                                   &report_markdown, &report_html, NULL };

const struct report_type *report_find(const char *name)
{
    for (size_t i = 0; report_types[i]; i++) {
        if (str_is(str_of(name), report_types[i]->name))
            return report_types[i];
    }
    return NULL;
}

static const char *const verdict_names[VERDICT_COUNT] = {
    [VERDICT_pass] = "PASS",   [VERDICT_fail] = "FAIL",   [VERDICT_error] = "ERROR",
    [VERDICT_skip] = "SKIP",   [VERDICT_xfail] = "XFAIL", [VERDICT_xpass] = "XPASS",
    [VERDICT_flaky] = "FLAKY", [VERDICT_note] = "NOTE",   [VERDICT_unsupported] = "NOT-SUPPORTED",
};

const char *verdict_name(enum verdict v)
{
    must(v < VERDICT_COUNT);
    return verdict_names[v];
}

const char *severity_name(enum severity s)
{
    static const char *const names[] = { "MUST", "SHOULD", "MAY", "ADVISORY" };

    must(s < sizeof(names) / sizeof(names[0]));
    return names[s];
}

bool case_counts_itself(const struct case_result *c)
{
    if (!c->count)
        return true;
    if (c->verdict != VERDICT_error)
        return false;
    for (size_t i = 0; i < c->count; i++) {
        if (c->checks[i].verdict == VERDICT_error)
            return false;
    }
    return true;
}

bool verdict_is_trouble(enum verdict v)
{
    return v != VERDICT_pass && v != VERDICT_skip && v != VERDICT_xfail && v != VERDICT_unsupported;
}

struct report_counts report_count(const struct run_result *r)
{
    struct report_counts counts = { { 0 } };

    for (size_t i = 0; i < r->count; i++) {
        const struct case_result *c = &r->cases[i];
        for (size_t j = 0; j < c->count; j++)
            counts.of[c->checks[j].verdict]++;
        if (case_counts_itself(c))
            counts.of[c->verdict]++;
    }
    return counts;
}
