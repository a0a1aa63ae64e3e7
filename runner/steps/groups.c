#include <inttypes.h>

#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/suite/like.h"

#include "base/banned.h"

static const char *const roles[] = { "referenced", "owned", "fallback", NULL };

static int role_of(struct str word)
{
    for (int i = 0; roles[i]; i++)
        if (str_is(word, roles[i]))
            return i;
    return -1;
}

/* All groups of the role, by their labels. */
struct chosen {
    const struct view_group **groups;
    const char **labels; /* both end with NULL */
    size_t count;
};

static struct chosen choose(const struct scene *sc, enum group_role role)
{
    const struct view *v = sc->view;
    struct chosen c = {
        .groups = arena_alloc(sc->arena, (v->group_count + 1) * sizeof(void *)),
        .labels = arena_alloc(sc->arena, (v->group_count + 1) * sizeof(const char *)),
    };

    for (size_t i = 0; i < v->group_count; i++) {
        if (v->groups[i].role != role)
            continue;
        c.groups[c.count] = &v->groups[i];
        c.labels[c.count++] = v->groups[i].label;
    }
    return c;
}

static size_t count_label(const char *const *labels, const char *label)
{
    size_t count = 0;

    for (; *labels; labels++)
        count += str_is(str_of(*labels), label);
    return count;
}

/* The call that made a group which is too many; else the last that was refused. */
static uint64_t to_blame(const struct scene *sc, const struct chosen *c,
                         const char *const *expected)
{
    for (size_t i = c->count; i > 0; i--)
        if (count_label(c->labels, c->labels[i - 1]) > count_label(expected, c->labels[i - 1]))
            return history_setter(&sc->history, "alb/ServerGroup", c->groups[i - 1]->id, NULL);
    return history_refused(&sc->history, sc->world->mark);
}

static void compare_are(const struct scene *sc, const struct chosen *c, struct comparison *to)
{
    const char *const *expected = scene_words(sc, "are");

    if (!expected)
        return;
    comparison_sets(to, "group", expected, c->labels);
    if (!comparison_is_same(to))
        sc->finding->call = to_blame(sc, c, expected);
}

/* "forward:0", "default/forward:80" → is it the group of the Service "forward"? */
static bool is_for(const char *label, const char *service)
{
    const char *slash = strrchr(label, '/');
    struct str rest = str_of(slash ? slash + 1 : label);

    return str_is(str_cut(&rest, ':'), service);
}

static void compare_without(const struct scene *sc, const struct chosen *c, struct comparison *to)
{
    const char *const *services = scene_words(sc, "without");

    for (; services && *services; services++) {
        const struct view_group *of = NULL;
        for (size_t i = 0; i < c->count && !of; i++)
            of = is_for(c->labels[i], *services) ? c->groups[i] : NULL;
        comparison_row(to, arena_printf(sc->arena, "for %s", *services), "no group",
                       of ? of->id : "no group");
        if (of && !sc->finding->call)
            sc->finding->call = history_setter(&sc->history, "alb/ServerGroup", of->id, NULL);
    }
}

static void compare_count(const struct scene *sc, const struct chosen *c, struct comparison *to)
{
    const cJSON *wanted = json_get(sc->args, "count");

    if (!wanted)
        return;
    const char *expected = count_text(sc->arena, wanted);
    comparison_row(to, "how many", expected,
                   count_fits(wanted, c->count) ? expected
                                                : arena_printf(sc->arena, "%zu", c->count));
    if (!count_fits(wanted, c->count) && c->count && !sc->finding->call)
        sc->finding->call =
            history_setter(&sc->history, "alb/ServerGroup", c->groups[c->count - 1]->id, NULL);
}

static void compare_empty(const struct scene *sc, const struct chosen *c, struct comparison *to)
{
    const cJSON *empty = json_get(sc->args, "servers");

    for (size_t i = 0; empty && i < c->count; i++) {
        size_t servers = c->groups[i]->server_count;
        const char *expected = count_text(sc->arena, empty);
        comparison_row(to, arena_printf(sc->arena, "servers in %s", c->labels[i]), expected,
                       count_fits(empty, servers) ? expected
                                                  : arena_printf(sc->arena, "%zu", servers));
        if (!count_fits(empty, servers) && servers && !sc->finding->call)
            sc->finding->call =
                history_setter(&sc->history, "alb/Server", c->groups[i]->servers[0].key, NULL);
    }
}

/* Each group is like "has"; what it has instead is written below the rows. */
static bool compare_has(const struct scene *sc, const struct chosen *c)
{
    const cJSON *has = json_get(sc->args, "has");
    bool same = true;

    for (size_t i = 0; has && i < c->count; i++) {
        if (like(has, c->groups[i]->body))
            continue;
        buf_printf(&sc->finding->expected, "%s\n", c->labels[i]);
        buf_printf(&sc->finding->found, "%s\n", c->labels[i]);
        like_show(sc->arena, has, c->groups[i]->body, &sc->finding->expected, &sc->finding->found);
        if (!sc->finding->call)
            sc->finding->call = history_setter(&sc->history, "alb/ServerGroup", c->groups[i]->id,
                                               has->child ? has->child->string : NULL);
        same = false;
    }
    return same;
}

static enum look look_groups(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    struct chosen c = choose(&sc, (enum group_role)role_of(s->arg->text));
    struct comparison *to = comparison_new(sc.arena);
    comparison_head(to, arena_printf(sc.arena, "%s server groups", s->arg->text.at));
    compare_are(&sc, &c, to);
    compare_without(&sc, &c, to);
    compare_count(&sc, &c, to);
    compare_empty(&sc, &c, to);

    const char *const *are = scene_words(&sc, "are");
    bool positive = are && are[0];
    enum look seen = scene_judge(&sc, to, !positive);
    if (!compare_has(&sc, &c))
        return LOOK_not_yet;
    return seen;
}

static bool check_groups(const struct step *s, struct err *err)
{
    if (role_of(s->arg->text) < 0)
        return step_refuse(s, err, "'groups' are owned, referenced or fallback, not '%s'",
                           s->arg->text.at);
    if (!step_asks(s, ""))
        return step_refuse(s, err, "'groups' wants to know what of them: are, count, has, …");
    return true;
}

static const struct step_arg groups_args[] = {
    { "are", ARG_words, "which they are, exactly: [tea-svc:80, coffee-svc:80]; [] for none" },
    { "without", ARG_words, "Services for which there must be none" },
    { "count", ARG_count, "how many there are" },
    { "servers", ARG_count, "how many servers each has" },
    { "has", ARG_map, "members that each must have" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_groups = {
    .verb = "groups",
    .synopsis = "groups: owned|referenced|fallback",
    .about = "The server groups of a kind. Owned: made by the controller. Referenced: there before "
             "it. Fallback: used by the default action of a listener and nothing else.",
    .value = ARG_text,
    .args = groups_args,
    .check = check_groups,
    .look = look_groups,
};
