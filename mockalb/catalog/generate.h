#ifndef MOCKALB_CATALOG_GENERATE_H
#define MOCKALB_CATALOG_GENERATE_H

/*
 * A catalog folder as C.
 *
 * The folder has one folder for each version of a product; in it product.json
 * says what the product is, and every other file holds the actions of one
 * resource: { "CreateRule": ACTION, … }. An ACTION with "mocked": true has a
 * handler, action_<product>_<Action>: the header declares them, the tables
 * point to them. So a mocked entry without a function does not link, and a
 * function without an entry does not compile. Actions that are not mocked are
 * in the tables by name only.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Fills code with the tables of mockalb/gateway/action.h, header with the prototypes. */
bool generate_catalog(const char *dir, struct buf *code, struct buf *header, struct err *err);

#endif
