/*
 * A page for people: what is passed at a glance, every check as a square of its verdict's colour, and
 * what failed with both sides beside each other. It is one file that loads nothing and runs nothing,
 * and well-formed XML besides.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "reports/formats.h"
#include "reports/html_style.h"
#include "reports/layout.h"
#include "reports/markup.h"
#include "reports/profile.h"
#include "reports/sides.h"

#include "base/banned.h"

/* In its square and beside its name, to be told without colour. */
static const char *const signs[VERDICT_COUNT] = {
    [VERDICT_pass] = "\u2713",  [VERDICT_fail] = "\u2715", [VERDICT_error] = "!",
    [VERDICT_skip] = "\u2013",  [VERDICT_xfail] = "x",     [VERDICT_xpass] = "?",
    [VERDICT_flaky] = "\u223c", [VERDICT_note] = "i",      [VERDICT_unsupported] = "\u2205",
};

/* One square, with where it stands among the cases and checks. */
struct square {
    const struct case_result *of;
    const struct check_result *check; /* of a case that counts itself: one made for it */
    size_t case_at, check_at;
    struct str id; /* one of the check's ids */
};

/* "NOT-SUPPORTED" as the name of a class. */
static void add_class(struct buf *to, enum verdict v)
{
    struct arena *a = arena_new();

    buf_add_text(to, arena_lower(a, str_of(verdict_name(v))));
    arena_free(a);
}

static void add_element(struct buf *to, const char *element, const char *text)
{
    buf_printf(to, "<%s>", element);
    markup_text(to, text);
    buf_printf(to, "</%s>", element);
}

static const char *words_of(const struct square *s)
{
    const struct check_result *k = s->check;

    return k->title ? k->title : k->sentence ? k->sentence : s->of->title;
}

static void add_square(struct buf *to, const struct square *s)
{
    const struct check_result *k = s->check;
    struct buf title = BUF_LIMIT(64 << 10);

    buf_printf(&title, "%s %s%s%s/%s: %s", verdict_name(k->verdict), k->id, *k->id ? ", " : "",
               s->of->area, s->of->name, words_of(s));
    if (k->reason)
        buf_printf(&title, " (%s)", k->reason);
    if (verdict_is_trouble(k->verdict))
        buf_printf(to, "<a href=\"#c%zu-%zu\" class=\"q ", s->case_at, s->check_at);
    else
        buf_add_text(to, "<span class=\"q ");
    add_class(to, k->verdict);
    buf_add_char(to, '"');
    markup_attribute(to, "title", title.at);
    buf_printf(to, ">%s</%s>", signs[k->verdict], verdict_is_trouble(k->verdict) ? "a" : "span");
    buf_done(&title);
}

/* Every square of a run, in its order; the array ends with one that has no case. */
static struct square *squares_of(struct arena *a, const struct run_result *r)
{
    size_t count = 1, n = 0;
    struct square *list;

    for (size_t i = 0; i < r->count; i++)
        count += r->cases[i].count + 1;
    list = arena_alloc(a, count * sizeof(*list));
    for (size_t i = 0; i < r->count; i++) {
        const struct case_result *c = &r->cases[i];
        for (size_t j = 0; j < c->count; j++)
            list[n++] = (struct square){ c, &c->checks[j], i, j, STR_NONE };
        if (case_counts_itself(c)) {
            struct check_result *whole = arena_new_of(a, struct check_result);
            *whole = (struct check_result){ .id = "", .verdict = c->verdict, .reason = c->reason };
            list[n++] = (struct square){ c, whole, i, c->count, STR_NONE };
        }
    }
    return list;
}

static void add_counts(struct buf *to, const struct run_result *r)
{
    struct report_counts n = report_count(r);

    buf_add_text(to, "<p>");
    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (!n.of[v] && v != VERDICT_pass && v != VERDICT_fail)
            continue;
        buf_add_text(to, "<span class=\"badge ");
        add_class(to, (enum verdict)v);
        buf_printf(to, "\">%s %zu %s</span> ", signs[v], n.of[v], verdict_name(v));
    }
    buf_add_text(to, "</p>\n<div class=\"bar\">");
    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (!n.of[v])
            continue;
        buf_add_text(to, "<div class=\"");
        add_class(to, (enum verdict)v);
        buf_printf(to, "\" style=\"flex:%zu\"></div>", n.of[v]);
    }
    buf_add_text(to, "</div>\n");
}

static void add_head(struct buf *to, const struct run_result *r)
{
    char started[CLOCK_ISO_ROOM];

    clock_iso(r->started_ms, started);
    buf_add_text(to, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">"
                     "<head><meta charset=\"utf-8\"/>\n"
                     "<meta http-equiv=\"Content-Security-Policy\""
                     " content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
                     "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>albspec: ");
    markup_text(to, r->subject);
    buf_add_text(to, "</title>\n<style>\n");
    buf_add_text(to, html_style);
    buf_add_text(to, "</style></head>\n<body>\n<header>");
    add_element(to, "h1", r->subject);
    buf_printf(to, "\n<p class=\"soft\">%zu %s in ", r->count, r->count == 1 ? "case" : "cases");
    layout_duration(to, r->took_ms);
    buf_printf(to, ", begun %s, seed %llu, albspec ", started, (unsigned long long)r->seed);
    markup_text(to, r->version);
    buf_add_text(to, "</p>\n");
    add_counts(to, r);
    buf_add_text(to, "</header>\n");
}

