#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "reports/layout.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/library.h"
#include "runner/rows.h"
#include "runner/steps/step.h"

#include "base/banned.h"

struct settings {
    const char *data;
};

static const struct option options[] = {
    ROW_DATA(offsetof(struct settings, data), "suites/ and fixtures/"),
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec explain",
    .synopsis = "requirement | case | verb | features | profiles | reach --state FILE [...]",
    .about = "Tells what a requirement says, where it comes from and which checks prove it; what a "
             "case does; how a verb of the suite language is used; or what features and profiles "
             "there are. With options behind reach it "
             "draws the way to remote servers, as mockalb reach does.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples = "  albspec explain A-06\n"
                "  albspec explain scenario-1\n"
                "  albspec explain rules\n"
                "  albspec explain reach --state saved.json --server 192.168.1.10\n",
};

static const struct requirement *find_requirement(const struct library *l, const char *id)
{
    return l->requirements ? requirement_find(l->requirements, str_of(id), NULL) : NULL;
}

/* ---- a requirement ---- */

static void add_proofs(const struct library *l, const char *id, struct buf *to)
{
    bool any = false;

    for (size_t i = 0; i < l->cases.count; i++) {
        const struct spec_case *c = l->cases.at[i];
        for (const struct step *s = c->steps; s; s = s->next) {
            if (!str_in(str_of(id), s->proves))
                continue;
            if (!any)
                buf_add_text(to, "proved by\n");
            any = true;
            buf_printf(to, "  %s/%s, line %d: %s\n", c->area, c->name, s->line, s->verb);
        }
    }
    if (!any)
        buf_add_text(to, "no case proves it\n");
}

static void explain_requirement(const struct library *l, const struct requirement *r,
                                struct buf *to)
{
    buf_printf(to, "%s (%s, area %s)\n", r->id, r->severity, r->area);
    layout_wrap(to, str_of(r->sentence), 2, 20);
    buf_printf(to, "source: %s (%s)\n", r->source ? r->source : "-",
               r->confidence ? r->confidence : "-");
    if (r->excluded) {
        buf_add_text(to, "no check, because\n");
        layout_wrap(to, str_of(r->excluded), 2, 20);
        return;
    }
    add_proofs(l, r->id, to);
}

/* ---- a case ---- */

static void explain_case(const struct library *l, const struct spec_case *c, struct buf *to)
{
    static const char *const phases[] = { "given", "when", "then" };
    int phase = -1;

    buf_printf(to, "%s/%s\n", c->area, c->name);
    layout_wrap(to, c->title, 2, 4);
    buf_printf(to, "%s\n", c->file);
    for (const struct step *s = c->steps; s; s = s->next) {
        if ((int)s->phase != phase)
            buf_printf(to, "%s\n", phases[s->phase]);
        phase = (int)s->phase;
        buf_printf(to, "  %s", s->verb);
        if (s->arg && s->arg->text.len)
            buf_printf(to, " %.*s", STR_ARG(s->arg->text));
        buf_add_char(to, '\n');
        for (const char *const *id = s->proves; *id; id++) {
            const struct requirement *r = find_requirement(l, *id);
            struct buf line = BUF_LIMIT(16 << 10);
            buf_printf(&line, "%s: %s", *id, r ? r->sentence : "?");
            layout_wrap(to, buf_str(&line), 6, 4);
            buf_done(&line);
        }
    }
}

/* ---- a verb ---- */

static void explain_verb(const struct step_type *t, struct buf *to)
{
    buf_printf(to, "%s\n", t->synopsis);
    layout_wrap(to, str_of(t->about), 2, 20);
    for (const struct step_arg *arg = t->args; arg && arg->name; arg++) {
        struct buf line = BUF_LIMIT(4096);
        buf_printf(&line, "%s: %s", arg->name, arg->about);
        layout_wrap(to, buf_str(&line), 4, 6);
        buf_done(&line);
    }
}

/* ---- features, profiles ---- */

static void explain_feature(const struct library *l, const struct feature *f, struct buf *to)
{
    struct buf cases = BUF_LIMIT(64 << 10);

    buf_printf(to, "%s\n", f->name);
    layout_wrap(to, str_of(f->sentence), 2, 4);
    buf_printf(to, "  shown by %s %s\n", f->probe_case, f->probe_id);
    for (size_t i = 0; i < l->cases.count; i++) {
        const struct spec_case *c = l->cases.at[i];
        if (str_in(str_of(f->name), c->needs))
            buf_printf(&cases, "%s%s/%s", cases.len ? " " : "needed by ", c->area, c->name);
    }
    for (const char *const *verb = f->verbs; *verb; verb++)
        buf_printf(&cases, "%s %s", cases.len ? "," : "needed by checks with", *verb);
    layout_wrap(to, buf_str(&cases), 2, 40);
    buf_done(&cases);
}

