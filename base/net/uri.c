#include "base/net/uri.h"

#include "base/banned.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

static struct str decode(struct arena *a, struct str s, bool plus_is_blank)
{
    char *at = arena_alloc(a, s.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        int high = c == '%' && i + 2 < s.len ? hex_digit(s.at[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(s.at[i + 2]) : -1;
        if (low >= 0) {
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_blank) {
            c = ' ';
        }
        at[len++] = c;
    }
    return (struct str){ at, len };
}

static bool has_nul(struct str s)
{
    size_t at;

    return str_find(s, '\0', &at);
}

static size_t count_pieces(struct str query)
{
    size_t count = 1;

    for (size_t i = 0; i < query.len; i++)
        count += query.at[i] == '&';
    return count;
}

static bool parse_args(struct arena *a, struct str query, struct uri *ret)
{
    struct uri_arg *args;

    if (query.len == 0)
        return true;
    args = arena_alloc(a, count_pieces(query) * sizeof(*args));
    ret->args = args;
    while (query.at) {
        struct str value = str_cut(&query, '&');
        struct str name;
        struct uri_arg *arg = &args[ret->arg_count];
        if (value.len == 0)
            continue;
        name = str_cut(&value, '=');
        *arg = (struct uri_arg){ decode(a, name, true), decode(a, value, true) };
        if (has_nul(arg->name) || has_nul(arg->value))
            return false;
        ret->arg_count++;
    }
    return true;
}

/* "user:secret@host:80": whoever it is, only the host is meant. */
static struct str without_user(struct str authority)
{
    size_t at;

    while (str_find(authority, '@', &at))
        authority = str_skip(authority, at + 1);
    return authority;
}

/* Cuts "http://host:port" off the absolute form. */
static struct str cut_authority(struct str *target)
{
    static const struct str schemes[] = { { "http://", 7 }, { "https://", 8 } };
    struct str authority = STR_NONE;

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        struct str start = { target->at, schemes[i].len };
        if (target->len < start.len || !str_eq_nocase(start, schemes[i]))
            continue;
        authority = str_skip(*target, start.len);
        for (size_t n = 0; n < authority.len; n++) {
            if (authority.at[n] == '/' || authority.at[n] == '?')
                authority.len = n;
        }
        *target = str_skip(*target, start.len + authority.len);
    }
    return without_user(authority);
}

bool uri_parse(struct arena *a, struct str target, struct uri *ret, const char **ret_why)
{
    struct str query = target;

    *ret = (struct uri){ 0 };
    ret->authority = arena_str(a, cut_authority(&query));
    ret->target = str_starts(query, STR("?")) ? str_of(arena_printf(a, "/%.*s", STR_ARG(query)))
                                              : arena_str(a, query.len ? query : STR("/"));
    ret->path = decode(a, str_cut(&query, '?'), false);
    if (ret->authority.at && ret->path.len == 0)
        ret->path = STR("/");
    if (!str_starts(ret->path, STR("/")) && !str_is(ret->path, "*")) {
        *ret_why = "the request target must be a path or an http:// address";
        return false;
    }
    if (has_nul(ret->path) || !parse_args(a, query, ret)) {
        *ret_why = "the request target must not contain %00";
        return false;
    }
    return true;
}

struct str uri_arg_named(const struct uri *u, struct str name)
{
    for (size_t i = 0; i < u->arg_count; i++) {
        if (str_eq(u->args[i].name, name))
            return u->args[i].value;
    }
    return STR_NONE;
}
