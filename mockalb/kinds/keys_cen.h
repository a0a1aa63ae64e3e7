#ifndef MOCKALB_KINDS_KEYS_CEN_H
#define MOCKALB_KINDS_KEYS_CEN_H

/*
 * By what the things of a CEN are found besides their ids (kinds.def): an
 * attachment by either transit router of it and by what it attaches, a static
 * route by its next hop and its block, associations and propagations by their table.
 */
#include "base/state/store.h"

void cen_attachment_keys(const struct object *o, key_fn *add, void *arg);
void cen_route_entry_keys(const struct object *o, key_fn *add, void *arg);
void cen_table_key(const struct object *o, key_fn *add, void *arg);

#endif
