#include "runner/kube/route.h"

#include <string.h>

#include "base/utf8.h"
#include "runner/kube/discovery.h"
#include "runner/kube/scale.h"
#include "runner/kube/status.h"
#include "runner/kube/trouble.h"
#include "runner/kube/verbs.h"
#include "runner/kube/view.h"

#include "base/banned.h"

#define SEGMENTS 10

struct segments {
    struct str at[SEGMENTS];
    size_t count;
};

static struct segments split(struct str path)
{
    struct segments s = { 0 };
    struct str rest = path;

    while (rest.at && s.count < SEGMENTS) {
        struct str segment = str_cut(&rest, '/');
        if (segment.len)
            s.at[s.count++] = segment;
    }
    return s;
}

/* What follows the group and version: [namespaces/NS/]RESOURCE[/NAME[/SUBRESOURCE]]. */
static bool read_target(struct cluster *c, const struct request *q, const struct segments *s,
                        struct target *ret)
{
    bool core = str_is(s->at[0], "api");
    size_t i = core ? 2 : 3;
    struct str group = core ? STR("") : s->at[1], version = s->at[core ? 1 : 2];
    bool in_namespace = s->count > i + 2 && str_is(s->at[i], "namespaces");

    *ret = (struct target){ 0 };
    /* namespaces/NS/status is about the namespace, not in it. */
    if (in_namespace && s->count == i + 3 &&
        (str_is(s->at[i + 2], "status") || str_is(s->at[i + 2], "finalize")))
        in_namespace = false;
    if (in_namespace) {
        ret->ns = arena_strz(q->arena, s->at[i + 1]);
        i += 2;
    }
    if (i >= s->count || s->count > i + 3)
        return false;
    ret->resource = kinds_find(c->kinds, group, version, s->at[i]);
    if (i + 1 < s->count)
        ret->name = arena_strz(q->arena, s->at[i + 1]);
    if (i + 2 < s->count)
        ret->subresource = arena_strz(q->arena, s->at[i + 2]);
    if (!ret->resource || (in_namespace && !resource_is_namespaced(ret->resource)))
        return false;
    /* Of all namespaces there are only collections. */
    return in_namespace || !resource_is_namespaced(ret->resource) || !ret->name;
}

static bool has_subresource(const struct target *t)
{
    if (!strcmp(t->subresource, "status"))
        return resource_has_status(t->resource);
    if (!strcmp(t->subresource, "scale"))
        return resource_has_scale(t->resource);
    return !strcmp(t->subresource, "finalize") && t->resource->id == RESOURCE_namespaces;
}

enum place { PLACE_collection = 1, PLACE_object = 2, PLACE_subresource = 4, PLACE_scale = 8 };

static const struct {
    const char *method;
    unsigned places;
    verb_fn *verb;
    const char *name; /* as a Role has it */
} verbs[] = {
    /* clang-format off */
    { "GET",    PLACE_collection,                 verb_list, "list" },
    { "GET",    PLACE_object | PLACE_subresource, verb_get, "get" },
    { "POST",   PLACE_collection,                 verb_create, "create" },
    { "PUT",    PLACE_object | PLACE_subresource, verb_update, "update" },
    { "PATCH",  PLACE_object | PLACE_subresource, verb_patch, "patch" },
    { "DELETE", PLACE_collection,                 verb_delete_collection, "deletecollection" },
    { "DELETE", PLACE_object,                     verb_delete, "delete" },
    { "GET",    PLACE_scale,                      scale_get, "get" },
    { "PUT",    PLACE_scale,                      scale_update, "update" },
    { "PATCH",  PLACE_scale,                      scale_patch, "patch" },
    /* clang-format on */
};

static enum place place_of(const struct target *t)
{
    if (t->subresource)
        return !strcmp(t->subresource, "scale") ? PLACE_scale : PLACE_subresource;
    return t->name ? PLACE_object : PLACE_collection;
}

static verb_fn *verb_of(const struct request *q, const struct target *t)
{
    unsigned place = place_of(t);
    bool everywhere = resource_is_namespaced(t->resource) && !t->ns;

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (!str_is(q->method, verbs[i].method) || !(verbs[i].places & place))
            continue;
        return everywhere && verbs[i].verb == verb_create ? NULL : verbs[i].verb;
    }
    return NULL;
}

static const char *name_of(const struct request *q, verb_fn *verb)
{
    if (request_flag(q, "watch") && (verb == verb_list || verb == verb_get))
        return "watch";
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (verbs[i].verb == verb)
            return verbs[i].name;
    }
    return "";
}

static cJSON *answer_resource(struct cluster *c, const struct request *q, const struct segments *s,
                              struct reply *reply)
{
    struct target t;
    verb_fn *verb;
    cJSON *no;

    if (!read_target(c, q, s, &t) || (t.subresource && !has_subresource(&t)))
        return status_no_route(q->arena);
    verb = verb_of(q, &t);
    if (!verb)
        return status_refuse_object(
            q->arena, STATUS_method_not_allowed, t.resource, t.name,
            "the server does not allow this method on the requested resource");
    if (view_is_impossible(t.resource, q->accept))
        return status_refuse(q->arena, STATUS_not_acceptable,
                             "only the following media types are accepted: application/json, "
                             "application/yaml: a custom resource has no protobuf");
    no = trouble_met(c, q->arena, name_of(q, verb), t.resource->plural);
    return no ? no : verb(c, q, &t, reply);
}

static cJSON *answer(struct cluster *c, const struct request *q, struct reply *reply)
{
    struct segments s = split(q->path);
    bool core = s.count && str_is(s.at[0], "api"), group = s.count && str_is(s.at[0], "apis");
    bool head = str_is(q->method, "GET");

    if (!utf8_is_valid(q->path))
        return status_refuse(q->arena, STATUS_bad_request, "the path is no UTF-8");
    if (trouble_answer(c, q, reply))
        return NULL;
    if (head && discovery_answer(c, q, reply))
        return NULL;
    if ((core && s.count > 2) || (group && s.count > 3))
        return answer_resource(c, q, &s, reply);
    return status_no_route(q->arena);
}

void route_answer(struct cluster *c, const struct request *q, struct reply *reply)
{
    cJSON *no;

    *reply = (struct reply){ 0 };
    no = answer(c, q, reply);
    if (no)
        reply_status(q, reply, status_code(no), no);
}

void route_refuse(const struct request *q, struct reply *reply)
{
    cJSON *no = status_refuse(q->arena, STATUS_unauthorized, "Unauthorized");

    *reply = (struct reply){ 0 };
    reply_status(q, reply, status_code(no), no);
}
