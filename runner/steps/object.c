#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/suite/like.h"
#include "runner/world/objects.h"

#include "base/banned.h"

/* A null in what is expected says "absent", which is true before anything happened. */
static bool asks_absence(const cJSON *tree)
{
    if (cJSON_IsNull(tree))
        return true;
    for (const cJSON *child = tree ? tree->child : NULL; child; child = child->next)
        if (asks_absence(child))
            return true;
    return false;
}

static enum look look_object(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;
    struct object_ref ref;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    const char *text = json_text_or(sc.args, s->verb, "");
    if (!object_ref_in(w, sc.arena, text, &ref))
        return LOOK_fail;
    const cJSON *object = world_get(w, ref.kind, ref.ns, ref.name);
    const cJSON *has = json_get(sc.args, "has");
    struct comparison *to = comparison_new(sc.arena);
    f->object = arena_strz(sc.arena, str_of(text));
    comparison_row(to, text, json_bool(sc.args, "gone") ? "gone" : "there",
                   object ? "there" : "gone");
    enum look seen = scene_judge(&sc, to, asks_absence(has));
    if (has && !like_show(sc.arena, has, object, &f->expected, &f->found))
        return LOOK_not_yet;
    if (seen == LOOK_pass && object)
        scene_learn(&sc, object);
    return seen;
}

static bool check_object(const struct step *s, struct err *err)
{
    const struct node *gone = node_get(s->args, "gone");

    if (gone && (!str_is(gone->text, "true") || node_get(s->args, "has")))
        return step_refuse(s, err, "'gone: true' stands alone: what is gone has nothing");
    return check_object_ref(s, err);
}

static const struct step_arg object_args[] = {
    { "has", ARG_map, "what it must have at least; null: what it must not have" },
    { "gone", ARG_text, "true: it must not be there any more" },
    { "learn", ARG_map, "variables from its members: { ip: status.podIP }" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_object = {
    .verb = "object",
    .synopsis = "object: KIND/NAMESPACE/NAME",
    .about = "An object of the Kubernetes API: ingresses/default/tea-ingress, albconfigs/alb.",
    .value = ARG_text,
    .args = object_args,
    .check = check_object,
    .look = look_object,
};
