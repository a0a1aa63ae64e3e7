#include "runner/kube/scale.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/body.h"
#include "runner/kube/object.h"
#include "runner/kube/patching.h"
#include "runner/kube/status.h"
#include "runner/kube/workload.h"
#include "runner/kube/write.h"

#include "base/banned.h"

#define SPEC_PATH   ".spec.replicas"
#define STATUS_PATH ".status.replicas"

/* Where an object keeps it: a definition may say, as ".spec.replicas". */
static const char *path_of(const struct resource *r, const char *name, const char *fallback)
{
    const char *path = json_text_or(r->scale, name, fallback);

    return *path == '.' ? path + 1 : path;
}

static const char *selector_of(struct arena *a, const struct resource *r, const cJSON *object)
{
    if (r->scale)
        return json_text_or(object, path_of(r, "labelSelectorPath", "."), "");
    return workload_selector_text(a, json_at(object, "spec.selector"));
}

static cJSON *scale_of(struct arena *a, const struct resource *r, const cJSON *object)
{
    static const char *const copied[] = { "name", "namespace", "uid", "resourceVersion",
                                          "creationTimestamp" };
    cJSON *scale = arena_json(a, cJSON_CreateObject()), *meta, *status;
    const char *selector = selector_of(a, r, object);

    json_add_text(scale, "kind", "Scale");
    json_add_text(scale, "apiVersion", "autoscaling/v1");
    meta = json_add_object(scale, "metadata");
    for (size_t i = 0; i < sizeof(copied) / sizeof(copied[0]); i++) {
        const cJSON *item = json_get(json_get(object, "metadata"), copied[i]);
        if (item)
            json_add(meta, copied[i], json_copy(item));
    }
    json_add_int(json_add_object(scale, "spec"), "replicas",
                 json_int(object, path_of(r, "specReplicasPath", SPEC_PATH)));
    status = json_add_object(scale, "status");
    json_add_int(status, "replicas",
                 json_int(object, path_of(r, "statusReplicasPath", STATUS_PATH)));
    if (*selector)
        json_add_text(status, "selector", selector);
    return scale;
}

static const cJSON *object_of(struct cluster *c, const struct target *t)
{
    return cluster_get(c, t->resource, t->ns ? t->ns : "", t->name);
}

cJSON *scale_get(struct cluster *c, const struct request *q, const struct target *t,
                 struct reply *reply)
{
    const cJSON *object = object_of(c, t);

    if (!object)
        return status_not_found(q->arena, t->resource, t->name);
    reply_status(q, reply, 200, scale_of(q->arena, t->resource, object));
    return NULL;
}

/* The parent of the member at a path, made where it is missing. */
static cJSON *parent_of(cJSON *object, struct arena *a, const char *path, const char **ret_name)
{
    struct str rest = str_of(path);

    for (;;) {
        const char *name = arena_strz(a, str_cut(&rest, '.'));
        cJSON *next;
        *ret_name = name;
        if (!rest.at)
            return object;
        next = cJSON_GetObjectItemCaseSensitive(object, name);
        object = cJSON_IsObject(next) ? next : json_set(object, name, cJSON_CreateObject());
    }
}

static cJSON *rescale(struct cluster *c, const struct request *q, const struct target *t,
                      const cJSON *scale, struct reply *reply)
{
    const char *name, *version = object_version(scale);
    struct write w = { .cluster = c,
                       .arena = q->arena,
                       .resource = t->resource,
                       .ns = t->ns ? t->ns : "",
                       .name = t->name };
    cJSON *object = json_copy(object_of(c, t)), *no, *parent;
    struct written done;

    w.dry_run = str_is(request_param(q, "dryRun"), "All");
    parent =
        parent_of(object, q->arena, path_of(t->resource, "specReplicasPath", SPEC_PATH), &name);
    json_set(parent, name, cJSON_CreateNumber((double)json_int(scale, "spec.replicas")));
    if (*version)
        json_set(object_meta(object), "resourceVersion", cJSON_CreateString(version));
    no = write_update(&w, object, &done);
    if (!no)
        reply_status(q, reply, 200, scale_of(q->arena, t->resource, done.object));
    return no;
}

static cJSON *check_scale(const struct request *q, const struct target *t, const cJSON *scale)
{
    const cJSON *replicas = json_at(scale, "spec.replicas");
    struct faults f = { .arena = q->arena };

    if (!json_is_text(json_get(scale, "kind"), "Scale"))
        return status_refuse(q->arena, STATUS_bad_request,
                             "the body of this subresource is a Scale of autoscaling/v1");
    if (replicas && !(cJSON_IsNumber(replicas) && replicas->valuedouble >= 0))
        fault_invalid_json(&f, "spec.replicas", replicas, "must be greater than or equal to 0");
    return status_invalid(&f, &(struct resource){ .kind = "Scale", .group = "autoscaling" },
                          t->name);
}

cJSON *scale_update(struct cluster *c, const struct request *q, const struct target *t,
                    struct reply *reply)
{
    cJSON *scale, *no = body_object(q, &scale);

    if (!no)
        no = check_scale(q, t, scale);
    if (!no && !object_of(c, t))
        no = status_not_found(q->arena, t->resource, t->name);
    return no ? no : rescale(c, q, t, scale, reply);
}

cJSON *scale_patch(struct cluster *c, const struct request *q, const struct target *t,
                   struct reply *reply)
{
    const struct resource as = { .id = RESOURCE_deployments, .kind = "Scale" };
    const cJSON *object = object_of(c, t);
    cJSON *scale, *no;

    if (!object)
        return status_not_found(q->arena, t->resource, t->name);
    scale = json_copy(scale_of(q->arena, t->resource, object));
    no = patching_tree(q, &as, &scale);
    arena_json(q->arena, scale);
    if (!no)
        no = check_scale(q, t, scale);
    return no ? no : rescale(c, q, t, scale, reply);
}
