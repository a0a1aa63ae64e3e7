#include "runner/kube/crd_warn.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/formats.h"

#include "base/banned.h"

#define RULES "x-kubernetes-validations"

struct walk {
    struct arena *arena;
    struct reply *reply;
};

static void walk(const struct walk *w, const cJSON *schema, const char *path);

/* A member of a schema that is a list of schemas, or has them by name. */
static void walk_each(const struct walk *w, const cJSON *schemas, const char *path)
{
    const cJSON *each;
    int i = 0;

    cJSON_ArrayForEach(each, schemas)
        walk(w, each,
             each->string ? arena_printf(w->arena, "%s[%s]", path, each->string)
                          : arena_printf(w->arena, "%s[%d]", path, i++));
}

static void tell(const struct walk *w, const cJSON *schema, const char *path)
{
    const char *format = json_text_or(schema, "format", "");

    if (cJSON_GetArraySize(json_get(schema, RULES)))
        reply_warn(w->reply, w->arena,
                   arena_printf(w->arena, "%s." RULES ": rules are kept, and not run here", path));
    if (*format && json_is_text(json_get(schema, "type"), "string") &&
        !format_is_known(str_of(format)))
        reply_warn(w->reply, w->arena,
                   arena_printf(w->arena, "unrecognized format \"%.64s\"", format));
}

static void walk(const struct walk *w, const cJSON *schema, const char *path)
{
    static const char *const several[] = { "properties", "allOf", "anyOf", "oneOf" };
    static const char *const one[] = { "items", "additionalProperties", "not" };

    tell(w, schema, path);
    for (size_t i = 0; i < sizeof(several) / sizeof(several[0]); i++)
        walk_each(w, json_get(schema, several[i]),
                  arena_printf(w->arena, "%s.%s", path, several[i]));
    for (size_t i = 0; i < sizeof(one) / sizeof(one[0]); i++) {
        if (cJSON_IsObject(json_get(schema, one[i])))
            walk(w, json_get(schema, one[i]), arena_printf(w->arena, "%s.%s", path, one[i]));
    }
}

void crd_warn(struct arena *a, const cJSON *definition, struct reply *reply)
{
    const struct walk w = { a, reply };
    const cJSON *version;
    int i = 0;

    cJSON_ArrayForEach(version, json_at(definition, "spec.versions"))
        walk(&w, json_at(version, "schema.openAPIV3Schema"),
             arena_printf(a, "spec.versions[%d].schema.openAPIV3Schema", i++));
}
