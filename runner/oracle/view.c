#include "runner/oracle/view.h"

#include "base/str.h"

#include "base/banned.h"

/* What a group is for depends on the rules: so these are read before, and tuples named last. */
static void name_tuples(struct arena *a, const struct view *v, struct view_rule *rules)
{
    for (size_t i = 0; i < v->rule_count; i++) {
        for (size_t t = 0; t < rules[i].tuple_count; t++) {
            struct view_tuple *tuple = &rules[i].tuples[t];
            const struct view_group *g = view_group(v, tuple->id);
            tuple->label = g ? g->label : arena_printf(a, "?%s", tuple->id);
        }
    }
}

const struct view *view_new(struct arena *a, const struct view_input *in)
{
    struct view *v = arena_new_of(a, struct view);

    v->state = in->state;
    v->listeners = listeners_read(a, in->state, &v->listener_count);
    struct view_rule *rules =
        rules_read(a, in->state, v->listeners, v->listener_count, &v->rule_count);
    v->rules = rules;
    struct group_input groups = {
        .state = in->state,
        .before = in->before,
        .cloud = in->cloud,
        .services = in->services,
        .listeners = v->listeners,
        .rules = rules,
        .listener_count = v->listener_count,
        .rule_count = v->rule_count,
    };
    v->groups = groups_read(a, &groups, &v->group_count);
    name_tuples(a, v, rules);
    return v;
}

const struct view_group *view_group(const struct view *v, const char *id)
{
    for (size_t i = 0; i < v->group_count; i++)
        if (str_is(str_of(v->groups[i].id), id))
            return &v->groups[i];
    return NULL;
}

const struct view_group *view_group_called(const struct view *v, const char *label,
                                           size_t *ret_count)
{
    const struct view_group *found = NULL;

    *ret_count = 0;
    for (size_t i = 0; i < v->group_count; i++) {
        if (v->groups[i].role == GROUP_fallback || !str_is(str_of(v->groups[i].label), label))
            continue;
        found = &v->groups[i];
        ++*ret_count;
    }
    return *ret_count == 1 ? found : NULL;
}
