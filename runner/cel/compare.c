#include "runner/cel/compare.h"

#include <math.h>

#include "base/json.h"
#include "runner/cel/address.h"
#include "runner/cel/quantity.h"

#include "base/banned.h"

#define DEEP 128 /* what is nested deeper is no longer compared */

static bool is_number(const struct cel_value *v)
{
    return v->kind == CEL_int || v->kind == CEL_uint || v->kind == CEL_double;
}

static bool equal(struct run *r, const struct cel_value *a, const struct cel_value *b, int depth);

static bool lists_equal(struct run *r, const struct cel_list *a, const struct cel_list *b,
                        int depth)
{
    for (size_t i = 0; i < a->count; i++) {
        if (!equal(r, &a->at[i], &b->at[i], depth))
            return false;
    }
    return true;
}

bool value_same_keys(const struct cel_type *list, const struct cel_value *a,
                     const struct cel_value *b)
{
    if (a->kind != CEL_object || b->kind != CEL_object || !list->keys)
        return false;
    for (size_t i = 0; list->keys[i]; i++) {
        if (!json_equal(json_get(a->map->json, list->keys[i]),
                        json_get(b->map->json, list->keys[i])))
            return false;
    }
    return true;
}

/* In any order: as sets, or as maps by the keys of their items. */
static bool lists_equal_loosely(struct run *r, const struct cel_list *a, const struct cel_list *b,
                                int depth)
{
    bool map = a->type->list == CEL_LIST_map;

    for (size_t i = 0; i < b->count; i++) {
        bool found = false;
        for (size_t k = 0; k < a->count && !found && !r->over; k++) {
            run_charge(r, 1);
            if (!map || value_same_keys(a->type, &a->at[k], &b->at[i]))
                found = equal(r, &a->at[k], &b->at[i], depth);
        }
        if (!found)
            return false;
    }
    return true;
}

static bool maps_equal(struct run *r, const struct cel_map *a, const struct cel_map *b, int depth)
{
    size_t count = a->json ? (size_t)cJSON_GetArraySize(a->json) : a->count;

    if (a->json && b->json && a->type == b->type)
        return json_equal(a->json, b->json);
    for (size_t i = 0; i < count; i++) {
        struct cel_value key = map_key(r, a, i), x, y;
        if (map_find(r, a, &key, &x) != map_find(r, b, &key, &y) || !equal(r, &x, &y, depth))
            return false;
    }
    return true;
}

static bool containers_equal(struct run *r, const struct cel_value *a, const struct cel_value *b,
                             int depth)
{
    if (value_size(a) != value_size(b) || depth <= 0)
        return false;
    if (a->kind != CEL_list)
        return maps_equal(r, a->map, b->map, depth);
    if (a->list->type && a->list->type->list != CEL_LIST_atomic)
        return lists_equal_loosely(r, a->list, b->list, depth);
    return lists_equal(r, a->list, b->list, depth);
}

static bool equal(struct run *r, const struct cel_value *a, const struct cel_value *b, int depth)
{
    int order;

    if (is_number(a) && is_number(b))
        return value_order(a, b, &order) && !order;
    if (a->kind != b->kind)
        return false;
    switch ((int)a->kind) {
    case CEL_null:
        return true;
    case CEL_type:
        return a->meant == b->meant;
    case CEL_list:
    case CEL_map:
    case CEL_object:
        return containers_equal(r, a, b, depth - 1);
    case CEL_optional:
        return a->inner && b->inner ? depth > 0 && equal(r, a->inner, b->inner, depth - 1)
                                    : a->inner == b->inner;
    case CEL_url:
    case CEL_format:
        return str_eq(a->text, b->text);
    case CEL_ip:
    case CEL_cidr:
        return address_equal(a->address, b->address);
    case CEL_quantity:
        return !quantity_compare(a->quantity, b->quantity);
    default:
        return value_order(a, b, &order) && !order;
    }
}

bool value_equal(struct run *r, const struct cel_value *a, const struct cel_value *b)
{
    return equal(r, a, b, DEEP);
}

static int order_of(bool below, bool above)
{
    return below ? -1 : above;
}

static int int_to_uint(int64_t a, uint64_t b)
{
    return a < 0 ? -1 : order_of((uint64_t)a<b, (uint64_t)a> b);
}

/* As API servers do: a double beyond the other type's range is below or above all of it, others are compared as doubles. */
static int int_to_double(int64_t a, double b)
{
    if (b > 9223372036854775808.0)
        return -1;
    if (b < -9223372036854775808.0)
        return 1;
    return order_of((double)a<b, (double)a> b);
}

static int uint_to_double(uint64_t a, double b)
{
    if (b > 18446744073709551616.0)
        return -1;
    if (b < 0)
        return 1;
    return order_of((double)a<b, (double)a> b);
}

static int turned(int order)
{
    return order == UNORDERED ? order : -order;
}

static int order_numbers(const struct cel_value *a, const struct cel_value *b)
{
    if ((a->kind == CEL_double && isnan(a->real)) || (b->kind == CEL_double && isnan(b->real)))
        return UNORDERED;
    if (a->kind > b->kind)
        return turned(order_numbers(b, a));
    if (a->kind == CEL_double)
        return order_of(a->real<b->real, a->real> b->real);
    if (a->kind == CEL_uint)
        return b->kind == CEL_uint ? order_of(a->natural<b->natural, a->natural> b->natural)
                                   : uint_to_double(a->natural, b->real);
    if (b->kind == CEL_uint)
        return int_to_uint(a->number, b->natural);
    return b->kind == CEL_int ? order_of(a->number<b->number, a->number> b->number)
                              : int_to_double(a->number, b->real);
}

static int order_moments(const struct moment *a, const struct moment *b)
{
    if (a->seconds != b->seconds)
        return a->seconds < b->seconds ? -1 : 1;
    return order_of(a->nanos<b->nanos, a->nanos> b->nanos);
}

static int order_texts(struct str a, struct str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.at, b.at, shared) : 0;

    return order ? order : order_of(a.len<b.len, a.len> b.len);
}

bool value_order(const struct cel_value *a, const struct cel_value *b, int *ret_order)
{
    if (is_number(a) && is_number(b)) {
        *ret_order = order_numbers(a, b);
        return true;
    }
    if (a->kind != b->kind)
        return false;
    if (a->kind == CEL_bool)
        *ret_order = a->yes - b->yes;
    else if (a->kind == CEL_string || a->kind == CEL_bytes)
        *ret_order = order_texts(a->text, b->text);
    else if (a->kind == CEL_timestamp)
        *ret_order = order_moments(&a->moment, &b->moment);
    else if (a->kind == CEL_duration)
        *ret_order = order_of(a->number<b->number, a->number> b->number);
    else
        return false;
    return true;
}
