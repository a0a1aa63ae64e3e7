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

#define CIDR_ROOM 19 /* "255.255.255.255/32" and its end */

bool ip_read(const char *text, uint32_t *ret_ip);
bool ip_is_v6(const char *text);
bool cidr_read(const char *text,
               struct cidr *ret); /* "10.0.0.0/8"; an address alone is a block of one */
void cidr_text(const struct cidr *c, char ret_text[CIDR_ROOM]); /* always with its length */
unsigned cidr_length(const struct cidr *c);                     /* 0 … 32 */
bool cidr_has(const struct cidr *c, uint32_t ip);
bool cidr_holds(const struct cidr *c, const struct cidr *inner);

#endif
