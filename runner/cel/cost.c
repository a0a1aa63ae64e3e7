#include <math.h>

#include "runner/cel/functions.h"

#include "base/banned.h"

/* A text is gone through at a tenth of a unit a character, as the real API counts it. */
static uint64_t tenth(size_t size)
{
    return (size + 9) / 10;
}

static uint64_t cost_of(const struct function *f, const struct cel_value *args)
{
    size_t first = *f->args ? value_size(&args[0]) : 1, second;

    if (f->cost == COST_one)
        return 1;
    if (f->cost == COST_walk)
        return tenth(first);
    if (f->cost == COST_list)
        return first;
    second = value_size(&args[1]);
    switch (f->cost) {
    case COST_least:
        return tenth(first < second ? first : second);
    case COST_both:
        return tenth(first + second);
    case COST_items:
        return second;
    case COST_match:
        return tenth(first + 1) * ((second + 3) / 4);
    case COST_find:
        return tenth(first) * tenth(second);
    case COST_one:
    case COST_walk:
    case COST_list:
        break;
    }
    return 1;
}

void function_charge(struct run *r, const struct function *f, const struct cel_value *args)
{
    run_charge(r, cost_of(f, args));
}
