#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/suite/vars.h"
#include "runner/world/mirror.h"
#include "runner/world/silence.h"

#include "base/banned.h"

#define ALB_VERSION "2020-06-16"

static bool begin_console(struct world *w, const struct step *s, struct err *err)
{
    const cJSON *args = vars_json(w->vars, w->arena, s->args, err), *param = NULL;
    cJSON *call = arena_json(w->arena, cJSON_CreateObject());

    if (!args)
        return false;
    json_add_text(call, "Action", json_text_or(args, s->verb, ""));
    json_add_text(call, "Version", ALB_VERSION);
    cJSON_ArrayForEach(param, json_get(args, "with"))
    {
        const char *text = cJSON_IsString(param)
                               ? param->valuestring
                               : arena_printf(w->arena, "%lld", (long long)param->valuedouble);
        json_add_text(call, param->string, text);
    }
    mirror_post(w->mock, "/_mock/call", call);
    world_stir(w);
    return true;
}

static enum look look_console(struct world *w, const struct step *s, struct finding *f)
{
    buf_printf(&f->expected, "the cloud answers %s\n", s->arg->text.at);
    if (mirror_is_idle(w->mock))
        return LOOK_pass;
    buf_add(&f->found, STR("it has not answered yet\n"));
    return LOOK_not_yet;
}

static bool check_console(const struct step *s, struct err *err)
{
    const struct node *with = node_get(s->args, "with");

    for (const struct node *n = with ? with->head : NULL; n; n = n->next)
        if (n->type != NODE_text)
            return err_set(err, "%s:%d: parameters are written as on the wire: Servers.1.Port: 80",
                           s->file, n->line);
    return true;
}

static const struct step_arg console_args[] = {
    { "with", ARG_map, "its parameters, as on the wire: { Servers.1.ServerId: eni-1 }" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_console = {
    .verb = "console",
    .synopsis = "console: ACTION",
    .about = "A call of the ALB API by somebody else, who stands at the console: what happens "
             "behind the controller's back. It is none of the calls that are counted.",
    .value = ARG_text,
    .args = console_args,
    .check = check_console,
    .begin = begin_console,
    .look = look_console,
};
