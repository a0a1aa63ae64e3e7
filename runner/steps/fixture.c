#include "runner/suite/fixture.h"
#include "base/json.h"
#include "runner/kube/api.h"
#include "runner/steps/scene.h"
#include "runner/suite/vars.h"
#include "runner/world/mirror.h"
#include "runner/world/objects.h"
#include "runner/world/silence.h"

#include "base/banned.h"

static bool is_kept_back(const struct step *s, const char *kind)
{
    const struct node *except = node_get(s->args, "except");

    if (!except || except->type == NODE_text)
        return except && str_is(except->text, kind);
    for (const struct node *n = except->head; n; n = n->next)
        if (str_is(n->text, kind))
            return true;
    return false;
}

static bool begin_fixture(struct world *w, const struct step *s, struct err *err)
{
    w->fixture = fixture_load(w->arena, w->options->fixtures, s->arg->text.at, err);
    if (!w->fixture)
        return false;
    fixture_names(w->fixture, w->vars);
    /* Of a world that is shared its keeper has seen to these. */
    if (!w->guest)
        mirror_seed(w->mock, w->fixture->cloud);
    if (w->kube && w->fixture->derive_endpoints)
        kube_derive_from_pods(w->kube);
    for (const cJSON *const *object = w->fixture->kube; *object; object++)
        if (!is_kept_back(s, json_text_or(*object, "kind", "")) && !world_apply(w, *object, err))
            return false;
    world_stir(w);
    return true;
}

static enum look look_fixture(struct world *w, const struct step *s, struct finding *f)
{
    (void)s;
    buf_add(&f->expected, STR("the cloud has what the fixture names\n"));
    if (!mirror_is_idle(w->mock) || !mirror_state(w->mock)) {
        buf_add(&f->found, STR("the cloud has not answered yet\n"));
        return LOOK_not_yet;
    }
    if (!w->before)
        w->before = arena_json(w->arena, json_copy(mirror_state(w->mock)));
    return LOOK_pass;
}

static const struct step_arg fixture_args[] = {
    { "except", ARG_words, "kinds of kube.yaml that are kept back for a later 'apply: fixture'" },
    { "mockalb", ARG_words, "options of the mock: --lifecycle=realistic, --quota=ID=N" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_fixture = {
    .verb = "fixture",
    .synopsis = "fixture: NAME",
    .about =
        "What a case stands on: puts the cloud objects of the fixture's cloud.yaml into the mock "
        "and the objects of its kube.yaml into Kubernetes, before the controller starts. Its "
        "names are variables from here on.",
    .value = ARG_text,
    .args = fixture_args,
    .begin = begin_fixture,
    .look = look_fixture,
};
