#include "runner/kube/openapi.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "runner/kube/accept.h"
#include "runner/kube/discovery.h"
#include "runner/kube/gnostic.h"
#include "runner/kube/openapi_paths.h"
#include "runner/kube/verbs.h"

#include "base/banned.h"

#define V2      "/openapi/v2"
#define V3      "/openapi/v3"
#define YEAR_MS INT64_C(31536000000)

struct document {
    const char *name; /* "apis/apps/v1"; "": the index; one of the media types of /openapi/v2 */
    struct blob *bytes;
    const char *hash;
    struct document *next;
};

struct openapi {
    struct clock *clock;
    struct arena *arena; /* of the documents */
    struct document *documents;
    uint64_t revision; /* of the kinds that they are about */
    int64_t since_ms;
};

#define PROTOBUF_TYPE "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"

/* What can be asked for, and the name of what is answered. */
static const char *const v2_types[] = {
    "application/json",
    "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
    PROTOBUF_TYPE,
};
static const char *const v2_answers[] = { "application/json", PROTOBUF_TYPE, PROTOBUF_TYPE };

static void forget(struct openapi *o)
{
    for (struct document *d = o->documents; d; d = d->next)
        blob_unref(d->bytes);
    o->documents = NULL;
    arena_reset(o->arena);
}

struct openapi *openapi_new(struct clock *clock)
{
    struct openapi *o = must_alloc(sizeof(*o));

    o->clock = clock;
    o->arena = arena_new();
    return o;
}

void openapi_free(struct openapi *o)
{
    if (!o)
        return;
    forget(o);
    arena_free(o->arena);
    free(o);
}

static cJSON *new_document(struct arena *a, const char *version_is, const char *version)
{
    cJSON *doc = arena_json(a, cJSON_CreateObject()), *info;

    json_add_text(doc, version_is, version);
    info = json_add_object(doc, "info");
    json_add_text(info, "title", "Kubernetes");
    json_add_text(info, "version", KUBE_VERSION);
    return doc;
}

/* How a client shows who it is. */
static void add_security(cJSON *doc, cJSON *schemes)
{
    cJSON *scheme = json_add_object(schemes, "BearerToken"), *security;

    json_add_text(scheme, "type", "apiKey");
    json_add_text(scheme, "name", "authorization");
    json_add_text(scheme, "in", "header");
    security = json_add_array(doc, "security");
    json_add_array(json_push(security, cJSON_CreateObject()), "BearerToken");
}

/* The path of a group's document: "api/v1", "apis/apps/v1". */
static const char *name_of(struct arena *a, const struct resource *r)
{
    return arena_printf(a, "%s/%s", *r->group ? "apis" : "api", r->api_version);
}

/* The resources of one version of a group; name NULL: all. */
static void describe_resources(struct openapi_doc *d, const char *name)
{
    for (size_t i = 0; i < kinds_count(d->kinds); i++) {
        const struct resource *r = kinds_at(d->kinds, i);
        if (r->served && (!name || str_is(str_of(name), name_of(d->arena, r))))
            openapi_describe_paths(d, r);
    }
}

static struct blob *print(const cJSON *doc)
{
    struct buf text = BUF_LIMIT(LIMIT_KUBE_MEMORY);

    json_print(&text, doc);
    return blob_of_buf(&text);
}

static struct blob *make_v2(struct arena *a, const struct kinds *kinds, const char *type)
{
    cJSON *doc = new_document(a, "swagger", "2.0");
    struct openapi_doc d = { .arena = a, .kinds = kinds, .v2 = true };

    d.paths = json_add_object(doc, "paths");
    d.schemas = json_add_object(doc, "definitions");
    describe_resources(&d, NULL);
    add_security(doc, json_add_object(doc, "securityDefinitions"));
    return str_is(str_of(type), PROTOBUF_TYPE) ? gnostic_encode(doc) : print(doc);
}

static struct blob *make_v3(struct arena *a, const struct kinds *kinds, const char *name)
{
    cJSON *doc = new_document(a, "openapi", "3.0.0"), *components;
    struct openapi_doc d = { .arena = a, .kinds = kinds };

    d.paths = json_add_object(doc, "paths");
    components = json_add_object(doc, "components");
    d.schemas = json_add_object(components, "schemas");
    describe_resources(&d, name);
    add_security(doc, json_add_object(components, "securitySchemes"));
    return print(doc);
}

typedef struct blob *make_fn(struct arena *a, const struct kinds *kinds, const char *name);

/* Kept, or made now. */
static const struct document *document_of(struct cluster *c, const char *name, make_fn *make)
{
    struct openapi *o = c->openapi;
    struct document *d;
    struct arena *a;

    if (o->revision != kinds_revision(c->kinds) || !o->since_ms) {
        forget(o);
        o->revision = kinds_revision(c->kinds);
        o->since_ms = clock_ms(o->clock);
    }
    for (d = o->documents; d; d = d->next) {
        if (str_is(str_of(name), d->name))
            return d;
    }
    a = arena_new();
    d = arena_new_of(o->arena, struct document);
    d->name = arena_strz(o->arena, str_of(name));
    d->bytes = make(a, c->kinds, name);
    d->hash = digest_sha256_hex(o->arena, blob_str(d->bytes));
    d->next = o->documents;
    o->documents = d;
    arena_free(a);
    return d;
}

