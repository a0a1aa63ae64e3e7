#include "runner/world/guest.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/must.h"
#include "runner/remote/remote.h"
#include "runner/remote/sweep.h"
#include "runner/world/scope.h"
#include "runner/world/share.h"
#include "runner/world/site.h"

#include "base/banned.h"

enum {
    HEARD_MS = 3000,  /* for a deletion to come back */
    LEAVE_MS = 20000, /* for a controller to take its load balancer away */
    HURRY_MS = 5000,
};

struct guest {
    struct fd_watch process; /* first: the callback casts back. The controller's; fd -1: none */
    struct world *world;
    struct remote_config config;
    struct scope scope; /* prefix NULL: there is none */
    struct share *share;
    const cJSON *base;
    struct remote *remote;
    struct map *namespaces; /* that were made */
    void (*on_change)(void *arg, bool background);
    void *arg;
    bool lost;
    int resyncs;
};

/* ---- what is heard ---- */

/* An event lies beside what it is about, or in "default" if that is in the cluster's scope. */
static bool is_own_event(const struct guest *g, const cJSON *event)
{
    return scope_owns(&g->scope, json_text_or(event, "involvedObject.namespace", "")) ||
           scope_owns(&g->scope, json_text_or(event, "involvedObject.name", ""));
}

static bool take(void *arg, const struct remote_kind *kind, cJSON *object)
{
    struct guest *g = arg;

    if (!g->scope.prefix)
        return true;
    if (strcmp(kind->kind, "Event") == 0 && !is_own_event(g, object))
        return false;
    scope_back(&g->scope, object);
    if (!json_get(object, "kind"))
        json_add_text(object, "kind", kind->kind);
    return true;
}

static void changed(void *arg, const struct remote_kind *kind)
{
    struct guest *g = arg;

    g->on_change(g->arg, strcmp(kind->kind, "Event") == 0);
}

static void process_ended(struct fd_watch *w, uint32_t events)
{
    struct guest *g = (struct guest *)w;

    (void)events;
    g->lost = true;
    loop_drop(g->world->loop, w);
    close(w->fd);
    w->fd = -1;
    g->on_change(g->arg, false);
}

static void follow_process(struct guest *g, pid_t pid)
{
    g->process =
        (struct fd_watch){ pid ? (int)syscall(SYS_pidfd_open, pid, 0) : -1, process_ended };
    g->lost = pid && g->process.fd < 0;
    if (g->process.fd >= 0)
        loop_add(g->world->loop, &g->process, EPOLLIN);
}

/* ---- begin and end ---- */

static bool read_base(struct guest *g, const char *file, struct err *err)
{
    struct str text;

    if (!file)
        return true;
    if (!file_read(g->world->arena, file, LIMIT_STATE_BYTES, &text, err))
        return false;
    g->base = arena_json(g->world->arena, json_parse(text, err));
    return g->base != NULL;
}

static const char *selector_of(const struct guest *g, bool all)
{
    if (all)
        return arena_printf(g->world->arena, SCOPE_RUN_LABEL "=%s", g->scope.run);
    return arena_printf(g->world->arena, SCOPE_CASE_LABEL "=%.*s",
                        (int)(strlen(g->scope.prefix) - 1), g->scope.prefix);
}

static void follow_api(struct guest *g)
{
    struct remote_options o = { .loop = g->world->loop,
                                .fetch = g->world->fetch,
                                .config = &g->config,
                                .take = take,
                                .on_change = changed,
                                .arg = g };

    if (g->scope.prefix)
        o.selector = selector_of(g, false);
    g->remote = remote_new(&o, g->scope.prefix != NULL);
}

struct guest *guest_new(struct world *w, void (*on_change)(void *arg, bool background), void *arg,
                        struct err *err)
{
    const struct site *site = w->options->site;
    struct guest *g = must_alloc(sizeof(*g));

