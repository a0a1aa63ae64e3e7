#include "runner/cel/eval.h"

#include "base/banned.h"

/* What a fold goes over: the items of a list, or the keys of a map. */
struct range {
    struct cel_value of;
    size_t count;
};

/* The variables of the i-th turn. */
static void set_variables(struct run *r, const struct expr *n, const struct range *range, size_t i)
{
    struct cel_value *slot = &r->slots[n->slot];
    bool two = n->variables[1].at;

    if (range->of.kind == CEL_list) {
        slot[0] = two ? value_int((int64_t)i) : range->of.list->at[i];
        if (two)
            slot[1] = range->of.list->at[i];
        return;
    }
    slot[0] = map_key(r, range->of.map, i);
    if (two)
        slot[1] = map_at(r, range->of.map, &slot[0]);
}

/* all and exists: as && and || over the turns. */
static struct cel_value quantify(struct run *r, const struct expr *n, const struct range *range)
{
    bool decides = n->fold == FOLD_exists;
    struct cel_value result = value_bool(!decides);

    for (size_t i = 0; i < range->count && !r->over; i++) {
        struct cel_value v;
        set_variables(r, n, range, i);
        run_charge(r, 3);
        v = cel_eval(r, n->args[0]);
        if (v.kind == CEL_bool && v.yes == decides)
            return v;
        if (v.kind != CEL_bool && result.kind != CEL_error)
            result = v.kind == CEL_error ? v : value_no_overload(r);
    }
    return result;
}

static struct cel_value exists_one(struct run *r, const struct expr *n, const struct range *range)
{
    size_t found = 0;

    for (size_t i = 0; i < range->count && !r->over; i++) {
        struct cel_value v;
        set_variables(r, n, range, i);
        run_charge(r, 2);
        v = cel_eval(r, n->args[0]);
        if (v.kind != CEL_bool)
            return v.kind == CEL_error ? v : value_no_overload(r);
        found += v.yes;
    }
    return value_bool(found == 1);
}

static struct cel_value collect(struct run *r, const struct expr *n, const struct range *range)
{
    bool condition = n->fold != FOLD_map;
    struct cel_value *at = run_alloc(r, range->count * sizeof(*at));
    size_t count = 0;

    for (size_t i = 0; at && i < range->count && !r->over; i++) {
        struct cel_value v = value_bool(true);
        set_variables(r, n, range, i);
        run_charge(r, 2);
        if (condition)
            v = cel_eval(r, n->args[0]);
        if (v.kind != CEL_bool)
            return v.kind == CEL_error ? v : value_no_overload(r);
        if (!v.yes)
            continue;
        run_charge(r, 10);
        v = n->fold == FOLD_filter ? r->slots[n->slot] : cel_eval(r, n->args[n->count - 1]);
        if (v.kind == CEL_error)
            return v;
        at[count++] = v;
    }
    return value_list(r, at, count);
}

/* transformMap: the same keys, for which other values are made. */
static struct cel_value map_values(struct run *r, const struct expr *n, const struct range *range)
{
    struct cel_entry *at = run_alloc(r, range->count * sizeof(*at));
    struct cel_map *map = run_alloc(r, sizeof(*map));
    size_t count = 0;

    for (size_t i = 0; at && map && i < range->count && !r->over; i++) {
        struct cel_value v = value_bool(true);
        set_variables(r, n, range, i);
        run_charge(r, 12);
        at[count].key = r->slots[n->slot];
        if (n->fold == FOLD_map_values_if)
            v = cel_eval(r, n->args[0]);
        if (v.kind != CEL_bool)
            return v.kind == CEL_error ? v : value_no_overload(r);
        if (!v.yes)
            continue;
        v = cel_eval(r, n->args[n->count - 1]);
        if (v.kind == CEL_error)
            return v;
        at[count++].value = v;
    }
    if (!at || !map)
        return value_error(r, "too much memory");
    *map = (struct cel_map){ at, count, NULL, cel_type_plain(CEL_map) };
    return (struct cel_value){ .kind = CEL_map, .map = map };
}

static struct cel_value map_optional(struct run *r, const struct expr *n,
                                     const struct cel_value *of)
{
    struct cel_value v;

    if (of->kind != CEL_optional)
        return value_no_overload(r);
    if (!of->inner)
        return *of;
    r->slots[n->slot] = *of->inner;
    v = cel_eval(r, n->args[0]);
    return v.kind == CEL_error || n->fold == FOLD_opt_flat_map ? v : value_optional(r, &v);
}

struct cel_value cel_fold(struct run *r, const struct expr *n)
{
    struct range range = { .of = cel_eval(r, n->target) };

    if (range.of.kind == CEL_error)
        return range.of;
    if (n->fold >= FOLD_opt_map)
        return map_optional(r, n, &range.of);
    if (range.of.kind != CEL_list && range.of.kind != CEL_map)
        return value_no_overload(r);
    range.count = value_size(&range.of);
    if (n->fold == FOLD_map_values || n->fold == FOLD_map_values_if)
        return map_values(r, n, &range);
    if (n->fold == FOLD_exists_one)
        return exists_one(r, n, &range);
    return n->fold <= FOLD_exists ? quantify(r, n, &range) : collect(r, n, &range);
}
