/*
 * Reports of parts of a run, which other machines have written as JSON, become
 * one. The same case in two of them is a mistake: the parts overlap.
 */
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "reports/case_json.h"
#include "reports/profile.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/report_files.h"

#include "base/banned.h"

enum { MAX_CASES = 20000 };

struct settings {
    const char *format;
    struct option_list reports;
};

static const struct option options[] = {
    { .name = "report",
      .type = OPTION_list,
      .offset = offsetof(struct settings, reports),
      .metavar = "FORMAT=PATH",
      .about = "Writes the whole in a format: json, junit, markdown, html or text." },
    { .name = "format",
      .type = OPTION_text,
      .offset = offsetof(struct settings, format),
      .metavar = "FORMAT",
      .fallback = "text",
      .about = "What stdout gets." },
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec merge",
    .synopsis = "[options] FILE.json ...",
    .about = "Joins the JSON reports of the parts of a run (--shard) to one. Exit code as that of "
             "the run: 0, or 1 when a check failed, or 3 when a part broke off.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples = "  albspec run --shard 1/2 --report json=part-1.json\n"
                "  albspec run --shard 2/2 --report json=part-2.json\n"
                "  albspec merge part-1.json part-2.json --report junit=report.xml\n",
};

struct merge {
    struct arena *arena;
    struct run_result run;
    struct case_result *cases;
};

static bool has_case(const struct merge *m, const struct case_result *c)
{
    for (size_t i = 0; i < m->run.count; i++)
        if (strcmp(m->cases[i].area, c->area) == 0 && strcmp(m->cases[i].name, c->name) == 0)
            return true;
    return false;
}

static bool add_cases(struct merge *m, const char *file, const cJSON *list, struct err *err)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, list)
    {
        const struct case_result *c = case_result_of(m->arena, item);
        if (!c || m->run.count == MAX_CASES)
            return err_set(err, "%s: its cases make no sense", file);
        if (has_case(m, c))
            return err_set(err, "%s: %s/%s is in an earlier part too", file, c->area, c->name);
        m->cases[m->run.count++] = *c;
    }
    return true;
}

static bool add_file(struct merge *m, const char *file, struct err *err)
{
    struct str text;
    cJSON *json;
    int64_t seed = 0, started;

    if (!file_read(m->arena, file, LIMIT_STATE_BYTES, &text, err))
        return false;
    json = arena_json(m->arena, json_parse(text, err));
    if (!cJSON_IsArray(json_get(json, "cases")))
        return err_set(err, "%s: this is no JSON report of a run", file);
    str_int(str_of(json_text_or(json, "seed", "0")), &seed);
    m->run.seed = (uint64_t)seed;
    m->run.subject = json_text_or(json, "controller", "?");
    m->run.version = json_text_or(json, "version", ALBKIT_VERSION);
    if (clock_parse_iso(json_text_or(json, "started", ""), &started) &&
        (!m->run.started_ms || started < m->run.started_ms))
        m->run.started_ms = started;
    if (json_int(json, "tookMs") > m->run.took_ms)
        m->run.took_ms = json_int(json, "tookMs"); /* they ran side by side */
    profile_take_json(m->arena, json, &m->run);
    return add_cases(m, file, json_get(json, "cases"), err);
}

static int exit_code(const struct run_result *run)
{
    struct report_counts n = report_count(run);

    if (n.of[VERDICT_error])
        return EXIT_harness;
    if (n.of[VERDICT_fail] || n.of[VERDICT_xpass])
        return EXIT_failed;
    return n.of[VERDICT_pass] ? EXIT_passed : EXIT_skipped;
}

static int merge(struct arena *a, const struct settings *s, const char *const *files)
{
    struct merge m = { .arena = a };
    struct report_files reports;
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    struct err err = { "" };

    if (!*files)
        return console_refuse(EXIT_usage, "merge: which reports? albspec merge part-1.json ...");
    if (!report_files_read(a, s->format, &s->reports, &reports, &err))
        return console_refuse(EXIT_usage, err.text);
    m.cases = arena_alloc(a, MAX_CASES * sizeof(*m.cases));
    m.run.cases = m.cases;
    for (; *files; files++)
        if (!add_file(&m, *files, &err))
            return console_refuse(EXIT_usage, err.text);
    if (!report_files_write(&reports, &m.run, &err))
        return console_refuse(EXIT_harness, err.text);
    reports.on_stdout->write(&m.run, &text);
    return console_print(&text, exit_code(&m.run));
}

int command_merge(int argc, const char **argv)
{
    struct settings s = { .format = NULL };
    struct arena *a;
    size_t words;
    int code;

    if (!console_options(&option_set, argc, argv, &s, &words, &code))
        return code;
    a = arena_new();
    code = merge(a, &s, argv + 1);
    arena_free(a);
    return code;
}
