#ifndef TESTS_MOCKALB_RESOURCES_TRIAL_H
#define TESTS_MOCKALB_RESOURCES_TRIAL_H

/*
 * Limits that are tried: each row of limits.def has a function that reaches the limit
 * and answers with the code of one more.
 */
#include "harness.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/quota.h"

/* What one test works with: a limit, of an edition, in a cloud where that load balancer has it. */
struct trial {
    struct world *w;
    int64_t limit;
    const char *balancer, *listener;
};

/* A text with # for a number. */
const char *numbered(struct trial *t, const char *format, int64_t n);

/* As many as it takes for there to be so many in all; ids and bodies (' for ") with # for a number. */
void fill(struct trial *t, const struct kind *k, const char *id, const char *body, int64_t until);

#define LIMIT(symbol, basic, standard, waf, error, name, confidence)                               \
    const char *try_##symbol(struct trial *t);
#include "mockalb/resources/limits.def"
#undef LIMIT

#endif
