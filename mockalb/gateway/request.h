#ifndef MOCKALB_GATEWAY_REQUEST_H
#define MOCKALB_GATEWAY_REQUEST_H

/*
 * A request as it came over the wire: its parameters, of the query and of the
 * form body, as pairs of names and values; and the few headers that matter.
 * Nothing here knows what an action is.
 *
 * Once it has passed request_check, names are unique, all is UTF-8, and the
 * pairs are ordered so that Rules.2.X stands before Rules.10.X and everything
 * below one prefix stands together.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "mockalb/gateway/call.h"

struct pair {
    struct str name, value;
    bool in_form;
};

struct request {
    struct arena *arena;
    struct str method, host; /* "POST", "alb.cn-hangzhou.aliyuncs.com" or "127.0.0.1:4711" */
    struct str action, version, authorization; /* of the headers; may be absent */
    struct str body;
    const struct pair *headers; /* of calls with an Authorization header; or NULL */
    size_t header_count;
    struct pair *pairs;
    size_t count, room;
    bool foreign_body;    /* a body that is no form */
    const char *somebody; /* who calls, without a signature: not over the API's wire; or NULL */
};

/* What is added is borrowed, and must live as long as the request. */
void request_add(struct request *r, struct str name, struct str value);
void request_add_form(struct request *r, struct str body); /* decodes name=value&… */

const struct api_error *request_check(struct request *r, struct call *call);

struct str request_param(const struct request *r, const char *name); /* absent: STR_NONE */
const char *request_text(const struct request *r, const char *name); /* NULL when absent or empty */

#endif
