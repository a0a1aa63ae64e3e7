#ifndef RUNNER_WORLD_SCOPE_H
#define RUNNER_WORLD_SCOPE_H

/*
 * How a case that shares its world with others keeps to itself: whatever it
 * names there has a prefix that no other case has. Its namespaces have it, and
 * its objects of the cluster's scope (IngressClass, AlbConfig) and what refers to
 * those; the names of Ingresses and Services stay, since their namespace is its own.
 *
 * The way out knows the places of names, since "default" and "alb" may stand
 * anywhere. The way back cuts the prefix off wherever it is met, in objects, in
 * tags and in the parameters of calls: so a case never sees it.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/str.h"

struct scope {
    const char *run;    /* "albspec-x3f9": every case of a run, and all that the run makes */
    const char *prefix; /* "albspec-x3f9-17-" */
    bool foreign;       /* the cluster is somebody else's: Nodes get a prefix too, and Services
                           no addresses or selectors that its own controllers would act on */
};

#define SCOPE_RUN_LABEL  "albspec/run"
#define SCOPE_CASE_LABEL "albspec/case"   /* the prefix without its last dash */
#define SCOPE_RESYNC     "albspec/resync" /* on a Namespace: its change ends every watch */

const char *scope_run_of(struct arena *a, const char *id); /* "x3f9" */
const char *scope_prefix_of(struct arena *a, const char *run, size_t number);

/* ns NULL or "": default. */
const char *scope_namespace(const struct scope *s, struct arena *a, const char *ns);
/* The name of an object there; ns NULL: it is of the cluster's scope. */
const char *scope_name(const struct scope *s, struct arena *a, const char *kind, const char *ns,
                       const char *name);
/* A kind by any of its names whose objects are in the cluster's scope. */
bool scope_is_cluster_kind(const char *kind);

/* The object, or a patch of such an object, as it is called there. */
void scope_out(const struct scope *s, const char *kind, cJSON *object);
void scope_label(const struct scope *s, cJSON *object);

/* Whatever came from there, as the case calls it. */
void scope_back(const struct scope *s, cJSON *tree);

/* A text has the prefix of this case, or of another one of the run. */
bool scope_owns(const struct scope *s, const char *text);
bool scope_is_of_run(const struct scope *s, const char *text);

#endif
