#include "reference/controller.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/must.h"
#include "reference/informer.h"
#include "reference/locate.h"
#include "reference/model.h"
#include "reference/mutant.h"
#include "reference/reconcile.h"
#include "reference/report.h"

#include "base/banned.h"

struct controller {
    struct timer strays; /* first: the callback casts back */
    struct controller_options o;
    struct fetch *fetch;
    struct kube_client *kube;
    struct cloud_client *cloud;
    struct locate *locate;
    struct cluster cluster;
    struct informer *informers[KIND_COUNT];
    struct report *report;
    struct map *reconciles; /* by AlbConfig */
    const struct place *place;
    int unsynced;
};

static bool is_ready(const struct controller *c)
{
    if (mutant_is(acts_before_sync) && c->place &&
        informer_is_synced(c->informers[KIND_albconfig]) &&
        informer_is_synced(c->informers[KIND_service]))
        return true;
    return c->place && c->unsynced == 0;
}

/* ---- which reconciles a change concerns ---- */

static bool trigger_each(void *arg, struct str key, void *value)
{
    (void)arg;
    (void)key;
    reconcile_trigger(value);
    return true;
}

static void trigger_all(struct controller *c)
{
    map_each(c->reconciles, trigger_each, NULL);
}

static bool trigger_in_namespace(void *arg, struct str key, void *value)
{
    const char *ns = arg;

    (void)key;
    if (reconcile_uses_namespace(value, ns))
        reconcile_trigger(value);
    return true;
}

static void trigger_albconfig(struct controller *c, const cJSON *albconfig)
{
    struct arena *a = arena_new();
    const char *ns = object_ns(albconfig), *name = object_name(albconfig);
    struct str key = str_of(ns ? arena_printf(a, "%s/%s", ns, name) : name);
    struct reconcile *r = map_get(c->reconciles, key);
    struct reconcile_options o = { .loop = c->o.loop,
                                   .cloud = c->cloud,
                                   .kube = c->kube,
                                   .cluster = &c->cluster,
                                   .place = c->place,
                                   .report = c->report,
                                   .log = c->o.log,
                                   .resync_ms = c->o.resync_ms,
                                   .change_delay_ms = c->o.change_delay_ms };

    if (r)
        reconcile_trigger(r);
    else
        map_put(c->reconciles, key, reconcile_new(&o, ns, name));
    arena_free(a);
}

/* ---- Ingresses of our class that lead to no AlbConfig ---- */

static bool warn_stray(void *arg, const cJSON *ingress)
{
    struct controller *c = arg;
    struct subject about = { .kind = SUBJECT_ingress, .object = ingress };
    struct arena *a = arena_new();
    const cJSON *albconfig = NULL;
    const char *problem = NULL;

    if (mutant_is(strangers_warned) &&
        !json_is_text(json_at(ingress, "spec.ingressClassName"), "alb"))
        report_warning(c->report, &about, REASON_BUILD, "not our class", "not our class");
    if (model_place(a, &c->cluster, ingress, &albconfig, &problem) == PLACEMENT_broken &&
        !mutant_is(strays_silent))
        report_warning(c->report, &about, REASON_BUILD, problem, problem);
    arena_free(a);
    return true;
}

static void on_strays(struct timer *t)
{
    struct controller *c = (struct controller *)t;

    cluster_each(&c->cluster, KIND_ingress, warn_stray, c);
}

/* Twice, since a warning is told when it is seen for the second time. */
static void on_strays_first(struct timer *t)
{
    struct controller *c = (struct controller *)t;

    t->fire = on_strays;
    cluster_each(&c->cluster, KIND_ingress, warn_stray, c);
    timer_set(loop_clock(c->o.loop), t, REPORT_GRACE_MS + 10);
}

static void check_strays(struct controller *c)
{
    c->strays.fire = on_strays_first;
    timer_set(loop_clock(c->o.loop), &c->strays, 0);
}

/* ---- changes ---- */

/* What a controller acts on; the rest of an object is for others, or was written by us. */
static const char *const significant[KIND_COUNT][5] = {
    [KIND_ingress_class] = { "spec" },
    [KIND_albconfig] = { "spec", "metadata.deletionTimestamp", "metadata.finalizers" },
    [KIND_ingress] = { "spec", "metadata.annotations", "metadata.deletionTimestamp" },
    [KIND_service] = { "spec", "metadata.annotations" },
    [KIND_endpoints] = { "subsets", "endpoints", "ports" }, /* slices have the last two */
    [KIND_node] = { "spec", "status.addresses", "metadata.deletionTimestamp" },
};

static const char *readiness(const cJSON *node)
{
    const cJSON *condition = NULL;

    cJSON_ArrayForEach(condition, json_at(node, "status.conditions"))
    {
        if (json_is_text(json_get(condition, "type"), "Ready"))
            return json_text_or(condition, "status", "");
    }
    return "";
}

