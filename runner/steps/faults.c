#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/suite/vars.h"
#include "runner/world/mirror.h"
#include "runner/world/silence.h"

#include "base/banned.h"

static bool begin_faults(struct world *w, const struct step *s, struct err *err)
{
    const cJSON *args = vars_json(w->vars, w->arena, s->args, err);
    cJSON *none = NULL;

    if (!args)
        return false;
    if (cJSON_IsString(json_get(args, s->verb)))
        none = arena_json(w->arena, cJSON_CreateArray());
    if (!w->guest || !none) /* a cloud that is shared has none */
        mirror_post(w->mock, "/_mock/faults", none ? none : json_get(args, s->verb));
    world_stir(w);
    return true;
}

static enum look look_faults(struct world *w, const struct step *s, struct finding *f)
{
    (void)s;
    buf_add(&f->expected, STR("the cloud knows of the faults\n"));
    if (mirror_is_idle(w->mock))
        return LOOK_pass;
    buf_add(&f->found, STR("the cloud has not answered yet\n"));
    return LOOK_not_yet;
}

static bool check_fault(const struct step *s, const struct node *fault, struct err *err)
{
    static const char *const names[] = { "action", "code",     "status", "times",
                                         "after",  "pageSize", NULL };

    if (fault->type != NODE_map)
        return err_set(err,
                       "%s:%d: a fault is a map: { action: CreateRules, code: Throttling.User }",
                       s->file, fault->line);
    for (const struct node *n = fault->head; n; n = n->next) {
        const char *near = str_nearest(n->key->text, names);
        const char *const *known = names;
        while (*known && !str_is(n->key->text, *known))
            known++;
        if (!*known)
            return err_set(err, "%s:%d: a fault has no '%.*s'%s%s%s", s->file, n->key->line,
                           STR_ARG(n->key->text), near ? ", did you mean '" : "", near ? near : "",
                           near ? "'?" : "");
    }
    return true;
}

static bool check_faults(const struct step *s, struct err *err)
{
    if (s->arg->type == NODE_text && str_is(s->arg->text, "none"))
        return true;
    if (s->arg->type != NODE_list || !s->arg->head)
        return step_refuse(s, err, "after 'faults' stands a list of them, or none");
    for (const struct node *n = s->arg->head; n; n = n->next)
        if (!check_fault(s, n, err))
            return false;
    return true;
}

const struct step_type step_faults = {
    .verb = "faults",
    .synopsis = "faults: [{ action: ACTION, code: CODE, times: N }, ...] or none",
    .about = "Makes calls of the cloud's API fail from here on, instead of all faults before. "
             "Without a code a call succeeds, and its answer is lost. Without times it is for "
             "ever. after: how many succeed first. pageSize: lists give no more at once.",
    .value = ARG_any,
    .check = check_faults,
    .begin = begin_faults,
    .look = look_faults,
};
