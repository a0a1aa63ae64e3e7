/*
 * Bytes are written from the end to the beginning, so that the length of a
 * message is known when its turn comes, and nothing is copied or measured
 * twice, however deep a schema is.
 */
#include "runner/kube/gnostic.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"

#include "base/banned.h"

#define EXTENSION "x-"

enum wire { WIRE_varint = 0, WIRE_64 = 1, WIRE_bytes = 2 };

enum how {
    HOW_text,
    HOW_flag,
    HOW_long,
    HOW_real,
    HOW_texts,
    HOW_any,
    HOW_anys,
    HOW_one,
    HOW_many,
    HOW_each,
    HOW_extensions,
};

struct part {
    unsigned number; /* 0: the end of the list */
    enum how how;
    const char *name; /* NULL: it is about the value itself */
    const struct gnostic *of;
    const char *in; /* "": whatever it is in */
};

struct gnostic {
    const struct part *parts;
    size_t count;
};

/* Messages name each other in circles, so all are declared before the first is defined. */
#define MESSAGE(name, ...) static const struct gnostic gnostic_##name;
#include "runner/kube/gnostic.def"
#undef MESSAGE

/* clang-format off */
#define TEXT(number, name)     { number, HOW_text,       name, NULL, "" },
#define FLAG(number, name)     { number, HOW_flag,       name, NULL, "" },
#define LONG(number, name)     { number, HOW_long,       name, NULL, "" },
#define REAL(number, name)     { number, HOW_real,       name, NULL, "" },
#define TEXTS(number, name)    { number, HOW_texts,      name, NULL, "" },
#define ANY(number, name)      { number, HOW_any,        name, NULL, "" },
#define ANYS(number, name)     { number, HOW_anys,       name, NULL, "" },
#define ONE(number, name, of)  { number, HOW_one,        name, &gnostic_##of, "" },
#define MANY(number, name, of) { number, HOW_many,       name, &gnostic_##of, "" },
#define EACH(number, of)       { number, HOW_each,       NULL, &gnostic_##of, "" },
#define EXTENSIONS(number)     { number, HOW_extensions, NULL, NULL, "" },
#define SELF(number, of, in)   { number, HOW_one,        NULL, &gnostic_##of, in },
#define SELF_FLAG(number)      { number, HOW_flag,       NULL, NULL, "" },
#define SELF_TEXTS(number)     { number, HOW_texts,      NULL, NULL, "" },
/* clang-format on */

