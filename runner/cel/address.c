#include "runner/cel/address.h"

#include <arpa/inet.h>

#include "base/banned.h"

bool address_read(struct str text, struct address *ret)
{
    char copy[INET6_ADDRSTRLEN];
    bool v6 = text.len && memchr(text.at, ':', text.len);

    if (!text.len || text.len >= sizeof(copy) || (v6 && memchr(text.at, '.', text.len)))
        return false;
    memcpy(copy, text.at, text.len);
    copy[text.len] = '\0';
    *ret = (struct address){ .length = v6 ? 16 : 4, .prefix = v6 ? 128 : 32 };
    return inet_pton(v6 ? AF_INET6 : AF_INET, copy, ret->bytes) == 1;
}

bool address_read_block(struct str text, struct address *ret)
{
    struct str rest = text, address = str_cut(&rest, '/');
    int64_t prefix;

    if (!rest.at || !rest.len || rest.at[0] == '-' || rest.at[0] == '+' ||
        (rest.len > 1 && rest.at[0] == '0') || !str_int(rest, &prefix) ||
        !address_read(address, ret) || prefix > 8 * (int64_t)ret->length)
        return false;
    ret->prefix = (int)prefix;
    return true;
}

bool address_equal(const struct address *a, const struct address *b)
{
    return a->length == b->length && a->prefix == b->prefix &&
           !memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

struct address address_masked(const struct address *block)
{
    struct address masked = *block;

    for (int i = 0; i < masked.length; i++) {
        int bits = block->prefix - 8 * i;
        if (bits < 8)
            masked.bytes[i] &= bits <= 0 ? 0 : (unsigned char)(0xff << (8 - bits));
    }
    return masked;
}

bool address_is_within(const struct address *block, const struct address *address)
{
    struct address of = *address, base = address_masked(block);

    of.prefix = block->prefix;
    of = address_masked(&of);
    return of.length == base.length && address->prefix >= block->prefix &&
           !memcmp(of.bytes, base.bytes, sizeof(of.bytes));
}

void address_print(struct buf *b, const struct address *a)
{
    char text[INET6_ADDRSTRLEN];

    if (inet_ntop(a->length == 4 ? AF_INET : AF_INET6, a->bytes, text, sizeof(text)))
        buf_add_text(b, text);
}
