#include "runner/cel/eval.h"

#include "base/banned.h"

#define ARGS_MOST      5
#define COST_LIST_MADE 10
#define COST_MAP_MADE  30

/* One that decides is enough; else an error, whichever came first. */
static struct cel_value chain(struct run *r, const struct expr *n)
{
    bool decides = n->kind == EXPR_or;
    struct cel_value result = value_bool(!decides);

    for (size_t i = 0; i < n->count && !r->over; i++) {
        struct cel_value v = cel_eval(r, n->args[i]);
        if (v.kind == CEL_bool && v.yes == decides)
            return v;
        if (v.kind != CEL_bool && result.kind != CEL_error)
            result = v.kind == CEL_error ? v : value_no_overload(r);
    }
    return result;
}

static struct cel_value choice(struct run *r, const struct expr *n)
{
    struct cel_value condition = cel_eval(r, n->args[0]);

    if (condition.kind == CEL_error)
        return condition;
    if (condition.kind != CEL_bool)
        return value_no_overload(r);
    return cel_eval(r, n->args[condition.yes ? 1 : 2]);
}

/* Whatever it is that has no members. */
static struct cel_value no_member(struct run *r, const struct expr *n)
{
    return value_error(r, "no such key: %.*s", n->name.len > 200 ? 200 : STR_ARG(n->name));
}

static struct cel_value select_from(struct run *r, const struct expr *n, const struct cel_value *of)
{
    struct cel_value key = value_text(n->name), found;

    if (of->kind != CEL_map && of->kind != CEL_object)
        return n->has ? value_bool(false) : no_member(r, n);
    if (n->has)
        return value_bool(map_find(r, of->map, &key, &found));
    return map_at(r, of->map, &key);
}

static struct cel_value select_maybe(struct run *r, const struct expr *n,
                                     const struct cel_value *of)
{
    struct cel_value key = value_text(n->name), found;

    if (of->kind == CEL_optional && !of->inner)
        return n->has ? value_bool(false) : *of;
    if (of->kind == CEL_optional)
        of = of->inner;
    if (of->kind != CEL_map && of->kind != CEL_object)
        return n->has ? value_bool(false) : no_member(r, n);
    if (!map_find(r, of->map, &key, &found))
        return n->has ? value_bool(false) : value_optional(r, NULL);
    if (found.kind == CEL_error)
        return found;
    return n->has ? value_bool(true) : value_optional(r, &found);
}

static struct cel_value member(struct run *r, const struct expr *n)
{
    struct cel_value of = cel_eval(r, n->target);

    run_charge(r, 1);
    if (of.kind == CEL_error)
        return of;
    return n->maybe || of.kind == CEL_optional ? select_maybe(r, n, &of) : select_from(r, n, &of);
}

static struct cel_value call(struct run *r, const struct expr *n)
{
    struct cel_value args[ARGS_MOST];
    size_t count = 0, all = n->count + (n->target ? 1 : 0);

    for (size_t i = 0; i < all; i++) {
        const struct expr *arg = !n->target ? n->args[i] : i ? n->args[i - 1] : n->target;
        args[count] = cel_eval(r, arg);
        if (args[count++].kind == CEL_error)
            return args[count - 1];
    }
    for (size_t i = 0; i < n->functions.count && !r->over; i++) {
        const struct function *f = &n->functions.first[i];
        if (f->member != (n->target != NULL) || !function_takes_values(f, args, count))
            continue;
        function_charge(r, f, args);
        r->regex = n->regex;
        return f->run(r, args, count);
    }
    return value_no_overload(r);
}

static struct cel_value list(struct run *r, const struct expr *n)
{
    struct cel_value *at = run_alloc(r, n->count * sizeof(*at));
    size_t count = 0;

    run_charge(r, COST_LIST_MADE);
    for (size_t i = 0; at && i < n->count; i++) {
        struct cel_value v = cel_eval(r, n->args[i]);
        if (v.kind == CEL_error)
            return v;
        if (n->args[i]->spread && v.kind != CEL_optional)
            return value_no_overload(r);
        if (!n->args[i]->spread)
            at[count++] = v;
        else if (v.inner)
            at[count++] = *v.inner;
    }
    return value_list(r, at, count);
}

static struct cel_value map(struct run *r, const struct expr *n)
{
    struct cel_map *made = run_alloc(r, sizeof(*made));
    struct cel_entry *at = run_alloc(r, n->count / 2 * sizeof(*at));
    size_t count = 0;

    run_charge(r, COST_MAP_MADE);
    if (!made || !at)
        return value_error(r, "too much memory");
    for (size_t i = 0; i + 1 < n->count; i += 2) {
        struct cel_value key = cel_eval(r, n->args[i]), value;
        value = key.kind == CEL_error ? key : cel_eval(r, n->args[i + 1]);
        if (value.kind == CEL_error)
            return value;
        if (key.kind != CEL_bool && key.kind != CEL_int && key.kind != CEL_uint &&
            key.kind != CEL_string)
            return value_error(r, "unsupported key type");
        if (n->args[i]->spread && value.kind == CEL_optional) {
            if (!value.inner)
                continue;
            value = *value.inner;
        }
        at[count++] = (struct cel_entry){ key, value };
    }
    *made = (struct cel_map){ at, count, NULL, cel_type_plain(CEL_map) };
    return (struct cel_value){ .kind = CEL_map, .map = made };
}

struct cel_value cel_eval(struct run *r, const struct expr *n)
{
    if (r->over)
        return (struct cel_value){ .kind = CEL_error, .text = STR("over") };
    switch (n->kind) {
    case EXPR_constant:
        return n->value;
    case EXPR_name:
        run_charge(r, 1);
        return r->slots[n->slot];
    case EXPR_select:
        return member(r, n);
    case EXPR_call:
        return call(r, n);
    case EXPR_list:
        return list(r, n);
    case EXPR_map:
        return map(r, n);
    case EXPR_and:
    case EXPR_or:
        return chain(r, n);
    case EXPR_choice:
        return choice(r, n);
    case EXPR_fold:
        break;
    }
    return cel_fold(r, n);
}
