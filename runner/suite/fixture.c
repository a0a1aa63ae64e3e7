#include "runner/suite/fixture.h"

#include "base/file.h"
#include "base/json.h"
#include "base/yaml.h"

#include "base/banned.h"

static const char *const keys[] = { "about", "base", "derive", "names", NULL };

static bool check_keys(const struct node *top, const char *file, struct err *err)
{
    for (const struct node *n = top->head; n; n = n->next) {
        const char *const *key = keys;
        while (*key && !str_is(n->key->text, *key))
            key++;
        if (!*key)
            return err_set(
                err,
                "%s:%d: unknown key '%.*s'; a fixture has 'about', 'base', 'derive' and 'names'",
                file, n->key->line, STR_ARG(n->key->text));
    }
    return true;
}

static bool load_names(struct arena *a, struct fixture *f, const char *folder, const char *file,
                       struct err *err)
{
    const struct node *top = yaml_load(a, file, err);
    const struct node *names = NULL;

    if (!top)
        return false;
    if (top->type != NODE_map)
        return err_set(err, "%s:%d: a fixture is a map with 'about' and 'names'", file, top->line);
    if (!check_keys(top, file, err))
        return false;
    f->about = node_text(top, "about").at;
    if (!f->about)
        return err_set(err, "%s:%d: 'about' is missing: one sentence that says what is there", file,
                       top->line);
    f->derive_endpoints = str_is(node_text(top, "derive"), "endpoints");
    if (node_text(top, "derive").at && !f->derive_endpoints)
        return err_set(err, "%s:%d: 'derive' can be 'endpoints': made from Services and Pods", file,
                       node_get(top, "derive")->line);
    names = node_get(top, "names");
    f->names = names;
    for (const struct node *n = names ? names->head : NULL; n; n = n->next)
        if (!n->key || n->type != NODE_text)
            return err_set(err, "%s:%d: 'names' is a map of names and texts", file, n->line);
    if (!node_text(top, "base").at)
        return true;
    f->base = fixture_load(a, folder, node_text(top, "base").at, err);
    if (f->base && f->base->base)
        return err_set(err, "%s:%d: the base of a fixture has none itself", file, top->line);
    f->derive_endpoints = f->derive_endpoints || (f->base && f->base->derive_endpoints);
    return f->base;
}

static bool load_cloud(struct arena *a, struct fixture *f, const char *file, struct err *err)
{
    const struct node *top;

    if (f->base && !file_exists(file)) {
        f->cloud = f->base->cloud;
        f->region = f->base->region;
        return true;
    }
    top = yaml_load(a, file, err);
    if (!top)
        return false;
    f->cloud = arena_json(a, node_json(top));
    f->region = json_text(f->cloud, "metadata.region-id");
    if (!f->region)
        return err_set(err, "%s:%d: 'metadata' with 'region-id' is missing", file, top->line);
    return true;
}

static bool load_kube(struct arena *a, struct fixture *f, const char *file, struct err *err)
{
    const struct node *top = yaml_load(a, file, err);
    const cJSON **list = NULL;
    size_t count = 0;

    if (!top)
        return false;
    for (const struct node *n = top; n; n = n->next)
        count++;
    count += f->base ? f->base->kube_count : 0;
    list = arena_alloc(a, (count + 1) * sizeof(void *));
    for (size_t i = 0; f->base && i < f->base->kube_count; i++)
        list[f->kube_count++] = f->base->kube[i];
    for (const struct node *n = top; n; n = n->next) {
        cJSON *object = arena_json(a, node_json(n));
        if (!json_text(object, "apiVersion") || !json_text(object, "kind") ||
            !json_text(object, "metadata.name"))
            return err_set(err, "%s:%d: an object needs apiVersion, kind and metadata.name", file,
                           n->line);
        list[f->kube_count++] = object;
    }
    f->kube = list;
    return true;
}

/* The folders that hold a fixture. */
static const char *const *known_fixtures(struct arena *a, const char *folder)
{
    static const char *const none[] = { NULL };
    const char *const *names = file_list(a, folder, NULL);

    return names ? names : none;
}

const struct fixture *fixture_load(struct arena *a, const char *folder, const char *name,
                                   struct err *err)
{
    struct fixture *f = arena_new_of(a, struct fixture);
    const char *at = arena_printf(a, "%s/%s", folder, name);

    if (!file_exists(arena_printf(a, "%s/fixture.yaml", at))) {
        const char *near = str_nearest(str_of(name), known_fixtures(a, folder));
        if (near)
            err_set(err, "unknown fixture '%s', did you mean '%s'?", name, near);
        else
            err_set(err, "unknown fixture '%s': there is no file %s/fixture.yaml", name, at);
        return NULL;
    }
    f->name = arena_strz(a, str_of(name));
    if (!load_names(a, f, folder, arena_printf(a, "%s/fixture.yaml", at), err) ||
        !load_cloud(a, f, arena_printf(a, "%s/cloud.yaml", at), err) ||
        !load_kube(a, f, arena_printf(a, "%s/kube.yaml", at), err))
        return NULL;
    return f;
}

void fixture_names(const struct fixture *f, struct vars *v)
{
    for (const cJSON *kind = f->cloud->child; kind; kind = kind->next) {
        const cJSON *item = NULL;
        cJSON_ArrayForEach(item, kind)
        {
            const char *name = json_text(item, "name"), *id = json_text(item, "id");
            if (name && id)
                vars_set(v, str_of(name), str_of(id));
        }
    }
    if (f->base)
        fixture_names(f->base, v);
    for (const struct node *n = f->names ? f->names->head : NULL; n; n = n->next)
        vars_set(v, n->key->text, n->text);
}
