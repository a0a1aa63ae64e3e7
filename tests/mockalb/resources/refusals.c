#include "refusals.h"

#include <check.h>
#include <string.h>

#include "harness.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

void check_refusal(const struct refusal *row)
{
    struct world *w = world_realistic();
    if (row->first_action)
        get(w, "", row->first_action, "%s", row->first_params);
    uint64_t revision = store_revision(w->store);

    answer(w, row->action, "%s", row->params);

    ck_assert_msg(strcmp(w->code, row->code) == 0, "%s: %s answered '%s' (%s), not '%s'", row->why,
                  row->action, w->code, w->message, row->code);
    ck_assert_msg(!row->message || strcmp(w->message, row->message) == 0,
                  "%s: %s said '%s', not '%s'", row->why, row->action, w->message, row->message);
    ck_assert_msg(store_revision(w->store) == revision, "%s: something changed", row->why);
    world_free(w);
}

void check_late_refusal(const struct late_refusal *row, const char *more)
{
    check_refusal_at(row, more, NULL);
}

void check_refusal_at(const struct late_refusal *row, const char *more, const char *quota)
{
    struct quotas quotas = { 0 };
    struct err err;
    ck_assert(!quota || quotas_set(&quotas, quota, &err));
    struct world *w = world_realistic_with(&quotas);
    ck_assert_msg(seed(w, more, &err), "%s", err.text);
    if (row->first_action)
        get(w, "", row->first_action, "%s", row->first_params);
    if (row->when == LATER)
        clock_advance(w->clock, 60000);
    uint64_t revision = store_revision(w->store);

    answer(w, row->action, "%s", row->params);

    ck_assert_msg(strcmp(w->code, row->code) == 0, "alb 2.3 %s %s: '%s' (%s), not '%s'",
                  row->action, row->params, w->code, w->message, row->code);
    ck_assert_msg(store_revision(w->store) == revision, "%s: something changed", row->action);
    world_free(w);
}
