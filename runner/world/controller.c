#include "runner/world/controller.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/must.h"
#include "runner/proc/output.h"
#include "runner/proc/proc.h"
#include "runner/suite/fixture.h"
#include "runner/world/guest.h"
#include "runner/world/mirror.h"
#include "runner/world/ready.h"
#include "runner/world/silence.h"
#include "runner/world/site.h"
#include "runner/world/values.h"

#include "base/banned.h"

enum { LAST_WORDS = 400 };

struct controlled {
    struct target_values values; /* as it was told them last */
    bool heard;                  /* since it was started */
    bool stopping;               /* its end is ours */
    bool ended;
    int64_t crash_in; /* calls that may change something, until it is killed; 0: it is not */
};

struct controlled *controlled_new(void)
{
    return must_alloc(sizeof(struct controlled));
}

void controlled_free(struct world *w)
{
    ready_free(w->ready);
    proc_free(w->controller);
    free(w->controlled);
}

/* Somebody else started it, and sees to its end. */
static bool is_kept(const struct world *w)
{
    return w->options->site && w->options->site->runs;
}

bool world_controller_runs(const struct world *w)
{
    if (is_kept(w))
        return w->controlled->heard && !guest_lost_controller(w->guest);
    return w->controller && proc_running(w->controller);
}

/* ": its last line"; "": it said nothing. */
static const char *last_words(const struct world *w)
{
    struct str line = str_trim(output_last_lines(str_trim(proc_log(w->controller)), 1));
    const char *shown;

    if (line.len > LAST_WORDS)
        line.len = LAST_WORDS;
    shown = output_shown(w->arena, line, 1);
    return line.len ? arena_printf(w->arena, ": %.*s", (int)strlen(shown) - 1, shown) : "";
}

static void controller_ended(void *arg)
{
    struct world *w = arg;

    w->controlled->ended = true;
    w->changed = true;
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
    struct target_values *values = &w->controlled->values;

    *values = (struct target_values){ .endpoint = mirror_endpoint(w->mock),
                                      .access_key_id = "mockalb",
                                      .access_key_secret = "mockalb",
                                      .region = mirror_region(w->mock),
                                      .dir = w->options->dir,
                                      .programs = values_programs(w->arena, w->options->mockalb),
                                      .ca = values_ca(w->arena, w->options->dir),
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
        how.what = target_text(how.what, &w->controlled->values, w->arena, err);
    if (how.what)
        w->ready = ready_new(&world, &how);
    return how.what;
}

static bool start(struct world *w, const struct proc_spec *s, struct err *err)
{
    const char *file = w->options->target->file;
    struct err why = { "" };

    w->controller = proc_start(w->loop, s, &why);
    if (w->controller)
        return true;
    return file ? err_set(err, "%s (command of target %s)", why.text, file)
                : err_set(err, "%s", why.text);
}

bool world_controller_start(struct world *w, struct err *err)
{
    bool started;
    struct proc_spec s = { .name = w->options->target->name };

    if (is_kept(w)) {
        w->controlled->heard = true; /* what it did before is none of ours */
        world_stir(w);
        return true;
    }
    if (w->controller && proc_running(w->controller) && !w->controlled->stopping)
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
    s.arg = w;
    started = start(w, &s, err);
    w->controlled->heard = w->controlled->stopping = w->controlled->ended = false;
    world_stir(w);
    return started && watch_ready(w, err);
}

void world_controller_stop(struct world *w)
{
    if (!w->controller)
        return;
    w->controlled->stopping = true;
    proc_stop(w->controller, WORLD_GRACE_MS);
}

bool world_controller_is_ending(const struct world *w)
{
    return w->controlled->stopping && proc_running(w->controller);
}

bool world_controller_died(const struct world *w, struct err *err)
{
    char how[64];

    if (is_kept(w))
        return guest_lost_controller(w->guest) &&
               !err_set(err, "the controller, which other cases use too, ended");
    if (!w->controlled->ended || w->controlled->stopping)
        return false;
    proc_exit_text(w->controller, how, sizeof(how));
    err_set(err, "the controller ended by itself, %s%s%s", how,
            strcmp(how, "exit code 0") == 0 ? ", as one does that goes to the background" : "",
            last_words(w));
    return true;
}

bool world_controller_is_late(const struct world *w, struct err *err)
{
    const struct target_ready *how = &w->options->target->ready;

    if (!w->ready || ready_state(w->ready) != READY_missed || w->controlled->stopping)
        return false;
    err_set(err, "the controller was not ready within %lld ms; it would have been when %s%s",
            (long long)how->within_ms, ready_about(w->ready, w->arena), last_words(w));
    return true;
}

bool world_controller_was_heard(const struct world *w)
{
    return w->controlled->heard;
}

bool world_controller_is_up(const struct world *w)
{
    return w->controlled->heard && (!w->ready || ready_state(w->ready) != READY_waiting);
}

static void kill_controller(struct world *w)
{
    if (!w->controller)
        return;
    w->controlled->stopping = true;
    proc_signal(w->controller, SIGKILL);
}

bool world_controller_crash(struct world *w, int64_t writes)
{
    bool was_to_die = w->controlled->crash_in > 0 && w->controller && proc_running(w->controller);

    w->controlled->crash_in = writes;
    return was_to_die;
}

void world_controller_called(struct world *w, bool write)
{
    struct controlled *c = w->controlled;

    c->heard = true;
    if (write && c->crash_in > 0 && --c->crash_in == 0)
        kill_controller(w);
}

/* Of what every case of a world caused, the lines that name this one. */
static struct str own_lines(const struct world *w, size_t lines)
{
    const struct site *site = w->options->site;
    struct buf own = BUF_LIMIT(LIMIT_LOG_BYTES);
    struct str all = STR(""), line;
    const char *text;

    if (!site->log || !file_read(w->arena, site->log, LIMIT_LOG_BYTES, &all, NULL))
        return STR("");
    while (all.len) {
        line = str_cut(&all, '\n');
        if (!memmem(line.at, line.len, site->prefix, strlen(site->prefix)))
            continue;
        buf_add(&own, line);
        buf_add_char(&own, '\n');
    }
    text = arena_strz(w->arena, output_last_lines(buf_str(&own), lines));
    buf_done(&own);
    return str_of(text);
}

struct str world_controller_log(const struct world *w, size_t lines)
{
    if (w->controller)
        return output_last_lines(proc_log(w->controller), lines);
    return w->options->site && w->options->site->prefix ? own_lines(w, lines) : STR("");
}
