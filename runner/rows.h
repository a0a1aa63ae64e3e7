#ifndef RUNNER_ROWS_H
#define RUNNER_ROWS_H

/*
 * Rows of option tables that several commands have, so that one flag has one
 * form and one range wherever it is. place: the offset of the field; text: what
 * the flag means for that command. They are used inside of a table.
 */
#include <stdint.h>

#include "base/options.h"

#define ROW_DATA(place, folders)                                                                   \
    {                                                                                              \
        .name = "data", .type = OPTION_text, .offset = (place), .metavar = "DIR",                  \
        .about = "Where " folders " are; those that came with the program unless told otherwise."  \
    }

#define ROW_SEED(place)                                                                            \
    {                                                                                              \
        .name = "seed", .type = OPTION_int, .offset = (place), .metavar = "N", .fallback = "1",    \
        .min = 0, .max = INT64_MAX, .about = "Decides the ids that the mock hands out."            \
    }

#define ROW_JOBS(place, text)                                                                      \
    {                                                                                              \
        .name = "jobs", .letter = 'j', .type = OPTION_int, .offset = (place), .metavar = "N",      \
        .min = 1, .max = 256, .about = (text)                                                      \
    }

#define ROW_SETTLE(place, text)                                                                    \
    {                                                                                              \
        .name = "settle", .type = OPTION_duration, .offset = (place), .metavar = "DURATION",       \
        .min = 1, .max = 600000, .about = (text)                                                   \
    }

#define ROW_TIMEOUT(place, text)                                                                   \
    {                                                                                              \
        .name = "timeout", .type = OPTION_duration, .offset = (place), .metavar = "DURATION",      \
        .fallback = "1h", .min = 1, .max = 86400000, .about = (text)                               \
    }

#define ROW_FORMAT(place, text)                                                                    \
    {                                                                                              \
        .name = "format", .letter = 'f', .type = OPTION_choice, .offset = (place),                 \
        .metavar = "text|json", .fallback = "text", .about = (text)                                \
    }

#endif
