#include <inttypes.h>

#include "base/json.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

static enum look look_occupied(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;
    bool emptied = false;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
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
    .synopsis = "occupied: GROUPS",
    .about =
        "At no moment of this act was a group without a server that had one: servers come before "
        "others go. A server that is being removed is none. Proved when the world has settled.",
    .value = ARG_words,
    .look = look_occupied,
};
