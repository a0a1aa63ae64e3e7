#include "runner/kube/api.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/net/httpd.h"
#include "base/net/relay.h"
#include "base/net/tls.h"
#include "runner/kube/apply.h"
#include "runner/kube/cluster.h"
#include "runner/kube/patch.h"
#include "runner/kube/route.h"
#include "runner/kube/status.h"
#include "runner/kube/watching.h"
#include "runner/kube/write.h"

#include "base/banned.h"

#define TOKEN_BYTES 33

struct kube {
    struct loop *loop;
    struct cluster *cluster;
    struct httpd *httpd;
    struct tls *tls;
    const struct authority *authority;
    bool authenticate;
    char token[TOKEN_BYTES]; /* that the kubeconfig has */
    struct loop_hook hook;
    struct relay *relay; /* NULL: none */
    struct kube_observer *observers;
    char held[64]; /* the plural of a kind that is not told of now; "": none */
};

/* Where the frames of one watch go out. */
struct outlet {
    struct watching *watch;
    struct exchange *exchange;
    struct stream *stream;
};

static void outlet_write(void *arg, struct blob *frame)
{
    struct outlet *o = arg;

    stream_write(o->stream, frame);
}

static void outlet_end(void *arg)
{
    struct outlet *o = arg;

    exchange_on_gone(o->exchange, NULL, NULL);
    stream_end(o->stream);
    free(o);
}

static void outlet_gone(void *arg)
{
    struct outlet *o = arg;

    watching_free(o->watch);
    free(o);
}

static void open_watch(struct exchange *x, struct watching *w)
{
    struct outlet *o = must_alloc(sizeof(*o));
    struct sink sink = { outlet_write, outlet_end, o };

    o->watch = w;
    o->exchange = x;
    o->stream = exchange_stream(x, 200, watching_type(w));
    exchange_on_gone(x, outlet_gone, o);
    watching_start(w, &sink);
}

static void add_param(void *arg, struct str name, struct str value)
{
    request_add_param(arg, name, value);
}

/* Whether a path ends with the kind that is held back: then it is a list or a watch of it. */
static bool is_held(const struct kube *k, struct str path)
{
    size_t len = strlen(k->held);

    return len && path.len > len && path.at[path.len - len - 1] == '/' &&
           str_ends(path, str_of(k->held));
}

static void answer_held(struct exchange *x)
{
    static const char text[] = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},"
                               "\"status\":\"Failure\",\"message\":\"storage is (re)initializing\","
                               "\"reason\":\"ServiceUnavailable\",\"code\":503}";
    struct buf body = BUF_LIMIT(sizeof(text));

    buf_add_text(&body, text);
    exchange_reply(x, 503, "application/json", blob_of_buf(&body));
}

void kube_hold_back(struct kube *k, const char *plural)
{
    snprintf(k->held, sizeof(k->held), "%s", plural ? plural : "");
}

void kube_observe(struct kube *k, struct kube_observer *o)
{
    o->next = k->observers;
    o->link = &k->observers;
    if (o->next)
        o->next->link = &o->next;
    k->observers = o;
}

void kube_unobserve(struct kube_observer *o)
{
    if (!o->link)
        return;
    *o->link = o->next;
    if (o->next)
        o->next->link = o->link;
    o->link = NULL;
}

static void tell_observers(struct kube *k, const struct request *q, const struct reply *r)
{
    struct kube_visit v = { .method = q->method,
                            .path = q->path,
                            .user_agent = q->user_agent,
                            .content_type = q->content_type,
                            .status = r->watch ? 200 : r->status,
                            .is_watch = r->watch };

    for (struct kube_observer *o = k->observers, *next; o; o = next) {
        next = o->next;
        o->visited(o, &v);
    }
}

/* Plain connections are open; by TLS, who must show something shows a certificate or the token. */
static bool is_let_in(const struct kube *k, const struct exchange *x)
{
    struct str header = exchange_header(x, "Authorization");

    if (!k->authenticate || !exchange_is_tls(x) || exchange_client_name(x).len)
        return true;
    return str_starts(header, STR("Bearer ")) && str_is(str_trim(str_skip(header, 7)), k->token);
}

