#include <math.h>

#include "runner/cel/compare.h"
#include "runner/cel/functions.h"

#include "base/banned.h"

static struct cel_value overflow(struct run *r, const struct cel_value *args)
{
    return value_error(r, "%s overflow",
                       args[0].kind == CEL_uint       ? "unsigned integer"
                       : args[0].kind == CEL_int      ? "integer"
                       : args[0].kind == CEL_duration ? "duration"
                                                      : "timestamp");
}

static struct cel_value duration_of(int64_t nanos)
{
    return (struct cel_value){ .kind = CEL_duration, .number = nanos };
}

static struct cel_value join_texts(struct run *r, const struct cel_value *args)
{
    size_t first = args[0].text.len, second = args[1].text.len;
    char *at = run_alloc(r, first + second + 1);

    if (!at)
        return value_error(r, "too much memory");
    memcpy(at, first ? args[0].text.at : "", first);
    memcpy(at + first, second ? args[1].text.at : "", second);
    return (struct cel_value){ .kind = args[0].kind, .text = { at, first + second } };
}

/* The item of a joined list that this one takes the place of; -1: none. */
static int64_t place_in(struct run *r, const struct cel_type *type, const struct cel_value *at,
                        size_t count, const struct cel_value *item)
{
    for (size_t i = 0; i < count && !r->over; i++) {
        run_charge(r, 1);
        if (type->list == CEL_LIST_map ? value_same_keys(type, &at[i], item)
                                       : value_equal(r, &at[i], item))
            return (int64_t)i;
    }
    return -1;
}

/* A set takes in what it does not have; in a map what has the same keys is replaced. */
static struct cel_value join_lists(struct run *r, const struct cel_list *a,
                                   const struct cel_list *b)
{
    struct cel_value *at = run_alloc(r, (a->count + b->count) * sizeof(*at)), v;
    size_t count = a->count;
    bool loose = a->type && a->type->list != CEL_LIST_atomic;
    struct cel_list *joined;

    if (!at)
        return value_error(r, "too much memory");
    memcpy(at, a->count ? a->at : at, a->count * sizeof(*at));
    for (size_t i = 0; i < b->count; i++) {
        int64_t place = loose ? place_in(r, a->type, at, count, &b->at[i]) : -1;
        if (place < 0)
            at[count++] = b->at[i];
        else if (a->type->list == CEL_LIST_map)
            at[place] = b->at[i];
    }
    v = value_list(r, at, count);
    if (v.kind == CEL_error || !loose)
        return v;
    joined = run_alloc(r, sizeof(*joined));
    if (!joined)
        return value_error(r, "too much memory");
    *joined = (struct cel_list){ at, count, a->type };
    v.list = joined;
    return v;
}

static struct cel_value add_time(struct run *r, const struct cel_value *time, int64_t nanos)
{
    struct cel_value v = *time;

    return moment_add(&v.moment, nanos) ? v : overflow(r, time);
}

struct cel_value op_add(struct run *r, const struct cel_value *args, size_t count)
{
    int64_t sum;
    uint64_t natural;

    (void)count;
    switch ((int)args[0].kind) {
    case CEL_int:
        return __builtin_add_overflow(args[0].number, args[1].number, &sum) ? overflow(r, args)
                                                                            : value_int(sum);
    case CEL_uint:
        return __builtin_add_overflow(args[0].natural, args[1].natural, &natural)
                   ? overflow(r, args)
                   : value_uint(natural);
    case CEL_double:
        return value_double(args[0].real + args[1].real);
    case CEL_timestamp:
        return add_time(r, &args[0], args[1].number);
    case CEL_duration:
        if (args[1].kind == CEL_timestamp)
            return add_time(r, &args[1], args[0].number);
        return __builtin_add_overflow(args[0].number, args[1].number, &sum) ? overflow(r, args)
                                                                            : duration_of(sum);
    case CEL_list:
        return join_lists(r, args[0].list, args[1].list);
    default:
        return join_texts(r, args);
    }
}

static struct cel_value subtract_from_time(struct run *r, const struct cel_value *args)
{
    int64_t nanos;

    if (args[1].kind == CEL_duration)
        return args[1].number == INT64_MIN ? overflow(r, args)
                                           : add_time(r, &args[0], -args[1].number);
    if (!moment_since(&args[0].moment, &args[1].moment, &nanos))
        return value_error(r, "timestamp overflow");
    return duration_of(nanos);
}

struct cel_value op_subtract(struct run *r, const struct cel_value *args, size_t count)
{
    int64_t difference;
    uint64_t natural;

    (void)count;
    if (args[0].kind == CEL_timestamp)
        return subtract_from_time(r, args);
    if (args[0].kind == CEL_double)
        return value_double(args[0].real - args[1].real);
    if (args[0].kind == CEL_uint)
        return __builtin_sub_overflow(args[0].natural, args[1].natural, &natural)
                   ? overflow(r, args)
                   : value_uint(natural);
    if (__builtin_sub_overflow(args[0].number, args[1].number, &difference))
        return overflow(r, args);
    return args[0].kind == CEL_int ? value_int(difference) : duration_of(difference);
}

