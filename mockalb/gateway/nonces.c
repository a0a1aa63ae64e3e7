#include "mockalb/gateway/nonces.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/must.h"
#include "base/state/index.h"

#include "base/banned.h"

/* Two generations: when the young one is full, it becomes the old one, and that is forgotten. */
enum { ROOM = 2 * LIMIT_NONCES };

struct generation {
    uint64_t *hashes; /* ROOM of them, 0 is empty; made when first needed */
    size_t count;
};

struct nonces {
    struct generation young, old;
};

struct nonces *nonces_new(void)
{
    return must_alloc(sizeof(struct nonces));
}

void nonces_reset(struct nonces *n)
{
    free(n->young.hashes);
    free(n->old.hashes);
    *n = (struct nonces){ 0 };
}

void nonces_free(struct nonces *n)
{
    if (!n)
        return;
    nonces_reset(n);
    free(n);
}

/* Where the hash stands, or the empty place where it belongs. */
static uint64_t *place_of(const struct generation *g, uint64_t hash)
{
    size_t at = (size_t)(hash % ROOM);

    while (g->hashes[at] && g->hashes[at] != hash)
        at = (at + 1) % ROOM;
    return &g->hashes[at];
}

bool nonces_use(struct nonces *n, const char *key_id, const char *nonce)
{
    uint64_t hash = index_hash(index_hash(0, key_id), nonce);
    uint64_t *place;

    if (!hash)
        hash = 1;
    if (n->old.hashes && *place_of(&n->old, hash))
        return false;
    if (!n->young.hashes)
        n->young.hashes = must_alloc(ROOM * sizeof(uint64_t));
    place = place_of(&n->young, hash);
    if (*place)
        return false;
    *place = hash;
    if (++n->young.count == LIMIT_NONCES) {
        free(n->old.hashes);
        n->old = n->young;
        n->young = (struct generation){ 0 };
    }
    return true;
}