static void handle(struct exchange *x, void *self)
{
    struct kube *k = self;
    struct request q = {
        .arena = arena_new(),
        .method = exchange_method(x),
        .path = exchange_path(x),
        .accept = exchange_header(x, "Accept"),
        .content_type = exchange_header(x, "Content-Type"),
        .user_agent = exchange_header(x, "User-Agent"),
        .if_none_match = exchange_header(x, "If-None-Match"),
        .body = exchange_body(x),
        .authority = exchange_authority(x),
    };
    struct reply reply;

    if (is_held(k, q.path)) {
        answer_held(x);
        arena_free(q.arena);
        return;
    }
    if (k->relay && relay_take(k->relay, x)) {
        arena_free(q.arena);
        return;
    }
    exchange_each_query(x, add_param, &q);
    if (is_let_in(k, x))
        route_answer(k->cluster, &q, &reply);
    else
        route_refuse(&q, &reply);
    tell_observers(k, &q, &reply);
    for (const struct warning *w = reply.warnings; w; w = w->next)
        exchange_add_header(x, "Warning", warning_header(q.arena, w));
    for (const struct heading *h = reply.headings; h; h = h->next)
        exchange_add_header(x, h->name, h->value);
    if (reply.watch)
        open_watch(x, reply.watch);
    else
        exchange_reply(x, reply.status, reply.type, reply.body);
    arena_free(q.arena);
}

static int64_t work_before_sleep(struct loop_hook *h)
{
    struct kube *k = (struct kube *)((char *)h - offsetof(struct kube, hook));

    if (cluster_has_work(k->cluster))
        cluster_work(k->cluster);
    return cluster_has_work(k->cluster) ? 0 : -1;
}

/* Of a key that nobody else has. */
static bool make_token(struct kube *k, struct err *err)
{
    struct certificate_wish wish = { .common_name = "token",
                                     .names = (const char *const[]){ NULL },
                                     .use = CERTIFICATE_client };
    struct arena *a = arena_new();
    struct certificate secret;
    bool ok = authority_issue(k->authority, &wish, a, &secret, err);

    if (ok)
        snprintf(k->token, sizeof(k->token), "%.32s", digest_sha256_hex(a, str_of(secret.key)));
    arena_free(a);
    return ok;
}

/* Names under which clients know an API server that runs beside them. */
static bool start_tls(struct kube *k, const struct authority *authority, struct err *err)
{
    static const char *const names[] = { "localhost", "127.0.0.1", "kubernetes",
                                         "kubernetes.default.svc", NULL };
    struct tls_options o = { .authority = authority, .names = names, .asks_client = true };

    snprintf(k->token, sizeof(k->token), "albspec");
    k->authority = authority;
    k->tls = authority ? tls_new(&o, err) : NULL;
    if (authority && !k->tls)
        return false;
    return !k->authenticate || !authority || make_token(k, err);
}

struct kube *kube_new(struct loop *l, const struct kube_options *o, struct err *err)
{
    struct kube *k = must_alloc(sizeof(*k));
    struct httpd_options http = { .port = o->port };
    struct cluster_options cluster = {
        .seed = o->seed,
        .derive_endpoints = o->derive_endpoints,
        .namespaced_albconfig = o->namespaced_albconfig,
    };

    k->loop = l;
    k->authenticate = o->authenticate;
    if (!start_tls(k, o->authority, err)) {
        free(k);
        return NULL;
    }
    http.tls = k->tls;
    k->httpd = httpd_new(l, &http, handle, k, err);
    if (!k->httpd) {
        tls_free(k->tls);
        free(k);
        return NULL;
    }
    k->cluster = cluster_new(loop_clock(l), &cluster);
    k->hook.before_sleep = work_before_sleep;
    loop_hook_add(l, &k->hook);
    return k;
}

void kube_free(struct kube *k)
{
    if (!k)
        return;
    loop_hook_drop(&k->hook);
    watching_end_all(k->cluster);
    httpd_free(k->httpd);
    tls_free(k->tls);
    cluster_free(k->cluster);
    free(k);
}

int kube_port(const struct kube *k)
{
    return httpd_port(k->httpd);
}

void kube_relay(struct kube *k, struct relay *r)
{
    k->relay = r;
}

struct store *kube_store(struct kube *k)
{
    return k->cluster->store;
}

const char *kube_config(const struct kube *k, struct arena *a)
{
    /* Some clients refuse plain HTTP unless they are told not to verify certificates. */
    return arena_printf(a,
                        "apiVersion: v1\n"
                        "kind: Config\n"
                        "clusters:\n"
                        "- name: albspec\n"
                        "  cluster:\n"
                        "    server: http://127.0.0.1:%d\n"
                        "    insecure-skip-tls-verify: true\n"
                        "users:\n"
                        "- name: albspec\n"
                        "  user:\n"
                        "    token: %s\n"
                        "contexts:\n"
                        "- name: albspec\n"
                        "  context:\n"
                        "    cluster: albspec\n"
                        "    user: albspec\n"
                        "    namespace: default\n"
                        "current-context: albspec\n",
                        kube_port(k), k->token);
}

/*
 * Unless kube_options.authenticate says so, whoever comes is let in: the certificate and the token are there
 * for clients that refuse to go without.
 */
