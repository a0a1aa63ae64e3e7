#include "runner/worlds.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "runner/run/keeper.h"
#include "runner/run/sharing.h"
#include "runner/world/scope.h"

#include "base/banned.h"

enum { MAX_WORLDS = 32, OWN_WORDS = 8, ID_CHARS = 5 };

struct shared {
    const char *cloud; /* the fixture whose cloud it has */
    const char *dir;
    struct keeper *keeper; /* NULL: not started */
    const char *trouble;
};

struct worlds {
    struct arena *arena;
    struct worlds_options o;
    const char *run;
    struct shared at[MAX_WORLDS];
    size_t count;
    int *of; /* by case */
    const char **obstacles;
};

/* ---- the plan ---- */

static int world_with(struct worlds *w, const char *cloud)
{
    size_t i = 0;

    while (i < w->count && strcmp(w->at[i].cloud, cloud) != 0)
        i++;
    if (i == MAX_WORLDS)
        return WORLDS_none;
    if (i == w->count) {
        w->at[i] = (struct shared){ .cloud = cloud };
        w->at[i].dir = arena_printf(w->arena, "%s/world-%s", w->o.dir, cloud);
        w->count++;
    }
    return (int)i;
}

static bool place_case(struct worlds *w, size_t at, struct err *err)
{
    const struct spec_case *c = w->o.cases->at[at];
    const char *cloud;

    w->of[at] = WORLDS_none;
    w->obstacles[at] = sharing_obstacle(c);
    if (w->obstacles[at])
        return true;
    cloud = sharing_cloud(w->arena, w->o.fixtures, c, err);
    if (!cloud)
        return false;
    w->of[at] = world_with(w, cloud);
    if (w->of[at] == WORLDS_none)
        w->obstacles[at] = "there are too many worlds already";
    return true;
}

/* Unlike any other run's in the same cluster. */
static const char *new_run(struct arena *a)
{
    const char *now = arena_printf(a, "%lld %d", (long long)clock_machine_ms(), (int)getpid());

    return scope_run_of(a, arena_printf(a, "%.*s", ID_CHARS, digest_sha256_hex(a, str_of(now))));
}

struct worlds *worlds_plan(struct arena *a, const struct worlds_options *o, struct err *err)
{
    struct worlds *w = arena_new_of(a, struct worlds);

    w->arena = a;
    w->o = *o;
    w->run = new_run(a);
    w->of = arena_alloc(a, (o->cases->count + 1) * sizeof(*w->of));
    w->obstacles = arena_alloc(a, (o->cases->count + 1) * sizeof(*w->obstacles));
    for (size_t i = 0; i < o->cases->count; i++)
        if (!place_case(w, i, err))
            return NULL;
    return w;
}

size_t worlds_count(const struct worlds *w)
{
    return w->count;
}

int worlds_of(const struct worlds *w, size_t at)
{
    return w->of[at];
}

const char *worlds_obstacle(const struct worlds *w, size_t at)
{
    return w->obstacles[at];
}

size_t worlds_words(const struct worlds *w, size_t at, const char **ret)
{
    if (w->of[at] == WORLDS_none)
        return 0;
    ret[0] = arena_printf(w->arena, "--site=%s/site.json", w->at[w->of[at]].dir);
    ret[1] = arena_printf(w->arena, "--number=%zu", at + 1);
    return 2;
}

static void tell_reason(const struct worlds *w, size_t first)
{
    (void)fprintf(stderr, "  %s:", w->obstacles[first]);
    for (size_t i = first; i < w->o.cases->count; i++)
        if (w->obstacles[i] && strcmp(w->obstacles[i], w->obstacles[first]) == 0)
            (void)fprintf(stderr, " %s/%s", w->o.cases->at[i]->area, w->o.cases->at[i]->name);
    (void)fputc('\n', stderr);
}

static bool is_first_of_reason(const struct worlds *w, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (w->obstacles[i] && strcmp(w->obstacles[i], w->obstacles[at]) == 0)
            return false;
    return true;
}

void worlds_tell(const struct worlds *w)
{
    bool foreign = w->o.settings->kubeconfig;
    size_t alone = 0;

    for (size_t i = 0; i < w->o.cases->count; i++)
        alone += w->obstacles[i] != NULL;
    (void)fprintf(stderr, "albspec: %zu cases share %zu worlds, as %s; %zu %s%s\n",
                  w->o.cases->count - alone, w->count, w->run, alone,
                  foreign ? "are skipped, since they need one of their own"
                          : "have one of their own",
                  alone ? ":" : "");
    for (size_t i = 0; i < w->o.cases->count; i++)
        if (w->obstacles[i] && is_first_of_reason(w, i))
            tell_reason(w, i);
}

/* ---- their processes ---- */

static void tell_note(void *arg, struct str line)
{
    (void)arg;
    (void)fprintf(stderr, "albspec: %.*s\n", STR_ARG(line));
}

static const char *const *words_of(struct worlds *w, const struct shared *s)
{
    const struct case_settings *c = w->o.settings;
    const char **argv =
        arena_alloc(w->arena, (OWN_WORDS + 2 * SETTINGS_WORDS + 1) * sizeof(char *));
    size_t count = 0;

    argv[count++] = arena_printf(w->arena, "%s/albspec", w->o.programs);
    argv[count++] = "world";
    argv[count++] = arena_printf(w->arena, "--dir=%s", s->dir);
    argv[count++] = arena_printf(w->arena, "--fixture=%s", s->cloud);
    argv[count++] = arena_printf(w->arena, "--run=%s", w->run);
    count += settings_words(w->arena, c, argv + count);
    settings_cluster_words(w->arena, c, argv + count);
    return argv;
}

bool worlds_start(struct worlds *w, size_t world, struct loop *l, struct err *err)
{
    struct shared *s = &w->at[world];
    struct keeper_options o = { .argv = words_of(w, s),
                                .env = (const char *const *)environ,
                                .on_note = tell_note };

    if (!file_remove_tree(s->dir, err) || !file_make_dirs(s->dir, err))
        return false;
    s->keeper = keeper_start(l, &o, err);
    return s->keeper != NULL;
}

bool worlds_is_settled(const struct worlds *w, size_t world)
{
    const struct keeper *k = w->at[world].keeper;

    return !k || keeper_is_ready(k) || keeper_is_over(k);
}

const char *worlds_trouble(const struct worlds *w, size_t world)
{
    const struct keeper *k = w->at[world].keeper;

    if (!k)
        return "it was not started";
    return keeper_is_broken(k) ? keeper_last_words(k) : NULL;
}

bool worlds_have(const struct worlds *w, pid_t pid)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->at[i].keeper && keeper_pid(w->at[i].keeper) == pid)
            return true;
    return false;
}

void worlds_stop(struct worlds *w)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->at[i].keeper)
            keeper_stop(w->at[i].keeper);
}

bool worlds_are_over(const struct worlds *w)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->at[i].keeper && !keeper_is_over(w->at[i].keeper))
            return false;
    return true;
}

void worlds_end(struct worlds *w)
{
    for (size_t i = 0; i < w->count; i++) {
        keeper_free(w->at[i].keeper);
        w->at[i].keeper = NULL;
    }
}
