#include "runner/remote/sweep.h"

#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "runner/remote/remote.h"

#include "base/banned.h"

enum { SYNC_MS = 20000 };

struct sweep {
    const struct sweep_options *o;
    struct arena *arena;
    struct remote *remote;
    struct buf *left;
    const char *const *kinds; /* that are waited for */
};

static bool take(void *arg, const struct remote_kind *kind, cJSON *object)
{
    const struct sweep *s = arg;
    const char *about = json_text_or(object, "involvedObject.name", "");

    return strcmp(kind->kind, "Event") != 0 ||
           strncmp(about, s->o->prefix, strlen(s->o->prefix)) == 0;
}

static void changed(void *arg, const struct remote_kind *kind)
{
    (void)arg;
    (void)kind;
}

static bool is_synced(void *arg)
{
    const struct sweep *s = arg;

    return remote_is_synced(s->remote) || remote_is_refused(s->remote, NULL);
}

static bool note_object(void *arg, const cJSON *object)
{
    json_push(arg, json_copy(object));
    return true;
}

/* A copy, since the replica changes while one deletes. */
static const cJSON *objects_of(const struct sweep *s, const char *kind)
{
    cJSON *list = arena_json(s->arena, cJSON_CreateArray());

    remote_each(s->remote, kind, NULL, note_object, list);
    return list;
}

static const char *path_of(const struct sweep *s, const char *kind, const cJSON *object)
{
    return remote_path(s->arena, remote_kind_named(kind), json_text(object, "metadata.namespace"),
                       json_text_or(object, "metadata.name", ""));
}

static void delete_all(struct sweep *s, const char *kind)
{
    const cJSON *object = NULL;
    struct err err = { "" };

    cJSON_ArrayForEach(object, objects_of(s, kind))
    {
        if (!json_at(object, "metadata.deletionTimestamp") &&
            !remote_delete(s->remote, path_of(s, kind, object), &err))
            buf_printf(s->left, "%s\n", err.text);
    }
}

static bool note_any(void *arg, const cJSON *object)
{
    (void)object;
    *(bool *)arg = true;
    return false;
}

static bool are_gone(void *arg)
{
    const struct sweep *s = arg;
    bool any = false;

    for (const char *const *kind = s->kinds; *kind && !any; kind++)
        remote_each(s->remote, *kind, NULL, note_any, &any);
    return !any;
}

static bool wait_for(struct sweep *s, const char *const *kinds)
{
    s->kinds = kinds;
    return loop_until(s->o->loop, are_gone, s, s->o->patience_ms);
}

/* Ours to take away: the object is, and nobody works it off. */
static void free_from_finalizers(struct sweep *s, const char *kind)
{
    const cJSON *object = NULL;
    cJSON *patch = arena_json(s->arena, cJSON_CreateObject());
    struct err err = { "" };

    json_add(json_add_object(patch, "metadata"), "finalizers", cJSON_CreateNull());
    cJSON_ArrayForEach(object, objects_of(s, kind))
    {
        buf_printf(s->left, "%s %s was still held by the controller's finalizer after %lld s\n",
                   kind, json_text_or(object, "metadata.name", "?"),
                   (long long)s->o->patience_ms / 1000);
        if (!remote_patch(s->remote, path_of(s, kind, object), patch, &err))
            buf_printf(s->left, "%s\n", err.text);
    }
}

static bool tell_rest(struct sweep *s, const char *const *kinds)
{
    bool gone = true;

    for (; *kinds; kinds++) {
        const cJSON *object = NULL;
        cJSON_ArrayForEach(object, objects_of(s, *kinds))
        {
            gone = false;
            buf_printf(s->left, "%s %s is still there\n", *kinds,
                       json_text_or(object, "metadata.name", "?"));
        }
    }
    return gone;
}

static bool take_out(struct sweep *s)
{
    static const char *const held[] = { "Ingress", "AlbConfig", NULL };
    static const char *const rest[] = { "Ingress",   "AlbConfig", "IngressClass",
                                        "Namespace", "Node",      NULL };

    delete_all(s, "Ingress");
    delete_all(s, "AlbConfig");
    if (!wait_for(s, held)) {
        free_from_finalizers(s, "Ingress");
        free_from_finalizers(s, "AlbConfig");
    }
    delete_all(s, "IngressClass");
    delete_all(s, "Pod"); /* without a grace that only a kubelet would end */
    delete_all(s, "Namespace");
    delete_all(s, "Node");
    delete_all(s, "Event");
    wait_for(s, rest);
    return tell_rest(s, rest);
}

bool sweep_cluster(const struct sweep_options *o, struct buf *left)
{
    struct sweep s = { .o = o, .arena = arena_new(), .left = left };
    struct remote_options r = { .loop = o->loop,
                                .fetch = o->fetch,
                                .config = o->config,
                                .selector = o->selector,
                                .take = take,
                                .on_change = changed,
                                .arg = &s };
    struct err err = { "the Kubernetes API does not answer" };
    bool fine;

    s.remote = remote_new(&r, true);
    loop_until(o->loop, is_synced, &s, SYNC_MS);
    fine = remote_is_synced(s.remote) && take_out(&s);
    if (!remote_is_synced(s.remote)) {
        remote_is_refused(s.remote, &err);
        buf_printf(left, "%s\n", err.text);
    }
    remote_free(s.remote);
    arena_free(s.arena);
    return fine;
}
