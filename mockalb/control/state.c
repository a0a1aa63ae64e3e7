#include "mockalb/control/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/map.h"
#include "base/must.h"
#include "base/str.h"
#include "mockalb/resources/cloud.h"

#include "base/banned.h"

#define VERSION 1

static void add_number(cJSON *to, const char *name, uint64_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRIu64, value);
    json_add_text(to, name, text);
}

/* Every object of every kind, collected to be sorted. */
struct collected {
    const struct object **at;
    size_t count, room;
    const struct store *store;
};

static bool collect(void *arg, const struct object *o)
{
    struct collected *all = arg;

    if (all->count == all->room) {
        all->room = all->room ? 2 * all->room : 64;
        all->at = must_resize(all->at, all->room * sizeof(const struct object *));
    }
    all->at[all->count++] = o;
    return true;
}

static bool collect_kind(void *arg, const struct kind *k)
{
    struct collected *all = arg;

    store_each(all->store, k, NULL, collect, all);
    return true;
}

static int by_creation(const void *a, const void *b)
{
    const struct object *left = *(const struct object *const *)a;
    const struct object *right = *(const struct object *const *)b;

    return (left->created > right->created) - (left->created < right->created);
}

static void add_object(cJSON *objects, const struct object *o)
{
    cJSON *item = json_push(objects, cJSON_CreateObject());

    json_add_text(item, "kind", o->kind->name);
    json_add_text(item, "scope", o->scope);
    json_add_text(item, "id", o->id);
    add_number(item, "revision", o->revision);
    add_number(item, "created", o->created);
    add_number(item, "changedMs", (uint64_t)o->changed_ms);
    json_add(item, "body", json_copy(o->body));
}

cJSON *state_document(const struct state *s)
{
    struct collected all = { .store = s->store };
    cJSON *document = cJSON_CreateObject();
    cJSON *objects;

    json_add_int(document, "version", VERSION);
    add_number(document, "seed", *s->seed);
    add_number(document, "random", s->random->state);
    add_number(document, "requestIds", s->request_ids->state);
    add_number(document, "revision", store_revision(s->store));
    add_number(document, "clockMs", (uint64_t)clock_ms(s->clock));
    objects = json_add_array(document, "objects");
    store_each_kind(s->store, collect_kind, &all);
    if (all.count)
        qsort(all.at, all.count, sizeof(const struct object *), by_creation);
    for (size_t i = 0; i < all.count; i++)
        add_object(objects, all.at[i]);
    free(all.at);
    return document;
}

static bool read_number(const cJSON *in, const char *place, const char *name, uint64_t most,
                        uint64_t *ret, struct err *err)
{
    const char *text = cJSON_GetStringValue(json_get(in, name));
    uint64_t value = 0;

    if (!text || !*text || strspn(text, "0123456789") != strlen(text))
        return err_set(err, "%s%s: must be a whole number, written as a text", place, name);
    for (; *text; text++) {
        if (__builtin_mul_overflow(value, UINT64_C(10), &value) ||
            __builtin_add_overflow(value, (uint64_t)(*text - '0'), &value) || value > most)
            return err_set(err, "%s%s: must be at most %" PRIu64, place, name, most);
    }
    *ret = value;
    return true;
}

static bool check_members(const cJSON *of, const char *place, const char *const *names,
                          struct err *err)
{
    const cJSON *member;

    cJSON_ArrayForEach(member, of)
    {
        const char *const *name = names;
        while (*name && strcmp(*name, member->string) != 0)
            name++;
        if (!*name)
            return err_set(err, "%s%s: a state document has no such member", place, member->string);
    }
    return true;
}

static bool read_object(const cJSON *item, const char *place, uint64_t revision, struct object *ret,
                        struct err *err)
{
    static const char *const members[] = { "kind",    "scope",     "id",   "revision",
                                           "created", "changedMs", "body", NULL };
    const char *kind = json_text(item, "kind");
    uint64_t changed = 0;

