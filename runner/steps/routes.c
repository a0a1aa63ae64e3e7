#include <inttypes.h>

#include "base/json.h"
#include "runner/oracle/route.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

struct walk {
    const struct scene *scene;
    struct comparison *to;
    const struct view_listener *listener; /* NULL: there is no such */
    const char *host;
};

/* "/path" at the step's host, or "other.example/path". */
static struct request request_of(struct arena *a, const char *host, const char *word)
{
    const char *slash = strchr(word, '/');

    if (slash == word || !slash)
        return (struct request){ host, word };
    return (struct request){ arena_strz(a, (struct str){ word, (size_t)(slash - word) }), slash };
}

static const struct view_listener *listener_called(const struct view *v, const char *label)
{
    for (size_t i = 0; i < v->listener_count; i++)
        if (str_is(str_of(v->listeners[i].label), label))
            return &v->listeners[i];
    return NULL;
}

static const char *join(struct arena *a, const char *text, const char *label, int64_t weight)
{
    text = arena_printf(a, "%s%s%s", text ? text : "", text ? ", " : "", label);
    return weight < 0 ? text : arena_printf(a, "%s %" PRId64, text, weight);
}

/* weight < 0: by any. */
static bool has_tuple(const struct view_rule *r, const char *label, int64_t weight)
{
    for (size_t i = 0; i < r->tuple_count; i++)
        if (str_is(str_of(r->tuples[i].label), label) &&
            (weight < 0 || r->tuples[i].weight == weight))
            return true;
    return false;
}

/* A target is a group with its weight, the member of a map, or a group alone, of a list. */
static const char *label_of(const cJSON *target)
{
    return target->string ? target->string : target->valuestring;
}

static int64_t weight_of(const cJSON *target)
{
    return target->string ? (int64_t)target->valuedouble : -1;
}

/* All of the targets and no more; in any order. */
static bool goes_to(const struct view_rule *r, const cJSON *targets)
{
    size_t count = 0;

    for (const cJSON *t = targets ? targets->child : NULL; t; t = t->next, count++)
        if (!has_tuple(r, label_of(t), weight_of(t)))
            return false;
    return !targets || count == r->tuple_count;
}

static const char *targets_text(struct arena *a, const cJSON *targets)
{
    const char *text = NULL;

    for (const cJSON *t = targets ? targets->child : NULL; t; t = t->next)
        text = join(a, text, label_of(t), weight_of(t));
    return text ? text : "a rule";
}

/* "tea-svc:80 80, G1 20"; what a rule without a forward action does, by its last action's type. */
static const char *found_text(struct walk *walk, const struct view_rule *r)
{
    const char *text = NULL;

    if (!walk->listener)
        return "no such listener";
    if (!r)
        return "default action";
    for (size_t i = 0; i < r->tuple_count; i++)
        text = join(walk->scene->arena, text, r->tuples[i].label, r->tuples[i].weight);
    if (text)
        return text;
    return r->action_count ? json_text_or(r->actions[r->action_count - 1], "Type", "?") : "nothing";
}

static void compare_request(struct walk *walk, const char *word, bool wants_rule,
                            const cJSON *targets)
{
    struct arena *a = walk->scene->arena;
    struct request request = request_of(a, walk->host, word);
    const struct view_rule *r =
        walk->listener ? route(walk->scene->view, walk->listener, &request) : NULL;
    bool right = walk->listener && (wants_rule ? r && goes_to(r, targets) : !r);
    const char *wanted = wants_rule ? targets_text(a, targets) : "default action";
    const char *found = right ? wanted : found_text(walk, r);

    if (!right && r && !walk->scene->finding->call)
        walk->scene->finding->call =
            history_setter(&walk->scene->history, "alb/Rule", r->id,
                           targets ? "ServerGroupTuples" : "RuleConditions");
    comparison_row(walk->to, arena_printf(a, "GET %s%s", request.host, request.path), wanted,
                   found);
}

static enum look look_routes(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    const char *label = json_text_or(sc.args, "listener", "HTTP:80");
    const char *const *matched = scene_words(&sc, "matched");
    const char *const *unmatched = scene_words(&sc, "unmatched");
    const cJSON *to = json_get(sc.args, "to");
    struct walk walk = { &sc, comparison_new(sc.arena), listener_called(sc.view, label),
                         json_text_or(sc.args, s->verb, "") };
    f->object = scene_ingress(&sc, walk.host);
    comparison_head(walk.to, arena_printf(sc.arena, "requests to %s", label));
    for (const cJSON *t = to ? to->child : NULL; t; t = t->next)
        compare_request(&walk, t->string, true, t);
    for (const char *const *word = matched; word && *word; word++)
        compare_request(&walk, *word, true, NULL);
    for (const char *const *word = unmatched; word && *word; word++)
        compare_request(&walk, *word, false, NULL);
    return scene_judge(&sc, walk.to, !matched && !to);
}

static bool check_routes(const struct step *s, struct err *err)
{
    const struct node *to = node_get(s->args, "to");

    if (!to && !node_get(s->args, "matched") && !node_get(s->args, "unmatched"))
        return step_refuse(s, err, "'routes' wants requests: matched, unmatched or to");
    for (const struct node *n = to ? to->head : NULL; n; n = n->next) {
        if (!check_groups_of(s, n, err))
            return false;
    }
    return true;
}

static const struct step_arg routes_args[] = {
    { "matched", ARG_words, "paths (or host/path) that a rule must decide" },
    { "unmatched", ARG_words, "those that must be left to the listener's default action" },
    { "to", ARG_map,
      "where paths go, exactly: { /path: { tea-svc:80: 80 } }, or a list of groups by any "
      "weights" },
    { "listener", ARG_text, "where the requests arrive; HTTP:80 if not given" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_routes = {
    .verb = "routes",
    .synopsis = "routes: HOST",
    .about =
        "Which rule would decide a GET request: by ascending priority the first whose conditions "
        "all hold, else the default action. Computed from the programmed rules.",
    .value = ARG_text,
    .args = routes_args,
    .check = check_routes,
    .look = look_routes,
};
