#ifndef MOCKALB_RESOURCES_CIDR_H
#define MOCKALB_RESOURCES_CIDR_H

/*
 * The old name of base/cidr.h.
 */
#include "base/cidr.h"

#endif
