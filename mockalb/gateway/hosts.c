#include "mockalb/gateway/hosts.h"

#include "base/host.h"

#include "base/banned.h"

#define REGION "{region}"

bool host_is_vendors(struct str authority)
{
    return host_is_below(host_of(authority), STR(".aliyuncs.com"));
}

/* What stands in a host where a pattern has {region}; absent: the host is not of that pattern. */
static struct str region_in(struct str host, const char *pattern)
{
    struct str after = str_of(pattern), before = str_cut(&after, '{');
    struct str region;
    size_t dot;

    if (!after.at)
        return STR_NONE;
    after = str_skip(after, strlen(REGION) - 1);
    if (host.len <= before.len + after.len ||
        !str_eq_nocase((struct str){ host.at, before.len }, before) ||
        !str_eq_nocase(str_skip(host, host.len - after.len), after))
        return STR_NONE;
    region = (struct str){ host.at + before.len, host.len - before.len - after.len };
    return str_find(region, '.', &dot) ? STR_NONE : region;
}

/* "alb" of "alb-vpc.cn-hangzhou.aliyuncs.com" */
static struct str first_word(struct str host)
{
    size_t len = 0;

    while (len < host.len && !strchr("-.{", host.at[len]))
        len++;
    return (struct str){ host.at, len };
}

static bool is_of(struct str host, const struct product *product)
{
    struct str word = first_word(host);

    for (const char *const *h = product->hosts; *h; h++) {
        if (word.len && str_eq_nocase(word, first_word(str_of(*h))))
            return true;
    }
    return false;
}

bool host_has_product(struct str authority)
{
    for (const struct product *const *p = catalog_products; *p; p++) {
        if (is_of(host_of(authority), *p))
            return true;
    }
    return false;
}

const char *host_region(struct arena *a, const struct product *product, struct str authority)
{
    struct str region = STR_NONE;
    char *text;

    for (const char *const *h = product->hosts; *h && !region.at; h++)
        region = region_in(host_of(authority), *h);
    if (!region.at)
        return NULL;
    text = arena_strz(a, region);
    for (char *c = text; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return text;
}
