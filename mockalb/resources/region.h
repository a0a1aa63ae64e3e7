#ifndef MOCKALB_RESOURCES_REGION_H
#define MOCKALB_RESOURCES_REGION_H

/*
 * Regions and their zones: objects of the store, one a region, whose scope and
 * id are the region's.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/state/store.h"

/* zones: an array of zone ids, or NULL for those that this region has by default. */
void region_put(struct store *s, const char *region, const cJSON *zones);
bool region_has_zone(const struct store *s, const char *region, const char *zone);

#endif
