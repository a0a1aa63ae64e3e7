#ifndef MOCKALB_GATEWAY_RPC_H
#define MOCKALB_GATEWAY_RPC_H

/*
 * From flattened parameters to a tree, as the action's catalog entry says:
 * Rules.1.RuleConditions.2.Type=Host, one JSON text, a list with commas, or a
 * map (Name.KEY=v, Name.#3#KEY=v). Leaves stay text; validate.c gives them
 * their types.
 *
 * Differs: the real service's reading of gaps in a list is not known. Here
 * Values.1 and Values.3 make a list of two, since clients leave empty ones out.
 */
#include <cjson/cJSON.h>

#include "mockalb/gateway/call.h"
#include "mockalb/gateway/request.h"

/* unknown: the names that the action does not have. Both trees are the arena's. */
const struct api_error *rpc_decode(struct call *call, const struct request *r, cJSON **ret_params,
                                   cJSON **ret_unknown);

/* The pairs as they came, for calls whose action has no parameter tree; without the signature. */
cJSON *rpc_flat(struct call *call, const struct request *r);

#endif
