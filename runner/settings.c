#include "runner/settings.h"

#include <inttypes.h>
#include <stddef.h>

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

#define PLACE(member) offsetof(struct case_settings, member)

static const struct option case_rows[] = { SETTINGS_ROWS(PLACE) };
static const struct option cluster_rows[] = { SETTINGS_CLUSTER_ROWS(PLACE) };

/* NULL: as it is when nothing is said of it. */
static const char *word_of(struct arena *a, const struct option *o, const void *field)
{
    const char *text = o->type == OPTION_text ? *(const char *const *)field : NULL;

    if (text)
        return arena_printf(a, "--%s=%s", o->name, text);
    if (o->type == OPTION_int)
        return arena_printf(a, "--%s=%" PRId64, o->name, *(const int64_t *)field);
    if (o->type == OPTION_duration && *(const int64_t *)field)
        return arena_printf(a, "--%s=%" PRId64 "ms", o->name, *(const int64_t *)field);
    if (o->type == OPTION_flag && *(const bool *)field)
        return arena_printf(a, "--%s", o->name);
    return NULL;
}

static size_t words_of(struct arena *a, const struct case_settings *s, const struct option *rows,
                       size_t row_count, const char **ret)
{
    size_t count = 0;

    for (size_t i = 0; i < row_count; i++) {
        const char *word = word_of(a, &rows[i], (const char *)s + rows[i].offset);
        if (word)
            ret[count++] = word;
    }
    return count;
}

size_t settings_words(struct arena *a, const struct case_settings *s, const char **ret)
{
    return words_of(a, s, case_rows, sizeof(case_rows) / sizeof(case_rows[0]), ret);
}

size_t settings_cluster_words(struct arena *a, const struct case_settings *s, const char **ret)
{
    return words_of(a, s, cluster_rows, sizeof(cluster_rows) / sizeof(cluster_rows[0]), ret);
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
