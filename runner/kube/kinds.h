#ifndef RUNNER_KUBE_KINDS_H
#define RUNNER_KUBE_KINDS_H

/*
 * What is served: the rows of kinds.def, and what CustomResourceDefinitions
 * add. A resource is one (group, version, plural); the versions of one thing
 * share the kind under which the store keeps it.
 *
 * A resource, once added, stays in memory until the table is freed, with its
 * index: a watcher of a deleted custom resource never points at nothing. A
 * definition that comes back gets its old row again. The texts of a custom
 * resource are good until its definition changes.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/state/store.h"
#include "base/str.h"

enum resource_id {
#define KIND(symbol, ...) RESOURCE_##symbol,
#include "runner/kube/kinds.def"
#undef KIND
    RESOURCE_custom, /* all that definitions add */
};

enum resource_flag {
    RESOURCE_FLAG_namespaced = 1,
    RESOURCE_FLAG_status = 2,
    RESOURCE_FLAG_generation = 4,
    RESOURCE_FLAG_unconditional = 8,
    RESOURCE_FLAG_create_by_put = 16,
    RESOURCE_FLAG_scale = 32,
};

struct rules;

struct resource {
    enum resource_id id;
    int index; /* in the table */
    const char *group, *version, *plural, *singular, *kind, *list_kind;
    const char *shorts, *categories; /* separated by blanks */
    unsigned flags;
    bool served;
    const char *api_version;    /* "networking.k8s.io/v1"; "v1" */
    const char *qualified;      /* "ingresses.networking.k8s.io"; "services" */
    const struct kind *stored;  /* how the store knows it */
    const char *stored_version; /* api_version of what is stored */
    /* Of a custom resource, or NULL: */
    const cJSON *columns;      /* additionalPrinterColumns */
    const cJSON *schema;       /* openAPIV3Schema */
    const cJSON *scale;        /* subresources.scale */
    const struct rules *rules; /* of the schema, compiled */
    size_t rule_bytes;         /* of their texts */
    bool preserves;            /* members that the schema does not name */
};

struct kinds;

struct kinds *kinds_new(void);
void kinds_free(struct kinds *k); /* NULL is fine; not before the store whose kinds these are */

size_t kinds_count(const struct kinds *k);
size_t kinds_rule_bytes(const struct kinds *k); /* of all that was ever defined and is still kept */
const struct resource *kinds_at(const struct kinds *k, size_t index);
const struct resource *kinds_builtin(const struct kinds *k, enum resource_id id);

uint64_t kinds_revision(const struct kinds *k); /* another one after each change */

/* What is served there; NULL when nothing is. */
const struct resource *kinds_find(const struct kinds *k, struct str group, struct str version,
                                  struct str plural);
const struct resource *kinds_of(const struct kinds *k, struct str api_version, struct str kind);
/* "Ingress", "ingresses", "ing", "ingresses.networking.k8s.io" */
const struct resource *kinds_named(const struct kinds *k, struct str name);
/* The row whose version is the stored one. */
const struct resource *kinds_of_stored(const struct kinds *k, const struct kind *stored);

bool resource_is_namespaced(const struct resource *r);
bool resource_has_status(const struct resource *r);
bool resource_has_scale(const struct resource *r);
bool resource_is_custom(const struct resource *r);

/*
 * A definition (apiextensions.k8s.io/v1, checked) is served from now on as it says; what an earlier
 * one of that name served besides is no longer.
 */
void kinds_define(struct kinds *k, const cJSON *definition);
void kinds_undefine(struct kinds *k, const cJSON *definition);

#endif
