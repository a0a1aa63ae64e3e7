#include "base/json.h"
#include "runner/kube/api.h"
#include "runner/steps/scene.h"
#include "runner/suite/fixture.h"
#include "runner/suite/vars.h"
#include "runner/world/objects.h"
#include "runner/world/silence.h"

#include "base/banned.h"

static bool is_fixture(const struct step *s)
{
    return s->arg->type == NODE_text && str_is(s->arg->text, "fixture");
}

/* The kinds of "only"; no "only": every kind. */
static bool is_wanted(const struct step *s, const char *kind)
{
    const struct node *only = node_get(s->args, "only");

    if (!only || only->type == NODE_text)
        return !only || str_is(only->text, kind);
    for (const struct node *n = only->head; n; n = n->next)
        if (str_is(n->text, kind))
            return true;
    return false;
}

static bool apply_fixture(struct world *w, const struct step *s, struct err *err)
{
    size_t count = 0;

    if (!w->fixture)
        return step_refuse(s, err, "this case has no fixture to apply from");
    for (const cJSON *const *object = w->fixture->kube; *object; object++) {
        if (!is_wanted(s, json_text_or(*object, "kind", "")))
            continue;
        if (!world_apply(w, *object, err))
            return false;
        count++;
    }
    return count ? true
                 : step_refuse(s, err, "kube.yaml of fixture %s has nothing of that kind",
                               w->fixture->name);
}

/* An object, or a list of them, with the variables in. */
static bool apply_tree(struct world *w, const struct node *tree, struct err *err)
{
    const cJSON *object = vars_json(w->vars, w->arena, tree, err);

    if (!object)
        return false;
    if (!cJSON_IsArray(object))
        return world_apply(w, object, err);
    for (object = object->child; object; object = object->next)
        if (!world_apply(w, object, err))
            return false;
    return true;
}

static bool begin_apply(struct world *w, const struct step *s, struct err *err)
{
    bool ok = is_fixture(s) ? apply_fixture(w, s, err) : apply_tree(w, s->arg, err);

    world_stir(w);
    return ok;
}

static bool check_object(const struct step *s, const struct node *object, struct err *err)
{
    const struct node *metadata = node_get(object, "metadata");

    if (object->type == NODE_map && node_text(object, "apiVersion").len &&
        node_text(object, "kind").len && metadata && node_text(metadata, "name").len)
        return true;
    return err_set(err, "%s:%d: an object needs apiVersion, kind and metadata.name%s", s->file,
                   object->line, object->type == NODE_text ? "; write it without '|'" : "");
}

static bool check_apply(const struct step *s, struct err *err)
{
    if (is_fixture(s))
        return true;
    if (node_get(s->args, "only"))
        return step_refuse(s, err, "'only' goes with 'apply: fixture'");
    if (s->arg->type != NODE_list)
        return check_object(s, s->arg, err);
    for (const struct node *n = s->arg->head; n; n = n->next)
        if (!check_object(s, n, err))
            return false;
    return true;
}

static const struct step_arg apply_args[] = {
    { "only", ARG_words, "with 'fixture': kinds of its kube.yaml" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_apply = {
    .verb = "apply",
    .synopsis = "apply: OBJECT, or a list of them, or fixture",
    .about = "Makes Kubernetes objects so, as 'kubectl apply' would. 'fixture' applies from the "
             "fixture's kube.yaml.",
    .value = ARG_any,
    .args = apply_args,
    .check = check_apply,
    .begin = begin_apply,
};
