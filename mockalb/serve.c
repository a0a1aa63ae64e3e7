#include "mockalb/serve.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/net/loop.h"
#include "base/options.h"
#include "mockalb/exit.h"
#include "mockalb/mock.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/rights.h"

#include "base/banned.h"

struct serve_options {
    const char *address, *region, *edition, *account, *lifecycle, *clock, *signature;
    const char *key_id, *key_secret, *state, *cloud, *tenants;
    int64_t port, seed;
    struct option_list quotas, denied;
    bool strict, anonymous;
};

#define FIELD(name) offsetof(struct serve_options, name)

static const struct option options[] = {
    /* clang-format off */
    { .name = "port", .type = OPTION_int, .offset = FIELD(port), .metavar = "N", .fallback = "0",
      .min = 0, .max = 65535, .about = "Listen here; 0 is any free port, which the ready line names." },
    { .name = "address", .type = OPTION_text, .offset = FIELD(address), .metavar = "IP",
      .fallback = "127.0.0.1", .about = "Listen on this address." },
    { .name = "seed", .type = OPTION_int, .offset = FIELD(seed), .metavar = "N", .fallback = "1",
      .min = 0, .max = INT64_MAX, .about = "The same seed and the same calls give the same ids." },
    { .name = "region", .type = OPTION_text, .offset = FIELD(region), .metavar = "REGION",
      .fallback = "cn-hangzhou", .about = "The region of calls that name none." },
    { .name = "edition", .type = OPTION_choice, .offset = FIELD(edition),
      .metavar = "Basic|Standard|StandardWithWaf", .fallback = "Standard",
      .about = "Of load balancers that a cloud document names without one." },
    { .name = "account", .type = OPTION_text, .offset = FIELD(account), .metavar = "ID",
      .fallback = "1000000000000001", .about = "The account that owns everything." },
    { .name = "state", .type = OPTION_text, .offset = FIELD(state), .metavar = "FILE",
      .about = "Load this state if the file is there, and write it back at the end." },
    { .name = "cloud", .type = OPTION_text, .offset = FIELD(cloud), .metavar = "FILE.yaml",
      .about = "What there is at the beginning, unless a state was loaded." },
    { .name = "tenants", .type = OPTION_text, .offset = FIELD(tenants), .metavar = "FILE.yaml",
      .about = "More access keys, each with a world of its own; --state and --cloud are about the main one." },
    { .name = "strict", .type = OPTION_flag, .offset = FIELD(strict),
      .about = "Refuse parameters that an action does not have." },
    { .name = "signature", .type = OPTION_choice, .offset = FIELD(signature), .metavar = "enforce|warn|off",
      .fallback = "enforce",
      .about = "What happens to calls whose signature is not right: they are refused, or told of on stderr." },
    { .name = "anonymous", .type = OPTION_flag, .offset = FIELD(anonymous),
      .about = "Let in calls that have no signature at all." },
    { .name = "access-key-id", .type = OPTION_text, .offset = FIELD(key_id), .metavar = "ID",
      .fallback = "mockalb", .about = "The access key that calls are signed with." },
    { .name = "access-key-secret", .type = OPTION_text, .offset = FIELD(key_secret), .metavar = "SECRET",
      .fallback = "mockalb", .about = "Its secret." },
    { .name = "quota", .type = OPTION_list, .offset = FIELD(quotas), .metavar = "ID=N",
      .about = "Another limit than the service's own; mockalb quotas lists them. May be given more than once." },
    { .name = "deny", .type = OPTION_list, .offset = FIELD(denied), .metavar = "KIND",
      .about = "The access key has no rights to LoadBalancer, Listener, ServerGroup, Acl, SecurityPolicy or "
               "HealthCheckTemplate: calls about it are Forbidden. May be given more than once." },
    { .name = "lifecycle", .type = OPTION_choice, .offset = FIELD(lifecycle),
      .metavar = "instant|realistic", .fallback = "instant",
      .about = "How long things stay in their transitional states." },
    { .name = "clock", .type = OPTION_choice, .offset = FIELD(clock), .metavar = "real|manual",
      .fallback = "real", .about = "A manual clock stands still until POST /_mock/clock moves it." },
    { .name = NULL },
    /* clang-format on */
};

