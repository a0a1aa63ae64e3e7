#include "base/host.h"

#include "base/banned.h"

/* Behind the brackets of an IPv6 address, which has colons of its own. */
static size_t colon_at(struct str authority)
{
    size_t at = 0;

    if (str_starts(authority, STR("[")) && !str_find(authority, ']', &at))
        return authority.len;
    while (at < authority.len && authority.at[at] != ':')
        at++;
    return at;
}

struct str host_of(struct str authority)
{
    struct str host = { authority.at, authority.at ? colon_at(authority) : 0 };

    if (host.len > 1 && host.at[host.len - 1] == '.')
        host.len--;
    return host;
}

struct str host_port(struct str authority)
{
    size_t at = authority.at ? colon_at(authority) : 0;

    return at < authority.len ? str_skip(authority, at + 1) : STR_NONE;
}

bool host_is_below(struct str host, struct str suffix)
{
    return host.len > suffix.len && str_eq_nocase(str_skip(host, host.len - suffix.len), suffix);
}
