#ifndef MOCKALB_CATALOG_SOURCES_H
#define MOCKALB_CATALOG_SOURCES_H

/*
 * Which parameters the handlers read, found in their sources: what a function names, in a place where
 * a parameter is read, and what the functions and tables name that it uses.
 *
 * A text counts as read unless it stands where something is written, compared or said (json_set,
 * strcmp, refuse, …), or is looked up in what is stored: in a "body" or a "reply". A parameter whose
 * value is copied whole (json_copy(given)) is read with all that is in it: what the mock keeps, it
 * answers again.
 *
 * This sees names, not values: a name that a handler reads from another tree than the parameters,
 * under a variable of another name, counts as read too. It never misses a name that is written in the
 * sources, and needs no run of anything: so it is the same in every build.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct sources;

struct sources *sources_new(struct arena *a);

/* Takes in one C file; its name and text are borrowed. */
void sources_add(struct sources *s, const char *file, struct str text);
bool sources_read(struct sources *s, const char *file, struct err *err);

/* The table handler_reads[] of reads.h, as C. */
void sources_write(struct sources *s, struct buf *code);

#endif
