#include "vector.h"

#include <string.h>

#include "base/banned.h"

static bool find_key(void *arg, struct arena *a, const char *id, struct access_key *ret_key)
{
    const struct access_key *key = arg;

    (void)a;
    *ret_key = *key;
    return strcmp(id, key->id) == 0;
}

void vector_open(struct vector *v)
{
    *v = (struct vector){ .arena = arena_new(), .clock = clock_new(true) };
    v->call = (struct call){ .arena = v->arena, .clock = v->clock };
    v->request.arena = v->arena;
    v->key = (struct access_key){ .id = "id", .secret = "secret" };
    v->rules = (struct sign_rules){ find_key, &v->key, nonces_new(), true };
}

void vector_close(struct vector *v)
{
    nonces_free(v->rules.nonces);
    clock_free(v->clock);
    arena_free(v->arena);
}

void add_text(struct request *r, const char *name, const char *value)
{
    request_add(r, str_of(name), str_of(value));
}

const char *vector_check(struct vector *v)
{
    const struct api_error *error = sign_check(&v->call, &v->request, &v->rules, &v->hint);

    return error ? arena_printf(v->arena, "%s %d: %s", error->code, error->status, error->message)
                 : "";
}
