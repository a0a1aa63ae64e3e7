#include "runner/steps/scene.h"
#include "runner/suite/suite.h"

#include "base/banned.h"

/* A step inside of an alternative: what it says stands in its map, as in that of any step. */
static struct step inner_step(const struct step *outer, const struct node *n)
{
    static const char *const nothing[] = { NULL };
    struct step s = { .args = n,
                      .arg = n->head,
                      .phase = outer->phase,
                      .proves = nothing,
                      .file = outer->file,
                      .line = n->head->key->line,
                      .verb = n->head->key->text.at };
    const char *near = NULL;

    s.type = step_find(n->head->key->text, &near);
    return s;
}

/* An alternative is a step, or a list of them. */
static const struct node *first_of(const struct node *alternative)
{
    return alternative->type == NODE_list ? alternative->head : alternative;
}

static const struct node *next_of(const struct node *alternative, const struct node *n)
{
    return alternative->type == NODE_list ? n->next : NULL;
}

static size_t count_lines(const struct buf *text, size_t from)
{
    size_t count = 0;

    for (size_t i = from; i < text->len; i++)
        count += text->at[i] == '\n';
    return count;
}

/* Both sides go on at the same line. */
static void level(struct finding *f, size_t expected_from, size_t found_from)
{
    size_t expected = count_lines(&f->expected, expected_from);
    size_t found = count_lines(&f->found, found_from);

    for (; expected < found; expected++)
        buf_add_char(&f->expected, '\n');
    for (; found < expected; found++)
        buf_add_char(&f->found, '\n');
}

/* An alternative holds when all of its steps do. */
static enum look look_at(struct world *w, const struct step *outer, const struct node *alternative,
                         struct finding *f)
{
    enum look worst = LOOK_pass;

    for (const struct node *n = first_of(alternative); n; n = next_of(alternative, n)) {
        struct step s = inner_step(outer, n);
        size_t expected_from = f->expected.len, found_from = f->found.len;
        enum look seen = s.type->look(w, &s, f);
        level(f, expected_from, found_from);
        if (seen > worst)
            worst = seen;
    }
    return worst;
}

static enum look look_either(struct world *w, const struct step *s, struct finding *f)
{
    enum look best = LOOK_fail;

    for (const struct node *n = s->arg->head; n; n = n->next) {
        const char *word = n == s->arg->head ? "either" : "or";
        buf_printf(&f->expected, "%s\n", word);
        buf_printf(&f->found, "%s\n", word);
        enum look seen = look_at(w, s, n, f);
        if (seen < best)
            best = seen;
    }
    return best;
}

static bool check_alternative(const struct step *s, const struct node *alternative, struct err *err)
{
    if (!first_of(alternative))
        return step_refuse(s, err, "an alternative of 'either' holds at least one step");
    for (const struct node *n = first_of(alternative); n; n = next_of(alternative, n)) {
        if (n->type != NODE_map || !n->head)
            return err_set(err, "%s:%d: a step is a map whose first key is a verb", s->file,
                           n->line);
        struct step inner = inner_step(s, n);
        for (const char *const *key = suite_step_keys; *key; key++)
            if (node_get(n, *key))
                return err_set(err, "%s:%d: '%s' stands beside 'either', not in it", s->file,
                               inner.line, *key);
        if (!step_check(&inner, err))
            return false;
        if (!inner.type->look || inner.type->begin)
            return err_set(err, "%s:%d: '%s' acts: 'either' only looks", s->file, inner.line,
                           inner.verb);
    }
    return true;
}

static bool check_either(const struct step *s, struct err *err)
{
    if (s->arg->type != NODE_list || !s->arg->head || !s->arg->head->next)
        return step_refuse(s, err, "after 'either' stands a list of two alternatives or more");
    for (const struct node *n = s->arg->head; n; n = n->next)
        if (!check_alternative(s, n, err))
            return false;
    return true;
}

const struct step_type step_either = {
    .verb = "either",
    .synopsis = "either: [STEP or [STEP, ...], ...]",
    .about = "Where more than one behaviour conforms: holds when all steps of one alternative do. "
             "Only steps that look may stand there.",
    .value = ARG_any,
    .check = check_either,
    .look = look_either,
};
