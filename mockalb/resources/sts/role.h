#ifndef MOCKALB_RESOURCES_STS_ROLE_H
#define MOCKALB_RESOURCES_STS_ROLE_H

/*
 * Temporary keys: AssumeRole makes one with its token, which is good until it
 * expires. There are no roles and no policies: every well-formed role is there and
 * may do everything. Keys are objects of the store ("sts/Key"), so a state document has them.
 */
#include "mockalb/gateway/call.h"
#include "mockalb/gateway/sign.h"

bool sts_find_key(struct store *s, struct arena *a, const char *id, struct access_key *ret_key);

/*
 * What the metadata of an instance with that role say: a key as JSON text, good for six hours, and the same one until
 * half an hour before its end. Inferred: both times, and the session's name.
 */
const char *sts_instance_keys(struct call *call, struct str role);

#endif
