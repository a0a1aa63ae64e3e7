/*
 * The pairs come ordered by path, so all that belongs to one parameter stands
 * together: a parameter is decoded from a range of pairs whose names have the
 * same first bytes. The recursion follows the catalog, never the client.
 */
#include "mockalb/gateway/rpc.h"

#include <ctype.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"

#include "base/banned.h"

#define UNKNOWN_SHOWN 100 /* names of unknown parameters that one call's journal entry keeps */

/* Parameters of every call that no action reads, unless its catalog entry has one of that name. */
static const char *const system_params[] = {
    /* clang-format off */
    "AccessKeyId", "Action", "BearerToken", "Format", "RegionId", "SecurityToken", "Signature",
    "SignatureMethod", "SignatureNonce", "SignatureType", "SignatureVersion", "Timestamp",
    "Version", NULL
    /* clang-format on */
};

struct decoder {
    struct call *call;
    cJSON *unknown;
};

/* Pairs that share the first `at` bytes of their names. */
struct range {
    const struct pair *from, *to;
    size_t at;
};

/* Where a decoded value goes: a member of an object, or the end of a list. */
struct slot {
    cJSON *in;
    const char *name; /* NULL: a list */
};

static const struct api_error *decode_value(struct decoder *d, const struct param *p,
                                            struct range range, struct slot slot);
static const struct api_error *decode_json(struct decoder *d, const struct param *p,
                                           const cJSON *json, const char *place, struct slot slot);

static const struct api_error *unreadable(struct decoder *d, const char *name, const char *why)
{
    return refuse(d->call, ERR_undecodable_param, name, why);
}

static const char *shown(struct decoder *d, struct str name)
{
    return utf8_show(d->call->arena, name);
}

static void note_unknown(struct decoder *d, const char *name)
{
    if (cJSON_GetArraySize(d->unknown) < UNKNOWN_SHOWN)
        json_push_text(d->unknown, name);
}

static void note_all_unknown(struct decoder *d, struct range range)
{
    for (; range.from < range.to; range.from++)
        note_unknown(d, shown(d, range.from->name));
}

static cJSON *put(struct slot slot, cJSON *take_item)
{
    return slot.name ? json_add(slot.in, slot.name, take_item) : json_push(slot.in, take_item);
}

static const struct param *find(const struct param *fields, struct str name)
{
    for (const struct param *p = fields; p && p->name; p++) {
        if (str_is(name, p->name))
            return p;
    }
    return NULL;
}

/* What of a name follows the range's common bytes. */
static struct str rest_of(const struct pair *p, size_t at)
{
    return str_skip(p->name, at);
}

/* The pairs at the beginning of a range whose next part is the same; the range loses them. */
static struct range take_group(struct range *range, struct str *ret_part)
{
    struct range group = { range->from, range->from, 0 };
    struct str rest = rest_of(range->from, range->at);

    *ret_part = str_cut(&rest, '.');
    group.at = range->at + ret_part->len;
    while (group.to < range->to) {
        struct str other = rest_of(group.to, range->at);
        if (!str_eq(str_cut(&other, '.'), *ret_part))
            break;
        group.to++;
    }
    range->from = group.to;
    return group;
}

/* The pairs of a range below its own value, behind the dot. */
static struct range below(struct range range)
{
    while (range.from < range.to && range.from->name.len == range.at)
        range.from++;
    range.at++;
    return range;
}

static const struct api_error *decode_object(struct decoder *d, const struct param *fields,
                                             struct range range, cJSON *into)
{
    while (range.from < range.to) {
        struct str name;
        struct range group = take_group(&range, &name);
        const struct param *field = find(fields, name);
        const struct api_error *error = NULL;
        if (field)
            error = decode_value(d, field, group, (struct slot){ into, field->name });
        else
            note_all_unknown(d, group);
        if (error)
            return error;
    }
    return NULL;
}

static bool is_index(struct str part)
{
    int64_t index;

    return part.len && isdigit((unsigned char)part.at[0]) && part.at[0] != '0' &&
           str_int(part, &index) && index <= LIMIT_LIST_INDEX;
}

