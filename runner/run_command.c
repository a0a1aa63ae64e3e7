/*
 * Everything that can be wrong is found before the first process starts; from then on there is a
 * result for each case, whatever happens, and the reports are of all of them.
 */
#include <stddef.h>
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
#include "runner/session.h"
#include "runner/settings.h"
#include "runner/shard.h"

#include "base/banned.h"

struct settings {
    struct case_settings common;
    const char *format, *color;
    struct option_list reports;
    int64_t jobs, timeout_ms;
    struct rounds rounds;
    struct option_list skips;
    struct option_list profiles;
    const char *shard, *baseline, *options;
    bool print_config;
    bool fail_fast;
};

#define COMMON(member) offsetof(struct settings, common.member)
#define OWN(member)    offsetof(struct settings, member)

static const struct option options[] = {
    { .name = "controller-cmd",
      .type = OPTION_text,
      .offset = COMMON(controller_cmd),
      .metavar = "COMMAND",
      .about = "The controller under test, as a shell would read it; ${kubeconfig}, ${endpoint}, "
               "${region}, ${access_key_id}, ${access_key_secret} and ${dir} are replaced. Without "
               "it the reference controller is tested." },
    { .name = "target",
      .type = OPTION_text,
      .offset = COMMON(target),
      .metavar = "FILE|NAME",
      .about = "The controller under test, described by a target file (docs/targets.md), or one of "
               "albref, cloud-provider-alibaba-cloud, alibaba-load-balancer-controller." },
    { .name = "share-controller",
      .type = OPTION_flag,
      .offset = COMMON(share),
      .about = "One controller process for all cases that stand on the same cloud, each with its "
               "own namespaces, IngressClass, AlbConfig and load balancer (docs/sharing.md). Cases "
               "that cannot share have one of their own; it is said which, and why." },
    { .name = "kubeconfig",
      .type = OPTION_text,
      .offset = COMMON(kubeconfig),
      .metavar = "FILE",
      .about = "Runs the cases in this cluster instead of the embedded API: one after the other or "
               "some at once, as with --share-controller. All that is made there is removed." },
    { .name = "context",
      .type = OPTION_text,
      .offset = COMMON(context),
      .metavar = "NAME",
      .about = "Of that kubeconfig; the current one unless told otherwise." },
    { .name = "cloud",
      .type = OPTION_text,
      .offset = COMMON(cloud),
      .metavar = "URL",
      .about = "With --kubeconfig: a mockalb that runs already; one is started unless told "
               "otherwise." },
    { .name = "controller-runs",
      .type = OPTION_flag,
      .offset = COMMON(runs),
      .about = "With --kubeconfig and --cloud: the controller runs already and calls that cloud; "
               "none is started." },
    { .name = "report",
      .letter = 'r',
      .type = OPTION_list,
      .offset = OWN(reports),
      .metavar = "FORMAT=PATH",
      .about = "Writes a report: text, json, junit or markdown; the path - is stdout." },
    { .name = "format",
      .letter = 'f',
      .type = OPTION_choice,
      .offset = OWN(format),
      .metavar = "text|json|junit|markdown",
      .about = "What stdout gets, text unless told otherwise." },
    { .name = "jobs",
      .letter = 'j',
      .type = OPTION_int,
      .offset = OWN(jobs),
      .metavar = "N",
      .min = 1,
      .max = 256,
      .about = "Cases at once; unless told otherwise four for each processor, two with "
               "--controller-cmd." },
    { .name = "seed",
      .type = OPTION_int,
      .offset = COMMON(seed),
      .metavar = "N",
      .fallback = "1",
      .min = 0,
      .max = INT64_MAX,
      .about = "Decides the ids that the mock hands out." },
    { .name = "settle",
      .type = OPTION_duration,
      .offset = COMMON(settle_ms),
      .metavar = "DURATION",
      .min = 1,
      .max = 600000,
      .about = "The silence after which a controller counts as done: 400ms for the reference "
               "controller, 10s with --controller-cmd unless told otherwise." },
    { .name = "check-timeout",
      .type = OPTION_duration,
      .offset = COMMON(check_timeout_ms),
      .metavar = "DURATION",
      .min = 1,
      .max = 3600000,
      .about = "How long a check may wait for what it wants to see: 20s for the reference "
               "controller, 90s with --controller-cmd unless told otherwise." },
    { .name = "timeout",
      .type = OPTION_duration,
      .offset = OWN(timeout_ms),
      .metavar = "DURATION",
      .fallback = "1h",
      .min = 1,
      .max = 86400000,
      .about = "How long the whole run may take; then it ends with code 4." },
    { .name = "strict",
      .type = OPTION_flag,
      .offset = COMMON(strict),
      .about = "Also what only should be fails the run." },
    { .name = "fail-fast",
      .type = OPTION_flag,
      .offset = OWN(fail_fast),
      .about = "Begins no more cases after the first that failed." },
    { .name = "isolate",
      .type = OPTION_flag,
      .offset = COMMON(isolate),
      .about = "Each case in a network of its own, in which hosts of the cloud are found by their "
               "names, on ports 80 and 443, the instance metadata at 100.100.100.200, and no way "
               "leads out. No proxy is set. It needs namespaces, but no root." },
    { .name = "keep",
      .type = OPTION_flag,
      .offset = COMMON(keep),
      .about = "Keeps each case's logs, kubeconfig, calls, cloud and objects in albspec-out/." },
    { .name = "repeat",
      .type = OPTION_int,
      .offset = OWN(rounds.repeat),
      .metavar = "N",
      .fallback = "1",
      .min = 1,
      .max = 100000,
      .about = "Runs all cases so often; one that does not always come out the same is FLAKY." },
    { .name = "until-fail",
      .type = OPTION_flag,
      .offset = OWN(rounds.until_fail),
      .about = "Runs all cases again and again, until one fails." },
    { .name = "retries",
      .type = OPTION_int,
      .offset = OWN(rounds.retries),
      .metavar = "N",
      .fallback = "0",
      .max = 100,
      .about = "Runs cases that failed so often again; one that passes then is FLAKY, not PASS." },
    { .name = "shard",
      .type = OPTION_text,
      .offset = OWN(shard),
      .metavar = "I/N",
      .about = "Every N-th case only, from the I-th on; unless told otherwise as "
               "JOB_COMPLETION_INDEX and JOB_COMPLETIONS say. albspec merge joins the reports." },
    { .name = "features",
      .type = OPTION_text,
      .offset = COMMON(features),
      .metavar = "auto|all|none|NAME,...",
      .about = "What the controller has of suites/features.yaml (albspec explain features): what "
               "needs another is NOT-SUPPORTED, and its profile not passed. auto finds it out; "
               "all,-NAME is all but one. Unless told otherwise as the target says, else all." },
    { .name = "profile",
      .type = OPTION_list,
      .offset = OWN(profiles),
      .metavar = "NAME",
      .about = "The cases of a profile (albspec explain profiles); the code is 1 if it is not "
               "passed." },
    { .name = "skip",
      .type = OPTION_list,
      .offset = OWN(skips),
      .metavar = "ID=REASON",
      .about = "Leaves out the checks of a requirement, a case (area/name), or one of it "
               "(\"area/name A-06\")." },
    { .name = "baseline",
      .type = OPTION_text,
      .offset = OWN(baseline),
      .metavar = "FILE",
      .about = "Checks that are known to fail, with owner, reason and expires: they are XFAIL. "
               "An entry that is stale fails the run." },
    { .name = "options",
      .type = OPTION_text,
      .offset = OWN(options),
      .metavar = "FILE",
      .about = "More options, as YAML with the flags' names; those given here go first." },
    { .name = "print-config",
      .type = OPTION_flag,
      .offset = OWN(print_config),
      .about = "Shows what all of that comes to, as a file for --options, and runs nothing." },
    { .name = "color",
      .type = OPTION_choice,
      .offset = OWN(color),
      .metavar = "auto|always|never",
      .fallback = "auto",
      .about = "Colors in text on stdout; auto: on a terminal." },
    { .name = "data",
      .type = OPTION_text,
      .offset = COMMON(data),
      .metavar = "DIR",
      .about = "Where suites/ and fixtures/ are; those that came with the program unless told "
               "otherwise." },
    { .name = "mutant", .type = OPTION_text, .offset = COMMON(mutant), .metavar = "NAME" },
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec run",
    .synopsis = "[options] [case | area | tag | requirement | file] ...",
    .about =
        "Runs cases against a controller and judges what it programs. Without a selection: all "
        "that are tagged core, which are the four scenarios and the usage notes. Exit code 0: "
        "nothing failed; 1: a check failed; 2: a wrong word; 3: the run broke off, or the "
        "controller did not start; 4: time was up; 77: all was skipped.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples = "  albspec run\n"
                "  albspec run scenario-2 --keep\n"
                "  albspec run A-06 limits --report junit=report.xml\n"
                "  albspec run --controller-cmd './my-controller --kubeconfig ${kubeconfig} "
                "--endpoint ${endpoint}'\n",
};

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
    struct report_counts n = report_count(&s->run);

    if (s->end == SESSION_timeout)
        return EXIT_timeout;
    if (s->end == SESSION_signal || n.of[VERDICT_error] || !reports_written)
        return EXIT_harness;
    if (n.of[VERDICT_fail] || n.of[VERDICT_xpass])
        return EXIT_failed;
    return n.of[VERDICT_pass] || n.of[VERDICT_note] || n.of[VERDICT_xfail] || n.of[VERDICT_flaky]
               ? EXIT_passed
               : EXIT_skipped;
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
    const struct settings *settings;
    struct library library;
    struct case_settings common; /* with the features that were found out */
    struct offer offer;
    struct session_options options;
    struct report_files files;
    struct amend *amend;
    struct case_list cases; /* to run */
    struct case_list left_out;
};

