#include "runner/kube/patching.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/body.h"
#include "runner/kube/convert.h"
#include "runner/kube/managed.h"
#include "runner/kube/object.h"
#include "runner/kube/patch.h"
#include "runner/kube/serverside.h"
#include "runner/kube/status.h"
#include "runner/kube/strategic.h"
#include "runner/kube/strict.h"

#include "base/banned.h"

/* Each takes the object as it is, in the client's version, and leaves there what the patch makes of it. */
typedef cJSON *patch_fn(struct arena *a, const struct resource *r, const cJSON *patch,
                        cJSON **object);

static cJSON *by_merge(struct arena *a, const struct resource *r, const cJSON *patch,
                       cJSON **object)
{
    (void)r;
    if (!cJSON_IsObject(patch))
        return status_refuse(a, STATUS_bad_request, "a merge patch is a JSON object");
    *object = patch_merge(*object, patch);
    return NULL;
}

static cJSON *by_operations(struct arena *a, const struct resource *r, const cJSON *patch,
                            cJSON **object)
{
    struct err err;

    (void)r;
    if (!patch_json_is_well_formed(patch, &err))
        return status_refuse(a, STATUS_bad_request, "error decoding patch: %s", err.text);
    if (!patch_json(object, patch, &err))
        return status_refuse(a, STATUS_invalid,
                             "the server rejected our request due to an error in our request: %s",
                             err.text);
    return NULL;
}

static cJSON *by_strategy(struct arena *a, const struct resource *r, const cJSON *patch,
                          cJSON **object)
{
    struct err err;

    if (!strategic_merge(*object, patch, r->kind, &err))
        return status_refuse(a, STATUS_bad_request, "%s", err.text);
    return NULL;
}

static cJSON *by_apply(struct arena *a, const struct resource *r, const cJSON *patch,
                       cJSON **object)
{
    serverside_merge(a, r, *object, patch);
    return NULL;
}

static const struct patch_type {
    const char *media;
    patch_fn *run;
    bool applies, strategic;
} types[] = {
    /* clang-format off */
    { "application/json-patch+json",            by_operations, false, false },
    { "application/merge-patch+json",           by_merge,      false, false },
    { "application/apply-patch+yaml",           by_apply,      true,  false },
    { "application/strategic-merge-patch+json", by_strategy,   false, true },
    /* clang-format on */
};

/* A custom resource has no strategy, since nobody knows the keys of its lists. */
static cJSON *type_of(const struct request *q, const struct resource *r,
                      const struct patch_type **ret)
{
    struct str media = body_media_type(q);

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (str_is(media, types[i].media) && !(types[i].strategic && resource_is_custom(r))) {
            *ret = &types[i];
            return NULL;
        }
    }
    return status_refuse(q->arena, STATUS_unsupported_media_type,
                         "the body of the request was in an unknown format - accepted media types "
                         "include: application/json-patch+json, application/merge-patch+json, "
                         "application/apply-patch+yaml%s",
                         resource_is_custom(r) ? "" : ", application/strategic-merge-patch+json");
}

static cJSON *check_apply(const struct write *w, const struct request *q, const cJSON *patch)
{
    struct faults f = { .arena = q->arena };
    const char *name = object_name(patch);

    if (!request_param(q, "fieldManager").len) {
        fault_required(&f, "fieldManager", "is required for apply patch");
        return status_invalid(
            &f, &(struct resource){ .kind = "PatchOptions", .group = "meta.k8s.io" }, "");
    }
    if (*name && strcmp(name, w->name) != 0)
        return status_refuse(q->arena, STATUS_bad_request,
                             "the name of the object (%s) does not match the name on the URL (%s)",
                             name, w->name);
    if (cJSON_GetArraySize(json_at(patch, "metadata.managedFields")))
        return status_refuse(q->arena, STATUS_bad_request, "metadata.managedFields must be nil");
    return serverside_check(q->arena, w->resource, patch);
}

/* An apply, before it merges: who else owns what it says, and what it says no more. */
static cJSON *begin_apply(const struct write *w, const cJSON *patch, cJSON *object)
{
    const struct manager m = { .name = w->manager,
                               .api_version = w->resource->api_version,
                               .subresource = w->subresource,
                               .now = write_now(w),
                               .force = w->force };
    cJSON *no;

    managed_begin(w->arena, w->resource, &m, object);
    no = managed_conflicts(w->arena, w->resource, &m, patch, object);
    if (!no)
        managed_prune(w->arena, w->resource, &m, patch, object);
    return no;
}

/* What the patch makes of the object, without what its kind has not. */
static cJSON *make(const struct patch_type *type, const struct write *w, const struct request *q,
                   cJSON *patch, cJSON **object, struct reply *reply)
{
    struct strict_patch strict = { .before = type->run == by_operations ? "json patch " : NULL };
    cJSON *no;

    if (type->applies)
        return type->run(q->arena, w->resource, patch, object);
    no = strict_patch_begin(q, &strict, patch);
    if (!no)
        no = type->run(q->arena, w->resource, patch, object);
    return no ? no : strict_patch_end(q, w->resource, &strict, *object, reply);
}

cJSON *patching_apply(const struct write *as, const struct request *q, struct written *ret,
                      struct reply *reply)
{
    struct write with = *as, *w = &with;
    const cJSON *before = cluster_get(w->cluster, w->resource, w->ns, w->name);
    const struct patch_type *type = NULL;
    cJSON *patch, *object, *no = type_of(q, w->resource, &type);

    if (!no)
        no = body_patch(q, type->applies, &patch);
    if (!no && type->applies)
        no = strict_applied(q, patch, reply);
    if (!no && type->applies)
        no = check_apply(w, q, patch);
    if (no)
        return no;
    if (type->applies) {
        cJSON *document = arena_json(q->arena, json_copy(patch));
        convert_in(w->resource, document);
        with.applied = document;
        with.force = request_flag(q, "force");
    }
    if (!before && type->applies && !w->subresource)
        return write_create(w, json_copy(patch), ret);
    if (!before)
        return status_not_found(q->arena, w->resource, w->name);
    object = json_copy(before);
    convert_out(w->resource, object);
    if (type->applies)
        no = begin_apply(w, patch, object);
    if (!no)
        no = make(type, w, q, patch, &object, reply);
    if (no) {
        cJSON_Delete(object);
        return no;
    }
    return write_update(w, object, ret);
}

cJSON *patching_tree(const struct request *q, const struct resource *as, cJSON **tree)
{
    const struct patch_type *type = NULL;
    cJSON *patch, *no = type_of(q, as, &type);

    if (!no)
        no = body_patch(q, type->applies, &patch);
    return no ? no : type->run(q->arena, as, patch, tree);
}
