#include <inttypes.h>
#include <strings.h>

#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/world/objects.h"

#include "base/banned.h"

struct search {
    const struct scene *scene;
    struct object_ref of;
    const char *type;
    const char *const *reasons, *const *names;
    struct buf others; /* events of the object that are not such */
    size_t count;
};

/* "Ingress" is the kind of "ingresses"; both API groups of events name their object alike. */
static bool is_about(const cJSON *event, const struct object_ref *of)
{
    const cJSON *about = json_get(event, "involvedObject");

    if (!about)
        about = json_get(event, "regarding");
    const char *kind = json_text_or(about, "kind", "?");
    return strncasecmp(kind, of->kind, strlen(kind)) == 0 &&
           json_is_text(json_get(about, "name"), of->name) &&
           (!of->ns || json_is_text(json_get(about, "namespace"), of->ns));
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (str_is(str_of(word), *words))
            return true;
    return false;
}

static bool has_any(const char *message, const char *const *names)
{
    for (; *names; names++)
        if (strcasestr(message, *names))
            return true;
    return false;
}

/* Written in this act: an event that is only counted up is written again. */
static bool is_new(const struct scene *sc, const cJSON *event)
{
    int64_t revision = 0;

    return !str_int(str_of(json_text_or(event, "metadata.resourceVersion", "")), &revision) ||
           revision > (int64_t)sc->world->kube_mark;
}

static bool visit(void *arg, const cJSON *event)
{
    struct search *search = arg;
    const char *type = json_text_or(event, "type", "?");
    const char *reason = json_text_or(event, "reason", "?");
    const char *message = json_text_or(event, "message", json_text_or(event, "note", ""));

    if (!is_about(event, &search->of) || !is_new(search->scene, event))
        return true;
    if (str_is(str_of(type), search->type) &&
        (!search->reasons || is_one_of(reason, search->reasons)) &&
        (!search->names || has_any(message, search->names)))
        search->count++;
    else
        buf_printf(&search->others, "  %s %s: %.160s\n", type, reason, message);
    return true;
}

static const char *join(struct arena *a, const char *const *words)
{
    const char *text = NULL;

    for (; words && *words; words++)
        text = text ? arena_printf(a, "%s, %s", text, *words) : *words;
    return text ? text : "any";
}

static enum look look_events(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    struct search search = { .scene = &sc,
                             .type = json_text_or(sc.args, "type", "Warning"),
                             .reasons = scene_words(&sc, "reason"),
                             .names = scene_words(&sc, "names"),
                             .others = BUF_LIMIT(4096) };
    const char *text = json_text_or(sc.args, s->verb, "");
    const cJSON *count = json_get(sc.args, "count");
    if (!object_ref_in(w, sc.arena, text, &search.of))
        return LOOK_fail;
    f->object = arena_strz(sc.arena, str_of(text));
    world_each(w, "Event", visit, &search);

    struct comparison *to = comparison_new(sc.arena);
    const char *expected = count ? count_text(sc.arena, count) : "at least 1";
    bool fits = count ? count_fits(count, search.count) : search.count > 0;
    comparison_head(to, arena_printf(sc.arena, "events of %s: %s, reason %s, naming %s", text,
                                     search.type, join(sc.arena, search.reasons),
                                     join(sc.arena, search.names)));
    comparison_row(to, "how many", expected,
                   fits ? expected : arena_printf(sc.arena, "%zu", search.count));
    enum look seen = scene_judge(&sc, to, count && count_wants_none(count));
    if (!fits && search.others.len) {
        buf_add(&f->found, STR("others:\n"));
        buf_add(&f->found, buf_str(&search.others));
    }
    buf_done(&search.others);
    if (!fits)
        f->call = history_refused(&sc.history, w->mark);
    return seen;
}

static bool check_events(const struct step *s, struct err *err)
{
    struct str type = node_text(s->args, "type");

    if (type.at && !str_is(type, "Normal") && !str_is(type, "Warning"))
        return step_refuse(s, err, "the type of an event is Normal or Warning");
    return check_object_ref(s, err);
}

static const struct step_arg events_args[] = {
    { "type", ARG_text, "Normal or Warning; Warning if not given" },
    { "reason", ARG_words, "one of these reasons" },
    { "names", ARG_words, "one of these is in the message, in any case" },
    { "count", ARG_count, "how many; at least one if not given" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_events = {
    .verb = "events",
    .synopsis = "events: KIND/NAMESPACE/NAME",
    .about = "Events about an object that were written in this act.",
    .value = ARG_text,
    .args = events_args,
    .check = check_events,
    .look = look_events,
};
