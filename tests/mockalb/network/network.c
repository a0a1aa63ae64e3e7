#include "network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "base/yaml.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/routing/routing.h"

#include "base/banned.h"

/* A change that cannot be made is a mistake in the test. */
static void give_up(const char *why, const char *what)
{
    fprintf(stderr, "%s: %s\n", why, what);
    abort();
}

struct network *network_of(int scenario)
{
    struct network *n = must_alloc(sizeof(*n));
    struct cloud_options options = { .region = "cn-chengdu",
                                     .edition = "Standard",
                                     .account = "1000000000000001",
                                     .lifecycle = "instant" };
    struct err err;

    n->arena = arena_new();
    n->clock = clock_new(true);
    n->store = store_new(n->clock);
    random_init(&n->random, 1);
    n->cloud = cloud_new(n->store, n->clock, &n->random, &options);
    const char *files[] = {
        arena_printf(n->arena, FIXTURES "/scenario-%d/cloud.yaml", scenario),
        arena_printf(n->arena, NETWORK_TESTS "/balancer-%d.yaml", scenario),
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        const struct node *document = yaml_load(n->arena, files[i], &err);
        if (!document || !cloud_seed(n->cloud, arena_json(n->arena, node_json(document)), &err))
            give_up(files[i], err.text);
    }
    return n;
}

void network_free(struct network *n)
{
    cloud_free(n->cloud);
    store_free(n->store);
    clock_free(n->clock);
    arena_free(n->arena);
    free(n);
}

static const struct kind *kind_of(struct network *n, struct str name)
{
    const struct kind *kind = kind_named(arena_strz(n->arena, name));

    if (!kind)
        give_up("no such kind", arena_strz(n->arena, name));
    return kind;
}

struct finding {
    struct str end;
    const struct object *found;
    size_t count;
};

static bool find_end(void *arg, const struct object *o)
{
    struct finding *f = arg;

    if (str_ends(str_of(o->id), f->end)) {
        f->found = o;
        f->count++;
    }
    return true;
}

static bool find_any(void *arg, const struct object *o)
{
    struct finding *f = arg;

    f->found = o;
    f->count++;
    return true;
}

static const struct object *object_called(struct network *n, const struct kind *k, struct str id)
{
    struct finding f = { .end = str_skip(id, 1) };
    const char *name = arena_strz(n->arena, id);

    if (*name == '@')
        store_keyed(n->store, k, name + 1, find_any, &f);
    else if (*name == '~')
        store_each(n->store, k, NULL, find_end, &f);
    else
        f = (struct finding){ .found = store_find(n->store, k, name), .count = 1 };
    if (!f.found || f.count != 1)
        give_up(k->name, name);
    return f.found;
}

static cJSON *json_of(struct network *n, struct str text)
{
    char *copy = arena_strz(n->arena, text);
    struct err err;

    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    cJSON *json = json_parse(str_of(copy), &err);
    if (!json)
        give_up(err.text, copy);
    return json;
}

struct owned {
    struct store *store;
    const struct kind *kind;
};

static bool drop_child(void *arg, const struct object *o)
{
    const struct owned *owned = arg;

    store_drop(owned->store, owned->kind, o->scope, o->id);
    return true;
}

static void drop(struct network *n, const struct object *o)
{
    struct owned owned = { .store = n->store };

    for (size_t i = 0; (owned.kind = kind_owned_by(o->kind, i)); i++)
        store_children(n->store, owned.kind, o->id, drop_child, &owned);
    store_drop(n->store, o->kind, o->scope, o->id);
}

static void set(struct network *n, const struct object *o, struct str json)
{
    cJSON *members = json_of(n, json), *body = json_copy(o->body);
    const cJSON *member;

    cJSON_ArrayForEach(member, members)
    {
        if (cJSON_IsNull(member))
            json_drop(body, member->string);
        else
            json_set(body, member->string, json_copy(member));
    }
    cJSON_Delete(members);
    store_put(n->store, o->kind, o->scope, o->id, body);
}

/* An entry of a table to an attachment, in the words that its kind has for them. */
static void add_route(struct network *n, const struct kind *k, struct str words)
{
    bool is_router = k == &kind_cen_route_entry;
    const char *table = arena_strz(n->arena, str_cut(&words, ' '));
    const char *block = arena_strz(n->arena, str_cut(&words, ' '));
    const char *prefix = is_router ? "TransitRouterRouteEntry" : "";
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, is_router ? "_TransitRouterRouteTableId" : "RouteTableId", table);
    json_add_text(body, arena_printf(n->arena, "%sDestinationCidrBlock", prefix), block);
    json_add_text(body, arena_printf(n->arena, "%sNextHopType", prefix), "Attachment");
    json_add_text(body, arena_printf(n->arena, "%sNextHopId", prefix), arena_strz(n->arena, words));
    json_add_text(body, arena_printf(n->arena, "%sStatus", prefix),
                  is_router ? "Active" : "Available");
    store_put(n->store, k, "cn-chengdu", arena_printf(n->arena, "rte-%s-%s", table, block), body);
}

static void change(struct network *n, struct str words)
{
    struct str verb = str_cut(&words, ' '), name = str_cut(&words, ' ');
    const struct kind *kind = kind_of(n, name);

    if (str_is(verb, "route")) {
        add_route(n, kind, words);
        return;
    }
    if (str_is(verb, "add")) {
        struct str scope = str_cut(&words, ' '), id = str_cut(&words, ' ');
        store_put(n->store, kind, arena_strz(n->arena, scope), arena_strz(n->arena, id),
                  json_of(n, words));
        return;
    }
    const struct object *o = object_called(n, kind, str_cut(&words, ' '));
    if (str_is(verb, "drop"))
        drop(n, o);
    else if (str_is(verb, "set"))
        set(n, o, words);
    else
        give_up("unknown verb", arena_strz(n->arena, verb));
}

void network_change(struct network *n, const char *changes)
{
    struct str rest = str_of(changes);

    store_begin(n->store);
    while (rest.len)
        change(n, str_trim(str_cut(&rest, ';')));
    store_commit(n->store);
}
