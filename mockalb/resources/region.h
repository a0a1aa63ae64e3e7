#ifndef MOCKALB_RESOURCES_REGION_H
#define MOCKALB_RESOURCES_REGION_H

/*
 * Regions and their zones: objects of the store, one a region, whose scope and
 * id are the region's.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/state/store.h"

/* What a region, or the account in it, may lack. */
#define LACKS_SLOW_START   "SlowStart"
#define LACKS_DRAIN        "ConnectionDrain"
#define LACKS_FUNCTIONS    "FcServerGroup"
#define LACKS_SERVICE_ROLE "ServiceLinkedRole"

/*
 * zones: an array of zone ids, or NULL for those that this region has by default; without: an array of
 * what it lacks, or NULL.
 */
void region_put(struct store *s, const char *region, const cJSON *zones, const cJSON *without);
bool region_has_zone(const struct store *s, const char *region, const char *zone);
bool region_lacks(const struct store *s, const char *region, const char *what);

#endif
