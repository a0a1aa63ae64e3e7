#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/must.h"
#include "base/yaml.h"
#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

/*
 * Whatever the bytes are: a tree or an error with a place, never both and never
 * anything else; the tree can be walked to its end, and is as large as JSON.
 */
static size_t check_tree(const struct node *n, int depth)
{
    size_t nodes = 1;

    must(n->line >= 1 && depth <= 64);
    if (n->type == NODE_text)
        must(n->text.at && n->text.at[n->text.len] == '\0' && !n->head);
    for (const struct node *child = n->head; child; child = child->next) {
        must((child->key != NULL) == (n->type == NODE_map));
        nodes += check_tree(child, depth + 1);
    }
    return nodes;
}

static size_t count_json(const cJSON *item)
{
    size_t count = 1;

    for (const cJSON *child = item->child; child; child = child->next)
        count += count_json(child);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *a = arena_new();
    struct err err = { "" };
    struct str text = { (const char *)bytes, size };
    const struct node *n = yaml_parse(a, "x.yaml", text, &err);

    must(n ? !err.text[0] : strncmp(err.text, "x.yaml:", 7) == 0);
    for (; n; n = n->next) {
        struct buf b = BUF_LIMIT(64u << 20);
        cJSON *json = node_json(n);

        must(check_tree(n, 0) == count_json(json));
        json_print(&b, json);
        buf_done(&b);
        cJSON_Delete(json);
    }
    arena_free(a);
    return 0;
}
