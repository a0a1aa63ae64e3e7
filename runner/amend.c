#include "runner/amend.h"

#include <string.h>

#include "base/yaml.h"
#include "runner/run/verdict.h"

#include "base/banned.h"

enum { MAX_ENTRIES = 1000, DATE_LENGTH = 10 };

struct entry {
    const char *in; /* "area/case"; NULL: in any */
    const char *id; /* NULL: every check of the case */
    const char *reason, *owner, *expires;
    int line;
    bool skips;
};

struct amend {
    const struct library *library;
    const char *file; /* of the baseline */
    struct entry *entries;
    size_t count;
};

struct reader {
    struct arena *arena;
    struct amend *amend;
    struct err *err;
};

static const struct spec_case *case_called(const struct library *l, struct arena *a,
                                           struct str name, const char **ret_near)
{
    const char **names = arena_alloc(a, (l->cases.count + 1) * sizeof(*names));

    for (size_t i = 0; i < l->cases.count; i++) {
        const struct spec_case *c = l->cases.at[i];
        names[i] = arena_printf(a, "%s/%s", c->area, c->name);
        if (str_is(name, names[i]))
            return c;
    }
    *ret_near = str_nearest(name, names);
    return NULL;
}

static bool refuse(struct reader *r, const char *place, const char *what, struct str word,
                   const char *near)
{
    return err_set(r->err, "%s: there is no %s '%.*s'%s%s%s", place, what, STR_ARG(word),
                   near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* "A-06", "area/case" or "area/case A-06". */
static bool read_place(struct reader *r, const char *place, struct str text, struct entry *to)
{
    struct str rest = text, first = str_cut(&rest, ' ');
    const char *near = NULL;
    size_t slash;

    if (str_find(first, '/', &slash)) {
        if (!case_called(r->amend->library, r->arena, first, &near))
            return refuse(r, place, "case", first, near);
        to->in = arena_strz(r->arena, first);
        if (!rest.len)
            return true;
        first = rest;
    }
    if (!requirement_find(r->amend->library->requirements, first, &near))
        return refuse(r, place, "requirement", first, near);
    to->id = arena_strz(r->arena, first);
    return true;
}

static struct entry *add_entry(struct reader *r)
{
    return r->amend->count < MAX_ENTRIES ? &r->amend->entries[r->amend->count++] : NULL;
}

static bool read_skip(struct reader *r, const char *text)
{
    struct str rest = str_of(text), place = str_cut(&rest, '=');
    struct entry *e = add_entry(r);

    if (!e || !rest.len)
        return err_set(r->err, "--skip: '%s' gives no reason; write %.*s=why", text,
                       STR_ARG(place));
    e->skips = true;
    e->reason = arena_strz(r->arena, rest);
    return read_place(r, "--skip", place, e);
}

static bool is_date(struct str text)
{
    if (text.len != DATE_LENGTH)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 4 || i == 7;
        if (dash ? text.at[i] != '-' : text.at[i] < '0' || text.at[i] > '9')
            return false;
    }
    return true;
}

static bool check_keys(struct reader *r, const struct node *n)
{
    static const char *const keys[] = { "owner", "reason", "expires", NULL };

    for (const struct node *child = n->head; child; child = child->next) {
        const char *const *key = keys;
        while (*key && !str_is(child->key->text, *key))
            key++;
        if (!*key) {
            const char *place = arena_printf(r->arena, "%s:%d", r->amend->file, child->key->line);
            return refuse(r, place, "key", child->key->text, str_nearest(child->key->text, keys));
        }
    }
    return true;
}

static bool read_entry(struct reader *r, const struct node *n)
{
    const char *place = arena_printf(r->arena, "%s:%d", r->amend->file, n->key->line);
    struct entry *e = add_entry(r);

    if (!e)
        return err_set(r->err, "%s: more than %d entries", place, MAX_ENTRIES);
    if (n->type != NODE_map || !node_text(n, "owner").len || !node_text(n, "reason").len ||
        !is_date(node_text(n, "expires")))
        return err_set(r->err, "%s: an entry has owner, reason and expires: 2027-01-31", place);
    e->line = n->key->line;
    e->owner = node_text(n, "owner").at;
    e->reason = node_text(n, "reason").at;
    e->expires = node_text(n, "expires").at;
    return check_keys(r, n) && read_place(r, place, n->key->text, e);
}

static bool read_baseline(struct reader *r, const char *file)
{
    const struct node *top = yaml_load(r->arena, file, r->err);

    r->amend->file = file;
    if (!top)
        return false;
    if (top->type != NODE_map)
        return err_set(r->err, "%s:%d: a baseline is a map of requirements", file, top->line);
    for (const struct node *n = top->head; n; n = n->next)
        if (!read_entry(r, n))
            return false;
    return true;
}

bool amend_read(struct arena *a, const struct library *l, const struct option_list *skips,
                const char *baseline, struct amend **ret, struct err *err)
{
    struct reader r = { .arena = a, .amend = arena_new_of(a, struct amend), .err = err };

    r.amend->library = l;
    r.amend->entries = arena_alloc(a, MAX_ENTRIES * sizeof(*r.amend->entries));
    *ret = r.amend;
    for (size_t i = 0; i < skips->count; i++)
        if (!read_skip(&r, skips->items[i]))
            return false;
    return !baseline || read_baseline(&r, baseline);
}

/* ---- results ---- */

/* "A-06" among "A-06 A-11". */
static bool names_id(const char *ids, const char *id)
{
    struct str rest = str_of(ids);

    while (rest.at && rest.len)
        if (str_is(str_cut(&rest, ' '), id))
            return true;
    return false;
}

static bool is_in(const struct entry *e, const char *area, const char *name)
{
    size_t len = strlen(area);

    return !e->in || (strncmp(e->in, area, len) == 0 && e->in[len] == '/' &&
                      strcmp(e->in + len + 1, name) == 0);
}

const char *amend_skips_case(const struct amend *m, const struct spec_case *c)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct entry *e = &m->entries[i];
        if (e->skips && !e->id && is_in(e, c->area, c->name))
            return e->reason;
    }
    return NULL;
}

