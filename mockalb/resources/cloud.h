#ifndef MOCKALB_RESOURCES_CLOUD_H
#define MOCKALB_RESOURCES_CLOUD_H

/*
 * What the resources share: the settings of this cloud (region, profile of the
 * life cycles), its pending transitions, and the document it was seeded with.
 *
 * Everything that outlives a call is an object of the store, jobs and pending
 * transitions too: so a state document is the store, and cloud_resume() after a
 * restore sets the timers again. Members of a body that begin with "_" are the
 * mock's own and are never shown by an API action.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/random.h"
#include "base/state/store.h"

struct cloud;
struct lifecycle; /* mockalb/resources/lifecycle.h */
struct routing;   /* mockalb/routing/routing.h */

#define DEFAULT_RESOURCE_GROUP "rg-acfm0000000000a" /* of what is created without one */
#define CLOUD_ROLE             "mockalb"            /* of the instance, in its metadata */
#define CLOUD_METADATA_ID      "metadata" /* of the one object that is the instance metadata */

struct cloud_options {
    const char *region;          /* "cn-hangzhou" */
    const char *edition;         /* of load balancers that a cloud document names without one */
    const char *account;         /* "1000000000000001" */
    const char *lifecycle;       /* "instant" or "realistic" */
    const struct quotas *quotas; /* quota.h; borrowed; NULL: as the service has them */
    unsigned denied;             /* what callers have no rights to; rights.h */
};

struct cloud *cloud_new(struct store *s, struct clock *c, struct random *r,
                        const struct cloud_options *o);
void cloud_free(struct cloud *c);
const struct cloud_options *cloud_options(const struct cloud *c);
const struct lifecycle *cloud_lifecycle(const struct cloud *c);
struct routing *cloud_routing(const struct cloud *c);

/* The region, its zones and nothing else, as after a start. Empties the store first. */
void cloud_reset(struct cloud *c);

/*
 * Adds what a cloud document (fixtures/<name>/cloud.yaml, as JSON) names, in one transaction: all of it, or
 * nothing and an err that names the place in the document.
 */
bool cloud_seed(struct cloud *c, const cJSON *document, struct err *err);

/* After store_restore: sets the timers of pending transitions again. */
void cloud_resume(struct cloud *c);

/*
 * Instance metadata: the text behind /latest/meta-data/<path>, or NULL. A folder is the names in it. A role
 * (ram/security-credentials/<role>) without a text of its own is JSON with keys that sign.
 */
const char *cloud_metadata(struct cloud *c, struct arena *a, const char *path);

/* A kind by its name in state documents ("alb/Rule"); NULL when there is none. */
const struct kind *cloud_kind(const char *name);

#endif
