#include "base/json.h"
#include "runner/kube/api.h"
#include "runner/steps/scene.h"
#include "runner/suite/vars.h"
#include "runner/world/objects.h"

#include "base/banned.h"

static bool begin_delete(struct world *w, const struct step *s, struct err *err)
{
    struct str text = STR_NONE;
    struct object_ref ref;
    bool ok;

    if (!vars_expand(w->vars, w->arena, s->arg->text, &text, err))
        return false;
    if (!object_ref_of(w->arena, arena_strz(w->arena, text), &ref))
        return step_refuse(s, err, "'%.*s' is no object", STR_ARG(text));
    world_stir(w);
    ok = kube_delete(w->kube, ref.kind, ref.ns, ref.name, err);
    world_nudge(w);
    return ok;
}

const struct step_type step_delete = {
    .verb = "delete",
    .synopsis = "delete: KIND/NAMESPACE/NAME",
    .about = "Deletes an object of the Kubernetes API; its finalizers hold it as they would there.",
    .value = ARG_text,
    .check = check_object_ref,
    .begin = begin_delete,
};
