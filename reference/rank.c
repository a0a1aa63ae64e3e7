#include "reference/rank.h"

#include "base/banned.h"

/*
 * Which may stay: a longest increasing subsequence of the current numbers.
 * length[i] is that of the longest one that ends at i, before[i] its last but
 * one member. Quadratic, for the few hundred rules that a listener can have.
 */
static void keep_longest(struct arena *a, struct rank *ranks, size_t count)
{
    size_t *length = arena_alloc(a, (count + 1) * sizeof(*length));
    size_t *before = arena_alloc(a, (count + 1) * sizeof(*before));
    size_t best = count;

    for (size_t i = 0; i < count; i++) {
        ranks[i].priority = 0;
        before[i] = count;
        length[i] = ranks[i].current > 0;
        for (size_t j = 0; j < i && ranks[i].current > 0; j++) {
            if (ranks[j].current > 0 && ranks[j].current < ranks[i].current &&
                length[j] + 1 > length[i]) {
                length[i] = length[j] + 1;
                before[i] = j;
            }
        }
        if (length[i] > 0 && (best == count || length[i] > length[best]))
            best = i;
    }
    for (; best < count; best = before[best])
        ranks[best].priority = ranks[best].current;
}

/* Gives the run of count ranks free numbers between low and high, both excluded. */
static bool fill(struct rank *run, size_t count, int low, int high, const bool *taken)
{
    int step = (high - low) / (int)(count + 1), last = low;

    if (high > PRIORITY_MAX && step > PRIORITY_STEP)
        step = PRIORITY_STEP;
    for (size_t i = 0; i < count; i++) {
        int at = last + (step > 0 ? step : 1);
        while (at < high && taken[at])
            at++;
        if (at >= high)
            return false;
        run[i].priority = last = at;
    }
    return true;
}

/* A stretch of free numbers after all that are taken, or before all of them. */
static bool move_all(struct rank *ranks, size_t count, const bool *taken, bool *ret_last_first)
{
    int low = PRIORITY_MAX + 1, high = 0;

    for (int i = 1; i <= PRIORITY_MAX; i++) {
        if (taken[i] && low > PRIORITY_MAX)
            low = i;
        if (taken[i])
            high = i;
    }
    *ret_last_first = PRIORITY_MAX - high >= low - 1;
    return *ret_last_first ? fill(ranks, count, high, PRIORITY_MAX + 1, taken)
                           : fill(ranks, count, 0, low, taken);
}

bool rank_assign(struct arena *a, struct rank *ranks, size_t count, const bool *taken,
                 bool *ret_last_first)
{
    int low = 0;

    *ret_last_first = false;
    keep_longest(a, ranks, count);
    for (size_t i = 0; i < count;) {
        size_t run = 0;
        while (i + run < count && ranks[i + run].priority == 0)
            run++;
        int high = i + run < count ? ranks[i + run].priority : PRIORITY_MAX + 1;
        if (run > 0 && !fill(ranks + i, run, low, high, taken))
            return move_all(ranks, count, taken, ret_last_first);
        low = high;
        i += run + 1;
    }
    return true;
}
