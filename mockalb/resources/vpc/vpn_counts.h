#ifndef MOCKALB_RESOURCES_VPC_VPN_COUNTS_H
#define MOCKALB_RESOURCES_VPC_VPN_COUNTS_H

/*
 * How many routes of each origin a VPN has, as its lists say it.
 */
#include <stdint.h>

#include "base/json.h"

static inline void vpn_add_counts(cJSON *list, int64_t count)
{
    cJSON *item = json_push(list, cJSON_CreateObject());

    json_add_text(item, "RouteEntryType", "custom");
    json_add_text(item, "Source", "CLOUD");
    json_add_int(item, "RouteCount", count);
}

#endif
