#include <inttypes.h>

#include "runner/steps/scene.h"

#include "base/banned.h"

static enum look look_settled(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;
    uint64_t last = 0;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    size_t count = history_count(&sc.history, w->mark, STR("write"), &last);
    buf_add(&f->expected, STR("no more mutating calls, and nothing in transition\n"));
    buf_printf(&f->found, "%zu mutating calls since this act began, the last %s\n", count,
               count ? history_line(&sc.history, sc.arena, last) : "-");
    if (sc.settled)
        return LOOK_pass;
    f->call = last;
    return LOOK_not_yet;
}

const struct step_type step_settled = {
    .verb = "settled",
    .synopsis = "settled:",
    .about = "Waits until the controller makes no more mutating calls and changes no more objects, "
             "and nothing in the cloud is in transition.",
    .value = ARG_none,
    .look = look_settled,
};