static const struct option_set serve_set = {
    .program = "mockalb serve",
    .synopsis = "[OPTIONS]",
    .about = "Answers the cloud's APIs on one port until SIGTERM or SIGINT.",
    .env_prefix = "MOCKALB",
    .options = options,
    .examples = "  mockalb serve --port 8080\n"
                "  mockalb serve --cloud fixtures/scenario-1/cloud.yaml --strict\n",
};

static void stop(void *arg, int signo)
{
    (void)signo;
    loop_stop(arg);
}

static bool fill(struct mock *m, const struct serve_options *o, struct err *err)
{
    if (o->tenants && !mock_add_tenants(m, o->tenants, err))
        return false;
    if (o->state && file_exists(o->state))
        return mock_load(m, o->state, err);
    return !o->cloud || mock_seed(m, o->cloud, err);
}

static enum signature_mode signature_mode(const char *name)
{
    if (strcmp(name, "warn") == 0)
        return SIGNATURE_warn;
    return strcmp(name, "off") == 0 ? SIGNATURE_off : SIGNATURE_enforce;
}

static bool read_quotas(const struct option_list *list, struct quotas *ret, struct err *err)
{
    for (size_t i = 0; i < list->count; i++) {
        struct err why;
        if (!quotas_set(ret, list->items[i], &why))
            return err_set(err, "--quota: %s", why.text);
    }
    return true;
}

static bool read_denied(const struct option_list *list, unsigned *ret, struct err *err)
{
    for (size_t i = 0; i < list->count; i++) {
        struct err why;
        if (!rights_deny(ret, list->items[i], &why))
            return err_set(err, "--deny: %s", why.text);
    }
    return true;
}

/* What the options say, read. */
struct limits {
    struct quotas quotas;
    unsigned denied;
};

static bool run(struct loop *l, const struct serve_options *o, const struct limits *limits,
                struct err *err)
{
    struct mock_options mock = {
        .address = o->address,
        .port = (int)o->port,
        .main = { .key_id = o->key_id,
                  .key_secret = o->key_secret,
                  .seed = (uint64_t)o->seed,
                  .region = o->region,
                  .edition = o->edition,
                  .account = o->account,
                  .lifecycle = o->lifecycle,
                  .quotas = &limits->quotas,
                  .denied = limits->denied,
                  .signature = signature_mode(o->signature),
                  .strict = o->strict,
                  .anonymous = o->anonymous,
                  .log = { stderr, LOG_LEVEL_info, loop_clock(l) } },
    };
    struct err why;
    struct mock *m = mock_new(l, &mock, &why);
    bool fine =
        m ? fill(m, o, err)
          : err_set(err, "%s; choose another --port, or --port 0 for any free one", why.text);

    if (fine) {
        loop_on_signals(l, stop, l);
        printf("mockalb " ALBKIT_VERSION " ready at http://%s:%d (region %s, seed %lld)\n",
               o->address, mock_port(m), o->region, (long long)o->seed);
        fflush(stdout);
        loop_run(l);
        fine = !o->state || mock_save(m, o->state, err);
    }
    mock_free(m);
    return fine;
}

int serve_main(int argc, const char **argv)
{
    struct serve_options o = { 0 };
    struct limits limits = { 0 };
    size_t words = 0;
    bool help = false, fine;
    struct err err;

    if (!options_read(&serve_set, argc, argv, &o, &words, &help, &err)) {
        fprintf(stderr, "mockalb: %s\n", err.text);
        return EXIT_usage;
    }
    if (help) {
        options_print_help(&serve_set);
        return EXIT_fine;
    }
    if (words) {
        fprintf(stderr, "mockalb: serve takes options only, not '%s'; see mockalb serve --help\n",
                argv[0]);
        return EXIT_usage;
    }
    if (!read_quotas(&o.quotas, &limits.quotas, &err) ||
        !read_denied(&o.denied, &limits.denied, &err)) {
        fprintf(stderr, "mockalb: %s\n", err.text);
        return EXIT_usage;
    }
    struct clock *clock = clock_new(str_is(str_of(o.clock), "manual"));
    struct loop *loop = loop_new(clock);
    fine = run(loop, &o, &limits, &err);
    loop_free(loop);
    clock_free(clock);
    if (!fine)
        fprintf(stderr, "mockalb: %s\n", err.text);
    return fine ? EXIT_fine : EXIT_world;
}
