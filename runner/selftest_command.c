/*
 * The suite judged: every case against the reference controller, which must
 * fail nothing, and against its defects, each of which must fail the checks
 * that suites/mutants.yaml names in a case, and no others there.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "reports/layout.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/kills.h"
#include "runner/library.h"
#include "runner/rows.h"
#include "runner/session.h"
#include "runner/settings.h"
#include "runner/texts.h"

#include "base/banned.h"

struct settings {
    struct case_settings common;
    int64_t jobs, timeout_ms;
    bool fast, survey, write_texts;
    const char *texts;
};

#define COMMON(member) offsetof(struct settings, common.member)
#define OWN(member)    offsetof(struct settings, member)

static const struct option options[] = {
    { .name = "fast",
      .type = OPTION_flag,
      .offset = OWN(fast),
      .about = "Each defect in the first of its cases only, and each variant in those that show "
               "it." },
    { .name = "survey",
      .type = OPTION_flag,
      .offset = OWN(survey),
      .about = "Shows what each named defect fails in every case there is, as rows for "
               "suites/mutants.yaml, and judges nothing. For the author of a check." },
    { .name = "texts",
      .type = OPTION_text,
      .offset = OWN(texts),
      .metavar = "DIR",
      .about = "Also compares what a person reads of each defect, in the first of its cases, with "
               "DIR/MUTANT.txt: at most 40 lines of 80 columns." },
    { .name = "write-texts",
      .type = OPTION_flag,
      .offset = OWN(write_texts),
      .about = "Writes the files of --texts anew, instead." },
    ROW_JOBS(OWN(jobs), "Cases at once; unless told otherwise four for each processor."),
    ROW_SETTLE(COMMON(settle_ms),
               "The silence after which the controller counts as done: 400ms unless told "
               "otherwise."),
    ROW_TIMEOUT(OWN(timeout_ms), "How long all of it may take; then it ends with code 4."),
    ROW_DATA(COMMON(data), "suites/ and fixtures/"),
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec selftest",
    .synopsis = "[options] [mutant] ...",
    .about =
        "Tests the suite: the reference controller must pass every case, and each of its "
        "defects must fail the checks that suites/mutants.yaml names, and no others; its variants, "
        "which use what is left free, must fail nothing either. Without words all of them, "
        "and the controller itself. Exit code 0: so it is; 1: a defect survives, or "
        "something fails what it should not.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples = "  albspec selftest\n"
                "  albspec selftest --fast\n"
                "  albspec selftest weights-swapped\n"
                "  albspec selftest --survey weights-swapped\n"
                "  albspec selftest --fast --texts tests/e2e/failures --write-texts\n",
};

enum { MAX_RUNS = 20000 };

/* A case against the controller (no kill, no mutant) or one of its defects. */
struct plan {
    struct arena *arena;
    const struct library *library;
    const struct kills *kills;
    const struct spec_case **cases;
    const char **mutants;
    bool *bare; /* a defect is judged by the case's own checks */
    bool survey;
    const struct kill **rows; /* NULL: nothing must fail */
    size_t count;
};

static void add_run(struct plan *p, const struct spec_case *c, const char *mutant,
                    const struct kill *k)
{
    if (p->count == MAX_RUNS)
        return;
    p->cases[p->count] = c;
    p->mutants[p->count] = mutant;
    p->bare[p->count] = p->survey || (k && !k->at_end);
    p->rows[p->count++] = k;
}

static void add_cases(struct plan *p, const struct case_list *cases, const char *mutant)
{
    for (size_t i = 0; i < cases->count; i++)
        add_run(p, cases->at[i], mutant, NULL);
}

static struct plan new_plan(struct arena *a, const struct library *l, const struct kills *k)
{
    return (struct plan){ .arena = a,
                          .library = l,
                          .kills = k,
                          .cases = arena_alloc(a, MAX_RUNS * sizeof(struct spec_case *)),
                          .mutants = arena_alloc(a, MAX_RUNS * sizeof(char *)),
                          .bare = arena_alloc(a, MAX_RUNS * sizeof(bool)),
                          .rows = arena_alloc(a, MAX_RUNS * sizeof(struct kill *)) };
}

