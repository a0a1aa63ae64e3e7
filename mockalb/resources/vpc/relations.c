#include "mockalb/resources/vpc/relations.h"

#include "base/banned.h"

struct search {
    counts_fn *counts;
    void *arg;
    bool found;
};

static bool look(void *arg, const struct object *o)
{
    struct search *search = arg;

    search->found = !search->counts || search->counts(search->arg, o);
    return !search->found;
}

bool has_child_for(const struct store *s, const struct kind *k, const char *parent,
                   counts_fn *counts, void *arg)
{
    struct search search = { counts, arg, false };

    store_children(s, k, parent, look, &search);
    return search.found;
}

bool has_child(const struct store *s, const struct kind *k, const char *parent, counts_fn *counts)
{
    return has_child_for(s, k, parent, counts, NULL);
}

bool has_keyed_for(const struct store *s, const struct kind *k, const char *key, counts_fn *counts,
                   void *arg)
{
    struct search search = { counts, arg, false };

    store_keyed(s, k, key, look, &search);
    return search.found;
}

bool has_keyed(const struct store *s, const struct kind *k, const char *key, counts_fn *counts)
{
    return has_keyed_for(s, k, key, counts, NULL);
}

static bool count_one(void *arg, const struct object *o)
{
    (void)o;
    ++*(int64_t *)arg;
    return true;
}

int64_t count_children(const struct store *s, const struct kind *k, const char *parent)
{
    int64_t count = 0;

    store_children(s, k, parent, count_one, &count);
    return count;
}
