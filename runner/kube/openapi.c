#include "runner/kube/openapi.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/messages.h"
#include "runner/kube/verbs.h"

#include "base/banned.h"

static const char v2[] = "\x0a\x03"
                         "2.0";
#define V2_TYPE "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
#define V3      "/openapi/v3"
#define SCHEMAS "#/components/schemas/"

static void add_ref(cJSON *to, const struct message *m)
{
    struct arena *a = arena_new();

    json_add_text(to, "$ref", arena_printf(a, SCHEMAS "%s", m->name));
    arena_free(a);
}

static void add_type(cJSON *schema, const char *type, const char *format)
{
    json_add_text(schema, "type", type);
    if (format)
        json_add_text(schema, "format", format);
}

/* Of one value of a field. */
static void describe_value(cJSON *schema, const struct field *f)
{
    switch (f->type) {
    case FIELD_text:
        add_type(schema, "string", NULL);
        break;
    case FIELD_bytes:
        add_type(schema, "string", "byte");
        break;
    case FIELD_bool:
        add_type(schema, "boolean", NULL);
        break;
    case FIELD_int:
        add_type(schema, "integer", "int64");
        break;
    case FIELD_real:
        add_type(schema, "number", "double");
        break;
    case FIELD_message:
    case FIELD_inline:
        add_ref(schema, f->of);
        break;
    case FIELD_map:
    case FIELD_map_bytes:
        add_type(schema, "object", NULL);
        add_type(json_add_object(schema, "additionalProperties"), "string", NULL);
        break;
    case FIELD_map_messages:
        add_type(schema, "object", NULL);
        add_ref(json_add_object(schema, "additionalProperties"), f->of);
        break;
    }
}

static void describe_message(cJSON *schemas, const struct message *m);

static void describe_fields(cJSON *schemas, cJSON *properties, const struct message *m)
{
    for (const struct field *f = m->fields; f->number; f++) {
        cJSON *schema;
        if (f->of && f->type != FIELD_inline)
            describe_message(schemas, f->of);
        if (f->type == FIELD_inline) {
            describe_fields(schemas, properties, f->of);
            continue;
        }
        schema = json_set(properties, f->name, cJSON_CreateObject());
        if (f->repeated) {
            add_type(schema, "array", NULL);
            schema = json_add_object(schema, "items");
        }
        describe_value(schema, f);
    }
}

static void describe_message(cJSON *schemas, const struct message *m)
{
    cJSON *schema;

    if (json_get(schemas, m->name))
        return;
    schema = json_add_object(schemas, m->name);
    switch (m->form) {
    case FORM_plain:
        add_type(schema, "object", NULL);
        describe_fields(schemas, json_add_object(schema, "properties"), m);
        break;
    case FORM_time:
    case FORM_micro_time:
        add_type(schema, "string", "date-time");
        break;
    case FORM_quantity:
        add_type(schema, "string", NULL);
        break;
    case FORM_int_or_string:
        json_add_text(schema, "format", "int-or-string");
        break;
    case FORM_raw:
        break;
    case FORM_or_list:
    case FORM_or_bool:
    case FORM_or_texts:
        describe_message(schemas, m->fields[m->form == FORM_or_bool].of);
        break;
    }
}

static cJSON *kind_of(const struct resource *r)
{
    cJSON *kind = cJSON_CreateObject();

    json_add_text(kind, "group", r->group);
    json_add_text(kind, "version", r->version);
    json_add_text(kind, "kind", r->kind);
    return kind;
}

static void add_own_members(cJSON *schema)
{
    cJSON *properties = json_mutable(schema, "properties");

    if (!cJSON_IsObject(properties))
        properties = json_set(schema, "properties", cJSON_CreateObject());
    add_type(json_set(properties, "apiVersion", cJSON_CreateObject()), "string", NULL);
    add_type(json_set(properties, "kind", cJSON_CreateObject()), "string", NULL);
    if (!json_get(properties, "metadata"))
        add_type(json_add_object(properties, "metadata"), "object", NULL);
}

