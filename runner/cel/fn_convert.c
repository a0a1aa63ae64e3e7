#include "base/utf8.h"
#include "runner/cel/address.h"
#include "runner/cel/functions.h"
#include "runner/cel/literal.h"

#include "base/banned.h"

static struct cel_value cannot(struct run *r, const struct cel_value *from, enum cel_kind to)
{
    return value_error(r, "type conversion error from '%s' to '%s'", cel_kind_name(from->kind),
                       cel_kind_name(to));
}

static struct cel_value out_of_range(struct run *r, bool natural)
{
    return value_error(r, "%sinteger overflow", natural ? "unsigned " : "");
}

struct cel_value fn_size(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_int((int64_t)value_size(&args[0]));
}

struct cel_value fn_type(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return (struct cel_value){ .kind = CEL_type, .meant = args[0].kind };
}

struct cel_value fn_dyn(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return args[0];
}

struct cel_value fn_bool(struct run *r, const struct cel_value *args, size_t count)
{
    static const char *const words[] = { "1", "t", "T", "true",  "TRUE",  "True",
                                         "0", "f", "F", "false", "FALSE", "False" };

    (void)count;
    if (args[0].kind == CEL_bool)
        return args[0];
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_is(args[0].text, words[i]))
            return value_bool(i < 6);
    }
    return cannot(r, &args[0], CEL_bool);
}

struct cel_value fn_bytes(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value v = args[0];

    (void)r;
    (void)count;
    v.kind = CEL_bytes;
    return v;
}

struct cel_value fn_double(struct run *r, const struct cel_value *args, size_t count)
{
    double real;

    (void)count;
    if (args[0].kind == CEL_int)
        return value_double((double)args[0].number);
    if (args[0].kind == CEL_uint)
        return value_double((double)args[0].natural);
    if (args[0].kind == CEL_double)
        return args[0];
    return literal_double(args[0].text, &real) ? value_double(real)
                                               : cannot(r, &args[0], CEL_double);
}

struct cel_value fn_int(struct run *r, const struct cel_value *args, size_t count)
{
    struct str text = args[0].text;
    bool minus;
    int64_t number;

    (void)count;
    switch ((int)args[0].kind) {
    case CEL_int:
        return args[0];
    case CEL_duration:
        return value_int(args[0].number);
    case CEL_timestamp:
        return value_int(args[0].moment.seconds);
    case CEL_uint:
        return args[0].natural > INT64_MAX ? out_of_range(r, false)
                                           : value_int((int64_t)args[0].natural);
    case CEL_double:
        return args[0].real > -9223372036854775808.0 && args[0].real < 9223372036854775808.0
                   ? value_int((int64_t)args[0].real)
                   : out_of_range(r, false);
    default:
        break;
    }
    minus = text.len && text.at[0] == '-';
    if (text.len && (minus || text.at[0] == '+'))
        text = str_skip(text, 1);
    if (memchr(text.len ? text.at : "x", 'x', text.len ? text.len : 1) ||
        !literal_int(text, minus, &number))
        return cannot(r, &args[0], CEL_int);
    return value_int(number);
}

struct cel_value fn_uint(struct run *r, const struct cel_value *args, size_t count)
{
    struct str text = args[0].text;
    uint64_t natural;

    (void)count;
    if (args[0].kind == CEL_uint)
        return args[0];
    if (args[0].kind == CEL_int)
        return args[0].number < 0 ? out_of_range(r, true) : value_uint((uint64_t)args[0].number);
    if (args[0].kind == CEL_double)
        return args[0].real >= 0 && args[0].real < 18446744073709551616.0
                   ? value_uint((uint64_t)args[0].real)
                   : out_of_range(r, true);
    if (!text.len || text.at[text.len - 1] < '0' || text.at[text.len - 1] > '9' ||
        memchr(text.at, 'x', text.len) || !literal_uint(text, &natural))
        return cannot(r, &args[0], CEL_uint);
    return value_uint(natural);
}

static void print(struct buf *b, const struct cel_value *v)
{
    switch ((int)v->kind) {
    case CEL_timestamp:
        moment_print(b, &v->moment);
        break;
    case CEL_duration:
        duration_print(b, v->number);
        break;
    case CEL_ip:
    case CEL_cidr:
        address_print(b, v->address);
        if (v->kind == CEL_cidr)
            buf_printf(b, "/%d", v->address->prefix);
        break;
    default:
        value_print(b, v);
        break;
    }
}

struct cel_value fn_string(struct run *r, const struct cel_value *args, size_t count)
{
    struct buf b = BUF_LIMIT(400);
    struct cel_value v = args[0];

    (void)count;
    if (v.kind == CEL_bytes) {
        v.kind = CEL_string;
        return utf8_is_valid(v.text)
                   ? v
                   : value_error(r, "invalid UTF-8 in bytes, cannot convert to string");
    }
    if (v.kind == CEL_string)
        return v;
    print(&b, &v);
    v = value_copy(r, buf_str(&b), CEL_string);
    buf_done(&b);
    return v;
}

struct cel_value fn_duration(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value v = { .kind = CEL_duration };

    (void)count;
    if (args[0].kind == CEL_duration)
        return args[0];
    if (args[0].kind == CEL_int)
        v.number = args[0].number;
    else if (!duration_read(args[0].text, &v.number))
        return cannot(r, &args[0], CEL_duration);
    return v;
}

struct cel_value fn_timestamp(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value v = { .kind = CEL_timestamp };

    (void)count;
    if (args[0].kind == CEL_timestamp)
        return args[0];
    if (args[0].kind == CEL_int) {
        v.moment.seconds = args[0].number;
        return moment_is_valid(&v.moment) ? v : value_error(r, "timestamp overflow");
    }
    return moment_read(args[0].text, &v.moment) ? v : cannot(r, &args[0], CEL_timestamp);
}
