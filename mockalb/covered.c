#include "mockalb/covered.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "mockalb/catalog/reads.h"

#include "base/banned.h"

#define LIMIT_PATH 1024

static const char *const names[COVERED_COUNT] = { "implemented", "partial", "accepted", "refused" };

/* What the gateway reads of calls with these flags. */
static const struct {
    const char *param;
    unsigned flags; /* one of them; 0: of every call */
} gateway_reads[] = {
    { "RegionId", 0 },
    { "ClientToken", ACTION_FLAG_idempotent },
    { "DryRun", ACTION_FLAG_dry_run | ACTION_FLAG_dry_run_plain },
};

struct visit {
    const struct action *action;
    const struct handler_reads *reads;
    covered_fn *fn;
    void *arg;
    struct buf path;
};

const char *covered_name(enum covered covered)
{
    return names[covered];
}

static const struct handler_reads *reads_of(const struct action *a)
{
    const struct handler_reads *r = handler_reads;

    while (r->name && (strcmp(r->product, a->product->name) != 0 || strcmp(r->name, a->name) != 0))
        r++;
    return r->name ? r : NULL;
}

static bool has_name(const struct handler_reads *r, const char *mark, const char *name)
{
    size_t length = strlen(mark);

    for (const char *const *each = r ? r->names : NULL; each && *each; each++)
        if (strncmp(*each, mark, length) == 0 && strcmp(*each + length, name) == 0)
            return true;
    return false;
}

static bool gateway_reads_it(const struct action *a, const char *name)
{
    for (size_t i = 0; i < sizeof(gateway_reads) / sizeof(gateway_reads[0]); i++) {
        if (strcmp(gateway_reads[i].param, name) == 0 &&
            (!gateway_reads[i].flags || (a->flags & gateway_reads[i].flags)))
            return true;
    }
    return false;
}

/* above: what its list or object is; whole: that is read with all that is in it. */
static enum covered covered_param(const struct visit *v, const struct param *p, enum covered above,
                                  bool whole)
{
    if (p->withdrawn || above == COVERED_accepted)
        return COVERED_accepted;
    if (above == COVERED_partial)
        return COVERED_partial;
    if (whole || has_name(v->reads, "", p->name) || has_name(v->reads, "=", p->name) ||
        gateway_reads_it(v->action, p->name))
        return COVERED_implemented;
    return COVERED_partial;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the catalog's parameters */
static void visit_params(struct visit *v, const struct param *params, enum covered above,
                         bool whole)
{
    size_t length = v->path.len;

    for (const struct param *p = params; p && p->name; p++) {
        enum covered covered = covered_param(v, p, above, whole);
        const struct param *within = p;
        if (length)
            buf_add_char(&v->path, '.');
        buf_add_text(&v->path, p->name);
        v->fn(v->arg, buf_str(&v->path).at, covered);
        while (within->items)
            within = within->items;
        visit_params(v, within->fields, covered, whole || has_name(v->reads, "=", p->name));
        buf_cut(&v->path, length);
    }
}

void covered_each(const struct action *a, covered_fn *fn, void *arg)
{
    struct visit v = { a, reads_of(a), fn, arg, BUF_LIMIT(LIMIT_PATH) };

    if (a->run)
        visit_params(&v, a->params, COVERED_implemented, false);
    buf_done(&v.path);
}

static void count_one(void *arg, const char *path, enum covered covered)
{
    size_t *counts = arg;

    (void)path;
    counts[covered]++;
}

void covered_count(const struct action *a, size_t counts[COVERED_COUNT])
{
    covered_each(a, count_one, counts);
}

enum covered covered_action(const struct action *a)
{
    size_t counts[COVERED_COUNT] = { 0 };

    if (!a->run)
        return COVERED_refused;
    covered_count(a, counts);
    return counts[COVERED_partial] ? COVERED_partial : COVERED_implemented;
}
