#include "base/json.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

/* Groups of the first forward action below a call's parameters that is found; -1: it sets none. */
static int tuples_of(const cJSON *tree)
{
    const cJSON *tuples = json_get(tree, "ServerGroupTuples");
    int count = -1;

    if (tuples)
        return cJSON_GetArraySize(tuples);
    for (const cJSON *child = tree ? tree->child : NULL; child && count < 0; child = child->next)
        count = tuples_of(child);
    return count;
}

struct sum {
    size_t calls;
    uint64_t first_less; /* the first call that set fewer */
    int found;
};

static void add_rule(struct sum *sum, const cJSON *rule, int wanted, uint64_t call)
{
    int count = json_get(rule, "RuleActions") ? tuples_of(json_get(rule, "RuleActions")) : wanted;

    if (count >= wanted || sum->first_less)
        return;
    sum->first_less = call;
    sum->found = count < 0 ? 0 : count;
}

static void add_call(struct sum *sum, const cJSON *entry, int wanted)
{
    const cJSON *params = json_get(entry, "params"), *rule = NULL;
    uint64_t seq = (uint64_t)json_int(entry, "seq");

    if (!call_is(entry, STR("CreateRule|CreateRules|UpdateRuleAttribute|UpdateRulesAttribute")))
        return;
    sum->calls++;
    if (!json_get(params, "Rules"))
        add_rule(sum, params, wanted, seq);
    cJSON_ArrayForEach(rule, json_get(params, "Rules"))
    {
        add_rule(sum, rule, wanted, seq);
    }
}

static enum look look_whole(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;
    struct sum sum = { 0 };

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    int wanted = (int)sc.value->valuedouble;
    struct comparison *to = comparison_new(sc.arena);
    for (size_t i = 0; i < sc.history.count; i++)
        if ((uint64_t)json_int(sc.history.entries[i], "seq") > w->mark)
            add_call(&sum, sc.history.entries[i], wanted);
    const char *expected = arena_printf(sc.arena, "%d groups", wanted);
    comparison_head(to, "calls that set what a rule does");
    comparison_row(to, "there are", "some", sum.calls ? "some" : "none");
    comparison_row(to, "each names", expected,
                   sum.first_less ? arena_printf(sc.arena, "one only %d", sum.found) : expected);
    f->call = sum.first_less;
    enum look seen = scene_judge(&sc, to, true);
    return sum.first_less ? LOOK_fail : seen;
}

const struct step_type step_whole = {
    .verb = "whole",
    .synopsis = "whole: N",
    .about = "Every call of this act that sets the actions of a rule names so many groups: no "
             "half of a rule is published on the way to the whole.",
    .value = ARG_count,
    .look = look_whole,
};
