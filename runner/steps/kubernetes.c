#include "runner/kube/api.h"
#include "runner/steps/scene.h"
#include "runner/world/objects.h"
#include "runner/world/silence.h"

#include "base/banned.h"

static bool begin_kubernetes(struct world *w, const struct step *s, struct err *err)
{
    const struct node *without = node_get(s->args, "without");

    world_stir(w);
    if (w->kube)
        kube_hold_back(w->kube, without ? without->text.at : NULL);
    else if (without)
        return step_refuse(s, err, "the API is not this case's alone: it cannot be ill");
    return !str_is(s->arg->text, "resynced") || world_end_watches(w, err);
}

static bool check_kubernetes(const struct step *s, struct err *err)
{
    bool ill = str_is(s->arg->text, "ill");

    if (!ill && !str_is(s->arg->text, "well") && !str_is(s->arg->text, "resynced"))
        return step_refuse(s, err, "Kubernetes is ill, well or resynced, not '%s'",
                           s->arg->text.at);
    if (ill != (node_get(s->args, "without") != NULL))
        return step_refuse(s, err,
                           "'kubernetes: ill' says 'without' which kind; well says nothing");
    return true;
}

static const struct step_arg kubernetes_args[] = {
    { "without", ARG_text, "the kind whose lists and watches are refused: ingresses" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_kubernetes = {
    .verb = "kubernetes",
    .synopsis = "kubernetes: ill|well|resynced",
    .about = "Makes the Kubernetes API refuse to tell of a kind, as a server that has just "
             "started; or ends that. resynced ends every watch, so that all is read anew.",
    .value = ARG_text,
    .args = kubernetes_args,
    .check = check_kubernetes,
    .begin = begin_kubernetes,
};
