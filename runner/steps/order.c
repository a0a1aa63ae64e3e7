#include <inttypes.h>

#include "runner/steps/scene.h"

#include "base/banned.h"

/* What happens to a group once, in the order in which it should. */
enum moment { MOMENT_created, MOMENT_filled, MOMENT_used, MOMENT_COUNT };

static const char *const moments[] = { "created", "filled", "used", NULL };

static int moment_called(struct str word)
{
    for (int i = 0; moments[i]; i++)
        if (str_is(word, moments[i]))
            return i;
    return -1;
}

struct line {
    uint64_t at[MOMENT_COUNT]; /* 0: did not happen */
    bool wanted[MOMENT_COUNT];
};

/* Of those that are wanted, each comes after those before it; one that never came is in none. */
static bool in_order(const struct line *line)
{
    uint64_t last = 0;

    for (int m = 0; m < MOMENT_COUNT; m++) {
        if (!line->wanted[m] || !line->at[m])
            continue;
        if (line->at[m] < last)
            return false;
        last = line->at[m];
    }
    return true;
}

/* All that is wanted has come; a group that has no servers need not have been filled. */
static bool is_complete(const struct line *line, const struct view_group *g)
{
    for (int m = 0; m < MOMENT_COUNT; m++)
        if (line->wanted[m] && !line->at[m] && (m != MOMENT_filled || g->server_count))
            return false;
    return true;
}

static const char *line_text(const struct scene *sc, const struct line *line)
{
    const char *text = "";

    for (int m = 0; m < MOMENT_COUNT; m++) {
        if (!line->wanted[m])
            continue;
        text = arena_printf(sc->arena, "%s%s%s", text, *text ? ", " : "", moments[m]);
        text = line->at[m] ? arena_printf(sc->arena, "%s #%" PRIu64, text, line->at[m])
                           : arena_printf(sc->arena, "%s never", text);
    }
    return text;
}

static struct line line_of(const struct scene *sc, const struct view_group *g)
{
    struct group_firsts first = history_group_firsts(&sc->history, g->id);
    struct line line = { .at = { first.created, first.filled, first.used } };
    const char *const *words = scene_words(sc, "order");

    for (; *words; words++)
        line.wanted[moment_called(str_of(*words))] = true;
    return line;
}

static enum look look_order(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;
    bool wrong = false, any = false;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    struct comparison *to = comparison_new(sc.arena);
    comparison_head(to, "first calls for each owned group in a rule");
    for (size_t i = 0; i < sc.view->group_count; i++) {
        const struct view_group *g = &sc.view->groups[i];
        if (g->role != GROUP_owned || !g->in_rule)
            continue;
        struct line line = line_of(&sc, g);
        bool ordered = in_order(&line), right = ordered && is_complete(&line, g);
        const char *found = line_text(&sc, &line);
        comparison_row(to, g->label, right ? found : "in this order", found);
        if (!right && !f->call)
            f->call = line.at[MOMENT_used];
        wrong = wrong || !ordered; /* what is only missing may not have been heard of yet */
        any = true;
    }
    if (!any)
        comparison_row(to, "groups", "some", NULL);
    enum look seen = scene_judge(&sc, to, false);
    return wrong ? LOOK_fail : seen;
}

static bool check_order(const struct step *s, struct err *err)
{
    const struct node *first = s->arg->type == NODE_list ? s->arg->head : s->arg;
    int last = -1;

    for (const struct node *n = first; n; n = n->next) {
        int moment = moment_called(n->text);
        if (moment < 0 || moment <= last)
            return step_refuse(s, err, "'order' is some of created, filled, used, in this order");
        last = moment;
        if (s->arg->type != NODE_list)
            break;
    }
    return true;
}

const struct step_type step_order = {
    .verb = "order",
    .synopsis = "order: [created, filled, used]",
    .about = "For each owned group that a rule forwards to: the first call that created it, the "
             "first that put servers in and the first that put it into a rule came in this order. "
             "A group that has no servers need not have been filled.",
    .value = ARG_words,
    .check = check_order,
    .look = look_order,
};
