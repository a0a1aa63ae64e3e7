#include "runner/kube/crd_warn.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/formats.h"

#include "base/banned.h"

struct walk {
    struct arena *arena;
    struct reply *reply;
};

static void walk(const struct walk *w, const cJSON *schema);

/* A member of a schema that is a list of schemas, or has them by name. */
static void walk_each(const struct walk *w, const cJSON *schemas)
{
    const cJSON *each;

    cJSON_ArrayForEach(each, schemas) walk(w, each);
}

static void tell(const struct walk *w, const cJSON *schema)
{
    const char *format = json_text_or(schema, "format", "");

    if (*format && json_is_text(json_get(schema, "type"), "string") &&
        !format_is_known(str_of(format)))
        reply_warn(w->reply, w->arena,
                   arena_printf(w->arena, "unrecognized format \"%.64s\"", format));
}

static void walk(const struct walk *w, const cJSON *schema)
{
    static const char *const several[] = { "properties", "allOf", "anyOf", "oneOf" };
    static const char *const one[] = { "items", "additionalProperties", "not" };

    tell(w, schema);
    for (size_t i = 0; i < sizeof(several) / sizeof(several[0]); i++)
        walk_each(w, json_get(schema, several[i]));
    for (size_t i = 0; i < sizeof(one) / sizeof(one[0]); i++) {
        if (cJSON_IsObject(json_get(schema, one[i])))
            walk(w, json_get(schema, one[i]));
    }
}

void crd_warn(struct arena *a, const cJSON *definition, struct reply *reply)
{
    const struct walk w = { a, reply };
    const cJSON *version;

    cJSON_ArrayForEach(version, json_at(definition, "spec.versions"))
        walk(&w, json_at(version, "schema.openAPIV3Schema"));
}
