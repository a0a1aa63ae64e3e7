#ifndef TESTS_MOCKALB_GATEWAY_SHOP_SHOP_H
#define TESTS_MOCKALB_GATEWAY_SHOP_SHOP_H

/*
 * A small product for tests of the gateway: things that can be created, listed
 * and deleted. Its catalog is beside this file. Creating a thing called "bad"
 * is refused after the thing was put into the store; one called "odd" answers
 * with a member that the catalog does not know.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/clock.h"
#include "base/random.h"
#include "base/state/store.h"
#include "mockalb/gateway/gateway.h"
#include "mockalb/gateway/journal.h"

extern const struct kind kind_thing;

struct shop {
    struct clock *clock;
    struct store *store;
    struct random random;
    struct journal *journal;
    struct gateway *gateway;
    cJSON *body; /* of the last answer, when it was JSON */
    char *text;  /* the same as it came */
    int status;
};

/* Signatures are not checked, unknown parameters not refused; replies are checked. */
struct gateway_options shop_options(void);
struct shop *shop_open(struct gateway_options o);
void shop_close(struct shop *s);

/* Calls with the parameters of a form ("Action=ListThings&MaxResults=2"), Version included by itself. */
const cJSON *shop_call(struct shop *s, const char *form);
const char *shop_code(struct shop *s,
                      const char *form); /* the error's code; "" when it went well */

/* One member of a catalog action, as the gateway would call it: for tests of single stages. */
struct call *shop_call_of(struct arena *a, const char *action);

#endif
