#ifndef MOCKALB_RESOURCES_TAGGING_H
#define MOCKALB_RESOURCES_TAGGING_H

/*
 * The tag actions that products share: ResourceType and ResourceId name things,
 * Tag or TagKey what is set on them, taken off them or looked for.
 */
#include "mockalb/gateway/call.h"

/* A type that the actions speak of; of others there is nothing, so that no id of theirs is found. */
struct tagged_type {
    const char *name; /* NULL ends the table */
    const struct kind *kind;
};

const struct api_error *tagging_set(struct call *call, const struct tagged_type *types);
/* The tags with these keys, or these tags (as older clients say it); without keys all of them, if that is asked for. */
const struct api_error *tagging_drop(struct call *call, const struct tagged_type *types);
/* Things or tags are to be named. */
const struct api_error *tagging_list(struct call *call, const struct tagged_type *types);

#endif
