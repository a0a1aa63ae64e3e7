#ifndef MOCKALB_MOCK_H
#define MOCKALB_MOCK_H

/*
 * The mock: clouds behind one port, one for each tenant.
 *
 *   /                  API calls of every product
 *   /_mock/…           the mock's own control; of another tenant than the main one with ?tenant=ID
 *   /latest/meta-data/ instance metadata (mockalb/metadata.h)
 *
 * As a proxy it answers for every host of the cloud, passes on what is for those
 * named as being elsewhere, and knows nothing else: nothing leaves the machine.
 */
#include <stdbool.h>

#include "base/err.h"
#include "base/net/loop.h"
#include "mockalb/tenant.h"

struct mock;

struct mock_options {
    const char *address;
    int port;                     /* 0: any free one */
    const char *ca_file;          /* speaks TLS too, in this authority's name; NULL: not */
    const char *const *elsewhere; /* "127.0.0.1:6443": requests for it are passed on */
    size_t elsewhere_count;
    bool tells_visits; /* on stdout (mockalb/visits.h) */
    struct tenant_options main;
};

/* Time is that of the loop's clock. NULL: err says why it can't listen. */
struct mock *mock_new(struct loop *l, const struct mock_options *o, struct err *err);
void mock_free(struct mock *m); /* NULL is fine */
int mock_port(const struct mock *m);
bool mock_listen(struct mock *m, const char *address, int port, int *ret_port, struct err *err);

/* These are about the main tenant. Adds the cloud document of a YAML file. */
bool mock_seed(struct mock *m, const char *file, struct err *err);

/* Adds the tenants of a YAML file (mockalb/tenants.h). */
bool mock_add_tenants(struct mock *m, const char *file, struct err *err);

/* State documents in files: as GET and PUT /_mock/state. */
bool mock_load(struct mock *m, const char *file, struct err *err);
bool mock_save(const struct mock *m, const char *file, struct err *err);

#endif