struct cel_value op_multiply(struct run *r, const struct cel_value *args, size_t count)
{
    int64_t product;
    uint64_t natural;

    (void)count;
    if (args[0].kind == CEL_double)
        return value_double(args[0].real * args[1].real);
    if (args[0].kind == CEL_uint)
        return __builtin_mul_overflow(args[0].natural, args[1].natural, &natural)
                   ? overflow(r, args)
                   : value_uint(natural);
    return __builtin_mul_overflow(args[0].number, args[1].number, &product) ? overflow(r, args)
                                                                            : value_int(product);
}

struct cel_value op_divide(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    if (args[0].kind == CEL_double)
        return value_double(args[0].real / args[1].real);
    if (args[1].kind == CEL_int ? !args[1].number : !args[1].natural)
        return value_error(r, "division by zero");
    if (args[0].kind == CEL_uint)
        return value_uint(args[0].natural / args[1].natural);
    if (args[0].number == INT64_MIN && args[1].number == -1)
        return overflow(r, args);
    return value_int(args[0].number / args[1].number);
}

struct cel_value op_modulo(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    if (args[1].kind == CEL_int ? !args[1].number : !args[1].natural)
        return value_error(r, "modulus by zero");
    if (args[0].kind == CEL_uint)
        return value_uint(args[0].natural % args[1].natural);
    if (args[0].number == INT64_MIN && args[1].number == -1)
        return overflow(r, args);
    return value_int(args[0].number % args[1].number);
}

struct cel_value op_negate(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    if (args[0].kind == CEL_double)
        return value_double(-args[0].real);
    return args[0].number == INT64_MIN ? overflow(r, args) : value_int(-args[0].number);
}

struct cel_value op_not(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_bool(!args[0].yes);
}

struct cel_value op_equal(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return value_bool(value_equal(r, &args[0], &args[1]));
}

struct cel_value op_unequal(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return value_bool(!value_equal(r, &args[0], &args[1]));
}

static struct cel_value ordered(const struct cel_value *args, int least, int most)
{
    int order;

    if (!value_order(&args[0], &args[1], &order) || order == UNORDERED)
        return value_bool(false);
    order = order < 0 ? -1 : order > 0;
    return value_bool(order >= least && order <= most);
}

struct cel_value op_below(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return ordered(args, -1, -1);
}

struct cel_value op_at_most(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return ordered(args, -1, 0);
}

struct cel_value op_above(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return ordered(args, 1, 1);
}

struct cel_value op_at_least(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return ordered(args, 0, 1);
}

struct cel_value op_in(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value found;

    (void)count;
    if (args[1].kind == CEL_map)
        return value_bool(map_find(r, args[1].map, &args[0], &found));
    for (size_t i = 0; i < args[1].list->count; i++) {
        if (value_equal(r, &args[1].list->at[i], &args[0]))
            return value_bool(true);
    }
    return value_bool(false);
}

static bool in_list(const struct cel_list *list, const struct cel_value *index, size_t *ret)
{
    uint64_t at = index->natural;

    if (index->kind == CEL_int && index->number < 0)
        return false;
    if (index->kind == CEL_double) {
        if (!(index->real >= 0 && index->real < 1e9) || index->real != floor(index->real))
            return false;
        at = (uint64_t)index->real;
    }
    *ret = (size_t)at;
    return at < list->count;
}

struct cel_value op_index(struct run *r, const struct cel_value *args, size_t count)
{
    struct buf b = BUF_LIMIT(100);
    struct cel_value v;
    size_t i;

    if (args[0].kind == CEL_optional)
        return op_index_maybe(r, args, count);
    if (args[0].kind == CEL_map)
        return map_at(r, args[0].map, &args[1]);
    if (in_list(args[0].list, &args[1], &i))
        return args[0].list->at[i];
    value_print(&b, &args[1]);
    v = value_error(r, "index out of bounds: %s", b.at ? b.at : "");
    buf_done(&b);
    return v;
}

struct cel_value op_index_maybe(struct run *r, const struct cel_value *args, size_t count)
{
    const struct cel_value *of = &args[0];
    struct cel_value v;
    size_t i;

    (void)count;
    if (of->kind == CEL_optional) {
        if (!of->inner)
            return *of;
        of = of->inner;
    }
    if (of->kind == CEL_map)
        return map_find(r, of->map, &args[1], &v) ? value_optional(r, &v) : value_optional(r, NULL);
    if (of->kind != CEL_list)
        return value_no_overload(r);
    return value_optional(r, in_list(of->list, &args[1], &i) ? &of->list->at[i] : NULL);
}
