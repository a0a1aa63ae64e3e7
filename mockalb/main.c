#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "mockalb/coverage.h"
#include "mockalb/exit.h"
#include "mockalb/import.h"
#include "mockalb/quotas.h"
#include "mockalb/reach.h"
#include "mockalb/serve.h"

#include "base/banned.h"

static int help_main(int argc, const char **argv)
{
    (void)argc;
    (void)argv;
    puts("mockalb: a mock of the cloud's load balancer and network APIs, in memory\n"
         "\n"
         "  mockalb serve      answer API calls on one port\n"
         "  mockalb coverage   which actions this build has\n"
         "  mockalb quotas     the limits that --quota can change\n"
         "  mockalb reach      whether load balancers reach remote servers, and why not\n"
         "  mockalb import     make a state of saved answers of the real APIs\n"
         "  mockalb help       this text\n"
         "  mockalb --version  the version\n"
         "\n"
         "mockalb COMMAND --help tells the options of a command.");
    return EXIT_fine;
}

static int version_main(int argc, const char **argv)
{
    (void)argc;
    (void)argv;
    puts("mockalb " ALBKIT_VERSION);
    return EXIT_fine;
}

static const struct {
    const char *name;
    int (*main)(int argc, const char **argv);
} commands[] = {
    /* clang-format off */
    { "serve",     serve_main },
    { "coverage",  coverage_main },
    { "quotas",    quotas_main },
    { "reach",     reach_main },
    { "import",    import_main },
    { "help",      help_main },
    { "--help",    help_main },
    { "-h",        help_main },
    { "--version", version_main },
    /* clang-format on */
};

int main(int argc, const char **argv)
{
    static const char *const names[] = { "serve",  "coverage", "quotas",    "reach",
                                         "import", "help",     "--version", NULL };
    const char *near;

    if (argc < 2) {
        help_main(argc, argv);
        return EXIT_usage;
    }
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].main(argc - 2, argv + 2);
    }
    near = str_nearest(str_of(argv[1]), names);
    fprintf(stderr, "mockalb: there is no command '%s'%s%s%s; mockalb help lists them\n", argv[1],
            near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    return EXIT_usage;
}
