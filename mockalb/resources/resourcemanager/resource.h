#ifndef MOCKALB_RESOURCES_RESOURCEMANAGER_RESOURCE_H
#define MOCKALB_RESOURCES_RESOURCEMANAGER_RESOURCE_H

/*
 * What is in resource groups: things of any product that have one, by resources.def. A thing that
 * names none is in the account's first.
 */
#include <stdbool.h>

#include "base/state/store.h"

bool resource_group_is_used(const struct store *s, const char *id);

#endif
