#ifndef RUNNER_WORLD_STATE_H
#define RUNNER_WORLD_STATE_H

/*
 * A state document of the mock, read: {"revision": "57", "objects": [{"kind",
 * "id", "body", …}, …]}, objects in the order of creation. A document that is
 * not there (NULL) has no objects.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

uint64_t state_revision(const cJSON *state);
void state_each(const cJSON *state, const char *kind,
                bool (*fn)(void *arg, const char *id, const cJSON *body), void *arg);
bool state_is_stable(const cJSON *state); /* no object is on its way from one status to another */

#endif
