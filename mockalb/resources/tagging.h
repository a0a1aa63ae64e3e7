#ifndef MOCKALB_RESOURCES_TAGGING_H
#define MOCKALB_RESOURCES_TAGGING_H

/*
 * The tag actions that products share: ResourceType and ResourceId name things,
 * Tag or TagKey what is set on them, taken off them or looked for. A product has a table of the types that
 * its actions speak of, and says in what else it is not like the others.
 *
 * All beside keys: the documents of ECS and the request model of CEN (Cbn 2017-09-12, UntagResourcesRequest) say
 * that All counts only without keys. Those of VPC and ALB are silent, so what happens there is inferred.
 */
#include "mockalb/gateway/call.h"

struct tagged_type {
    const char *name; /* in either case; NULL ends the table */
    const struct kind *kind;
    enum error_id absent; /* what is said of an id that is not there; may show the id */
    const char *attached; /* of a kind that several types share: the ResourceType in its body */
};

enum tagging_trait {
    TAGGING_is_central = 1,    /* its things are found in whatever region they are */
    TAGGING_keys_once = 2,     /* a key may not be set twice in a call */
    TAGGING_all_is_all = 4,    /* All takes every tag off, also beside keys */
    TAGGING_lists_named = 8,   /* to list, things or tags must be named */
    TAGGING_lists_there = 16,  /* to list, the things that are named must be there */
    TAGGING_shows_wanted = 32, /* of a thing only the tags are listed that were asked for */
};

struct tagging {
    const struct tagged_type *types;
    enum error_id unknown_type; /* of a type that the table lacks; may show "ResourceType" */
    unsigned has;               /* traits */
};

/* The type that a call names, or NULL. */
const struct tagged_type *tagging_type(struct call *call, const struct tagging *t);

const struct api_error *tagging_set(struct call *call, const struct tagging *t);
/* The tags with these keys, or these tags (as older clients say it); without keys all of them, if that is asked for. */
const struct api_error *tagging_drop(struct call *call, const struct tagging *t);
const struct api_error *tagging_list(struct call *call, const struct tagging *t);

#endif