static void add_profile(struct buf *to, const struct profile_result *p,
                        const struct profile_sum *sum)
{
    static const enum verdict looks[] = { [PROFILE_passed] = VERDICT_pass,
                                          [PROFILE_not_passed] = VERDICT_fail,
                                          [PROFILE_not_judged] = VERDICT_skip };

    buf_add_text(to, "<div class=\"card\" style=\"border-left-color:var(--");
    add_class(to, looks[sum->state]);
    buf_add_text(to, ")\">");
    add_element(to, "h3", p->name);
    buf_add_text(to, "<p><span class=\"badge ");
    add_class(to, looks[sum->state]);
    buf_printf(to,
               "\">%s</span> <span class=\"soft\">%zu of %zu cases, %lld calls that read, "
               "%lld that change</span></p>",
               profile_state_name(sum->state), sum->cases, p->cases, (long long)sum->calls_read,
               (long long)sum->calls_write);
    add_element(to, "p", sum->why ? sum->why : p->sentence);
    buf_add_text(to, "</div>\n");
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
            buf_add_text(to, "<h2>Profiles</h2>\n<div class=\"cards\">\n");
        any = true;
        add_profile(to, &r->profiles[i], &sum);
    }
    if (any)
        buf_add_text(to, "</div>\n");
    arena_free(a);
}

static void add_line(void *context, const struct sides_row *row)
{
    struct buf *to = context;
    struct arena *a = arena_new();

    buf_add_text(to, row->same ? "<tr><td>" : "<tr class=\"off\"><td>");
    markup_text(to, arena_strz(a, row->left));
    buf_add_text(to, "</td><td>");
    markup_text(to, arena_strz(a, row->right));
    buf_add_text(to, "</td></tr>\n");
    arena_free(a);
}

static void add_folded(struct buf *to, const char *what, const char *lines)
{
    if (!lines || !lines[0])
        return;
    buf_printf(to, "<details><summary>%s</summary>", what);
    add_element(to, "pre", lines);
    buf_add_text(to, "</details>\n");
}

static void add_labelled(struct buf *to, const char *label, const char *text)
{
    if (!text)
        return;
    buf_printf(to, "<p><span class=\"soft\">%s</span> <code>", label);
    markup_text(to, text);
    buf_add_text(to, "</code></p>\n");
}

static void add_trouble(struct buf *to, const struct square *s)
{
    const struct check_result *k = s->check;
    const struct case_result *c = s->of;

    buf_printf(to, "<article id=\"c%zu-%zu\" style=\"border-left-color:var(--", s->case_at,
               s->check_at);
    add_class(to, k->verdict);
    buf_add_text(to, ")\"><h3><span class=\"badge ");
    add_class(to, k->verdict);
    buf_printf(to, "\">%s</span> %s ", verdict_name(k->verdict), k->id);
    markup_text(to, words_of(s));
    buf_add_text(to, "</h3>\n<p>");
    if (k->sentence) {
        buf_printf(to, "%s%s", severity_name(k->severity), k->title ? ": " : "");
        markup_text(to, k->title ? k->sentence : NULL);
    }
    if (k->source) {
        buf_add_text(to, " <span class=\"soft\">[");
        markup_text(to, k->source);
        buf_add_text(to, "]</span>");
    }
    buf_add_text(to, "</p>\n<p class=\"soft\">");
    markup_text(to, k->file ? k->file : c->file);
    if (k->line)
        buf_printf(to, ":%d", k->line);
    buf_add_text(to, k->reason ? ": " : "");
    markup_text(to, k->reason);
    buf_add_text(to, "</p>\n");
    if (k->expected || k->found) {
        buf_add_text(to, "<table class=\"sides\"><tr><th>expected</th><th>found</th></tr>\n");
        sides_each(str_of(k->expected), str_of(k->found), add_line, to);
        buf_add_text(to, "</table>\n");
    }
    add_labelled(to, "set by", k->call);
    add_labelled(to, "object", k->object);
    add_labelled(to, "run it alone:", c->rerun);
    add_folded(to, "the last calls that change something", c->calls);
    add_folded(to, "logs", c->logs);
    buf_add_text(to, "</article>\n");
}

static void add_troubles(struct buf *to, const struct square *list)
{
    bool any = false;

    for (const struct square *s = list; s->of; s++) {
        if (!verdict_is_trouble(s->check->verdict))
            continue;
        if (!any)
            buf_add_text(to, "<h2>What did not pass</h2>\n");
        any = true;
        add_trouble(to, s);
    }
}

