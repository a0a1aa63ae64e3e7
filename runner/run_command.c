/*
 * Everything that can be wrong is found before the first process starts; from then on there is a
 * result for each case, whatever happens, and the reports are of all of them.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "reports/profile.h"
#include "runner/amend.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/library.h"
#include "runner/offer.h"
#include "runner/options_file.h"
#include "runner/proc/isolate.h"
#include "runner/report_files.h"
#include "runner/rounds.h"
#include "runner/run_options.h"
#include "runner/selection.h"
#include "runner/session.h"
#include "runner/settings.h"

#include "base/banned.h"

static bool wants_color(const char *color)
{
    const char *term = getenv("TERM"), *never = getenv("NO_COLOR");

    if (strcmp(color, "auto") != 0)
        return strcmp(color, "always") == 0;
    return isatty(STDOUT_FILENO) && !(never && never[0]) && !(term && strcmp(term, "dumb") == 0);
}

/* A case waits for silence most of the time; the reference controller takes next to nothing. */
static size_t default_jobs(const struct case_settings *s)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t each = s->controller_cmd || s->target ? 2 : 4;

    return processors < 1 ? each : processors > 16 ? 16 * each : (size_t)processors * each;
}

static int exit_code(const struct session_result *s, bool reports_written)
{
    if (s->end == SESSION_timeout)
        return EXIT_timeout;
    return s->end == SESSION_signal || !reports_written ? EXIT_harness : exit_of_run(&s->run);
}

static const char *today(struct arena *a)
{
    struct clock *clock = clock_new(false);
    char now[CLOCK_ISO_ROOM];

    clock_iso(clock_ms(clock), now);
    clock_free(clock);
    return arena_strz(a, (struct str){ now, sizeof("2026-01-01") - 1 });
}

struct job {
    struct arena *arena;
    const struct run_settings *settings;
    struct library library;
    struct case_settings common; /* with the features that were found out */
    struct offer offer;
    struct session_options options;
    struct report_files files;
    struct amend *amend;
    struct selection selection;
};

/* Those that were asked for by name; what was not supported is no failure otherwise. */
static bool wanted_profiles_pass(const struct job *j, const struct run_result *run)
{
    for (size_t i = 0; i < run->profile_count; i++) {
        const struct option_list *wanted = &j->settings->profiles;
        for (size_t k = 0; k < wanted->count; k++) {
            if (strcmp(wanted->items[k], run->profiles[i].name) == 0 &&
                profile_sum(j->arena, run, &run->profiles[i]).state == PROFILE_not_passed)
                return false;
        }
    }
    return true;
}

static int run_and_report(struct job *j)
{
    const struct report_files *files = &j->files;
    struct session_result result;
    struct err err = { "" };
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    bool written;
    int code;

    if (!rounds_run(j->arena, &j->options, &j->settings->rounds, &result, &err))
        return console_refuse(EXIT_harness, err.text);
    amend_results(j->amend, j->arena, today(j->arena), &result.run);
    selection_tell_left_out(&j->selection, j->arena, j->amend, &result.run);
    written = report_files_write(files, &result.run, &err);
    if (!written)
        console_refuse(EXIT_harness, err.text);
    code = exit_code(&result, written);
    if ((code == EXIT_passed || code == EXIT_skipped) && !wanted_profiles_pass(j, &result.run))
        code = EXIT_failed;
    if (code == EXIT_passed && report_count(&result.run).of[VERDICT_flaky] &&
        !j->settings->rounds.retries)
        code = EXIT_failed;
    if (j->options.live)
        return code;
    files->on_stdout->write(&result.run, &text);
    return console_print(&text, code);
}

/* What the controller has goes to every case, and into the reports. */
static bool settle_features(struct job *j, struct err *err)
{
    if (j->offer.is_auto && !offer_find_out(j->arena, &j->library, &j->options, &j->offer, err))
        return false;
    j->common.features = offer_words(j->arena, &j->offer);
    return true;
}

static bool prepare(struct job *j, const char *const *words, struct err *err)
{
    const struct run_settings *s = j->settings;
    const struct selection_options chosen = { words, &s->profiles, s->shard };
    struct session_options *o = &j->options;

    if (!report_files_read(j->arena, s->format, &s->reports, &j->files, err) ||
        !library_open(j->arena, s->common.data, &j->library, err) ||
        !selection_choose(j->arena, &j->library, &chosen, &j->selection, err) ||
        !amend_read(j->arena, &j->library, &s->skips, s->baseline, &j->amend, err))
        return false;
    selection_leave_out(&j->selection, j->arena, j->amend);
    if (!settings_check_cluster(&s->common, err))
        return false;
    o->target = settings_target(j->arena, &s->common, j->library.programs, err);
    if (!o->target || !target_is_sound(o->target, j->arena, err) ||
        !settings_check_target(&s->common, o->target, err) ||
        !offer_read(j->arena, &j->library, s->common.features, o->target, &j->offer, err))
        return false;
    j->common = s->common;
    j->common.features = NULL;
    o->settings = &j->common;
    o->programs = j->library.programs;
    o->suites = j->library.suites;
    o->fixtures = j->library.fixtures;
    o->profiles = &j->library.profiles;
    o->offer = &j->offer;
    o->cases = &j->selection.cases;
    o->jobs = s->jobs ? (size_t)s->jobs : default_jobs(&s->common);
    o->live = j->files.on_stdout == report_find("text") && !rounds_are_many(&s->rounds) &&
              !s->baseline && !s->skips.count;
    o->style.color = wants_color(s->color);
    return true;
}

static int run(struct arena *a, const struct run_settings *s, const char *const *words)
{
    struct job *j = arena_new_of(a, struct job);
    struct err err;

    *j = (struct job){ .arena = a, .settings = s };
    j->options = (struct session_options){ .timeout_ms = s->timeout_ms, .fail_fast = s->fail_fast };
    if (!prepare(j, words, &err))
        return console_refuse(EXIT_usage, err.text);
    if ((s->common.isolate && !isolate_is_allowed(&err)) ||
        !report_files_check(a, &j->files, &err) || !settle_features(j, &err))
        return console_refuse(EXIT_harness, err.text);
    return run_and_report(j);
}

int command_run(int argc, const char **argv)
{
    struct run_settings s = { 0 };
    struct buf text = BUF_LIMIT(64 << 10);
    struct err err = { "" };
    struct arena *a;
    size_t words;
    int code;

    a = arena_new();
    if (!options_file_merge(a, &run_options, &argc, &argv, &err)) {
        code = console_refuse(EXIT_usage, err.text);
    } else if (console_options(&run_options, argc, argv, &s, &words, &code)) {
        if (s.print_config)
            options_file_print(&run_options, &s, &text);
        code = s.print_config ? console_print(&text, EXIT_passed) : run(a, &s, argv + 1);
    }
    arena_free(a);
    return code;
}
