#include "runner/kube/tree.h"

#include <string.h>

#include "base/limits.h"

#include "base/banned.h"

struct measure {
    size_t memory, widest;
    unsigned depth, deepest;
};

/* Does not go below what no parser lets in, nor on once it is clear that it is too much. */
static void measure(struct measure *m, const cJSON *tree)
{
    const cJSON *item;
    size_t members = 0;

    m->memory += sizeof(*tree) + (tree->string ? strlen(tree->string) : 0) +
                 (tree->valuestring ? strlen(tree->valuestring) : 0);
    if (++m->depth > m->deepest)
        m->deepest = m->depth;
    if (m->depth <= 4 * LIMIT_NESTING) {
        cJSON_ArrayForEach(item, tree)
        {
            members++;
            measure(m, item);
        }
    }
    if (members > m->widest)
        m->widest = members;
    m->depth--;
}

size_t tree_memory(const cJSON *tree)
{
    struct measure m = { 0 };

    if (tree)
        measure(&m, tree);
    return m.memory;
}

unsigned tree_depth(const cJSON *tree)
{
    struct measure m = { 0 };

    measure(&m, tree);
    return m.deepest;
}

bool tree_is_bearable(const cJSON *tree, struct err *err)
{
    struct measure m = { 0 };

    measure(&m, tree);
    if (m.memory > LIMIT_KUBE_OBJECT)
        return err_set(err, "it takes more than %u bytes of memory", LIMIT_KUBE_OBJECT);
    if (m.deepest > LIMIT_NESTING + 1)
        return err_set(err, "it nests deeper than %u levels", LIMIT_NESTING);
    if (m.widest > LIMIT_KUBE_MEMBERS)
        return err_set(err, "a list or map in it has more than %u members", LIMIT_KUBE_MEMBERS);
    return true;
}
