#ifndef MOCKALB_RESOURCES_ALB_SERVER_GROUP_H
#define MOCKALB_RESOURCES_ALB_SERVER_GROUP_H

/*
 * Server groups: what forwarding rules and listeners forward to. Their servers
 * are objects of their own (server.h).
 */
#include "mockalb/gateway/call.h"

/* A whole body of a group, with the settings that params gives and the defaults of the rest. */
cJSON *group_body(struct call *call, const char *id, const cJSON *params);

/* NULL, or why this group can't be changed now. */
const struct api_error *group_check_stable(struct call *call, const struct object *group);

/* The group is changing, for as long as its servers in that state do. */
void group_configures(struct call *call, const struct object *group, const char *server_state);

#endif
