#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/must.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/world.h"

#include "base/banned.h"

/*
 * The bytes are the body of PUT /_mock/state. Whatever they are: they are refused with a place and the
 * state stays; or they become the state, which is a fixed point: what is read of it restores to the same
 * bytes. Then the mock lives on with it.
 */
static void check_fixed_point(struct world *w)
{
    const char *text = world_text(w);
    cJSON *again = json_parse(str_of(text), NULL);
    struct err err;

    must(state_restore(tenant_state(w->tenant), w->arena, again, &err));
    must(strcmp(world_text(w), text) == 0);
    cJSON_Delete(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct err err = { "" };
    cJSON *document = json_parse((struct str){ (const char *)bytes, size }, &err);
    struct world w;

    if (!document) {
        must(err.text[0]);
        return 0;
    }
    world_init(&w);
    const char *before = world_text(&w);
    if (state_restore(tenant_state(w.tenant), w.arena, document, &err)) {
        check_fixed_point(&w);
        world_live(&w);
    } else {
        must(err.text[0] && strcmp(world_text(&w), before) == 0);
    }
    cJSON_Delete(document);
    world_done(&w);
    return 0;
}
