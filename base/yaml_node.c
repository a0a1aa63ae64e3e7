#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/yaml.h"

#include "base/banned.h"

/* Reading the trees that yaml.c makes, and what their scalars mean by the core schema. */
enum { EXACT_BITS = 53 }; /* of an integer in a double */

const struct node *node_get(const struct node *map, const char *key)
{
    if (!map || map->type != NODE_map)
        return NULL;
    for (const struct node *n = map->head; n; n = n->next) {
        if (str_is(n->key->text, key))
            return n;
    }
    return NULL;
}

struct str node_text(const struct node *map, const char *key)
{
    const struct node *n = node_get(map, key);

    return n && n->type == NODE_text ? n->text : STR_NONE;
}

size_t node_count(const struct node *n)
{
    size_t count = 0;

    for (n = n ? n->head : NULL; n; n = n->next)
        count++;
    return count;
}

static bool is_one_of(struct str s, const char *const *words)
{
    for (; *words; words++) {
        if (str_is(s, *words))
            return true;
    }
    return false;
}

static struct str skip_sign(struct str s)
{
    return s.len && (s.at[0] == '-' || s.at[0] == '+') ? str_skip(s, 1) : s;
}

static size_t digits_in(struct str s, const char *digits)
{
    size_t count = 0;

    while (count < s.len && s.at[count] && strchr(digits, s.at[count]))
        count++;
    return count;
}

static bool is_all(struct str s, const char *digits)
{
    return s.len && digits_in(s, digits) == s.len;
}

/* 1 · 1. · .5 · 1.5e-3 */
static bool is_float(struct str s)
{
    static const char decimal[] = "0123456789";
    size_t whole, fraction = 0;

    s = skip_sign(s);
    whole = digits_in(s, decimal);
    s = str_skip(s, whole);
    if (s.len && s.at[0] == '.') {
        s = str_skip(s, 1);
        fraction = digits_in(s, decimal);
        s = str_skip(s, fraction);
    }
    if (whole + fraction == 0)
        return false;
    if (s.len && (s.at[0] == 'e' || s.at[0] == 'E'))
        return is_all(skip_sign(str_skip(s, 1)), decimal);
    return s.len == 0;
}

/* NULL when s is no integer. One that a double can't carry exactly stays a text. */
static cJSON *integer_json(struct str s)
{
    static const int64_t exact = INT64_C(1) << EXACT_BITS;
    struct str digits = s;
    int base = 10;

    if (str_starts(s, STR("0x")) && is_all(str_skip(s, 2), "0123456789abcdefABCDEF"))
        base = 16;
    else if (str_starts(s, STR("0o")) && is_all(str_skip(s, 2), "01234567"))
        base = 8;
    else if (!is_all(skip_sign(s), "0123456789"))
        return NULL;
    if (base != 10)
        digits = str_skip(s, 2);
    errno = 0;
    int64_t value = strtoll(digits.at, NULL, base);
    if (errno || value > exact || value < -exact)
        return cJSON_CreateString(s.at);
    return cJSON_CreateNumber((double)value);
}

static cJSON *scalar_json(const struct node *n)
{
    static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
    static const char *const trues[] = { "true", "True", "TRUE", NULL };
    static const char *const falses[] = { "false", "False", "FALSE", NULL };
    cJSON *item = NULL;

    if (!n->plain)
        return cJSON_CreateString(n->text.at);
    if (is_one_of(n->text, nulls))
        return cJSON_CreateNull();
    if (is_one_of(n->text, trues))
        return cJSON_CreateTrue();
    if (is_one_of(n->text, falses))
        return cJSON_CreateFalse();
    item = integer_json(n->text);
    if (!item && is_float(n->text) && isfinite(strtod(n->text.at, NULL)))
        item = cJSON_CreateNumber(strtod(n->text.at, NULL));
    return item ? item : cJSON_CreateString(n->text.at);
}

cJSON *node_json(const struct node *n)
{
    if (!n)
        return NULL;
    if (n->type == NODE_text)
        return scalar_json(n);
    cJSON *item = n->type == NODE_map ? cJSON_CreateObject() : cJSON_CreateArray();

    for (const struct node *child = n->head; child; child = child->next) {
        if (n->type == NODE_map)
            json_add(item, child->key->text.at, node_json(child));
        else
            json_push(item, node_json(child));
    }
    return item;
}
