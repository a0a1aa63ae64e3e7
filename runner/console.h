#ifndef RUNNER_CONSOLE_H
#define RUNNER_CONSOLE_H

/*
 * What a command says to the person who called it, apart from its output.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/options.h"

/* "albspec: text" on stderr; returns code. */
int console_refuse(int code, const char *text);
/* To stdout, whole; returns code, or EXIT_harness when it could not be written. Ends the buf. */
int console_print(struct buf *take_text, int code);

/*
 * Reads options; the words that are none are then argv[1 …] and end with NULL. False: *ret_code is what to return now, because --help was
 * asked for and printed, or something was wrong and said.
 */
bool console_options(const struct option_set *set, int argc, const char **argv, void *fill,
                     size_t *ret_words, int *ret_code);

#endif
