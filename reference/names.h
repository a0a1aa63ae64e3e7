#ifndef REFERENCE_NAMES_H
#define REFERENCE_NAMES_H

/*
 * The marks by which a controller finds its own things again: tags, names, and
 * the few words of the Kubernetes side. All of them are those of the published
 * controllers, so that tools that know these recognise ours.
 *
 * A server group's identity is its four tags (namespace, Ingress, Service,
 * port), not the digest that the published controllers compare: two different
 * Ingresses can have one digest ("tea" + "svc-coffee", "tea-svc" + "coffee").
 */
#include <stdbool.h>

#include "base/arena.h"

#define CLASS_CONTROLLER  "ingress.k8s.alibabacloud/alb"
#define CLASS_ANNOTATION  "kubernetes.io/ingress.class"
#define ANNOTATION_PREFIX "alb.ingress.kubernetes.io/"
#define ACTIONS_PREFIX    ANNOTATION_PREFIX "actions."
#define USE_ANNOTATION    "use-annotation"
#define FINALIZER         "ingress.k8s.alibaba/resources"

/* An edition that a controller of Ingresses does not work with. */
#define EDITION_BASIC "Basic"
#define BASIC_REFUSED "LoadBalancer Edition: Basic can't use for ingress controller"

/* On a load balancer of somebody else, our listeners are known by how their description begins. */
#define LISTENER_PREFIX "ingress-auto-listener-"

/* Where Ingresses share groups (a variant of tests) these are nobody's: their tag says so. */
#define SHARED_GROUPS "-"

#define TAG_CLUSTER      "ack.aliyun.com"
#define TAG_ALBCONFIG    "ingress.k8s.alibaba/albconfig"
#define TAG_RESOURCE     "ingress.k8s.alibaba/resource"
#define TAG_SERVICE_NS   "ingress.k8s.alibaba/service_ns"
#define TAG_INGRESS_NAME "ingress.k8s.alibaba/ingress_name"
#define TAG_SERVICE_NAME "ingress.k8s.alibaba/service_name"
#define TAG_SERVICE_PORT "ingress.k8s.alibaba/service_port"

#define TAG_RESOURCE_LB "ApplicationLoadBalancer"

/* A listener's default action goes to a group that looks like this Service's, and has no servers. */
#define FALLBACK_NS      "kube-system"
#define FALLBACK_SERVICE "fake-svc"

/* "ns/name"; AlbConfigs without a namespace count as being in kube-system. */
const char *names_key(struct arena *a, const char *ns, const char *name);

/* A tag's value can't be longer than 128 nor begin with aliyun or acs: */
const char *names_tag_value(struct arena *a, const char *text);
const char *names_untag(const char *value); /* the Service's name in a tag's value */

/* Entries of a Tag parameter; the owner's two are those by which all of an AlbConfig is found. */
void names_add_tag(cJSON *tags, const char *key, const char *value);
void names_add_owner_tags(struct arena *a, cJSON *tags, const char *cluster, const char *key);

const char *names_group_digest(struct arena *a, const char *ns, const char *ingress,
                               const char *service, int port);
const char *names_group(struct arena *a, const char *ns, const char *service, int port);
const char *names_load_balancer(struct arena *a, const char *cluster, const char *key);

/* The name that all rules of one Ingress have: how a rule tells whose it is. */
const char *names_rule(struct arena *a, const char *ns, const char *ingress);

const char *names_fallback_ingress(struct arena *a, const char *albconfig, int port);

#endif
