#include <inttypes.h>

#include "base/json.h"
#include "runner/oracle/document.h"
#include "runner/steps/scene.h"
#include "runner/suite/like.h"

#include "base/banned.h"

static const char *const kinds[] = {
    "alb/LoadBalancer", "alb/Listener", "alb/Rule",    "alb/ServerGroup", "alb/Server",
    "alb/Job",          "vpc/Vpc",      "vpc/VSwitch", "ecs/Instance",    "ecs/NetworkInterface",
    "region/Region",    NULL,
};

struct selection {
    size_t count;
    const char *id; /* of the first that is not as it should be, else of the last */
    const cJSON *body;
    bool all_like;
};

static struct selection select_objects(const struct scene *sc, const char *kind)
{
    const cJSON *where = json_get(sc->args, "where"), *has = json_get(sc->args, "has");
    struct selection sel = { .all_like = true };

    for (const cJSON *o = NULL; (o = document_next(sc->view->state, kind, o));) {
        const cJSON *body = json_get(o, "body");
        if (where && !like(where, body))
            continue;
        sel.count++;
        if (!sel.all_like)
            continue;
        sel.id = json_text(o, "id");
        sel.body = body;
        sel.all_like = !has || like(has, body);
    }
    return sel;
}

static void show_has(const struct scene *sc, const char *kind, const struct selection *sel)
{
    const cJSON *has = json_get(sc->args, "has");
    const char *name = sel->id ? sel->id : "(none)";

    if (!has)
        return;
    buf_printf(&sc->finding->expected, "%s %s\n", kind, name);
    buf_printf(&sc->finding->found, "%s %s\n", kind, name);
    like_show(sc->arena, has, sel->body, &sc->finding->expected, &sc->finding->found);
}

static enum look look_cloud(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    const char *kind = json_text_or(sc.args, s->verb, "");
    const cJSON *count = json_get(sc.args, "count"), *has = json_get(sc.args, "has");
    struct selection sel = select_objects(&sc, kind);
    struct comparison *to = comparison_new(sc.arena);
    const char *expected = count ? count_text(sc.arena, count) : "at least 1";
    bool enough = count ? count_fits(count, sel.count) : sel.count > 0;
    comparison_row(to, arena_printf(sc.arena, "%s, how many", kind), expected,
                   enough ? expected : arena_printf(sc.arena, "%zu", sel.count));
    enum look seen = scene_judge(&sc, to, count && count_wants_none(count));
    if (sel.count || !enough)
        show_has(&sc, kind, &sel);
    if (!enough || !sel.all_like) {
        if (sel.id)
            f->call = history_setter(&sc.history, kind, sel.id,
                                     has && has->child ? has->child->string : NULL);
        if (!f->call)
            f->call = history_refused(&sc.history, w->mark);
        return LOOK_not_yet;
    }
    if (seen == LOOK_pass && sel.body)
        scene_learn(&sc, sel.body);
    return seen;
}

static bool check_cloud(const struct step *s, struct err *err)
{
    for (const char *const *kind = kinds; *kind; kind++)
        if (str_is(s->arg->text, *kind))
            return true;
    const char *near = str_nearest(s->arg->text, kinds);
    return step_refuse(s, err, "unknown kind '%s'%s%s%s", s->arg->text.at,
                       near ? ", did you mean '" : "; kinds look like alb/Rule", near ? near : "",
                       near ? "'?" : "");
}

static const struct step_arg cloud_args[] = {
    { "where", ARG_map, "only objects that are like this" },
    { "has", ARG_map, "what each of them must have at least" },
    { "count", ARG_count, "how many they are; at least one if not given" },
    { "learn", ARG_map, "variables from members of the (last) object: { dns: DNSName }" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_cloud = {
    .verb = "cloud",
    .synopsis = "cloud: KIND",
    .about =
        "Objects of the cloud as the API's own answers show them: alb/LoadBalancer, alb/Listener, "
        "alb/Rule, alb/ServerGroup, alb/Server and others.",
    .value = ARG_text,
    .args = cloud_args,
    .check = check_cloud,
    .look = look_cloud,
};