/* Cases that --skip leaves out as a whole are not run, but told of. */
static void leave_out(struct job *j, const struct case_list *all)
{
    const struct spec_case **kept =
        arena_alloc(j->arena, (all->count + 1) * sizeof(struct spec_case *));
    const struct spec_case **left =
        arena_alloc(j->arena, (all->count + 1) * sizeof(struct spec_case *));

    j->cases = (struct case_list){ kept, 0 };
    j->left_out = (struct case_list){ left, 0 };
    for (size_t i = 0; i < all->count; i++) {
        if (amend_skips_case(j->amend, all->at[i]))
            left[j->left_out.count++] = all->at[i];
        else
            kept[j->cases.count++] = all->at[i];
    }
}

static void add_left_out(struct job *j, struct run_result *run)
{
    size_t count = run->count + j->left_out.count;
    struct case_result *cases = arena_alloc(j->arena, (count + 1) * sizeof(*cases));

    memcpy(cases, run->cases, run->count * sizeof(*cases));
    for (size_t i = 0; i < j->left_out.count; i++) {
        const struct spec_case *c = j->left_out.at[i];
        cases[run->count++] = (struct case_result){ .file = c->file,
                                                    .name = c->name,
                                                    .area = c->area,
                                                    .title = arena_strz(j->arena, c->title),
                                                    .verdict = VERDICT_skip,
                                                    .reason = amend_skips_case(j->amend, c),
                                                    .rerun = "" };
    }
    run->cases = cases;
}

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
    add_left_out(j, &result.run);
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

