#include "runner/cel/compare.h"
#include "runner/cel/functions.h"

#include "base/banned.h"

struct cel_value fn_optional_of(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return value_optional(r, &args[0]);
}

static bool is_zero(const struct cel_value *v)
{
    switch ((int)v->kind) {
    case CEL_null:
        return true;
    case CEL_bool:
        return !v->yes;
    case CEL_int:
    case CEL_duration:
        return !v->number;
    case CEL_uint:
        return !v->natural;
    case CEL_double:
        return v->real == 0;
    case CEL_string:
    case CEL_bytes:
    case CEL_list:
    case CEL_map:
    case CEL_object:
        return !value_size(v);
    case CEL_optional:
        return !v->inner;
    default:
        return false;
    }
}

struct cel_value fn_optional_non_zero(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return value_optional(r, is_zero(&args[0]) ? NULL : &args[0]);
}

struct cel_value fn_optional_none(struct run *r, const struct cel_value *args, size_t count)
{
    (void)args;
    (void)count;
    return value_optional(r, NULL);
}

struct cel_value fn_has_value(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_bool(args[0].inner != NULL);
}

struct cel_value fn_value(struct run *r, const struct cel_value *args, size_t count)
{
    (void)count;
    return args[0].inner ? *args[0].inner : value_error(r, "optional.none() dereference");
}

struct cel_value fn_or(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return args[0].inner ? args[0] : args[1];
}

struct cel_value fn_or_value(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return args[0].inner ? *args[0].inner : args[1];
}
