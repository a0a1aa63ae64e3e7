#include "runner/kube/kinds.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/must.h"
#include "runner/kube/rules.h"

#include "base/banned.h"

/*
 * Rows are never moved or freed before the end, since watchers and objects point at them. What a
 * definition says is kept in its row's own arena, and replaced whole when the definition changes.
 */
struct row {
    struct resource resource;
    struct arena *arena;
};

struct kinds {
    struct arena *arena;
    struct row **rows;
    size_t count, room;
    uint64_t revision;
};

enum {
    N = RESOURCE_FLAG_namespaced,
    S = RESOURCE_FLAG_status,
    G = RESOURCE_FLAG_generation,
    U = RESOURCE_FLAG_unconditional,
    P = RESOURCE_FLAG_create_by_put,
    X = RESOURCE_FLAG_scale,
};

struct builtin {
    const char *group, *version, *plural, *singular, *kind, *shorts, *categories;
    unsigned flags;
    enum resource_id stored;
};

static const struct builtin builtins[] = {
#define KIND(symbol, stored, group, version, plural, singular, kind, shorts, categories, flags)    \
    { group, version, plural, singular, kind, shorts, categories, flags, RESOURCE_##stored },
#include "runner/kube/kinds.def"
#undef KIND
};

static struct row *row_add(struct kinds *k, struct arena *take_arena)
{
    struct row *row = arena_new_of(k->arena, struct row);

    if (k->count == k->room) {
        k->room = k->room ? 2 * k->room : 64;
        k->rows = must_resize(k->rows, k->room * sizeof(struct row *));
    }
    row->resource.index = (int)k->count;
    row->arena = take_arena;
    k->rows[k->count++] = row;
    return row;
}

/* The names that follow from others. */
static void row_name(struct row *row)
{
    struct resource *r = &row->resource;
    bool core = !*r->group;

    if (!r->list_kind || !*r->list_kind)
        r->list_kind = arena_printf(row->arena, "%sList", r->kind);
    r->api_version = core ? r->version : arena_printf(row->arena, "%s/%s", r->group, r->version);
    r->qualified = core ? r->plural : arena_printf(row->arena, "%s.%s", r->plural, r->group);
}

static const struct kind *stored_kind(struct kinds *k, const char *group, const char *plural)
{
    struct kind *kind = arena_new_of(k->arena, struct kind);

    kind->name = arena_printf(k->arena, "%s/%s", *group ? group : "core", plural);
    return kind;
}

static void add_builtin(struct kinds *k, enum resource_id id)
{
    const struct builtin *b = &builtins[id];
    struct row *row = row_add(k, arena_new());

    row->resource = (struct resource){
        .id = id,
        .index = row->resource.index,
        .group = b->group,
        .version = b->version,
        .plural = b->plural,
        .singular = b->singular,
        .kind = b->kind,
        .shorts = b->shorts,
        .categories = b->categories,
        .flags = b->flags,
        .served = true,
    };
    row_name(row);
    if (b->stored == id) {
        row->resource.stored = stored_kind(k, b->group, b->plural);
        row->resource.stored_version = row->resource.api_version;
    } else {
        must(b->stored < id);
        row->resource.stored = k->rows[b->stored]->resource.stored;
        row->resource.stored_version = k->rows[b->stored]->resource.stored_version;
    }
}

struct kinds *kinds_new(void)
{
    struct kinds *k = must_alloc(sizeof(*k));

    k->arena = arena_new();
    for (int id = 0; id < RESOURCE_custom; id++)
        add_builtin(k, (enum resource_id)id);
    return k;
}

void kinds_free(struct kinds *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->count; i++)
        arena_free(k->rows[i]->arena);
    free(k->rows);
    arena_free(k->arena);
    free(k);
}

size_t kinds_count(const struct kinds *k)
{
    return k->count;
}

size_t kinds_rule_bytes(const struct kinds *k)
{
    size_t bytes = 0;

    for (size_t i = 0; i < k->count; i++)
        bytes += k->rows[i]->resource.rule_bytes;
    return bytes;
}

const struct resource *kinds_at(const struct kinds *k, size_t index)
{
    must(index < k->count);
    return &k->rows[index]->resource;
}

const struct resource *kinds_builtin(const struct kinds *k, enum resource_id id)
{
    must(id < RESOURCE_custom);
    return &k->rows[id]->resource;
}

uint64_t kinds_revision(const struct kinds *k)
{
    return k->revision;
}

const struct resource *kinds_find(const struct kinds *k, struct str group, struct str version,
                                  struct str plural)
{
    for (size_t i = 0; i < k->count; i++) {
        const struct resource *r = &k->rows[i]->resource;
        if (r->served && str_is(plural, r->plural) && str_is(group, r->group) &&
            str_is(version, r->version))
            return r;
    }
    return NULL;
}

const struct resource *kinds_of(const struct kinds *k, struct str api_version, struct str kind)
{
    for (size_t i = 0; i < k->count; i++) {
        const struct resource *r = &k->rows[i]->resource;
        if (r->served && str_is(kind, r->kind) && str_is(api_version, r->api_version))
            return r;
    }
    return NULL;
}

static bool has_word(const char *words, struct str word)
{
    struct str rest = str_of(words);

    while (rest.at) {
        if (word.len && str_eq(str_cut(&rest, ' '), word))
            return true;
    }
    return false;
}

const struct resource *kinds_named(const struct kinds *k, struct str name)
{
    for (size_t i = 0; i < k->count; i++) {
        const struct resource *r = &k->rows[i]->resource;
        if (!r->served)
            continue;
        if (str_eq_nocase(name, str_of(r->kind)) || str_is(name, r->plural) ||
            str_is(name, r->singular) || str_is(name, r->qualified) || has_word(r->shorts, name))
            return r;
    }
    return NULL;
}