    if (!cJSON_IsObject(item))
        return err_set(err, "%s must be an object", place);
    if (!check_members(item, place, members, err))
        return false;
    if (!kind || !cloud_kind(kind))
        return err_set(err, "%skind: '%s' is no kind of object", place, kind ? kind : "");
    ret->kind = cloud_kind(kind);
    ret->scope = json_text(item, "scope");
    ret->id = json_text(item, "id");
    ret->body = json_get(item, "body");
    if (!ret->scope || !ret->id || !*ret->id)
        return err_set(err, "%s%s: must be a text", place, ret->scope ? "id" : "scope");
    if (!cJSON_IsObject(ret->body))
        return err_set(err, "%sbody: must be an object", place);
    if (!read_number(item, place, "revision", revision, &ret->revision, err) ||
        !read_number(item, place, "created", ret->revision, &ret->created, err) ||
        !read_number(item, place, "changedMs", INT64_MAX, &changed, err))
        return false;
    ret->changed_ms = (int64_t)changed;
    return true;
}

/* A document that has been read; its objects borrow from it. */
struct contents {
    uint64_t seed, random, request_ids, revision, clock_ms;
    struct object *objects;
    size_t count;
};

static bool read_objects(struct arena *a, const cJSON *list, struct contents *ret, struct err *err)
{
    struct map *seen = map_new();
    bool fine = true;
    const cJSON *item;

    ret->objects = arena_alloc(a, ((size_t)cJSON_GetArraySize(list) + 1) * sizeof(struct object));
    cJSON_ArrayForEach(item, list)
    {
        const char *place = arena_printf(a, "objects[%zu].", ret->count);
        struct object *o = &ret->objects[ret->count++];
        fine = read_object(item, place, ret->revision, o, err);
        if (!fine)
            break;
        if (map_put(seen, str_of(arena_printf(a, "%s %s %s", o->kind->name, o->scope, o->id)), o)) {
            fine = err_set(err, "%sid: '%s' is there twice", place, o->id);
            break;
        }
    }
    map_free(seen);
    return fine;
}

static bool read_document(struct arena *a, const cJSON *document, struct contents *ret,
                          struct err *err)
{
    static const char *const members[] = { "version",  "seed",    "random",  "requestIds",
                                           "revision", "clockMs", "objects", NULL };

    if (!cJSON_IsObject(document))
        return err_set(err, "a state document is a JSON object, as GET /_mock/state gives it");
    if (!check_members(document, "", members, err))
        return false;
    if (json_int(document, "version") != VERSION)
        return err_set(err, "version: must be %d, the only version this program reads", VERSION);
    if (!read_number(document, "", "seed", UINT64_MAX, &ret->seed, err) ||
        !read_number(document, "", "random", UINT64_MAX, &ret->random, err) ||
        (json_get(document, "requestIds") &&
         !read_number(document, "", "requestIds", UINT64_MAX, &ret->request_ids, err)) ||
        !read_number(document, "", "revision", INT64_MAX, &ret->revision, err) ||
        !read_number(document, "", "clockMs", INT64_MAX, &ret->clock_ms, err))
        return false;
    if (!cJSON_IsArray(json_get(document, "objects")))
        return err_set(err, "objects: must be a list");
    return read_objects(a, json_get(document, "objects"), ret, err);
}

static int by_creation_of_restored(const void *a, const void *b)
{
    const struct object *left = a, *right = b;

    return (left->created > right->created) - (left->created < right->created);
}

bool state_restore(const struct state *s, struct arena *a, const cJSON *document, struct err *err)
{
    struct contents read = { .request_ids = s->request_ids->state };
    int64_t behind;

    if (!read_document(a, document, &read, err))
        return false;
    if (read.count)
        qsort(read.objects, read.count, sizeof(struct object), by_creation_of_restored);
    behind = (int64_t)read.clock_ms - clock_ms(s->clock);
    if (clock_is_manual(s->clock) && behind > 0)
        clock_advance(s->clock, behind);
    else if (clock_is_manual(s->clock))
        clock_turn_back(s->clock, -behind);
    store_clear(s->store);
    for (size_t i = 0; i < read.count; i++)
        store_restore(s->store, &read.objects[i], json_copy(read.objects[i].body));
    store_set_revision(s->store, read.revision);
    *s->seed = read.seed;
    s->random->state = read.random;
    s->request_ids->state = read.request_ids;
    cloud_resume(s->cloud);
    return true;
}
