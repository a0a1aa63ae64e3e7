#include "runner/proc/proc.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

static bool begin_controller(struct world *w, const struct step *s, struct err *err)
{
    if (str_is(s->arg->text, "started"))
        return world_controller_start(w, err);
    world_controller_stop(w);
    return true;
}

static enum look look_controller(struct world *w, const struct step *s, struct finding *f)
{
    bool runs = w->controller && proc_running(w->controller);

    buf_printf(&f->expected, "controller %s\n", s->arg->text.at);
    buf_printf(&f->found, "controller %s\n", runs ? "started" : "stopped");
    return runs == str_is(s->arg->text, "started") ? LOOK_pass : LOOK_not_yet;
}

static bool check_controller(const struct step *s, struct err *err)
{
    if (str_is(s->arg->text, "started") || str_is(s->arg->text, "stopped"))
        return true;
    return step_refuse(s, err, "a controller is started or stopped, not '%s'", s->arg->text.at);
}

const struct step_type step_controller = {
    .verb = "controller",
    .synopsis = "controller: started|stopped",
    .about = "Starts the controller under test, or stops it. A case whose 'given' has no such step "
             "has it started after its fixture.",
    .value = ARG_text,
    .check = check_controller,
    .begin = begin_controller,
    .look = look_controller,
};
