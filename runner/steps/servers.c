#include <inttypes.h>

#include "base/json.h"
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
    for (const cJSON *o = NULL; (o = state_next(state, "ecs/NetworkInterface", o));)
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
    return journal_setter(&sc->journal, "alb/Server", server->key, NULL);
}

static void compare_addresses(const struct scene *sc, const struct view_group *g,
                              struct comparison *to)
{
    const char *const *expected = scene_words(sc, "are");
    size_t count = g ? g->server_count : 0;
    const char **found = arena_alloc(sc->arena, (count + 1) * sizeof(*found));

    for (size_t i = 0; i < count; i++)
        found[i] = g->servers[i].address;
    if (!expected)
        return;
    comparison_sets(to, "server", expected, found);
    for (size_t i = 0; i < count && !sc->finding->call; i++)
        if (!is_one_of(found[i], expected))
            sc->finding->call = setter_of(sc, &g->servers[i]);
}

/* An Eni server is also the interface that holds its address. */
static void compare_types(const struct scene *sc, const struct view_group *g, struct comparison *to)
{
    const char *const *types = scene_words(sc, "types");

    for (size_t i = 0; types && g && i < g->server_count; i++) {
        const struct view_server *server = &g->servers[i];
        const char *nic = str_is(str_of(server->type), "Eni")
                              ? interface_of(sc->view->state, server->ip)
                              : server->id;
        const char *found = arena_printf(sc->arena, "%s %s", server->type, server->id);
        const char *wanted =
            is_one_of(server->type, types)
                ? arena_printf(sc->arena, "%s %s", server->type, nic ? nic : "of that address")
                : types[0];
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

static enum look look_servers(struct world *w, const struct step *s, struct finding *f)
{
    struct scene sc;
    size_t count = 0;

    if (!scene_open(&sc, w, s, f))
        return LOOK_not_yet;
    const char *label = json_text_or(sc.args, s->verb, "");
    const struct view_group *g = view_group_called(sc.view, label, &count);
    struct comparison *to = comparison_new(sc.arena);
    struct str rest = str_of(label);
    if (g && g->role == GROUP_owned)
        f->object = arena_printf(sc.arena, "services/%s%.*s", strchr(label, '/') ? "" : "default/",
                                 STR_ARG(str_cut(&rest, ':')));
    comparison_head(to, arena_printf(sc.arena, "servers of %s", label));
    if (count != 1)
        comparison_row(to, "group", "one that is called so",
                       count ? arena_printf(sc.arena, "%zu that are", count) : NULL);
    compare_addresses(&sc, g, to);
    compare_types(&sc, g, to);
    compare_status(&sc, g, to);
    if (!comparison_is_same(to) && !f->call)
        f->call = g ? journal_group_firsts(&sc.journal, g->id).filled
                    : journal_refused(&sc.journal, w->mark);

    const char *const *are = scene_words(&sc, "are");
    return scene_judge(&sc, to, are && !are[0]);
}

static bool check_servers(const struct step *s, struct err *err)
{
    if (!node_get(s->args, "are") && !node_get(s->args, "types") && !node_get(s->args, "status"))
        return step_refuse(s, err, "'servers' wants to know what of them: are, types or status");
    return true;
}

static const struct step_arg servers_args[] = {
    { "are", ARG_words, "addresses with ports, exactly: [10.0.1.101:8080]; [] for none" },
    { "types", ARG_words, "which types they may have; an Eni holds the server's address" },
    { "status", ARG_text, "of each: Available" },
    { NULL, ARG_none, NULL },
};

const struct step_type step_servers = {
    .verb = "servers",
    .synopsis = "servers: GROUP",
    .about = "The servers of one group, called as in 'rules': tea-svc:80, or G1 of the fixture.",
    .value = ARG_text,
    .args = servers_args,
    .check = check_servers,
    .look = look_servers,
};
