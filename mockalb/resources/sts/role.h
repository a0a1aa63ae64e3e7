#ifndef MOCKALB_RESOURCES_STS_ROLE_H
#define MOCKALB_RESOURCES_STS_ROLE_H

/*
 * Temporary keys: AssumeRole makes one with its token, which is good until it
 * expires. There are no roles and no policies: every well-formed role is there and
 * may do everything. Keys are objects of the store ("sts/Key"), so a state document has them.
 */
#include "mockalb/gateway/sign.h"

bool sts_find_key(struct store *s, struct arena *a, const char *id, struct access_key *ret_key);

#endif
