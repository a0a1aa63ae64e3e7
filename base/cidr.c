#include "base/cidr.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdio.h>

#include "base/str.h"

#include "base/banned.h"

bool ip_read(const char *text, uint32_t *ret_ip)
{
    struct in_addr at;

    if (!text || inet_pton(AF_INET, text, &at) != 1)
        return false;
    *ret_ip = ntohl(at.s_addr);
    return true;
}

bool ip_is_v6(const char *text)
{
    struct in6_addr at;

    return text && inet_pton(AF_INET6, text, &at) == 1;
}

bool cidr_read(const char *text, struct cidr *ret)
{
    struct str rest = str_of(text), address = str_cut(&rest, '/');
    char ip_text[INET_ADDRSTRLEN];
    int64_t bits = 32;
    uint32_t ip;

    if (address.len >= sizeof(ip_text) ||
        (rest.at && (!str_int(rest, &bits) || bits < 0 || bits > 32)))
        return false;
    memcpy(ip_text, address.len ? address.at : "", address.len);
    ip_text[address.len] = '\0';
    if (!ip_read(ip_text, &ip))
        return false;
    ret->mask = bits ? UINT32_MAX << (32 - bits) : 0;
    ret->net = ip & ret->mask;
    return true;
}

unsigned cidr_length(const struct cidr *c)
{
    return (unsigned)__builtin_popcount(c->mask);
}

void cidr_text(const struct cidr *c, char ret_text[CIDR_ROOM])
{
    snprintf(ret_text, CIDR_ROOM, "%u.%u.%u.%u/%u", c->net >> 24, c->net >> 16 & 255u,
             c->net >> 8 & 255u, c->net & 255u, cidr_length(c));
}

bool cidr_has(const struct cidr *c, uint32_t ip)
{
    return (ip & c->mask) == c->net;
}

bool cidr_holds(const struct cidr *c, const struct cidr *inner)
{
    return (inner->mask & c->mask) == c->mask && cidr_has(c, inner->net);
}