static void explain_profile(const struct profile *p, struct buf *to)
{
    buf_printf(to, "%s (%zu cases)\n", p->name, p->cases.count);
    layout_wrap(to, str_of(p->sentence), 2, 4);
}

/* "features" and "profiles" are all of them. A profile may have the name of a case: then it is both. */
static bool explain_sets(const struct library *l, const char *word, struct buf *to)
{
    bool any = false;

    for (size_t i = 0; i < feature_count(l->language.features); i++) {
        const struct feature *f = feature_at(l->language.features, i);
        if (strcmp(word, "features") != 0 && strcmp(word, f->name) != 0)
            continue;
        explain_feature(l, f, to);
        any = true;
    }
    for (size_t i = 0; i < l->profiles.count; i++) {
        if (strcmp(word, "profiles") != 0 && strcmp(word, l->profiles.at[i].name) != 0)
            continue;
        explain_profile(&l->profiles.at[i], to);
        any = true;
    }
    return any;
}

/* ---- which of them ---- */

static bool explain_word(const struct library *l, const char *word, struct buf *to)
{
    const struct requirement *r = find_requirement(l, word);
    const char *near_verb;
    const struct step_type *t = step_find(str_of(word), &near_verb);
    bool known = r || t;

    if (r)
        explain_requirement(l, r, to);
    else if (t)
        explain_verb(t, to);
    known = known || explain_sets(l, word, to);
    for (size_t i = 0; i < l->cases.count && !(r || t); i++) {
        const struct spec_case *c = l->cases.at[i];
        const char *slash = strrchr(word, '/');
        if (strcmp(c->name, slash ? slash + 1 : word) != 0)
            continue;
        explain_case(l, c, to);
        known = true;
    }
    return known;
}

static const char *nearest(struct arena *a, const struct library *l, const char *word)
{
    size_t requirements = l->requirements ? requirement_count(l->requirements) : 0;
    size_t room = requirements + l->cases.count + feature_count(l->language.features) + 200;
    size_t count = 0;
    const char **names = arena_alloc(a, room * sizeof(char *));

    for (size_t i = 0; i < requirements; i++)
        names[count++] = requirement_at(l->requirements, i)->id;
    for (size_t i = 0; i < l->cases.count; i++)
        names[count++] = l->cases.at[i]->name;
    for (size_t i = 0; i < feature_count(l->language.features); i++)
        names[count++] = feature_at(l->language.features, i)->name;
    for (const struct step_type *const *t = step_types(); *t && count + 1 < room; t++)
        names[count++] = (*t)->verb;
    return str_nearest(str_of(word), names);
}

static int explain(struct arena *a, const struct settings *s, const char *const *words,
                   size_t count)
{
    struct library l;
    struct err err;
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    const char *near;

    if (!library_open(a, s->data, &l, &err))
        return console_refuse(EXIT_usage, err.text);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_char(&text, '\n');
        if (explain_word(&l, words[i], &text))
            continue;
        buf_done(&text);
        near = nearest(a, &l, words[i]);
        return console_refuse(EXIT_usage,
                              arena_printf(a, "'%s' is no requirement, case or verb%s%s%s",
                                           words[i], near ? "; did you mean '" : "",
                                           near ? near : "", near ? "'?" : ""));
    }
    return console_print(&text, EXIT_passed);
}

/* "explain reach --state FILE …" is drawn by the mock's own program: this one becomes that. */
static int explain_reach(const char **argv)
{
    union {
        const char **ours;
        char *const *of_exec;
    } same = { argv };
    struct arena *a = arena_new();
    const char *program = arena_printf(a, "%s/mockalb", file_program_dir(a));

    argv[0] = "mockalb";
    execv(program, same.of_exec);
    console_refuse(EXIT_harness, arena_printf(a, "%s can't be started", program));
    arena_free(a);
    return EXIT_harness;
}

int command_explain(int argc, const char **argv)
{
    struct settings s;
    struct arena *a;
    size_t words;
    int code;

    if (argc > 2 && strcmp(argv[1], "reach") == 0 && argv[2][0] == '-')
        return explain_reach(argv);
    if (!console_options(&option_set, argc, argv, &s, &words, &code))
        return code;
    if (!words)
        return console_refuse(EXIT_usage, "explain what? A requirement (A-06), a case (scenario-1) "
                                          "or a verb (rules)");
    a = arena_new();
    code = explain(a, &s, argv + 1, words);
    arena_free(a);
    return code;
}
