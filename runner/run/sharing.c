#include "runner/run/sharing.h"

#include <string.h>

#include "runner/suite/fixture.h"

#include "base/banned.h"

enum { LONGEST_NAMESPACE = 40 };

static bool is_text(const struct node *n, const char *text)
{
    return n && n->type == NODE_text && str_is(n->text, text);
}

/* ---- names that the case has learned: what they stand for is its own ---- */

static bool is_learned(const struct spec_case *c, struct str name)
{
    for (const struct step *s = c->steps; s; s = s->next) {
        const struct node *learn = node_get(s->args, "learn");
        for (const struct node *n = learn ? learn->head : NULL; n; n = n->next)
            if (str_eq(n->key->text, name))
                return true;
    }
    return false;
}

static bool names_learned_text(const struct spec_case *c, struct str text)
{
    size_t at;

    while (str_find(text, '$', &at)) {
        struct str name = str_skip(text, at + 1);
        text = name;
        if (!str_starts(name, STR("{")))
            continue;
        name = str_skip(name, 1);
        if (is_learned(c, str_cut(&name, '}')))
            return true;
    }
    return false;
}

static bool names_learned(const struct spec_case *c, const struct node *tree)
{
    if (tree && tree->type == NODE_text)
        return names_learned_text(c, tree->text);
    for (const struct node *n = tree ? tree->head : NULL; n; n = n->next)
        if (names_learned(c, n))
            return true;
    return false;
}

/* ---- what steps do ---- */

static const char *by_controller(const struct spec_case *c, const struct step *s)
{
    (void)c;
    return is_text(s->arg, "stopped") || node_get(s->args, "dies-after") ? "it stops the controller"
                                                                         : NULL;
}

static const char *by_faults(const struct spec_case *c, const struct step *s)
{
    (void)c;
    return is_text(s->arg, "none") ? NULL : "it makes the cloud's calls fail";
}

static const char *by_fixture(const struct spec_case *c, const struct step *s)
{
    (void)c;
    return node_get(s->args, "mockalb") ? "its cloud has options of its own" : NULL;
}

static const char *by_kubernetes(const struct spec_case *c, const struct step *s)
{
    (void)c;
    return is_text(s->arg, "ill") ? "it makes the Kubernetes API fail" : NULL;
}

static const char *by_change(const struct spec_case *c, const struct step *s)
{
    return names_learned(c, node_get(s->args, "id")) ? NULL : "it changes the cloud of all";
}

static const char *by_console(const struct spec_case *c, const struct step *s)
{
    return names_learned(c, node_get(s->args, "with")) ? NULL : "it changes the cloud of all";
}

static bool has_key(const struct node *tree, const char *key)
{
    for (const struct node *n = tree && tree->type != NODE_text ? tree->head : NULL; n; n = n->next)
        if ((n->key && str_is(n->key->text, key)) || has_key(n, key))
            return true;
    return false;
}

/* "config: { id: … }" of an AlbConfig. */
static bool reuses_balancer(const struct node *tree)
{
    for (const struct node *n = tree && tree->type != NODE_text ? tree->head : NULL; n;
         n = n->next) {
        if (n->key && str_is(n->key->text, "config") && node_get(n, "id"))
            return true;
        if (reuses_balancer(n))
            return true;
    }
    return false;
}

/* A namespace whose name has no room for a prefix before it. */
static bool has_long_namespace(const struct node *tree)
{
    for (const struct node *n = tree && tree->type != NODE_text ? tree->head : NULL; n; n = n->next)
        if (node_text(n, "namespace").len > LONGEST_NAMESPACE || has_long_namespace(n))
            return true;
    return false;
}

static const char *by_objects(const struct spec_case *c, const struct step *s)
{
    (void)c;
    if (reuses_balancer(s->args))
        return "it uses a load balancer that is there for all";
    if (has_long_namespace(s->args))
        return "the name of its namespace has no room for a prefix";
    if (has_key(s->args, "ingressclass.kubernetes.io/is-default-class"))
        return "its class is the default of all";
    if (s->arg->type == NODE_text && str_starts(s->arg->text, STR("nodes/")))
        return "it changes the nodes of all";
    return NULL;
}

static bool is_read(struct str action)
{
    return str_is(action, "read") || str_is(action, "any") || str_starts(action, STR("List")) ||
           str_starts(action, STR("Get")) || str_starts(action, STR("Describe"));
}

static const char *by_calls(const struct spec_case *c, const struct step *s)
{
    (void)c;
    for (const struct node *n = s->arg->head; n; n = n->next)
        if (n->key && is_read(n->key->text))
            return "it counts calls that only read";
    return NULL;
}

static const struct {
    const char *verb;
    const char *(*obstacle)(const struct spec_case *c, const struct step *s);
} verbs[] = {
    { "controller", by_controller }, { "faults", by_faults }, { "fixture", by_fixture },
    { "kubernetes", by_kubernetes }, { "change", by_change }, { "console", by_console },
    { "apply", by_objects },         { "patch", by_objects }, { "delete", by_objects },
    { "calls", by_calls },
};

const char *sharing_obstacle(const struct spec_case *c)
{
    if (!c->fixture)
        return "it stands on no fixture";
    for (const struct step *s = c->steps; s; s = s->next) {
        for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
            const char *why = strcmp(s->verb, verbs[i].verb) == 0 ? verbs[i].obstacle(c, s) : NULL;
            if (why)
                return why;
        }
    }
    return NULL;
}

const char *sharing_cloud(struct arena *a, const char *fixtures, const struct spec_case *c,
                          struct err *err)
{
    const struct fixture *f = fixture_load(a, fixtures, c->fixture, err);

    while (f && f->base && f->base->cloud == f->cloud &&
           f->base->derive_endpoints == f->derive_endpoints)
        f = f->base;
    return f ? f->name : NULL;
}
