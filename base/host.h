#ifndef BASE_HOST_H
#define BASE_HOST_H

/*
 * Names of hosts as clients write them: in either case, with a port or without,
 * and with the final dot of a name that is complete.
 */
#include <stdbool.h>

#include "base/str.h"

/* "alb.example.:443" → "alb.example"; "[::1]:80" → "[::1]". What is left is as it was written. */
struct str host_of(struct str authority);

/* What host_of() leaves out, without its colon: "443"; or absent. */
struct str host_port(struct str authority);

/* suffix: ".example", for all hosts below it. */
bool host_is_below(struct str host, struct str suffix);

#endif
