#ifndef MOCKALB_RESOURCES_ALB_SERVER_CHECK_H
#define MOCKALB_RESOURCES_ALB_SERVER_CHECK_H

/*
 * One server as a call gives it: which machine it means, whether that exists
 * and may stand in this group, and the body that it becomes.
 */
#include "mockalb/gateway/call.h"

/* path says where the call has it: "Servers.1". */
const struct api_error *server_read(struct call *call, const struct object *group,
                                    const cJSON *given, const char *path, cJSON **ret_body);

/* The server's id in the store: the group, the machine, for interfaces the address, and the port. */
const char *server_id(struct call *call, const cJSON *body);

/* The same for a server that is only named, as for removal: missing types and addresses are guessed. */
const char *server_id_named(struct call *call, const struct object *group, const cJSON *given);

#endif
