#include <inttypes.h>

#include "base/json.h"
#include "runner/oracle/fingerprint.h"
#include "runner/steps/scene.h"
#include "runner/suite/vars.h"

#include "base/banned.h"

/* What is looked at: a question to the journal, and parts of a fingerprint. */
#define PART_calls 8u

static const struct {
    const char *name;
    unsigned part;
} parts[] = {
    { "calls", PART_calls },
    { "attributes", FINGERPRINT_attributes },
    { "tags", FINGERPRINT_tags },
    { "servers", FINGERPRINT_servers },
};

static unsigned part_called(const char *name)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (str_is(str_of(name), parts[i].name))
            return parts[i].part;
    return 0;
}

static unsigned parts_of(const struct scene *sc)
{
    const char *const *names = scene_words(sc, "parts");
    unsigned sum = names ? 0 : PART_calls | FINGERPRINT_all;

    for (; names && *names; names++)
        sum |= part_called(*names);
    return sum;
}

static void compare_calls(const struct scene *sc, const char *id, struct comparison *to)
{
    bool act = str_is(str_of(json_text_or(sc->args, "since", "start")), "act");
    uint64_t call = history_touched(&sc->history, act ? sc->world->mark : 0, id);

    comparison_row(to, "calls that name it", "none",
                   call ? history_line(&sc->history, sc->arena, call) : "none");
    if (call && !sc->finding->call)
        sc->finding->call = call;
}

static void compare_fingerprint(const struct scene *sc, const char *id, unsigned what,
                                struct comparison *to)
{
    const cJSON *before = fingerprint_of(sc->arena, sc->world->before, id, what);
    const cJSON *now = fingerprint_of(sc->arena, sc->view->state, id, what);

    comparison_row(to, "the group", before ? "is there" : "was never there",
                   now ? "is there" : "is gone");
    if (before && now)
        comparison_changes(to, "", before, now);
    if (!now && !sc->finding->call)
        sc->finding->call = history_remover(&sc->history, "alb/ServerGroup", id);
}

/* The groups that are meant: those named, or with "all" every one that the fixture names. */
static const char *const *names_of(const struct scene *sc, const char *verb)
{
    const char *const *names = scene_words(sc, verb);
    const cJSON *list = json_get(sc->cloud, "serverGroups"), *item = NULL;
    const char **all =
        arena_alloc(sc->arena, ((size_t)cJSON_GetArraySize(list) + 1) * sizeof(*all));
    size_t count = 0;

    if (!str_is(str_of(names[0]), "all"))
        return names;
    cJSON_ArrayForEach(item, list)
    {
        all[count++] = json_text_or(item, "name", json_text_or(item, "id", "?"));
    }
    return all;
}

static enum look look_untouched(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    unsigned what = parts_of(&sc);
    struct comparison *to = comparison_new(sc.arena);
    for (const char *const *name = names_of(&sc, s->verb); *name; name++) {
        struct str id = vars_get(w->vars, str_of(*name));
        const char *text = id.at ? arena_strz(sc.arena, id) : *name;
        comparison_head(to, arena_printf(sc.arena, "%s (%s)", *name, text));
        if (what & PART_calls)
            compare_calls(&sc, text, to);
        if (what & FINGERPRINT_all)
            compare_fingerprint(&sc, text, what & FINGERPRINT_all, to);
    }
    enum look seen = scene_judge(&sc, to, true);
    return f->call ? LOOK_fail : seen;
}

static bool check_part(const struct step *s, const struct node *n, struct err *err)
{
    if (part_called(n->text.at))
        return true;
    return step_refuse(s, err, "'parts' are calls, attributes, tags and servers, not '%s'",
                       n->text.at);
}

static bool check_untouched(const struct step *s, struct err *err)
{
    const struct node *since = node_get(s->args, "since"), *list = node_get(s->args, "parts");

    if (since && !str_is(since->text, "start") && !str_is(since->text, "act"))
        return step_refuse(s, err, "'since' is start or act");
    if (!list || list->type == NODE_text)
        return !list || check_part(s, list, err);
    for (const struct node *n = list->head; n; n = n->next)
        if (!check_part(s, n, err))
            return false;
    return true;
}

static const struct step_arg untouched_args[] = {
    { "parts", ARG_words, "what to look at: calls, attributes, tags, servers; all if not given" },
    { "since", ARG_text, "calls since when: start (of the case) or act; start if not given" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_untouched = {
    .verb = "untouched",
    .synopsis = "untouched: GROUPS or all",
    .about =
        "Server groups that were there before the controller are as they were: no mutating call "
        "names one, other than in a rule's tuples, and each has the attributes, tags and "
        "servers that it had. Proved when the world has settled.",
    .value = ARG_words,
    .args = untouched_args,
    .check = check_untouched,
    .look = look_untouched,
};
