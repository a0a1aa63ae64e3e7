#include "runner/kube/traits.h"

#include <stddef.h>
#include <string.h>

#include "base/banned.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct {
    const char *message, *member, *strategy, *key;
} merges[] = {
#define MERGE(message, member, strategy, key) { #message, member, strategy, key },
#include "runner/kube/merge_keys.def"
#undef MERGE
};

static const struct {
    const char *message, *member;
    const char *keys; /* separated by blanks; "": a set; NULL: the object or map is whole */
} types[] = {
#define KEYED(message, member, keys) { #message, member, keys },
#define SET(message, member)         { #message, member, "" },
#define WHOLE(message)               { #message, "", NULL },
#define WHOLE_MAP(message, member)   { #message, member, NULL },
#include "runner/kube/list_types.def"
#undef KEYED
#undef SET
#undef WHOLE
#undef WHOLE_MAP
};

static const struct {
    const char *message, *members;
} required[] = {
#define REQUIRED(message, members) { #message, members },
#include "runner/kube/required.def"
#undef REQUIRED
};

static const struct skipped skipped[] = {
#define SKIPPED(message, member, look) { #message, member, LOOK_##look },
#include "runner/kube/skipped.def"
#undef SKIPPED
};

static bool is(const struct message *m, const char *message)
{
    return m && !strcmp(m->name, message);
}

const char *trait_strategy(const struct message *m, const char *member)
{
    for (size_t i = 0; i < COUNT(merges); i++) {
        if (is(m, merges[i].message) && !strcmp(merges[i].member, member))
            return merges[i].strategy;
    }
    return NULL;
}

const char *trait_merge_key(const struct message *m, const char *member)
{
    for (size_t i = 0; i < COUNT(merges); i++) {
        if (is(m, merges[i].message) && !strcmp(merges[i].member, member) &&
            !strncmp(merges[i].strategy, "merge", 5))
            return merges[i].key;
    }
    return NULL;
}

const char *trait_list_keys(const struct message *m, const char *member)
{
    for (size_t i = 0; i < COUNT(types); i++) {
        if (types[i].keys && is(m, types[i].message) && !strcmp(types[i].member, member))
            return types[i].keys;
    }
    return NULL;
}

bool trait_is_whole_map(const struct message *m, const char *member)
{
    for (size_t i = 0; i < COUNT(types); i++) {
        if (!types[i].keys && is(m, types[i].message) && !strcmp(types[i].member, member))
            return true;
    }
    return false;
}

bool trait_is_whole(const struct message *m)
{
    return trait_is_whole_map(m, "");
}

const char *trait_required(const struct message *m)
{
    for (size_t i = 0; i < COUNT(required); i++) {
        if (is(m, required[i].message))
            return required[i].members;
    }
    return "";
}

const struct skipped *trait_skipped(const struct message *m, unsigned index)
{
    for (size_t i = 0; i < COUNT(skipped); i++) {
        if (is(m, skipped[i].message) && !index--)
            return &skipped[i];
    }
    return NULL;
}
