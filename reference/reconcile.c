#include "reference/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "base/must.h"
#include "reference/apply.h"
#include "reference/look.h"
#include "reference/mutant.h"
#include "reference/names.h"
#include "reference/plan.h"
#include "reference/verdict.h"

#include "base/banned.h"

#define DEBOUNCE_MS      3 /* what is applied together is looked at together */
#define WAIT_FIRST_MS    4
#define WAIT_MAX_MS      1000
#define BLIND_TROUBLE    4
#define TROUBLE_MAX_MS   30000
#define TROUBLE_FIRST_MS (REPORT_GRACE_MS + 10)

struct reconcile {
    struct timer timer; /* first: the callback casts back; set while resting */
    struct reconcile_options o;
    char *ns, *name;
    struct arena *arena; /* of the round */
    struct attempts *attempts;
    struct map *namespaces;
    struct plan *plan;
    bool busy, again, needless_done;
    int blind;          /* looks in a row that were refused */
    int64_t wait_ms;    /* the next pause when something has to become ready */
    int64_t trouble_ms; /* … and when something is wrong */
};

static int64_t now_of(const struct reconcile *r)
{
    return clock_ms(loop_clock(r->o.loop));
}

/* ---- rest ---- */

static void on_timer(struct timer *t);

static void rest(struct reconcile *r, int64_t ms)
{
    r->busy = false;
    r->timer.fire = on_timer;
    timer_set(loop_clock(r->o.loop), &r->timer, r->again ? DEBOUNCE_MS + r->o.change_delay_ms : ms);
}

static int64_t grow(int64_t *pause_ms, int64_t most_ms)
{
    int64_t now_ms = *pause_ms;

    *pause_ms = now_ms * 3 / 2 + 1 > most_ms ? most_ms : now_ms * 3 / 2 + 1;
    return now_ms;
}

void reconcile_trigger(struct reconcile *r)
{
    bool waits = r->again && !r->busy && r->o.change_delay_ms; /* a change before has begun it */

    r->again = true;
    if (!r->busy && !waits)
        rest(r, DEBOUNCE_MS);
}

/* ---- act ---- */

/* How long until the next look, when nothing asks for one before. */
static int64_t pause_after(struct reconcile *r, const struct applied *result)
{
    int64_t pause_ms = r->o.resync_ms, now_ms = now_of(r);

    if (r->plan->waiting)
        pause_ms = grow(&r->wait_ms, WAIT_MAX_MS);
    if (verdict_has_trouble(r->plan)) {
        int64_t trouble_ms = grow(&r->trouble_ms, TROUBLE_MAX_MS);
        pause_ms = trouble_ms < pause_ms ? trouble_ms : pause_ms;
    }
    if (mutant_is(hammers) && result->refused > 0)
        return INT64_C(4) * WAIT_FIRST_MS;
    if (result->wake_ms && result->wake_ms - now_ms < pause_ms)
        pause_ms = result->wake_ms - now_ms;
    return pause_ms > 0 ? pause_ms : 0;
}

static void look(struct reconcile *r);

static void on_applied(void *arg, const struct applied *result)
{
    struct reconcile *r = arg;

    if (result->refused > 0)
        verdict_on_plan(r->o.report, r->plan, r->attempts, now_of(r));
    if (result->accepted > 0) {
        r->wait_ms = WAIT_FIRST_MS;
        look(r);
    } else {
        rest(r, pause_after(r, result));
    }
}

static void on_released(void *arg, const struct kube_answer *answer)
{
    struct reconcile *r = arg;

    if (answer->error && answer->status != 404)
        log_line(r->o.log, LOG_LEVEL_warn, "finalizer of AlbConfig %s: %s", r->name, answer->error);
    rest(r, answer->error ? WAIT_MAX_MS : r->o.resync_ms);
}

/* The finalizers as they are, with ours or without it. */
static void write_finalizers(struct reconcile *r, const cJSON *albconfig, bool ours, kube_fn *done)
{
    struct arena *a = arena_new();
    cJSON *patch = arena_json(a, cJSON_CreateObject()), *metadata = NULL, *list = NULL;
    const cJSON *item = NULL;
    const char *place = r->ns ? arena_printf(a, "namespaces/%s/", r->ns) : "";

    metadata = json_add_object(patch, "metadata");
    json_add_text(metadata, "resourceVersion",
                  json_text_or(albconfig, "metadata.resourceVersion", ""));
    list = json_add_array(metadata, "finalizers");
    cJSON_ArrayForEach(item, json_at(albconfig, "metadata.finalizers"))
    {
        if (cJSON_IsString(item) && strcmp(item->valuestring, FINALIZER) != 0)
            json_push_text(list, item->valuestring);
    }
    if (ours)
        json_push_text(list, FINALIZER);
    kube_call(r->o.kube, "PATCH",
              arena_printf(a, "/apis/alibabacloud.com/v1/%salbconfigs/%s", place, r->name), patch,
              done, r);
    arena_free(a);
}

static const cJSON *albconfig_of(const struct reconcile *r)
{
    return cluster_get(r->o.cluster, KIND_albconfig, r->ns, r->name);
}

/* A load balancer of somebody else stays; our listeners on it do not. */
static bool is_all_gone(const struct model *m, const struct found *f)
{
    if (mutant_is(balancer_left_behind))
        return true;
    bool stays = m->reused && !(f->listeners && f->listeners->child);

    return (!f->lb || stays) && !f->groups;
}

