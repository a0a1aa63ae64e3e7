#include <inttypes.h>

#include "base/json.h"
#include "runner/oracle/route.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

/*
 * Each further argument is one aspect of a rule, compared for every rule that
 * the step is about; the first that differs decides which call is shown.
 */

struct sight {
    const struct scene *scene;
    struct comparison *to;
    const struct view_rule *rule; /* NULL: there is none, everything is missing */
    const cJSON *want;            /* the aspect's argument */
};

static const char *text_of(const struct sight *s, const cJSON *item)
{
    return cJSON_IsString(item)
               ? item->valuestring
               : arena_printf(s->scene->arena, "%" PRId64, (int64_t)(item ? item->valuedouble : 0));
}

static const char *const *words_of(const struct sight *s)
{
    return scene_words(s->scene, s->want->string);
}

static const char *const *none(void)
{
    static const char *const list[] = { NULL };

    return list;
}

static const char *const *one(const struct sight *s, const char *word)
{
    const char **list = arena_alloc(s->scene->arena, 2 * sizeof(*list));

    list[0] = word;
    return list;
}

static void compare_listener(const struct sight *s)
{
    const struct view_listener *l = s->rule ? s->rule->listener : NULL;

    const char *status = l ? json_text_or(l->body, "ListenerStatus", "?") : NULL;
    const char *label = l ? l->label : NULL;

    if (l && !str_is(str_of(status), "Running"))
        label = arena_printf(s->scene->arena, "%s, which is %s", l->label, status);
    comparison_sets(s->to, "listener", words_of(s), l ? one(s, label) : none());
}

static void compare_direction(const struct sight *s)
{
    comparison_row(s->to, "direction", text_of(s, s->want), s->rule ? s->rule->direction : NULL);
}

static void compare_status(const struct sight *s)
{
    comparison_row(s->to, "status", text_of(s, s->want), s->rule ? s->rule->status : NULL);
}

static void compare_priority(const struct sight *s)
{
    const char *expected = count_text(s->scene->arena, s->want);
    int64_t priority = s->rule ? s->rule->priority : 0;
    bool fits = priority > 0 && count_fits(s->want, (size_t)priority);

    comparison_row(s->to, "priority", expected,
                   fits ? expected : arena_printf(s->scene->arena, "%" PRId64, priority));
}

static void compare_ids(const struct sight *s)
{
    comparison_sets(s->to, "rule", words_of(s), s->rule ? one(s, s->rule->id) : none());
}

static void compare_hosts(const struct sight *s)
{
    comparison_sets(s->to, "host", words_of(s),
                    s->rule ? rule_values(s->scene->arena, s->rule, "Host") : none());
}

static void compare_paths(const struct sight *s)
{
    comparison_sets(s->to, "path", words_of(s),
                    s->rule ? rule_values(s->scene->arena, s->rule, "Path") : none());
}

static void compare_conditions(const struct sight *s)
{
    comparison_sets(s->to, "condition", words_of(s),
                    s->rule ? rule_condition_types(s->scene->arena, s->rule) : none());
}

static void compare_actions(const struct sight *s)
{
    size_t count = s->rule ? s->rule->action_count : 0;
    const char **types = arena_alloc(s->scene->arena, (count + 1) * sizeof(*types));

    for (size_t i = 0; i < count; i++)
        types[i] = json_text_or(s->rule->actions[i], "Type", "?");
    comparison_sets(s->to, "action", words_of(s), types);
}

/* The weights of all tuples with that label, joined: one group twice is seen as such. */
static const char *weights_of(const struct sight *s, const char *label)
{
    const char *text = NULL;

    for (size_t i = 0; s->rule && i < s->rule->tuple_count; i++) {
        const struct view_tuple *t = &s->rule->tuples[i];
        if (!str_is(str_of(t->label), label))
            continue;
        const char *weight =
            t->weight < 0 ? "no weight" : arena_printf(s->scene->arena, "%" PRId64, t->weight);
        text = text ? arena_printf(s->scene->arena, "%s and %s", text, weight) : weight;
    }
    return text;
}

static bool was_shown(const struct sight *s, size_t at)
{
    if (json_get(s->want, s->rule->tuples[at].label))
        return true;
    for (size_t i = 0; i < at; i++)
        if (str_is(str_of(s->rule->tuples[i].label), s->rule->tuples[at].label))
            return true;
    return false;
}

