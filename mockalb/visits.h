#ifndef MOCKALB_VISITS_H
#define MOCKALB_VISITS_H

/*
 * Who came and what became of it, for the person who wonders why a client's calls
 * are not in the journal: one line of JSON on stdout for each host that was
 * served, and for each way that led to no call. The same visit is told of once.
 *
 *   {"visit": "served", "host": "alb.cn-hangzhou.aliyuncs.com", "way": "https"}
 *   {"visit": "elsewhere", "host": "example.com:443"}      nothing here leads there
 *   {"visit": "handshake", "host": "…", "why": "the client says: CA is unknown"}
 *   {"visit": "path", "host": "…", "path": "/v1/nothing"}  there is no such path
 *   {"visit": "metadata", "path": "region-id"}
 */
#include <stdbool.h>

#include "base/str.h"

struct visits;

struct visits *visits_new(void);
void visits_free(struct visits *v); /* NULL is fine */

/* name and value: one more member; name NULL: none. v NULL: nothing is told. */
void visits_tell(struct visits *v, const char *visit, struct str host, const char *name,
                 struct str value);
/* The same was told of before. v NULL: false. */
bool visits_told(struct visits *v, const char *visit, struct str host, const char *name,
                 struct str value);

#endif
