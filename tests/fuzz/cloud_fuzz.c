#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/must.h"
#include "base/yaml.h"
#include "mockalb/resources/cloud.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/world.h"

#include "base/banned.h"

/*
 * The bytes are a cloud document, as YAML. Whatever they are: refused with a place and nothing made, or
 * made whole; what was made is a state that restores to the same bytes, and the mock lives on with it.
 */
static void check_seeded(struct world *w)
{
    const char *text = world_text(w);
    cJSON *document = json_parse(str_of(text), NULL);
    struct err err;

    must(document && state_restore(tenant_state(w->tenant), w->arena, document, &err));
    must(strcmp(world_text(w), text) == 0);
    cJSON_Delete(document);
    world_live(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct err err = { "" };
    struct arena *a = arena_new();
    const struct node *node =
        yaml_parse(a, "cloud.yaml", (struct str){ (const char *)bytes, size }, &err);
    struct world w;

    if (node) {
        cJSON *document = arena_json(a, node_json(node));
        world_init(&w);
        const char *before = world_text(&w);
        if (cloud_seed(tenant_cloud(w.tenant), document, &err))
            check_seeded(&w);
        else
            must(err.text[0] && strcmp(world_text(&w), before) == 0);
        world_done(&w);
    }
    arena_free(a);
    return 0;
}
