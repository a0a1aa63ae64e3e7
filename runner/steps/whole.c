#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/world/acts.h"

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

/* ---- in the whole case ---- */

struct halves {
    const struct scene *scene;
    cJSON *rules; /* by id: the call that set its targets last, and these as text */
    uint64_t first, second;
};

static void add_targets(const cJSON *tree, struct buf *to)
{
    const cJSON *tuple = NULL;

    cJSON_ArrayForEach(tuple, json_get(tree, "ServerGroupTuples"))
    {
        buf_printf(to, "%s ", json_text_or(tuple, "ServerGroupId", "?"));
        json_print_int(to, json_int_or(tuple, "Weight", -1));
        buf_add_char(to, '\n');
    }
    for (const cJSON *child = tree ? tree->child : NULL; child; child = child->next)
        add_targets(child, to);
}

static void note_rule(struct halves *h, const char *id, const cJSON *rule, uint64_t call)
{
    const cJSON *known = json_get(h->rules, id);
    struct buf text = BUF_LIMIT(64 << 10);

    if (!json_get(rule, "RuleActions") || !*id)
        return;
    add_targets(json_get(rule, "RuleActions"), &text);
    const char *targets = arena_strz(h->scene->arena, buf_str(&text));
    buf_done(&text);
    uint64_t last = (uint64_t)json_int(known, "call");
    if (known && !h->first && strcmp(json_text_or(known, "targets", ""), targets) != 0 &&
        !acts_explain(h->scene->world, last, call)) {
        h->first = last;
        h->second = call;
    }
    cJSON *now = cJSON_CreateObject();
    json_add_int(now, "call", (int64_t)call);
    json_add_text(now, "targets", targets);
    json_set(h->rules, id, now);
}

static const char *id_at(const cJSON *reply, int at)
{
    const cJSON *id = cJSON_GetArrayItem(json_get(reply, "RuleIds"), at);

    return cJSON_IsString(id) ? id->valuestring : json_text_or(id, "RuleId", "");
}

static void note_call(struct halves *h, const cJSON *entry)
{
    const cJSON *params = json_get(entry, "params"), *reply = json_get(entry, "reply");
    const cJSON *rule = NULL;
    uint64_t seq = (uint64_t)json_int(entry, "seq");
    int at = 0;

    if (json_int(entry, "status") >= 400)
        return;
    if (call_is(entry, STR("CreateRule")))
        note_rule(h, json_text_or(reply, "RuleId", ""), params, seq);
    if (call_is(entry, STR("UpdateRuleAttribute")))
        note_rule(h, json_text_or(params, "RuleId", ""), params, seq);
    if (!call_is(entry, STR("CreateRules|UpdateRulesAttribute")))
        return;
    cJSON_ArrayForEach(rule, json_get(params, "Rules"))
    {
        note_rule(h, json_text_or(rule, "RuleId", id_at(reply, at++)), rule, seq);
    }
}

static enum look look_for_halves(const struct scene *sc)
{
    struct halves h = { .scene = sc };
    struct comparison *to = comparison_new(sc->arena);

    h.rules = arena_json(sc->arena, cJSON_CreateObject());
    for (size_t i = 0; i < sc->history.count; i++)
        note_call(&h, sc->history.entries[i]);
    comparison_head(to, "rules whose targets were set in two steps");
    comparison_row(to, "there are", "none",
                   h.first ? arena_printf(sc->arena, "by %s, then %s",
                                          history_line(&sc->history, sc->arena, h.first),
                                          history_line(&sc->history, sc->arena, h.second))
                           : "none");
    sc->finding->call = h.first;
    return scene_judge(sc, to, true);
}

/* ---- in this act ---- */

static enum look look_whole(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;
    struct sum sum = { 0 };

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    if (str_is(s->arg->text, "all"))
        return look_for_halves(&sc);
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

static bool check_whole(const struct step *s, struct err *err)
{
    int64_t number = 0;

    return str_is(s->arg->text, "all") || (str_int(s->arg->text, &number) && number >= 0) ||
           step_refuse(s, err, "'whole' wants a number, or all");
}

const struct step_type step_whole = {
    .verb = "whole",
    .synopsis = "whole: N or all",
    .about = "Every call of this act that sets the actions of a rule names so many groups: no "
             "half of a rule is published on the way to the whole. With all: in the whole case no "
             "rule was given other groups or weights than before without the case doing anything "
             "in between.",
    .value = ARG_text,
    .check = check_whole,
    .look = look_whole,
};
