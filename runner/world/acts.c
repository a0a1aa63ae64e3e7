#include "runner/world/acts.h"

#include "runner/world/mirror.h"
#include "runner/world/silence.h"
#include "runner/world/world.h"

#include "base/banned.h"

enum { MAX_ACTS = 1000 }; /* a case has fewer steps; what is beyond explains everything */

struct acts {
    struct {
        uint64_t after; /* the last call that was heard of */
        bool rested;    /* all was silent then */
    } at[MAX_ACTS];
    size_t count;
};

void acts_note(struct world *w)
{
    if (!w->acts)
        w->acts = arena_new_of(w->arena, struct acts);
    if (w->acts->count == MAX_ACTS)
        return;
    w->acts->at[w->acts->count].after = mirror_last_seq(w->mock);
    w->acts->at[w->acts->count++].rested = world_settled(w);
}

bool acts_explain(const struct world *w, uint64_t earlier, uint64_t later)
{
    bool rested = false;

    for (size_t i = 0; w->acts && i < w->acts->count; i++) {
        if (w->acts->at[i].after >= later)
            break;
        if (w->acts->at[i].after >= earlier)
            return true;
        rested = w->acts->at[i].rested;
    }
    return !rested;
}
