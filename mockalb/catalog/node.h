#ifndef MOCKALB_CATALOG_NODE_H
#define MOCKALB_CATALOG_NODE_H

/*
 * The nodes of the catalog, parameters and members of replies, as rows of the
 * tables that mockalb/gateway/action.h describes. place is where the list
 * stands ("alb/rule.json: CreateRule: params"); errors begin with it.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "mockalb/catalog/tables.h"

/* The name of the array with these nodes; NULL: err says why. */
const char *node_params(struct tables *t, const cJSON *nodes, const char *place, struct err *err);
const char *node_replies(struct tables *t, const cJSON *nodes, const char *place, struct err *err);

/* The members of an array of nodes, sorted by name; false if a name is absent or given twice. */
bool node_sort(struct tables *t, const cJSON *nodes, const char *place, const cJSON ***ret_sorted,
               struct err *err);

#endif