static const struct api_error *decode_list(struct decoder *d, const struct param *items,
                                           struct range range, cJSON *into)
{
    while (range.from < range.to) {
        struct str index;
        struct range group = take_group(&range, &index);
        const struct api_error *error;
        if (!is_index(index))
            return unreadable(d, shown(d, group.from->name),
                              arena_printf(d->call->arena,
                                           "'%s' must be an index, a number from 1 to %u",
                                           shown(d, index), LIMIT_LIST_INDEX));
        error = decode_value(d, items, group, (struct slot){ into, NULL });
        if (error)
            return error;
    }
    return NULL;
}

/* Both spellings of a key: KEY, with whatever dots it has, and #LENGTH#KEY. */
static struct str key_of(struct str rest)
{
    struct str counted = str_skip(rest, 1), number;
    int64_t length;

    if (!str_starts(rest, STR("#")))
        return rest;
    number = str_cut(&counted, '#');
    return counted.at && str_int(number, &length) && (size_t)length == counted.len ? counted : rest;
}

static const struct api_error *decode_map(struct decoder *d, struct range range, cJSON *into)
{
    for (; range.from < range.to; range.from++) {
        const char *key = arena_strz(d->call->arena, key_of(rest_of(range.from, range.at)));
        if (json_get(into, key))
            return refuse(d->call, ERR_duplicate_param, shown(d, range.from->name));
        json_add_text(into, key, arena_strz(d->call->arena, range.from->value));
    }
    return NULL;
}

static const struct api_error *decode_simple(struct decoder *d, const struct param *p,
                                             struct str text, const char *place, struct slot slot)
{
    cJSON *list = put(slot, cJSON_CreateArray());

    for (unsigned count = 0; text.at; count++) {
        struct str part = str_cut(&text, ',');
        if (count == LIMIT_LIST_INDEX)
            return unreadable(d, place,
                              arena_printf(d->call->arena, "%s has more than %u values", p->name,
                                           LIMIT_LIST_INDEX));
        json_push_text(list, arena_strz(d->call->arena, part));
    }
    return NULL;
}

/* A list, object or map that came as one value. */
static const struct api_error *decode_whole(struct decoder *d, const struct param *p,
                                            const struct pair *pair, struct slot slot)
{
    const char *place = shown(d, pair->name);
    struct err err;
    cJSON *json;

    if (pair->value.len == 0)
        return NULL;
    if (p->wire == WIRE_json || p->wire_also == WIRE_json) {
        json = json_parse(pair->value, &err);
        if (!json)
            return unreadable(
                d, place,
                arena_printf(d->call->arena, "it must be JSON, and is not (%s)", err.text));
        return decode_json(d, p, arena_json(d->call->arena, json), place, slot);
    }
    if (p->wire == WIRE_simple || p->wire_also == WIRE_simple)
        return decode_simple(d, p, pair->value, place, slot);
    return unreadable(
        d, place,
        p->type == PARAM_array
            ? arena_printf(d->call->arena, "it is a list: send %s.1, %s.2 and so on", place, place)
            : arena_printf(d->call->arena, "it is an object: send %s.<Member>", place));
}

static bool is_leaf(const struct param *p)
{
    return p->type != PARAM_array && p->type != PARAM_object && p->type != PARAM_map;
}

static const struct api_error *decode_value(struct decoder *d, const struct param *p,
                                            struct range range, struct slot slot)
{
    const struct pair *own = range.from->name.len == range.at ? range.from : NULL;
    struct range children = below(range);
    bool has_children = children.from < children.to;

    if (is_leaf(p)) {
        if (own)
            put(slot, cJSON_CreateString(arena_strz(d->call->arena, own->value)));
        note_all_unknown(d, children);
        return NULL;
    }
    if (own && has_children)
        return unreadable(d, shown(d, own->name), "it is given both whole and in parts");
    if (own)
        return decode_whole(d, p, own, slot);
    if (p->type == PARAM_array)
        return decode_list(d, p->items, children, put(slot, cJSON_CreateArray()));
    if (p->type == PARAM_map)
        return decode_map(d, children, put(slot, cJSON_CreateObject()));
    return decode_object(d, p->fields, children, put(slot, cJSON_CreateObject()));
}

