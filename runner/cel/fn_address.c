#include "runner/cel/address.h"

#include "runner/cel/functions.h"

#include "base/banned.h"

static struct cel_value keep(struct run *r, enum cel_kind kind, const struct address *a)
{
    struct address *copy = run_alloc(r, sizeof(*copy));

    if (!copy)
        return value_error(r, "too much memory");
    *copy = *a;
    return (struct cel_value){ .kind = kind, .address = copy };
}

struct cel_value fn_ip(struct run *r, const struct cel_value *args, size_t count)
{
    struct address a;

    (void)count;
    if (!address_read(args[0].text, &a))
        return value_error(r, "IP Address '%.*s' parse error during conversion from string",
                           args[0].text.len > 100 ? 100 : STR_ARG(args[0].text));
    return keep(r, CEL_ip, &a);
}

struct cel_value fn_is_ip(struct run *r, const struct cel_value *args, size_t count)
{
    struct address a;

    (void)r;
    (void)count;
    return value_bool(address_read(args[0].text, &a));
}

struct cel_value fn_ip_is_canonical(struct run *r, const struct cel_value *args, size_t count)
{
    struct buf b = BUF_LIMIT(80);
    struct cel_value v = fn_ip(r, args, count);

    if (v.kind == CEL_error)
        return v;
    address_print(&b, v.address);
    v = value_bool(str_eq(buf_str(&b), args[0].text));
    buf_done(&b);
    return v;
}

struct cel_value fn_ip_family(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_int(args[0].address->length == 4 ? 4 : 6);
}

static bool within(const struct address *a, const char *v4, const char *v6)
{
    struct address block;

    return address_read_block(str_of(a->length == 4 ? v4 : v6), &block) &&
           address_is_within(&block, a);
}

struct cel_value fn_ip_unspecified(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_bool(within(args[0].address, "0.0.0.0/32", "::/128"));
}

struct cel_value fn_ip_loopback(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_bool(within(args[0].address, "127.0.0.0/8", "::1/128"));
}

struct cel_value fn_ip_link_local_multicast(struct run *r, const struct cel_value *args,
                                            size_t count)
{
    const struct address *a = args[0].address;

    (void)r;
    (void)count;
    return value_bool(a->length == 4 ? within(a, "224.0.0.0/24", "")
                                     : a->bytes[0] == 0xff && (a->bytes[1] & 0x0f) == 2);
}

struct cel_value fn_ip_link_local_unicast(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_bool(within(args[0].address, "169.254.0.0/16", "fe80::/10"));
}

struct cel_value fn_ip_global_unicast(struct run *r, const struct cel_value *args, size_t count)
{
    const struct address *a = args[0].address;

    (void)r;
    (void)count;
    return value_bool(!within(a, "0.0.0.0/32", "::/128") && !within(a, "127.0.0.0/8", "::1/128") &&
                      !within(a, "224.0.0.0/4", "ff00::/8") &&
                      !within(a, "169.254.0.0/16", "fe80::/10") &&
                      !within(a, "255.255.255.255/32", "::/128"));
}

struct cel_value fn_cidr(struct run *r, const struct cel_value *args, size_t count)
{
    struct address a;

    (void)count;
    if (!address_read_block(args[0].text, &a))
        return value_error(r, "network address parse error during conversion from string: \"%.*s\"",
                           args[0].text.len > 100 ? 100 : STR_ARG(args[0].text));
    return keep(r, CEL_cidr, &a);
}

struct cel_value fn_is_cidr(struct run *r, const struct cel_value *args, size_t count)
{
    struct address a;

    (void)r;
    (void)count;
    return value_bool(address_read_block(args[0].text, &a));
}

struct cel_value fn_cidr_contains_ip(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value ip = args[1].kind == CEL_string ? fn_ip(r, &args[1], 1) : args[1];

    (void)count;
    return ip.kind == CEL_error ? ip : value_bool(address_is_within(args[0].address, ip.address));
}

struct cel_value fn_cidr_contains_cidr(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_value block = args[1].kind == CEL_string ? fn_cidr(r, &args[1], 1) : args[1];

    (void)count;
    return block.kind == CEL_error ? block
                                   : value_bool(address_is_within(args[0].address, block.address));
}

struct cel_value fn_cidr_ip(struct run *r, const struct cel_value *args, size_t count)
{
    struct address a = *args[0].address;

    (void)count;
    a.prefix = a.length * 8;
    return keep(r, CEL_ip, &a);
}

struct cel_value fn_cidr_masked(struct run *r, const struct cel_value *args, size_t count)
{
    struct address a = address_masked(args[0].address);

    (void)count;
    return keep(r, CEL_cidr, &a);
}

struct cel_value fn_cidr_prefix_length(struct run *r, const struct cel_value *args, size_t count)
{
    (void)r;
    (void)count;
    return value_int(args[0].address->prefix);
}
