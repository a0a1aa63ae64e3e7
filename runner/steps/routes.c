#include <inttypes.h>

#include "base/json.h"
#include "runner/oracle/route.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

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

/* "tea-svc:80 80, G1 20"; what a rule without a forward action does, by its last action's type. */
static const char *target_of(struct arena *a, const struct view_rule *r)
{
    const char *text = NULL;

    for (size_t i = 0; i < r->tuple_count; i++)
        text = arena_printf(a, "%s%s%s %" PRId64, text ? text : "", text ? ", " : "",
                            r->tuples[i].label, r->tuples[i].weight);
    if (text)
        return text;
    return r->action_count ? json_text_or(r->actions[r->action_count - 1], "Type", "?") : "nothing";
}

static bool has_tuple(const struct view_rule *r, const char *label)
{
    for (size_t i = 0; i < r->tuple_count; i++)
        if (str_is(str_of(r->tuples[i].label), label))
            return true;
    return false;
}

/* Of the groups named in "to", all are reached and no others. */
static bool goes_to(const struct view_rule *r, const char *const *labels)
{
    size_t count = 0;

    for (; labels && labels[count]; count++)
        if (!has_tuple(r, labels[count]))
            return false;
    return !labels || count == r->tuple_count;
}

static const char *to_text(struct arena *a, const char *const *labels)
{
    const char *text = NULL;

    for (; labels && *labels; labels++)
        text = text ? arena_printf(a, "%s, %s", text, *labels) : *labels;
    return text ? text : "a rule";
}

struct walk {
    const struct scene *scene;
    struct comparison *to;
    const struct view_listener *listener;
    const char *host;
};

static void compare_request(struct walk *walk, const char *word, bool wants_rule,
                            const char *const *labels)
{
    struct arena *a = walk->scene->arena;
    struct request request = request_of(a, walk->host, word);
    const struct view_rule *r =
        walk->listener ? route(walk->scene->view, walk->listener, &request) : NULL;
    bool right = wants_rule ? r && goes_to(r, labels) : !r;
    const char *name = arena_printf(a, "GET %s%s", request.host, request.path);
    const char *wanted = wants_rule ? to_text(a, labels) : "default action";
    const char *found = right ? wanted : (r ? target_of(a, r) : "default action");

    if (!right && comparison_is_same(walk->to) && r)
        walk->scene->finding->call =
            journal_setter(&walk->scene->journal, "alb/Rule", r->id, "RuleConditions");
    if (!walk->listener)
        found = "no such listener";
    else if (!right && r && str_is(str_of(found), wanted))
        found = arena_printf(a, "%s by %s", found, r->id);
    comparison_row(walk->to, name, wanted, found);
}

static enum look look_routes(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    const char *label = json_text_or(sc.args, "listener", "HTTP:80");
    const char *const *matched = scene_words(&sc, "matched");
    const char *const *unmatched = scene_words(&sc, "unmatched");
    struct walk walk = { &sc, comparison_new(sc.arena), listener_called(sc.view, label),
                         json_text_or(sc.args, s->verb, "") };
    f->object = scene_ingress(&sc, walk.host);
    comparison_head(walk.to, arena_printf(sc.arena, "requests to %s", label));
    for (const char *const *word = matched; word && *word; word++)
        compare_request(&walk, *word, true, scene_words(&sc, "to"));
    for (const char *const *word = unmatched; word && *word; word++)
        compare_request(&walk, *word, false, NULL);
    return scene_judge(&sc, walk.to, !matched);
}

static bool check_routes(const struct step *s, struct err *err)
{
    if (!node_get(s->args, "matched") && !node_get(s->args, "unmatched"))
        return step_refuse(s, err, "'routes' wants requests: matched or unmatched");
    return true;
}

static const struct step_arg routes_args[] = {
    { "matched", ARG_words, "paths (or host/path) that a rule must decide" },
    { "unmatched", ARG_words, "those that must be left to the listener's default action" },
    { "to", ARG_words, "the groups that matched requests may reach, exactly" },
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
