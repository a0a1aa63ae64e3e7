#ifndef MOCKALB_GATEWAY_NONCES_H
#define MOCKALB_GATEWAY_NONCES_H

/*
 * Which nonces were used: at least the last LIMIT_NONCES of them, as 64-bit
 * hashes. Older ones are forgotten; the clock refuses calls that are so old.
 */
#include <stdbool.h>

struct nonces;

struct nonces *nonces_new(void);
void nonces_free(struct nonces *n); /* NULL is fine */
void nonces_reset(struct nonces *n);

/* False: this key has used it before. */
bool nonces_use(struct nonces *n, const char *key_id, const char *nonce);

#endif
