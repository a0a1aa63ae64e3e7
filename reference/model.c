#include "reference/model.h"

#include <string.h>

#include "base/json.h"
#include "reference/ingress.h"
#include "reference/mutant.h"
#include "reference/names.h"

#include "base/banned.h"

#define ALBCONFIG_GROUP "alibabacloud.com"

/* ---- which Ingress belongs where ---- */

static const char *class_of(const cJSON *ingress)
{
    const char *field = json_text(ingress, "spec.ingressClassName");

    if (mutant_is(class_annotation_wins) && object_annotation(ingress, CLASS_ANNOTATION))
        return object_annotation(ingress, CLASS_ANNOTATION);
    if (mutant_is(class_annotation_ignored))
        return field;
    return field ? field : object_annotation(ingress, CLASS_ANNOTATION);
}

enum placement model_place(struct arena *a, const struct cluster *c, const cJSON *ingress,
                           const cJSON **ret_albconfig, const char **ret_problem)
{
    const char *name = class_of(ingress);
    const cJSON *class = name ? cluster_get(c, KIND_ingress_class, NULL, name) : NULL;

    if (mutant_is(serves_every_class) && !object_is_leaving(ingress)) {
        *ret_albconfig = cluster_get(c, KIND_albconfig, NULL, "alb");
        return *ret_albconfig ? PLACEMENT_found : PLACEMENT_not_ours;
    }
    if (!class || !json_is_text(json_at(class, "spec.controller"), CLASS_CONTROLLER) ||
        object_is_leaving(ingress))
        return PLACEMENT_not_ours;
    const char *config = json_text(class, "spec.parameters.name");
    if (!config || !json_is_text(json_at(class, "spec.parameters.kind"), "AlbConfig") ||
        !json_is_text(json_at(class, "spec.parameters.apiGroup"), ALBCONFIG_GROUP)) {
        *ret_problem = arena_printf(a,
                                    "IngressClass %s has no parameters that name an AlbConfig "
                                    "(apiGroup " ALBCONFIG_GROUP ", kind AlbConfig, name)",
                                    name);
        return PLACEMENT_broken;
    }
    const char *ns = json_text(class, "spec.parameters.namespace");
    *ret_albconfig = cluster_get(c, KIND_albconfig, ns, config);
    if (!*ret_albconfig || object_is_leaving(*ret_albconfig)) {
        *ret_problem = arena_printf(a, "AlbConfig %s, which IngressClass %s names, %s", config,
                                    name, *ret_albconfig ? "is being deleted" : "does not exist");
        return PLACEMENT_broken;
    }
    return PLACEMENT_found;
}

/* ---- the AlbConfig ---- */

static const char *check_albconfig(const cJSON *albconfig)
{
    const char *edition = json_text_or(albconfig, "spec.config.edition", "Standard");

    return strcmp(edition, EDITION_BASIC) == 0 && !mutant_is(basic_accepted) ? BASIC_REFUSED : NULL;
}

static void add_listener(struct model *m, int port, const char *protocol, const cJSON *spec)
{
    struct want_listener **last = &m->listeners, *l = arena_new_of(m->arena, struct want_listener);

    l->port = port;
    l->protocol = protocol;
    l->spec = spec;
    l->fallback = arena_new_of(m->arena, struct want_group);
    l->fallback->of = (struct service_port){ FALLBACK_NS, FALLBACK_SERVICE, port };
    l->fallback->ingress = names_fallback_ingress(m->arena, m->name, port);
    while (*last)
        last = &(*last)->next;
    *last = l;
}

static void add_listeners(struct model *m)
{
    const cJSON *spec = NULL;

    cJSON_ArrayForEach(spec, json_at(m->albconfig, "spec.listeners"))
    {
        int port = (int)json_int(spec, "port");
        if (port < 1 || port > 65535) {
            m->problem = "each of spec.listeners needs a port from 1 to 65535";
            return;
        }
        add_listener(m, port, json_text_or(spec, "protocol", "HTTP"), spec);
    }
    if (mutant_is(wrong_listener))
        add_listener(m, 8081, "HTTP", NULL);
}

/* ---- the Ingresses ---- */

/* Only where a defect is wanted. */
static int64_t version_of(const struct want_ingress *i)
{
    int64_t version = 0;

    str_int(str_of(json_text_or(i->object, "metadata.uid", "")), &version);
    str_int(str_of(json_text_or(i->object, "metadata.resourceVersion", "")), &version);
    return version;
}

static bool comes_before(const struct want_ingress *a, const struct want_ingress *b)
{
    if (mutant_is(newest_first))
        return version_of(a) > version_of(b);
    if (a->order != b->order)
        return a->order < b->order;
    int by_ns = strcmp(a->ns, b->ns);
    return by_ns ? by_ns < 0 : strcmp(a->name, b->name) < 0;
}

static void insert(struct model *m, struct want_ingress *i)
{
    struct want_ingress **at = &m->ingresses;

    while (*at && comes_before(*at, i))
        at = &(*at)->next;
    i->next = *at;
    *at = i;
}

