#include "runner/kube/openapi_paths.h"

#include <ctype.h>
#include <string.h>

#include "base/json.h"

#include "base/banned.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* What a parameter in the query is; those that are not here are texts. */
static const struct {
    const char *name, *type;
} parameter_types[] = {
    /* clang-format off */
    { "allowWatchBookmarks", "boolean" },
    { "force",               "boolean" },
    { "gracePeriodSeconds",  "integer" },
    { "limit",               "integer" },
    { "orphanDependents",    "boolean" },
    { "sendInitialEvents",   "boolean" },
    { "timeoutSeconds",      "integer" },
    { "watch",               "boolean" },
    /* clang-format on */
};

#define LISTED                                                                                     \
    "allowWatchBookmarks continue fieldSelector labelSelector limit resourceVersion "              \
    "resourceVersionMatch sendInitialEvents timeoutSeconds watch"
#define WRITTEN "dryRun fieldManager fieldValidation"
#define DELETED "dryRun gracePeriodSeconds orphanDependents propagationPolicy"
#define CLEARED                                                                                    \
    "continue dryRun fieldSelector gracePeriodSeconds labelSelector limit orphanDependents "       \
    "propagationPolicy resourceVersion resourceVersionMatch sendInitialEvents timeoutSeconds"

enum place {
    PLACE_everywhere, /* of all namespaces */
    PLACE_collection,
    PLACE_object,
    PLACE_status,
    PLACE_scale,
    PLACE_finalize,
    PLACES,
};

enum thing { THING_none, THING_object, THING_list, THING_status, THING_options, THING_patch };

static const struct operation {
    enum place place;
    const char *method, *action, *verb; /* verb: how the operationId begins */
    const char *parameters;             /* separated by blanks */
    enum thing body, answer;
    const char *codes; /* of answers that are good */
} operations[] = {
    /* clang-format off */
    { PLACE_everywhere, "get",    "list",             "list",    LISTED,          THING_none,    THING_list,   "200" },
    { PLACE_collection, "get",    "list",             "list",    LISTED,          THING_none,    THING_list,   "200" },
    { PLACE_collection, "post",   "post",             "create",  WRITTEN,         THING_object,  THING_object, "200 201 202" },
    { PLACE_collection, "delete", "deletecollection", "delete",  CLEARED,         THING_options, THING_status, "200" },
    { PLACE_object,     "get",    "get",              "read",    "",              THING_none,    THING_object, "200" },
    { PLACE_object,     "put",    "put",              "replace", WRITTEN,         THING_object,  THING_object, "200 201" },
    { PLACE_object,     "patch",  "patch",            "patch",   WRITTEN " force", THING_patch,  THING_object, "200 201" },
    { PLACE_object,     "delete", "delete",           "delete",  DELETED,         THING_options, THING_status, "200 202" },
    { PLACE_status,     "get",    "get",              "read",    "",              THING_none,    THING_object, "200" },
    { PLACE_status,     "put",    "put",              "replace", WRITTEN,         THING_object,  THING_object, "200 201" },
    { PLACE_status,     "patch",  "patch",            "patch",   WRITTEN " force", THING_patch,  THING_object, "200 201" },
    { PLACE_scale,      "get",    "get",              "read",    "",              THING_none,    THING_object, "200" },
    { PLACE_scale,      "put",    "put",              "replace", WRITTEN,         THING_object,  THING_object, "200 201" },
    { PLACE_scale,      "patch",  "patch",            "patch",   WRITTEN " force", THING_patch,  THING_object, "200 201" },
    { PLACE_finalize,   "put",    "put",              "replace", WRITTEN,         THING_object,  THING_object, "200 201" },
    /* clang-format on */
};

/* What a path ends with, and the operationIds of what stands there. */
static const struct {
    const char *path, *id;
} places[PLACES] = {
    [PLACE_everywhere] = { "", "ForAllNamespaces" },
    [PLACE_collection] = { "", "" },
    [PLACE_object] = { "/{name}", "" },
    [PLACE_status] = { "/{name}/status", "Status" },
    [PLACE_scale] = { "/{name}/scale", "Scale" },
    [PLACE_finalize] = { "/{name}/finalize", "Finalize" },
};

static const struct {
    const char *code, *text;
} answers[] = { { "200", "OK" }, { "201", "Created" }, { "202", "Accepted" } };

/* One path of a resource. */
struct stop {
    struct openapi_doc *doc;
    const struct resource *resource;
    enum place place;
};

