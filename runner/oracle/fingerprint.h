#ifndef RUNNER_ORACLE_FINGERPRINT_H
#define RUNNER_ORACLE_FINGERPRINT_H

/*
 * What must stay as it was of a server group that the controller only refers
 * to: its attributes, its tags, its servers. What the cloud itself notes about
 * its use (Related…, counts, transitions) is no part of it.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"

enum fingerprint_part {
    FINGERPRINT_attributes = 1,
    FINGERPRINT_tags = 2,
    FINGERPRINT_servers = 4,
    FINGERPRINT_all = 7
};

/* A tree of the parts asked for; NULL when there is no such group. The arena's. */
const cJSON *fingerprint_of(struct arena *a, const cJSON *state, const char *group_id,
                            unsigned parts);

#endif
