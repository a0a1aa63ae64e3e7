#include "runner/world/silence.h"

#include "base/clock.h"
#include "runner/proc/busy.h"
#include "runner/proc/proc.h"
#include "runner/world/controller.h"
#include "runner/world/mirror.h"
#include "runner/world/ready.h"
#include "runner/world/site.h"

#include "base/banned.h"

enum {
    FIRST_MS = 5000,    /* for a controller to make itself heard, or so many times */
    FIRST_SILENCES = 3, /* … the silence of one that is slow */
    RECHECK_MS = 20,    /* when it would be quiet, were it not busy */
};

void world_stir(struct world *w)
{
    w->stirred_ms = clock_machine_ms();
    w->changed = true;
}

static bool is_busy(const struct world *w)
{
    const struct site *site = w->options->site;

    if (site &&
        ((site->controller && busy_is(site->controller)) || (site->mock && busy_is(site->mock))))
        return true;
    return (w->controller && proc_is_busy(w->controller)) || mirror_is_busy(w->mock);
}

static int64_t first_silence(int64_t settle_ms)
{
    int64_t more = FIRST_SILENCES * settle_ms;

    return settle_ms > FIRST_MS ? settle_ms : more > FIRST_MS ? more : FIRST_MS;
}

int64_t world_settles_in_ms(const struct world *w)
{
    bool waits_for_first =
        w->controller && proc_running(w->controller) && !world_controller_was_heard(w);
    int64_t silence =
        waits_for_first ? first_silence(w->options->settle_ms) : w->options->settle_ms;
    int64_t left = w->stirred_ms + silence - clock_machine_ms();

    if (left > 0)
        return left;
    if (w->ready && ready_state(w->ready) == READY_waiting && proc_running(w->controller))
        return RECHECK_MS;
    if (world_controller_is_ending(w))
        return RECHECK_MS;
    if (!mirror_is_idle(w->mock) || !mirror_is_stable(w->mock) || is_busy(w))
        return RECHECK_MS;
    return 0;
}

bool world_settled(const struct world *w)
{
    return world_settles_in_ms(w) == 0;
}
