#ifndef MOCKALB_CONTROL_ENDPOINT_H
#define MOCKALB_CONTROL_ENDPOINT_H

/*
 * What endpoints share, inside of this room: whose they are, and how they
 * answer. The table in control.c lists them.
 */
#include "base/arena.h"
#include "base/net/httpd.h"
#include "mockalb/control/control.h"
#include "mockalb/control/snapshots.h"

#define PREFIX    "/_mock/"
#define SNAPSHOTS "snapshots/" /* and a name */

struct control {
    struct control_world world;
    struct snapshots *snapshots;
    struct arena *arena; /* of the request being answered */
};

typedef void endpoint(struct control *c, struct exchange *x);

void control_reply(struct exchange *x, int status, cJSON *take_tree);
void control_reply_done(struct exchange *x);

/* The body as JSON; NULL when it is none, and then that was answered. */
const cJSON *control_body(struct control *c, struct exchange *x);
/* Of the query; NULL when absent or empty. */
const char *control_query(struct control *c, struct exchange *x, const char *name);

/* state_endpoints.c */
endpoint get_state, put_state, get_snapshots, put_snapshot, get_snapshot, post_snapshot,
    delete_snapshot, get_diff;
/* data_endpoint.c */
endpoint post_data;
/* reach_endpoint.c */
endpoint get_reach;
/* faults_endpoint.c */
endpoint get_faults, post_faults, delete_faults, post_call;
/* journal_endpoint.c */
endpoint get_journal;

#endif
