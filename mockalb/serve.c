#include "mockalb/serve.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
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
    const char *key_id, *key_secret, *state, *cloud, *tenants, *ca;
    int64_t port, tls_port, seed;
    struct option_list also, elsewhere, quotas, denied;
    bool proxy, visits, strict, anonymous;
};

#define FIELD(name) offsetof(struct serve_options, name)

static const struct option options[] = {
    /* clang-format off */
    { .name = "port", .type = OPTION_int, .offset = FIELD(port), .metavar = "N", .fallback = "0",
      .min = 0, .max = 65535, .about = "Listen here; 0 is any free port, which the ready line names." },
    { .name = "address", .type = OPTION_text, .offset = FIELD(address), .metavar = "IP",
      .fallback = "127.0.0.1", .about = "Listen on this address." },
    { .name = "also", .type = OPTION_list, .offset = FIELD(also), .metavar = "IP:PORT",
      .about = "With --ca: listen there as well, such as 127.0.0.1:443. May be given more than once." },
    { .name = "ca", .type = OPTION_text, .offset = FIELD(ca), .metavar = "FILE.pem",
      .about = "Speak TLS too, on the same port, with certificates by this authority (certificate and key); "
               "a new one is written there if the file is not." },
    { .name = "tls-port", .type = OPTION_int, .offset = FIELD(tls_port), .metavar = "N", .fallback = "-1",
      .min = -1, .max = 65535, .about = "With --ca: a second port, for clients that want one of its own for https; "
               "0 is any free port." },
    { .name = "proxy", .type = OPTION_flag, .offset = FIELD(proxy),
      .about = "Print what a client exports to reach the cloud through here as its proxy." },
    { .name = "visits", .type = OPTION_flag, .offset = FIELD(visits),
      .about = "Print a line of JSON for each host that is called, and for each way in that led to no call: a "
               "handshake that was broken off, a host that is not served, a path that is not there." },
    { .name = "elsewhere", .type = OPTION_list, .offset = FIELD(elsewhere), .metavar = "HOST:PORT",
      .about = "Requests that a client's proxy setting brings here and that are for this server of the same "
               "machine are passed on to it. May be given more than once." },
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
      .about = "More access keys, each with a world of its own; --state and --cloud are about the main one. "
               "Whoever takes a role without a key gets one of the tenant whose account has the role." },
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

/* Every client reads some of these; ours are the only hosts that are not to be asked for by proxy. */
static void print_exports(const struct serve_options *o, int port)
{
    static const char *const proxies[] = { "HTTP_PROXY", "HTTPS_PROXY", "http_proxy",
                                           "https_proxy" };
    static const char *const trusts[] = { "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE",
                                          "NODE_EXTRA_CA_CERTS" };
    char *ca = realpath(o->ca, NULL);
    static const char *const keys[] = { "ALIBABA_CLOUD_ACCESS_KEY_", "ACCESS_KEY_" };

    for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++)
        printf("export %s=http://%s:%d\n", proxies[i], o->address, port);
    for (size_t i = 0; i < sizeof(trusts) / sizeof(trusts[0]); i++)
        printf("export %s='%s'\n", trusts[i], ca ? ca : o->ca);
    free(ca);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        printf("export %sID='%s' %sSECRET='%s'\n", keys[i], o->key_id, keys[i], o->key_secret);
    printf("export NO_PROXY=localhost,127.0.0.1,::1\n");
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

static bool listen_also(struct mock *m, const struct option_list *also, struct err *err)
{
    for (size_t i = 0; i < also->count; i++) {
        struct str rest = str_of(also->items[i]), address = str_cut(&rest, ':');
        char text[64];
        int64_t port;
        int opened;
        if (!str_int(rest, &port) || port < 1 || port > 65535 || address.len >= sizeof(text))
            return err_set(err, "--also: '%s' is no IP:PORT", also->items[i]);
        snprintf(text, sizeof(text), "%.*s", STR_ARG(address));
        if (!mock_listen(m, text, (int)port, &opened, err))
            return false;
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
        .ca_file = o->ca,
        .elsewhere = o->elsewhere.items,
        .elsewhere_count = o->elsewhere.count,
        .tells_visits = o->visits,
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
    bool port_is_taken = !m && strstr(why.text, "cannot listen");
    bool fine =
        m ? fill(m, o, err)
          : err_set(err, "%s%s", why.text,
                    port_is_taken ? "; choose another --port, or --port 0 for any free one" : "");
    int tls_port = 0;

    fine = fine && listen_also(m, &o->also, err);
    fine =
        fine && (o->tls_port < 0 || mock_listen(m, o->address, (int)o->tls_port, &tls_port, err));
    if (fine) {
        loop_on_signals(l, stop, l);
        printf("mockalb " ALBKIT_VERSION " ready at http://%s:%d (region %s, seed %lld)\n",
               o->address, mock_port(m), o->region, (long long)o->seed);
        if (tls_port)
            printf("mockalb TLS ready at https://%s:%d\n", o->address, tls_port);
        if (o->proxy)
            print_exports(o, mock_port(m));
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
    if (!o.ca && (o.proxy || o.also.count || o.tls_port >= 0)) {
        fprintf(stderr,
                "mockalb: --proxy, --also and --tls-port need --ca FILE.pem, whose certificates "
                "clients trust\n");
        return EXIT_usage;
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
