#include "base/json.h"
#include "runner/oracle/document.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

/* What may be left of each kind, for all AlbConfigs together. */
struct allowed {
    int64_t balancers, listeners;
};

static struct allowed allowed_of(const struct scene *sc)
{
    struct allowed sum = { 0, 0 };
    const cJSON *albconfig = NULL;

    cJSON_ArrayForEach(albconfig, scene_objects(sc, "AlbConfig"))
    {
        sum.balancers++;
        sum.listeners += cJSON_GetArraySize(json_at(albconfig, "spec.listeners"));
    }
    return sum;
}

static bool is_by_controller(const struct scene *sc, const char *kind, const char *id)
{
    return !document_body(sc->world->before, kind, id) &&
           history_maker(&sc->history, kind, id) != 0;
}

static size_t count_made(const struct scene *sc, const char *kind, uint64_t *ret_call)
{
    size_t count = 0;

    for (const cJSON *o = NULL; (o = document_next(sc->view->state, kind, o));) {
        const char *id = json_text_or(o, "id", "");
        if (!is_by_controller(sc, kind, id))
            continue;
        count++;
        *ret_call = history_maker(&sc->history, kind, id);
    }
    return count;
}

static void compare_kind(const struct scene *sc, const char *kind, int64_t most,
                         struct comparison *to)
{
    uint64_t call = 0;
    size_t count = count_made(sc, kind, &call);
    const char *expected = arena_printf(sc->arena, most ? "at most %d" : "none", (int)most);
    bool fits = (int64_t)count <= most;

    comparison_row(to, strchr(kind, '/') + 1, expected,
                   fits ? expected : arena_printf(sc->arena, "%zu", count));
    if (!fits && !sc->finding->call)
        sc->finding->call = call;
}

static enum look look_remains(struct world *w, const struct step *s, struct finding *f)
{
    static const char *const others[] = {
        "alb/Rule", "alb/Server", "alb/Acl", "alb/HealthCheckTemplate", "alb/SecurityPolicy", NULL
    };
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    struct allowed most = allowed_of(&sc);
    struct comparison *to = comparison_new(sc.arena);
    comparison_head(to, "made by the controller, and left");
    compare_kind(&sc, "alb/LoadBalancer", most.balancers, to);
    compare_kind(&sc, "alb/Listener", most.listeners, to);
    compare_kind(&sc, "alb/ServerGroup", most.listeners, to);
    for (const char *const *kind = others; *kind; kind++)
        compare_kind(&sc, *kind, 0, to);
    return scene_judge(&sc, to, true);
}

static bool check_remains(const struct step *s, struct err *err)
{
    return str_is(s->arg->text, "declared") || step_refuse(s, err, "what remains is declared");
}

const struct step_type step_remains = {
    .verb = "remains",
    .synopsis = "remains: declared",
    .about =
        "What the controller made and is still there is no more than AlbConfigs declare: a load "
        "balancer for each, their listeners, and a group for each listener's default action. "
        "For when no Ingress is left. Proved when the world has settled.",
    .value = ARG_text,
    .check = check_remains,
    .look = look_remains,
};
