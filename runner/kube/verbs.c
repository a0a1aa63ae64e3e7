#include "runner/kube/verbs.h"

#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "runner/kube/body.h"
#include "runner/kube/crd_warn.h"
#include "runner/kube/list.h"
#include "runner/kube/object.h"
#include "runner/kube/patching.h"
#include "runner/kube/protobuf.h"
#include "runner/kube/status.h"
#include "runner/kube/strict.h"
#include "runner/kube/view.h"
#include "runner/kube/watching.h"
#include "runner/kube/write.h"

#include "base/banned.h"

#define MANAGER_BYTES 128

void reply_json(struct reply *reply, int status, const cJSON *tree)
{
    struct buf b = BUF_LIMIT(2 * (size_t)LIMIT_KUBE_MEMORY);

    json_print(&b, tree);
    buf_add_char(&b, '\n');
    reply->status = status;
    reply->type = "application/json";
    reply->body = blob_of_buf(&b);
}

static void reply_object(struct cluster *c, const struct request *q, const struct target *t,
                         int status, const cJSON *body, struct reply *reply)
{
    struct view v = view_wanted(t->resource, q->accept, request_param(q, "includeObject"));
    struct buf b = BUF_LIMIT(0);

    view_print(&b, &v, view_tree(c, q->arena, &v, body));
    reply->status = status;
    reply->type = view_type(&v);
    reply->body = blob_of_buf(&b);
}

void reply_status(const struct request *q, struct reply *reply, int status, const cJSON *tree)
{
    struct buf b = BUF_LIMIT(2 * (size_t)LIMIT_KUBE_MEMORY);

    if (!view_wants_protobuf(q->accept) || !protobuf_encode(&b, tree)) {
        reply_json(reply, status, tree);
        return;
    }
    reply->status = status;
    reply->type = PROTOBUF_MEDIA;
    reply->body = blob_of_buf(&b);
}

static const char *scope_of(const struct target *t)
{
    return t->ns ? t->ns : "";
}

static bool is_printable(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.at[i] < ' ' || s.at[i] == 127)
            return false;
    }
    return utf8_is_valid(s);
}

/* As the client says, or by the first word of what it calls itself. */
static const char *manager_of(const struct request *q)
{
    struct str name = request_param(q, "fieldManager"), agent = q->user_agent;

    if (!name.len)
        name = str_cut(&agent, '/');
    if (!name.len || name.len > MANAGER_BYTES || !is_printable(name))
        return "unknown";
    return arena_strz(q->arena, name);
}

static cJSON *check_manager(const struct request *q)
{
    struct str name = request_param(q, "fieldManager");
    struct faults f = { .arena = q->arena };

    if (name.len > MANAGER_BYTES)
        fault_too_long(&f, "fieldManager", MANAGER_BYTES);
    if (!is_printable(name))
        fault_invalid(&f, "fieldManager", arena_strz(q->arena, name),
                      "should only contain printable characters");
    return status_invalid(
        &f, &(struct resource){ .kind = strict_options(q), .group = "meta.k8s.io" }, "");
}

static cJSON *write_to(struct cluster *c, const struct request *q, const struct target *t,
                       struct write *ret)
{
    struct str dry_run = request_param(q, "dryRun");

    *ret = (struct write){
        .cluster = c,
        .arena = q->arena,
        .resource = t->resource,
        .ns = scope_of(t),
        .name = t->name,
        .subresource = t->subresource,
        .manager = manager_of(q),
        .dry_run = dry_run.len,
    };
    if (dry_run.len && !str_is(dry_run, "All"))
        return status_refuse(q->arena, STATUS_invalid,
                             "dryRun: Unsupported value: supported values: \"All\"");
    return check_manager(q);
}

cJSON *verb_get(struct cluster *c, const struct request *q, const struct target *t,
                struct reply *reply)
{
    const cJSON *body;

    if (request_flag(q, "watch"))
        return watching_new(c, q, t->resource, t->ns, t->name, &reply->watch);
    body = cluster_get(c, t->resource, scope_of(t), t->name);
    if (!body)
        return status_not_found(q->arena, t->resource, t->name);
    reply_object(c, q, t, 200, body, reply);
    return NULL;
}

cJSON *verb_list(struct cluster *c, const struct request *q, const struct target *t,
                 struct reply *reply)
{
    if (request_flag(q, "watch"))
        return watching_new(c, q, t->resource, t->ns, NULL, &reply->watch);
    if (request_param(q, "sendInitialEvents").at)
        return status_refuse(q->arena, STATUS_invalid,
                             "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: "
                             "Forbidden: sendInitialEvents is forbidden for list");
    return list_answer(c, q, t->resource, t->ns, reply);
}

static void warn_of_definition(const struct request *q, const struct target *t, const cJSON *object,
                               struct reply *reply)
{
    if (t->resource->id == RESOURCE_crds || t->resource->id == RESOURCE_crds_v1beta1)
        crd_warn(q->arena, object, reply);
}

cJSON *verb_create(struct cluster *c, const struct request *q, const struct target *t,
                   struct reply *reply)
{
    struct write w;
    struct written done;
    cJSON *object, *no = write_to(c, q, t, &w);

