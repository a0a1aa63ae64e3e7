#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

/*
 * Command lines as tables. A program describes its options in rows; this reads
 * argv and the environment by them, prints --help from them, and names the
 * flag and the fix when something is wrong ("did you mean --seed?").
 *
 * Every option takes its value from, in this order: the command line, the
 * environment variable <PREFIX>_<NAME> (upper case, - as _), its default.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum option_type {
    OPTION_flag,     /* bool */
    OPTION_text,     /* const char * */
    OPTION_int,      /* int64_t, min..max */
    OPTION_duration, /* int64_t milliseconds; written with a unit */
    OPTION_choice,   /* const char *, one of choices, separated by | in metavar */
    OPTION_list,     /* struct option_list: may be given more than once */
};

struct option_list {
    const char *items[64];
    size_t count;
};

struct option {
    const char *name; /* "port", without the dashes */
    char letter;      /* 0: none */
    enum option_type type;
    size_t offset;        /* of the field in the struct that is filled */
    const char *metavar;  /* "N", "FILE", "instant|realistic" */
    const char *fallback; /* as text; NULL: false, 0, NULL, empty */
    int64_t min, max;     /* OPTION_int and OPTION_duration; both 0: no bounds */
    const char *about;    /* one sentence; NULL: --help does not show it */
};

struct option_set {
    const char *program;          /* "albspec run" */
    const char *synopsis;         /* what follows the program's name */
    const char *about;            /* one paragraph */
    const char *env_prefix;       /* "ALBSPEC" */
    const struct option *options; /* ends with a NULL name */
    const char *examples;         /* lines, printed as they are; may be NULL */
};

/*
 * Fills the struct at fill from argv, which begins after the program's name (and
 * its verb). Words that are no options are left in argv[0 …], *ret_count of
 * them; "--" ends the options. All texts are borrowed from argv, the
 * environment or the table. With --help or -h nothing else is judged: the
 * caller sees *ret_help. False: err names the flag and the fix.
 *
 * --port=80 · --port 80 · -p80 · -p 80 · --quiet · --quiet=false · -qv. The last
 * one counts; of a list all do, and they replace those of the environment,
 * which can give one. A value that begins with "--" needs the form with "=".
 */
bool options_read(const struct option_set *set, int argc, const char **argv, void *fill,
                  size_t *ret_count, bool *ret_help, struct err *err);
void options_help(const struct option_set *set, struct buf *to);
void options_print_help(const struct option_set *set); /* on stdout */

#endif
