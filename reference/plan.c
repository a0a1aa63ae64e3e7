#include "reference/plan.h"

#include "base/json.h"
#include "reference/mutant.h"
#include "reference/names.h"

#include "base/banned.h"

cJSON *plan_step(struct plan *p, const char *action, const char *lane, struct want_ingress *owner)
{
    struct step *s = arena_new_of(p->arena, struct step);

    s->action = action;
    s->params = arena_json(p->arena, cJSON_CreateObject());
    s->lane = variant_is(one_at_a_time) ? "all" : lane;
    s->owner = owner;
    if (owner)
        owner->unsettled = true;
    *p->last = s;
    p->last = &s->next;
    p->newest = s;
    p->count++;
    return s->params;
}

void plan_wait(struct plan *p, struct want_ingress *owner, const char *what, const char *id)
{
    if (owner)
        owner->unsettled = true;
    if (!p->waiting)
        p->waiting = arena_printf(p->arena, "%s %s", what, id);
}

void plan_add_owner_tags(const struct plan *p, cJSON *tags)
{
    names_add_owner_tags(p->arena, tags, p->place->cluster, p->model->key);
}

/* Known once the params are complete: the same call is recognised by it, whoever plans it again. */
static void name_steps(struct plan *p)
{
    for (struct step *s = p->first; s; s = s->next) {
        struct buf text = BUF_LIMIT(1u << 20);
        buf_printf(&text, "%s ", s->action);
        json_print_canonical(&text, s->params);
        s->key = arena_strz(p->arena, buf_str(&text));
        buf_done(&text);
    }
}

struct plan *plan_make(struct arena *a, struct model *m, struct found *f, const struct place *place)
{
    struct plan *p = arena_new_of(a, struct plan);

    *p = (struct plan){ .arena = a, .model = m, .found = f, .place = place };
    p->last = &p->first;
    plan_groups(p);
    plan_balancer(p);
    plan_listeners(p);
    plan_rules(p);
    name_steps(p);
    return p;
}