    if (!no)
        no = body_object(q, &object);
    if (!no)
        no = strict_object(q, t->resource, object, reply);
    if (!no)
        no = write_create(&w, json_copy(object), &done);
    if (!no)
        warn_of_definition(q, t, done.object, reply);
    if (!no)
        reply_object(c, q, t, 201, done.object, reply);
    return no;
}

cJSON *verb_update(struct cluster *c, const struct request *q, const struct target *t,
                   struct reply *reply)
{
    struct write w;
    struct written done;
    cJSON *object, *no = write_to(c, q, t, &w);

    if (!no)
        no = body_object(q, &object);
    if (!no)
        no = strict_object(q, t->resource, object, reply);
    if (!no)
        no = write_update(&w, json_copy(object), &done);
    if (!no)
        warn_of_definition(q, t, done.object, reply);
    if (!no)
        reply_object(c, q, t, done.created ? 201 : 200, done.object, reply);
    return no;
}

cJSON *verb_patch(struct cluster *c, const struct request *q, const struct target *t,
                  struct reply *reply)
{
    struct write w;
    struct written done;
    cJSON *no = write_to(c, q, t, &w);

    if (!no)
        no = patching_apply(&w, q, &done, reply);
    if (!no)
        warn_of_definition(q, t, done.object, reply);
    if (!no)
        reply_object(c, q, t, done.created ? 201 : 200, done.object, reply);
    return no;
}

static bool propagation_of(struct str text, enum propagation *ret)
{
    static const char *const names[] = {
        [PROPAGATION_background] = "Background",
        [PROPAGATION_foreground] = "Foreground",
        [PROPAGATION_orphan] = "Orphan",
    };

    for (int i = PROPAGATION_background; i <= PROPAGATION_orphan; i++) {
        if (str_is(text, names[i]))
            *ret = (enum propagation)i;
    }
    return !text.len || *ret != PROPAGATION_default;
}

/* DeleteOptions come in the body, or in the query, or not at all. */
static cJSON *read_delete_options(const struct request *q, struct delete_options *ret,
                                  bool *ret_dry_run)
{
    struct str policy = request_param(q, "propagationPolicy");
    struct str orphan = request_param(q, "orphanDependents");
    cJSON *options = NULL, *no = NULL;

    *ret = (struct delete_options){ 0 };
    if (q->body.len)
        no = body_object(q, &options);
    if (no)
        return no;
    if (json_text(options, "propagationPolicy"))
        policy = str_of(json_text(options, "propagationPolicy"));
    if (!propagation_of(policy, &ret->propagation))
        return status_refuse(q->arena, STATUS_invalid,
                             "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: "
                             "Unsupported value: supported values: \"Background\", \"Foreground\", "
                             "\"Orphan\"");
    if (json_bool(options, "orphanDependents") || str_is(orphan, "true"))
        ret->propagation = PROPAGATION_orphan;
    ret->uid = json_text(options, "preconditions.uid");
    ret->version = json_text(options, "preconditions.resourceVersion");
    if (json_has_text(json_get(options, "dryRun"), "All"))
        *ret_dry_run = true;
    return NULL;
}

/* Differs: a Pod is gone at once, since there is no kubelet that ends it gracefully. */
cJSON *verb_delete(struct cluster *c, const struct request *q, const struct target *t,
                   struct reply *reply)
{
    struct delete_options options;
    struct write w;
    struct written done;
    cJSON *no = write_to(c, q, t, &w);

    if (!no)
        no = read_delete_options(q, &options, &w.dry_run);
    if (!no)
        no = write_delete(&w, &options, &done);
    if (no)
        return no;
    if (done.gone)
        reply_status(q, reply, 200,
                     status_success(q->arena, t->resource, t->name, object_uid(done.object)));
    else
        reply_object(c, q, t, 200, done.object, reply);
    return NULL;
}

cJSON *verb_delete_collection(struct cluster *c, const struct request *q, const struct target *t,
                              struct reply *reply)
{
    struct list_page page = { .limit = SIZE_MAX };
    struct view v = view_wanted(t->resource, q->accept, STR_NONE);
    struct view_list list = { .remaining = -1 };
    struct delete_options options;
    struct filter filter;
    struct written done;
    struct write w;
    struct buf b = BUF_LIMIT(0);
    cJSON *no = write_to(c, q, t, &w);

    if (!no)
        no = read_delete_options(q, &options, &w.dry_run);
    if (!no)
        no = list_filter(q, t->resource, &filter);
    if (no)
        return no;
    list_collect(c, q->arena, t->resource, t->ns, &filter, &page);
    list.bodies = page.bodies;
    list.count = page.count;
    list.revision = store_revision(c->store);
    view_print_list(c, &b, &v, &list);
    /* Each deletion may end the life of what was listed: names first. */
    for (size_t i = 0; i < page.count; i++)
        page.bodies[i] = arena_json(q->arena, json_copy(json_get(page.bodies[i], "metadata")));
    for (size_t i = 0; i < page.count; i++) {
        w.ns = json_text_or(page.bodies[i], "namespace", "");
        w.name = json_text_or(page.bodies[i], "name", "");
        write_delete(&w, &options, &done);
    }
    reply->status = 200;
    reply->type = view_type(&v);
    reply->body = blob_of_buf(&b);
    return NULL;
}
