#ifndef MOCKALB_RESOURCES_ALB_ACL_H
#define MOCKALB_RESOURCES_ALB_ACL_H

/*
 * Access control lists: which addresses a listener lets in (White) or keeps out
 * (Black). An entry is an object of its own, owned by its list; so is the relation of a list
 * with a listener (acl_relation.c), owned by the listener.
 */
#include "mockalb/gateway/call.h"

/* The list with that id, when it can be changed now. */
const struct object *acl_of(struct call *call, const char *id,
                            const struct api_error **ret_refusal);
int64_t acl_entry_count(struct call *call, const char *acl);
const char *acl_shared_entry(struct call *call, const char *acl, const char *other); /* or NULL */

/* Relations of a list, with any listener. */
int64_t acl_relation_count(struct call *call, const char *acl);

/* NULL when each listener and load balancer that uses the list has room for more entries in it. */
const struct api_error *acl_check_users(struct call *call, const char *acl, int64_t added);

bool listener_has_acls(struct call *call, const char *listener);
/* Adds AclConfig to what is shown of a listener; nothing when it has no list. */
void acl_show_config(struct call *call, cJSON *to, const struct object *listener);

#endif
