#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/suite/vars.h"
#include "runner/world/objects.h"
#include "runner/world/silence.h"

#include "base/banned.h"

static bool begin_patch(struct world *w, const struct step *s, struct err *err)
{
    const cJSON *args = vars_json(w->vars, w->arena, s->args, err);
    struct object_ref ref;
    bool ok;

    if (!args)
        return false;
    if (!object_ref_in(w, w->arena, json_text_or(args, s->verb, ""), &ref))
        return step_refuse(s, err, "'%s' is no object", json_text_or(args, s->verb, ""));
    world_stir(w);
    struct object_place at = { ref.kind, ref.ns, ref.name, json_text(args, "subresource") };
    ok = world_patch(w, &at, json_get(args, "with"), err);
    world_nudge(w);
    return ok;
}

static bool check_patch(const struct step *s, struct err *err)
{
    if (!node_get(s->args, "with"))
        return step_refuse(s, err, "'patch' wants to know 'with' what");
    return check_object_ref(s, err);
}

static const struct step_arg patch_args[] = {
    { "with", ARG_map, "the patch: members to set; null removes" },
    { "subresource", ARG_text, "status" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_patch = {
    .verb = "patch",
    .synopsis = "patch: KIND/NAMESPACE/NAME",
    .about = "Changes an object of the Kubernetes API by a merge patch.",
    .value = ARG_text,
    .args = patch_args,
    .check = check_patch,
    .begin = begin_patch,
};
