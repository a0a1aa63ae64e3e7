#include "runner/kills.h"

#include <string.h>

#include "base/file.h"
#include "base/yaml.h"

#include "base/banned.h"

#define AT_END "every-case of "

enum { MAX_KILLS = 4000 };

struct reader {
    struct arena *arena;
    const struct library *library;
    const char *file;
    struct kill *rows;
    size_t count;
    struct variant *variants;
    size_t variant_count;
    struct err *err;
};

/* "; did you mean 'scenario-1'?" or nothing. */
static const char *near_text(struct reader *r, struct str word, const char *const *known)
{
    const char *near = str_nearest(word, known);

    return near ? arena_printf(r->arena, ", did you mean '%s'?", near) : "";
}

static const char *full_name(struct reader *r, const struct spec_case *c)
{
    return arena_printf(r->arena, "%s/%s", c->area, c->name);
}

static bool is_at_end(const struct node *name)
{
    return str_starts(name->text, STR(AT_END));
}

static struct str case_name(const struct node *name)
{
    return str_skip(name->text, is_at_end(name) ? strlen(AT_END) : 0);
}

static const struct spec_case *find_case(struct reader *r, const struct node *name)
{
    struct str text = case_name(name);
    const struct case_list *all = &r->library->cases;
    const char **names = arena_alloc(r->arena, (all->count + 1) * sizeof(*names));

    for (size_t i = 0; i < all->count; i++) {
        names[i] = full_name(r, all->at[i]);
        if (str_is(text, names[i]))
            return all->at[i];
    }
    err_set(r->err, "%s:%d: there is no case '%.*s'%s", r->file, name->line, STR_ARG(text),
            near_text(r, text, names));
    return NULL;
}

/* What a case proves; ends with NULL. */
static const char *const *ids_of(struct reader *r, const struct spec_case *c)
{
    size_t count = 0;
    const char **ids;

    for (const struct step *s = c->steps; s; s = s->next)
        for (const char *const *id = s->proves; *id; id++)
            count++;
    ids = arena_alloc(r->arena, (count + 1) * sizeof(*ids));
    count = 0;
    for (const struct step *s = c->steps; s; s = s->next)
        for (const char *const *id = s->proves; *id; id++)
            ids[count++] = *id;
    return ids;
}

static bool add_id(struct reader *r, const struct kill *k, const struct node *n, const char **to)
{
    const struct spec_case *in = k->at_end ? r->library->ending : k->in;
    const char *name = full_name(r, in);

    if (n->type != NODE_text)
        return err_set(r->err, "%s:%d: after a case stand the requirements whose checks fail",
                       r->file, n->line);
    if (!case_proves(in, n->text.at))
        return err_set(r->err, "%s:%d: %s does not prove '%.*s'%s", r->file, n->line, name,
                       STR_ARG(n->text), near_text(r, n->text, ids_of(r, in)));
    *to = n->text.at;
    return true;
}

static bool read_ids(struct reader *r, struct kill *k, const struct node *n)
{
    const char **ids = arena_alloc(r->arena, (node_count(n) + 2) * sizeof(*ids));
    size_t count = 0;

    k->ids = ids;
    if (n->type != NODE_list)
        return add_id(r, k, n, ids);
    for (const struct node *item = n->head; item; item = item->next)
        if (!add_id(r, k, item, &ids[count++]))
            return false;
    return count || err_set(r->err, "%s:%d: which checks of the case fail?", r->file, n->line);
}

static bool read_variant(struct reader *r, const struct node *n)
{
    const struct node *list = node_get(n, "passes");
    struct variant *v = &r->variants[r->variant_count++];
    const struct spec_case **cases =
        arena_alloc(r->arena, (node_count(list) + 1) * sizeof(struct spec_case *));

    if (list->type != NODE_list || !list->head || node_count(n) != 1)
        return err_set(r->err,
                       "%s:%d: a variant 'passes' a list of cases that show it, and nothing "
                       "else stands there",
                       r->file, n->key->line);
    *v = (struct variant){ n->key->text.at, { cases, 0 } };
    for (const struct node *item = list->head; item; item = item->next) {
        const struct spec_case *c = find_case(r, item);
        if (!c)
            return false;
        case_list_add(&v->cases, c);
    }
    return true;
}

static bool read_mutant(struct reader *r, const struct node *mutant)
{
    if (mutant->type == NODE_map && node_get(mutant, "passes"))
        return read_variant(r, mutant);
    if (mutant->type != NODE_map || !mutant->head)
        return err_set(r->err, "%s:%d: a mutant is a map of cases and the checks it fails there",
                       r->file, mutant->key->line);
    for (const struct node *n = mutant->head; n; n = n->next) {
        struct kill *k = &r->rows[r->count];
        if (r->count++ == MAX_KILLS)
            return err_set(r->err, "%s:%d: more than %d rows", r->file, n->key->line, MAX_KILLS);
        *k = (struct kill){ .mutant = mutant->key->text.at,
                            .in = find_case(r, n->key),
                            .first = n == mutant->head,
                            .at_end = is_at_end(n->key),
                            .line = n->key->line };
        if (k->at_end && !r->library->ending)
            return err_set(r->err, "%s:%d: there is no every-case.yaml", r->file, k->line);
        if (!k->in || !read_ids(r, k, n))
            return false;
    }
    return true;
}

bool kills_load(struct arena *a, const struct library *l, struct kills *ret, struct err *err)
{
    struct reader r = { .arena = a, .library = l, .err = err };
    const struct node *top;

    r.file = arena_printf(a, "%s/mutants.yaml", l->suites);
    r.rows = arena_alloc(a, (MAX_KILLS + 1) * sizeof(*r.rows));
    r.variants = arena_alloc(a, (MAX_KILLS + 1) * sizeof(*r.variants));
    *ret = (struct kills){ .at = r.rows, .file = r.file, .variants = r.variants };
    if (!file_exists(r.file))
        return true;
    top = yaml_load(a, r.file, err);
    if (!top)
        return false;
    if (top->type != NODE_map)
        return err_set(err, "%s:%d: a file of mutants is a map of their names", r.file, top->line);
    for (const struct node *n = top->head; n; n = n->next)
        if (r.variant_count == MAX_KILLS || !read_mutant(&r, n))
            return false;
    ret->count = r.count;
    return true;
}

bool kill_names(const struct kill *k, const char *id)
{
    for (const char *const *known = k->ids; *known; known++)
        if (strcmp(*known, id) == 0)
            return true;
    return false;
}
