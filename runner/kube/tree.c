#include "runner/kube/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/must.h"

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

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

static const char *own_twin(const cJSON *object)
{
    size_t count = (size_t)cJSON_GetArraySize(object), i = 0;
    const cJSON **members = must_alloc((count + 1) * sizeof(const cJSON *)), *member;
    const char *twin = NULL;

    cJSON_ArrayForEach(member, object) members[i++] = member;
    qsort(members, count, sizeof(const cJSON *), by_name);
    for (i = 1; i < count && !twin; i++) {
        if (!strcmp(members[i]->string, members[i - 1]->string))
            twin = members[i]->string;
    }
    free(members);
    return twin;
}

const char *tree_twin(const cJSON *tree)
{
    const char *twin = cJSON_IsObject(tree) ? own_twin(tree) : NULL;
    const cJSON *item;

    cJSON_ArrayForEach(item, tree)
    {
        if (!twin && item->child)
            twin = tree_twin(item);
    }
    return twin;
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
