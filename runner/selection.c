#include "runner/selection.h"

#include <string.h>

#include "runner/shard.h"

#include "base/banned.h"

static bool add_profiles(struct arena *a, const struct library *l,
                         const struct option_list *profiles, struct case_list *to, struct err *err)
{
    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile *p = profiles_find(a, &l->profiles, profiles->items[i], err);
        for (size_t k = 0; p && k < p->cases.count; k++)
            case_list_add(to, p->cases.at[k]);
        if (!p)
            return false;
    }
    return true;
}

/* With neither it is what words alone would choose. */
static bool choose(struct arena *a, const struct library *l, const struct selection_options *o,
                   struct case_list *ret, struct err *err)
{
    struct case_list all = { arena_alloc(a, 2 * l->cases.count * sizeof(struct spec_case *)), 0 };
    struct case_list chosen = { NULL, 0 };

    if (*o->words || !o->profiles->count) {
        if (!cases_select(a, &l->cases, &l->language, o->words, &chosen, err))
            return false;
    }
    *ret = chosen;
    if (!o->profiles->count)
        return true;
    for (size_t i = 0; i < chosen.count; i++)
        case_list_add(&all, chosen.at[i]);
    if (!add_profiles(a, l, o->profiles, &all, err))
        return false;
    *ret = all;
    return true;
}

bool selection_choose(struct arena *a, const struct library *l, const struct selection_options *o,
                      struct selection *ret, struct err *err)
{
    *ret = (struct selection){ .cases = { NULL, 0 } };
    return choose(a, l, o, &ret->cases, err) && shard_cut(a, o->shard, &ret->cases, err);
}

void selection_leave_out(struct selection *s, struct arena *a, const struct amend *skips)
{
    const struct case_list all = s->cases;
    const struct spec_case **kept = arena_alloc(a, (all.count + 1) * sizeof(struct spec_case *));
    const struct spec_case **left = arena_alloc(a, (all.count + 1) * sizeof(struct spec_case *));

    s->cases = (struct case_list){ kept, 0 };
    s->left_out = (struct case_list){ left, 0 };
    for (size_t i = 0; i < all.count; i++) {
        if (amend_skips_case(skips, all.at[i]))
            left[s->left_out.count++] = all.at[i];
        else
            kept[s->cases.count++] = all.at[i];
    }
}

void selection_tell_left_out(const struct selection *s, struct arena *a, const struct amend *skips,
                             struct run_result *run)
{
    size_t count = run->count + s->left_out.count;
    struct case_result *cases = arena_alloc(a, (count + 1) * sizeof(*cases));

    memcpy(cases, run->cases, run->count * sizeof(*cases));
    for (size_t i = 0; i < s->left_out.count; i++) {
        const struct spec_case *c = s->left_out.at[i];
        cases[run->count++] = (struct case_result){ .file = c->file,
                                                    .name = c->name,
                                                    .area = c->area,
                                                    .title = arena_strz(a, c->title),
                                                    .verdict = VERDICT_skip,
                                                    .reason = amend_skips_case(skips, c),
                                                    .rerun = "" };
    }
    run->cases = cases;
}
