#ifndef RUNNER_STEPS_SCENE_H
#define RUNNER_STEPS_SCENE_H

/*
 * What one look at the world sees: the step's arguments with their variables
 * in, the cloud as the oracle shows it, the journal, and whether all is quiet.
 * It lives as long as the finding.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "runner/oracle/compare.h"
#include "runner/oracle/history.h"
#include "runner/oracle/view.h"
#include "runner/steps/step.h"
#include "runner/world/world.h"

struct scene {
    struct world *world;
    struct finding *finding;
    struct arena *arena;
    const cJSON *args;  /* the step's map: the verb's value is the member of that name */
    const cJSON *value; /* that one; NULL: nothing stands there */
    const struct view *view;
    const cJSON *cloud;       /* of the fixture; NULL: there is none */
    struct services services; /* as Kubernetes has them */
    struct history history;
    bool settled;
};

/* False: nothing was heard of the cloud yet. */
bool scene_open(struct scene *sc, struct world *w, const struct step *s, struct finding *f);

/*
 * Writes both sides into the finding. The same: pass, but not_yet while not settled if "quiet", for
 * what is only proved when nothing more happens. Different: not_yet.
 */
enum look scene_judge(const struct scene *sc, const struct comparison *c, bool quiet);

/* A text, or each of a list, as a list that ends with NULL; numbers as text. NULL when absent. */
const char *const *scene_words(const struct scene *sc, const char *arg);

/* All objects of a kind ("Ingress") of all namespaces, as a list. */
const cJSON *scene_objects(const struct scene *sc, const char *kind);

/* The port of a Service that is called so ("tea-svc:80"); NULL: there is none. */
const struct service *scene_service(const struct scene *sc, const char *label);

/* The Ingress that has a rule for a host, or any for "all": "ingresses/default/tea"; or NULL. */
const char *scene_ingress(const struct scene *sc, const char *host);
/*
 * … and the annotation of it that says this of its backends: "actions" is that of a backend's name, "order" is
 * its own. Just the Ingress when it has none.
 */
const char *scene_source(const struct scene *sc, const char *host, const char *annotation);

/* Sets the variables of "learn" from the members of a tree that it names by path. */
void scene_learn(const struct scene *sc, const cJSON *from);

/* A number as written in ARG_count: fits it? And as text: "2", "at most 1". */
bool count_fits(const cJSON *count, size_t number);
const char *count_text(struct arena *a, const cJSON *count);
bool count_wants_none(const cJSON *count); /* 0 would fit: true before anything happened */

/* "ingresses/default/tea-ingress" or "albconfigs/alb". ns is NULL for the second. */
struct object_ref {
    const char *kind, *ns, *name;
};
bool object_ref_of(struct arena *a, const char *text, struct object_ref *ret);
/* The same for an object of this world: an AlbConfig is where the controller's target wants them. */
bool object_ref_in(const struct world *w, struct arena *a, const char *text,
                   struct object_ref *ret);
/* For the check at load: the verb's value is such a reference. */
bool check_object_ref(const struct step *s, struct err *err);

/* For the check at load: a map of groups and weights, or a list of groups. n NULL: fine. */
bool check_groups_of(const struct step *s, const struct node *n, struct err *err);

/* err_set with the step's place in front: "suites/x.yaml:12: ". Returns false. */
bool step_refuse(const struct step *s, struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
