#include "runner/remote/kinds.h"

#include <strings.h>

#include "base/must.h"

#include "base/banned.h"

static const struct remote_kind kinds[] = {
#define KIND(kind, plural, group, namespaced, status, followed)                                    \
    { kind, plural, group, namespaced, status, followed },
#include "runner/remote/kinds.def"
#undef KIND
};

_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == REMOTE_KINDS, "REMOTE_KINDS counts kinds.def");

const struct remote_kind *remote_kind_named(const char *name)
{
    for (size_t i = 0; i < REMOTE_KINDS; i++)
        if (strcasecmp(kinds[i].kind, name) == 0 || strcasecmp(kinds[i].plural, name) == 0)
            return &kinds[i];
    return NULL;
}

const struct remote_kind *remote_kind_at(size_t index)
{
    must(index < REMOTE_KINDS);
    return &kinds[index];
}

const char *remote_path(struct arena *a, const struct remote_kind *k, const char *ns,
                        const char *name)
{
    return arena_printf(a, "%s%s%s/%s%s%s", k->group, ns ? "/namespaces/" : "", ns ? ns : "",
                        k->plural, name ? "/" : "", name ? name : "");
}
