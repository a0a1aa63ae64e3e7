#ifndef MOCKALB_KINDS_KEYS_CEN_H
#define MOCKALB_KINDS_KEYS_CEN_H

/*
 * By what the things of a CEN are found besides their ids (kinds.def): an attachment
 * by either transit router of it, by what it attaches, and by its CEN and type together; a static
 * route by its next hop and its block, associations and propagations by their table.
 */
#include "base/state/store.h"

/* All of one type of one CEN. false: the ids are too long to be a key, and must be looked for. */
#define CEN_KEY_ROOM 96
bool cen_type_key(char key[CEN_KEY_ROOM], const char *cen, const char *type);

void cen_attachment_keys(const struct object *o, key_fn *add, void *arg);
void cen_route_entry_keys(const struct object *o, key_fn *add, void *arg);
void cen_table_key(const struct object *o, key_fn *add, void *arg);

#endif
