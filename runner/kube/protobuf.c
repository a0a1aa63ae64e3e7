#include "runner/kube/protobuf.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "runner/kube/messages.h"

#include "base/banned.h"

#define MAGIC     "k8s\0"
#define NODES     (LIMIT_KUBE_OBJECT / sizeof(cJSON))
#define TIME_LOW  INT64_C(-62135596800) /* the year 1 */
#define TIME_HIGH INT64_C(253402300799) /* the end of the year 9999 */

enum wire { WIRE_varint = 0, WIRE_64 = 1, WIRE_bytes = 2, WIRE_32 = 5 };

struct decoder {
    struct arena *arena;
    struct err *err;
    size_t nodes;
    unsigned depth;
};

/* A field as it stands on the wire: bytes or, for the other types, a number. */
struct token {
    unsigned number;
    enum wire wire;
    uint64_t value;
    struct str bytes;
};

static bool malformed(const struct decoder *d, const char *what)
{
    return err_set(d->err, "the protobuf body is malformed: %s", what);
}

static bool take_varint(struct str *s, uint64_t *ret)
{
    uint64_t value = 0;

    for (unsigned shift = 0; shift < 64 && s->len; shift += 7) {
        unsigned char byte = (unsigned char)*s->at;
        *s = str_skip(*s, 1);
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            *ret = value;
            return true;
        }
    }
    return false;
}

static bool take_fixed(struct str *s, unsigned bytes, uint64_t *ret)
{
    uint64_t value = 0;

    if (s->len < bytes)
        return false;
    for (unsigned i = 0; i < bytes; i++)
        value |= (uint64_t)(unsigned char)s->at[i] << 8 * i;
    *s = str_skip(*s, bytes);
    *ret = value;
    return true;
}

static bool take_bytes(struct str *s, struct str *ret)
{
    uint64_t len;

    if (!take_varint(s, &len) || len > s->len)
        return false;
    *ret = (struct str){ s->at, (size_t)len };
    *s = str_skip(*s, (size_t)len);
    return true;
}

static bool take_token(const struct decoder *d, struct str *s, struct token *ret)
{
    uint64_t tag;
    bool whole = false;

    *ret = (struct token){ 0 };
    if (!take_varint(s, &tag) || tag >> 3 == 0 || tag >> 3 > UINT32_MAX >> 3)
        return malformed(d, "a field has no number");
    ret->number = (unsigned)(tag >> 3);
    ret->wire = (enum wire)(tag & 7);
    if (ret->wire == WIRE_varint)
        whole = take_varint(s, &ret->value);
    else if (ret->wire == WIRE_bytes)
        whole = take_bytes(s, &ret->bytes);
    else if (ret->wire == WIRE_64 || ret->wire == WIRE_32)
        whole = take_fixed(s, ret->wire == WIRE_64 ? 8 : 4, &ret->value);
    return whole || malformed(d, "a field is cut short, or of an unknown type");
}

static const struct field *find_field(const struct message *m, unsigned number)
{
    const struct field *f = m->fields;

    while (f->number && f->number != number)
        f++;
    return f->number ? f : NULL;
}

static enum wire wire_of(const struct field *f)
{
    if (f->type == FIELD_bool || f->type == FIELD_int)
        return WIRE_varint;
    return f->type == FIELD_real ? WIRE_64 : WIRE_bytes;
}

static bool count_node(struct decoder *d)
{
    return ++d->nodes <= NODES ||
           err_set(d->err, "the protobuf body makes an object of more than %u bytes of memory",
                   LIMIT_KUBE_OBJECT);
}

static bool decode_text(const struct decoder *d, struct str bytes, const char **ret)
{
    size_t at;

    *ret = "";
    if (!utf8_is_valid(bytes) || str_find(bytes, '\0', &at))
        return malformed(d, "a text is no UTF-8, or has a zero byte");
    *ret = arena_strz(d->arena, bytes);
    return true;
}

static bool decode_fields(struct decoder *d, const struct message *m, struct str bytes,
                          cJSON *into);

/* A point in time; none at all for zero. */
static bool time_text(const struct decoder *d, const cJSON *parts, bool micro, cJSON **ret)
{
    int64_t seconds = json_int(parts, "seconds"), nanos = json_int(parts, "nanos");
    char second[CLOCK_ISO_ROOM], text[CLOCK_ISO_ROOM + 8];

    if (seconds < TIME_LOW || seconds > TIME_HIGH || nanos < 0 || nanos > 999999999)
        return malformed(d, "a time is outside of the years 1 to 9999");
    if (!seconds && !nanos)
        return true;
    clock_iso(seconds * 1000, second);
    snprintf(text, sizeof(text), "%.19s.%06dZ", second, (int)(nanos / 1000));
    *ret = cJSON_CreateString(micro ? text : second);
    return true;
}

static cJSON *taken(cJSON *parts, const char *name)
{
    return cJSON_DetachItemFromObjectCaseSensitive(parts, name);
}