static void add_cases(struct buf *to, const struct square *list)
{
    const char *area = NULL;

    buf_add_text(to, "<h2>Every check, case by case</h2>\n<table>\n");
    for (const struct square *s = list; s->of;) {
        const struct case_result *c = s->of;
        if (!area || strcmp(area, c->area) != 0) {
            area = c->area;
            buf_add_text(to, "<tr><th colspan=\"3\">");
            markup_text(to, area);
            buf_add_text(to, "</th></tr>\n");
        }
        buf_add_text(to, "<tr><td");
        markup_attribute(to, "title", c->title);
        buf_add_char(to, '>');
        markup_text(to, c->name);
        buf_add_text(to, "</td><td>");
        for (; s->of == c; s++)
            add_square(to, s);
        buf_add_text(to, "</td><td class=\"soft\">");
        layout_duration(to, c->took_ms);
        buf_add_text(to, "</td></tr>\n");
    }
    buf_add_text(to, "</table>\n");
}

static int by_id(const void *a, const void *b)
{
    const struct square *x = a, *y = b;
    size_t least = x->id.len < y->id.len ? x->id.len : y->id.len;
    int order = memcmp(x->id.at, y->id.at, least);

    if (!order && x->id.len != y->id.len)
        return x->id.len < y->id.len ? -1 : 1;
    if (!order && x->case_at != y->case_at)
        return x->case_at < y->case_at ? -1 : 1;
    return order ? order : x->check_at < y->check_at ? -1 : x->check_at > y->check_at;
}

/* One square for each id of each check, by id. */
static size_t squares_by_id(struct arena *a, const struct square *list, struct square **ret_list)
{
    size_t count = 0;

    for (const struct square *s = list; s->of; s++) {
        for (struct str rest = str_of(s->check->id); rest.len; count++)
            str_cut(&rest, ' ');
    }
    *ret_list = arena_alloc(a, (count + 1) * sizeof(**ret_list));
    count = 0;
    for (const struct square *s = list; s->of; s++) {
        for (struct str rest = str_of(s->check->id); rest.len; count++) {
            (*ret_list)[count] = *s;
            (*ret_list)[count].id = str_cut(&rest, ' ');
        }
    }
    qsort(*ret_list, count, sizeof(**ret_list), by_id);
    return count;
}

/* The sentence of a requirement: that of a check which proves it alone, or else of the first. */
static const struct square *speaker_of(const struct square *from, const struct square *end)
{
    for (const struct square *s = from; s < end; s++) {
        if (str_is(s->id, s->check->id) && s->check->sentence)
            return s;
    }
    return from;
}

static void add_requirements(struct buf *to, struct arena *a, const struct square *list)
{
    struct square *of;
    size_t count = squares_by_id(a, list, &of);

    if (!count)
        return;
    buf_add_text(to, "<h2>Every requirement</h2>\n<table>\n<tr><th>requirement</th><th></th>"
                     "<th>what it asks</th><th>checks</th></tr>\n");
    for (size_t i = 0; i < count;) {
        size_t end = i;
        const struct check_result *k;
        while (end < count && str_eq(of[end].id, of[i].id))
            end++;
        k = speaker_of(&of[i], &of[end])->check;
        buf_printf(to, "<tr><td>%.*s</td><td class=\"soft\">%s</td><td>", STR_ARG(of[i].id),
                   severity_name(k->severity));
        markup_text(to, k->sentence ? k->sentence : k->title);
        buf_add_text(to, "</td><td>");
        for (; i < end; i++)
            add_square(to, &of[i]);
        buf_add_text(to, "</td></tr>\n");
    }
    buf_add_text(to, "</table>\n");
}

static void add_features(struct buf *to, const struct run_result *r)
{
    if (!r->feature_count)
        return;
    buf_add_text(to, "<h2>Features of the controller</h2>\n<table>\n");
    for (size_t i = 0; i < r->feature_count; i++) {
        const struct feature_result *f = &r->features[i];
        buf_printf(to, "<tr><td><span class=\"q %s\">%s</span> ", f->has ? "pass" : "not-supported",
                   signs[f->has ? VERDICT_pass : VERDICT_unsupported]);
        markup_text(to, f->name);
        buf_add_text(to, "</td><td>");
        markup_text(to, f->sentence);
        buf_add_text(to, "</td><td class=\"soft\">");
        markup_text(to, f->how);
        buf_add_text(to, f->why ? ": " : "");
        markup_text(to, f->why);
        buf_add_text(to, "</td></tr>\n");
    }
    buf_add_text(to, "</table>\n");
}

static void write_html(const struct run_result *r, struct buf *to)
{
    struct arena *a = arena_new();
    const struct square *list = squares_of(a, r);

    add_head(to, r);
    add_profiles(to, r);
    add_troubles(to, list);
    add_cases(to, list);
    add_requirements(to, a, list);
    add_features(to, r);
    buf_add_text(to, "</body></html>\n");
    arena_free(a);
}

const struct report_type report_html = { "html", ".html",
                                         "a page that shows every check and requirement",
                                         write_html };
