#ifndef BASE_LOG_H
#define BASE_LOG_H

/*
 * Lines for the person who runs the program, on a stream of their choice
 * (stderr): time, level, text. Library code does not log; mains do, and hand a
 * log to what runs for long (a controller's loop).
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"

enum log_level { LOG_LEVEL_error, LOG_LEVEL_warn, LOG_LEVEL_info, LOG_LEVEL_debug };

struct log {
    FILE *to;             /* NULL: silent */
    enum log_level level; /* and everything before it */
    const struct clock *clock;
};

void log_line(const struct log *l, enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