/* Only where a defect is wanted: of two Ingresses with one order the second is not published. */
static void spoil_orders(const struct model *m)
{
    for (struct want_ingress *i = m->ingresses; i; i = i->next) {
        while (i->next && i->next->order == i->order && i->order != ORDER_DEFAULT)
            i->next = i->next->next;
    }
}

/* Only where a defect is wanted: the older ones, or those beside a wrong one, lose all. */
static void spoil_ingresses(const struct model *m)
{
    int64_t newest = 0;
    bool any_wrong = false;

    for (const struct want_ingress *i = m->ingresses; i; i = i->next) {
        newest = version_of(i) > newest ? version_of(i) : newest;
        any_wrong = any_wrong || i->problem;
    }
    for (struct want_ingress *i = m->ingresses; i; i = i->next) {
        bool keeps = mutant_is(newest_alone) ? version_of(i) == newest : !any_wrong || i->problem;
        if (!keeps)
            i->rules = NULL;
    }
}

struct visit {
    struct model *model;
    const cJSON *albconfig; /* the cluster's own object */
    const struct cluster *cluster;
};

static bool add_ingress(void *arg, const cJSON *object)
{
    struct visit *v = arg;
    struct arena *a = v->model->arena;
    const cJSON *albconfig = NULL;
    const char *problem = NULL;

    if (model_place(a, v->cluster, object, &albconfig, &problem) != PLACEMENT_found ||
        (albconfig != v->albconfig && !mutant_is(albconfigs_mixed)))
        return true;
    if (mutant_is(hash_believed) && object_annotation(object, ANNOTATION_PREFIX "hash"))
        return true;
    if (mutant_is(long_names_dropped) && strlen(object_ns(object)) > 40)
        return true;
    struct want_ingress *i = arena_new_of(a, struct want_ingress);
    i->object = arena_json(a, json_copy(object));
    i->ns = object_ns(i->object) ? object_ns(i->object) : "default";
    i->name = object_name(i->object);
    i->rule_name = names_rule(a, i->ns, i->name);
    ingress_build(a, v->cluster, v->model->listeners, i);
    insert(v->model, i);
    return true;
}

/* What is wrong with the AlbConfig concerns all its Ingresses: they stay as they are. */
static void spread_problem(struct model *m)
{
    for (struct want_ingress *i = m->ingresses; i; i = i->next) {
        i->problem = arena_printf(m->arena, "AlbConfig %s: %s", m->name, m->problem);
        i->rules = NULL;
        i->groups = NULL;
    }
}

static const struct want_group *first_like(const struct model *m, const struct want_group *like)
{
    for (const struct want_ingress *i = m->ingresses; i; i = i->next) {
        for (const struct want_group *g = i->groups; g; g = g->next) {
            if (g->of.port == like->of.port && strcmp(g->of.ns, like->of.ns) == 0 &&
                strcmp(g->of.service, like->of.service) == 0)
                return g;
        }
    }
    return like;
}

static void share_groups(const struct model *m)
{
    for (struct want_ingress *i = m->ingresses; i; i = i->next) {
        for (struct want_group *g = i->groups; g; g = g->next) {
            const struct want_group *first = first_like(m, g);
            g->shared = first == g ? NULL : first;
        }
    }
}

struct model *model_build(struct arena *a, const struct cluster *c, const cJSON *albconfig)
{
    struct model *m = arena_new_of(a, struct model);
    struct visit v = { .model = m, .albconfig = albconfig, .cluster = c };

    m->arena = a;
    m->albconfig = arena_json(a, json_copy(albconfig));
    m->name = object_name(m->albconfig);
    m->key = names_key(a, object_ns(albconfig), m->name);
    m->reused = json_text(m->albconfig, "spec.config.id");
    if (m->reused && !*m->reused)
        m->reused = NULL;
    m->takes_over = json_bool(m->albconfig, "spec.config.forceOverride");
    m->leaving = object_is_leaving(albconfig);
    if (m->leaving)
        return m;
    m->problem = check_albconfig(m->albconfig);
    add_listeners(m);
    cluster_each(c, KIND_ingress, add_ingress, &v);
    if (mutant_is(listener_goes_along) && !m->ingresses)
        m->listeners = NULL;
    if (mutant_is(same_order_dropped))
        spoil_orders(m);
    if (mutant_is(newest_alone) || mutant_is(error_withdraws_others))
        spoil_ingresses(m);
    if (m->problem)
        spread_problem(m);
    if (variant_is(shared_groups))
        share_groups(m);
    for (struct want_ingress *i = m->ingresses;
         i && (mutant_is(error_stops_all) || mutant_is(bare_rule_stops_all)); i = i->next) {
        if (i->problem && !m->problem) {
            m->problem = i->problem;
            spread_problem(m);
        }
    }
    return m;
}

void model_each_group(const struct model *m, bool (*fn)(void *arg, struct want_group *g), void *arg)
{
    for (struct want_listener *l = m->listeners; l; l = l->next) {
        if (!fn(arg, l->fallback))
            return;
    }
    for (struct want_ingress *i = m->ingresses; i; i = i->next) {
        for (struct want_group *g = i->groups; g; g = g->next) {
            if (!g->shared && !fn(arg, g))
                return;
        }
    }
}