static cJSON *int_or_string(const cJSON *parts)
{
    if (json_int(parts, "type") == 1)
        return cJSON_CreateString(json_text_or(parts, "strVal", ""));
    return cJSON_CreateNumber((double)json_int(parts, "intVal"));
}

static bool shape(const struct decoder *d, enum form form, cJSON *parts, cJSON **ret)
{
    switch (form) {
    case FORM_time:
    case FORM_micro_time:
        return time_text(d, parts, form == FORM_micro_time, ret);
    case FORM_quantity:
        *ret = cJSON_CreateString(json_text_or(parts, "string", "0"));
        return true;
    case FORM_int_or_string:
        *ret = int_or_string(parts);
        return true;
    case FORM_or_list:
        *ret =
            json_at(parts, "jSONSchemas.0") ? taken(parts, "jSONSchemas") : taken(parts, "schema");
        return true;
    case FORM_or_bool:
        *ret = taken(parts, "schema");
        *ret = *ret ? *ret : cJSON_CreateBool(json_bool(parts, "allows"));
        return true;
    case FORM_or_texts:
        *ret = json_at(parts, "property.0") ? taken(parts, "property") : taken(parts, "schema");
        return true;
    case FORM_plain:
    case FORM_raw:
        break;
    }
    return true;
}

/* JSON that stands in a message as it is. */
static bool decode_raw(struct decoder *d, struct str bytes, cJSON **ret)
{
    struct err why;
    struct token t;

    while (bytes.len) {
        if (!take_token(d, &bytes, &t))
            return false;
        if (t.number != 1 || t.wire != WIRE_bytes || !t.bytes.len)
            continue;
        cJSON_Delete(*ret);
        *ret = utf8_is_valid(t.bytes) ? json_parse(t.bytes, &why) : NULL;
        if (!*ret)
            return malformed(d, "a member that is JSON is none");
        for (size_t i = 0; i < t.bytes.len; i += 8) {
            if (!count_node(d))
                return false;
        }
    }
    return true;
}

/* *ret: what it is, added to if it is there already; NULL when it says nothing. */
static bool decode_message(struct decoder *d, const struct message *m, struct str bytes,
                           cJSON **ret)
{
    bool ok;

    if (d->depth >= LIMIT_NESTING)
        return err_set(d->err, "the protobuf body nests deeper than %u levels", LIMIT_NESTING);
    d->depth++;
    if (m->form == FORM_raw) {
        ok = decode_raw(d, bytes, ret);
    } else if (m->form == FORM_plain) {
        *ret = *ret ? *ret : cJSON_CreateObject();
        ok = decode_fields(d, m, bytes, *ret);
    } else {
        cJSON *parts = cJSON_CreateObject();
        cJSON_Delete(*ret);
        *ret = NULL;
        ok = decode_fields(d, m, bytes, parts) && shape(d, m->form, parts, ret);
        cJSON_Delete(parts);
    }
    d->depth--;
    return ok;
}

static bool decode_real(const struct decoder *d, uint64_t bits, double *ret)
{
    memcpy(ret, &bits, sizeof(*ret));
    return isfinite(*ret) || malformed(d, "a number is not finite");
}

/* One value, or one of a map; *ret stays NULL for what says nothing. */
static bool decode_value(struct decoder *d, const struct field *f, const struct token *t,
                         cJSON **ret)
{
    const char *text = "";
    double real = 0;
    bool ok = true;

    switch (f->type) {
    case FIELD_text:
    case FIELD_map:
        ok = decode_text(d, t->bytes, &text);
        *ret = *text || f->zero ? cJSON_CreateString(text) : NULL;
        return ok;
    case FIELD_bytes:
    case FIELD_map_bytes:
        text = digest_base64(d->arena, t->bytes);
        *ret = *text || f->zero ? cJSON_CreateString(text) : NULL;
        return true;
    case FIELD_bool:
        *ret = t->value || f->zero ? cJSON_CreateBool(t->value != 0) : NULL;
        return true;
    case FIELD_int:
        *ret = t->value || f->zero ? cJSON_CreateNumber((double)(int64_t)t->value) : NULL;
        return true;
    case FIELD_real:
        ok = decode_real(d, t->value, &real);
        *ret = ok && (real != 0 || f->zero) ? cJSON_CreateNumber(real) : NULL;
        return ok;
    case FIELD_message:
    case FIELD_map_messages:
    case FIELD_inline:
        break;
    }
    return decode_message(d, f->of, t->bytes, ret);
}

/* Entries are messages of a key and a value. What comes twice is refused later, as in JSON. */
static bool decode_entry(struct decoder *d, const struct field *f, struct str bytes, cJSON *into)
{
    cJSON *map = cJSON_GetObjectItemCaseSensitive(into, f->name), *value = NULL;
    struct token t, content = { .wire = WIRE_bytes };
    const char *key = "";

    while (bytes.len) {
        if (!take_token(d, &bytes, &t))
            return false;
        if (t.wire != WIRE_bytes)
            return malformed(d, "an entry of a map has a key or value of another type");
        if (t.number == 1 && !decode_text(d, t.bytes, &key))
            return false;
        if (t.number == 2)
            content = t;
    }
    if (!decode_value(d, f, &content, &value)) {
        cJSON_Delete(value);
        return false;
    }
    if (!map)
        map = json_add_object(into, f->name);
    json_add(map, key, value ? value : cJSON_CreateNull());
    return true;
}

