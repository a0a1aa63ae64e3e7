#include "runner/kube/view.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "runner/kube/accept.h"
#include "runner/kube/convert.h"
#include "runner/kube/messages.h"
#include "runner/kube/object.h"
#include "runner/kube/protobuf.h"
#include "runner/kube/table.h"

#include "base/banned.h"

#define LIST_BYTES ((size_t)2 * LIMIT_KUBE_MEMORY)

/* The first of the ranges that we know how to answer decides; JSON is the answer to all others. */
static enum shape shape_wanted(struct str accept)
{
    bool protobuf = false, json = false;

    while (accept.at) {
        struct str range = str_cut(&accept, ','), as, params = range;
        struct str type = str_trim(str_cut(&params, ';'));
        protobuf = protobuf || str_is(type, PROTOBUF_MEDIA);
        json = json || str_is(type, "*/*") || str_is(type, "application/*");
        if (!str_is(type, "application/json"))
            continue;
        if (!accept_param(params, "as", &as))
            return SHAPE_whole;
        if (str_is(as, "Table"))
            return SHAPE_table;
        if (str_starts(as, STR("PartialObjectMetadata")))
            return SHAPE_metadata;
    }
    return protobuf && !json ? SHAPE_protobuf : SHAPE_whole;
}

bool view_wants_protobuf(struct str accept)
{
    return shape_wanted(accept) == SHAPE_protobuf;
}

bool view_is_impossible(const struct resource *r, struct str accept)
{
    return view_wants_protobuf(accept) && !message_of(r->api_version, r->kind);
}

const char *view_type(const struct view *v)
{
    return v->shape == SHAPE_protobuf ? PROTOBUF_MEDIA : "application/json";
}

const char *view_stream_type(const struct view *v)
{
    return v->shape == SHAPE_protobuf ? PROTOBUF_MEDIA ";stream=watch" : "application/json";
}

struct view view_wanted(const struct resource *r, struct str accept, struct str include)
{
    struct view v = { .resource = r, .shape = shape_wanted(accept), .columns = true };

    if (str_is(include, "Object"))
        v.include = INCLUDE_object;
    else if (str_is(include, "None"))
        v.include = INCLUDE_none;
    return v;
}

int view_format(const struct view *v)
{
    return v->resource->index << 5 | (int)v->shape << 3 | (int)v->include << 1 | (int)v->columns;
}

struct view view_of_format(const struct cluster *c, int format)
{
    return (struct view){
        .resource = kinds_at(c->kinds, (size_t)(format >> 5)),
        .shape = (enum shape)(format >> 3 & 3),
        .include = (enum include)(format >> 1 & 3),
        .columns = format & 1,
    };
}

static const cJSON *converted(struct arena *a, const struct resource *r, const cJSON *body)
{
    cJSON *copy;

    if (!convert_is_needed(r))
        return body;
    copy = arena_json(a, json_copy(body));
    convert_out(r, copy);
    return copy;
}

static const cJSON *metadata_only(struct arena *a, const cJSON *body)
{
    cJSON *partial = arena_json(a, cJSON_CreateObject());

    json_add_text(partial, "kind", "PartialObjectMetadata");
    json_add_text(partial, "apiVersion", "meta.k8s.io/v1");
    json_add(partial, "metadata", json_copy(json_get(body, "metadata")));
    return partial;
}

static const cJSON *beside_cells(struct arena *a, const struct view *v, const cJSON *body)
{
    if (v->include == INCLUDE_none)
        return NULL;
    return v->include == INCLUDE_object ? converted(a, v->resource, body) : metadata_only(a, body);
}

static cJSON *new_table(const struct cluster *c, struct arena *a, const struct view *v,
                        const char *version)
{
    cJSON *table = arena_json(a, cJSON_CreateObject());

    (void)c;
    json_add_text(table, "kind", "Table");
    json_add_text(table, "apiVersion", "meta.k8s.io/v1");
    json_add_text(json_add_object(table, "metadata"), "resourceVersion", version);
    json_add(table, "columnDefinitions",
             v->columns ? table_columns(v->resource) : cJSON_CreateArray());
    json_add_array(table, "rows");
    return table;
}

static void add_row(const struct cluster *c, struct arena *a, const struct view *v, cJSON *table,
                    const cJSON *body)
{
    cJSON *row = json_push(json_mutable(table, "rows"), cJSON_CreateObject());
    const cJSON *beside = beside_cells(a, v, body);

    json_add(row, "cells", table_cells(v->resource, body, clock_ms(c->clock)));
    json_add(row, "object", beside ? json_copy(beside) : cJSON_CreateNull());
}

const cJSON *view_tree(const struct cluster *c, struct arena *a, const struct view *v,
                       const cJSON *body)
{
    cJSON *table;

    if (v->shape == SHAPE_metadata)
        return metadata_only(a, body);
    if (v->shape != SHAPE_table)
        return converted(a, v->resource, body);
    table = new_table(c, a, v, object_version(body));
    add_row(c, a, v, table, body);
    return table;
}