static const struct api_error *decode_json_list(struct decoder *d, const struct param *p,
                                                const cJSON *json, const char *place, cJSON *into)
{
    unsigned index = 0;
    const cJSON *item;

    cJSON_ArrayForEach(item, json)
    {
        const char *item_place = arena_printf(d->call->arena, "%s.%u", place, ++index);
        const struct api_error *error =
            decode_json(d, p->items, item, item_place, (struct slot){ into, NULL });
        if (error)
            return error;
    }
    return NULL;
}

static const struct api_error *decode_json_members(struct decoder *d, const struct param *p,
                                                   const cJSON *json, const char *place,
                                                   cJSON *into)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, json)
    {
        const char *name = utf8_show(d->call->arena, str_of(item->string));
        const char *item_place = arena_printf(d->call->arena, "%s.%s", place, name);
        const struct param *field =
            p->type == PARAM_map ? p->items : find(p->fields, str_of(item->string));
        const struct api_error *error = NULL;
        if (json_get(into, item->string))
            return refuse(d->call, ERR_duplicate_param, item_place);
        if (field)
            error = decode_json(d, field, item, item_place, (struct slot){ into, item->string });
        else
            note_unknown(d, item_place);
        if (error)
            return error;
    }
    return NULL;
}

static const char *leaf_text(struct decoder *d, const cJSON *json)
{
    if (cJSON_IsString(json))
        return json->valuestring;
    if (cJSON_IsBool(json))
        return cJSON_IsTrue(json) ? "true" : "false";
    return cJSON_IsNumber(json) ? arena_printf(d->call->arena, "%.15g", json->valuedouble) : NULL;
}

static const struct api_error *decode_json(struct decoder *d, const struct param *p,
                                           const cJSON *json, const char *place, struct slot slot)
{
    if (cJSON_IsNull(json))
        return NULL;
    if (is_leaf(p)) {
        const char *text = leaf_text(d, json);
        if (!text)
            return unreadable(d, place, "it must be one value, no list and no object");
        put(slot, cJSON_CreateString(text));
        return NULL;
    }
    if (cJSON_GetArraySize(json) > (int)LIMIT_LIST_INDEX)
        return unreadable(
            d, place,
            arena_printf(d->call->arena, "it has more than %u members", LIMIT_LIST_INDEX));
    if (p->type == PARAM_array) {
        if (!cJSON_IsArray(json))
            return unreadable(d, place, "it must be a JSON list");
        return decode_json_list(d, p, json, place, put(slot, cJSON_CreateArray()));
    }
    if (!cJSON_IsObject(json))
        return unreadable(d, place, "it must be a JSON object");
    return decode_json_members(d, p, json, place, put(slot, cJSON_CreateObject()));
}

/* Members of the top that are no business of the tree. */
static bool is_outside(const struct call *call, struct str name)
{
    return !find(call->action->params, name) &&
           (str_in(name, system_params) || str_in(name, call->action->product->common));
}

const struct api_error *rpc_decode(struct call *call, const struct request *r, cJSON **ret_params,
                                   cJSON **ret_unknown)
{
    struct decoder d = { call, arena_json(call->arena, cJSON_CreateArray()) };
    cJSON *params = arena_json(call->arena, cJSON_CreateObject());
    struct range all = { r->pairs, r->pairs + r->count, 0 };

    *ret_params = params;
    *ret_unknown = d.unknown;
    while (all.from < all.to) {
        const struct param *dotted = find(call->action->params, all.from->name);
        const struct api_error *error = NULL;
        struct str name;
        struct range group;
        if (dotted && is_leaf(dotted)) { /* a few names have dots: they are matched whole first */
            json_add_text(params, dotted->name, arena_strz(call->arena, all.from->value));
            all.from++;
            continue;
        }
        group = take_group(&all, &name);
        if (is_outside(call, group.from->name))
            group.from++;
        if (group.from < group.to)
            error = decode_object(&d, call->action->params,
                                  (struct range){ group.from, group.to, 0 }, params);
        if (error)
            return error;
    }
    return NULL;
}

cJSON *rpc_flat(struct call *call, const struct request *r)
{
    cJSON *flat = arena_json(call->arena, cJSON_CreateObject());

    for (size_t i = 0; i < r->count && i < UNKNOWN_SHOWN; i++) {
        if (!str_in(r->pairs[i].name, system_params))
            json_add_text(flat, utf8_show(call->arena, r->pairs[i].name),
                          utf8_show(call->arena, r->pairs[i].value));
    }
    return flat;
}
