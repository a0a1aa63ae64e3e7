#ifndef MOCKALB_RESOURCES_TAGS_H
#define MOCKALB_RESOURCES_TAGS_H

/*
 * Tags of things: in a body a list "Tags" of {"Key", "Value"}, keys unique, in
 * the order in which they were first set.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "mockalb/gateway/call.h"

#define TAGS_MAX 20 /* on one resource */

/* Every wanted tag is there; one that is wanted without a value matches any. NULL or empty wants nothing. */
bool tags_match(const cJSON *tags, const cJSON *wanted);

/* Adds to a body the tags that a call gives ("Tag", or Rules.N.Tag; path says where), over those it has. */
const struct api_error *tags_set(struct call *call, cJSON *body, const cJSON *given,
                                 const char *path);
void tags_drop(cJSON *body, const char *key, const char *value); /* value NULL: any */
void tags_clear(cJSON *body);

#endif
