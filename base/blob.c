#include "base/blob.h"

#include <stdlib.h>

#include "base/must.h"

#include "base/banned.h"

struct blob {
    size_t readers, len;
    char *bytes;
};

struct blob *blob_new(struct str bytes)
{
    struct blob *b = must_alloc(sizeof(*b) + bytes.len + 1);

    b->readers = 1;
    b->len = bytes.len;
    b->bytes = (char *)(b + 1);
    if (bytes.len)
        memcpy(b->bytes, bytes.at, bytes.len);
    return b;
}

struct blob *blob_of_buf(struct buf *take_bytes)
{
    struct blob *b = must_alloc(sizeof(*b));

    b->readers = 1;
    b->len = take_bytes->len;
    b->bytes = buf_take(take_bytes);
    return b;
}

struct blob *blob_ref(struct blob *b)
{
    b->readers++;
    return b;
}

void blob_unref(struct blob *b)
{
    if (!b || --b->readers)
        return;
    if (b->bytes != (char *)(b + 1))
        free(b->bytes);
    free(b);
}

struct str blob_str(const struct blob *b)
{
    return (struct str){ b->bytes, b->len };
}
