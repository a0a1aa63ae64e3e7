#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/limits.h"
#include "runner/kube/messages.h"
#include "runner/kube/protobuf.h"

#include "base/banned.h"

#define ROOM ((size_t)2 * LIMIT_KUBE_MEMORY)

enum wire { WIRE_varint = 0, WIRE_64 = 1, WIRE_bytes = 2 };

static void put_varint(struct buf *b, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        buf_add_char(b, (char)(value | 0x80));
    buf_add_char(b, (char)value);
}

static void put_tag(struct buf *b, unsigned number, enum wire wire)
{
    put_varint(b, (uint64_t)number << 3 | wire);
}

static void put_bytes(struct buf *b, unsigned number, struct str bytes)
{
    put_tag(b, number, WIRE_bytes);
    put_varint(b, bytes.len);
    buf_add(b, bytes);
}

static void put_text(struct buf *b, unsigned number, const char *text)
{
    put_bytes(b, number, str_of(text));
}

static void put_int(struct buf *b, unsigned number, int64_t value)
{
    put_tag(b, number, WIRE_varint);
    put_varint(b, (uint64_t)value);
}

static void put_real(struct buf *b, unsigned number, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    put_tag(b, number, WIRE_64);
    for (int i = 0; i < 8; i++)
        buf_add_char(b, (char)(bits >> 8 * i));
}

static void put_base64(struct buf *b, unsigned number, const char *text)
{
    struct arena *a = arena_new();
    struct str bytes;

    if (text && digest_base64_decode(a, str_of(text), &bytes))
        put_bytes(b, number, bytes);
    arena_free(a);
}

static void put_fields(struct buf *b, const struct message *m, const cJSON *object);

static int64_t fraction_ns(const char *text)
{
    const char *dot = strchr(text, '.');
    int64_t ns = 0;

    for (int i = 1; i <= 9; i++) {
        ns *= 10;
        if (dot && dot[1] >= '0' && dot[1] <= '9')
            ns += *++dot - '0';
        else
            dot = NULL;
    }
    return ns;
}

static void put_time(struct buf *b, const cJSON *value)
{
    const char *text = cJSON_GetStringValue(value);
    int64_t ms, seconds;

    if (!text || !clock_parse_iso(text, &ms))
        return;
    seconds = ms / 1000 - (ms % 1000 < 0);
    put_int(b, 1, seconds);
    put_int(b, 2, fraction_ns(text));
}

static void put_int_or_string(struct buf *b, const cJSON *value)
{
    put_int(b, 1, cJSON_IsString(value));
    if (cJSON_IsString(value))
        put_text(b, 3, value->valuestring);
    else if (cJSON_IsNumber(value))
        put_int(b, 2, (int64_t)value->valuedouble);
}

/* A schema, or in its place a list of what the second field holds. */
static void put_choice(struct buf *b, const struct message *m, const cJSON *value)
{
    cJSON *parts = cJSON_CreateObject();
    const char *name = cJSON_IsArray(value) ? m->fields[1].name : m->fields[0].name;

    if (m->form == FORM_or_bool) {
        json_add_bool(parts, "allows", cJSON_IsTrue(value) || cJSON_IsObject(value));
        name = "schema";
    }
    if (!cJSON_IsBool(value))
        json_add(parts, name, json_copy(value));
    put_fields(b, m, parts);
    cJSON_Delete(parts);
}

/* The content of a message, in whatever form JSON has it. */
static void put_content(struct buf *b, const struct message *m, const cJSON *value)
{
    struct buf text = BUF_LIMIT(ROOM);

    switch (m->form) {
    case FORM_plain:
        put_fields(b, m, value);
        break;
    case FORM_time:
    case FORM_micro_time:
        put_time(b, value);
        break;
    case FORM_quantity:
        if (cJSON_IsNumber(value))
            json_print(&text, value);
        put_text(b, 1, cJSON_IsString(value) ? value->valuestring : text.len ? text.at : "0");
        break;
    case FORM_int_or_string:
        put_int_or_string(b, value);
        break;
    case FORM_raw:
        json_print(&text, value);
        put_bytes(b, 1, buf_str(&text));
        break;
    case FORM_or_list:
    case FORM_or_bool:
    case FORM_or_texts:
        put_choice(b, m, value);
        break;
    }
    buf_done(&text);
}

static void put_message(struct buf *b, unsigned number, const struct message *m, const cJSON *value)
{
    struct buf content = BUF_LIMIT(ROOM);

    put_content(&content, m, value);
    put_bytes(b, number, buf_str(&content));
    buf_done(&content);
}