/* The labels of all tuples. */
static const char *const *groups_of(const struct sight *s)
{
    size_t count = s->rule ? s->rule->tuple_count : 0;
    const char **labels = arena_alloc(s->scene->arena, (count + 1) * sizeof(*labels));

    for (size_t i = 0; i < count; i++)
        labels[i] = s->rule->tuples[i].label;
    return labels;
}

static void compare_forward(const struct sight *s)
{
    if (!cJSON_IsObject(s->want)) {
        comparison_sets(s->to, "group", words_of(s), groups_of(s));
        return;
    }
    for (const cJSON *want = s->want->child; want; want = want->next)
        comparison_row(s->to, want->string, text_of(s, want), weights_of(s, want->string));
    for (size_t i = 0; s->rule && i < s->rule->tuple_count; i++)
        if (!was_shown(s, i))
            comparison_row(s->to, s->rule->tuples[i].label, NULL,
                           weights_of(s, s->rule->tuples[i].label));
}

/* Those named, and nothing about the others. */
static void compare_includes(const struct sight *s)
{
    for (const cJSON *want = s->want->child; want; want = want->next) {
        const char *label = want->string ? want->string : text_of(s, want);
        const char *weights = weights_of(s, label);
        if (want->string)
            comparison_row(s->to, label, text_of(s, want), weights);
        else
            comparison_row(s->to, "group", label, weights ? label : NULL);
    }
}

static void compare_excludes(const struct sight *s)
{
    for (const char *const *label = words_of(s); *label; label++)
        comparison_row(s->to, *label, "no tuple",
                       weights_of(s, *label) ? weights_of(s, *label) : "no tuple");
}

static const struct {
    const char *arg;
    const char *member;     /* of a call's parameters, that sets this aspect; NULL: any */
    const char *annotation; /* that has a say in it; NULL: none */
    void (*compare)(const struct sight *s);
} aspects[] = {
    { "ids", NULL, NULL, compare_ids },
    { "listener", NULL, "listen-ports", compare_listener },
    { "direction", "Direction", "rule-direction", compare_direction },
    { "status", NULL, NULL, compare_status },
    { "priority", "Priority", "order", compare_priority },
    { "hosts", "RuleConditions", "conditions", compare_hosts },
    { "paths", "RuleConditions", "conditions", compare_paths },
    { "conditions", "RuleConditions", "conditions", compare_conditions },
    { "actions", "RuleActions", "actions", compare_actions },
    { "forward", "ServerGroupTuples", "actions", compare_forward },
    { "includes", "ServerGroupTuples", "actions", compare_includes },
    { "excludes", "ServerGroupTuples", "actions", compare_excludes },
};

#define ASPECT_COUNT (sizeof(aspects) / sizeof(aspects[0]))

static bool has_aspect(const struct scene *sc)
{
    for (size_t i = 0; i < ASPECT_COUNT; i++)
        if (json_get(sc->args, aspects[i].arg))
            return true;
    return json_get(sc->args, "learn") != NULL;
}

static uint64_t setter_of(const struct scene *sc, const struct view_rule *rule, const char *member)
{
    uint64_t call = rule ? history_setter(&sc->history, "alb/Rule", rule->id, member) : 0;

    return call ? call : history_refused(&sc->history, sc->world->mark);
}

/* What set the aspect, and what it was set for. */
static void blame(const struct scene *sc, const struct view_rule *rule, size_t aspect)
{
    const char *host = json_text_or(sc->args, "rules", ""), *of = aspects[aspect].annotation;

    sc->finding->call = setter_of(sc, rule, aspects[aspect].member);
    sc->finding->member = aspects[aspect].member;
    if (of)
        sc->finding->object = scene_source(sc, host, of);
}

static void compare_rule(const struct scene *sc, struct comparison *to,
                         const struct view_rule *rule)
{
    for (size_t i = 0; i < ASPECT_COUNT; i++) {
        const cJSON *want = json_get(sc->args, aspects[i].arg);
        bool was_same = comparison_is_same(to);
        struct sight s = { sc, to, rule, want };
        if (want)
            aspects[i].compare(&s);
        if (was_same && !comparison_is_same(to))
            blame(sc, rule, i);
    }
}