/* "none" is the controller itself. */
static bool check_words(struct plan *p, const char *const *words, struct err *err)
{
    size_t room = p->kills->count + 2;
    for (const struct variant *v = p->kills->variants; v->name; v++)
        room++;
    const char **known = arena_alloc(p->arena, room * sizeof(char *));

    for (size_t i = 0; i < p->kills->count; i++)
        known[i] = p->kills->at[i].mutant;
    known[p->kills->count] = "none";
    for (size_t i = 0; p->kills->variants[i].name; i++)
        known[p->kills->count + 1 + i] = p->kills->variants[i].name;
    for (; *words; words++) {
        const char *near = str_nearest(str_of(*words), known);
        if (!str_in(str_of(*words), known))
            return err_set(err, "%s has no mutant '%s'%s%s%s", p->kills->file, *words,
                           near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    return true;
}

static bool fill_plan(struct plan *p, const struct settings *s, const char *const *words,
                      struct err *err)
{
    p->survey = s->survey;
    if (s->survey) {
        for (; *words; words++)
            add_cases(p, &p->library->cases, *words);
        return p->count || err_set(err, "--survey wants to know of which mutants");
    }
    if (!check_words(p, words, err))
        return false;
    if (!*words || str_in(str_of("none"), words))
        add_cases(p, &p->library->cases, NULL);
    for (const struct variant *v = p->kills->variants; v->name; v++) {
        if (!*words || str_in(str_of(v->name), words))
            add_cases(p, s->fast ? &v->cases : &p->library->cases, v->name);
    }
    for (size_t i = 0; i < p->kills->count; i++) {
        const struct kill *k = &p->kills->at[i];
        if ((!*words || str_in(str_of(k->mutant), words)) && (k->first || !s->fast))
            add_run(p, k->in, k->mutant, k);
    }
    return true;
}

/* ---- what came of it ---- */

static const char *const *words_of(struct arena *a, const char *text)
{
    const char **words = arena_alloc(a, (strlen(text) / 2 + 2) * sizeof(char *));
    struct str rest = str_of(text);
    size_t count = 0;

    while (rest.len)
        words[count++] = arena_strz(a, str_cut(&rest, ' '));
    return words;
}

static bool is_failure(const struct check_result *c)
{
    return c->verdict == VERDICT_fail || c->verdict == VERDICT_note;
}

/* The requirements whose checks failed, in the order of the case; ends with NULL. k NULL: all checks. */
static const char *const *failed_ids(struct arena *a, const struct case_result *r,
                                     const struct kill *k)
{
    struct buf text = BUF_LIMIT(64 << 10);
    const char *const *ids;

    for (size_t i = 0; i < r->count; i++) {
        if (k && k->at_end && !r->checks[i].file)
            continue;
        if (is_failure(&r->checks[i]) && r->checks[i].id[0])
            buf_printf(&text, "%s%s", buf_str(&text).len ? " " : "", r->checks[i].id);
    }
    ids = words_of(a, arena_strz(a, buf_str(&text)));
    buf_done(&text);
    return ids;
}

/* What happened otherwise than the matrix says; a line each. */
static void judge_run(const struct plan *p, size_t at, const struct case_result *r,
                      struct buf *wrong)
{
    const struct kill *k = p->rows[at];
    const char *const *failed = failed_ids(p->arena, r, k);
    const char *who = p->mutants[at] ? p->mutants[at] : "albref";

    if (r->verdict == VERDICT_error)
        buf_printf(wrong, "%s: %s/%s broke off: %s\n", who, r->area, r->name,
                   r->reason ? r->reason : "?");
    for (const char *const *id = k ? k->ids : (const char *const[]){ NULL }; *id; id++) {
        if (!str_in(str_of(*id), failed))
            buf_printf(wrong, "%s:%d: %s survives %s of %s/%s\n", p->kills->file, k->line, who, *id,
                       r->area, r->name);
    }
    for (; *failed; failed++) {
        if (!k)
            buf_printf(wrong, "%s fails %s of %s/%s\n", who, *failed, r->area, r->name);
        else if (!kill_names(k, *failed))
            buf_printf(wrong, "%s:%d: %s fails %s of %s/%s too\n", p->kills->file, k->line, who,
                       *failed, r->area, r->name);
    }
}

static void add_row(const struct plan *p, size_t at, const struct case_result *r, bool good,
                    struct buf *to)
{
    struct buf line = BUF_LIMIT(16 << 10);

    buf_printf(&line, "%s %s: %s%s/%s", good ? "ok " : "BAD", p->mutants[at],
               p->rows[at]->at_end ? "every-case of " : "", r->area, r->name);
    for (const char *const *id = failed_ids(p->arena, r, p->rows[at]); *id; id++)
        buf_printf(&line, " %s", *id);
    layout_wrap(to, buf_str(&line), 0, 20);
    buf_done(&line);
}

/* A variant is there to be killed by nothing. */
static void add_variants(const struct plan *p, const bool *good, struct buf *to)
{
    for (const struct variant *v = p->kills->variants; v->name; v++) {
        size_t passed = 0, runs = 0;
        for (size_t i = 0; i < p->count; i++) {
            if (p->rows[i] || !p->mutants[i] || strcmp(p->mutants[i], v->name) != 0)
                continue;
            runs++;
            passed += good[i];
        }
        if (runs)
            buf_printf(to, "%s %s passes %zu of %zu cases\n", passed == runs ? "ok " : "BAD",
                       v->name, passed, runs);
    }
}

/* Compares the text of a defect, or writes it. */
static void judge_text(const struct plan *p, const struct settings *s, size_t at,
                       const struct case_result *r, struct buf *wrong)
{
    const struct kill *k = p->rows[at];
    struct err err = { "" };

    if (!s->texts || !k || !k->first)
        return;
    const char *text = text_of_defect(p->arena, r, k->ids, p->library->suites);
    if (!s->write_texts)
        text_compare(p->arena, s->texts, k->mutant, text, wrong);
    else if (!text_keep(p->arena, s->texts, k->mutant, text, &err))
        buf_printf(wrong, "%s\n", err.text);
}

static int report(const struct plan *p, const struct settings *s, const struct run_result *run)
{
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES), wrong = BUF_LIMIT(LIMIT_STATE_BYTES);
    size_t passed = 0, failed = 0, clean = 0;
    bool *was_good = arena_alloc(p->arena, (run->count + 1) * sizeof(*was_good));

    for (size_t i = 0; i < run->count; i++) {
        size_t before = buf_str(&wrong).len;
        judge_run(p, i, &run->cases[i], &wrong);
        judge_text(p, s, i, &run->cases[i], &wrong);
        bool good = buf_str(&wrong).len == before;
        was_good[i] = good;
        passed += good;
        failed += !good;
        clean += good && !p->mutants[i];
        if (p->mutants[i] && p->rows[i])
            add_row(p, i, &run->cases[i], good, &text);
    }
    add_variants(p, was_good, &text);
    buf_add(&text, buf_str(&wrong));
    buf_done(&wrong);
    buf_printf(&text, "albref passes %zu cases; %zu runs in %.1f s\n", clean, run->count,
               (double)run->took_ms / 1000);
    buf_printf(&text, "%zu passed, %zu failed, 0 skipped\n", passed, failed);
    return console_print(&text, failed || !passed ? EXIT_failed : EXIT_passed);
}

static int print_survey(const struct plan *p, const struct run_result *run)
{
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    const char *last = NULL;

    for (size_t i = 0; i < run->count; i++) {
        const struct case_result *r = &run->cases[i];
        const char *const *ids = failed_ids(p->arena, r, NULL);
        if (r->verdict == VERDICT_error)
            buf_printf(&text, "# %s/%s broke off: %s\n", r->area, r->name,
                       r->reason ? r->reason : "?");
        if (!*ids)
            continue;
        if (!last || strcmp(last, p->mutants[i]) != 0)
            buf_printf(&text, "%s:\n", p->mutants[i]);
        last = p->mutants[i];
        buf_printf(&text, "  %s/%s: [%s", r->area, r->name, *ids);
        while (*++ids)
            buf_printf(&text, ", %s", *ids);
        buf_add_text(&text, "]\n");
    }
    return console_print(&text, EXIT_passed);
}

static size_t default_jobs(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    return processors < 1 ? 4 : processors > 16 ? 64 : (size_t)processors * 4;
}

static int run_plan(struct plan *p, const struct settings *s)
{
    struct case_list cases = { p->cases, p->count };
    struct session_result result;
    struct err err = { "" };
    struct session_options o = { .settings = &s->common,
                                 .programs = p->library->programs,
                                 .suites = p->library->suites,
                                 .cases = &cases,
                                 .mutants = p->mutants,
                                 .bare = p->bare,
                                 .jobs = s->jobs ? (size_t)s->jobs : default_jobs(),
                                 .timeout_ms = s->timeout_ms };

    o.target = settings_target(p->arena, &s->common, p->library->programs, &err);
    if (!o.target || !session_run(p->arena, &o, &result, &err))
        return console_refuse(EXIT_harness, err.text);
    if (result.end != SESSION_whole)
        return console_refuse(result.end == SESSION_timeout ? EXIT_timeout : EXIT_harness,
                              "it was ended before it was whole");
    return s->survey ? print_survey(p, &result.run) : report(p, s, &result.run);
}

static int selftest(struct arena *a, const struct settings *s, const char *const *words)
{
    struct library l;
    struct kills kills;
    struct plan p;
    struct err err = { "" };

    if (!library_open(a, s->common.data, &l, &err) || !kills_load(a, &l, &kills, &err))
        return console_refuse(EXIT_usage, err.text);
    p = new_plan(a, &l, &kills);
    if (!fill_plan(&p, s, words, &err))
        return console_refuse(EXIT_usage, err.text);
    return run_plan(&p, s);
}

int command_selftest(int argc, const char **argv)
{
    struct settings s = { .fast = false };
    struct arena *a;
    size_t words;
    int code;

    if (!console_options(&option_set, argc, argv, &s, &words, &code))
        return code;
    s.common.seed = 1;
    if (s.write_texts && !s.texts)
        return console_refuse(EXIT_usage, "--write-texts needs --texts, the folder to write to");
    a = arena_new();
    code = selftest(a, &s, argv + 1);
    arena_free(a);
    return code;
}
