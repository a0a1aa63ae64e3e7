#include "runner/cel/compare.h"
#include "runner/cel/functions.h"

#include "base/banned.h"

struct cel_value fn_list_index_of(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    for (size_t i = 0; i < args[0].list->count; i++) {
        if (value_equal(r, &args[0].list->at[i], &args[1]))
            return value_int((int64_t)i);
    }
    return value_int(-1);
}

struct cel_value fn_list_last_index_of(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    for (size_t i = args[0].list->count; i--;) {
        if (value_equal(r, &args[0].list->at[i], &args[1]))
            return value_int((int64_t)i);
    }
    return value_int(-1);
}

struct cel_value fn_is_sorted(struct run *r, const struct cel_value *args, size_t count)
{
    const struct cel_list *list = args[0].list;
    int order;

    (void)count;
    for (size_t i = 1; i < list->count; i++) {
        if (!value_order(&list->at[i - 1], &list->at[i], &order))
            return value_no_overload(r);
        if (order > 0)
            return value_bool(false);
    }
    return value_bool(true);
}

struct cel_value fn_sum(struct run *r, const struct cel_value *args, size_t count)
{
    const struct cel_list *list = args[0].list;
    struct cel_value sum = value_int(0), pair[2];

    (void)count;
    for (size_t i = 0; i < list->count && sum.kind != CEL_error; i++) {
        enum cel_kind kind = list->at[i].kind;
        pair[0] = sum;
        pair[1] = list->at[i];
        if (kind != CEL_int && kind != CEL_uint && kind != CEL_double && kind != CEL_duration)
            return value_no_overload(r);
        if (i && sum.kind != kind)
            return value_no_overload(r);
        sum = i ? op_add(r, pair, 2) : list->at[i];
    }
    return sum;
}

/* The one that no other is on that side of. */
static struct cel_value extreme(struct run *r, const struct cel_list *list, int side,
                                const char *name)
{
    struct cel_value found;
    int order;

    if (!list->count)
        return value_error(r, "%s called on empty list", name);
    found = list->at[0];
    for (size_t i = 1; i < list->count; i++) {
        if (!value_order(&list->at[i], &found, &order))
            return value_no_overload(r);
        if (side < 0 ? order < 0 : order > 0 && order != UNORDERED)
            found = list->at[i];
    }
    return found;
}

struct cel_value fn_min(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return extreme(r, args[0].list, -1, "min");
}

struct cel_value fn_max(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return extreme(r, args[0].list, 1, "max");
}

static bool has(struct run *r, const struct cel_list *list, const struct cel_value *item)
{
    for (size_t i = 0; i < list->count && !r->over; i++) {
        run_charge(r, 1);
        if (value_equal(r, &list->at[i], item))
            return true;
    }
    return false;
}

static bool has_all(struct run *r, const struct cel_list *list, const struct cel_list *items)
{
    for (size_t i = 0; i < items->count; i++) {
        if (!has(r, list, &items->at[i]))
            return false;
    }
    return true;
}

struct cel_value fn_set_contains(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return value_bool(has_all(r, args[0].list, args[1].list));
}

struct cel_value fn_set_equivalent(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return value_bool(has_all(r, args[0].list, args[1].list) &&
                      has_all(r, args[1].list, args[0].list));
}

struct cel_value fn_set_intersects(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    for (size_t i = 0; i < args[1].list->count; i++) {
        if (has(r, args[0].list, &args[1].list->at[i]))
            return value_bool(true);
    }
    return value_bool(false);
}
