#ifndef RUNNER_OPTIONS_FILE_H
#define RUNNER_OPTIONS_FILE_H

/*
 * A file with the same words as the flags, for what a project always says:
 *
 *   controller-cmd: ./my-controller --kubeconfig ${kubeconfig}
 *   report: [junit=report.xml, json=report.json]
 *   strict: true
 *
 * What stands on the command line goes first.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/options.h"

/*
 * The same argv, with the entries of the file of --options in front. False: err names file, line and the
 * nearest known word.
 */
bool options_file_merge(struct arena *a, const struct option_set *set, int *argc,
                        const char ***argv, struct err *err);

/* What the filled struct says, as such a file; what was not set is left out. */
void options_file_print(const struct option_set *set, const void *filled, struct buf *to);

#endif
