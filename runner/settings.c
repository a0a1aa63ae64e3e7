#include "runner/settings.h"

#include "base/buf.h"
#include "base/file.h"
#include "runner/target/target_file.h"

#include "base/banned.h"

enum {
    OWN_TIMEOUT_MS = 20000, /* albref takes milliseconds; this is for a machine that is busy */
    OTHER_TIMEOUT_MS =
        90000, /* several retries of a controller that waits ten seconds between two */
    COMMAND_BYTES = 64 << 10,
};

/* A file, or the name of one that came with the program. */
static const char *target_path(struct arena *a, const struct case_settings *s)
{
    const char *named = s->data ? arena_printf(a, "%s/targets/%s.yaml", s->data, s->target)
                                : arena_printf(a, "%s/../share/albspec/targets/%s.yaml",
                                               file_program_dir(a), s->target);

    return !file_exists(s->target) && file_exists(named) ? named : s->target;
}

static const struct target *load(struct arena *a, const struct case_settings *s, struct err *err)
{
    const struct target *t = target_load(a, target_path(a, s), err);
    struct target *named = t ? arena_new_of(a, struct target) : NULL;

    if (!t)
        return NULL;
    *named = *t;
    named->file = s->target;
    return named;
}

const struct target *settings_target(struct arena *a, const struct case_settings *s,
                                     const char *programs, struct err *err)
{
    if (s->target && (s->controller_cmd || s->mutant)) {
        err_set(err, "--target says what the controller is: it cannot be combined with "
                     "--controller-cmd or --mutant");
        return NULL;
    }
    if (s->target)
        return load(a, s, err);
    if (s->controller_cmd && s->mutant) {
        err_set(err, "--mutant is for the reference controller: it cannot be combined with "
                     "--controller-cmd");
        return NULL;
    }
    if (s->controller_cmd)
        return target_command(a, s->controller_cmd, err);
    return target_albref(
        a, arena_printf(a, "%s/%s", programs, s->mutant ? "albref-mutant" : "albref"), s->mutant);
}

int64_t settings_settle_ms(const struct case_settings *s, const struct target *t)
{
    return s->settle_ms ? s->settle_ms : t->settle_ms;
}

int64_t settings_check_timeout_ms(const struct case_settings *s)
{
    if (s->check_timeout_ms)
        return s->check_timeout_ms;
    return s->controller_cmd || s->target ? OTHER_TIMEOUT_MS : OWN_TIMEOUT_MS;
}

size_t settings_words(struct arena *a, const struct case_settings *s, const char **ret)
{
    size_t count = 0;

    ret[count++] = arena_printf(a, "--seed=%lld", (long long)s->seed);
    if (s->data)
        ret[count++] = arena_printf(a, "--data=%s", s->data);
    if (s->controller_cmd)
        ret[count++] = arena_printf(a, "--controller-cmd=%s", s->controller_cmd);
    if (s->target)
        ret[count++] = arena_printf(a, "--target=%s", s->target);
    if (s->mutant)
        ret[count++] = arena_printf(a, "--mutant=%s", s->mutant);
    if (s->features)
        ret[count++] = arena_printf(a, "--features=%s", s->features);
    if (s->settle_ms)
        ret[count++] = arena_printf(a, "--settle=%lldms", (long long)s->settle_ms);
    if (s->check_timeout_ms)
        ret[count++] = arena_printf(a, "--check-timeout=%lldms", (long long)s->check_timeout_ms);
    if (s->strict)
        ret[count++] = "--strict";
    if (s->keep)
        ret[count++] = "--keep";
    if (s->bare)
        ret[count++] = "--bare";
    if (s->isolate)
        ret[count++] = "--isolate";
    return count;
}

static void add_text(struct buf *to, const char *name, const char *value)
{
    if (!value)
        return;
    buf_printf(to, " --%s ", name);
    buf_add_shell(to, str_of(value));
}

static void add_duration(struct buf *to, const char *name, int64_t ms)
{
    if (ms && ms % 1000 == 0)
        buf_printf(to, " --%s %llds", name, (long long)(ms / 1000));
    else if (ms)
        buf_printf(to, " --%s %lldms", name, (long long)ms);
}

const char *settings_rerun(struct arena *a, const struct case_settings *s, const char *name)
{
    struct buf text = BUF_LIMIT(COMMAND_BYTES);
    const char *result;

    buf_printf(&text, "albspec run %s --seed %lld", name, (long long)s->seed);
    add_text(&text, "controller-cmd", s->controller_cmd);
    add_text(&text, "target", s->target);
    if (s->mutant)
        buf_printf(&text, " --mutant %s", s->mutant);
    if (s->features)
        buf_printf(&text, " --features %s", s->features);
    add_duration(&text, "settle", s->settle_ms);
    add_duration(&text, "check-timeout", s->check_timeout_ms);
    if (s->strict)
        buf_add_text(&text, " --strict");
    if (s->isolate)
        buf_add_text(&text, " --isolate");
    add_text(&text, "data", s->data);
    if (s->share && !s->kubeconfig)
        buf_add_text(&text, " --share-controller");
    add_text(&text, "kubeconfig", s->kubeconfig);
    add_text(&text, "context", s->context);
    add_text(&text, "cloud", s->cloud);
    if (s->runs)
        buf_add_text(&text, " --controller-runs");
    result = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return result;
}

bool settings_check_cluster(const struct case_settings *s, struct err *err)
{
    if ((s->context || s->cloud || s->runs) && !s->kubeconfig)
        return err_set(err, "--context, --cloud and --controller-runs go with --kubeconfig FILE");
    if (s->runs && !s->cloud)
        return err_set(err, "--controller-runs wants to know with --cloud URL which cloud the "
                            "controller calls");
    if (s->isolate && (s->kubeconfig || s->share))
        return err_set(err, "--isolate gives each case a network of its own; it does not go with "
                            "--share-controller, nor with --kubeconfig");
    return !s->kubeconfig || file_exists(s->kubeconfig) ||
           err_set(err, "there is no file %s (--kubeconfig)", s->kubeconfig);
}

bool settings_check_target(const struct case_settings *s, const struct target *t, struct err *err)
{
    if (!t->albconfig_name || !(s->share || s->kubeconfig))
        return true;
    return err_set(err,
                   "%s looks at no AlbConfig but '%s' (albconfig: { name: %s } of its target), and "
                   "cases that are side by side in one cluster have one each: %s",
                   t->name, t->albconfig_name, t->albconfig_name,
                   s->kubeconfig ? "it cannot be run with --kubeconfig"
                                 : "run it without --share-controller");
}
