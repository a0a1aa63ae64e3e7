/*
 * A world that outlives its cases, for the albspec run that started us: mock, API and controller,
 * or as much of them as is not there already. What is there then stands in DIR/site.json; each line
 * on stdout is for the parent: "ready", or what it should tell the user.
 */
#include <stddef.h>
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/library.h"
#include "runner/settings.h"
#include "runner/suite/fixture.h"
#include "runner/world/controller.h"
#include "runner/world/guest.h"
#include "runner/world/mirror.h"
#include "runner/world/objects.h"
#include "runner/world/scope.h"
#include "runner/world/site.h"

#include "base/banned.h"

enum {
    SEED_MS = 20000,
    HEARD_MS = 60000, /* for a controller to do the first thing it is asked for */
    SWEEP_MS = 15000,
};

struct settings {
    struct case_settings common;
    const char *dir, *fixture, *run;
};

#define COMMON(member) offsetof(struct settings, common.member)
#define OWN(member)    offsetof(struct settings, member)

static const struct option options[] = {
    SETTINGS_ROWS(COMMON),
    SETTINGS_CLUSTER_ROWS(COMMON),
    { .name = "dir", .type = OPTION_text, .offset = OWN(dir), .about = "The world's own." },
    { .name = "fixture", .type = OPTION_text, .offset = OWN(fixture), .about = "Its cloud." },
    { .name = "run", .type = OPTION_text, .offset = OWN(run), .about = "The run's name." },
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec world",
    .synopsis = "--dir DIR --fixture NAME --run NAME",
    .about = "Keeps a world for the cases of the albspec that started it.",
    .options = options,
};

struct keeper {
    struct timer resync; /* first: the callback casts back */
    struct arena *arena;
    const struct settings *settings;
    const struct fixture *fixture;
    struct scope scope; /* of what the keeper itself makes */
    struct site site;   /* of its own world */
    struct world *world;
    struct follower follower;
    bool stopped, told_of_death;
};

static void say(const char *text)
{
    puts(text);
    fflush(stdout);
}

static void stop(void *arg, int signo)
{
    struct keeper *k = arg;

    (void)signo;
    k->stopped = true;
}

/* ---- what cases ask for ---- */

static void end_watches(struct timer *t)
{
    kube_end_watches(((struct keeper *)t)->world->kube);
}

static const char *resync_of(const struct object *object)
{
    const cJSON *annotations = object ? json_at(object->body, "metadata.annotations") : NULL;
    const char *text = cJSON_GetStringValue(json_get(annotations, SCOPE_RESYNC));

    return text ? text : "";
}

static void object_changed(struct follower *f, const struct change *c)
{
    struct keeper *k = (struct keeper *)(void *)((char *)f - offsetof(struct keeper, follower));

    if (c->after && !str_is(str_of(resync_of(c->before)), resync_of(c->after)))
        timer_set(loop_clock(k->world->loop), &k->resync, 0);
}

/* ---- the begin ---- */

static bool is_seeded(void *arg)
{
    const struct keeper *k = arg;

    return mirror_is_idle(k->world->mock) || world_broke(k->world, NULL);
}

static bool is_there(const cJSON *state, const char *id)
{
    const cJSON *object = NULL;

    cJSON_ArrayForEach(object, json_get(state, "objects"))
    {
        if (json_is_text(json_get(object, "id"), id))
            return true;
    }
    return false;
}

/* A mock that ran before may have much of it: that is taken as it is. */
static const cJSON *missing_cloud(const struct keeper *k)
{
    cJSON *cloud = arena_json(k->arena, json_copy(k->fixture->cloud));

    for (cJSON *list = cloud->child; list; list = list->next) {
        cJSON *item = cJSON_IsArray(list) ? list->child : NULL, *next;
        for (; item; item = next) {
            next = item->next;
            if (is_there(mirror_state(k->world->mock), json_text_or(item, "id", "")))
                cJSON_Delete(cJSON_DetachItemViaPointer(list, item));
        }
    }
    return cloud;
}