static bool decode_numbers(struct decoder *d, const struct token *t, cJSON *list)
{
    struct str rest = t->bytes;
    uint64_t value;

    while (rest.len) {
        if (!take_varint(&rest, &value))
            return malformed(d, "a packed number is cut short");
        if (!count_node(d))
            return false;
        json_push(list, cJSON_CreateNumber((double)(int64_t)value));
    }
    return true;
}

static bool decode_item(struct decoder *d, const struct field *f, const struct token *t,
                        cJSON *into)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(into, f->name), *item = NULL;
    bool ok;

    if (!list)
        list = json_add_array(into, f->name);
    if (f->type == FIELD_int && t->wire == WIRE_bytes)
        return decode_numbers(d, t, list);
    ok = decode_value(d, f, t, &item);
    if (item)
        json_push(list, item);
    return ok;
}

static bool decode_single(struct decoder *d, const struct field *f, const struct token *t,
                          cJSON *into)
{
    cJSON *value =
        f->type == FIELD_message ? cJSON_DetachItemFromObjectCaseSensitive(into, f->name) : NULL;
    bool ok = decode_value(d, f, t, &value);

    json_drop(into, f->name);
    if (value)
        json_add(into, f->name, value);
    return ok;
}

static bool decode_field(struct decoder *d, const struct field *f, const struct token *t,
                         cJSON *into)
{
    bool packed = f->repeated && f->type == FIELD_int && t->wire == WIRE_bytes;

    if (t->wire != wire_of(f) && !packed)
        return err_set(d->err, "the protobuf body is malformed: %s is of another type", f->name);
    if (!count_node(d))
        return false;
    if (f->type == FIELD_inline) {
        bool ok;
        if (d->depth >= LIMIT_NESTING)
            return malformed(d, "it nests too deep");
        d->depth++;
        ok = decode_fields(d, f->of, t->bytes, into);
        d->depth--;
        return ok;
    }
    if (f->type == FIELD_map || f->type == FIELD_map_bytes || f->type == FIELD_map_messages)
        return decode_entry(d, f, t->bytes, into);
    return f->repeated ? decode_item(d, f, t, into) : decode_single(d, f, t, into);
}

static bool decode_fields(struct decoder *d, const struct message *m, struct str bytes, cJSON *into)
{
    while (bytes.len) {
        const struct field *f;
        struct token t;
        if (!take_token(d, &bytes, &t))
            return false;
        f = find_field(m, t.number);
        if (f && !decode_field(d, f, &t, into))
            return false;
    }
    return true;
}

struct envelope {
    const char *api_version, *kind;
    struct str raw;
};

static bool read_type(const struct decoder *d, struct str bytes, struct envelope *ret)
{
    while (bytes.len) {
        struct token t;
        if (!take_token(d, &bytes, &t))
            return false;
        if (t.wire == WIRE_bytes && t.number == 1 && !decode_text(d, t.bytes, &ret->api_version))
            return false;
        if (t.wire == WIRE_bytes && t.number == 2 && !decode_text(d, t.bytes, &ret->kind))
            return false;
    }
    return true;
}

static bool read_envelope(const struct decoder *d, struct str bytes, struct envelope *ret)
{
    *ret = (struct envelope){ "", "", STR("") };
    if (bytes.len < 4 || memcmp(bytes.at, MAGIC, 4) != 0)
        return malformed(d, "it does not begin with the bytes 6b 38 73 00");
    bytes = str_skip(bytes, 4);
    while (bytes.len) {
        struct token t;
        if (!take_token(d, &bytes, &t))
            return false;
        if (t.wire != WIRE_bytes)
            continue;
        if (t.number == 1 && !read_type(d, t.bytes, ret))
            return false;
        if (t.number == 2)
            ret->raw = t.bytes;
        if (t.number == 3 && t.bytes.len)
            return malformed(d, "its content has an encoding");
    }
    return true;
}

cJSON *protobuf_decode(struct str bytes, struct err *err)
{
    struct decoder d = { .arena = arena_new(), .err = err };
    const struct message *m;
    struct envelope e;
    cJSON *object = NULL;

    if (!read_envelope(&d, bytes, &e)) {
        arena_free(d.arena);
        return NULL;
    }
    m = message_of(e.api_version, e.kind);
    if (!m) {
        err_set(err, "no kind \"%.100s\" is registered for version \"%.100s\"", e.kind,
                e.api_version);
    } else {
        object = cJSON_CreateObject();
        json_add_text(object, "kind", e.kind);
        json_add_text(object, "apiVersion", e.api_version);
        if (!decode_message(&d, m, e.raw, &object)) {
            cJSON_Delete(object);
            object = NULL;
        }
    }
    arena_free(d.arena);
    return object;
}
