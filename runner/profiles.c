#include "runner/profiles.h"

#include <string.h>

#include "base/file.h"
#include "base/yaml.h"
#include "reports/profile.h"
#include "runner/suite/feature.h"

#include "base/banned.h"

enum { NAMES_BYTES = 16 << 10 };

struct reader {
    struct arena *arena;
    const char *file;
    const struct case_list *cases;
    const struct suite_language *language;
    struct err *err;
};

/* ---- reading ---- */

static bool read_cases(struct reader *r, const struct node *list, struct case_list *ret)
{
    const char **words = arena_alloc(r->arena, (node_count(list) + 1) * sizeof(*words));
    size_t count = 0;
    struct err why;

    for (const struct node *n = list->head; n; n = n->next) {
        if (n->type != NODE_text)
            return err_set(r->err, "%s:%d: words that choose cases stand here", r->file, n->line);
        words[count++] = n->text.at;
    }
    if (!cases_select(r->arena, r->cases, r->language, words, ret, &why))
        return err_set(r->err, "%s:%d: %s", r->file, list->line, why.text);
    return true;
}

static bool read_profile(struct reader *r, const struct node *n, struct profile *ret)
{
    const struct node *cases = n->type == NODE_map ? node_get(n, "cases") : NULL;
    struct str sentence = n->type == NODE_map ? node_text(n, "sentence") : STR_NONE;

    if (!cases || cases->type != NODE_list || !cases->head || !sentence.len || node_count(n) != 2)
        return err_set(r->err,
                       "%s:%d: a profile has a sentence and a list of cases, and nothing else",
                       r->file, n->key->line);
    ret->name = arena_strz(r->arena, n->key->text);
    ret->sentence = arena_strz(r->arena, sentence);
    return read_cases(r, cases, &ret->cases);
}

static bool read_all(struct reader *r, struct profiles *ret)
{
    const struct node *top = yaml_load(r->arena, r->file, r->err);
    struct profile *at;

    if (!top)
        return false;
    if (top->type != NODE_map || top->next)
        return err_set(r->err, "%s:%d: profiles are one map, by their names", r->file, top->line);
    at = arena_alloc(r->arena, (node_count(top) + 1) * sizeof(*at));
    ret->at = at;
    for (const struct node *n = top->head; n; n = n->next) {
        if (!read_profile(r, n, &at[ret->count++]))
            return false;
    }
    return true;
}

/* ---- features ---- */

static bool is_called(const struct spec_case *c, const char *name)
{
    size_t len = strlen(c->area);

    return strncmp(name, c->area, len) == 0 && name[len] == '/' &&
           strcmp(name + len + 1, c->name) == 0;
}

/* A probe that needs not what it looks for would prove something else. */
static bool check_probe(struct reader *r, const struct feature *f)
{
    for (size_t i = 0; i < r->cases->count; i++) {
        const struct spec_case *c = r->cases->at[i];
        if (!is_called(c, f->probe_case))
            continue;
        if (!case_proves(c, f->probe_id))
            return err_set(r->err, "%s:%d: the probe %s does not prove %s", f->file, f->line,
                           f->probe_case, f->probe_id);
        return profile_has_word(case_needs(r->arena, c), f->name) ||
               err_set(r->err, "%s:%d: the probe %s does not need %s", f->file, f->line,
                       f->probe_case, f->name);
    }
    return err_set(r->err, "%s:%d: there is no case %s", f->file, f->line, f->probe_case);
}

bool profiles_load(struct arena *a, const char *suites, const struct case_list *cases,
                   const struct suite_language *l, struct profiles *ret, struct err *err)
{
    struct reader r = { .arena = a, .cases = cases, .language = l, .err = err };

    *ret = (struct profiles){ NULL, 0 };
    for (size_t i = 0; i < feature_count(l->features); i++) {
        if (!check_probe(&r, feature_at(l->features, i)))
            return false;
    }
    r.file = arena_printf(a, "%s/profiles.yaml", suites);
    return !file_exists(r.file) || read_all(&r, ret);
}

/* ---- questions ---- */

const struct profile *profiles_find(struct arena *a, const struct profiles *p, const char *name,
                                    struct err *err)
{
    const char **names = arena_alloc(a, (p->count + 1) * sizeof(*names)), *near;

    for (size_t i = 0; i < p->count; i++) {
        names[i] = p->at[i].name;
        if (strcmp(name, names[i]) == 0)
            return &p->at[i];
    }
    near = str_nearest(str_of(name), names);
    err_set(err, "there is no profile '%s'%s%s%s", name, near ? "; did you mean '" : "",
            near ? near : "", near ? "'?" : "");
    return NULL;
}

static void add_name(struct buf *to, const char *name)
{
    if (!profile_has_word(to->at, name))
        buf_printf(to, "%s%s", to->len ? " " : "", name);
}

static const char *take_names(struct arena *a, struct buf *names)
{
    const char *text = names->len ? arena_strz(a, buf_str(names)) : NULL;

    buf_done(names);
    return text;
}

const char *profiles_of(struct arena *a, const struct profiles *p, const struct spec_case *c)
{
    struct buf names = BUF_LIMIT(NAMES_BYTES);

    for (size_t i = 0; i < p->count; i++) {
        for (size_t j = 0; j < p->at[i].cases.count; j++) {
            if (p->at[i].cases.at[j] == c)
                add_name(&names, p->at[i].name);
        }
    }
    return take_names(a, &names);
}

const char *case_needs(struct arena *a, const struct spec_case *c)
{
    struct buf names = BUF_LIMIT(NAMES_BYTES);

    for (const char *const *need = c->needs; *need; need++)
        add_name(&names, *need);
    for (const struct step *s = c->steps; s; s = s->next) {
        for (const char *const *need = s->needs; *need; need++)
            add_name(&names, *need);
    }
    return take_names(a, &names);
}

const struct profile_result *profiles_results(struct arena *a, const struct profiles *p)
{
    struct profile_result *at = arena_alloc(a, (p->count + 1) * sizeof(*at));

    for (size_t i = 0; i < p->count; i++)
        at[i] = (struct profile_result){ p->at[i].name, p->at[i].sentence, p->at[i].cases.count };
    return at;
}
