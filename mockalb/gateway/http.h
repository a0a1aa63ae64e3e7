#ifndef MOCKALB_GATEWAY_HTTP_H
#define MOCKALB_GATEWAY_HTTP_H

/*
 * API calls over HTTP: GET and POST at /.
 */
#include "base/net/httpd.h"
#include "mockalb/gateway/gateway.h"

/* Who answers a call that has been read. */
typedef struct gateway *gateway_choice(void *arg, const struct request *r);

/* What the call needs is in the arena, which is empty again after. */
void http_answer_call(struct exchange *x, struct arena *a, gateway_choice *choose, void *arg);

/* For a path that nothing answers to: 404, and what there is instead. */
void http_refuse_path(struct exchange *x);

#endif
