#ifndef RUNNER_REPORT_FILES_H
#define RUNNER_REPORT_FILES_H

/*
 * The reports that a run was asked for: --format for stdout, and any number of
 * --report FORMAT=PATH. What cannot be written is said before the run begins.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/options.h"
#include "reports/report.h"

struct report_file {
    const struct report_type *type;
    const char *path;
};

struct report_files {
    struct report_file files[64];
    size_t count;
    const struct report_type *on_stdout;
};

/* "junit=out.xml"; "json=-" is the same as --format json. False: a wrong word. */
bool report_files_read(struct arena *a, const char *format, const struct option_list *list,
                       struct report_files *ret, struct err *err);

/* False: one of them could not be written now. */
bool report_files_check(struct arena *a, const struct report_files *f, struct err *err);

/* Writes all of them, also after one that failed. */
bool report_files_write(const struct report_files *f, const struct run_result *r, struct err *err);

#endif
