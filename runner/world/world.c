/*
 * When is it quiet? After settle_ms without a call that may change something and without a change of
 * an object, with nothing under way in the mock. Two more things make that true on a busy machine: a
 * controller that has never been heard of is given FIRST_MS to begin, and one that runs at this very
 * moment, or waits for a processor, is not silent.
 */
#include "runner/world/world.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/net/relay.h"
#include "runner/proc/busy.h"
#include "runner/proc/output.h"
#include "runner/remote/remote.h"
#include "runner/suite/fixture.h"
#include "runner/world/guest.h"
#include "runner/world/mirror.h"
#include "runner/world/names.h"
#include "runner/world/outside.h"
#include "runner/world/ready.h"
#include "runner/world/site.h"
#include "runner/world/values.h"

#include "base/banned.h"

#define CONSOLE "console" /* the caller of what a step does to the cloud itself */

enum {
    MAX_ARGS = 24,
    READY_MS = 20000,   /* for a mock to answer, on the slowest of machines */
    FIRST_MS = 5000,    /* for a controller to make itself heard, or so many times */
    FIRST_SILENCES = 3, /* … the silence of one that is slow */
    GRACE_MS = 2000,    /* between TERM and KILL */
    NAMES_PORT = 53,
    RECHECK_MS = 20, /* when it would be quiet, were it not busy */
};

struct own_world {
    struct world w; /* first */
    struct follower follower;
    struct target_values values; /* as the controller was told them last */
    size_t heard;                /* journal entries that were looked at */
    bool controller_heard;       /* since it was started */
    bool controller_stopping;    /* its end is ours */
    bool controller_ended;
    int64_t crash_in; /* calls that may change something, until it is killed; 0: it is not */
};

static struct own_world *own(struct world *w)
{
    return (struct own_world *)w;
}

static const struct own_world *seen(const struct world *w)
{
    return (const struct own_world *)w;
}

void world_stir(struct world *w)
{
    w->stirred_ms = clock_machine_ms();
    w->changed = true;
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

static void kill_controller(struct world *w)
{
    if (!w->controller)
        return;
    own(w)->controller_stopping = true;
    proc_signal(w->controller, SIGKILL);
}

bool world_controller_crash(struct world *w, int64_t writes)
{
    bool was_to_die = own(w)->crash_in > 0 && w->controller && proc_running(w->controller);

    own(w)->crash_in = writes;
    return was_to_die;
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
        o->controller_heard = true;
        if (!e->write)
            continue;
        world_stir(&o->w);
        if (o->crash_in > 0 && --o->crash_in == 0)
            kill_controller(&o->w);
    }
}

/* ---- begin and end ---- */

static const char *world_ca_file(const struct world *w)
{
    return arena_printf(w->arena, "%s/ca.pem", w->options->dir);
}

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
    const char *args[MAX_ARGS + 1] = { "--ca", world_ca_file(&o->w) };
    size_t count = 2;
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
        mirror_stop(w->mock, GRACE_MS);
    loop_until(w->loop, all_stopped, w, (int64_t)2 * GRACE_MS);
    ready_free(w->ready);
    proc_free(w->controller);
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

/* ---- the controller ---- */

/* Somebody else started it, and sees to its end. */
static bool is_kept(const struct world *w)
{
    return w->options->site && w->options->site->runs;
}

bool world_controller_runs(const struct world *w)
{
    if (is_kept(w))
        return seen(w)->controller_heard && !guest_lost_controller(w->guest);
    return w->controller && proc_running(w->controller);
}

static void controller_ended(void *arg)
{
    struct own_world *o = arg;

    o->controller_ended = true;
    o->w.changed = true;
}

static bool write_files(struct world *w, const struct target_values *v, struct err *err)
{
    for (const struct target_file *f = w->options->target->files; f && f->name; f++) {
        const char *text = target_text(f->text, v, w->arena, err);
        if (!text ||
            !file_write(arena_printf(w->arena, "%s/%s", v->dir, f->name), str_of(text), err))
            return false;
    }
    return true;
}

bool world_prepare(struct world *w, const char *const **ret_argv, const char *const **ret_env,
                   struct err *err)
{
    struct target_values *values = &own(w)->values;

    *values = (struct target_values){ .endpoint = mirror_endpoint(w->mock),
                                      .access_key_id = "mockalb",
                                      .access_key_secret = "mockalb",
                                      .region = mirror_region(w->mock),
                                      .dir = w->options->dir,
                                      .programs = values_programs(w->arena, w->options->mockalb),
                                      .ca = world_ca_file(w),
                                      .cloud = mirror_endpoint(w->mock) + strlen("http://") };
    values_of_place(w->arena, w->fixture ? w->fixture->cloud : NULL, values);
    values->kubeconfig = w->kube ? arena_printf(w->arena, "%s/kubeconfig", w->options->dir)
                                 : w->options->site->kubeconfig;
    return (!w->kube ||
            file_write(values->kubeconfig, str_of(kube_config(w->kube, w->arena)), err)) &&
           write_files(w, values, err) &&
           target_expand(w->options->target, values, w->arena, ret_argv, ret_env, err);
}

static void readiness_changed(void *arg)
{
    world_stir(arg);
}

