#include "runner/world/fault.h"

#include <stddef.h>

#include "base/banned.h"

enum { LOSS_MS = 500 }; /* a program's end is noticed well before */

static void loss_over(struct timer *t)
{
    struct fault *f = (struct fault *)(void *)((char *)t - offsetof(struct fault, lost));

    f->broken = true;
    f->on_loss(f->arg);
}

void fault_init(struct fault *f, void (*on_loss)(void *arg), void *arg)
{
    *f = (struct fault){ .on_loss = on_loss, .arg = arg, .lost.fire = loss_over };
}

void fault_done(struct fault *f)
{
    timer_stop(&f->lost);
}

void fault_break(struct fault *f, const char *why)
{
    if (f->stopping)
        return;
    if (!f->broken)
        err_set(&f->why, "%s", why);
    f->broken = true;
}

void fault_lose(struct fault *f, struct clock *c, const char *why)
{
    if (f->stopping || f->broken || f->lost.link)
        return;
    err_set(&f->why, "%s", why);
    timer_set(c, &f->lost, LOSS_MS);
}

void fault_end(struct fault *f, const char *why)
{
    if (f->stopping)
        return;
    f->broken = true;
    err_set(&f->why, "%s", why);
}