/* Words and profiles choose together; with neither it is what words alone would choose. */
static bool choose(struct job *j, const char *const *words, struct case_list *ret, struct err *err)
{
    const struct option_list *profiles = &j->settings->profiles;
    struct case_list all = {
        arena_alloc(j->arena, 2 * j->library.cases.count * sizeof(struct spec_case *)), 0
    };
    struct case_list chosen = { NULL, 0 };

    if (*words || !profiles->count) {
        if (!cases_select(j->arena, &j->library.cases, &j->library.language, words, &chosen, err))
            return false;
    }
    *ret = chosen;
    if (!profiles->count)
        return true;
    for (size_t i = 0; i < chosen.count; i++)
        case_list_add(&all, chosen.at[i]);
    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile *p =
            profiles_find(j->arena, &j->library.profiles, profiles->items[i], err);
        for (size_t k = 0; p && k < p->cases.count; k++)
            case_list_add(&all, p->cases.at[k]);
        if (!p)
            return false;
    }
    *ret = all;
    return true;
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
    const struct settings *s = j->settings;
    struct session_options *o = &j->options;
    struct case_list cases;

    if (!report_files_read(j->arena, s->format, &s->reports, &j->files, err) ||
        !library_open(j->arena, s->common.data, &j->library, err) ||
        !choose(j, words, &cases, err) || !shard_cut(j->arena, s->shard, &cases, err) ||
        !amend_read(j->arena, &j->library, &s->skips, s->baseline, &j->amend, err))
        return false;
    leave_out(j, &cases);
    if (!settings_check_cluster(&s->common, err))
        return false;
    o->target = settings_target(j->arena, &s->common, j->library.programs, err);
    if (!o->target || !target_is_sound(o->target, j->arena, err) ||
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
    o->cases = &j->cases;
    o->jobs = s->jobs ? (size_t)s->jobs : default_jobs(&s->common);
    o->live = j->files.on_stdout == report_find("text") && !rounds_are_many(&s->rounds) &&
              !s->baseline && !s->skips.count;
    o->style.color = wants_color(s->color);
    return true;
}

static int run(struct arena *a, const struct settings *s, const char *const *words)
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
    struct settings s = { 0 };
    struct buf text = BUF_LIMIT(64 << 10);
    struct err err = { "" };
    struct arena *a;
    size_t words;
    int code;

    a = arena_new();
    if (!options_file_merge(a, &option_set, &argc, &argv, &err)) {
        code = console_refuse(EXIT_usage, err.text);
    } else if (console_options(&option_set, argc, argv, &s, &words, &code)) {
        if (s.print_config)
            options_file_print(&option_set, &s, &text);
        code = s.print_config ? console_print(&text, EXIT_passed) : run(a, &s, argv + 1);
    }
    arena_free(a);
    return code;
}
