#ifndef MOCKALB_GATEWAY_REPEAT_H
#define MOCKALB_GATEWAY_REPEAT_H

/*
 * What was answered to a ClientToken: the same token with the same parameters
 * is answered the same again, and nothing happens twice. A token belongs to one
 * caller and one action. Only what succeeded is remembered; the oldest is
 * forgotten when there are too many.
 *
 * Differs: how long the real service remembers a token is not known.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "mockalb/gateway/call.h"

struct repeat;

struct repeat *repeat_new(void);
void repeat_free(struct repeat *r);
void repeat_reset(struct repeat *r);

/*
 * Looks the call's token up. *ret_known tells whether it was answered before;
 * then call->reply is that answer. The refusal of a token used with other parameters
 * is returned. A call without a token is never known.
 */
const struct api_error *repeat_find(struct repeat *r, struct call *call, bool *ret_known);

void repeat_keep(struct repeat *r, const struct call *call);

#endif
