/*
 * POST /_mock/data {"kind":"cen/Attachment","id":"tr-attach-1","drop":true} takes an object away, and
 * what belongs to it; {"kind":…,"id":…,"set":{"Status":"Detaching"}} changes members of its body, null
 * takes one away. No rule of the API is asked: it is how a test breaks what the API would protect.
 */
#include "base/json.h"
#include "mockalb/control/endpoint.h"
#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

static bool drop_owned(void *store, const struct object *o)
{
    store_drop(store, o->kind, o->scope, o->id);
    return true;
}

static void drop(struct store *s, const struct object *o)
{
    const struct kind *owned;

    for (size_t i = 0; (owned = kind_owned_by(o->kind, i)); i++)
        store_children(s, owned, o->id, drop_owned, s);
    store_drop(s, o->kind, o->scope, o->id);
}

static void set(struct store *s, const struct object *o, const cJSON *members)
{
    cJSON *body = json_copy(o->body);
    const cJSON *member;

    cJSON_ArrayForEach(member, members)
    {
        if (cJSON_IsNull(member))
            json_drop(body, member->string);
        else
            json_set(body, member->string, json_copy(member));
    }
    store_put(s, o->kind, o->scope, o->id, body);
}

void post_data(struct control *c, struct exchange *x)
{
    struct store *s = c->world.state.store;
    const cJSON *body = control_body(c, x), *members = json_get(body, "set");
    const struct kind *kind = kind_named(json_text_or(body, "kind", ""));
    const char *id = json_text_or(body, "id", "");
    bool drops = json_bool(body, "drop");
    const struct object *o = kind ? store_find(s, kind, id) : NULL;

    if (!body)
        return;
    if (!kind) {
        control_refuse(x, 400, "kind must be one of a state document, as alb/Rule");
        return;
    }
    if (!o) {
        control_refuse(x, 404, arena_printf(c->arena, "there is no %s '%s'", kind->name, id));
        return;
    }
    if (drops == cJSON_IsObject(members)) {
        control_refuse(x, 400, "give either \"drop\":true or \"set\":{…}");
        return;
    }
    store_begin(s);
    if (drops)
        drop(s, o);
    else
        set(s, o, members);
    store_commit(s);
    control_reply_done(x);
}
