#ifndef MOCKALB_GATEWAY_HTTP_H
#define MOCKALB_GATEWAY_HTTP_H

/*
 * API calls over HTTP: GET and POST at /.
 */
#include "base/net/httpd.h"
#include "mockalb/gateway/gateway.h"

void http_answer_call(struct exchange *x, struct gateway *g);

/* For a path that nothing answers to: 404, and what there is instead. */
void http_refuse_path(struct exchange *x);

#endif
