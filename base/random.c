#include "base/random.h"

#include <string.h>

#include "base/must.h"

#include "base/banned.h"

void random_init(struct random *r, uint64_t seed)
{
    r->state = seed;
}

uint64_t random_next(struct random *r)
{
    uint64_t z = (r->state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint64_t random_below(struct random *r, uint64_t bound)
{
    uint64_t limit, value;

    must(bound > 0);
    limit = UINT64_MAX - UINT64_MAX % bound;
    do
        value = random_next(r);
    while (value >= limit);
    return value % bound;
}

void random_text(struct random *r, char *ret, size_t len)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";

    for (size_t i = 0; i < len; i++)
        ret[i] = alphabet[random_below(r, sizeof(alphabet) - 1)];
    ret[len] = '\0';
}

void random_uuid(struct random *r, char ret[37])
{
    static const char hex[] = "0123456789abcdef";
    static const char form[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";

    memcpy(ret, form, sizeof(form));
    for (char *at = ret; *at; at++) {
        if (*at == 'x')
            *at = hex[random_below(r, 16)];
        else if (*at == 'y')
            *at = hex[8 + random_below(r, 4)];
    }
}
