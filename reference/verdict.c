#include "reference/verdict.h"

#include <string.h>

#include "base/json.h"
#include "reference/mutant.h"

#include "base/banned.h"

/* ---- what is wrong ---- */

static void warn_albconfig(struct report *r, const struct plan *p, const char *reason,
                           const char *cause, const char *text)
{
    struct subject about = { .kind = SUBJECT_albconfig, .object = p->model->albconfig };

    report_warning(r, &about, reason, cause, text);
}

static void warn_ingress(struct report *r, const struct want_ingress *i, const char *reason,
                         const char *cause, const char *text)
{
    struct subject about = { .kind = SUBJECT_ingress, .object = i->object };

    report_warning(r, &about, reason, cause, text);
}

/* Without these no rule of any Ingress can be published. */
static bool is_groundwork(const struct step *s)
{
    static const char *const actions[] = { "CreateLoadBalancer", "CreateListener",
                                           "CreateServerGroup", NULL };

    for (const char *const *action = actions; *action; action++) {
        if (strcmp(s->action, *action) == 0)
            return true;
    }
    return false;
}

static const struct attempt *tell_refusals(struct report *r, const struct plan *p,
                                           struct attempts *attempts, int64_t now_ms)
{
    const struct attempt *blocker = NULL;

    for (const struct step *s = p->first; s; s = s->next) {
        const struct attempt *t = attempts_get(attempts, s->key, now_ms);
        if (!t || !attempt_is_trouble(t, now_ms))
            continue;
        if (s->owner) {
            warn_ingress(r, s->owner, REASON_APPLY, t->cause, t->text);
            continue;
        }
        warn_albconfig(r, p, REASON_APPLY, t->cause, t->text);
        if (is_groundwork(s))
            blocker = t;
    }
    return blocker;
}

/* ---- what is right ---- */

static const char *host_name(const struct plan *p)
{
    if (mutant_is(wrong_host_name))
        return "nobody.example";
    return json_text_or(p->found->lb, "DNSName", "");
}

static void praise_ingress(struct report *r, const struct plan *p, const struct want_ingress *i)
{
    struct subject about = { .kind = SUBJECT_ingress, .object = i->object };
    cJSON *status = arena_json(p->arena, cJSON_CreateObject());
    cJSON *entry = json_push(json_add_array(status, "ingress"), cJSON_CreateObject());

    json_add_text(entry, "hostname", host_name(p));
    report_success(r, &about, status);
}

static bool is_standing(const struct plan *p)
{
    if (!p->found->lb || !found_is_stable(p->found->lb, "LoadBalancerStatus", "Active"))
        return false;
    for (const struct want_listener *l = p->model->listeners; l; l = l->next) {
        const cJSON *item = found_listener(p->found, l->port, l->protocol);
        if (!item || !found_is_stable(item, "ListenerStatus", "Running"))
            return false;
    }
    return true;
}

static void praise_albconfig(struct report *r, const struct plan *p)
{
    struct subject about = { .kind = SUBJECT_albconfig, .object = p->model->albconfig };
    cJSON *status = arena_json(p->arena, cJSON_CreateObject()), *list = NULL;

    json_add_text(status, "id", json_text_or(p->found->lb, "LoadBalancerId", ""));
    json_add_text(status, "dnsname", host_name(p));
    list = json_add_array(status, "listeners");
    for (const struct want_listener *l = p->model->listeners; l; l = l->next) {
        cJSON *entry = json_push(list, cJSON_CreateObject());
        json_add_text(entry, "portAndProtocol",
                      arena_printf(p->arena, "%d/%s", l->port, l->protocol));
    }
    report_success(r, &about, status);
}

static void judge_ingress(struct report *r, const struct plan *p, const struct want_ingress *i,
                          const struct attempt *blocker)
{
    if (mutant_is(success_on_wrong_state))
        praise_ingress(r, p, i);
    for (const struct want_notice *n = i->notices; n; n = n->next)
        warn_ingress(r, i, REASON_IGNORED, n->text, n->text);
    if (i->problem)
        warn_ingress(r, i, REASON_BUILD, i->problem, i->problem);
    else if (!i->unsettled && p->found->lb && *host_name(p))
        praise_ingress(r, p, i);
    else if (p->problem)
        warn_ingress(r, i, REASON_BUILD, p->problem, p->problem);
    else if (blocker)
        warn_ingress(r, i, REASON_APPLY, blocker->cause, blocker->text);
}

/* Only where a defect is wanted. */
static void spoil_warnings(struct report *r, const struct plan *p)
{
    for (const struct want_ingress *i = p->model->ingresses; i; i = i->next) {
        for (const struct want_ingress *other = p->model->ingresses; i->problem && other;
             other = other->next)
            warn_ingress(r, other, REASON_APPLY, i->problem, i->problem);
    }
}

void verdict_on_plan(struct report *r, const struct plan *p, struct attempts *attempts,
                     int64_t now_ms)
{
    const struct attempt *blocker = tell_refusals(r, p, attempts, now_ms);
    const char *problem = p->model->problem ? p->model->problem : p->problem;

    if (problem)
        warn_albconfig(r, p, REASON_BUILD, problem, problem);
    for (const struct want_ingress *i = p->model->ingresses; i; i = i->next)
        judge_ingress(r, p, i, blocker);
    if (mutant_is(errors_told_to_all))
        spoil_warnings(r, p);
    if (!problem && !blocker && !p->model->leaving && is_standing(p))
        praise_albconfig(r, p);
}

void verdict_on_look(struct report *r, const cJSON *albconfig, const struct cloud_answer *refusal)
{
    struct subject about = { .kind = SUBJECT_albconfig, .object = albconfig };
    struct buf cause = BUF_LIMIT(4096), text = BUF_LIMIT(4096);

    if (!albconfig)
        return;
    buf_printf(&cause, "%s was refused: %.200s: %.1500s", refusal->action, refusal->code,
               refusal->message);
    buf_printf(&text, "%s (RequestId %.200s)", cause.at, refusal->request_id);
    report_warning(r, &about, REASON_APPLY, cause.at, text.at);
    buf_done(&cause);
    buf_done(&text);
}

bool verdict_has_trouble(const struct plan *p)
{
    bool trouble = p->model->problem || p->problem;

    for (const struct want_ingress *i = p->model->ingresses; i; i = i->next)
        trouble = trouble || i->problem || i->notices;
    return trouble;
}
