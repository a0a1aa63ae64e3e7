#include "runner/kube/typed.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "base/regex.h"
#include "runner/kube/messages.h"

#include "base/banned.h"

#define QUANTITY "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"

struct decoding {
    struct arena *arena;
    const char *version;         /* of the kind's Go package: "v1" */
    const struct message *owner; /* that lists the member */
    const char *path;            /* to the member, without places in lists */
    const char *fault;           /* the first; NULL so far */
};

static const char *value_name(struct arena *a, const cJSON *value, bool wants_number)
{
    struct buf number = BUF_LIMIT(64);
    const char *name = "number";

    if (cJSON_IsString(value))
        return "string";
    if (cJSON_IsBool(value))
        return "bool";
    if (cJSON_IsArray(value))
        return "array";
    if (cJSON_IsObject(value))
        return "object";
    if (wants_number) { /* then it is the number itself that does not fit */
        json_print(&number, value);
        name = arena_printf(a, "number %.*s", STR_ARG(buf_str(&number)));
        buf_done(&number);
    }
    return name;
}

/* "core_ServicePort" is the type ServicePort of its package. */
static const char *struct_name(const struct message *m)
{
    const char *name = strchr(m->name, '_');

    return name ? name + 1 : m->name;
}

static const char *type_name(struct decoding *d, const struct field *f)
{
    switch (f->type) {
    case FIELD_text:
        return "string";
    case FIELD_bytes:
        return "[]uint8";
    case FIELD_bool:
        return "bool";
    case FIELD_int:
        return f->wide ? "int64" : "int32";
    case FIELD_real:
        return "float64";
    case FIELD_map:
        return "map[string]string";
    case FIELD_map_bytes:
        return "map[string][]uint8";
    case FIELD_message:
    case FIELD_inline:
    case FIELD_map_messages:
        break;
    }
    if (f->of->form == FORM_time || f->of->form == FORM_micro_time)
        return "string";
    if (f->of->form == FORM_int_or_string)
        return "int32";
    return arena_printf(d->arena, "%s%s.%s", f->type == FIELD_map_messages ? "map[string]" : "",
                        d->version, struct_name(f->of));
}

static void refuse(struct decoding *d, const cJSON *value, bool wants_number, const char *type)
{
    if (!d->fault)
        d->fault = arena_printf(
            d->arena, "json: cannot unmarshal %s into Go struct field %s.%s of type %s",
            value_name(d->arena, value, wants_number), struct_name(d->owner), d->path, type);
}

static bool fits_int(const cJSON *value, bool wide)
{
    double most = wide ? 9223372036854775808.0 : 2147483648.0;
    double n = cJSON_GetNumberValue(value);

    return cJSON_IsNumber(value) && floor(n) == n && n >= -most && n < most;
}

static void decode_message(struct decoding *d, const struct message *m, const cJSON *object);

static void decode_quantity(struct decoding *d, const cJSON *value)
{
    if (cJSON_IsNumber(value) ||
        (cJSON_IsString(value) && regex_finds(STR(QUANTITY), str_of(value->valuestring))))
        return;
    if (!d->fault)
        d->fault = "quantities must match the regular expression '" QUANTITY "'";
}

static void decode_part(struct decoding *d, const struct field *f, const cJSON *value)
{
    switch (f->of->form) {
    case FORM_plain:
        if (cJSON_IsObject(value))
            decode_message(d, f->of, value);
        else
            refuse(d, value, false,
                   arena_printf(d->arena, "%s.%s", d->version, struct_name(f->of)));
        break;
    case FORM_time:
    case FORM_micro_time:
        if (!cJSON_IsString(value))
            refuse(d, value, false, "string");
        break;
    case FORM_quantity:
        decode_quantity(d, value);
        break;
    case FORM_int_or_string:
        if (!cJSON_IsString(value) && !fits_int(value, false))
            refuse(d, value, true, "int32");
        break;
    case FORM_raw:
    case FORM_or_list:
    case FORM_or_bool:
    case FORM_or_texts:
        break; /* anything, or one of several things */
    }
}

/* One value of a field that may have several. */
static void decode_value(struct decoding *d, const struct field *f, const cJSON *value)
{
    bool fits = true;

    if (cJSON_IsNull(value))
        return;
    switch (f->type) {
    case FIELD_text:
    case FIELD_bytes:
    case FIELD_map:
    case FIELD_map_bytes:
        fits = cJSON_IsString(value);
        break;
    case FIELD_bool:
        fits = cJSON_IsBool(value);
        break;
    case FIELD_int:
        fits = fits_int(value, f->wide);
        break;
    case FIELD_real:
        fits = cJSON_IsNumber(value);
        break;
    case FIELD_message:
    case FIELD_inline:
    case FIELD_map_messages:
        decode_part(d, f, value);
        break;
    }
    if (!fits)
        refuse(d, value, f->type == FIELD_int,
               f->type == FIELD_map         ? "string"
               : f->type == FIELD_map_bytes ? "[]uint8"
                                            : type_name(d, f));
}

static void decode_field(struct decoding *d, const struct field *f, const cJSON *value)
{
    bool map = f->type == FIELD_map || f->type == FIELD_map_bytes || f->type == FIELD_map_messages;
    const cJSON *item;

    if (cJSON_IsNull(value))
        return;
    if (!map && !f->repeated) {
        decode_value(d, f, value);
        return;
    }
    if (map ? !cJSON_IsObject(value) : !cJSON_IsArray(value)) {
        refuse(d, value, false, arena_printf(d->arena, "%s%s", map ? "" : "[]", type_name(d, f)));
        return;
    }
    cJSON_ArrayForEach(item, value) decode_value(d, f, item);
}

static void decode_message(struct decoding *d, const struct message *m, const cJSON *object)
{
    const struct decoding before = *d;
    const cJSON *item;

    cJSON_ArrayForEach(item, object)
    {
        const struct message *owner;
        const struct field *f = message_field(m, item->string, &owner);
        if (!f)
            continue;
        d->owner = owner;
        d->path = *before.path ? arena_printf(d->arena, "%s.%s", before.path, f->name) : f->name;
        decode_field(d, f, item);
        if (d->fault)
            return;
    }
    d->owner = before.owner;
    d->path = before.path;
}

const char *typed_fault(struct arena *a, const struct resource *r, const cJSON *object)
{
    struct decoding d = { .arena = a, .version = r->version, .path = "" };
    const struct message *m = resource_is_custom(r) ? NULL : message_of(r->api_version, r->kind);
    bool other = strcmp(json_text_or(object, "kind", r->kind), r->kind) != 0;

    if (m && !other && cJSON_IsObject(object))
        decode_message(&d, m, object);
    return d.fault;
}
