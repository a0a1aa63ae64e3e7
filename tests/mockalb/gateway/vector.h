#ifndef TESTS_MOCKALB_GATEWAY_VECTOR_H
#define TESTS_MOCKALB_GATEWAY_VECTOR_H

/*
 * One signed request and the key that it should be signed with, without HTTP.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "mockalb/gateway/sign.h"

struct vector {
    struct arena *arena;
    struct clock *clock;
    struct call call;
    struct request request;
    struct access_key key;
    struct sign_rules rules;
    const char *is, *hint;
};

/* Nothing in it yet; the key is "id" with "secret", and the clock stands still and is not looked at. */
void vector_open(struct vector *v);
void vector_close(struct vector *v);

/* "Code status: message", or "" when the signature is right. */
const char *vector_check(struct vector *v);

void add_text(struct request *r, const char *name, const char *value);

#endif
