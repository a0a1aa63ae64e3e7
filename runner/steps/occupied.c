#include <inttypes.h>

#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/world/acts.h"

#include "base/banned.h"

/* The call that emptied a group which the controller filled again though nothing had happened. */
static uint64_t emptied_needlessly(const struct scene *sc, const char *group_id,
                                   uint64_t *ret_again)
{
    uint64_t call = 0;

    while ((call = history_emptied(&sc->history, call, group_id)) != 0) {
        *ret_again = history_filled(&sc->history, call, group_id);
        if (*ret_again && !acts_explain(sc->world, call, *ret_again))
            return call;
    }
    return 0;
}

static const char *found_in(const struct scene *sc, const struct view_group *g, uint64_t *ret_call)
{
    const struct service *service = scene_service(sc, g->label);
    uint64_t again = 0;

    *ret_call = emptied_needlessly(sc, g->id, &again);
    if (*ret_call)
        return arena_printf(sc->arena, "after %s, until %s",
                            history_line(&sc->history, sc->arena, *ret_call),
                            history_line(&sc->history, sc->arena, again));
    if (g->in_rule && !g->server_count && service && service->endpoint_count)
        return arena_printf(sc->arena, "now, and %zu endpoints are ready", service->endpoint_count);
    return "never";
}

/* Every group that the controller made and that is still there. */
static enum look look_at_all(const struct scene *sc)
{
    struct comparison *to = comparison_new(sc->arena);

    comparison_head(to, "groups that were needlessly without a server");
    for (size_t i = 0; i < sc->view->group_count; i++) {
        const struct view_group *g = &sc->view->groups[i];
        uint64_t call = 0;
        if (g->role != GROUP_owned)
            continue;
        comparison_row(to, g->label, "never", found_in(sc, g, &call));
        if (call && !sc->finding->call)
            sc->finding->call = call;
    }
    return scene_judge(sc, to, true);
}

static enum look look_occupied(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;
    bool emptied = false;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    if (str_is(s->arg->text, "all"))
        return look_at_all(&sc);
    struct comparison *to = comparison_new(sc.arena);
    comparison_head(to, "groups that were without a server in this act");
    for (const char *const *label = scene_words(&sc, s->verb); *label; label++) {
        size_t count = 0;
        const struct view_group *g = view_group_called(sc.view, *label, &count);
        uint64_t call = g ? history_emptied(&sc.history, w->mark, g->id) : 0;
        if (!g)
            comparison_row(to, *label, "never", count ? "two are called so" : "no such group");
        else
            comparison_row(
                to, *label, "never",
                call ? arena_printf(sc.arena, "after %s", history_line(&sc.history, sc.arena, call))
                     : "never");
        if (call && !f->call)
            f->call = call;
        emptied = emptied || call;
    }
    enum look seen = scene_judge(&sc, to, true);
    return emptied ? LOOK_fail : seen;
}

const struct step_type step_occupied = {
    .verb = "occupied",
    .synopsis = "occupied: GROUPS or all",
    .about =
        "At no moment of this act was a group without a server that had one: servers come before "
        "others go. A server that is being removed is none. With all: no group of the controller "
        "is empty in a rule while endpoints are ready, nor was it emptied and filled again in the "
        "whole case without the case doing anything in between. Proved when the world has settled.",
    .value = ARG_words,
    .look = look_occupied,
};
