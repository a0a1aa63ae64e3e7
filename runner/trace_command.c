/*
 * Requirement, check, mutant: each line of the trace is a check, below the
 * requirement that it proves, with the defects that were made for it.
 */
#include <stddef.h>
#include <string.h>

#include "base/limits.h"
#include "reports/layout.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/kills.h"
#include "runner/library.h"
#include "runner/lock.h"
#include "runner/rows.h"

#include "base/banned.h"

#define NOT_CHECKED_YET "not checked yet"

struct settings {
    const char *data;
    bool check, lock;
};

static const struct option options[] = {
    { .name = "check",
      .type = OPTION_flag,
      .offset = offsetof(struct settings, check),
      .about = "Shows only what is wrong: a requirement without check and without a reason, a "
               "check that no defect fails, an id that is gone or has another meaning." },
    { .name = "lock",
      .type = OPTION_flag,
      .offset = offsetof(struct settings, lock),
      .about = "Adds new ids to the lock file." },
    ROW_DATA(offsetof(struct settings, data), "suites/ and fixtures/"),
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec trace",
    .synopsis = "[options] [requirement] ...",
    .about = "Shows every requirement (or those named) with the checks that prove it, and with the "
             "defects of the reference controller that each check was seen failing against.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples = "  albspec trace\n"
                "  albspec trace A-06\n"
                "  albspec trace --check\n",
};

struct trace {
    struct library library;
    struct kills kills;
    struct buf text, wrong;
    size_t proved, excluded, open; /* requirements */
    size_t checks, unkilled;       /* checks: a requirement in a case */
};

static bool is_open(const struct requirement *r)
{
    return r->excluded && strcmp(r->excluded, NOT_CHECKED_YET) == 0;
}

/* The mutants of one check; returns how many. */
static size_t add_mutants(const struct trace *t, const struct spec_case *c, const char *id,
                          struct buf *to)
{
    size_t count = 0;

    for (size_t i = 0; i < t->kills.count; i++) {
        const struct kill *k = &t->kills.at[i];
        if ((k->at_end ? t->library.ending : k->in) != c || !kill_names(k, id))
            continue;
        buf_printf(to, "%s%s", count++ ? " " : "", k->mutant);
    }
    return count;
}

static void trace_check(struct trace *t, const struct spec_case *c, const struct step *s,
                        const char *id, size_t *killed)
{
    struct buf mutants = BUF_LIMIT(64 << 10);
    size_t count = add_mutants(t, c, id, &mutants);

    buf_printf(&t->text, "    %s/%s:%d %s\n", c->area, c->name, s->line, s->verb);
    if (count)
        layout_wrap(&t->text, buf_str(&mutants), 8, 20);
    buf_done(&mutants);
    if (!count)
        buf_printf(&t->wrong, "%s:%d: no defect fails this check of %s (%s)\n", c->file, s->line,
                   id, t->kills.file);
    t->checks++;
    t->unkilled += count == 0;
    *killed += count;
}

static size_t trace_case(struct trace *t, const struct spec_case *c, const char *id, size_t *killed)
{
    size_t checks = 0;

    for (const struct step *s = c ? c->steps : NULL; s; s = s->next) {
        if (!str_in(str_of(id), s->proves))
            continue;
        checks++;
        trace_check(t, c, s, id, killed);
    }
    return checks;
}

static void trace_requirement(struct trace *t, const struct requirement *r)
{
    size_t checks = 0, killed = 0;

    buf_printf(&t->text, "%s %s\n", r->id, r->severity);
    layout_wrap(&t->text, str_of(r->sentence), 2, 20);
    for (size_t i = 0; i < t->library.cases.count; i++)
        checks += trace_case(t, t->library.cases.at[i], r->id, &killed);
    checks += trace_case(t, t->library.ending, r->id, &killed);
    if (r->excluded)
        buf_printf(&t->text, "    no check: %s\n", r->excluded);
    if (r->excluded && checks)
        buf_printf(&t->wrong, "%s:%d: %s is excluded, but has a check\n", r->file, r->line, r->id);
    else if (!r->excluded && !checks)
        buf_printf(&t->wrong, "%s:%d: %s has no check, and no reason for that ('excluded')\n",
                   r->file, r->line, r->id);
    else if (checks && !killed)
        buf_printf(&t->wrong, "%s:%d: %s: no defect fails any of its checks (%s)\n", r->file,
                   r->line, r->id, t->kills.file);
    t->proved += checks > 0;
    t->open += is_open(r);
    t->excluded += r->excluded && !is_open(r);
}

static size_t count_mutants(const struct kills *k)
{
    size_t count = 0;

    for (size_t i = 0; i < k->count; i++)
        count += k->at[i].first;
    return count;
}

static void add_sum(struct trace *t, struct buf *to)
{
    buf_printf(to,
               "%zu requirements: %zu proved, %zu excluded, %zu not checked yet\n"
               "%zu checks in %zu cases, %zu of them without a mutant of their own; %zu mutants\n",
               requirement_count(t->library.requirements), t->proved, t->excluded, t->open,
               t->checks, t->library.cases.count, t->unkilled, count_mutants(&t->kills));
}

static bool trace_all(struct arena *a, struct trace *t, const char *const *words, struct err *err)
{
    const struct requirements *all = t->library.requirements;

    for (const char *const *word = words; *word; word++) {
        const char *near = NULL;
        if (!requirement_find(all, str_of(*word), &near))
            return err_set(err, "there is no requirement '%s'%s%s%s", *word,
                           near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    for (size_t i = 0; i < requirement_count(all); i++) {
        const struct requirement *r = requirement_at(all, i);
        if (!*words || str_in(str_of(r->id), words))
            trace_requirement(t, r);
    }
    return *words || lock_check(a, &t->library, &t->wrong, err);
}

static int trace(struct arena *a, const struct settings *s, const char *const *words)
{
    struct trace t = { .text = BUF_LIMIT(LIMIT_STATE_BYTES),
                       .wrong = BUF_LIMIT(LIMIT_STATE_BYTES) };
    struct err err = { "" };
    bool wrong;

    if (!library_open(a, s->data, &t.library, &err))
        return console_refuse(EXIT_usage, err.text);
    if (!t.library.requirements)
        return console_refuse(EXIT_usage,
                              "there are no requirements: no folder suites/requirements");
    if (!kills_load(a, &t.library, &t.kills, &err) ||
        (s->lock && !lock_extend(a, &t.library, &err)) || !trace_all(a, &t, words, &err)) {
        buf_done(&t.text);
        buf_done(&t.wrong);
        return console_refuse(EXIT_usage, err.text);
    }
    wrong = buf_str(&t.wrong).len > 0;
    if (s->check)
        buf_reset(&t.text);
    buf_add(&t.text, buf_str(&t.wrong));
    buf_done(&t.wrong);
    if (!*words)
        add_sum(&t, &t.text);
    return console_print(&t.text, wrong ? EXIT_failed : EXIT_passed);
}

int command_trace(int argc, const char **argv)
{
    struct settings s;
    struct arena *a;
    size_t words;
    int code;

    if (!console_options(&option_set, argc, argv, &s, &words, &code))
        return code;
    a = arena_new();
    code = trace(a, &s, argv + 1);
    arena_free(a);
    return code;
}
