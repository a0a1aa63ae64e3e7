#include "runner/world/world.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "base/net/relay.h"
#include "runner/remote/remote.h"
#include "runner/world/controller.h"
#include "runner/world/guest.h"
#include "runner/world/mirror.h"
#include "runner/world/names.h"
#include "runner/world/outside.h"
#include "runner/world/silence.h"
#include "runner/world/site.h"
#include "runner/world/values.h"
#include "runner/world/ways.h"

#include "base/banned.h"

#define CONSOLE "console" /* the caller of what a step does to the cloud itself */

enum {
    MAX_ARGS = 24,
    READY_MS = 20000, /* for a mock to answer, on the slowest of machines */
    NAMES_PORT = 53,
};

struct own_world {
    struct world w; /* first */
    struct follower follower;
    size_t heard; /* journal entries that were looked at */
};

static struct own_world *own(struct world *w)
{
    return (struct own_world *)w;
}

/* Leases are renewed and events are repeated by controllers that do nothing else. */
static bool is_background(const struct kind *k)
{
    struct str name = str_of(k->name);

    return str_ends(name, STR("leases")) || str_ends(name, STR("events"));
}

static void object_changed(struct follower *f, const struct change *c)
{
    struct own_world *o =
        (struct own_world *)(void *)((char *)f - offsetof(struct own_world, follower));
    const struct object *object = c->after ? c->after : c->before;

    o->w.changed = true;
    if (!is_background(object->kind))
        world_stir(&o->w);
}

static void guest_changed(void *arg, bool background)
{
    struct own_world *o = arg;

    o->w.changed = true;
    if (!background)
        world_stir(&o->w);
}

static void mock_changed(void *arg)
{
    struct own_world *o = arg;
    size_t count = mirror_entry_count(o->w.mock);

    o->w.changed = true;
    for (; o->heard < count; o->heard++) {
        const struct entry *e = mirror_entry(o->w.mock, o->heard);
        if (e->type == ENTRY_change && !e->call)
            world_stir(&o->w); /* what came to be by itself may have been waited for */
        if (e->type != ENTRY_call || (e->caller && str_is(str_of(e->caller), CONSOLE)))
            continue;
        world_controller_called(&o->w, e->write);
        if (e->write)
            world_stir(&o->w);
    }
}

/* ---- begin and end ---- */

/* A client that takes one of them for the way to both (a shared transport in Go does) finds both. */
static void lead_to_cloud(struct world *w)
{
    const char *authority = mirror_endpoint(w->mock) + strlen("http://");
    struct str port = str_of(authority);
    int64_t number;

    str_cut(&port, ':');
    must(str_int(port, &number));
    w->relay = relay_new(w->loop);
    relay_add(w->relay, authority, (int)number);
    relay_add(w->relay, ".aliyuncs.com", (int)number);
    kube_relay(w->kube, w->relay);
}

static bool start_mock(struct own_world *o, const struct world_options *options, struct err *err)
{
    const char *args[MAX_ARGS + 1] = { "--visits", "--ca", values_ca(o->w.arena, options->dir) };
    size_t count = 3;
    struct mirror_options m = { .args = args,
                                .program = options->mockalb,
                                .dir = options->dir,
                                .region = options->region,
                                .seed = options->seed,
                                .on_change = mock_changed,
                                .endpoint = options->site ? options->site->cloud : NULL,
                                .share = o->w.guest ? guest_share(o->w.guest) : NULL,
                                .brief = options->brief,
                                .arg = o };

    if (o->w.kube) {
        args[count++] = "--elsewhere";
        args[count++] = arena_printf(o->w.arena, "127.0.0.1:%d", kube_port(o->w.kube));
    }
    for (const char *const *own = options->mockalb_args; own && *own && count < MAX_ARGS; own++)
        args[count++] = *own;
    for (const char *const *own = outside_mock_args; o->w.names && *own && count < MAX_ARGS; own++)
        args[count++] = *own;
    o->w.mock = mirror_start(o->w.loop, o->w.fetch, &m, err);
    o->w.ways = ways_new(o->w.arena);
    if (o->w.mock)
        mirror_on_line(o->w.mock, ways_hear, o->w.ways);
    return o->w.mock != NULL;
}

static bool start_kube(struct own_world *o, struct err *err)
{
    struct kube_options options = {
        .derive_endpoints = true,
        .namespaced_albconfig = o->w.options->target && o->w.options->target->albconfig_namespace,
    };

    if (o->w.options->site && o->w.options->site->kubeconfig) {
        o->w.guest = guest_new(&o->w, guest_changed, o, err);
        o->w.before = o->w.guest ? guest_base(o->w.guest) : NULL;
        return o->w.guest != NULL;
    }
    o->w.kube = kube_new(o->w.loop, &options, err);
    if (!o->w.kube)
        return false;
    o->follower.changed = object_changed;
    store_follow(kube_store(o->w.kube), &o->follower);
    return true;
}

static bool open_names(struct world *w, struct err *err)
{
    if (w->options->isolated)
        w->names = names_new(w->loop, NAMES_PORT, err);
    return w->names || !w->options->isolated;
}

static bool is_up(void *arg)
{
    const struct world *w = arg;
    bool heard = !w->guest || guest_is_ready(w->guest);

    return (mirror_is_ready(w->mock) && heard) || world_broke(w, NULL);
}

static bool wait_for_both(struct world *w, struct err *err)
{
    if (!loop_until(w->loop, is_up, w, READY_MS))
        return err_set(err, "%s within %d seconds",
                       mirror_is_ready(w->mock) ? "the Kubernetes API was not heard of"
                                                : "mockalb did not say that it is ready",
                       READY_MS / 1000);
    return !world_broke(w, err);
}

struct world *world_new(const struct world_options *options, struct err *err)
{
    struct own_world *o = must_alloc(sizeof(*o));
    struct world *w = &o->w;

    w->options = options;
    w->arena = arena_new();
    w->clock = clock_new(false);
    w->loop = loop_new(w->clock);
    w->fetch = fetch_new(w->loop);
    w->controlled = controlled_new();
    if (open_names(w, err) && start_kube(o, err) && start_mock(o, options, err) &&
        wait_for_both(w, err)) {
        if (w->kube)
            lead_to_cloud(w);
        world_stir(w);
        return w;
    }
    world_free(w);
    return NULL;
}

static bool all_stopped(void *arg)
{
    const struct world *w = arg;

    return (!w->controller || !proc_running(w->controller)) &&
           (!w->mock || mirror_is_stopped(w->mock));
}

void world_free(struct world *w)
{
    if (!w)
        return;
    world_controller_stop(w);
    if (w->mock)
        mirror_stop(w->mock, WORLD_GRACE_MS);
    loop_until(w->loop, all_stopped, w, (int64_t)2 * WORLD_GRACE_MS);
    controlled_free(w);
    mirror_free(w->mock);
    guest_free(w->guest);
    if (w->kube)
        store_unfollow(&own(w)->follower);
    names_free(w->names);
    relay_free(w->relay);
    kube_free(w->kube);
    fetch_free(w->fetch);
    loop_free(w->loop);
    clock_free(w->clock);
    arena_free(w->arena);
    free(own(w));
}

bool world_broke(const struct world *w, struct err *err)
{
    return mirror_broke(w->mock, err) || (w->guest && guest_is_refused(w->guest, err));
}

void world_mark(struct world *w)
{
    w->mark = mirror_last_seq(w->mock);
    w->kube_mark =
        w->kube ? store_revision(kube_store(w->kube)) : remote_revision(guest_remote(w->guest));
}
