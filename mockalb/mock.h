#ifndef MOCKALB_MOCK_H
#define MOCKALB_MOCK_H

/*
 * The mock: clouds behind one port, one for each tenant.
 *
 *   /                  API calls of every product
 *   /_mock/…           the mock's own control; of another tenant than the main one with ?tenant=ID
 *   /latest/meta-data/ instance metadata
 */
#include <stdbool.h>

#include "base/err.h"
#include "base/net/loop.h"
#include "mockalb/tenant.h"

struct mock;

struct mock_options {
    const char *address;
    int port; /* 0: any free one */
    struct tenant_options main;
};

/* Time is that of the loop's clock. NULL: err says why it can't listen. */
struct mock *mock_new(struct loop *l, const struct mock_options *o, struct err *err);
void mock_free(struct mock *m); /* NULL is fine */
int mock_port(const struct mock *m);

/* These are about the main tenant. Adds the cloud document of a YAML file. */
bool mock_seed(struct mock *m, const char *file, struct err *err);

/* Adds the tenants of a YAML file (mockalb/tenants.h). */
bool mock_add_tenants(struct mock *m, const char *file, struct err *err);

/* State documents in files: as GET and PUT /_mock/state. */
bool mock_load(struct mock *m, const char *file, struct err *err);
bool mock_save(const struct mock *m, const char *file, struct err *err);

#endif