static void act(struct reconcile *r)
{
    const cJSON *albconfig = albconfig_of(r);

    if (r->plan->model->leaving && !mutant_is(albconfig_held) &&
        is_all_gone(r->plan->model, r->plan->found) && albconfig)
        write_finalizers(r, albconfig, false, on_released);
    else
        apply_start(r->plan, r->o.cloud, r->attempts, loop_clock(r->o.loop), on_applied, r);
}

/* ---- think ---- */

static void remember_namespaces(struct reconcile *r, const struct model *m)
{
    map_free(r->namespaces);
    r->namespaces = map_new();
    for (const struct want_ingress *i = m->ingresses; i; i = i->next)
        map_put(r->namespaces, str_of(i->ns), r);
}

/* Only where a defect is wanted: rules are updated although nothing is to be changed. */
static void spoil_plan(struct reconcile *r)
{
    const cJSON *rule = NULL;

    if (!mutant_is(needless_update) || r->plan->first || r->plan->waiting || r->needless_done)
        return;
    cJSON_ArrayForEach(rule, r->plan->found->rules)
    {
        cJSON *params =
            plan_step(r->plan, "UpdateRulesAttribute", json_text_or(rule, "ListenerId", ""), NULL);
        cJSON *same = json_push(json_add_array(params, "Rules"), cJSON_CreateObject());
        json_add_text(same, "RuleId", json_text_or(rule, "RuleId", ""));
        json_add(same, "RuleActions", json_copy(json_get(rule, "RuleActions")));
        r->plan->newest->key = json_text_or(rule, "RuleId", "");
        r->needless_done = true;
    }
}

static void log_plan(const struct reconcile *r)
{
    for (const struct step *s = r->plan->first; s; s = s->next)
        log_line(r->o.log, LOG_LEVEL_debug, "%s: plan %s", r->name, s->key);
    if (r->plan->waiting)
        log_line(r->o.log, LOG_LEVEL_debug, "%s: wait for %s", r->name, r->plan->waiting);
}

static void on_look(void *arg, struct model *model, struct found *found,
                    const struct cloud_answer *refusal)
{
    struct reconcile *r = arg;

    if (refusal) {
        log_line(r->o.log, LOG_LEVEL_warn, "%s: %s: %s: %s (RequestId %s)", r->name,
                 refusal->action, refusal->code, refusal->message, refusal->request_id);
        if (!refusal->passing || ++r->blind >= BLIND_TROUBLE)
            verdict_on_look(r->o.report, albconfig_of(r), refusal);
        rest(r, grow(&r->trouble_ms, TROUBLE_MAX_MS));
        return;
    }
    r->blind = 0;
    remember_namespaces(r, model);
    r->plan = plan_make(r->arena, model, found, r->o.place);
    spoil_plan(r);
    log_plan(r);
    verdict_on_plan(r->o.report, r->plan, r->attempts, now_of(r));
    attempts_sweep(r->attempts, now_of(r));
    act(r);
}

/* ---- look ---- */

static void look(struct reconcile *r)
{
    const cJSON *albconfig = albconfig_of(r);

    arena_reset(r->arena);
    r->again = false;
    if (!albconfig) {
        rest(r, r->o.resync_ms);
        return;
    }
    struct look_options o = { .client = r->o.cloud,
                              .cluster = r->o.cluster,
                              .place = r->o.place,
                              .albconfig = albconfig,
                              .done = on_look,
                              .arg = r };
    look_start(r->arena, &o);
}

/* ---- adopt ---- */

static void on_adopted(void *arg, const struct kube_answer *answer)
{
    struct reconcile *r = arg;

    if (answer->error) {
        log_line(r->o.log, LOG_LEVEL_warn, "finalizer of AlbConfig %s: %s", r->name, answer->error);
        rest(r, grow(&r->trouble_ms, TROUBLE_MAX_MS));
    } else {
        look(r);
    }
}

/* Nothing is made in the cloud before the AlbConfig can't go away without our knowing. */
static void on_timer(struct timer *t)
{
    struct reconcile *r = (struct reconcile *)t;
    const cJSON *albconfig = albconfig_of(r);
    bool adopted = json_has_text(json_at(albconfig, "metadata.finalizers"), FINALIZER);

    r->busy = true;
    if (r->again) {
        r->wait_ms = WAIT_FIRST_MS;
        r->trouble_ms = TROUBLE_FIRST_MS;
        r->needless_done = false;
    }
    if (albconfig && !adopted && !object_is_leaving(albconfig))
        write_finalizers(r, albconfig, true, on_adopted);
    else if (albconfig && !adopted)
        rest(r, r->o.resync_ms);
    else
        look(r);
}

struct reconcile *reconcile_new(const struct reconcile_options *o, const char *ns, const char *name)
{
    struct reconcile *r = must_alloc(sizeof(*r));

    r->o = *o;
    r->ns = must_copy(ns);
    r->name = must_copy(name);
    r->arena = arena_new();
    r->attempts = attempts_new();
    r->namespaces = map_new();
    reconcile_trigger(r);
    return r;
}

void reconcile_free(struct reconcile *r)
{
    if (!r)
        return;
    timer_stop(&r->timer);
    map_free(r->namespaces);
    attempts_free(r->attempts);
    arena_free(r->arena);
    free(r->ns);
    free(r->name);
    free(r);
}

bool reconcile_uses_namespace(const struct reconcile *r, const char *ns)
{
    return map_get(r->namespaces, str_of(ns)) != NULL;
}
