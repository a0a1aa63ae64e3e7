/*
 * albref, the reference controller: an ALB ingress controller that is small
 * enough to be read, and does what the requirements say.
 */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "reference/controller.h"
#include "reference/mutant.h"

#include "base/banned.h"

#define EXIT_USAGE 2

struct settings {
    const char *kubeconfig, *endpoint, *log_level;
    int64_t resync_ms, start_delay_ms, change_delay_ms;
#ifdef ALBREF_MUTANTS
    const char *mutant;
#endif
};

static const struct option options[] = {
    { .name = "kubeconfig",
      .type = OPTION_text,
      .offset = offsetof(struct settings, kubeconfig),
      .metavar = "FILE",
      .about = "The cluster to serve, over plain http." },
    { .name = "endpoint",
      .type = OPTION_text,
      .offset = offsetof(struct settings, endpoint),
      .metavar = "URL",
      .about = "Where the cloud's API and the instance metadata answer." },
    { .name = "resync",
      .type = OPTION_duration,
      .offset = offsetof(struct settings, resync_ms),
      .metavar = "DURATION",
      .fallback = "10m",
      .min = 100,
      .max = 86400000,
      .about = "How often everything is compared again, although nothing has changed." },
    { .name = "start-delay",
      .type = OPTION_duration,
      .offset = offsetof(struct settings, start_delay_ms),
      .metavar = "DURATION",
      .max = 600000,
      .about = "How long nothing is looked at after the start: to see how others get on with a "
               "controller that is slow." },
    { .name = "change-delay",
      .type = OPTION_duration,
      .offset = offsetof(struct settings, change_delay_ms),
      .metavar = "DURATION",
      .max = 600000,
      .about = "The same after each change: how long it is before it is acted on." },
    { .name = "log-level",
      .type = OPTION_choice,
      .offset = offsetof(struct settings, log_level),
      .metavar = "error|warn|info|debug",
      .fallback = "info",
      .about = "What is written to stderr." },
#ifdef ALBREF_MUTANTS
    { .name = "mutant",
      .type = OPTION_text,
      .offset = offsetof(struct settings, mutant),
      .metavar = "NAME",
      .about = "The defect to have; 'list' prints them all." },
#endif
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albref",
    .synopsis = "--kubeconfig FILE --endpoint URL",
    .about =
        "Publishes the Ingresses of a cluster on ALB load balancers. Credentials are read from\n"
        "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.",
    .env_prefix = "ALBREF",
    .options = options,
    .examples = "  albref --kubeconfig ~/.kube/config --endpoint http://127.0.0.1:41231\n",
};

static int print_and_free(struct buf *text)
{
    struct str s = buf_str(text);
    bool done = fwrite(s.at, 1, s.len, stdout) == s.len && fflush(stdout) == 0;

    buf_done(text);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int refuse_usage(const char *text)
{
    (void)fprintf(stderr, "albref: %s\n", text);
    return EXIT_USAGE;
}

static enum log_level level_of(const char *name)
{
    static const char *const names[] = { "error", "warn", "info", "debug" };
    int level = LOG_LEVEL_debug;

    while (level > 0 && strcmp(names[level], name) != 0)
        level--;
    return (enum log_level)level;
}

static void on_signal(void *arg, int signo)
{
    (void)signo;
    loop_stop(arg);
}

/* The controller, begun when its time has come. */
struct late_start {
    struct timer timer; /* first: the callback casts back */
    const struct controller_options *options;
    struct controller *controller;
};

static void begin(struct timer *t)
{
    struct late_start *s = (struct late_start *)t;

    s->controller = controller_new(s->options);
}

static void serve(struct clock *clock, const struct controller_options *o, int64_t delay_ms)
{
    struct late_start start = { .timer = { .fire = begin }, .options = o };

    loop_on_signals(o->loop, on_signal, o->loop);
    timer_set(clock, &start.timer, delay_ms);
    loop_run(o->loop);
    timer_stop(&start.timer);
    controller_free(start.controller);
}

static int run(const struct settings *s)
{
    struct arena *a = arena_new();
    struct err err = { .text = "" };
    struct controller_options o = { .endpoint = s->endpoint,
                                    .resync_ms = s->resync_ms,
                                    .change_delay_ms = s->change_delay_ms };
    int code = EXIT_USAGE;

    o.key_id = getenv("ALIBABA_CLOUD_ACCESS_KEY_ID");
    o.key_secret = getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    if (!o.key_id || !o.key_secret) {
        refuse_usage("set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET");
    } else if (!kubeconfig_load(a, s->kubeconfig, &o.kubeconfig, &err)) {
        refuse_usage(err.text);
    } else {
        struct clock *clock = clock_new(false);
        struct log log = { .to = stderr, .level = level_of(s->log_level), .clock = clock };
        o.loop = loop_new(clock);
        o.log = &log;
        serve(clock, &o, s->start_delay_ms);
        loop_free(o.loop);
        clock_free(clock);
        code = EXIT_SUCCESS;
    }
    arena_free(a);
    return code;
}

int main(int argc, const char **argv)
{
    struct settings settings = { .kubeconfig = NULL };
    struct err err = { .text = "" };
    struct buf text = BUF_LIMIT(1u << 16);
    size_t words = 0;
    bool help = false;

    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        buf_add_text(&text, "albref " ALBKIT_VERSION "\n");
        return print_and_free(&text);
    }
    if (!options_read(&option_set, argc - 1, argv + 1, &settings, &words, &help, &err))
        return refuse_usage(err.text);
    if (help) {
        options_help(&option_set, &text);
        return print_and_free(&text);
    }
#ifdef ALBREF_MUTANTS
    if (settings.mutant && strcmp(settings.mutant, "list") == 0) {
        mutant_list(&text);
        return print_and_free(&text);
    }
    if (settings.mutant && strcmp(settings.mutant, "list-variants") == 0) {
        mutant_list_variants(&text);
        return print_and_free(&text);
    }
    if (settings.mutant && !mutant_choose(settings.mutant, &err))
        return refuse_usage(err.text);
#endif
    if (words > 0)
        return refuse_usage("takes no words, only options; see --help");
    if (!settings.kubeconfig || !settings.endpoint)
        return refuse_usage("--kubeconfig FILE and --endpoint URL are needed; see --help");
    return run(&settings);
}