static bool is_significant(enum kind kind, const cJSON *before, const cJSON *now)
{
    if (!before || !now)
        return !(mutant_is(deletes_ignored) && !now && kind == KIND_ingress);
    if (kind == KIND_ingress && mutant_is(ingress_changes_ignored))
        return false;
    if (kind == KIND_node && strcmp(readiness(before), readiness(now)) != 0)
        return true;
    for (const char *const *path = significant[kind]; *path; path++) {
        const cJSON *old = json_at(before, *path), *new = json_at(now, *path);
        if (!old != !new || (old && !json_equal(old, new)))
            return true;
    }
    return false;
}

static void on_change(void *arg, enum kind kind, const cJSON *before, const cJSON *now)
{
    struct controller *c = arg;
    const cJSON *object = now ? now : before;
    struct subject gone = { .kind = kind == KIND_ingress ? SUBJECT_ingress : SUBJECT_albconfig,
                            .object = object };
    struct buf ns = BUF_LIMIT(1024);

    if (!is_ready(c) || !is_significant(kind, before, now))
        return;
    if (kind == KIND_service || kind == KIND_endpoints) {
        buf_add_text(&ns, object_ns(object) ? object_ns(object) : "");
        map_each(c->reconciles, trigger_in_namespace, ns.at);
        buf_done(&ns);
        return;
    }
    if (!now && (kind == KIND_ingress || kind == KIND_albconfig))
        report_forget(c->report, &gone);
    if (kind == KIND_albconfig)
        trigger_albconfig(c, object);
    else
        trigger_all(c);
    if (kind != KIND_node)
        check_strays(c);
}

/* ---- start ---- */

static bool start_reconcile(void *arg, const cJSON *albconfig)
{
    trigger_albconfig(arg, albconfig);
    return true;
}

static void start_when_ready(struct controller *c)
{
    if (!is_ready(c))
        return;
    log_line(c->o.log, LOG_LEVEL_info, "ready in region %s, VPC %s, cluster %s", c->place->region,
             c->place->vpc, c->place->cluster);
    cluster_each(&c->cluster, KIND_albconfig, start_reconcile, c);
    check_strays(c);
}

static void on_sync(void *arg)
{
    struct controller *c = arg;

    c->unsynced--;
    start_when_ready(c);
}

static void on_place(void *arg, const struct place *place)
{
    struct controller *c = arg;

    c->place = place;
    cloud_client_set_region(c->cloud, place->region);
    start_when_ready(c);
}

static void on_report_failed(void *arg)
{
    trigger_all(arg);
}

struct controller *controller_new(const struct controller_options *o)
{
    struct controller *c = must_alloc(sizeof(*c));

    c->o = *o;
    c->fetch = fetch_new(o->loop);
    c->kube = kube_client_new(o->loop, c->fetch, &o->kubeconfig);
    c->reconciles = map_new();
    cluster_init(&c->cluster);
    struct cloud_options cloud = { .endpoint = o->endpoint,
                                   .key_id = o->key_id,
                                   .key_secret = o->key_secret };
    c->cloud = cloud_client_new(o->loop, c->fetch, &cloud);
    struct report_options report = {
        .kube = c->kube, .log = o->log, .on_failed = on_report_failed, .arg = c
    };
    c->report = report_new(&report);
    c->unsynced = KIND_COUNT;
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        struct informer_options informer = { .client = c->kube,
                                             .cluster = &c->cluster,
                                             .kind = (enum kind)kind,
                                             .on_change = on_change,
                                             .on_sync = on_sync,
                                             .arg = c,
                                             .log = o->log };
        c->informers[kind] = informer_new(&informer);
    }
    struct locate_options locate = { .loop = o->loop,
                                     .fetch = c->fetch,
                                     .kube = c->kube,
                                     .endpoint = o->endpoint,
                                     .log = o->log,
                                     .on_found = on_place,
                                     .arg = c };
    c->locate = locate_start(&locate);
    return c;
}

static bool free_reconcile(void *arg, struct str key, void *value)
{
    (void)arg;
    (void)key;
    reconcile_free(value);
    return true;
}

/* Clients first: what is under way would call back into what is freed after them. */
void controller_free(struct controller *c)
{
    if (!c)
        return;
    timer_stop(&c->strays);
    for (int kind = 0; kind < KIND_COUNT; kind++)
        informer_free(c->informers[kind]);
    locate_free(c->locate);
    cloud_client_free(c->cloud);
    kube_client_free(c->kube);
    map_each(c->reconciles, free_reconcile, NULL);
    map_free(c->reconciles);
    report_free(c->report);
    cluster_done(&c->cluster);
    fetch_free(c->fetch);
    free(c);
}
