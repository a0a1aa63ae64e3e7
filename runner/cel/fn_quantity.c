#include "runner/cel/functions.h"
#include "runner/cel/quantity.h"

#include "base/banned.h"

static struct cel_value keep(struct run *r, const struct quantity *q)
{
    struct quantity *copy = run_alloc(r, sizeof(*copy));

    if (!copy)
        return value_error(r, "too much memory");
    *copy = *q;
    return (struct cel_value){ .kind = CEL_quantity, .quantity = copy };
}

struct cel_value fn_quantity(struct run *r, const struct cel_value *args, size_t count)
{
    struct quantity q;

    (void)count;
    if (!quantity_read(args[0].text, &q))
        return value_error(r, "quantities must match the regular expression "
                              "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    return keep(r, &q);
}

struct cel_value fn_is_quantity(struct run *r, const struct cel_value *args, size_t count)
{
    struct quantity q;

    (void)r;
    (void)count;
    return value_bool(quantity_read(args[0].text, &q));
}

struct cel_value fn_quantity_is_integer(struct run *r, const struct cel_value *args, size_t count)
{
    int64_t whole;

    (void)r;
    (void)count;
    return value_bool(quantity_int(args[0].quantity, &whole));
}

struct cel_value fn_quantity_as_integer(struct run *r, const struct cel_value *args, size_t count)
{
    int64_t whole;

    (void)count;
    return quantity_int(args[0].quantity, &whole)
               ? value_int(whole)
               : value_error(r, "cannot convert value to integer");
}

struct cel_value fn_quantity_as_float(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_double(quantity_double(args[0].quantity));
}

struct cel_value fn_quantity_sign(struct run *r, const struct cel_value *args, size_t count)
{
    static const struct quantity zero;

    (void)r;
    (void)count;
    return value_int(quantity_compare(args[0].quantity, &zero));
}

static struct cel_value sum(struct run *r, const struct cel_value *args, int sign)
{
    struct quantity q = { args[1].kind == CEL_int ? (quantity_nanos)args[1].number * 1000000000
                                                  : args[1].quantity->nanos };

    q.nanos = args[0].quantity->nanos + sign * q.nanos;
    return keep(r, &q);
}

struct cel_value fn_quantity_add(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return sum(r, args, 1);
}

struct cel_value fn_quantity_sub(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return sum(r, args, -1);
}

struct cel_value fn_quantity_compare(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_int(quantity_compare(args[0].quantity, args[1].quantity));
}

struct cel_value fn_quantity_is_greater(struct run *r, const struct cel_value *args, size_t count)
{
    return value_bool(fn_quantity_compare(r, args, count).number > 0);
}

struct cel_value fn_quantity_is_less(struct run *r, const struct cel_value *args, size_t count)
{
    return value_bool(fn_quantity_compare(r, args, count).number < 0);
}
