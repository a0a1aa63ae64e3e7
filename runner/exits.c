#include "runner/exits.h"

#include <stddef.h>

#include "base/banned.h"

int exit_of_run(const struct run_result *r)
{
    static const enum verdict shown[] = { VERDICT_pass, VERDICT_note, VERDICT_xfail,
                                          VERDICT_flaky };
    struct report_counts n = report_count(r);

    if (n.of[VERDICT_error])
        return EXIT_harness;
    if (n.of[VERDICT_fail] || n.of[VERDICT_xpass])
        return EXIT_failed;
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
        if (n.of[shown[i]])
            return EXIT_passed;
    return EXIT_skipped;
}