const char *kube_config_tls(const struct kube *k, struct arena *a, const char *user,
                            struct err *err)
{
    struct certificate_wish wish = { .common_name = user,
                                     .organization = "system:masters",
                                     .names = (const char *const[]){ NULL },
                                     .use = CERTIFICATE_client };
    struct certificate client;

    must(k->authority);
    if (!authority_issue(k->authority, &wish, a, &client, err))
        return NULL;
    return arena_printf(
        a,
        "apiVersion: v1\nkind: Config\nclusters:\n- name: albspec\n  cluster:\n"
        "    server: https://127.0.0.1:%d\n    certificate-authority-data: %s\n"
        "users:\n- name: %s\n  user:\n    client-certificate-data: %s\n"
        "    client-key-data: %s\n    token: %s\n"
        "contexts:\n- name: albspec\n  context:\n    cluster: albspec\n    user: %s\n"
        "    namespace: default\ncurrent-context: albspec\n",
        kube_port(k), digest_base64(a, str_of(authority_certificate(k->authority, a))), user,
        digest_base64(a, str_of(client.pem)), digest_base64(a, str_of(client.key)), k->token, user);
}

static bool told(const cJSON *refusal, struct err *err)
{
    return !refusal || err_set(err, "%s", status_message(refusal));
}

bool kube_apply(struct kube *k, const cJSON *object, struct err *err)
{
    struct arena *a = arena_new();
    struct written ret;
    bool ok = told(apply_document(k->cluster, a, object, &ret), err);

    arena_free(a);
    return ok;
}

static bool write_to(const struct kube *k, const char *kind, const char *ns, const char *name,
                     struct write *ret)
{
    *ret = (struct write){ .cluster = k->cluster, .name = name, .ns = "" };
    ret->resource = kinds_named(k->cluster->kinds, str_of(kind));
    if (ret->resource) /* in the version in which objects are stored and handed out */
        ret->resource = kinds_of_stored(k->cluster->kinds, ret->resource->stored);
    if (ret->resource && resource_is_namespaced(ret->resource))
        ret->ns = ns ? ns : "default";
    return ret->resource;
}

static bool unknown_kind(const char *kind, struct err *err)
{
    return err_set(err, "the server doesn't have a resource type \"%s\"", kind);
}

/* NOLINTNEXTLINE(readability-function-size): a patch is named by so much, and it can fail */
bool kube_patch(struct kube *k, const char *kind, const char *ns, const char *name,
                const char *subresource, const cJSON *patch, struct err *err)
{
    struct written ret;
    struct write w;
    const cJSON *before;
    bool ok;

    if (!write_to(k, kind, ns, name, &w))
        return unknown_kind(kind, err);
    w.subresource = subresource;
    w.arena = arena_new();
    before = cluster_get(k->cluster, w.resource, w.ns, name);
    ok = told(before ? write_update(&w, patch_merge(json_copy(before), patch), &ret)
                     : status_not_found(w.arena, w.resource, name),
              err);
    arena_free(w.arena);
    return ok;
}

bool kube_delete(struct kube *k, const char *kind, const char *ns, const char *name,
                 struct err *err)
{
    const struct delete_options options = { .propagation = PROPAGATION_background };
    struct written ret;
    struct write w;
    bool ok;

    if (!write_to(k, kind, ns, name, &w))
        return unknown_kind(kind, err);
    w.arena = arena_new();
    ok = told(write_delete(&w, &options, &ret), err);
    arena_free(w.arena);
    return ok;
}

const cJSON *kube_get(const struct kube *k, const char *kind, const char *ns, const char *name)
{
    struct write w;

    return write_to(k, kind, ns, name, &w) ? cluster_get(k->cluster, w.resource, w.ns, name) : NULL;
}

bool kube_knows(const struct kube *k, const char *kind)
{
    return kinds_named(k->cluster->kinds, str_of(kind));
}

struct each {
    bool (*fn)(void *arg, const cJSON *object);
    void *arg;
};

static bool call_each(void *arg, const struct object *o)
{
    const struct each *e = arg;

    return e->fn(e->arg, o->body);
}

void kube_each(const struct kube *k, const char *kind, const char *ns,
               bool (*fn)(void *arg, const cJSON *object), void *arg)
{
    struct each e = { fn, arg };
    struct write w;

    if (write_to(k, kind, ns, NULL, &w))
        store_each(k->cluster->store, w.resource->stored,
                   resource_is_namespaced(w.resource) ? ns : NULL, call_each, &e);
}

void kube_derive_from_pods(struct kube *k)
{
    cluster_derive_from_pods(k->cluster);
}

void kube_end_watches(struct kube *k)
{
    watching_end_all(k->cluster);
}

void kube_forget(struct kube *k)
{
    store_compact(k->cluster->store);
}
