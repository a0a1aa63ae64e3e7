#ifndef RUNNER_KUBE_API_H
#define RUNNER_KUBE_API_H

/*
 * As much of a Kubernetes API server as a controller needs: discovery, create,
 * read, update, patch, delete, list and watch, for the kinds of kinds.def and
 * those that a CustomResourceDefinition adds.
 *
 * HTTP clients and the functions below act on the same store and by the same
 * rules (defaults, finalizers, generation, owner references); the functions
 * are for the steps of a case, which never go through HTTP.
 *
 * Kinds are named as a person would: "Ingress", "ingresses", "ing"; a kind that
 * two groups have may be written "ingresses.networking.k8s.io".
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/authority.h"
#include "base/err.h"
#include "base/net/loop.h"
#include "base/state/store.h"

struct kube;

struct kube_options {
    int port; /* 0: any free one */
    bool
        derive_endpoints; /* EndpointSlices from Endpoints, as a cluster's mirroring controller makes
                              them */
    uint64_t seed;        /* of uids and generated names; 0: 1 */
    bool namespaced_albconfig; /* AlbConfigs live in namespaces, as older controllers want it */
    const struct authority
        *authority;    /* outlives it; the same port speaks TLS; NULL: it does not */
    bool authenticate; /* who comes by TLS shows a certificate of the authority, or the token */
};

struct relay; /* base/net/relay.h */

/* A request of a client and how it was answered; the strings live until visited returns. */
struct kube_visit {
    struct str method, path, user_agent, content_type;
    int status;
    bool is_watch;
};

/* Embed one per who wants to see every request. */
struct kube_observer {
    void (*visited)(struct kube_observer *o, const struct kube_visit *v);
    struct kube_observer *next, **link;
};

struct kube *kube_new(struct loop *l, const struct kube_options *o, struct err *err);
void kube_free(struct kube *k);
int kube_port(const struct kube *k);
/* Requests that come here and are for others go there; it outlives this. */
void kube_relay(struct kube *k, struct relay *r);
void kube_observe(struct kube *k, struct kube_observer *o);
void kube_unobserve(struct kube_observer *o); /* harmless when it does not observe */
struct store *kube_store(struct kube *k);     /* to follow; change it by the functions below only */

/* A kubeconfig that points at it, as text. */
const char *kube_config(const struct kube *k, struct arena *a);
/* By https, with what the authority signed for a client of that name. NULL: err says why. */
const char *kube_config_tls(const struct kube *k, struct arena *a, const char *user,
                            struct err *err);

/*
 * Makes the object so, as "kubectl apply" would: creates it, or merges it into the one that exists,
 * taking away what an earlier apply said and this one does not, and keeping what others added.
 * A status in the object is written too, as if by whoever owns it in a cluster.
 * The namespace is made if it is missing. False: err tells why, as the API would.
 */
bool kube_apply(struct kube *k, const cJSON *object, struct err *err);

/* A merge patch (RFC 7386); subresource is "status" or NULL. */
bool kube_patch(struct kube *k, const char *kind, const char *ns, const char *name,
                const char *subresource, const cJSON *patch, struct err *err);

/* As a DELETE: finalizers hold it. False when there is no such object or kind. */
bool kube_delete(struct kube *k, const char *kind, const char *ns, const char *name,
                 struct err *err);

/* The whole object, good until the next change; NULL when there is none. ns NULL for cluster-scoped kinds. */
const cJSON *kube_get(const struct kube *k, const char *kind, const char *ns, const char *name);

/* Whether there is such a kind: "ingresses.networking.k8s.io". */
bool kube_knows(const struct kube *k, const char *kind);

/* Every object of a kind, ns NULL: in all namespaces; until fn returns false. */
void kube_each(const struct kube *k, const char *kind, const char *ns,
               bool (*fn)(void *arg, const cJSON *object), void *arg);

/* From now on Endpoints follow from Services and Pods, as a cluster's own controller keeps them. */
void kube_derive_from_pods(struct kube *k);
/*
 * Lists and watches of a kind ("ingresses") are answered with 503 from now on, as by a server that has not
 * read it yet; NULL: none are.
 */
void kube_hold_back(struct kube *k, const char *plural);

/* Ends every open watch, as a server does that goes down for a moment: clients watch anew. */
void kube_end_watches(struct kube *k);
/* Forgets the changes up to now: who watches from an earlier version is told 410 and lists anew. */
void kube_forget(struct kube *k);

#endif