    g->world = w;
    g->on_change = on_change;
    g->arg = arg;
    g->scope = (struct scope){ site->run, site->prefix, site->foreign };
    g->namespaces = map_new();
    g->process.fd = -1;
    if (!remote_config_load(w->arena, site->kubeconfig, site->context, w->options->dir, &g->config,
                            err) ||
        !read_base(g, site->base, err)) {
        guest_free(g);
        return NULL;
    }
    if (g->base && site->prefix)
        g->share = share_new(&g->scope, g->base);
    follow_process(g, site->controller);
    follow_api(g);
    return g;
}

void guest_free(struct guest *g)
{
    if (!g)
        return;
    if (g->process.fd >= 0) {
        loop_drop(g->world->loop, &g->process);
        close(g->process.fd);
    }
    remote_free(g->remote);
    share_free(g->share);
    map_free(g->namespaces);
    free(g);
}

bool guest_is_ready(const struct guest *g)
{
    return remote_is_synced(g->remote);
}

bool guest_is_refused(const struct guest *g, struct err *err)
{
    return remote_is_refused(g->remote, err);
}

bool guest_lost_controller(const struct guest *g)
{
    return g->lost;
}

struct share *guest_share(const struct guest *g)
{
    return g->share;
}

const cJSON *guest_base(const struct guest *g)
{
    return g->base;
}

struct remote *guest_remote(const struct guest *g)
{
    return g->remote;
}

/* ---- writes ---- */

static bool make_namespace(struct guest *g, const char *name, struct err *err)
{
    cJSON *object;
    bool fine;

    if (map_get(g->namespaces, str_of(name)))
        return true;
    object = cJSON_CreateObject();
    json_add_text(object, "apiVersion", "v1");
    json_add_text(object, "kind", "Namespace");
    json_add_text(json_add_object(object, "metadata"), "name", name);
    scope_label(&g->scope, object);
    fine = remote_apply(g->remote, object, err);
    cJSON_Delete(object);
    if (fine)
        map_put(g->namespaces, str_of(name), g);
    return fine;
}

/* AlbConfigs of older controllers lie in a namespace of the cluster's own. */
static bool is_in_own_namespace(const char *kind)
{
    const struct remote_kind *k = remote_kind_named(kind);

    return k && k->namespaced;
}

bool guest_apply(struct guest *g, const cJSON *object, struct err *err)
{
    const char *kind = json_text_or(object, "kind", "");
    cJSON *own = json_copy(object), *metadata;
    bool fine = true;

    /* Nodes are the world's; of a cluster of ours its keeper has made them. */
    if (!g->scope.foreign && strcmp(kind, "Node") == 0) {
        cJSON_Delete(own);
        return true;
    }
    metadata = json_mutable(own, "metadata");
    if (metadata && is_in_own_namespace(kind) && !json_get(metadata, "namespace"))
        json_add_text(metadata, "namespace", "default");
    scope_out(&g->scope, kind, own);
    scope_label(&g->scope, own);
    if (is_in_own_namespace(kind))
        fine = make_namespace(g, json_text_or(own, "metadata.namespace", ""), err);
    fine = fine && remote_apply(g->remote, own, err);
    cJSON_Delete(own);
    return fine;
}

static const char *path_of(struct guest *g, struct arena *a, const char *kind, const char *ns,
                           const char *name, struct err *err)
{
    const struct remote_kind *k = remote_kind_named(kind);
    const char *there = ns;

    if (!k) {
        err_set(err, "objects of kind %s are not made in a world that is shared", kind);
        return NULL;
    }
    if (k->namespaced)
        there = scope_namespace(&g->scope, a, ns);
    return remote_path(a, k, there, scope_name(&g->scope, a, kind, ns, name));
}

bool guest_patch(struct guest *g, const struct object_place *at, const cJSON *patch,
                 struct err *err)
{
    struct arena *a = arena_new();
    cJSON *own = arena_json(a, json_copy(patch));
    const char *path = path_of(g, a, at->kind, at->ns, at->name, err);
    bool fine;

    scope_out(&g->scope, at->kind, own);
    if (path && at->subresource)
        path = arena_printf(a, "%s/%s", path, at->subresource);
    fine = path && remote_patch(g->remote, path, own, err);
    arena_free(a);
    return fine;
}

