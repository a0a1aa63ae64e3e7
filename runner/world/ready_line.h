#ifndef RUNNER_WORLD_READY_LINE_H
#define RUNNER_WORLD_READY_LINE_H

/*
 * The first line of mockalb serve:
 * "mockalb 0.1.0 ready at http://127.0.0.1:41231 (region cn-hangzhou, seed 1)"
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* False: it is another line, and nothing is set. Both have the room. */
bool ready_line_read(struct str line, char *ret_endpoint, char *ret_region, size_t room);

#endif
