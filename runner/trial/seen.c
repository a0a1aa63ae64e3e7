#include "runner/trial/seen.h"

#include "base/json.h"
#include "runner/trial/place.h"
#include "runner/world/mirror.h"

#include "base/banned.h"

enum { HTTP_NOT_FOUND = 404, HTTP_CONFLICT = 409, HTTP_NOT_MOCKED = 501 };

/* ---- the Kubernetes API ---- */

static void note_served(struct seen *s, const struct kube_visit *v, const struct place *p)
{
    if (!p->resource)
        return;
    if (strcmp(p->resource, "leases") == 0 && p->name) {
        tally_add(&s->leases, s->arena, arena_printf(s->scratch, "%s/%s", p->ns, p->name), NULL);
    } else if (!str_is(v->method, "GET")) {
        const char *part = p->part ? p->part : "";
        tally_add(&s->changes, s->arena,
                  arena_printf(s->scratch, "%.*s %s%s%s", STR_ARG(v->method), p->resource,
                               *part ? "/" : "", part),
                  NULL);
    } else {
        struct tally *kind = p->name ? &s->reads : v->is_watch ? &s->watches : &s->lists;
        tally_add(kind, s->arena, p->resource, NULL);
    }
}

static void note_not_found(struct seen *s, const struct kube_visit *v, const struct place *p)
{
    bool is_object = p->name && kube_knows(s->world->kube, p->kind);
    const char *where = p->ns ? arena_printf(s->scratch, "%s/", p->ns) : "";

    if (p->resource && strcmp(p->resource, "albconfigs") == 0)
        tally_add(&s->albconfigs, s->arena,
                  arena_printf(s->scratch, "%s/%s", p->ns ? p->ns : "", p->name ? p->name : ""),
                  NULL);
    if (p->resource && strcmp(p->resource, "leases") == 0 && is_object)
        tally_add(&s->leases, s->arena, arena_printf(s->scratch, "%s%s", where, p->name), NULL);
    else if (is_object)
        tally_add(&s->missing, s->arena,
                  arena_printf(s->scratch, "%s %s%s", p->resource, where, p->name), NULL);
    else
        tally_add(&s->unknown, s->arena,
                  arena_printf(s->scratch, "%.*s %.*s", STR_ARG(v->method), STR_ARG(v->path)),
                  NULL);
}

static void visited(struct kube_observer *o, const struct kube_visit *v)
{
    struct seen *s = (struct seen *)(void *)((char *)o - offsetof(struct seen, observer));
    struct place p = place_of(s->scratch, v->path);

    s->requests++;
    s->world->changed = true;
    if (!s->agent)
        s->agent = v->user_agent.len ? arena_strz(s->arena, v->user_agent) : "";
    if (v->status < 400)
        note_served(s, v, &p);
    else if (v->status == HTTP_NOT_FOUND)
        note_not_found(s, v, &p);
    else if (v->status != HTTP_CONFLICT)
        tally_add(
            &s->refused, s->arena,
            arena_printf(s->scratch, "%.*s %.*s", STR_ARG(v->method), STR_ARG(v->path)),
            arena_printf(s->scratch, "%d, Content-Type %.*s", v->status, STR_ARG(v->content_type)));
    arena_reset(s->scratch);
}

/* ---- the cloud ---- */

static void note_refusal(struct seen *s, const struct entry *e)
{
    const char *stage = json_text_or(e->json, "stage", ""), *action = e->action ? e->action : "?";
    const char *message = json_text_or(e->json, "message", "");

    if (strcmp(stage, "sign") == 0)
        tally_add(&s->denied, s->arena, e->code, e->caller);
    else if (strcmp(stage, "name") == 0 || strcmp(stage, "look up") == 0)
        tally_add(&s->unknown_actions, s->arena,
                  arena_printf(s->scratch, "%s %s", action, json_text_or(e->json, "version", "")),
                  e->status == HTTP_NOT_MOCKED ? "exists, but this mock does not have it"
                                               : e->code);
    else
        tally_add(&s->rejected, s->arena, arena_printf(s->scratch, "%s: %s", action, e->code),
                  message);
}

void seen_update(struct seen *s)
{
    const struct mirror *m = s->world->mock;

    for (; s->heard < mirror_entry_count(m); s->heard++) {
        const struct entry *e = mirror_entry(m, s->heard);
        if (e->type != ENTRY_call)
            continue;
        s->calls++;
        if (e->code) {
            note_refusal(s, e);
            continue;
        }
        s->accepted++;
        tally_add(&s->actions, s->arena, e->action, NULL);
    }
    arena_reset(s->scratch);
}

/* A line of mockalb --visits (mockalb/visits.h there). */
static void visit_told(void *arg, struct str line)
{
    struct seen *s = arg;
    cJSON *json = arena_json(s->scratch, json_parse(line, NULL));
    const char *visit = json_text_or(json, "visit", "");
    const char *host = json_text_or(json, "host", "a host that it did not name");

    s->world->changed = true;
    s->served += strcmp(visit, "served") == 0;
    if (strcmp(visit, "served") == 0)
        tally_add(&s->hosts, s->arena,
                  arena_printf(s->scratch, "%s by %s", host, json_text_or(json, "way", "?")), NULL);
    else if (strcmp(visit, "elsewhere") == 0)
        tally_add(&s->elsewhere, s->arena, host, NULL);
    else if (strcmp(visit, "handshake") == 0)
        tally_add(&s->handshakes, s->arena, host, json_text_or(json, "why", ""));
    else if (strcmp(visit, "path") == 0)
        tally_add(&s->paths, s->arena,
                  arena_printf(s->scratch, "%s%s", host, json_text_or(json, "path", "")), NULL);
    else if (strcmp(visit, "metadata") == 0)
        tally_add(&s->hosts, s->arena, "the metadata service", NULL);
    arena_reset(s->scratch);
}

void seen_init(struct seen *s, struct arena *a, struct world *w)
{
    *s = (struct seen){ .arena = a, .scratch = arena_new(), .world = w };
    s->observer.visited = visited;
    kube_observe(w->kube, &s->observer);
    mirror_on_line(w->mock, visit_told, s);
}

void seen_done(struct seen *s)
{
    if (!s->world)
        return;
    kube_unobserve(&s->observer);
    mirror_on_line(s->world->mock, NULL, NULL);
    arena_free(s->scratch);
}
