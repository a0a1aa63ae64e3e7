#ifndef BASE_NET_OUTBOX_H
#define BASE_NET_OUTBOX_H

/*
 * What waits to be sent on one stream: shared blobs in order, never copied
 * before they leave, and never more bytes than the limit.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/blob.h"

struct outbox {
    struct blob **ring;
    size_t room, first, count;
    size_t sent; /* bytes of the first blob that have left */
    size_t bytes, limit;
};

/* Takes a share of the blob; false, and nothing taken, when it does not fit. */
bool outbox_put(struct outbox *o, struct blob *b);

/* Moves up to max bytes out; 0 when empty. */
size_t outbox_read(struct outbox *o, char *to, size_t max);

bool outbox_is_empty(const struct outbox *o);
void outbox_done(struct outbox *o);

#endif
