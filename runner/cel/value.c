#include "runner/cel/value.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/digest.h"
#include "base/json.h"
#include "runner/cel/compare.h"
#include "runner/cel/times.h"

#include "base/banned.h"

void run_charge(struct run *r, uint64_t cost)
{
    r->cost += cost;
    r->over = r->over || r->cost > r->cost_limit;
}

void run_count(struct run *r, size_t size)
{
    r->over = r->over || size > r->memory_limit - r->memory;
    if (!r->over)
        r->memory += size;
}

void *run_alloc(struct run *r, size_t size)
{
    run_count(r, size);
    if (r->over)
        return NULL;
    return arena_alloc(r->arena, size ? size : 1);
}

struct cel_value value_bool(bool yes)
{
    return (struct cel_value){ .kind = CEL_bool, .yes = yes };
}

struct cel_value value_int(int64_t number)
{
    return (struct cel_value){ .kind = CEL_int, .number = number };
}

struct cel_value value_uint(uint64_t natural)
{
    return (struct cel_value){ .kind = CEL_uint, .natural = natural };
}

struct cel_value value_double(double real)
{
    return (struct cel_value){ .kind = CEL_double, .real = real };
}

struct cel_value value_text(struct str text)
{
    return (struct cel_value){ .kind = CEL_string, .text = text };
}

struct cel_value value_copy(struct run *r, struct str text, enum cel_kind kind)
{
    char *copy = run_alloc(r, text.len + 1);

    if (!copy)
        return value_error(r, "too much memory");
    memcpy(copy, text.len ? text.at : "", text.len);
    return (struct cel_value){ .kind = kind, .text = { copy, text.len } };
}

struct cel_value value_list(struct run *r, const struct cel_value *at, size_t count)
{
    struct cel_list *list = run_alloc(r, sizeof(*list));

    if (!list)
        return value_error(r, "too much memory");
    *list = (struct cel_list){ at, count, NULL };
    return (struct cel_value){ .kind = CEL_list, .list = list };
}

struct cel_value value_optional(struct run *r, const struct cel_value *inner)
{
    struct cel_value v = { .kind = CEL_optional }, *copy;

    if (!inner)
        return v;
    copy = run_alloc(r, sizeof(*copy));
    if (!copy)
        return value_error(r, "too much memory");
    *copy = *inner;
    v.inner = copy;
    return v;
}

struct cel_value value_error(struct run *r, const char *fmt, ...)
{
    char message[512];
    va_list args;

    va_start(args, fmt);
    vsnprintf(message, sizeof(message), fmt, args);
    va_end(args);
    return (struct cel_value){ .kind = CEL_error,
                               .text = str_of(arena_strz(r->arena, str_of(message))) };
}

struct cel_value value_no_overload(struct run *r)
{
    (void)r;
    return (struct cel_value){ .kind = CEL_error, .text = STR("no such overload") };
}

/* A list is read once, not at every turn of a loop that looks into it. */
static struct cel_value list_of_json(struct run *r, const cJSON *json, const struct cel_type *type)
{
    size_t place = ((uintptr_t)json >> 4) % LISTS_KNOWN, count = 0;
    const cJSON *item;
    struct cel_value *at, v;
    struct cel_list *list;

    if (r->lists[place].json == json && r->lists[place].list->type == type)
        return (struct cel_value){ .kind = CEL_list, .list = r->lists[place].list };
    at = run_alloc(r, (size_t)cJSON_GetArraySize(json) * sizeof(*at));
    list = run_alloc(r, sizeof(*list));
    if (!at || !list)
        return value_error(r, "too much memory");
    cJSON_ArrayForEach(item, json)
    {
        v = value_of_json(r, item, type->of);
        if (v.kind == CEL_error)
            return v;
        at[count++] = v;
    }
    *list = (struct cel_list){ at, count, type };
    r->lists[place].json = json;
    r->lists[place].list = list;
    return (struct cel_value){ .kind = CEL_list, .list = list };
}

static struct cel_value text_of_json(struct run *r, const char *text, const struct cel_type *type)
{
    struct cel_value v = { .kind = type->kind };
    struct str bytes;

    if (type->kind == CEL_timestamp && !moment_read(str_of(text), &v.moment) &&
        !moment_read_date(str_of(text), &v.moment))
        return value_error(r, "Invalid date-time formatted string %s", text);
    if (type->kind == CEL_duration && !duration_read(str_of(text), &v.number))
        return value_error(r, "Invalid duration %s", text);
    if (type->kind != CEL_bytes)
        return v;
    if (!digest_base64_decode(r->arena, str_of(text), &bytes))
        return value_error(r, "Invalid byte formatted string %s", text);
    v.text = bytes;
    return v;
}

static struct cel_value number_of_json(double number, const struct cel_type *type)
{
    bool whole = number == floor(number) && fabs(number) < 9223372036854775808.0;

    if (type->kind == CEL_double || (type->kind == CEL_dyn && !whole))
        return value_double(number);
    return value_int((int64_t)number);
}

static bool is_one_of(enum cel_kind kind, enum cel_kind a, enum cel_kind b, enum cel_kind c)
{
    return kind == a || kind == b || kind == c;
}

