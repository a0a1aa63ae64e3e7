#ifndef RUNNER_PROC_OUTPUT_H
#define RUNNER_PROC_OUTPUT_H

/*
 * What a program wrote, however much it writes: the first half of LIMIT_LOG_BYTES
 * and the last half, with a line between the two that says how much is missing.
 * With a path, the same goes to a file: the head as it comes, the tail at the end.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct output {
    struct buf head;
    char *tail; /* a ring; NULL until the head is full */
    uint64_t total;
    struct buf whole; /* made when asked for */
    int fd;           /* of the file; -1: none */
};

bool output_init(struct output *o, const char *path, struct err *err); /* path NULL: no file */
void output_add(struct output *o, struct str bytes);
struct str output_text(struct output *o); /* until more is added */
void output_done(struct output *o);

/* The last lines of a text, at most count of them. */
struct str output_last_lines(struct str text, size_t count);
/* The same for a report: a long line without its middle, and '?' for what would not be seen or end a text. */
const char *output_shown(struct arena *a, struct str text, size_t count);

#endif
