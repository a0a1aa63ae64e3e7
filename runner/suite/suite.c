#include "runner/suite/suite.h"

#include "runner/suite/feature.h"
#include "runner/suite/fixture.h"
#include "runner/suite/requirement.h"
#include "runner/suite/vars.h"

#include "base/banned.h"

/*
 * Steps are read in the order in which they will run, so the names that are
 * known at a step are those of the fixture step and of the "learn" before it.
 */

struct reader {
    struct arena *arena;
    const struct suite_language *language;
    struct err *err;
    struct spec_case *to;
    struct vars *vars;
    const struct step **end; /* where the next step is tied */
    size_t checks;
};

const char *const suite_step_keys[] = { "proves", "needs", "severity", "within", NULL };

static const char *const case_keys[] = { "case",  "tags", "needs", "skip",
                                         "given", "when", "then",  NULL };
static const char *const phases[] = { "given", "when", "then", NULL };
static const char *const severities[] = { "MUST", "SHOULD", "MAY", "advisory", NULL };

static int index_of(struct str word, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (str_is(word, words[i]))
            return i;
    return -1;
}

/* ", did you mean 'apply'?" or nothing. */
static const char *near_text(struct reader *r, const char *near)
{
    return near ? arena_printf(r->arena, ", did you mean '%s'?", near) : "";
}

/* A text, or a list of texts, as a list that ends with NULL; NULL on error. */
static const char *const *read_words(struct reader *r, const struct node *n, const char *what)
{
    const char **words = arena_alloc(r->arena, (n ? node_count(n) + 2 : 1) * sizeof(*words));
    size_t count = 0;

    if (!n)
        return words;
    if (n->type == NODE_text) {
        words[0] = n->text.at;
        return words;
    }
    for (const struct node *item = n->head; item; item = item->next) {
        if (n->type != NODE_list || item->type != NODE_text) {
            err_set(r->err, "%s:%d: '%s' is a word or a list of words", r->to->file, item->line,
                    what);
            return NULL;
        }
        words[count++] = item->text.at;
    }
    return words;
}

/* No requirement is proved twice in one case: a failure must have one place. */
static bool check_id(struct reader *r, const char *id, int line)
{
    const char *near = NULL;

    if (r->language->requirements &&
        !requirement_find(r->language->requirements, str_of(id), &near))
        return err_set(r->err, "%s:%d: unknown requirement '%s'%s", r->to->file, line, id,
                       near_text(r, near));
    for (const struct step *s = r->to->steps; s; s = s->next)
        for (const char *const *proved = s->proves; proved && *proved; proved++)
            if (str_is(str_of(id), *proved))
                return err_set(r->err, "%s:%d: %s is already proved by the step at line %d",
                               r->to->file, line, id, s->line);
    return true;
}

static bool read_proves(struct reader *r, struct step *s)
{
    const struct node *n = node_get(s->args, "proves");

    s->proves = read_words(r, n, "proves");
    if (!s->proves)
        return false;
    if (!n)
        return true;
    if (s->phase != PHASE_then)
        return err_set(r->err, "%s:%d: only a step of 'then' proves something", r->to->file,
                       n->line);
    for (const char *const *id = s->proves; *id; id++) {
        if (!check_id(r, *id, n->line))
            return false;
        r->checks++;
    }
    return true;
}

/* Features by their names; NULL on error. */
static const char *const *read_needs(struct reader *r, const struct node *n)
{
    const char *const *words = read_words(r, n, "needs");

    for (const char *const *word = words; word && *word && r->language->features; word++) {
        const char *near = NULL;
        if (feature_find(r->language->features, str_of(*word), &near))
            continue;
        err_set(r->err, "%s:%d: unknown feature '%s'%s", r->to->file, n->line, *word,
                near_text(r, near));
        return NULL;
    }
    return words;
}

/* What every check with this verb needs. */
static void add_needs_of_verb(struct reader *r, struct step *s)
{
    const struct features *f = r->language->features;
    const char **needs;
    size_t count = 0;

    while (s->needs[count])
        count++;
    needs = arena_alloc(r->arena, (count + feature_count(f) + 1) * sizeof(*needs));
    for (size_t i = 0; i < count; i++)
        needs[i] = s->needs[i];
    for (size_t i = 0; i < feature_count(f) && s->proves[0]; i++) {
        if (index_of(str_of(s->verb), feature_at(f, i)->verbs) >= 0)
            needs[count++] = feature_at(f, i)->name;
    }
    s->needs = needs;
}

static bool read_common(struct reader *r, struct step *s)
{
    const struct node *severity = node_get(s->args, "severity");
    const struct node *within = node_get(s->args, "within");

    if (severity && index_of(severity->text, severities) < 0)
        return err_set(r->err, "%s:%d: a severity is MUST, SHOULD, MAY or advisory", r->to->file,
                       severity->line);
    s->severity = severity ? severity->text.at : NULL;
    if (within && (!str_duration(within->text, &s->within_ms) || s->within_ms <= 0))
        return err_set(r->err, "%s:%d: 'within' is a time with a unit, as 5s or 400ms", r->to->file,
                       within->line);
    s->needs = read_needs(r, node_get(s->args, "needs"));
    if (!s->needs || !read_proves(r, s))
        return false;
    if (s->needs[0] && !s->proves[0])
        return err_set(r->err, "%s:%d: only a check needs a feature of its own", r->to->file,
                       s->line);
    add_needs_of_verb(r, s);
    return true;
}

