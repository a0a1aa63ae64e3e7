#include <inttypes.h>

#include "base/json.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

static int64_t most_of(const cJSON *wanted)
{
    return cJSON_IsObject(wanted) ? json_int_or(wanted, "max", INT64_MAX)
                                  : (int64_t)wanted->valuedouble;
}

/* The first call too many, which stays the same however many follow; else the last. */
static const char *found_text(const struct scene *sc, size_t count, uint64_t call, bool too_many)
{
    if (!count)
        return "0";
    const char *line = history_line(&sc->history, sc->arena, call);
    return too_many ? arena_printf(sc->arena, "more, since %s", line)
                    : arena_printf(sc->arena, "%zu, the last %s", count, line);
}

/* What a requirement allows at most, and how much of it was used. */
static void add_figure(const struct scene *sc, const cJSON *want, size_t count)
{
    const char *before = sc->finding->figure;
    int64_t most = cJSON_IsObject(want) ? json_int_or(want, "max", -1) : (int64_t)want->valuedouble;

    if (most >= 0)
        sc->finding->figure = arena_printf(sc->arena, "%s%s%s %zu of %d", before ? before : "",
                                           before ? ", " : "", want->string, count, (int)most);
}

static enum look look_calls(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;
    bool too_many = false, quiet = false;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    struct comparison *to = comparison_new(sc.arena);
    comparison_head(to, "calls since this act began");
    for (const cJSON *want = sc.value->child; want; want = want->next) {
        struct str pattern = str_of(want->string);
        uint64_t call = 0;
        size_t count = history_count(&sc.history, w->mark, pattern, &call);
        int64_t most = most_of(want);
        bool fits = count_fits(want, count), more = (int64_t)count > most;
        const char *expected = count_text(sc.arena, want);
        if (more)
            call = history_reached(&sc.history, w->mark, pattern, (size_t)most + 1);
        comparison_row(to, want->string, expected,
                       fits ? expected : found_text(&sc, count, call, more));
        if (!fits && !f->call)
            f->call = call;
        add_figure(&sc, want, count);
        too_many = too_many || more; /* counts only grow: no later look can pass */
        quiet = quiet || !cJSON_IsObject(want) || json_get(want, "max");
    }
    enum look seen = scene_judge(&sc, to, quiet);
    return too_many ? LOOK_fail : seen;
}

static bool check_calls(const struct step *s, struct err *err)
{
    for (const struct node *n = s->arg->head; n; n = n->next) {
        int64_t number = 0;
        bool range = n->type == NODE_map && (node_get(n, "min") || node_get(n, "max"));
        if (!range && (n->type != NODE_text || !str_int(n->text, &number) || number < 0))
            return err_set(err, "%s:%d: after '%.*s' stands a number, or { min: N, max: N }",
                           s->file, n->line, STR_ARG(n->key->text));
    }
    return s->arg->head ? true
                        : step_refuse(s, err, "'calls' wants to count something: { write: 0 }");
}

const struct step_type step_calls = {
    .verb = "calls",
    .synopsis = "calls: { ACTION: N, write: N }",
    .about =
        "How many calls of the cloud's API were made since this act began, by action "
        "(\"CreateRule|CreateRules\" counts both), or of a sort: write (may change something), "
        "changes (writes that were accepted), read, refused, any. Exact numbers and upper limits "
        "are proved when the world has "
        "settled.",
    .value = ARG_map,
    .check = check_calls,
    .look = look_calls,
};
