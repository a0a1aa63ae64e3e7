#ifndef BASE_BLOB_H
#define BASE_BLOB_H

/*
 * Bytes that never change and have many readers, counted: an event rendered
 * once is sent to every watcher from the same place.
 */
#include "base/buf.h"
#include "base/str.h"

struct blob;

struct blob *blob_new(struct str bytes);          /* copies */
struct blob *blob_of_buf(struct buf *take_bytes); /* takes the buf's memory, leaves it empty */
struct blob *blob_ref(struct blob *b);
void blob_unref(struct blob *b); /* NULL is fine */
struct str blob_str(const struct blob *b);

#endif