/* The names that come with a step, for those after it. */
static bool learn_names(struct reader *r, const struct step *s)
{
    const struct node *learn = node_get(s->args, "learn");

    for (const struct node *n = learn ? learn->head : NULL; n; n = n->next)
        if (n->key)
            vars_set(r->vars, n->key->text, STR("?"));
    if (!str_is(str_of(s->verb), "fixture"))
        return true;
    if (s->phase != PHASE_given || r->to->fixture)
        return err_set(r->err, "%s:%d: a case has one fixture, and it stands in 'given'",
                       r->to->file, s->line);
    r->to->fixture = s->arg->text.at;

    struct err why;
    const struct fixture *f = fixture_load(r->arena, r->language->fixtures, r->to->fixture, &why);
    if (!f)
        return err_set(r->err, "%s:%d: %s", r->to->file, s->line, why.text);
    fixture_names(f, r->vars);
    return true;
}

static bool read_step(struct reader *r, const struct node *n, enum phase phase)
{
    const char *near = NULL;

    if (n->type != NODE_map || !n->head)
        return err_set(r->err, "%s:%d: a step is a map whose first key is a verb", r->to->file,
                       n->line);
    struct step *s = arena_new_of(r->arena, struct step);
    *s = (struct step){ .args = n, .arg = n->head, .phase = phase, .file = r->to->file };
    s->line = n->head->key->line;
    s->verb = n->head->key->text.at;
    s->type = r->language->find(n->head->key->text, &near);
    if (!s->type)
        return err_set(r->err, "%s:%d: unknown step '%s'%s", r->to->file, s->line, s->verb,
                       near_text(r, near));
    if (!read_common(r, s) || !r->language->check(s, r->err))
        return false;
    if (!vars_check(r->vars, r->to->file, n, r->err) || !learn_names(r, s))
        return false;
    *r->end = s;
    r->end = &s->next;
    return true;
}

static bool read_steps(struct reader *r, const struct node *top)
{
    for (int phase = 0; phases[phase]; phase++) {
        const struct node *list = node_get(top, phases[phase]);
        if (list && list->type != NODE_list)
            return err_set(r->err, "%s:%d: '%s' is a list of steps", r->to->file, list->line,
                           phases[phase]);
        for (const struct node *n = list ? list->head : NULL; n; n = n->next)
            if (!read_step(r, n, (enum phase)phase))
                return false;
    }
    if (!r->checks)
        return err_set(r->err, "%s:%d: this case proves nothing: no step of 'then' has 'proves'",
                       r->to->file, top->line);
    return true;
}

/* "suites/scenarios/scenario-1.yaml": the name is scenario-1, the area is scenarios. */
static void read_place(struct reader *r, const char *file)
{
    struct str rest = str_of(file), last = STR_NONE, folder = STR_NONE;

    while (rest.at) {
        folder = last;
        last = str_cut(&rest, '/');
    }
    if (str_ends(last, STR(".yaml")))
        last.len -= strlen(".yaml");
    r->to->file = arena_strz(r->arena, str_of(file));
    r->to->name = arena_strz(r->arena, last);
    r->to->area = arena_strz(r->arena, folder.at ? folder : STR(""));
}

static bool read_head(struct reader *r, const struct node *top)
{
    if (top->type != NODE_map)
        return err_set(r->err, "%s:%d: a case is a map with 'case', 'given', 'when' and 'then'",
                       r->to->file, top->line);
    for (const struct node *n = top->head; n; n = n->next)
        if (index_of(n->key->text, case_keys) < 0)
            return err_set(r->err, "%s:%d: unknown key '%.*s'%s", r->to->file, n->key->line,
                           STR_ARG(n->key->text),
                           near_text(r, str_nearest(n->key->text, case_keys)));
    r->to->title = node_text(top, "case");
    r->to->skip = node_text(top, "skip");
    if (!r->to->title.len)
        return err_set(r->err, "%s:%d: 'case' is missing: one sentence, a claim", r->to->file,
                       top->line);
    r->to->tags = read_words(r, node_get(top, "tags"), "tags");
    r->to->needs = read_needs(r, node_get(top, "needs"));
    return r->to->tags && r->to->needs;
}

const struct spec_case *suite_load(struct arena *a, const char *file,
                                   const struct suite_language *l, struct err *err)
{
    struct spec_case *c = arena_new_of(a, struct spec_case);
    struct reader r = { .arena = a, .language = l, .err = err, .to = c, .end = &c->steps };
    const struct node *top = yaml_load(a, file, err);

    if (!top)
        return NULL;
    r.vars = vars_new(a);
    read_place(&r, file);
    return read_head(&r, top) && read_steps(&r, top) ? c : NULL;
}
