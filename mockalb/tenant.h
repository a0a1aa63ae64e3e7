#ifndef MOCKALB_TENANT_H
#define MOCKALB_TENANT_H

/*
 * A world of its own behind the shared port: what calls with one access key see
 * and change. Every mock has one, the main tenant; --tenants adds more.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "mockalb/control/control.h"
#include "mockalb/gateway/gateway.h"

struct tenant;
struct quotas; /* mockalb/resources/quota.h */

struct tenant_options {
    const char *key_id, *key_secret; /* of its access key */
    uint64_t seed;                   /* the same seed, clock and calls give the same ids */
    const char *region, *edition, *account, *lifecycle; /* mockalb/resources/cloud.h */
    const struct quotas *quotas; /* borrowed; NULL: as the service has them */
    unsigned denied;             /* mockalb/resources/rights.h */
    enum signature_mode signature;
    bool strict, anonymous;
    struct log log; /* for who runs it: signatures that do not match */
};

/* The options' texts and the clock are borrowed. */
struct tenant *tenant_new(struct clock *clock, const struct tenant_options *o);
void tenant_free(struct tenant *t); /* NULL is fine */

const struct tenant_options *tenant_options(const struct tenant *t);
/* Whether calls of that access key are this tenant's: its own, or a temporary one that it gave. */
bool tenant_has_key(const struct tenant *t, struct arena *a, const char *key_id);
struct gateway *tenant_gateway(struct tenant *t);
struct control *tenant_control(struct tenant *t);
struct cloud *tenant_cloud(struct tenant *t);
const struct state *tenant_state(const struct tenant *t);

/* Adds the cloud document of a YAML file. */
bool tenant_seed(struct tenant *t, const char *file, struct err *err);

#endif
