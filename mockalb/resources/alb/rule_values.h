#ifndef MOCKALB_RESOURCES_ALB_RULE_VALUES_H
#define MOCKALB_RESOURCES_ALB_RULE_VALUES_H

/*
 * What a value of a rule's condition may look like, a function a kind of
 * value. A value with * or ? is a wildcard; one that begins with ~ is a
 * regular expression where the kind has these.
 */
#include <stdbool.h>

#include "base/str.h"

bool value_is_host(struct str s);
bool value_is_path(struct str s);
bool value_is_header(struct str s); /* printable, no blank at either end */
bool value_is_query(struct str s);  /* of a query string, key or value */
bool value_is_cookie(struct str s); /* … of a cookie */
bool value_is_source(struct str s); /* an address or a block */
bool value_is_status(struct str s); /* 200, or 500-599 */
bool value_has_wildcard(struct str s);
bool value_is_reserved_header(struct str s, bool response); /* which no rule may set or remove */

#endif
