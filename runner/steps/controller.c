#include "runner/steps/scene.h"

#include "runner/world/controller.h"

#include "base/banned.h"

static bool begin_controller(struct world *w, const struct step *s, struct err *err)
{
    const struct node *after = node_get(s->args, "dies-after");
    int64_t writes = 0;

    if (after)
        str_int(after->text, &writes);
    if (world_controller_crash(w, writes) && str_is(s->arg->text, "started"))
        return true;
    if (str_is(s->arg->text, "started"))
        return world_controller_start(w, err);
    world_controller_stop(w);
    return true;
}

static enum look look_controller(struct world *w, const struct step *s, struct finding *f)
{
    bool runs = world_controller_runs(w);
    bool dies = node_get(s->args, "dies-after");
    bool wanted = str_is(s->arg->text, "started") && !dies;

    buf_printf(&f->expected, "controller %s\n", wanted ? "started" : "stopped");
    buf_printf(&f->found, "controller %s\n", runs ? "started" : "stopped");
    if (dies && w->settled)
        return LOOK_pass; /* it had less to do */
    return runs == wanted ? LOOK_pass : LOOK_not_yet;
}

static bool check_controller(const struct step *s, struct err *err)
{
    if (str_is(s->arg->text, "started") || str_is(s->arg->text, "stopped"))
        return true;
    return step_refuse(s, err, "a controller is started or stopped, not '%s'", s->arg->text.at);
}

static const struct step_arg controller_args[] = {
    { "dies-after", ARG_count,
      "it is killed once it has made so many calls that change something, if it does" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_controller = {
    .verb = "controller",
    .synopsis = "controller: started|stopped",
    .about = "Starts the controller under test, or stops it. A case whose 'given' has no such step "
             "has it started after its fixture.",
    .value = ARG_text,
    .args = controller_args,
    .check = check_controller,
    .begin = begin_controller,
    .look = look_controller,
};