#define MESSAGE(name, ...)                                                                         \
    static const struct part parts_##name[] = { __VA_ARGS__ };                                     \
    static const struct gnostic gnostic_##name = { parts_##name, sizeof(parts_##name) /            \
                                                                     sizeof(parts_##name[0]) };
#include "runner/kube/gnostic.def"
#undef MESSAGE

/* What is written so far stands at the end of the room. */
struct back {
    char *at;
    size_t room, len;
};

static void put(struct back *b, struct str bytes)
{
    if (bytes.len > b->room - b->len) {
        size_t room = 2 * b->room + bytes.len + 4096;
        char *at = must_alloc(room);
        if (b->len)
            memcpy(at + room - b->len, b->at + b->room - b->len, b->len);
        free(b->at);
        b->at = at;
        b->room = room;
    }
    b->len += bytes.len;
    if (bytes.len)
        memcpy(b->at + b->room - b->len, bytes.at, bytes.len);
}

static void put_varint(struct back *b, uint64_t value)
{
    char bytes[10];
    size_t len = 0;

    for (; value >= 0x80; value >>= 7)
        bytes[len++] = (char)(value | 0x80);
    bytes[len++] = (char)value;
    put(b, (struct str){ bytes, len });
}

static void put_tag(struct back *b, unsigned number, enum wire wire)
{
    put_varint(b, (uint64_t)number << 3 | wire);
}

/* What was written since then is that message. */
static void put_frame(struct back *b, unsigned number, size_t before)
{
    put_varint(b, b->len - before);
    put_tag(b, number, WIRE_bytes);
}

static void put_text(struct back *b, unsigned number, const char *text)
{
    size_t before = b->len;

    put(b, str_of(text));
    put_frame(b, number, before);
}

static void put_long(struct back *b, unsigned number, double value)
{
    static const double limit = 9007199254740992.0; /* beyond it a double is no exact integer */

    value = value > limit ? limit : value < -limit ? -limit : value;
    put_varint(b, (uint64_t)(int64_t)value);
    put_tag(b, number, WIRE_varint);
}

static void put_real(struct back *b, unsigned number, double value)
{
    char bytes[8];
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(bits >> 8 * i);
    put(b, (struct str){ bytes, sizeof(bytes) });
    put_tag(b, number, WIRE_64);
}

/* As YAML, and JSON is YAML. */
static void put_any(struct back *b, unsigned number, const cJSON *value)
{
    struct buf text = BUF_LIMIT(LIMIT_KUBE_OBJECT);
    size_t before = b->len;

    json_print(&text, value);
    put(b, buf_str(&text));
    put_frame(b, 2, before);
    put_frame(b, number, before);
    buf_done(&text);
}

static void put_members(struct back *b, const struct gnostic *m, const cJSON *value);

static void put_message(struct back *b, unsigned number, const struct gnostic *m,
                        const cJSON *value)
{
    size_t before = b->len;

    put_members(b, m, value);
    put_frame(b, number, before);
}

/* A member of a map: its name and its value; of NULL: whatever it is. */
static void put_named(struct back *b, unsigned number, const struct gnostic *of,
                      const cJSON *member)
{
    size_t before = b->len;

    if (of)
        put_message(b, 2, of, member);
    else
        put_any(b, 2, member);
    put_text(b, 1, member->string);
    put_frame(b, number, before);
}

static void put_item(struct back *b, const struct part *p, const cJSON *item)
{
    switch (p->how) {
    case HOW_texts:
        if (cJSON_IsString(item))
            put_text(b, p->number, item->valuestring);
        break;
    case HOW_anys:
        put_any(b, p->number, item);
        break;
    case HOW_extensions:
        if (!strncmp(item->string, EXTENSION, strlen(EXTENSION)))
            put_named(b, p->number, NULL, item);
        break;
    case HOW_each:
        put_named(b, p->number, p->of, item);
        break;
    case HOW_many:
        put_message(b, p->number, p->of, item);
        break;
    case HOW_text:
    case HOW_flag:
    case HOW_long:
    case HOW_real:
    case HOW_any:
    case HOW_one:
        break;
    }
}

/* From the last to the first: of a first item, prev is the last. */
static void put_items(struct back *b, const struct part *p, const cJSON *of)
{
    const cJSON *item = of->child ? of->child->prev : NULL;

    for (; item; item = item == of->child ? NULL : item->prev)
        put_item(b, p, item);
}

static void put_part(struct back *b, const struct part *p, const cJSON *value)
{
    switch (p->how) {
    case HOW_text:
        if (cJSON_IsString(value))
            put_text(b, p->number, value->valuestring);
        break;
    case HOW_flag:
        if (cJSON_IsBool(value))
            put_long(b, p->number, cJSON_IsTrue(value));
        break;
    case HOW_long:
        if (cJSON_IsNumber(value))
            put_long(b, p->number, value->valuedouble);
        break;
    case HOW_real:
        if (cJSON_IsNumber(value))
            put_real(b, p->number, value->valuedouble);
        break;
    case HOW_any:
        put_any(b, p->number, value);
        break;
    case HOW_one:
        if (p->name || cJSON_IsObject(value))
            put_message(b, p->number, p->of, value);
        break;
    case HOW_texts:
        if (cJSON_IsString(value))
            put_item(b, p, value);
        else
            put_items(b, p, value);
        break;
    case HOW_anys:
    case HOW_many:
    case HOW_each:
    case HOW_extensions:
        put_items(b, p, value);
        break;
    }
}

static void put_members(struct back *b, const struct gnostic *m, const cJSON *value)
{
    for (size_t i = m->count; i-- > 0;) {
        const struct part *p = &m->parts[i];
        const cJSON *part = p->name ? json_get(value, p->name) : value;
        if (part && (!*p->in || json_is_text(json_get(value, "in"), p->in)))
            put_part(b, p, part);
    }
}

struct blob *gnostic_encode(const cJSON *swagger)
{
    struct back b = { 0 };
    struct blob *bytes;

    put_members(&b, &gnostic_Document, swagger);
    bytes = blob_new((struct str){ b.len ? b.at + b.room - b.len : "", b.len });
    free(b.at);
    return bytes;
}
