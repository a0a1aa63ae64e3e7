#include "base/state/object.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"

#include "base/banned.h"

struct counted {
    struct object object; /* first: a pointer to it is a pointer to all */
    struct counted *self; /* the way back from a const view */
    size_t refs;
    cJSON *body;
    char *json; /* or NULL: nobody has asked yet */
    char names[];
};

static struct counted *counted_of(const struct object *o)
{
    return ((const struct counted *)o)->self;
}

const struct object *object_new(const struct object *as, cJSON *take_body)
{
    size_t scope = strlen(as->scope) + 1;
    size_t id = strlen(as->id) + 1;
    struct counted *c = must_alloc(sizeof *c + scope + id);

    memcpy(c->names, as->scope, scope);
    memcpy(c->names + scope, as->id, id);
    c->object = *as;
    c->object.scope = c->names;
    c->object.id = c->names + scope;
    c->object.body = take_body;
    c->body = take_body;
    c->self = c;
    c->refs = 1;
    return &c->object;
}

const struct object *object_ref(const struct object *o)
{
    if (o)
        counted_of(o)->refs++;
    return o;
}

void object_unref(const struct object *o)
{
    if (!o)
        return;
    struct counted *c = counted_of(o);

    must(c->refs > 0);
    if (--c->refs)
        return;
    cJSON_Delete(c->body);
    free(c->json);
    free(c);
}

const char *object_json(const struct object *o)
{
    struct counted *c = counted_of(o);
    struct buf text = BUF_LIMIT(SIZE_MAX / 2);

    if (!c->json) {
        json_print(&text, c->body);
        c->json = buf_take(&text);
    }
    return c->json;
}

const char *object_parent(const struct object *o)
{
    if (!o->kind->parent)
        return NULL;
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(o->body, o->kind->parent));
}

int object_order(const struct object *a, const struct object *b)
{
    if (a->created != b->created)
        return a->created < b->created ? -1 : 1;
    int by_scope = strcmp(a->scope, b->scope);

    return by_scope ? by_scope : strcmp(a->id, b->id);
}
