#ifndef RUNNER_SUITE_FIXTURE_H
#define RUNNER_SUITE_FIXTURE_H

/*
 * What a case stands on, a folder of three files:
 *
 *   fixture.yaml   about: a sentence; names: variables that cases may use;
 *                  derive: endpoints: they follow from Services and Pods
 *   cloud.yaml     what exists in the cloud before, as mockalb takes it
 *   kube.yaml      Kubernetes objects, as kubectl takes them
 *
 * With base: NAME in fixture.yaml it stands on another one: that one's objects
 * come before its own, and without a cloud.yaml it has that one's cloud.
 *
 * Everything in cloud.yaml that has both a name and an id is a variable too:
 * ${G1}, ${VPC1}.
 */
#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/yaml.h"
#include "runner/suite/vars.h"

struct fixture {
    const struct fixture *base; /* whose cloud, objects and names it has too; NULL: none */
    const char *name;
    const char *about;
    const struct node *names; /* of fixture.yaml; NULL: none */
    const char *region;       /* of the controller: metadata.region-id of cloud.yaml */
    const cJSON *cloud;       /* cloud.yaml */
    const cJSON *const *kube; /* the objects of kube.yaml, in order; ends with NULL */
    size_t kube_count;
    bool derive_endpoints;
};

/* Everything lives in the arena. */
const struct fixture *fixture_load(struct arena *a, const char *folder, const char *name,
                                   struct err *err);

/* Its names, added to v. */
void fixture_names(const struct fixture *f, struct vars *v);

#endif
