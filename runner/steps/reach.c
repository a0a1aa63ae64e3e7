#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/world/mirror.h"

#include "base/banned.h"

/* What is asked of every server of a group. */
struct wanted {
    const char *reason, *cause, *object, *health;
};

/* "NO_RETURN_ROUTE (NO_ROUTE) at vpc-2, CONNECT_TIMEOUT": as much of an answer as is asked for. */
static const char *answer_text(struct arena *a, const struct wanted *w)
{
    return arena_printf(a, "%s%s%s%s%s%s%s%s", w->reason, w->cause ? " (" : "",
                        w->cause ? w->cause : "", w->cause ? ")" : "", w->object ? " at " : "",
                        w->object ? w->object : "", w->health ? ", " : "",
                        w->health ? w->health : "");
}

static const char *found_text(struct arena *a, const struct wanted *w, const cJSON *answer)
{
    const char *reason = json_text_or(answer, "reason", "?");
    struct wanted found = { .reason = reason,
                            .cause = w->cause ? json_text_or(answer, "cause", reason) : NULL,
                            .object = w->object ? json_text_or(answer, "object", "?") : NULL,
                            .health = w->health ? json_text_or(answer, "health", "Normal") : NULL };

    return answer_text(a, &found);
}

static void compare_group(const struct scene *sc, const cJSON *answers, const char *label,
                          const struct wanted *w, struct comparison *to)
{
    size_t count = 0, asked = 0;
    const struct view_group *g = view_group_called(sc->view, label, &count);
    const char *expected = answer_text(sc->arena, w);
    const cJSON *answer;

    comparison_head(to,
                    arena_printf(sc->arena, "servers of %s, as load balancers reach them", label));
    cJSON_ArrayForEach(answer, answers)
    {
        if (!g || !json_is_text(json_get(answer, "serverGroup"), g->id))
            continue;
        comparison_row(to,
                       arena_printf(sc->arena, "%s:%d", json_text_or(answer, "server", "?"),
                                    (int)json_int(answer, "port")),
                       expected, found_text(sc->arena, w, answer));
        asked++;
    }
    if (!asked)
        comparison_row(to, "servers", "remote ones, in the VPC of a load balancer", NULL);
}

static enum look look_reach(struct world *w, const struct step *s, struct finding *f)
{
    const cJSON *reach = mirror_reach(w->mock);
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    if (!reach) {
        buf_add(&f->expected, STR("the cloud says what is reached\n"));
        buf_add(&f->found, STR("nothing was heard of that yet\n"));
        return LOOK_not_yet;
    }
    struct comparison *to = comparison_new(sc.arena);
    struct wanted wanted = { json_text_or(sc.args, "reason", "REACHABLE"),
                             json_text(sc.args, "cause"), json_text(sc.args, "object"),
                             json_text(sc.args, "health") };
    for (const char *const *label = scene_words(&sc, s->verb); label && *label; label++)
        compare_group(&sc, json_get(reach, "servers"), *label, &wanted, to);
    return scene_judge(&sc, to, false);
}

static const struct step_arg reach_args[] = {
    { "reason", ARG_text, "why they are not reached: NO_RETURN_ROUTE and so on; they are without" },
    { "cause", ARG_text, "of NO_RETURN_ROUTE, what is wrong on the way back" },
    { "object", ARG_text, "the id of what is wrong" },
    { "health", ARG_text,
      "what GetListenerHealthStatus says of them: Normal, or the reason code: CONNECT_TIMEOUT" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_reach = {
    .verb = "reach",
    .synopsis = "reach: GROUP, or a list of groups",
    .about = "Whether the load balancers of a group's VPC reach its remote servers through the "
             "network that the cloud has, and hear from them. mockalb reach draws the way.",
    .value = ARG_words,
    .args = reach_args,
    .look = look_reach,
};
