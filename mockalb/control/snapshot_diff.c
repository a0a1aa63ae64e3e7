#include "base/json.h"
#include "base/map.h"
#include "mockalb/control/snapshots.h"

#include "base/banned.h"

static const char *name_of(struct arena *a, const cJSON *object)
{
    return arena_printf(a, "%s %s %s", json_text_or(object, "kind", ""),
                        json_text_or(object, "scope", ""), json_text_or(object, "id", ""));
}

struct found {
    const cJSON *object;
};

static struct map *by_name(struct arena *a, const cJSON *document)
{
    struct map *m = map_new();
    const cJSON *object;

    cJSON_ArrayForEach(object, json_get(document, "objects"))
    {
        struct found *f = arena_new_of(a, struct found);
        f->object = object;
        map_put(m, str_of(name_of(a, object)), f);
    }
    return m;
}

static void add_member(cJSON *members, const char *path, const cJSON *from, const cJSON *to)
{
    cJSON *member = json_push(members, cJSON_CreateObject());

    json_add_text(member, "path", path);
    if (from)
        json_add(member, "from", json_copy(from));
    if (to)
        json_add(member, "to", json_copy(to));
}

static void compare(struct arena *a, cJSON *members, const char *path, const cJSON *from,
                    const cJSON *to);

static void compare_objects(struct arena *a, cJSON *members, const char *path, const cJSON *from,
                            const cJSON *to)
{
    const char *dot = *path ? "." : "";
    const cJSON *member;

    cJSON_ArrayForEach(member, from)
    {
        compare(a, members, arena_printf(a, "%s%s%s", path, dot, member->string), member,
                json_get(to, member->string));
    }
    cJSON_ArrayForEach(member, to)
    {
        if (!json_get(from, member->string))
            add_member(members, arena_printf(a, "%s%s%s", path, dot, member->string), NULL, member);
    }
}

static void compare_lists(struct arena *a, cJSON *members, const char *path, const cJSON *from,
                          const cJSON *to)
{
    const cJSON *left = from->child, *right = to->child;

    for (unsigned i = 0; left || right; i++) {
        const char *place = arena_printf(a, "%s[%u]", path, i);
        if (left && right)
            compare(a, members, place, left, right);
        else
            add_member(members, place, left, right);
        left = left ? left->next : NULL;
        right = right ? right->next : NULL;
    }
}

/* As deep as the JSON reader lets a document be. */
static void compare(struct arena *a, cJSON *members, const char *path, const cJSON *from,
                    const cJSON *to)
{
    if (cJSON_IsObject(from) && cJSON_IsObject(to))
        compare_objects(a, members, path, from, to);
    else if (cJSON_IsArray(from) && cJSON_IsArray(to))
        compare_lists(a, members, path, from, to);
    else if (!to || !json_equal(from, to))
        add_member(members, path, from, to);
}

/* What a person compares: not when it was changed, but whether it is another. */
static void add_changed(struct arena *a, cJSON *changed, const cJSON *from, const cJSON *to)
{
    static const char *const names[] = { "kind", "scope", "id" };
    cJSON *members = cJSON_CreateArray();
    cJSON *item;

    if (!json_is_text(json_get(from, "created"), json_text_or(to, "created", "")))
        add_member(members, "created", json_get(from, "created"), json_get(to, "created"));
    compare(a, members, "", json_get(from, "body"), json_get(to, "body"));
    if (!members->child) {
        cJSON_Delete(members);
        return;
    }
    item = json_push(changed, cJSON_CreateObject());
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        json_add_text(item, names[i], json_text_or(from, names[i], ""));
    json_add(item, "members", members);
}

cJSON *snapshots_diff(struct arena *a, const cJSON *from, const cJSON *to)
{
    struct map *before = by_name(a, from), *after = by_name(a, to);
    cJSON *diff = cJSON_CreateObject();
    cJSON *added = json_add_array(diff, "added"), *removed = json_add_array(diff, "removed");
    cJSON *changed = json_add_array(diff, "changed");
    const cJSON *object;

    cJSON_ArrayForEach(object, json_get(from, "objects"))
    {
        const struct found *then = map_get(after, str_of(name_of(a, object)));
        if (then)
            add_changed(a, changed, object, then->object);
        else
            json_push(removed, json_copy(object));
    }
    cJSON_ArrayForEach(object, json_get(to, "objects"))
    {
        if (!map_get(before, str_of(name_of(a, object))))
            json_push(added, json_copy(object));
    }
    map_free(before);
    map_free(after);
    return diff;
}