const struct resource *kinds_of_stored(const struct kinds *k, const struct kind *stored)
{
    for (size_t i = 0; i < k->count; i++) {
        const struct resource *r = &k->rows[i]->resource;
        if (r->stored == stored && !strcmp(r->api_version, r->stored_version))
            return r;
    }
    return NULL;
}

bool resource_is_namespaced(const struct resource *r)
{
    return r->flags & RESOURCE_FLAG_namespaced;
}

bool resource_has_status(const struct resource *r)
{
    return r->flags & RESOURCE_FLAG_status;
}

bool resource_has_scale(const struct resource *r)
{
    return r->flags & RESOURCE_FLAG_scale;
}

bool resource_is_custom(const struct resource *r)
{
    return r->id == RESOURCE_custom;
}

static struct row *custom_row(const struct kinds *k, const char *group, const char *version,
                              const char *plural)
{
    for (size_t i = RESOURCE_custom; i < k->count; i++) {
        const struct resource *r = &k->rows[i]->resource;
        if (!strcmp(r->plural, plural) && !strcmp(r->group, group) && !strcmp(r->version, version))
            return k->rows[i];
    }
    return NULL;
}

/* The kind of the store outlives the definition: objects of a later one of that name use it again. */
static const struct kind *custom_kind(struct kinds *k, const char *group, const char *plural)
{
    for (size_t i = RESOURCE_custom; i < k->count; i++) {
        const struct resource *r = &k->rows[i]->resource;
        if (!strcmp(r->plural, plural) && !strcmp(r->group, group))
            return r->stored;
    }
    return stored_kind(k, group, plural);
}

static const char *words_of(struct arena *a, const cJSON *list)
{
    const cJSON *word;
    const char *words = "";

    cJSON_ArrayForEach(word, list)
    {
        if (cJSON_IsString(word))
            words = arena_printf(a, "%s%s%s", words, *words ? " " : "", word->valuestring);
    }
    return words;
}

static const char *text_of(struct arena *a, const cJSON *root, const char *path)
{
    return arena_strz(a, str_of(json_text_or(root, path, "")));
}

static const cJSON *kept(struct arena *a, const cJSON *version, const char *path)
{
    const cJSON *item = json_at(version, path);

    return item ? arena_json(a, json_copy(item)) : NULL;
}

static void define_version(struct kinds *k, const cJSON *spec, const cJSON *version,
                           const char *stored_version)
{
    const char *group = json_text_or(spec, "group", ""), *name = json_text_or(version, "name", "");
    const char *plural = json_text_or(spec, "names.plural", "");
    struct row *row = custom_row(k, group, name, plural);
    const struct kind *stored = row ? row->resource.stored : custom_kind(k, group, plural);

    if (!row)
        row = row_add(k, arena_new());
    arena_reset(row->arena);
    row->resource = (struct resource){
        .id = RESOURCE_custom,
        .index = row->resource.index,
        .group = text_of(row->arena, spec, "group"),
        .version = text_of(row->arena, version, "name"),
        .plural = text_of(row->arena, spec, "names.plural"),
        .singular = text_of(row->arena, spec, "names.singular"),
        .kind = text_of(row->arena, spec, "names.kind"),
        .list_kind = text_of(row->arena, spec, "names.listKind"),
        .shorts = words_of(row->arena, json_at(spec, "names.shortNames")),
        .categories = words_of(row->arena, json_at(spec, "names.categories")),
        .flags = RESOURCE_FLAG_generation,
        .served = json_bool(version, "served"),
        .stored = stored,
        .stored_version = arena_printf(row->arena, "%s/%s", group, stored_version),
        .columns = kept(row->arena, version, "additionalPrinterColumns"),
        .schema = kept(row->arena, version, "schema.openAPIV3Schema"),
        .preserves = json_bool(spec, "preserveUnknownFields"),
        .scale = kept(row->arena, version, "subresources.scale"),
    };
    if (row->resource.schema && !row->resource.preserves)
        row->resource.rules = rules_compile(row->arena, row->resource.schema);
    row->resource.rule_bytes = row->resource.rules ? rules_bytes(row->resource.schema) : 0;
    if (!strcmp(json_text_or(spec, "scope", ""), "Namespaced"))
        row->resource.flags |= RESOURCE_FLAG_namespaced;
    if (json_at(version, "subresources.status"))
        row->resource.flags |= RESOURCE_FLAG_status;
    if (row->resource.scale)
        row->resource.flags |= RESOURCE_FLAG_scale;
    row_name(row);
}

void kinds_define(struct kinds *k, const cJSON *definition)
{
    const cJSON *spec = json_get(definition, "spec"), *version;
    const char *stored = "";

    kinds_undefine(k, definition);
    cJSON_ArrayForEach(version, json_get(spec, "versions"))
    {
        if (json_bool(version, "storage"))
            stored = json_text_or(version, "name", "");
    }
    cJSON_ArrayForEach(version, json_get(spec, "versions"))
        define_version(k, spec, version, stored);
}

void kinds_undefine(struct kinds *k, const cJSON *definition)
{
    const char *group = json_text_or(definition, "spec.group", "");
    const char *plural = json_text_or(definition, "spec.names.plural", "");

    k->revision++;
    for (size_t i = RESOURCE_custom; i < k->count; i++) {
        struct resource *r = &k->rows[i]->resource;
        if (!strcmp(r->plural, plural) && !strcmp(r->group, group))
            r->served = false;
    }
}
