#include <stddef.h>

#include "base/limits.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/merge.h"
#include "runner/report_files.h"

#include "base/banned.h"

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

static int merge(struct arena *a, const struct settings *s, const char *const *files)
{
    struct merge *m = merge_new(a);
    struct report_files reports;
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    struct err err = { "" };

    if (!*files)
        return console_refuse(EXIT_usage, "merge: which reports? albspec merge part-1.json ...");
    if (!report_files_read(a, s->format, &s->reports, &reports, &err))
        return console_refuse(EXIT_usage, err.text);
    for (; *files; files++)
        if (!merge_add(m, *files, &err))
            return console_refuse(EXIT_usage, err.text);
    if (!report_files_write(&reports, merge_result(m), &err))
        return console_refuse(EXIT_harness, err.text);
    reports.on_stdout->write(merge_result(m), &text);
    return console_print(&text, exit_of_run(merge_result(m)));
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
