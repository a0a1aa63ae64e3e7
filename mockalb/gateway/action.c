#include "mockalb/gateway/action.h"

#include <string.h>

#include "base/banned.h"

static bool fits(const char *is, const char *wanted)
{
    return !wanted || strcmp(is, wanted) == 0;
}

const struct product *catalog_product(const char *name, const char *version)
{
    for (const struct product *const *p = catalog_products; *p; p++) {
        if (fits((*p)->name, name) && fits((*p)->version, version))
            return *p;
    }
    return NULL;
}

const struct action *catalog_action(const struct product *p, const char *name)
{
    size_t low = 0, high = p->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, p->actions[middle].name);
        if (order == 0)
            return &p->actions[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool action_is_write(const struct action *a)
{
    return a->flags & ACTION_FLAG_write;
}
