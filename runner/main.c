/*
 * albspec: the conformance runner.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "runner/command.h"
#include "runner/console.h"
#include "runner/exits.h"
#include "runner/kube/serve.h"

#include "base/banned.h"

static const struct {
    const char *name;
    command_fn *run;
    const char *about; /* NULL: not for people */
} commands[] = {
    { "run", command_run, "runs cases against a controller and judges what it programs" },
    { "list", command_list, "shows the cases, and what each proves" },
    { "explain", command_explain, "tells of a requirement, a case, or a verb of the suites" },
    { "trace", command_trace,
      "shows which checks prove a requirement, and which defects they catch" },
    { "selftest", command_selftest,
      "runs the checks against defects that each of them must catch" },
    { "compare", command_compare, "shows the verdicts in which two reports differ" },
    { "target", command_target, "tries a controller of your own, and tells what to change" },
    { "env", command_env,
      "starts mock cloud and Kubernetes API for a controller of your own hands" },
    { "merge", command_merge, "joins the reports of the parts of a run" },
    { "kube", kube_main, "serves the embedded Kubernetes API alone" },
    { "case", command_case, NULL },
    { "world", command_world, NULL },
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void add_usage(struct buf *to)
{
    buf_add_text(to, "Usage: albspec COMMAND [options] [words]\n\n"
                     "Judges whether a controller programs load balancers as its Ingresses say.\n\n"
                     "Commands:\n");
    for (size_t i = 0; i < COMMANDS; i++) {
        if (commands[i].about)
            buf_printf(to, "  %-9s %s\n", commands[i].name, commands[i].about);
    }
    buf_add_text(to,
                 "  help      shows this; albspec COMMAND --help shows more of one\n"
                 "  --version\n\n"
                 "First:\n"
                 "  albspec run                    judges the reference controller that came "
                 "with it\n"
                 "  albspec target check --controller-cmd './mine --kubeconfig "
                 "${kubeconfig}'\n"
                 "                                 tells what a controller of your own needs\n");
}

static int print_usage(void)
{
    struct buf text = BUF_LIMIT(4096);

    add_usage(&text);
    return console_print(&text, EXIT_passed);
}

static int print_version(void)
{
    struct buf text = BUF_LIMIT(256);

    buf_add_text(&text, "albspec " ALBKIT_VERSION "\n");
    return console_print(&text, EXIT_passed);
}

static int refuse_command(const char *word)
{
    const char *names[COMMANDS + 1] = { NULL };
    size_t count = 0;
    const char *near;

    for (size_t i = 0; i < COMMANDS; i++) {
        if (commands[i].about)
            names[count++] = commands[i].name;
    }
    near = str_nearest(str_of(word), names);
    (void)fprintf(stderr, "albspec: there is no command '%s'%s%s%s (albspec help lists all)\n",
                  word, near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
    return EXIT_usage;
}

int main(int argc, const char **argv)
{
    static const char *const asks_help[] = { "help", "--help", "-h", NULL };
    static const char *const asks_version[] = { "--version", "version", NULL };

    if (argc < 2) {
        (void)fprintf(stderr, "albspec: which command? albspec help lists all\n");
        return EXIT_usage;
    }
    if (str_in(str_of(argv[1]), asks_help))
        return print_usage();
    if (str_in(str_of(argv[1]), asks_version))
        return print_version();
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    }
    return refuse_command(argv[1]);
}
