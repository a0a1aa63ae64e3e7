#ifndef MOCKALB_RESOURCES_KINDS_H
#define MOCKALB_RESOURCES_KINDS_H

/*
 * The old name of mockalb/kinds/kinds.h.
 */
#include "mockalb/kinds/kinds.h"

#endif