static bool is_failure(const struct check_result *c)
{
    return c->verdict == VERDICT_fail || c->verdict == VERDICT_note;
}

/* Any check that an entry is about; else it is stale, if one of them passes. */
static bool still_fails(const struct entry *e, const struct run_result *run)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct case_result *c = &run->cases[i];
        for (size_t j = 0; is_in(e, c->area, c->name) && j < c->count; j++) {
            if ((!e->id || names_id(c->checks[j].id, e->id)) && is_failure(&c->checks[j]))
                return true;
        }
    }
    return false;
}

struct amending {
    const struct amend *amend;
    struct arena *arena;
    const char *today;
    bool *stale; /* by entry */
};

static void amend_check(const struct amending *m, const struct entry *e, struct check_result *c)
{
    const char *where =
        arena_printf(m->arena, "%s:%d", m->amend->file ? m->amend->file : "", e->line);

    if (e->skips) {
        c->verdict = VERDICT_skip;
        c->reason = e->reason;
    } else if (strcmp(e->expires, m->today) < 0) {
        if (is_failure(c))
            c->reason = arena_printf(m->arena, "%s: the entry of %s expired on %s", where, e->owner,
                                     e->expires);
    } else if (is_failure(c)) {
        c->verdict = VERDICT_xfail;
        c->reason = arena_printf(m->arena, "%s (%s, until %s)", e->reason, e->owner, e->expires);
    } else if (c->verdict == VERDICT_pass && m->stale[e - m->amend->entries]) {
        c->verdict = VERDICT_xpass;
        c->reason = arena_printf(m->arena, "%s is stale: take it out", where);
    }
}

static void amend_case(const struct amending *m, struct case_result *c)
{
    struct check_result *checks = arena_alloc(m->arena, (c->count + 1) * sizeof(*checks));

    for (size_t i = 0; i < c->count; i++) {
        checks[i] = c->checks[i];
        for (size_t j = 0; j < m->amend->count; j++) {
            const struct entry *e = &m->amend->entries[j];
            if (is_in(e, c->area, c->name) && (!e->id || names_id(checks[i].id, e->id)))
                amend_check(m, e, &checks[i]);
        }
    }
    c->checks = checks;
    if (c->verdict != VERDICT_error && c->count)
        c->verdict = verdict_of_case(checks, c->count);
}

void amend_results(const struct amend *m, struct arena *a, const char *today,
                   struct run_result *run)
{
    struct amending amending = { m, a, today, arena_alloc(a, (m->count + 1) * sizeof(bool)) };
    struct case_result *cases = arena_alloc(a, (run->count + 1) * sizeof(*cases));

    if (!m->count)
        return;
    for (size_t i = 0; i < m->count; i++)
        amending.stale[i] = !m->entries[i].skips && !still_fails(&m->entries[i], run);
    for (size_t i = 0; i < run->count; i++) {
        cases[i] = run->cases[i];
        amend_case(&amending, &cases[i]);
    }
    run->cases = cases;
}
