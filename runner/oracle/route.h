#ifndef RUNNER_ORACLE_ROUTE_H
#define RUNNER_ORACLE_ROUTE_H

/*
 * Where a request would go: the rules of a listener are tried by ascending
 * priority, and the first whose conditions all hold decides; when none does, the
 * listener's default action. Values of one condition are alternatives.
 *
 * A host is compared without case, a path with it; "*" stands for any text, "/"
 * and nothing included, "?" for one character. A value that begins with "~" is a
 * regular expression ("~*": without case).
 *
 * The request is a plain GET: conditions on headers, cookies, queries and source
 * addresses do not hold.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "runner/oracle/view.h"

struct request {
    const char *host, *path;
};

/* NULL: no rule; the default action answers. */
const struct view_rule *route(const struct view *v, const struct view_listener *l,
                              const struct request *r);

/* Every condition of this one rule holds. */
bool rule_matches(const struct view_rule *rule, const struct request *r);

bool wildcard_matches(struct str pattern, struct str text, bool nocase);

#endif
