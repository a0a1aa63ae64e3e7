#ifndef BASE_CIDR_H
#define BASE_CIDR_H

/*
 * IPv4 addresses and blocks as texts; IPv6 ones are only recognised.
 */
#include <stdbool.h>
#include <stdint.h>

struct cidr {
    uint32_t net, mask; /* host byte order; net has no bit outside of mask */
};

bool ip_read(const char *text, uint32_t *ret_ip);
bool ip_is_v6(const char *text);
bool cidr_read(const char *text,
               struct cidr *ret); /* "10.0.0.0/8"; an address alone is a block of one */
bool cidr_has(const struct cidr *c, uint32_t ip);
bool cidr_holds(const struct cidr *c, const struct cidr *inner);

#endif
