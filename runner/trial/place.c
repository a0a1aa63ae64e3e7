#include "runner/trial/place.h"

#include "base/banned.h"

static const char *next(struct arena *a, struct str *rest)
{
    struct str word = str_cut(rest, '/');

    return word.len ? arena_strz(a, word) : NULL;
}

/* Cuts off "/api/v1/" or "/apis/GROUP/VERSION/"; false: it is no such path. */
static bool cut_version(struct arena *a, struct str *path, const char **ret_group)
{
    struct str rest;

    *ret_group = NULL;
    if (str_starts(*path, STR("/api/"))) {
        rest = str_skip(*path, strlen("/api/"));
    } else if (str_starts(*path, STR("/apis/"))) {
        rest = str_skip(*path, strlen("/apis/"));
        *ret_group = next(a, &rest);
    } else {
        return false;
    }
    str_cut(&rest, '/');
    *path = rest;
    return rest.len > 0;
}

struct place place_of(struct arena *a, struct str path)
{
    const char *group, *words[5] = { NULL };
    struct place p = { NULL, NULL, NULL, NULL, NULL };
    size_t at = 0;

    if (!cut_version(a, &path, &group))
        return p;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && path.len; i++)
        words[i] = next(a, &path);
    if (words[0] && strcmp(words[0], "namespaces") == 0 && words[2]) {
        p.ns = words[1];
        at = 2;
    }
    p.resource = words[at];
    p.name = at < 4 ? words[at + 1] : NULL;
    p.part = at < 3 ? words[at + 2] : NULL;
    if (p.resource)
        p.kind = group ? arena_printf(a, "%s.%s", p.resource, group) : p.resource;
    return p;
}
