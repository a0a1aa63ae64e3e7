#include "runner/kube/serve.h"

#include <stddef.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/net/loop.h"
#include "base/net/relay.h"
#include "base/options.h"
#include "runner/kube/api.h"

#include "base/banned.h"

enum { EXIT_fine = 0, EXIT_usage = 2, EXIT_harness = 3 };

struct serve_options {
    int64_t port, seed;
    const char *kubeconfig_out, *cloud;
    bool derive_endpoints, derive_from_pods, namespaced_albconfig, tls, authenticate;
};

#define FIELD(name) offsetof(struct serve_options, name)

static const struct option options[] = {
    { .name = "port",
      .type = OPTION_int,
      .offset = FIELD(port),
      .metavar = "N",
      .fallback = "0",
      .min = 0,
      .max = 65535,
      .about = "Port on 127.0.0.1; 0 picks a free one." },
    { .name = "kubeconfig-out",
      .type = OPTION_text,
      .offset = FIELD(kubeconfig_out),
      .metavar = "FILE",
      .about = "Where to write a kubeconfig that points here." },
    { .name = "cloud",
      .type = OPTION_text,
      .offset = FIELD(cloud),
      .metavar = "127.0.0.1:PORT",
      .about =
          "A mockalb of this machine: what a client's proxy setting brings here and is for the "
          "cloud (hosts of aliyuncs.com, or that address) is passed on to it." },
    { .name = "seed",
      .type = OPTION_int,
      .offset = FIELD(seed),
      .metavar = "N",
      .fallback = "1",
      .min = 1,
      .max = INT64_C(1) << 53,
      .about = "The same seed gives the same uids and names." },
    { .name = "derive-endpoints",
      .type = OPTION_flag,
      .offset = FIELD(derive_endpoints),
      .about = "Make EndpointSlices from Endpoints." },
    { .name = "derive-from-pods",
      .type = OPTION_flag,
      .offset = FIELD(derive_from_pods),
      .about = "Make Endpoints from Services and Pods." },
    { .name = "namespaced-albconfig",
      .type = OPTION_flag,
      .offset = FIELD(namespaced_albconfig),
      .about = "Serve AlbConfigs in namespaces, not in the cluster's scope." },
    { .name = "tls",
      .type = OPTION_flag,
      .offset = FIELD(tls),
      .about = "Speak TLS too, by an authority made now, and have the kubeconfig use it." },
    { .name = "authenticate",
      .type = OPTION_flag,
      .offset = FIELD(authenticate),
      .about =
          "By TLS, answer 401 to who shows neither a certificate of the authority nor the token." },
    { .name = NULL },
};

static const struct option_set option_set = {
    .program = "albspec kube",
    .synopsis = "[OPTION…]",
    .about = "Serves the embedded Kubernetes API until it is told to stop.",
    .env_prefix = "ALBSPEC_KUBE",
    .options = options,
    .examples = "  albspec kube --kubeconfig-out kubeconfig &\n"
                "  kubectl --kubeconfig kubeconfig get namespaces\n",
};

static void stop(void *arg, int signo)
{
    (void)signo;
    loop_stop(arg);
}

static bool write_config(const struct kube *k, const struct serve_options *o, struct err *err)
{
    struct arena *a = arena_new();
    const char *text = o->tls ? kube_config_tls(k, a, "albspec", err) : kube_config(k, a);
    bool ok = text && file_write(o->kubeconfig_out, str_of(text), err);

    arena_free(a);
    return ok;
}

static struct relay *open_relay(struct loop *l, const char *cloud, struct err *err)
{
    struct str port = str_of(cloud), host = str_cut(&port, ':');
    struct relay *r;
    int64_t number;

    if (!str_is(host, "127.0.0.1") || !str_int(port, &number) || number < 1 || number > 65535) {
        err_set(err, "--cloud: '%s' is not of this machine: 127.0.0.1:PORT is wanted", cloud);
        return NULL;
    }
    r = relay_new(l);
    relay_add(r, cloud, (int)number);
    relay_add(r, ".aliyuncs.com", (int)number);
    return r;
}

static bool run(struct loop *l, const struct serve_options *o, const struct authority *authority,
                struct err *err)
{
    struct kube_options kube = {
        .port = (int)o->port,
        .seed = (uint64_t)o->seed,
        .derive_endpoints = o->derive_endpoints,
        .namespaced_albconfig = o->namespaced_albconfig,
        .authority = authority,
        .authenticate = o->authenticate,
    };
    struct relay *relay = o->cloud ? open_relay(l, o->cloud, err) : NULL;
    struct kube *k = relay || !o->cloud ? kube_new(l, &kube, err) : NULL;
    bool ok = k && (!o->kubeconfig_out || write_config(k, o, err));

    if (ok && relay)
        kube_relay(k, relay);
    if (ok && o->derive_from_pods)
        kube_derive_from_pods(k);
    if (ok) {
        printf("albspec kube ready at %s://127.0.0.1:%d\n", o->tls ? "https" : "http",
               kube_port(k));
        fflush(stdout);
        loop_run(l);
    }
    relay_free(relay);
    kube_free(k);
    return ok;
}

static bool serve(struct loop *l, const struct serve_options *o, struct err *err)
{
    struct authority *authority = o->tls ? authority_new("albspec kube", err) : NULL;
    bool ok = (authority || !o->tls) && run(l, o, authority, err);

    authority_free(authority);
    return ok;
}

int kube_main(int argc, const char **argv)
{
    struct serve_options o = { 0 };
    struct err err;
    size_t words;
    bool help = false, ok;
    struct clock *clock;
    struct loop *l;

    if (!options_read(&option_set, argc - 1, argv + 1, &o, &words, &help, &err)) {
        fprintf(stderr, "albspec kube: %s\n", err.text);
        return EXIT_usage;
    }
    if (help) {
        options_print_help(&option_set);
        return EXIT_fine;
    }
    if (words) {
        fprintf(stderr, "albspec kube: \"%s\" is no option; see --help\n", argv[1]);
        return EXIT_usage;
    }
    if (o.authenticate && !o.tls) {
        fprintf(stderr, "albspec kube: --authenticate is for --tls: plain connections are open\n");
        return EXIT_usage;
    }
    clock = clock_new(false);
    l = loop_new(clock);
    loop_on_signals(l, stop, l);
    ok = serve(l, &o, &err);
    loop_free(l);
    clock_free(clock);
    if (!ok)
        fprintf(stderr, "albspec kube: %s\n", err.text);
    return ok ? EXIT_fine : EXIT_harness;
}