static bool has_place(const struct resource *r, enum place place)
{
    switch (place) {
    case PLACE_everywhere:
        return resource_is_namespaced(r);
    case PLACE_status:
        return resource_has_status(r);
    case PLACE_scale:
        return resource_has_scale(r);
    case PLACE_finalize:
        return r->id == RESOURCE_namespaces;
    case PLACE_collection:
    case PLACE_object:
    case PLACES:
        break;
    }
    return true;
}

static bool is_inside(const struct stop *p)
{
    return resource_is_namespaced(p->resource) && p->place != PLACE_everywhere;
}

static char *capitalized(struct arena *a, struct str word)
{
    char *copy = arena_strz(a, word);

    *copy = (char)toupper((unsigned char)*copy);
    return copy;
}

/* "networking.k8s.io" and "alibabacloud.com" as Networking and AlibabacloudCom. */
static char *group_in_ids(struct arena *a, const char *group)
{
    struct str rest = str_of(*group ? group : "core");
    char *name = arena_strz(a, STR(""));

    if (str_ends(rest, STR(".k8s.io")))
        rest.len -= sizeof(".k8s.io") - 1;
    while (rest.at)
        name = arena_printf(a, "%s%s", name, capitalized(a, str_cut(&rest, '.')));
    return name;
}

static const char *id_of(const struct stop *p, const struct operation *o)
{
    struct arena *a = p->doc->arena;
    const struct resource *r = p->resource;

    return arena_printf(a, "%s%s%s%s%s%s%s", o->verb, group_in_ids(a, r->group),
                        capitalized(a, str_of(r->version)),
                        !strcmp(o->action, "deletecollection") ? "Collection" : "",
                        is_inside(p) ? "Namespaced" : "", r->kind, places[o->place].id);
}

static const char *tag_of(struct arena *a, const struct resource *r)
{
    char *group = group_in_ids(a, r->group);

    *group = (char)tolower((unsigned char)*group);
    return arena_printf(a, "%s_%s", group, r->version);
}

static const char *type_of(const char *parameter)
{
    for (size_t i = 0; i < COUNT(parameter_types); i++) {
        if (!strcmp(parameter_types[i].name, parameter))
            return parameter_types[i].type;
    }
    return "string";
}

static void add_parameter(const struct openapi_doc *d, cJSON *list, const char *in,
                          const char *name)
{
    cJSON *item = json_push(list, cJSON_CreateObject()), *schema = item;

    json_add_text(item, "name", name);
    json_add_text(item, "in", in);
    if (!strcmp(in, "path"))
        json_add_bool(item, "required", true);
    if (!d->v2)
        schema = json_add_object(item, "schema");
    json_add_text(schema, "type", type_of(name));
    json_add_bool(schema, "uniqueItems", true);
}

static const char *describe_thing(const struct stop *p, enum thing thing)
{
    switch (thing) {
    case THING_list:
        return openapi_list(p->doc, p->resource);
    case THING_status:
        return openapi_status(p->doc);
    case THING_options:
        return openapi_delete_options(p->doc);
    case THING_patch:
        return openapi_patch(p->doc);
    case THING_object:
    case THING_none:
        break;
    }
    return p->place == PLACE_scale ? openapi_scale(p->doc) : openapi_object(p->doc, p->resource);
}

#define JSON_TYPE "application/json"
#define YAML_TYPE "application/yaml"
#define PROTOBUF  "application/vnd.kubernetes.protobuf"
#define STREAM    ";stream=watch"

/* Media types, where a custom resource has all that are not for built-in kinds alone. */
static const struct {
    const char *type;
    enum { FOR_body = 1, FOR_patch = 2, FOR_answer = 4, FOR_list = 8, FOR_builtin = 16 } use;
} media[] = {
    /* clang-format off */
    { JSON_TYPE,                                FOR_body | FOR_answer | FOR_list },
    { YAML_TYPE,                                FOR_body },
    { PROTOBUF,                                 FOR_body | FOR_answer | FOR_list | FOR_builtin },
    { JSON_TYPE STREAM,                         FOR_list },
    { PROTOBUF STREAM,                          FOR_list | FOR_builtin },
    { "application/json-patch+json",            FOR_patch },
    { "application/merge-patch+json",           FOR_patch },
    { "application/strategic-merge-patch+json", FOR_patch | FOR_builtin },
    { "application/apply-patch+yaml",           FOR_patch },
    /* clang-format on */
};

/* Each type that is of this use: in 2.0 as a text, in 3.0 with what it holds. */
static void add_media(const struct stop *p, cJSON *to, unsigned use, const char *name)
{
    bool builtin = !resource_is_custom(p->resource);

    for (size_t i = 0; i < COUNT(media); i++) {
        if (!(media[i].use & use) || ((media[i].use & FOR_builtin) && !builtin))
            continue;
        if (cJSON_IsArray(to))
            json_push_text(to, media[i].type);
        else
            openapi_add_ref(p->doc, json_add_object(json_add_object(to, media[i].type), "schema"),
                            name);
    }
}

