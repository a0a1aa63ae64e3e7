#ifndef RUNNER_CEL_ADDRESS_H
#define RUNNER_CEL_ADDRESS_H

/*
 * Addresses of IP and blocks of them, of both versions, as the API reads them:
 * no zone, no leading zero, no IPv4 address written as an IPv6 one.
 */
#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

struct address {
    unsigned char bytes[16];
    int length; /* 4 or 16 */
    int prefix; /* of a block */
};

bool address_read(struct str text, struct address *ret);
bool address_read_block(struct str text, struct address *ret); /* "10.0.0.0/8" */
bool address_equal(const struct address *a, const struct address *b);
bool address_is_within(const struct address *block, const struct address *address);
struct address address_masked(const struct address *block);
void address_print(struct buf *b, const struct address *a);

#endif
