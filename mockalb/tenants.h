#ifndef MOCKALB_TENANTS_H
#define MOCKALB_TENANTS_H

/*
 * All worlds of one mock, and whose a call is: by its access key; of a call without one, such as
 * AssumeRoleWithOIDC, by the account in the role that it names; or else the main tenant's, who also says that a
 * key is unknown. Where several tenants have that account, the first of them is meant.
 *
 * The file of --tenants:
 *
 *   tenants:
 *     - id: alice                    # the access key, also the name in /_mock/…?tenant=alice
 *       secret: alices-secret
 *       account: "1000000000000002"  # all below may be absent: as the main tenant's
 *       region: cn-beijing
 *       seed: 7
 *       deny: LoadBalancer,Acl       # what it has no rights to
 *       cloud: alice.yaml            # a cloud document; beside this file if the path is relative
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "mockalb/tenant.h"

struct tenants;

struct tenants *tenants_new(struct clock *clock, const struct tenant_options *first);
void tenants_free(struct tenants *all); /* NULL is fine */

struct tenant *tenants_main(const struct tenants *all);
struct tenant *tenants_by_id(const struct tenants *all, const char *id); /* or NULL */
struct tenant *tenants_by_key(const struct tenants *all, struct arena *a, const char *key_id);
/* arn: "acs:ram::1000000000000002:role/ingress", whose account is the tenant's; or NULL. */
struct tenant *tenants_by_role(const struct tenants *all, const char *arn);

/* All of the file, or err names the place in it; what was there before stays. */
bool tenants_load(struct tenants *all, const char *file, struct err *err);

#endif