static bool seed_cloud(struct keeper *k, struct err *err)
{
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    bool good;

    mirror_seed(k->world->mock, k->settings->common.cloud ? missing_cloud(k) : k->fixture->cloud);
    if (!loop_until(k->world->loop, is_seeded, k, SEED_MS))
        return err_set(err, "the cloud of fixture %s did not come to be", k->fixture->name);
    if (world_broke(k->world, err))
        return false;
    json_print(&text, mirror_state(k->world->mock));
    good =
        file_write(arena_printf(k->arena, "%s/base.json", k->settings->dir), buf_str(&text), err);
    buf_done(&text);
    return good;
}

static bool apply_for_all(struct keeper *k, const cJSON *object, struct err *err)
{
    cJSON *own = json_copy(object);
    bool fine;

    /* A guest's objects are named by it. */
    if (!k->world->guest && !json_is_text(json_get(own, "kind"), "Node"))
        scope_out(&k->scope, json_text_or(own, "kind", ""), own);
    fine = world_apply(k->world, own, err);
    cJSON_Delete(own);
    return fine;
}

/*
 * The nodes of a cluster of ours; and a class with an AlbConfig, so that one knows when the controller
 * is there: many make no call before they have something to do.
 */
static bool apply_own(struct keeper *k, struct err *err)
{
    for (const cJSON *const *object = k->fixture->kube; *object; object++) {
        const char *kind = json_text_or(*object, "kind", "");
        bool node = str_is(str_of(kind), "Node") && k->world->kube;
        if (!node && !str_is(str_of(kind), "IngressClass") && !str_is(str_of(kind), "AlbConfig"))
            continue;
        if (!apply_for_all(k, *object, err))
            return false;
    }
    return true;
}

static bool is_heard(void *arg)
{
    const struct keeper *k = arg;

    return k->stopped || world_controller_is_up(k->world) || world_broke(k->world, NULL) ||
           world_controller_died(k->world, NULL) || world_controller_is_late(k->world, NULL);
}

static bool start_controller(struct keeper *k, struct err *err)
{
    k->world->fixture = k->fixture;
    if (!k->settings->common.runs && !world_controller_start(k->world, err))
        return false;
    if (!loop_until(k->world->loop, is_heard, k, HEARD_MS) && k->settings->common.runs)
        return err_set(err,
                       "the controller in that cluster was not heard of within %d s: does it "
                       "serve the IngressClass of albspec, and is it pointed at %s?",
                       HEARD_MS / 1000, mirror_endpoint(k->world->mock));
    return !world_broke(k->world, err) && !world_controller_died(k->world, err) &&
           !world_controller_is_late(k->world, err);
}

static bool write_site(struct keeper *k, struct err *err)
{
    struct site s = { .kubeconfig = k->site.kubeconfig,
                      .context = k->site.context,
                      .cloud = mirror_endpoint(k->world->mock),
                      .base = arena_printf(k->arena, "%s/base.json", k->settings->dir),
                      .run = k->scope.run,
                      .foreign = k->scope.foreign,
                      .mock = mirror_pid(k->world->mock) };

    if (!s.kubeconfig)
        s.kubeconfig = arena_printf(k->arena, "%s/kubeconfig", k->settings->dir);
    if (k->world->controller) {
        s.controller = proc_pid(k->world->controller);
        s.log = arena_printf(k->arena, "%s/controller.log", k->settings->dir);
    }
    return site_write(&s, arena_printf(k->arena, "%s/site.json", k->settings->dir), err);
}

/* A controller that we start would serve those too, and tell them of a cloud that is none. */
static bool is_alone(struct keeper *k, struct err *err)
{
    const char *stranger =
        k->world->guest && !k->settings->common.runs ? guest_stranger(k->world->guest) : NULL;

    return !stranger ||
           err_set(err,
                   "the cluster has an AlbConfig of its own, '%s', which the controller that is "
                   "started here would serve too: give --controller-runs, or another cluster",
                   stranger);
}

