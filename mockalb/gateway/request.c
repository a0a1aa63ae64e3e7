#include "mockalb/gateway/request.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"

#include "base/banned.h"

void request_add(struct request *r, struct str name, struct str value)
{
    if (r->count > LIMIT_PARAMS) /* one too many says all that request_check needs to know */
        return;
    if (r->count == r->room) {
        size_t room = r->room ? 2 * r->room : 64;
        struct pair *pairs = arena_alloc(r->arena, room * sizeof(*pairs));
        if (r->count)
            memcpy(pairs, r->pairs, r->count * sizeof(*pairs));
        r->pairs = pairs;
        r->room = room;
    }
    r->pairs[r->count++] = (struct pair){ .name = name, .value = value };
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A percent sign that begins no escape stands for itself, as it does in the query. */
static struct str decoded(struct arena *a, struct str s)
{
    char *to = arena_alloc(a, s.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '%' && s.len - i > 2 && hex_value(s.at[i + 1]) >= 0 &&
            hex_value(s.at[i + 2]) >= 0) {
            c = (char)(hex_value(s.at[i + 1]) * 16 + hex_value(s.at[i + 2]));
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        to[len++] = c;
    }
    return (struct str){ to, len };
}

void request_add_form(struct request *r, struct str body)
{
    while (body.at && r->count <= LIMIT_PARAMS) {
        struct str value = str_cut(&body, '&');
        struct str name = str_cut(&value, '=');
        size_t before = r->count;
        if (name.len)
            request_add(r, decoded(r->arena, name), decoded(r->arena, value));
        if (r->count > before)
            r->pairs[before].in_form = true;
    }
}

static bool is_number(struct str s)
{
    size_t i = 0;

    while (i < s.len && isdigit((unsigned char)s.at[i]))
        i++;
    return s.len && i == s.len;
}

static int by_bytes(struct str a, struct str b)
{
    size_t least = a.len < b.len ? a.len : b.len;
    int order = least ? memcmp(a.at, b.at, least) : 0;

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* Numbers stand before words, by their value: without leading zeros the longer is the larger. */
static int by_part(struct str a, struct str b)
{
    bool a_number = is_number(a), b_number = is_number(b);

    if (a_number != b_number)
        return a_number ? -1 : 1;
    if (a_number && a.len != b.len)
        return a.len > b.len ? 1 : -1;
    return by_bytes(a, b);
}

static int by_path(const void *a, const void *b)
{
    struct str left = ((const struct pair *)a)->name, right = ((const struct pair *)b)->name;
    int order = 0;

    while (!order && left.at && right.at)
        order = by_part(str_cut(&left, '.'), str_cut(&right, '.'));
    return order ? order : (left.at != NULL) - (right.at != NULL);
}

static const struct api_error *check_pair(const struct pair *p, const struct pair *before,
                                          struct call *call)
{
    const char *name = utf8_show(call->arena, p->name);

    if (!utf8_is_valid(p->name))
        return refuse(call, ERR_undecodable_param, name,
                      "its name must be UTF-8, percent-encoded, without zero bytes");
    if (!utf8_is_valid(p->value))
        return refuse(call, ERR_undecodable_param, name,
                      "its value must be UTF-8, percent-encoded, without zero bytes");
    if (before && by_bytes(before->name, p->name) == 0)
        return refuse(call, ERR_duplicate_param, name);
    return NULL;
}

const struct api_error *request_check(struct request *r, struct call *call)
{
    if (r->count > LIMIT_PARAMS)
        return refuse(call, ERR_too_large,
                      arena_printf(call->arena, "%u parameters", LIMIT_PARAMS));
    if (r->foreign_body)
        return refuse(call, ERR_foreign_body);
    if (r->count)
        qsort(r->pairs, r->count, sizeof(*r->pairs), by_path);
    for (size_t i = 0; i < r->count; i++) {
        const struct api_error *error = check_pair(&r->pairs[i], i ? &r->pairs[i - 1] : NULL, call);
        if (error)
            return error;
    }
    return NULL;
}

struct str request_param(const struct request *r, const char *name)
{
    for (size_t i = 0; i < r->count; i++) {
        if (str_is(r->pairs[i].name, name))
            return r->pairs[i].value;
    }
    return STR_NONE;
}

const char *request_text(const struct request *r, const char *name)
{
    struct str value = request_param(r, name);

    return value.len ? arena_strz(r->arena, value) : NULL;
}
