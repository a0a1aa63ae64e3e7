#include "base/json.h"
#include "runner/oracle/replay.h"
#include "runner/oracle/route.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

struct path_walk {
    const struct scene *scene;
    const struct view *view; /* of the moment */
    const char *host, *listener;
    struct comparison *to;
    uint64_t call;
    bool wrong;
};

static const struct view_listener *listener_of(const struct view *v, const char *label)
{
    for (size_t i = 0; i < v->listener_count; i++)
        if (str_is(str_of(v->listeners[i].label), label))
            return &v->listeners[i];
    return NULL;
}

static const char *groups_text(struct arena *a, const struct view_rule *r)
{
    const char *text = NULL;

    for (size_t i = 0; r && i < r->tuple_count; i++)
        text = arena_printf(a, "%s%s%s", text ? text : "", text ? ", " : "", r->tuples[i].label);
    return text ? text : r ? "nothing" : "default action";
}

static const char *wanted_text(struct arena *a, const cJSON *groups)
{
    const char *text = NULL;
    const cJSON *group = NULL;

    cJSON_ArrayForEach(group, groups)
    {
        text = arena_printf(a, "%s%s%s", text ? text : "", text ? ", " : "", group->valuestring);
    }
    return text ? text : "default action";
}

static void look_at_path(struct path_walk *w, const cJSON *wanted)
{
    struct arena *a = w->scene->arena;
    const char *slash = strchr(wanted->string, '/');
    const char *host =
        slash == wanted->string
            ? w->host
            : arena_strz(a, (struct str){ wanted->string, (size_t)(slash - wanted->string) });
    struct request request = { host, slash };
    const struct view_listener *l = listener_of(w->view, w->listener);
    const char *found = groups_text(a, l ? route(w->view, l, &request) : NULL);
    const char *expected = wanted_text(a, wanted);

    if (str_is(str_of(found), expected) || w->wrong)
        return;
    w->wrong = true;
    comparison_row(w->to, arena_printf(a, "GET %s%s", request.host, request.path), expected, found);
}

static void look_back(struct path_walk *w)
{
    const struct scene *sc = w->scene;
    struct replay *replay = replay_new(sc->arena, &sc->history);
    const cJSON *wanted = NULL;

    while (!w->wrong && (w->call = replay_next(replay)) != 0) {
        if (w->call <= sc->world->mark)
            continue;
        struct view_input in = { .state = replay_state(replay, sc->view->state),
                                 .before = sc->world->before,
                                 .cloud = sc->cloud,
                                 .services = sc->services };
        w->view = view_new(sc->arena, &in);
        cJSON_ArrayForEach(wanted, json_get(sc->args, "to"))
        {
            look_at_path(w, wanted);
        }
    }
}

static enum look look_throughout(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    struct path_walk walk = { .scene = &sc,
                              .host = json_text_or(sc.args, s->verb, ""),
                              .listener = json_text_or(sc.args, "listener", "HTTP:80"),
                              .to = comparison_new(sc.arena) };
    comparison_head(walk.to, "requests after each call of this act");
    look_back(&walk);
    if (walk.wrong)
        f->call = walk.call;
    else
        comparison_row(walk.to, "all of them", "go where they should", "go where they should");
    enum look seen = scene_judge(&sc, walk.to, true);
    return walk.wrong ? LOOK_fail : seen;
}

static bool check_throughout(const struct step *s, struct err *err)
{
    const struct node *to = node_get(s->args, "to");

    if (!to || !to->head)
        return step_refuse(s, err, "'throughout' wants to know where requests go 'to'");
    for (const struct node *n = to->head; n; n = n->next)
        if (n->type != NODE_list || !memchr(n->key->text.at, '/', n->key->text.len))
            return err_set(err, "%s:%d: 'to' is a map of paths and lists of groups", s->file,
                           n->line);
    return true;
}

static const struct step_arg throughout_args[] = {
    { "to", ARG_map, "where paths (or host/path) go: { /path: [tea-svc:80] }; [] to no rule" },
    { "listener", ARG_text, "where the requests arrive; HTTP:80 if not given" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_throughout = {
    .verb = "throughout",
    .synopsis = "throughout: HOST",
    .about = "As 'routes', for every moment since the act began: after each call about rules, "
             "requests go where they should.",
    .value = ARG_text,
    .args = throughout_args,
    .check = check_throughout,
    .look = look_throughout,
};
