#include "base/json.h"
#include "runner/steps/scene.h"
#include "runner/suite/vars.h"
#include "runner/world/objects.h"
#include "runner/world/silence.h"

#include "base/banned.h"

struct names {
    struct arena *arena;
    cJSON *list; /* of objects' namespaces and names */
};

static bool note_name(void *arg, const cJSON *object)
{
    struct names *n = arg;
    cJSON *entry = json_push(n->list, cJSON_CreateObject());

    json_add_text(entry, "ns", json_text_or(object, "metadata.namespace", ""));
    json_add_text(entry, "name", json_text_or(object, "metadata.name", ""));
    return true;
}

/* All objects of a kind; none is fine. */
static bool delete_all(struct world *w, const char *kind, struct err *err)
{
    struct names n = { w->arena, arena_json(w->arena, cJSON_CreateArray()) };
    const cJSON *item = NULL;

    world_each(w, kind, note_name, &n);
    cJSON_ArrayForEach(item, n.list)
    {
        const char *ns = json_text_or(item, "ns", "");
        if (!world_delete(w, kind, *ns ? ns : NULL, json_text_or(item, "name", ""), err))
            return false;
    }
    world_stir(w);
    return true;
}

static bool is_kind(struct str text)
{
    size_t slash;

    return !str_find(text, '/', &slash);
}

static bool check_delete(const struct step *s, struct err *err)
{
    return is_kind(s->arg->text) || check_object_ref(s, err);
}

static bool begin_delete(struct world *w, const struct step *s, struct err *err)
{
    struct str text = STR_NONE;
    struct object_ref ref;
    bool ok;

    if (is_kind(s->arg->text))
        return delete_all(w, s->arg->text.at, err);
    if (!vars_expand(w->vars, w->arena, s->arg->text, &text, err))
        return false;
    if (!object_ref_in(w, w->arena, arena_strz(w->arena, text), &ref))
        return step_refuse(s, err, "'%.*s' is no object", STR_ARG(text));
    world_stir(w);
    ok = world_delete(w, ref.kind, ref.ns, ref.name, err);
    world_nudge(w);
    return ok;
}

const struct step_type step_delete = {
    .verb = "delete",
    .synopsis = "delete: KIND/NAMESPACE/NAME, or KIND for all",
    .about = "Deletes an object of the Kubernetes API; its finalizers hold it as they would there.",
    .value = ARG_text,
    .check = check_delete,
    .begin = begin_delete,
};
