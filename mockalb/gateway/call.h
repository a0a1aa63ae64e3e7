#ifndef MOCKALB_GATEWAY_CALL_H
#define MOCKALB_GATEWAY_CALL_H

/*
 * One API call, as its handler sees it.
 *
 * By the time a handler runs the call is authenticated and every parameter is
 * present, of its type and in bounds; call->params is a tree (Rules[0].Priority
 * a number, DryRun a boolean), enum values in the catalog's spelling. A handler
 * reads it, changes the store, and fills call->reply; or it returns
 * refuse(...), and everything it changed is undone. NULL is success.
 *
 * Handlers see no HTTP, no loop and no memory: what they need lives in
 * call->arena and dies with the reply.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/state/store.h"
#include "mockalb/gateway/action.h"
#include "mockalb/gateway/errors.h"

struct cloud; /* what the resources share; see mockalb/resources/cloud.h */

struct call {
    struct arena *arena;
    const struct action *action;
    const cJSON *params;    /* validated; system parameters (Action, Signature…) are not in it */
    const char *region;     /* RegionId, or the one of the host name, or the mock's own */
    const char *caller;     /* AccessKeyId */
    const char *account;    /* the caller's account id */
    const char *request_id; /* upper-case UUID */
    const char *host;       /* under which the client has found us: "127.0.0.1:8080" */
    struct store *store;    /* inside a transaction */
    struct clock *clock;
    struct random *random;
    struct cloud *cloud;
    int64_t page_most; /* items of a list at once; 0: as many as were asked for */
    cJSON *reply;      /* RequestId is added by the gateway */
    const char
        *job_id; /* set by job_start (resources/alb/job.h); added to the reply by the gateway */
};

/*
 * A handler's head: ACTION(alb, CreateRule) { … }. Its prototype is in the generated header
 * mockalb/catalog/actions.h, once the catalog's entry says "mocked": true.
 */
#define ACTION(product, name) const struct api_error *action_##product##_##name(struct call *call)

/*
 * Lists. The handler offers every object that passes its own filters, in
 * order; the gateway's page keeps those of the page that was asked for
 * (NextToken and MaxResults, or PageNumber and PageSize), counts all, and
 * writes the members that the action's reply has for it. Where the list goes is
 * said by the catalog, with its wrapping. An action without pages lists all.
 * make_item is called only for what is on the page; its result goes into the
 * reply. page_add is for lists of things that are no objects of the store; it
 * takes the item. Where there are many, page_next counts one more and says whether it is on the
 * page, so that only those that are need be made: page_push takes them. page_resume is for who can find the place of an object without a walk.
 */
struct page {
    struct call *call;
    cJSON *(*make_item)(struct call *call, const struct object *o);
    /* the gateway's own: */
    cJSON *list;
    int64_t number, size, skip, total;
    bool by_token, more;
    const char *after;         /* the id of what was last on the page before; or NULL */
    uint64_t after_created;    /* … and when it was made */
    const struct object *last; /* on this page */
    const struct api_error *refusal;
};

void page_begin(struct page *p, struct call *call,
                cJSON *(*make_item)(struct call *call, const struct object *o));
void page_offer(struct page *p, const struct object *o);
void page_add(struct page *p, cJSON *take_item);
bool page_next(struct page *p);
void page_push(struct page *p, cJSON *take_item);

/*
 * The id of the last object of the page before and when it was made, or NULL: who offers in the order
 * of creation may offer only what comes behind it (it may be gone by now). Then the total must be
 * set; the page is full when there is one more than it takes.
 */
const char *page_resume(struct page *p, uint64_t *ret_created);
bool page_is_full(const struct page *p);
void page_set_total(struct page *p, size_t total);
const struct api_error *page_end(struct page *p); /* NULL, or the refusal of a bad NextToken */

#endif