static bool has_tag(struct str tags, const char *hash)
{
    while (tags.at) {
        struct str tag = str_trim(str_cut(&tags, ','));
        if (str_starts(tag, STR("W/")))
            tag = str_skip(tag, 2);
        if (str_is(tag, "*") ||
            (tag.len > 2 && str_is((struct str){ tag.at + 1, tag.len - 2 }, hash)))
            return true;
    }
    return false;
}

static const char *http_date(struct arena *a, int64_t ms)
{
    char *text = arena_alloc(a, CLOCK_ISO_ROOM);

    clock_http(ms, text);
    return text;
}

static void answer_document(const struct cluster *c, const struct request *q,
                            const struct document *d, const char *type, struct reply *reply)
{
    reply_head(reply, q->arena, "ETag", arena_printf(q->arena, "\"%s\"", d->hash));
    reply_head(reply, q->arena, "Last-Modified", http_date(q->arena, c->openapi->since_ms));
    if (has_tag(q->if_none_match, d->hash)) {
        reply->status = 304;
        return;
    }
    reply->status = 200;
    reply->type = type;
    reply->body = blob_ref(d->bytes);
}

static void refuse_type(struct reply *reply)
{
    reply->status = 406;
    reply->type = "text/plain; charset=utf-8";
    reply->body = blob_new(STR("406 Not Acceptable\n"));
}

static void answer_v2(struct cluster *c, const struct request *q, struct reply *reply)
{
    int i = accept_choose(q->accept, v2_types, sizeof(v2_types) / sizeof(v2_types[0]));

    reply_head(reply, q->arena, "Vary", "Accept");
    if (i < 0)
        refuse_type(reply);
    else
        answer_document(c, q, document_of(c, v2_answers[i], make_v2), v2_answers[i], reply);
}

static const char *place_of(struct arena *a, const struct document *d)
{
    return arena_printf(a, V3 "/%s?hash=%s", d->name, d->hash);
}

static void answer_index(struct cluster *c, const struct request *q, struct reply *reply)
{
    cJSON *doc = arena_json(q->arena, cJSON_CreateObject());
    cJSON *paths = json_add_object(doc, "paths");
    struct document index = { .name = "" };

    for (size_t i = 0; i < kinds_count(c->kinds); i++) {
        const struct resource *r = kinds_at(c->kinds, i);
        const char *name = name_of(q->arena, r);
        if (r->served && !json_get(paths, name))
            json_add_text(json_add_object(paths, name), "serverRelativeURL",
                          place_of(q->arena, document_of(c, name, make_v3)));
    }
    index.bytes = print(doc);
    index.hash = digest_sha256_hex(q->arena, blob_str(index.bytes));
    answer_document(c, q, &index, "application/json", reply);
    blob_unref(index.bytes);
}

static bool is_served(const struct cluster *c, struct arena *a, struct str name)
{
    for (size_t i = 0; i < kinds_count(c->kinds); i++) {
        const struct resource *r = kinds_at(c->kinds, i);
        if (r->served && str_is(name, name_of(a, r)))
            return true;
    }
    return false;
}

/* An answer to a request by hash never changes: another state of things has another hash. */
static void answer_group(struct cluster *c, const struct request *q, const char *name,
                         struct reply *reply)
{
    const struct document *d = document_of(c, name, make_v3);
    struct str hash = request_param(q, "hash");

    reply_head(reply, q->arena, "Vary", "Accept");
    if (accept_choose(q->accept, v2_types, 1) < 0) {
        refuse_type(reply);
    } else if (hash.len && !str_is(hash, d->hash)) {
        reply->status = 301;
        reply_head(reply, q->arena, "Location", place_of(q->arena, d));
    } else {
        if (hash.len) {
            reply_head(reply, q->arena, "Cache-Control", "public, immutable");
            reply_head(reply, q->arena, "Expires",
                       http_date(q->arena, clock_ms(c->clock) + YEAR_MS));
        }
        answer_document(c, q, d, "application/json", reply);
    }
}

bool openapi_answer(struct cluster *c, const struct request *q, struct reply *reply)
{
    struct str name;

    if (str_is(q->path, V2)) {
        answer_v2(c, q, reply);
        return true;
    }
    if (str_is(q->path, V3)) {
        answer_index(c, q, reply);
        return true;
    }
    if (!str_starts(q->path, STR(V3 "/")))
        return false;
    name = str_skip(q->path, sizeof(V3));
    if (!is_served(c, q->arena, name))
        return false;
    answer_group(c, q, arena_strz(q->arena, name), reply);
    return true;
}
