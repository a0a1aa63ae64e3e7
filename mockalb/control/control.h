#ifndef MOCKALB_CONTROL_CONTROL_H
#define MOCKALB_CONTROL_CONTROL_H

/*
 * The mock's own endpoints, below /_mock/: unsigned, JSON in and out, errors as
 * {"error": "what is wrong and how to mend it"}. The table in control.c lists
 * them all.
 */
#include "base/net/httpd.h"
#include "mockalb/control/state.h"
#include "mockalb/gateway/gateway.h"
#include "mockalb/gateway/journal.h"

struct control;

struct control_world {
    struct state state;
    struct gateway *gateway;
    struct journal *journal;
    const char *region;
};

struct control *control_new(const struct control_world *w);
void control_free(struct control *c); /* after the server: who follows the journal ends with it */

void control_answer(struct exchange *x, struct control *c);
void control_refuse(struct exchange *x, int status, const char *text);

#endif
