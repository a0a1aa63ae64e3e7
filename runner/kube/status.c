#include "runner/kube/status.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/json.h"
#include "base/utf8.h"

#include "base/banned.h"

#define FAULTS_SHOWN 50 /* an object with a thousand wrong fields is told of the first of them */

static const struct {
    int code;
    const char *reason;
} statuses[] = {
#define STATUS(symbol, code, reason) { code, reason },
#include "runner/kube/statuses.def"
#undef STATUS
};

/* A message may show a piece of what was sent, cut anywhere: what is no UTF-8 then becomes '?'. */
static const char *readable(struct arena *a, const char *text)
{
    char *copy;

    if (utf8_is_valid(str_of(text)))
        return text;
    copy = arena_strz(a, str_of(text));
    for (char *c = copy; *c; c++)
        if (*c & 0x80)
            *c = '?';
    return copy;
}

static cJSON *make(struct arena *a, const char *status, const char *message)
{
    cJSON *s = arena_json(a, cJSON_CreateObject());

    json_add_text(s, "kind", "Status");
    json_add_text(s, "apiVersion", "v1");
    json_add_object(s, "metadata");
    json_add_text(s, "status", status);
    if (message)
        json_add_text(s, "message", readable(a, message));
    return s;
}

static cJSON *refusal(struct arena *a, enum status_id id, const char *message, cJSON *take_details)
{
    cJSON *s = make(a, "Failure", message);

    if (*statuses[id].reason)
        json_add_text(s, "reason", statuses[id].reason);
    if (take_details)
        json_add(s, "details", take_details);
    json_add_int(s, "code", statuses[id].code);
    return s;
}

cJSON *status_refuse(struct arena *a, enum status_id id, const char *fmt, ...)
{
    char message[2048];
    va_list args;

    va_start(args, fmt);
    vsnprintf(message, sizeof(message), fmt, args);
    va_end(args);
    return refusal(a, id, message, NULL);
}

static cJSON *details_of(const struct resource *r, const char *kind, const char *name)
{
    cJSON *details = cJSON_CreateObject();

    if (name && *name)
        json_add_text(details, "name", name);
    if (*r->group)
        json_add_text(details, "group", r->group);
    json_add_text(details, "kind", kind);
    return details;
}

cJSON *status_refuse_object(struct arena *a, enum status_id id, const struct resource *r,
                            const char *name, const char *message)
{
    return refusal(a, id, message, details_of(r, r->plural, name));
}

cJSON *status_unreadable(struct arena *a, const struct resource *r, const char *why)
{
    return status_refuse(a, STATUS_bad_request,
                         "%s in version \"%s\" cannot be handled as a %s: %s", r->kind, r->version,
                         r->kind, why);
}

cJSON *status_not_found(struct arena *a, const struct resource *r, const char *name)
{
    return status_refuse_object(a, STATUS_not_found, r, name,
                                arena_printf(a, "%s \"%s\" not found", r->qualified, name));
}

cJSON *status_exists(struct arena *a, const struct resource *r, const char *name)
{
    return status_refuse_object(a, STATUS_already_exists, r, name,
                                arena_printf(a, "%s \"%s\" already exists", r->qualified, name));
}

cJSON *status_conflict(struct arena *a, const struct resource *r, const char *name, const char *why)
{
    return status_refuse_object(
        a, STATUS_conflict, r, name,
        arena_printf(a, "Operation cannot be fulfilled on %s \"%s\": %s", r->qualified, name, why));
}

cJSON *status_stale(struct arena *a, const struct resource *r, const char *name)
{
    return status_conflict(a, r, name,
                           "the object has been modified; please apply your changes to the latest "
                           "version and try again");
}

cJSON *status_forbidden(struct arena *a, const struct resource *r, const char *name,
                        const char *why)
{
    return status_refuse_object(
        a, STATUS_forbidden, r, name,
        arena_printf(a, "%s \"%s\" is forbidden: %s", r->qualified, name, why));
}

cJSON *status_no_route(struct arena *a)
{
    return refusal(a, STATUS_not_found, "the server could not find the requested resource",
                   cJSON_CreateObject());
}

cJSON *status_success(struct arena *a, const struct resource *r, const char *name, const char *uid)
{
    cJSON *s = make(a, "Success", NULL);
    cJSON *details = json_add(s, "details", details_of(r, r->plural, name));

    if (uid)
        json_add_text(details, "uid", uid);
    return s;
}

void status_add_cause(cJSON *status, const char *reason, const char *message, const char *field)
{
    cJSON *details = json_mutable(status, "details"), *causes, *cause;

    if (!details)
        details = json_add_object(status, "details");
    causes = json_mutable(details, "causes");
    if (!causes)
        causes = json_add_array(details, "causes");
    cause = json_push(causes, cJSON_CreateObject());
    json_add_text(cause, "reason", reason);
    json_add_text(cause, "message", message);
    if (field)
        json_add_text(cause, "field", field);
}