static bool begin(struct keeper *k, struct err *err)
{
    if (!is_alone(k, err))
        return false;
    if (k->world->kube && k->fixture->derive_endpoints)
        kube_derive_from_pods(k->world->kube);
    if (!seed_cloud(k, err) || !apply_own(k, err) || !start_controller(k, err) ||
        !write_site(k, err))
        return false;
    if (k->world->kube) {
        k->resync.fire = end_watches;
        k->follower.changed = object_changed;
        store_follow(kube_store(k->world->kube), &k->follower);
    }
    say("ready");
    return true;
}

/* ---- the end ---- */

static bool is_over(void *arg)
{
    struct keeper *k = arg;
    struct err err = { "" };

    if (!k->told_of_death && world_controller_died(k->world, &err)) {
        k->told_of_death = true;
        say(err.text);
    }
    return k->stopped || world_broke(k->world, NULL);
}

static void sweep(struct keeper *k)
{
    int64_t patience_ms = k->world->options->timeout_ms;
    struct buf left = BUF_LIMIT(64 << 10);
    struct str rest;

    if (!guest_sweep(k->world->guest, true, patience_ms < SWEEP_MS ? patience_ms : SWEEP_MS, &left))
        say(arena_printf(k->arena,
                         "not all was removed: kubectl delete "
                         "ns,ingressclass,albconfig,node -l " SCOPE_RUN_LABEL "=%s",
                         k->scope.run));
    rest = buf_str(&left);
    while (rest.len)
        say(arena_strz(k->arena, str_cut(&rest, '\n')));
    buf_done(&left);
}

static bool keep(struct keeper *k, struct err *err)
{
    bool good;

    loop_on_signals(k->world->loop, stop, k);
    good = begin(k, err);
    if (good)
        loop_until(k->world->loop, is_over, k, INT64_MAX);
    good = good && !world_broke(k->world, err);
    if (k->world->guest)
        sweep(k);
    timer_stop(&k->resync);
    store_unfollow(&k->follower);
    return good;
}

static bool run(struct arena *a, const struct settings *s, struct err *err)
{
    struct keeper k = { .arena = a, .settings = s };
    struct world_options o = { .dir = s->dir, .brief = true, .seed = (uint64_t)s->common.seed };
    struct library l;
    bool good;

    if (!library_locate(a, s->common.data, &l, err))
        return false;
    k.fixture = fixture_load(a, l.fixtures, s->fixture, err);
    o.target = settings_target(a, &s->common, l.programs, err);
    if (!k.fixture || !o.target)
        return false;
    k.scope = (struct scope){ s->run, scope_prefix_of(a, s->run, 0), s->common.kubeconfig != NULL };
    k.site = (struct site){ .kubeconfig = s->common.kubeconfig,
                            .context = s->common.context,
                            .cloud = s->common.cloud,
                            .run = s->run,
                            .prefix = k.scope.prefix,
                            .foreign = true };
    o.site = s->common.kubeconfig ? &k.site : NULL;
    o.fixtures = l.fixtures;
    o.mockalb = arena_printf(a, "%s/mockalb", l.programs);
    o.region = k.fixture->region;
    o.settle_ms = settings_settle_ms(&s->common, o.target);
    o.timeout_ms = settings_check_timeout_ms(&s->common);
    k.world = world_new(&o, err);
    good = k.world && keep(&k, err);
    world_free(k.world);
    return good;
}

int command_world(int argc, const char **argv)
{
    struct settings s = { 0 };
    struct arena *a;
    struct err err = { "" };
    size_t words;
    int code;

    if (!console_options(&option_set, argc, argv, &s, &words, &code))
        return code;
    if (words || !s.dir || !s.fixture || !s.run)
        return console_refuse(EXIT_usage, "albspec world is started by albspec run");
    a = arena_new();
    code = run(a, &s, &err) ? EXIT_passed : console_refuse(EXIT_harness, err.text);
    arena_free(a);
    return code;
}
