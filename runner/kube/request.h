#ifndef RUNNER_KUBE_REQUEST_H
#define RUNNER_KUBE_REQUEST_H

/*
 * A request to the API as text, and its answer: what the routes work on. The
 * socket's side makes one of an exchange, a test makes one of a line.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/blob.h"
#include "base/str.h"

struct watching;

struct param {
    struct str name, value;
    struct param *next;
};

struct request {
    struct arena *arena;
    struct str method, path; /* the path is decoded, without query */
    struct str accept, content_type, body;
    struct str user_agent;
    struct str if_none_match; /* the header of that name */
    struct str authority;     /* host and port that the client meant */
    struct param *params;
};

/* What a client is told beside its answer, in Warning headers. */
struct warning {
    const char *text;
    struct warning *next;
};

/* One more header. */
struct heading {
    const char *name, *value;
    struct heading *next;
};

struct reply {
    int status;
    const char *type;         /* of the body */
    struct blob *body;        /* the receiver's; NULL when there is a watch */
    struct watching *watch;   /* a stream: start it, the receiver's */
    struct warning *warnings; /* the request's arena's */
    struct heading *headings; /* the same */
};

void request_add_param(struct request *r, struct str name, struct str value);
struct str request_param(const struct request *r, const char *name); /* the first; or STR_NONE */
bool request_flag(const struct request *r, const char *name);        /* there, and not false or 0 */

void reply_head(struct reply *reply, struct arena *a, const char *name, const char *value);
/* Once for each text, as many as fit into a few headers. */
void reply_warn(struct reply *reply, struct arena *a, const char *text);
/* The value of the header. */
const char *warning_header(struct arena *a, const struct warning *w);

#endif
