#include "runner/suite/feature.h"

#include "base/yaml.h"

#include "base/banned.h"

struct features {
    struct feature *rows;
    const char **names; /* ends with NULL */
    size_t count;
};

static bool read_verbs(struct arena *a, const struct node *n, struct feature *ret)
{
    const char **verbs = arena_alloc(a, ((n ? node_count(n) : 0) + 1) * sizeof(*verbs));
    size_t count = 0;

    ret->verbs = verbs;
    if (n && n->type != NODE_list)
        return false;
    for (const struct node *item = n ? n->head : NULL; item; item = item->next) {
        if (item->type != NODE_text)
            return false;
        verbs[count++] = arena_strz(a, item->text);
    }
    return true;
}

static bool read_row(struct arena *a, const struct node *n, struct feature *ret, struct err *err)
{
    struct str probe = n->type == NODE_map ? node_text(n, "probe") : STR_NONE, id = probe;
    struct str sentence = n->type == NODE_map ? node_text(n, "sentence") : STR_NONE;
    struct str where = str_cut(&id, ' ');
    const struct node *verbs = n->type == NODE_map ? node_get(n, "verbs") : NULL;

    if (!sentence.len || !where.len || !id.len || node_count(n) != (verbs ? 3 : 2) ||
        !read_verbs(a, verbs, ret))
        return err_set(err,
                       "%s:%d: a feature has a sentence, a probe (AREA/CASE and the requirement "
                       "that its check proves), and perhaps a list of verbs",
                       ret->file, n->key->line);
    ret->name = arena_strz(a, n->key->text);
    ret->sentence = arena_strz(a, sentence);
    ret->probe_case = arena_strz(a, where);
    ret->probe_id = arena_strz(a, id);
    ret->line = n->key->line;
    return true;
}

const struct features *features_load(struct arena *a, const char *file, struct err *err)
{
    const struct node *top = yaml_load(a, file, err);
    struct features *f = arena_new_of(a, struct features);

    if (!top)
        return NULL;
    if (top->type != NODE_map || top->next) {
        err_set(err, "%s:%d: features are one map, by their names", file, top->line);
        return NULL;
    }
    f->rows = arena_alloc(a, (node_count(top) + 1) * sizeof(*f->rows));
    f->names = arena_alloc(a, (node_count(top) + 1) * sizeof(*f->names));
    for (const struct node *n = top->head; n; n = n->next) {
        struct feature *row = &f->rows[f->count];
        row->file = file;
        if (!read_row(a, n, row, err))
            return NULL;
        f->names[f->count++] = row->name;
    }
    return f;
}

size_t feature_count(const struct features *f)
{
    return f ? f->count : 0;
}

const struct feature *feature_at(const struct features *f, size_t at)
{
    return &f->rows[at];
}

const struct feature *feature_find(const struct features *f, struct str name, const char **ret_near)
{
    for (size_t i = 0; i < f->count; i++) {
        if (str_is(name, f->names[i]))
            return &f->rows[i];
    }
    if (ret_near)
        *ret_near = str_nearest(name, f->names);
    return NULL;
}
