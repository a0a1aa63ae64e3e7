#ifndef MOCKALB_MOCK_H
#define MOCKALB_MOCK_H

/*
 * The mock: one cloud behind one port. The only file that knows all the rooms.
 *
 *   /                  API calls of every product
 *   /_mock/…           the mock's own control
 *   /latest/meta-data/ instance metadata
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/log.h"
#include "base/net/loop.h"
#include "mockalb/gateway/gateway.h"

struct mock;

struct mock_options {
    const char *address;
    int port; /* 0: any free one */
    uint64_t seed;
    const char *region, *edition, *account, *lifecycle;
    const char *key_id, *key_secret;
    enum signature_mode signature;
    bool strict, anonymous;
    struct log log; /* for who runs it: signatures that do not match */
};

/* Time is that of the loop's clock. NULL: err says why it can't listen. */
struct mock *mock_new(struct loop *l, const struct mock_options *o, struct err *err);
void mock_free(struct mock *m); /* NULL is fine */
int mock_port(const struct mock *m);

/* Adds the cloud document of a YAML file. */
bool mock_seed(struct mock *m, const char *file, struct err *err);

/* State documents in files: as GET and PUT /_mock/state. */
bool mock_load(struct mock *m, const char *file, struct err *err);
bool mock_save(const struct mock *m, const char *file, struct err *err);

#endif