static unsigned body_use(const struct operation *o)
{
    return o->body == THING_patch ? FOR_patch : FOR_body;
}

static void add_body(const struct stop *p, cJSON *operation, cJSON *parameters,
                     const struct operation *o)
{
    const char *name = describe_thing(p, o->body);
    cJSON *body;

    if (p->doc->v2) {
        body = json_push(parameters, cJSON_CreateObject());
        json_add_text(body, "name", "body");
        json_add_text(body, "in", "body");
        openapi_add_ref(p->doc, json_add_object(body, "schema"), name);
    } else {
        body = json_add_object(operation, "requestBody");
        add_media(p, json_add_object(body, "content"), body_use(o), name);
    }
    if (o->body != THING_options)
        json_add_bool(body, "required", true);
}

static void add_answers(const struct stop *p, cJSON *operation, const struct operation *o)
{
    cJSON *responses = json_add_object(operation, "responses"), *answer;
    const char *name = describe_thing(p, o->answer);

    for (size_t i = 0; i < COUNT(answers); i++) {
        if (!strstr(o->codes, answers[i].code))
            continue;
        answer = json_add_object(responses, answers[i].code);
        json_add_text(answer, "description", answers[i].text);
        if (p->doc->v2)
            openapi_add_ref(p->doc, json_add_object(answer, "schema"), name);
        else
            add_media(p, json_add_object(answer, "content"),
                      o->answer == THING_list ? FOR_list : FOR_answer, name);
    }
    json_add_text(json_add_object(responses, "401"), "description", "Unauthorized");
}

/* What 2.0 says beside the bodies themselves. */
static void add_types(const struct stop *p, cJSON *operation, const struct operation *o)
{
    cJSON *consumes = json_add_array(operation, "consumes");

    if (o->body == THING_none)
        json_push_text(consumes, "*/*");
    else
        add_media(p, consumes, body_use(o), NULL);
    add_media(p, json_add_array(operation, "produces"),
              o->answer == THING_list ? FOR_list : FOR_answer, NULL);
    json_push_text(json_add_array(operation, "schemes"), "https");
}

static void add_operation(const struct stop *p, cJSON *item, const struct operation *o)
{
    cJSON *operation = json_add_object(item, o->method), *parameters;
    const struct resource *r = p->resource;
    struct str rest = str_of(o->parameters);

    json_push_text(json_add_array(operation, "tags"), tag_of(p->doc->arena, r));
    json_add_text(operation, "operationId", id_of(p, o));
    if (p->doc->v2)
        add_types(p, operation, o);
    parameters = cJSON_CreateArray();
    if (o->body != THING_none)
        add_body(p, operation, parameters, o);
    while (rest.len)
        add_parameter(p->doc, parameters, "query", arena_strz(p->doc->arena, str_cut(&rest, ' ')));
    if (parameters->child)
        json_add(operation, "parameters", parameters);
    else
        cJSON_Delete(parameters);
    add_answers(p, operation, o);
    json_add_text(operation, "x-kubernetes-action", o->action);
    json_add(operation, "x-kubernetes-group-version-kind",
             p->place == PLACE_scale ? openapi_kind("autoscaling", "v1", "Scale")
                                     : openapi_kind(r->group, r->version, r->kind));
}

static const char *path_of(const struct stop *p)
{
    const struct resource *r = p->resource;

    return arena_printf(p->doc->arena, "%s%s/%s%s%s", *r->group ? "/apis/" : "/api/",
                        r->api_version, is_inside(p) ? "namespaces/{namespace}/" : "", r->plural,
                        places[p->place].path);
}

static void add_path(const struct stop *p)
{
    cJSON *item = json_add_object(p->doc->paths, path_of(p)), *parameters;

    for (size_t i = 0; i < COUNT(operations); i++) {
        if (operations[i].place == p->place)
            add_operation(p, item, &operations[i]);
    }
    parameters = json_add_array(item, "parameters");
    if (p->place >= PLACE_object)
        add_parameter(p->doc, parameters, "path", "name");
    if (is_inside(p))
        add_parameter(p->doc, parameters, "path", "namespace");
    add_parameter(p->doc, parameters, "query", "pretty");
}

void openapi_describe_paths(struct openapi_doc *d, const struct resource *r)
{
    for (enum place place = 0; place < PLACES; place++) {
        if (has_place(r, place))
            add_path(&(struct stop){ d, r, place });
    }
}