static struct cel_value scalar_of_json(struct run *r, const cJSON *json,
                                       const struct cel_type *type)
{
    enum cel_kind k = type->kind;

    if (cJSON_IsNull(json))
        return (struct cel_value){ .kind = CEL_null };
    if (cJSON_IsBool(json) && is_one_of(k, CEL_bool, CEL_dyn, CEL_dyn))
        return value_bool(cJSON_IsTrue(json));
    if (cJSON_IsNumber(json) && is_one_of(k, CEL_int, CEL_double, CEL_dyn))
        return number_of_json(json->valuedouble, type);
    if (cJSON_IsString(json) && is_one_of(k, CEL_string, CEL_dyn, CEL_dyn))
        return value_text(str_of(json->valuestring));
    if (cJSON_IsString(json) && is_one_of(k, CEL_timestamp, CEL_duration, CEL_bytes))
        return text_of_json(r, json->valuestring, type);
    return value_error(r, "invalid data, expected %s",
                       k == CEL_list                     ? "array"
                       : k == CEL_map || k == CEL_object ? "object"
                                                         : cel_kind_name(k));
}

struct cel_value value_of_json(struct run *r, const cJSON *json, const struct cel_type *type)
{
    enum cel_kind k = type->kind;
    struct cel_value v = { .kind = k == CEL_object ? CEL_object : CEL_map };
    struct cel_map *map;

    if (cJSON_IsArray(json) && is_one_of(k, CEL_list, CEL_dyn, CEL_dyn))
        return list_of_json(r, json, k == CEL_dyn ? cel_type_plain(CEL_list) : type);
    if (!cJSON_IsObject(json) || !is_one_of(k, CEL_map, CEL_object, CEL_dyn))
        return scalar_of_json(r, json, type);
    map = run_alloc(r, sizeof(*map));
    if (!map)
        return value_error(r, "too much memory");
    *map = (struct cel_map){ NULL, 0, json, k == CEL_dyn ? cel_type_plain(CEL_map) : type };
    v.map = map;
    return v;
}

size_t value_runes(struct str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++)
        count += (text.at[i] & 0xc0) != 0x80;
    return count;
}

size_t value_size(const struct cel_value *v)
{
    if (v->kind == CEL_string)
        return value_runes(v->text);
    if (v->kind == CEL_bytes)
        return v->text.len;
    if (v->kind == CEL_list)
        return v->list->count;
    if (v->kind == CEL_map || v->kind == CEL_object)
        return v->map->json ? (size_t)cJSON_GetArraySize(v->map->json) : v->map->count;
    return 1;
}

/* The member's type and its name in the JSON; NULL when a key names none. */
static const struct cel_type *member_type(const struct cel_map *map, const struct cel_value *key,
                                          const char **ret_name)
{
    const struct cel_field *field;

    if (map->type->kind != CEL_object)
        return map->type->of;
    field = cel_type_field(map->type, key->text);
    if (!field)
        return NULL;
    *ret_name = field->member;
    return field->type;
}

bool map_find(struct run *r, const struct cel_map *map, const struct cel_value *key,
              struct cel_value *ret)
{
    const struct cel_type *type;
    const cJSON *item;
    const char *name;

    for (size_t i = 0; !map->json && i < map->count; i++) {
        if (!value_equal(r, &map->at[i].key, key))
            continue;
        *ret = map->at[i].value;
        return true;
    }
    if (!map->json || key->kind != CEL_string)
        return false;
    name = arena_strz(r->arena, key->text);
    run_count(r, key->text.len);
    type = member_type(map, key, &name);
    item = type ? json_get(map->json, name) : NULL;
    if (!item)
        return false;
    *ret = value_of_json(r, item, type);
    return true;
}

struct cel_value map_at(struct run *r, const struct cel_map *map, const struct cel_value *key)
{
    struct buf b = BUF_LIMIT(300);
    struct cel_value v;

    if (map_find(r, map, key, &v))
        return v;
    value_print(&b, key);
    v = value_error(r, "no such key: %s", b.at ? b.at : "");
    buf_done(&b);
    return v;
}

struct cel_value map_key(struct run *r, const struct cel_map *map, size_t i)
{
    const cJSON *item = map->json ? map->json->child : NULL;

    (void)r;
    if (!map->json)
        return map->at[i].key;
    for (; i && item; i--)
        item = item->next;
    return value_text(str_of(item ? item->string : ""));
}

void double_print(struct buf *b, double real, bool plain)
{
    char text[40];
    int digits = 0, power;

    if (isnan(real) || isinf(real)) {
        buf_add_text(b, isnan(real) ? "NaN" : real < 0 ? "-Inf" : "+Inf");
        return;
    }
    do
        snprintf(text, sizeof(text), "%.*e", digits++, real);
    while (digits < 17 && strtod(text, NULL) != real);
    power = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    if (!plain && (power < -4 || power >= 6))
        buf_add_text(b, text);
    else
        buf_printf(b, "%.*f", digits - 1 > power ? digits - 1 - power : 0, real);
}

void value_print(struct buf *b, const struct cel_value *v)
{
    switch ((int)v->kind) {
    case CEL_bool:
        buf_add_text(b, v->yes ? "true" : "false");
        break;
    case CEL_int:
        buf_printf(b, "%" PRId64, v->number);
        break;
    case CEL_uint:
        buf_printf(b, "%" PRIu64, v->natural);
        break;
    case CEL_double:
        double_print(b, v->real, false);
        break;
    case CEL_string:
        buf_add(b, v->text);
        break;
    default:
        buf_add_text(b, cel_kind_name(v->kind));
        break;
    }
}