static void describe_kind(cJSON *schemas, const struct resource *r)
{
    const struct message *m = message_of(r->api_version, r->kind);
    cJSON *schema;

    if (m) {
        describe_message(schemas, m);
        schema = json_mutable(schemas, m->name);
    } else {
        schema = json_set(schemas, r->qualified,
                          r->schema ? json_copy(r->schema) : cJSON_CreateObject());
    }
    add_own_members(schema);
    json_push(json_add_array(schema, "x-kubernetes-group-version-kind"), kind_of(r));
}

/* Clients look for a patch with these parameters before they send them. */
static void describe_patch(struct arena *a, cJSON *paths, const struct resource *r)
{
    static const char *const parameters[] = { "dryRun", "fieldManager", "fieldValidation",
                                              "force" };
    const char *root = *r->group ? "/apis/" : "/api/";
    const char *path =
        arena_printf(a, "%s%s/%s%s/{name}", root, r->api_version,
                     resource_is_namespaced(r) ? "namespaces/{namespace}/" : "", r->plural);
    cJSON *patch = json_add_object(json_add_object(paths, path), "patch"), *list, *parameter;

    list = json_add_array(patch, "parameters");
    for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
        parameter = json_push(list, cJSON_CreateObject());
        json_add_text(parameter, "name", parameters[i]);
        json_add_text(parameter, "in", "query");
        add_type(json_add_object(parameter, "schema"),
                 strcmp(parameters[i], "force") != 0 ? "string" : "boolean", NULL);
    }
    json_add_text(json_add_object(json_add_object(patch, "responses"), "200"), "description", "OK");
    json_add_text(patch, "x-kubernetes-action", "patch");
    json_add(patch, "x-kubernetes-group-version-kind", kind_of(r));
}

static cJSON *new_document(const struct request *q, const char *title)
{
    cJSON *doc = arena_json(q->arena, cJSON_CreateObject()), *info;

    json_add_text(doc, "openapi", "3.0.0");
    info = json_add_object(doc, "info");
    json_add_text(info, "title", title);
    json_add_text(info, "version", ALBKIT_VERSION);
    return doc;
}

/* The path of a group's document: "api/v1", "apis/apps/v1". */
static const char *name_of(struct arena *a, const struct resource *r)
{
    return arena_printf(a, "%s/%s", *r->group ? "apis" : "api", r->api_version);
}

static void answer_index(struct cluster *c, const struct request *q, struct reply *reply)
{
    cJSON *doc = arena_json(q->arena, cJSON_CreateObject());
    cJSON *paths = json_add_object(doc, "paths");

    for (size_t i = 0; i < kinds_count(c->kinds); i++) {
        const struct resource *r = kinds_at(c->kinds, i);
        const char *name = name_of(q->arena, r);
        if (r->served && !json_get(paths, name))
            json_add_text(json_add_object(paths, name), "serverRelativeURL",
                          arena_printf(q->arena, V3 "/%s", name));
    }
    reply_json(reply, 200, doc);
}

static bool answer_group(struct cluster *c, const struct request *q, struct str name,
                         struct reply *reply)
{
    cJSON *doc = new_document(q, "Kubernetes, as albspec plays it");
    cJSON *paths = json_add_object(doc, "paths");
    cJSON *schemas = json_add_object(json_add_object(doc, "components"), "schemas");

    for (size_t i = 0; i < kinds_count(c->kinds); i++) {
        const struct resource *r = kinds_at(c->kinds, i);
        if (!r->served || !str_is(name, name_of(q->arena, r)))
            continue;
        describe_patch(q->arena, paths, r);
        describe_kind(schemas, r);
    }
    if (paths->child)
        reply_json(reply, 200, doc);
    return paths->child;
}

bool openapi_answer(struct cluster *c, const struct request *q, struct reply *reply)
{
    if (str_is(q->path, "/openapi/v2")) {
        reply->status = 200;
        reply->type = V2_TYPE;
        reply->body = blob_new((struct str){ v2, sizeof(v2) - 1 });
        return true;
    }
    if (str_is(q->path, V3)) {
        answer_index(c, q, reply);
        return true;
    }
    return str_starts(q->path, STR(V3 "/")) &&
           answer_group(c, q, str_skip(q->path, sizeof(V3)), reply);
}
