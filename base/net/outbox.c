/*
 * A ring whose room is a power of two. An empty blob is not kept.
 */
#include "base/net/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#include "base/banned.h"

enum { FIRST_ROOM = 8 };

static struct blob **slot(const struct outbox *o, size_t i)
{
    return &o->ring[(o->first + i) & (o->room - 1)];
}

static void grow(struct outbox *o)
{
    size_t room = o->room ? o->room * 2 : FIRST_ROOM;
    struct blob **ring = must_alloc(room * sizeof(struct blob *));

    for (size_t i = 0; i < o->count; i++)
        ring[i] = *slot(o, i);
    free(o->ring);
    o->ring = ring;
    o->room = room;
    o->first = 0;
}

bool outbox_put(struct outbox *o, struct blob *b)
{
    size_t len = blob_str(b).len;

    if (len > o->limit - o->bytes)
        return false;
    if (len == 0)
        return true;
    if (o->count == o->room)
        grow(o);
    *slot(o, o->count++) = blob_ref(b);
    o->bytes += len;
    return true;
}

static void drop_first(struct outbox *o)
{
    blob_unref(*slot(o, 0));
    o->first = (o->first + 1) & (o->room - 1);
    o->count--;
    o->sent = 0;
}

size_t outbox_read(struct outbox *o, char *to, size_t max)
{
    size_t got = 0;

    while (o->count > 0 && got < max) {
        struct str rest = str_skip(blob_str(*slot(o, 0)), o->sent);
        size_t piece = rest.len < max - got ? rest.len : max - got;
        memcpy(to + got, rest.at, piece);
        got += piece;
        o->sent += piece;
        if (piece == rest.len)
            drop_first(o);
    }
    o->bytes -= got;
    return got;
}

bool outbox_is_empty(const struct outbox *o)
{
    return o->count == 0;
}

void outbox_done(struct outbox *o)
{
    while (o->count > 0)
        drop_first(o);
    free(o->ring);
    *o = (struct outbox){ .limit = o->limit };
}