static bool has_host(const struct scene *sc, const struct view_rule *r, const char *host)
{
    const char *const *hosts = rule_values(sc->arena, r, "Host");

    if (str_is(str_of(host), "all"))
        return true;
    if (str_is(str_of(host), "*"))
        return !hosts[0];
    for (; *hosts; hosts++)
        if (str_eq_nocase(str_of(*hosts), str_of(host)))
            return true;
    return false;
}

/* Whether the step is about this rule. */
static bool is_chosen(const struct scene *sc, const struct view_rule *r, const char *host)
{
    const char *path = json_text(sc->args, "path");
    struct request request = { str_is(str_of(host), "*") ? "" : host, path };

    return has_host(sc, r, host) && (!path || rule_matches(r, &request));
}

static const char *head_of(const struct scene *sc, const struct view_rule *r)
{
    return arena_printf(sc->arena, "%s on %s, priority %" PRId64, r->id,
                        r->listener ? r->listener->label : "no listener", r->priority);
}

static enum look look_rules(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;
    const struct view_rule *last = NULL;
    size_t count = 0;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    const char *host = json_text_or(sc.args, s->verb, ""), *path = json_text(sc.args, "path");
    const cJSON *wanted = json_get(sc.args, "count");
    struct comparison *to = comparison_new(sc.arena);
    f->object = scene_ingress(&sc, host);
    comparison_head(to, arena_printf(sc.arena, "rules for %s%s", host, path ? path : ""));
    for (size_t i = 0; i < sc.view->rule_count; i++) {
        const struct view_rule *r = &sc.view->rules[i];
        if (!is_chosen(&sc, r, host))
            continue;
        if (count++ && has_aspect(&sc))
            comparison_head(to, head_of(&sc, r));
        last = r;
        compare_rule(&sc, to, r);
    }
    if (!count && has_aspect(&sc))
        compare_rule(&sc, to, NULL);
    if (wanted) {
        comparison_row(to, "how many", count_text(sc.arena, wanted),
                       count_fits(wanted, count) ? count_text(sc.arena, wanted)
                                                 : arena_printf(sc.arena, "%zu", count));
        if (!count_fits(wanted, count) && !f->call)
            f->call = setter_of(&sc, last, NULL);
    }
    enum look seen = scene_judge(&sc, to, wanted && count_wants_none(wanted));
    if (seen == LOOK_pass && last)
        scene_learn(&sc, last->body);
    return seen;
}

static bool check_rules(const struct step *s, struct err *err)
{
    if (!check_groups_of(s, node_get(s->args, "forward"), err) ||
        !check_groups_of(s, node_get(s->args, "includes"), err))
        return false;
    if (!step_asks(s, "path") || (s->proves[0] && !step_asks(s, "path learn")))
        return step_refuse(s, err, "'rules' wants to know what of them: count, forward, hosts, …");
    return true;
}

static const struct step_arg rules_args[] = {
    { "path", ARG_text, "only those that a request for this path could meet" },
    { "count", ARG_count, "how many there are, on all listeners" },
    { "ids", ARG_words, "their ids: that a rule was kept, or was not" },
    { "listener", ARG_words, "where each stands, on a running listener: HTTP:80" },
    { "direction", ARG_text, "Request or Response" },
    { "status", ARG_text, "Available" },
    { "priority", ARG_count, "within which bounds: { min: 1, max: 10000 }" },
    { "hosts", ARG_words, "the values of the Host condition, exactly" },
    { "paths", ARG_words, "the values of the Path condition, exactly" },
    { "conditions", ARG_words, "the types of its conditions, exactly" },
    { "actions", ARG_words, "the types of its actions, exactly" },
    { "forward", ARG_any,
      "groups and weights, exactly: { tea-svc:80: 80, G1: 20 }; a list: by any weights" },
    { "includes", ARG_any, "groups and weights, or a list of groups, that must be among others" },
    { "excludes", ARG_words, "groups that it must not forward to" },
    { "learn", ARG_map, "variables from members of the rule: { rule: RuleId }" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_rules = {
    .verb = "rules",
    .synopsis = "rules: HOST",
    .about =
        "The forwarding rules whose Host condition names this host (\"*\": those without one), on "
        "every listener of every load balancer. Groups are called by what they are for: G1 as "
        "the fixture calls it, tea-svc:80 for the group of a Service's port.",
    .value = ARG_text,
    .args = rules_args,
    .check = check_rules,
    .look = look_rules,
};