bool status_has(int64_t code, int *ret_id)
{
    bool found = false;

    for (int i = 0; i < (int)(sizeof(statuses) / sizeof(statuses[0])); i++) {
        if (statuses[i].code != code)
            continue;
        *ret_id = i;
        found = true;
    }
    return found;
}

int status_code(const cJSON *status)
{
    return (int)json_int_or(status, "code", 200);
}

const char *status_message(const cJSON *status)
{
    return json_text_or(status, "message", "");
}

static void add(struct faults *f, const char *reason, const char *field, const char *message)
{
    cJSON *cause;

    if (!f->causes)
        f->causes = arena_json(f->arena, cJSON_CreateArray());
    if (cJSON_GetArraySize(f->causes) >= FAULTS_SHOWN)
        return;
    cause = json_push(f->causes, cJSON_CreateObject());
    json_add_text(cause, "reason", reason);
    json_add_text(cause, "message", readable(f->arena, message));
    json_add_text(cause, "field", field);
}

void fault_required(struct faults *f, const char *field, const char *detail)
{
    add(f, "FieldValueRequired", field,
        arena_printf(f->arena, "Required value%s%s", *detail ? ": " : "", detail));
}

void fault_invalid(struct faults *f, const char *field, const char *value, const char *detail)
{
    add(f, "FieldValueInvalid", field,
        arena_printf(f->arena, "Invalid value: \"%.300s\": %s", value, detail));
}

static void add_value(struct faults *f, const char *reason, const char *field, const cJSON *value,
                      const char *detail)
{
    struct buf b = BUF_LIMIT(400);

    if (value)
        json_print(&b, value);
    else
        buf_add_text(&b, "null");
    add(f, reason, field,
        arena_printf(f->arena, "Invalid value: %.*s: %s", STR_ARG(buf_str(&b)), detail));
    buf_done(&b);
}

void fault_invalid_json(struct faults *f, const char *field, const cJSON *value, const char *detail)
{
    add_value(f, "FieldValueInvalid", field, value, detail);
}

void fault_type(struct faults *f, const char *field, const char *got, const char *wanted)
{
    cJSON *value = arena_json(f->arena, cJSON_CreateString(got));

    add_value(
        f, "FieldValueTypeInvalid", field, value,
        arena_printf(f->arena, "%s in body must be of type %s: \"%.200s\"", field, wanted, got));
}

void fault_unsupported(struct faults *f, const char *field, const char *value,
                       const char *supported)
{
    add(f, "FieldValueNotSupported", field,
        arena_printf(f->arena, "Unsupported value: \"%.300s\": supported values: %s", value,
                     supported));
}

void fault_duplicate(struct faults *f, const char *field, const char *value)
{
    add(f, "FieldValueDuplicate", field,
        arena_printf(f->arena, "Duplicate value: \"%.300s\"", value));
}

void fault_duplicate_json(struct faults *f, const char *field, const cJSON *value)
{
    struct buf b = BUF_LIMIT(400);

    json_print(&b, value);
    add(f, "FieldValueDuplicate", field,
        arena_printf(f->arena, "Duplicate value: %.*s", STR_ARG(buf_str(&b))));
    buf_done(&b);
}

void fault_forbidden(struct faults *f, const char *field, const char *detail)
{
    add(f, "FieldValueForbidden", field, arena_printf(f->arena, "Forbidden: %s", detail));
}

void fault_too_long(struct faults *f, const char *field, int bytes)
{
    add(f, "FieldValueTooLong", field,
        arena_printf(f->arena, "Too long: may not be more than %d bytes", bytes));
}

void fault_too_many(struct faults *f, const char *field, int count, int most)
{
    add(f, "FieldValueTooMany", field,
        arena_printf(f->arena, "Too many: %d: must have at most %d items", count, most));
}

static const char *join(const struct faults *f)
{
    int count = cJSON_GetArraySize(f->causes);
    struct buf b = BUF_LIMIT(64u << 10);
    const cJSON *cause;
    const char *joined;

    if (count > 1)
        buf_add_char(&b, '[');
    cJSON_ArrayForEach(cause, f->causes)
    {
        if (cause->prev && cause != f->causes->child)
            buf_add_text(&b, ", ");
        buf_printf(&b, "%s: %s", json_text(cause, "field"), json_text(cause, "message"));
    }
    if (count > 1)
        buf_add_char(&b, ']');
    joined = arena_strz(f->arena, buf_str(&b));
    buf_done(&b);
    return joined;
}

cJSON *status_invalid(const struct faults *f, const struct resource *r, const char *name)
{
    const char *of = *r->group ? arena_printf(f->arena, "%s.%s", r->kind, r->group) : r->kind;
    cJSON *details;

    if (!f->causes)
        return NULL;
    details = details_of(r, r->kind, name);
    json_add(details, "causes", json_copy(f->causes));
    return refusal(f->arena, STATUS_invalid,
                   arena_printf(f->arena, "%s \"%s\" is invalid: %s", of, name, join(f)), details);
}