static bool watch_ready(struct world *w, struct err *err)
{
    const struct ready_world world = { .loop = w->loop,
                                       .fetch = w->fetch,
                                       .kube = w->kube,
                                       .controller = w->controller,
                                       .on_change = readiness_changed,
                                       .arg = w };
    struct target_ready how = w->options->target->ready;

    /* Of a cluster that is not ours nobody tells us who lists what. */
    if (!how.within_ms || (!w->kube && (how.by == READY_list || how.by == READY_lease)))
        return true;
    if (how.by == READY_http)
        how.what = target_text(how.what, &own(w)->values, w->arena, err);
    if (how.what)
        w->ready = ready_new(&world, &how);
    return how.what;
}

bool world_controller_start(struct world *w, struct err *err)
{
    struct own_world *o = own(w);
    struct proc_spec s = { .name = w->options->target->name };

    if (is_kept(w)) {
        o->controller_heard = true; /* what it did before is none of ours */
        world_stir(w);
        return true;
    }
    if (w->controller && proc_running(w->controller) && !o->controller_stopping)
        return err_set(err, "the controller runs already");
    if (!world_prepare(w, &s.argv, &s.env, err))
        return false;
    if (w->guest)
        s.env = guest_spare_proxy(w->guest, s.env);
    ready_free(w->ready);
    w->ready = NULL;
    proc_free(w->controller);
    s.log_path = arena_printf(w->arena, "%s/controller.log", w->options->dir);
    s.on_exit = controller_ended;
    s.arg = o;
    w->controller = proc_start(w->loop, &s, err);
    o->controller_heard = o->controller_stopping = o->controller_ended = false;
    world_stir(w);
    return w->controller && watch_ready(w, err);
}

void world_controller_stop(struct world *w)
{
    if (!w->controller)
        return;
    own(w)->controller_stopping = true;
    proc_stop(w->controller, GRACE_MS);
}

bool world_controller_died(const struct world *w, struct err *err)
{
    char how[64];
    struct str last;

    if (is_kept(w))
        return guest_lost_controller(w->guest) &&
               !err_set(err, "the controller, which other cases use too, ended");
    if (!seen(w)->controller_ended || seen(w)->controller_stopping)
        return false;
    proc_exit_text(w->controller, how, sizeof(how));
    last = str_trim(output_last_lines(proc_log(w->controller), 1));
    err_set(err, "the controller ended by itself, %s%s%.*s", how, last.len ? ": " : "",
            (int)(last.len < 400 ? last.len : 400), last.len ? last.at : "");
    return true;
}

bool world_controller_is_late(const struct world *w, struct err *err)
{
    const struct target_ready *how = &w->options->target->ready;
    struct str last;

    if (!w->ready || ready_state(w->ready) != READY_missed || seen(w)->controller_stopping)
        return false;
    last = str_trim(output_last_lines(proc_log(w->controller), 1));
    err_set(err, "the controller was not ready within %lld ms; it would have been when %s%s%.*s",
            (long long)how->within_ms, ready_about(w->ready, w->arena), last.len ? ": " : "",
            (int)(last.len < 400 ? last.len : 400), last.len ? last.at : "");
    return true;
}

bool world_controller_was_heard(const struct world *w)
{
    return seen(w)->controller_heard;
}

bool world_controller_is_up(const struct world *w)
{
    return seen(w)->controller_heard && (!w->ready || ready_state(w->ready) != READY_waiting);
}

bool world_broke(const struct world *w, struct err *err)
{
    return mirror_broke(w->mock, err) || (w->guest && guest_is_refused(w->guest, err));
}

/* ---- silence ---- */

void world_mark(struct world *w)
{
    w->mark = mirror_last_seq(w->mock);
    w->kube_mark =
        w->kube ? store_revision(kube_store(w->kube)) : remote_revision(guest_remote(w->guest));
}

static bool is_busy(const struct world *w)
{
    const struct site *site = w->options->site;

    if (site &&
        ((site->controller && busy_is(site->controller)) || (site->mock && busy_is(site->mock))))
        return true;
    return (w->controller && proc_is_busy(w->controller)) || mirror_is_busy(w->mock);
}

static int64_t first_silence(int64_t settle_ms)
{
    int64_t more = FIRST_SILENCES * settle_ms;

    return settle_ms > FIRST_MS ? settle_ms : more > FIRST_MS ? more : FIRST_MS;
}

int64_t world_settles_in_ms(const struct world *w)
{
    bool waits_for_first =
        w->controller && proc_running(w->controller) && !seen(w)->controller_heard;
    int64_t silence =
        waits_for_first ? first_silence(w->options->settle_ms) : w->options->settle_ms;
    int64_t left = w->stirred_ms + silence - clock_machine_ms();

    if (left > 0)
        return left;
    if (w->ready && ready_state(w->ready) == READY_waiting && proc_running(w->controller))
        return RECHECK_MS;
    if (seen(w)->controller_stopping && proc_running(w->controller))
        return RECHECK_MS;
    if (!mirror_is_idle(w->mock) || !mirror_is_stable(w->mock) || is_busy(w))
        return RECHECK_MS;
    return 0;
}

bool world_settled(const struct world *w)
{
    return world_settles_in_ms(w) == 0;
}
