#include "runner/cel/functions.h"

#include "base/banned.h"

/* A URL with a scheme and a host, or a path from the root. */
struct parts {
    struct str scheme, host, path, query;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool scheme_is_valid(struct str s)
{
    if (!s.len || !is_letter(s.at[0]))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!is_letter(s.at[i]) && (s.at[i] < '0' || s.at[i] > '9') && !strchr("+-.", s.at[i]))
            return false;
    }
    return true;
}

static int hex_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* No controls, and two digits after each percent sign. */
static bool is_sound(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7f)
            return false;
        if (s.at[i] == '%' &&
            (i + 2 >= s.len || hex_of(s.at[i + 1]) < 0 || hex_of(s.at[i + 2]) < 0))
            return false;
    }
    return true;
}

/* Where the port begins: after the last colon behind an address in brackets. */
static bool port_at(struct str host, size_t *ret)
{
    for (size_t i = host.len; i--;) {
        if (host.at[i] == ']')
            return false;
        if (host.at[i] == ':') {
            *ret = i + 1;
            return true;
        }
    }
    return false;
}

static bool host_is_valid(struct str host)
{
    size_t port;

    if (host.len && memchr(host.at, ' ', host.len))
        return false;
    if (host.len && host.at[0] == '[' && !memchr(host.at, ']', host.len))
        return false;
    if (!port_at(host, &port))
        return true;
    for (size_t i = port; i < host.len; i++) {
        if (host.at[i] < '0' || host.at[i] > '9')
            return false;
    }
    return true;
}

static bool split(struct str url, struct parts *ret)
{
    size_t colon, at;

    *ret = (struct parts){ STR(""), STR(""), STR(""), STR("") };
    if (!url.len || !is_sound(url))
        return false;
    url = str_cut(&url, '#');
    ret->query = url;
    url = str_cut(&ret->query, '?');
    if (!ret->query.at)
        ret->query = STR("");
    if (url.len && url.at[0] != '/') {
        if (!str_find(url, ':', &colon) || !scheme_is_valid((struct str){ url.at, colon }))
            return false;
        ret->scheme = (struct str){ url.at, colon };
        url = str_skip(url, colon + 1);
    }
    ret->path = url;
    if (!str_starts(url, STR("//")))
        return url.len && url.at[0] == '/';
    url = str_skip(url, 2);
    ret->host = url;
    if (str_find(url, '/', &at))
        ret->host.len = at;
    ret->path = str_skip(url, ret->host.len);
    if (str_find(ret->host, '@', &at))
        ret->host = str_skip(ret->host, at + 1);
    return host_is_valid(ret->host);
}

struct cel_value fn_url(struct run *r, const struct cel_value *args, size_t count)
{
    struct parts p;

    (void)count;
    if (!split(args[0].text, &p))
        return value_error(
            r, "URL parse error during conversion from string: parse \"%.*s\": invalid URI",
            args[0].text.len > 200 ? 200 : STR_ARG(args[0].text));
    return (struct cel_value){ .kind = CEL_url, .text = args[0].text };
}

struct cel_value fn_is_url(struct run *r, const struct cel_value *args, size_t count)
{
    struct parts p;

    (void)r;
    (void)count;
    return value_bool(split(args[0].text, &p));
}

struct cel_value fn_url_scheme(struct run *r, const struct cel_value *args, size_t count)
{
    struct parts p;
    struct cel_value v;

    (void)count;
    split(args[0].text, &p);
    v = value_text(p.scheme);
    return fn_lower_ascii(r, &v, 1);
}

struct cel_value fn_url_host(struct run *r, const struct cel_value *args, size_t count)
{
    struct parts p;

    (void)r;
    (void)count;
    split(args[0].text, &p);
    return value_text(p.host);
}

struct cel_value fn_url_hostname(struct run *r, const struct cel_value *args, size_t count)
{
    struct parts p;
    size_t port;

    (void)r;
    (void)count;
    split(args[0].text, &p);
    if (port_at(p.host, &port))
        p.host.len = port - 1;
    if (p.host.len > 1 && p.host.at[0] == '[' && p.host.at[p.host.len - 1] == ']')
        p.host = (struct str){ p.host.at + 1, p.host.len - 2 };
    return value_text(p.host);
}

struct cel_value fn_url_port(struct run *r, const struct cel_value *args, size_t count)
{
    struct parts p;
    size_t port;

    (void)r;
    (void)count;
    split(args[0].text, &p);
    return value_text(port_at(p.host, &port) ? str_skip(p.host, port) : STR(""));
}

struct cel_value fn_url_escaped_path(struct run *r, const struct cel_value *args, size_t count)
{
    struct buf b = BUF_LIMIT(3 * args[0].text.len + 1);
    struct cel_value v;
    struct parts p;

    (void)count;
    split(args[0].text, &p);
    for (size_t i = 0; i < p.path.len; i++) {
        char c = p.path.at[i];
        if (is_letter(c) || (c >= '0' && c <= '9') || strchr("-._~/%:@!$&'()*+,;=[]", c))
            buf_add_char(&b, c);
        else
            buf_printf(&b, "%%%02X", (unsigned char)c);
    }
    v = value_copy(r, buf_str(&b), CEL_string);
    buf_done(&b);
    return v;
}

static struct cel_value decoded(struct run *r, struct str s)
{
    struct cel_value v = value_copy(r, s, CEL_string);
    char *to;
    size_t len = 0;

    if (v.kind == CEL_error)
        return v;
    to = run_alloc(r, s.len + 1);
    for (size_t i = 0; to && i < s.len; i++) {
        if (s.at[i] == '%' && i + 2 < s.len) {
            to[len++] = (char)(hex_of(s.at[i + 1]) * 16 + hex_of(s.at[i + 2]));
            i += 2;
        } else {
            to[len] = s.at[i];
            if (s.at[i] == '+')
                to[len] = ' ';
            len++;
        }
    }
    return to ? value_text((struct str){ to, len }) : value_error(r, "too much memory");
}

/* The list of one name's values, one longer. */
static struct cel_value longer(struct run *r, const struct cel_value *list,
                               const struct cel_value *item)
{
    struct cel_value one = value_list(r, item, 1), pair[2];

    if (!list || one.kind == CEL_error)
        return one;
    pair[0] = *list;
    pair[1] = one;
    return op_add(r, pair, 2);
}

struct cel_value fn_url_query(struct run *r, const struct cel_value *args, size_t count)
{
    struct cel_map *map = run_alloc(r, sizeof(*map));
    struct parts p;
    size_t most = 1, i;
    struct cel_entry *at;

    (void)count;
    split(args[0].text, &p);
    for (i = 0; i < p.query.len; i++)
        most += p.query.at[i] == '&';
    at = run_alloc(r, most * sizeof(*at));
    if (!map || !at)
        return value_error(r, "too much memory");
    *map = (struct cel_map){ at, 0, NULL, cel_type_plain(CEL_map) };
    while (p.query.at && !r->over) {
        struct str value = str_cut(&p.query, '&'), name = str_cut(&value, '=');
        struct cel_value key = decoded(r, name), *item = run_alloc(r, sizeof(*item));
        if (!item)
            break;
        *item = decoded(r, value.at ? value : STR(""));
        run_charge(r, map->count);
        for (i = 0; i < map->count && !str_eq(at[i].key.text, key.text);)
            i++;
        if (i == map->count && !name.len && !value.at)
            continue;
        at[i].value = longer(r, i < map->count ? &at[i].value : NULL, item);
        at[i].key = key;
        map->count += i == map->count;
    }
    return (struct cel_value){ .kind = CEL_map, .map = map };
}
