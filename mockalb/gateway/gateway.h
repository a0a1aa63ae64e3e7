#ifndef MOCKALB_GATEWAY_GATEWAY_H
#define MOCKALB_GATEWAY_GATEWAY_H

/*
 * From a request to an answer, stage by stage: the table in gateway.c is the
 * way of a call. The gateway names no product and no resource; it meets them
 * through the catalog's tables.
 *
 * One call is answered at a time, whole: its handler runs inside one
 * transaction, which is undone if the call is refused.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/state/store.h"
#include "mockalb/gateway/journal.h"
#include "mockalb/gateway/render.h"
#include "mockalb/gateway/request.h"
#include "mockalb/gateway/sign.h"

struct cloud;
struct faults; /* mockalb/gateway/faults.h */
struct gateway;
struct maximum;

/* What happens to a call whose signature is not right. */
enum signature_mode { SIGNATURE_off, SIGNATURE_warn, SIGNATURE_enforce };

struct gateway_options {
    struct access_key key;
    const char *region;  /* of calls that name none */
    const char *account; /* of every caller */
    enum signature_mode signature;
    bool anonymous;               /* calls without any signature are let in */
    struct log log;               /* of signatures that do not match */
    bool strict;                  /* refuses parameters that the action does not have */
    bool check_replies;           /* against the catalog: for debug builds */
    const struct maximum *maxima; /* validate.h; borrowed; NULL: as the catalog has them */
};

/* What calls work on; all borrowed. */
struct gateway_world {
    /* Keys besides the one of the options; NULL: there are none. */
    bool (*find_key)(struct store *s, struct arena *a, const char *id, struct access_key *ret_key);
    /* Whether the caller may make the call, before anything is said of its parameters; NULL: it may. */
    const struct api_error *(*authorize)(struct call *call);
    struct store *store;
    struct clock *clock;
    struct random *random;
    struct cloud *cloud;
    struct journal *journal;
};

struct answer {
    int status;
    enum render_format format;
    char request_id[37];
    struct buf body; /* the receiver's */
};

struct gateway *gateway_new(const struct gateway_options *o, const struct gateway_world *w);
void gateway_free(struct gateway *g);

struct faults *gateway_faults(struct gateway *g); /* none at first, and after a reset */

/* Forgets ClientTokens, nonces and faults. */
void gateway_reset(struct gateway *g);

/* What request ids are made of: numbers of their own, so that reading leaves no trace in other ids. */
struct random *gateway_request_ids(struct gateway *g);
void gateway_seed(struct gateway *g, uint64_t seed);

/* An empty request for gateway_answer; good until that returns. */
struct request *gateway_request(struct gateway *g);
void gateway_answer(struct gateway *g, struct request *r, struct answer *ret_answer);

#endif