/* Items of built-in kinds say neither kind nor apiVersion, as the real API's do not. */
static void print_item(struct buf *b, const struct resource *r, const cJSON *item)
{
    const cJSON *member;
    char separator = '{';

    if (resource_is_custom(r)) {
        json_print(b, item);
        return;
    }
    cJSON_ArrayForEach(member, item)
    {
        if (!strcmp(member->string, "kind") || !strcmp(member->string, "apiVersion"))
            continue;
        cJSON *name = cJSON_CreateStringReference(member->string);
        buf_add_char(b, separator);
        json_print(b, name);
        buf_add_char(b, ':');
        json_print(b, member);
        cJSON_Delete(name);
        separator = ',';
    }
    buf_add_char(b, '}');
}

static cJSON *list_metadata(const struct view_list *list)
{
    cJSON *meta = cJSON_CreateObject();
    struct buf version = BUF_LIMIT(32);

    buf_printf(&version, "%" PRIu64, list->revision);
    json_add_text(meta, "resourceVersion", version.at);
    buf_done(&version);
    if (list->next)
        json_add_text(meta, "continue", list->next);
    if (list->remaining >= 0)
        json_add_int(meta, "remainingItemCount", list->remaining);
    return meta;
}

static void print_table(const struct cluster *c, struct buf *b, const struct view *v,
                        const struct view_list *list)
{
    struct arena *a = arena_new();
    cJSON *table = new_table(c, a, v, "");

    json_set(table, "metadata", list_metadata(list));
    for (size_t i = 0; i < list->count; i++)
        add_row(c, a, v, table, list->bodies[i]);
    json_print(b, table);
    arena_free(a);
}

static void print_protobuf_list(const struct cluster *c, struct buf *b, const struct view *v,
                                const struct view_list *list)
{
    struct arena *a = arena_new();
    const cJSON **items = arena_alloc(a, (list->count + 1) * sizeof(const cJSON *));
    struct protobuf_list all = {
        .api_version = v->resource->api_version,
        .kind = v->resource->kind,
        .list_kind = v->resource->list_kind,
        .metadata = arena_json(a, list_metadata(list)),
        .items = items,
        .count = list->count,
    };

    for (size_t i = 0; i < list->count; i++)
        items[i] = view_tree(c, a, v, list->bodies[i]);
    protobuf_encode_list(b, &all);
    arena_free(a);
}

void view_print(struct buf *b, const struct view *v, const cJSON *tree)
{
    b->limit = LIST_BYTES;
    if (v->shape == SHAPE_protobuf) {
        protobuf_encode(b, tree);
        return;
    }
    json_print(b, tree);
    buf_add_char(b, '\n');
}

void view_print_list(const struct cluster *c, struct buf *b, const struct view *v,
                     const struct view_list *list)
{
    bool partial = v->shape == SHAPE_metadata;
    cJSON *meta;

    b->limit = LIST_BYTES;
    if (v->shape == SHAPE_table) {
        print_table(c, b, v, list);
        return;
    }
    if (v->shape == SHAPE_protobuf) {
        print_protobuf_list(c, b, v, list);
        return;
    }
    meta = list_metadata(list);
    buf_printf(b, "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":",
               partial ? "PartialObjectMetadataList" : v->resource->list_kind,
               partial ? "meta.k8s.io/v1" : v->resource->api_version);
    json_print(b, meta);
    cJSON_Delete(meta);
    buf_add_text(b, ",\"items\":[");
    for (size_t i = 0; i < list->count; i++) {
        struct arena *a = arena_new();
        if (i)
            buf_add_char(b, ',');
        print_item(b, v->resource, view_tree(c, a, v, list->bodies[i]));
        arena_free(a);
    }
    buf_add_text(b, "]}");
}

struct blob *view_frame(const struct view *v, const char *type, const cJSON *object)
{
    struct buf b = BUF_LIMIT(LIST_BYTES);

    if (v->shape == SHAPE_protobuf) {
        protobuf_encode_event(&b, type, object);
        return blob_of_buf(&b);
    }
    buf_printf(&b, "{\"type\":\"%s\",\"object\":", type);
    json_print(&b, object);
    buf_add_text(&b, "}\n");
    return blob_of_buf(&b);
}

struct blob *view_render(void *self, enum change_type type, const struct object *object,
                         uint64_t revision, int format)
{
    static const char *const types[] = {
        [CHANGE_added] = "ADDED",
        [CHANGE_modified] = "MODIFIED",
        [CHANGE_deleted] = "DELETED",
    };
    const struct cluster *c = self;
    struct view v = view_of_format(c, format);
    struct arena *a = arena_new();
    const cJSON *body = object->body;
    struct blob *frame;

    if (type == CHANGE_deleted) {
        cJSON *last = arena_json(a, json_copy(body));
        json_set(object_meta(last), "resourceVersion",
                 cJSON_CreateString(arena_printf(a, "%" PRIu64, revision)));
        body = last;
    }
    frame = view_frame(&v, types[type], view_tree(c, a, &v, body));
    arena_free(a);
    return frame;
}