struct awaited {
    const struct guest *guest;
    const char *kind, *ns, *name;
};

static bool is_going(void *arg)
{
    const struct awaited *o = arg;
    const cJSON *object = remote_get(o->guest->remote, o->kind, o->ns, o->name);

    return !object || json_at(object, "metadata.deletionTimestamp");
}

bool guest_delete(struct guest *g, const char *kind, const char *ns, const char *name,
                  struct err *err)
{
    struct awaited object = { g, kind, ns, name };
    struct arena *a = arena_new();
    const char *path = path_of(g, a, kind, ns, name, err);
    bool fine = path && remote_delete(g->remote, path, err);

    if (fine)
        loop_until(g->world->loop, is_going, &object, HEARD_MS);
    arena_free(a);
    return fine;
}

/* Whoever keeps the world sees it, and ends all watches. */
bool guest_end_watches(struct guest *g, struct err *err)
{
    struct arena *a = arena_new();
    cJSON *patch = arena_json(a, cJSON_CreateObject());
    const char *ns = scope_namespace(&g->scope, a, NULL);
    bool fine = true;

    json_add_text(json_add_object(json_add_object(patch, "metadata"), "annotations"), SCOPE_RESYNC,
                  arena_printf(a, "%d", ++g->resyncs));
    if (!g->scope.foreign)
        fine = make_namespace(g, ns, err) &&
               remote_patch(g->remote, remote_path(a, remote_kind_named("Namespace"), NULL, ns),
                            patch, err);
    arena_free(a);
    return fine;
}

bool guest_sweep(struct guest *g, bool all, int64_t patience_ms, struct buf *left)
{
    struct sweep_options o = { .loop = g->world->loop,
                               .fetch = g->world->fetch,
                               .config = &g->config,
                               .selector = selector_of(g, all),
                               .prefix = all ? g->scope.run : g->scope.prefix,
                               .patience_ms = patience_ms };

    return sweep_cluster(&o, left);
}

/* "https://10.0.0.1:6443/…" is at 10.0.0.1. */
static struct str host_of(const char *url)
{
    struct str rest = str_of(strstr(url, "://") + 3), host;

    rest = str_cut(&rest, '/');
    if (!str_starts(rest, STR("[")))
        return str_cut(&rest, ':');
    rest = str_skip(rest, 1);
    host = str_cut(&rest, ']');
    return host;
}

const char *const *guest_spare_proxy(const struct guest *g, const char *const *env)
{
    struct arena *a = g->world->arena;
    struct str host = host_of(g->config.server);
    size_t count = 0;

    while (env[count])
        count++;
    const char **own = arena_alloc(a, (count + 1) * sizeof(*own));
    for (size_t i = 0; i < count; i++) {
        bool lists = strncasecmp(env[i], "NO_PROXY=", 9) == 0;
        own[i] = lists ? arena_printf(a, "%s,%.*s", env[i], STR_ARG(host)) : env[i];
    }
    return own;
}

const char *guest_stranger(struct guest *g)
{
    struct arena *a = g->world->arena;
    struct remote_request list = { "GET",
                                   remote_path(a, remote_kind_named("AlbConfig"), NULL, NULL), NULL,
                                   NULL };
    const cJSON *answer = NULL, *item = NULL;

    remote_call(g->remote, a, &list, &answer, NULL);
    cJSON_ArrayForEach(item, json_get(answer, "items"))
    {
        const cJSON *labels = json_at(item, "metadata.labels");
        if (!json_is_text(json_get(labels, SCOPE_RUN_LABEL), g->scope.run))
            return json_text_or(item, "metadata.name", "?");
    }
    return NULL;
}

void guest_leave(struct guest *g, bool in_a_hurry)
{
    int64_t most = in_a_hurry ? HURRY_MS : LEAVE_MS;
    int64_t patience_ms = g->world->options->timeout_ms;
    struct buf left = BUF_LIMIT(64 << 10);

    guest_sweep(g, false, patience_ms < most ? patience_ms : most, &left);
    buf_done(&left);
}
