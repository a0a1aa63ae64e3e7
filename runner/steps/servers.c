#include <inttypes.h>

#include "base/json.h"
#include "runner/oracle/document.h"
#include "runner/steps/scene.h"

#include "base/banned.h"

/* Some text of the tree is this one. */
static bool has_text(const cJSON *tree, const char *text)
{
    if (json_is_text(tree, text))
        return true;
    for (const cJSON *child = tree ? tree->child : NULL; child; child = child->next)
        if (has_text(child, text))
            return true;
    return false;
}

/* The network interface that holds an address; NULL: none does. */
static const char *interface_of(const cJSON *state, const char *ip)
{
    for (const cJSON *o = NULL; (o = document_next(state, "ecs/NetworkInterface", o));)
        if (has_text(json_get(o, "body"), ip))
            return json_text(o, "id");
    return NULL;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; words && *words; words++)
        if (str_is(str_of(word), *words))
            return true;
    return false;
}

static uint64_t setter_of(const struct scene *sc, const struct view_server *server)
{
    return history_setter(&sc->history, "alb/Server", server->key, NULL);
}

static const char *const *addresses_of(const struct scene *sc, const struct view_group *g)
{
    size_t count = g ? g->server_count : 0;
    const char **list = arena_alloc(sc->arena, (count + 1) * sizeof(*list));

    for (size_t i = 0; i < count; i++)
        list[i] = g->servers[i].address;
    return list;
}

static const char *const *texts_of(const struct scene *sc, const cJSON *array)
{
    const char **list =
        arena_alloc(sc->arena, ((size_t)cJSON_GetArraySize(array) + 1) * sizeof(*list));
    const cJSON *item = NULL;
    size_t count = 0;

    cJSON_ArrayForEach(item, array)
    {
        list[count++] = cJSON_IsString(item) ? item->valuestring : "?";
    }
    return list;
}

static void compare_addresses(const struct scene *sc, const struct view_group *g,
                              const cJSON *wanted, struct comparison *to)
{
    const char *const *expected = texts_of(sc, wanted);

    comparison_sets(to, "server", expected, addresses_of(sc, g));
    for (size_t i = 0; g && i < g->server_count && !sc->finding->call; i++)
        if (!is_one_of(g->servers[i].address, expected))
            sc->finding->call = setter_of(sc, &g->servers[i]);
}

/* An Eni server is also the interface that holds its address. */
static void compare_types(const struct scene *sc, const struct view_group *g, struct comparison *to)
{
    const char *const *types = scene_words(sc, "types");

    for (size_t i = 0; types && g && i < g->server_count; i++) {
        const struct view_server *server = &g->servers[i];
        const char *id = str_is(str_of(server->type), "Eni")
                             ? interface_of(sc->view->state, server->ip)
                             : server->id;
        const char *found = arena_printf(sc->arena, "%s %s", server->type, server->id);
        const char *wanted = types[0];
        if (is_one_of(server->type, types))
            wanted = arena_printf(sc->arena, "%s %s", server->type, id ? id : "of that address");
        comparison_row(to, server->address, wanted, found);
        if (!str_is(str_of(wanted), found) && !sc->finding->call)
            sc->finding->call = setter_of(sc, server);
    }
}

static void compare_status(const struct scene *sc, const struct view_group *g,
                           struct comparison *to)
{
    const char *status = json_text(sc->args, "status");

    for (size_t i = 0; status && g && i < g->server_count; i++)
        comparison_row(to, g->servers[i].address, status, g->servers[i].status);
}

static const char *service_of(const struct scene *sc, const char *label)
{
    struct str rest = str_of(label), service = str_cut(&rest, ':');

    return arena_printf(sc->arena, "services/%s%.*s", strchr(label, '/') ? "" : "default/",
                        STR_ARG(service));
}

/* wanted: the group's addresses; NULL when only types or states are asked for. */
static void compare_group(const struct scene *sc, const char *label, const cJSON *wanted,
                          struct comparison *to)
{
    size_t count = 0;
    const struct view_group *g = view_group_called(sc->view, label, &count);
    bool was_same = comparison_is_same(to);
    struct finding *f = sc->finding;

    comparison_head(to, arena_printf(sc->arena, "servers of %s", label));
    if (count != 1)
        comparison_row(to, "group", "one that is called so",
                       count ? arena_printf(sc->arena, "%zu that are", count) : NULL);
    if (wanted)
        compare_addresses(sc, g, wanted, to);
    compare_types(sc, g, to);
    compare_status(sc, g, to);
    if (!was_same || comparison_is_same(to))
        return;
    f->object = !g || g->role == GROUP_owned ? service_of(sc, label) : NULL;
    if (!f->call)
        f->call = g ? history_group_firsts(&sc->history, g->id).filled
                    : history_refused(&sc->history, sc->world->mark);
}

static bool wants_none(const cJSON *groups)
{
    for (const cJSON *g = groups->child; g; g = g->next)
        if (cJSON_GetArraySize(g) > 0)
            return false;
    return true;
}

static enum look look_servers(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    struct comparison *to = comparison_new(sc.arena);
    if (cJSON_IsObject(sc.value)) {
        for (const cJSON *group = sc.value->child; group; group = group->next)
            compare_group(&sc, group->string, group, to);
        return scene_judge(&sc, to, wants_none(sc.value));
    }
    for (const char *const *label = scene_words(&sc, s->verb); label && *label; label++)
        compare_group(&sc, *label, NULL, to);
    return scene_judge(&sc, to, false);
}

static bool check_servers(const struct step *s, struct err *err)
{
    for (const struct node *n = s->arg->type == NODE_map ? s->arg->head : NULL; n; n = n->next)
        if (n->type != NODE_list)
            return err_set(err, "%s:%d: after '%.*s' stands a list of addresses with ports",
                           s->file, n->line, STR_ARG(n->key->text));
    if (s->arg->type != NODE_map && !node_get(s->args, "types") && !node_get(s->args, "status"))
        return step_refuse(s, err,
                           "'servers' wants to know what of them: addresses, types, status");
    return true;
}

static const struct step_arg servers_args[] = {
    { "types", ARG_words, "which types they may have; an Eni is the one that holds the address" },
    { "status", ARG_text, "of each: Available" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_servers = {
    .verb = "servers",
    .synopsis = "servers: { GROUP: [ADDRESS:PORT] }, or a list of groups",
    .about =
        "The servers of groups, exactly. Groups are called as in 'rules': tea-svc:80, or G1 of the "
        "fixture.",
    .value = ARG_any,
    .args = servers_args,
    .check = check_servers,
    .look = look_servers,
};
