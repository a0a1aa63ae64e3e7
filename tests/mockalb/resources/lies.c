#include "lies.h"

#include <stdlib.h>

#include "base/json.h"
#include "tests/test.h"

#include "base/banned.h"

static void put(struct world *w, const struct object *o, cJSON *take_body)
{
    const char *scope = arena_strz(w->arena, str_of(o->scope));
    const char *id = arena_strz(w->arena, str_of(o->id));
    const struct kind *k = o->kind;

    store_begin(w->store);
    store_put(w->store, k, scope, id, take_body);
    store_commit(w->store);
}

/* Every call, each in the same cloud: what one of them changed is put back by the next world. */
static void tell_one(const struct lies *l, const struct object *of, const char *member,
                     const char *text)
{
    struct world *w = l->make();
    const struct object *o = store_get(w->store, of->kind, of->scope, of->id);
    cJSON *body = json_copy(o->body);

    w->loose = true;
    if (text)
        json_set(body, member, tree(w, text));
    else
        json_drop(body, member);
    put(w, o, body);
    cloud_metadata(w->cloud, w->arena, member);
    for (size_t i = 0; i < l->call_count; i++)
        answer(w, arena_printf(w->arena, "%s%s", l->product, l->calls[i].action), "%s",
               l->calls[i].params);
    ck_assert_ptr_nonnull(w->code);
    world_free(w);
}

void lies_tell(const struct lies *l, const char *kind, const char *id)
{
    struct world *w = l->make();
    const struct object *o = find(w, kind, id);
    const cJSON *member;

    ck_assert_ptr_nonnull(o);
    cJSON_ArrayForEach(member, o->body)
    {
        for (size_t i = 0; i < l->text_count; i++)
            tell_one(l, o, member->string, l->texts[i]);
    }
    world_free(w);
}
