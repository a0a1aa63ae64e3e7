#include "runner/console.h"

#include <stdio.h>

#include "runner/exits.h"

#include "base/banned.h"

enum { HELP_BYTES = 64 << 10 };

int console_refuse(int code, const char *text)
{
    (void)fprintf(stderr, "albspec: %s\n", text);
    return code;
}

int console_print(struct buf *take_text, int code)
{
    struct str text = buf_str(take_text);
    bool whole = fwrite(text.at, 1, text.len, stdout) == text.len && fflush(stdout) == 0;

    buf_done(take_text);
    return whole ? code : console_refuse(EXIT_harness, "stdout could not be written");
}

bool console_options(const struct option_set *set, int argc, const char **argv, void *fill,
                     size_t *ret_words, int *ret_code)
{
    struct buf text = BUF_LIMIT(HELP_BYTES);
    struct err err;
    bool help;

    /* argv[0] is the command's own name. */
    if (!options_read(set, argc - 1, argv + 1, fill, ret_words, &help, &err)) {
        *ret_code = console_refuse(EXIT_usage, err.text);
        return false;
    }
    argv[1 + *ret_words] = NULL; /* where an option stood, or the end */
    if (!help)
        return true;
    options_help(set, &text);
    *ret_code = console_print(&text, EXIT_passed);
    return false;
}