static void put_entry(struct buf *b, const struct field *f, const cJSON *item)
{
    struct buf entry = BUF_LIMIT(ROOM);
    const char *text = cJSON_GetStringValue(item);

    put_text(&entry, 1, item->string);
    if (f->type == FIELD_map)
        put_text(&entry, 2, text ? text : "");
    else if (f->type == FIELD_map_bytes)
        put_base64(&entry, 2, text);
    else
        put_message(&entry, 2, f->of, item);
    put_bytes(b, f->number, buf_str(&entry));
    buf_done(&entry);
}

static void put_entries(struct buf *b, const struct field *f, const cJSON *map)
{
    const cJSON *item;

    if (!cJSON_IsObject(map))
        return;
    cJSON_ArrayForEach(item, map) put_entry(b, f, item);
}

/* A value of another type than the field's is left out: the API took it, but no Go type could. */
static void put_value(struct buf *b, const struct field *f, const cJSON *value)
{
    if (f->type == FIELD_text && cJSON_IsString(value))
        put_text(b, f->number, value->valuestring);
    else if (f->type == FIELD_bytes)
        put_base64(b, f->number, cJSON_GetStringValue(value));
    else if (f->type == FIELD_bool && cJSON_IsBool(value))
        put_int(b, f->number, cJSON_IsTrue(value));
    else if (f->type == FIELD_int && cJSON_IsNumber(value))
        put_int(b, f->number, (int64_t)value->valuedouble);
    else if (f->type == FIELD_real && cJSON_IsNumber(value))
        put_real(b, f->number, value->valuedouble);
    else if (f->type == FIELD_message && (!cJSON_IsNull(value) || f->of->form == FORM_raw))
        put_message(b, f->number, f->of, value);
    else if (f->type == FIELD_map || f->type == FIELD_map_bytes || f->type == FIELD_map_messages)
        put_entries(b, f, value);
}

static void put_items(struct buf *b, const struct field *f, const cJSON *list)
{
    const cJSON *item;

    if (!cJSON_IsArray(list))
        return;
    cJSON_ArrayForEach(item, list) put_value(b, f, item);
}

static void put_fields(struct buf *b, const struct message *m, const cJSON *object)
{
    for (const struct field *f = m->fields; f->number; f++) {
        const cJSON *value = json_get(object, f->name);
        if (f->type == FIELD_inline)
            put_message(b, f->number, f->of, object);
        else if (value && f->repeated)
            put_items(b, f, value);
        else if (value)
            put_value(b, f, value);
    }
}

static void put_envelope(struct buf *b, const char *api_version, const char *kind, struct str raw)
{
    struct buf type = BUF_LIMIT(4096);

    put_text(&type, 1, api_version);
    put_text(&type, 2, kind);
    buf_add(b, (struct str){ "k8s\0", 4 });
    put_bytes(b, 1, buf_str(&type));
    put_bytes(b, 2, raw);
    put_text(b, 3, "");
    put_text(b, 4, "");
    buf_done(&type);
}

bool protobuf_encode(struct buf *b, const cJSON *object)
{
    const char *version = json_text_or(object, "apiVersion", "");
    const char *kind = json_text_or(object, "kind", "");
    const struct message *m = message_of(version, kind);
    struct buf raw = BUF_LIMIT(ROOM);

    if (!m)
        return false;
    put_fields(&raw, m, object);
    put_envelope(b, version, kind, buf_str(&raw));
    buf_done(&raw);
    return true;
}

bool protobuf_encode_list(struct buf *b, const struct protobuf_list *list)
{
    const struct message *m = message_of(list->api_version, list->kind);
    struct buf raw = BUF_LIMIT(ROOM);

    if (!m)
        return false;
    put_message(&raw, 1, message_list_meta(), list->metadata);
    for (size_t i = 0; i < list->count; i++)
        put_message(&raw, 2, m, list->items[i]);
    put_envelope(b, list->api_version, list->list_kind, buf_str(&raw));
    buf_done(&raw);
    return true;
}

bool protobuf_encode_event(struct buf *b, const char *type, const cJSON *object)
{
    struct buf inner = BUF_LIMIT(ROOM), raw = BUF_LIMIT(ROOM), event = BUF_LIMIT(ROOM);
    bool ok = protobuf_encode(&inner, object);

    if (ok) {
        put_bytes(&raw, 1, buf_str(&inner));
        put_text(&event, 1, type);
        put_bytes(&event, 2, buf_str(&raw));
        for (int shift = 24; shift >= 0; shift -= 8)
            buf_add_char(b, (char)(event.len >> shift));
        buf_add(b, buf_str(&event));
    }
    buf_done(&inner);
    buf_done(&raw);
    buf_done(&event);
    return ok;
}
