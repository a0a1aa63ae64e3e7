#include "mockalb/kinds/kinds.h"

#include <string.h>

#include "mockalb/kinds/keys.h"
#include "mockalb/kinds/keys_cen.h"
#include "mockalb/kinds/keys_net.h"

#include "base/banned.h"

#define KIND(symbol, name_, prefix, parent_, state)                                                \
    const struct kind kind_##symbol = { .name = (name_),                                           \
                                        .id_prefix = (prefix),                                     \
                                        .parent = (parent_) };
#define KEYED_KIND(symbol, name_, prefix, parent_, state, keys_)                                   \
    const struct kind kind_##symbol = {                                                            \
        .name = (name_), .id_prefix = (prefix), .parent = (parent_), .keys = (keys_)               \
    };
#define OWNED(kind, owner)
#include "mockalb/kinds/kinds.def"
#undef OWNED
#undef KIND

static const struct {
    const struct kind *kind;
    const char *state;
} rows[] = {
#define KIND(symbol, name, prefix, parent, state) { &kind_##symbol, state },
#define OWNED(kind, owner)
#include "mockalb/kinds/kinds.def"
#undef OWNED
#undef KIND
};

static const struct {
    const struct kind *kind, *owner;
} owned[] = {
#define KIND(symbol, name, prefix, parent, state)
#define OWNED(kind, owner) { &kind_##kind, &kind_##owner },
#include "mockalb/kinds/kinds.def"
#undef OWNED
#undef KIND
};

static const char *const names[] = {
#define KIND(symbol, name, prefix, parent, state) name,
#define OWNED(kind, owner)
#include "mockalb/kinds/kinds.def"
#undef OWNED
#undef KIND
    NULL,
};

const struct kind *kind_named(const char *name)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].kind->name, name) == 0)
            return rows[i].kind;
    return NULL;
}

const char *const *kind_names(void)
{
    return names;
}

const char *kind_state(const struct kind *k)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].kind == k)
            return rows[i].state;
    return NULL;
}

const struct kind *kind_owned_by(const struct kind *k, size_t number)
{
    for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++)
        if (owned[i].owner == k && number-- == 0)
            return owned[i].kind;
    return NULL;
}
