#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/suite/vars.h"
#include "runner/world/mirror.h"
#include "runner/world/silence.h"

#include "base/banned.h"

/* Nobody's call: the cloud is so from here on, whatever its API would have said to it. */
static bool begin_change(struct world *w, const struct step *s, struct err *err)
{
    const cJSON *args = vars_json(w->vars, w->arena, s->args, err);

    if (!args)
        return false;
    const char *scope = json_text(args, "scope");
    cJSON *body = arena_json(w->arena, cJSON_CreateObject());
    cJSON *document = arena_json(w->arena, cJSON_CreateObject());
    json_add_text(body, "kind", json_text_or(args, s->verb, ""));
    json_add_text(body, "id", json_text_or(args, "id", ""));
    if (scope) {
        json_add_text(body, "scope", scope);
        json_add(body, "body", json_copy(json_get(args, "set")));
        json_push(json_add_array(document, "data"), json_copy(body));
        mirror_seed(w->mock, document);
        world_stir(w);
        return true;
    }
    if (json_get(args, "set"))
        json_add(body, "set", json_copy(json_get(args, "set")));
    else
        json_add_bool(body, "drop", true);
    mirror_post(w->mock, "/_mock/data", body);
    world_stir(w);
    return true;
}

static enum look look_change(struct world *w, const struct step *s, struct finding *f)
{
    (void)s;
    buf_add(&f->expected, STR("the cloud is as the step says\n"));
    if (mirror_is_idle(w->mock))
        return LOOK_pass;
    buf_add(&f->found, STR("the cloud has not answered yet\n"));
    return LOOK_not_yet;
}

static bool check_change(const struct step *s, struct err *err)
{
    if (!node_get(s->args, "id"))
        return step_refuse(s, err, "'change' wants to know the id of what it changes");
    if (node_get(s->args, "scope") && !node_get(s->args, "set"))
        return step_refuse(s, err, "'scope' makes an object, and wants to know what to 'set'");
    return true;
}

static const struct step_arg change_args[] = {
    { "id", ARG_text, "of the object" },
    { "scope", ARG_text, "the region of an object that there is not yet; it is made" },
    { "set", ARG_map, "members of its body; null removes. Without it the object is taken away" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_change = {
    .verb = "change",
    .synopsis = "change: KIND",
    .about = "Changes an object of the cloud, or takes it away with what belongs to it, past all "
             "rules of the API: what goes wrong behind the controller's back.",
    .value = ARG_text,
    .args = change_args,
    .check = check_change,
    .begin = begin_change,
    .look = look_change,
};
