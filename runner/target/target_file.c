#include "runner/target/target_file.h"

#include <stddef.h>
#include <string.h>

#include "base/regex.h"
#include "base/str.h"
#include "base/yaml.h"

#include "base/banned.h"

enum { READY_MS = 60000 }; /* from its start to its first list, unless the file says otherwise */

struct reading {
    struct arena *arena;
    const char *file;
    struct target *to;
};

static bool wrong(const struct reading *r, const struct node *n, const char *says, struct err *err)
{
    return err_set(err, "%s:%d: %s", r->file, n->line, says);
}

struct member {
    const char *key;
    bool (*read)(struct reading *r, const struct node *n, struct err *err);
};

struct members {
    const char *of; /* "a target" */
    const struct member *at;
    size_t count;
};

static bool unknown(const struct reading *r, const struct node *n, const struct members *m,
                    struct err *err)
{
    const char **names = arena_alloc(r->arena, (m->count + 1) * sizeof(*names));
    const char *near;

    for (size_t i = 0; i < m->count; i++)
        names[i] = m->at[i].key;
    near = str_nearest(n->key->text, names);
    return err_set(err, "%s:%d: %s has no member '%.*s'%s%s%s", r->file, n->key->line, m->of,
                   STR_ARG(n->key->text), near ? ", did you mean '" : "", near ? near : "",
                   near ? "'?" : "");
}

static bool read_member(struct reading *r, const struct node *n, const struct members *m,
                        struct err *err)
{
    for (size_t i = 0; i < m->count; i++) {
        if (str_is(n->key->text, m->at[i].key))
            return m->at[i].read(r, n, err);
    }
    return unknown(r, n, m, err);
}

static bool read_members(struct reading *r, const struct node *map, const struct members *m,
                         struct err *err)
{
    for (const struct node *n = map->head; n; n = n->next) {
        if (!read_member(r, n, m, err))
            return false;
    }
    return true;
}

static bool read_text(struct reading *r, const struct node *n, const char **ret, struct err *err)
{
    if (n->type != NODE_text || !n->text.len)
        return wrong(r, n, "a text is wanted here", err);
    *ret = arena_strz(r->arena, n->text);
    return true;
}

static bool read_name(struct reading *r, const struct node *n, struct err *err)
{
    return read_text(r, n, &r->to->name, err);
}

static bool read_command(struct reading *r, const struct node *n, struct err *err)
{
    const struct target *plain;
    const char *text = NULL;
    struct err why;

    if (!read_text(r, n, &text, err))
        return false;
    plain = target_command(r->arena, text, &why);
    if (!plain)
        return wrong(r, n, why.text, err);
    r->to->argv = plain->argv;
    return true;
}

static bool names_variable(const char *variable, struct str name)
{
    struct str rest = str_of(variable);

    return str_eq(str_cut(&rest, '='), name);
}

/* In place of the variable of that name, or behind the others. */
static bool read_variable(struct reading *r, const struct node *n, struct err *err)
{
    size_t count = 0;
    const char **env;

    if (n->type != NODE_text)
        return wrong(r, n, "a variable's value is a text", err);
    while (r->to->env[count])
        count++;
    env = arena_alloc(r->arena, (count + 2) * sizeof(*env));
    count = 0;
    for (const char *const *old = r->to->env; *old; old++) {
        if (!names_variable(*old, n->key->text))
            env[count++] = *old;
    }
    env[count] = arena_printf(r->arena, "%.*s=%.*s", STR_ARG(n->key->text), STR_ARG(n->text));
    r->to->env = env;
    return true;
}

static bool read_environment(struct reading *r, const struct node *n, struct err *err)
{
    bool fine = n->type == NODE_map || wrong(r, n, "environment is a map of names to values", err);

    for (const struct node *one = fine ? n->head : NULL; one && fine; one = one->next)
        fine = read_variable(r, one, err);
    return fine;
}

static bool read_files(struct reading *r, const struct node *n, struct err *err)
{
    struct target_file *files;
    size_t count = 0;

    if (n->type != NODE_map)
        return wrong(r, n, "files is a map of names to texts", err);
    files = arena_alloc(r->arena, (node_count(n) + 1) * sizeof(*files));
    for (const struct node *one = n->head; one; one = one->next) {
        const char *name = arena_strz(r->arena, one->key->text);
        if (one->type != NODE_text)
            return wrong(r, one, "a file's content is a text", err);
        if (!*name || strchr(name, '/') || *name == '.')
            return wrong(r, one, "a file's name has no folder: it is written into ${dir}", err);
        files[count++] = (struct target_file){ name, arena_strz(r->arena, one->text) };
    }
    r->to->files = files;
    return true;
}

static bool read_settle(struct reading *r, const struct node *n, struct err *err)
{
    return (n->type == NODE_text && str_duration(n->text, &r->to->settle_ms)) ||
           wrong(r, n, "settle is a duration, such as 10s", err);
}

static bool is_lease(struct str text)
{
    size_t slash;

    return str_find(text, '/', &slash) && slash > 0 && slash + 1 < text.len;
}

static bool read_ready_by(struct reading *r, const struct node *n, struct err *err)
{
    static const char *const ways[] = {
        [READY_list] = "list",
        [READY_http] = "http",
        [READY_log] = "log",
        [READY_lease] = "lease",
    };
    struct target_ready *to = &r->to->ready;

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (!str_is(n->key->text, ways[i]))
            continue;
        to->by = (int)i;
        if (!read_text(r, n, &to->what, err))
            return false;
        if (to->by == READY_log && !regex_is_valid(n->text))
            return wrong(r, n, "log is a regular expression, and this is none", err);
        return to->by != READY_lease || is_lease(n->text) ||
               wrong(r, n, "a lease is named NAMESPACE/NAME", err);
    }
    return wrong(r, n,
                 "ready is { list: ingresses }, { http: URL }, { log: PATTERN } or { lease: "
                 "NAMESPACE/NAME }, and within: 30s",
                 err);
}

static bool read_ready(struct reading *r, const struct node *n, struct err *err)
{
    size_t ways = 0;

    if (n->type != NODE_map)
        return wrong(r, n, "ready is a map, such as { log: Starting workers, within: 30s }", err);
    for (const struct node *one = n->head; one; one = one->next) {
        bool is_limit = str_is(one->key->text, "within");
        ways += !is_limit;
        if (is_limit &&
            !(one->type == NODE_text && str_duration(one->text, &r->to->ready.within_ms) &&
              r->to->ready.within_ms > 0))
            return wrong(r, one, "within is a duration, such as 30s", err);
        if (!is_limit && !read_ready_by(r, one, err))
            return false;
    }
    return ways <= 1 || wrong(r, n, "ready says one way, not several", err);
}

/* ---- AlbConfigs ---- */

static bool read_scope(struct reading *r, const struct node *n, struct err *err)
{
    if (n->type == NODE_text && str_is(n->text, "Namespaced") && !r->to->albconfig_namespace)
        r->to->albconfig_namespace = "kube-system";
    return (n->type == NODE_text &&
            (str_is(n->text, "Cluster") || str_is(n->text, "Namespaced"))) ||
           wrong(r, n, "scope is Cluster or Namespaced", err);
}

static bool read_albconfig_namespace(struct reading *r, const struct node *n, struct err *err)
{
    return read_text(r, n, &r->to->albconfig_namespace, err);
}

static bool read_albconfig_name(struct reading *r, const struct node *n, struct err *err)
{
    return read_text(r, n, &r->to->albconfig_name, err);
}

static bool read_albconfig_with(struct reading *r, const struct node *n, struct err *err)
{
    if (n->type != NODE_map)
        return wrong(r, n, "with is a map, such as { metadata: { labels: { a: b } } }", err);
    r->to->albconfig_with = arena_json(r->arena, node_json(n));
    return true;
}

static const struct member albconfig_members[] = {
    { "scope", read_scope },
    { "namespace", read_albconfig_namespace },
    { "name", read_albconfig_name },
    { "with", read_albconfig_with },
};

static bool read_albconfig(struct reading *r, const struct node *n, struct err *err)
{
    static const struct members all = { "an albconfig", albconfig_members,
                                        sizeof(albconfig_members) / sizeof(struct member) };

    if (n->type != NODE_map)
        return wrong(r, n, "albconfig is a map, such as { scope: Namespaced, name: default }", err);
    if (!read_members(r, n, &all, err))
        return false;
    return str_is(node_text(n, "scope"), "Namespaced") || !r->to->albconfig_namespace ||
           wrong(r, n, "a namespace goes with scope: Namespaced", err);
}

/* ---- the rest ---- */

static bool read_ingress_controller(struct reading *r, const struct node *n, struct err *err)
{
    return read_text(r, n, &r->to->ingress_controller, err);
}

static bool read_backends(struct reading *r, const struct node *n, struct err *err)
{
    return read_text(r, n, &r->to->backends, err) &&
           (strcmp(r->to->backends, "eni") == 0 || strcmp(r->to->backends, "nodePort") == 0 ||
            strcmp(r->to->backends, "ip") == 0 ||
            wrong(r, n, "backends is eni, nodePort or ip", err));
}

static bool read_nudge(struct reading *r, const struct node *n, struct err *err)
{
    r->to->needs_nudge = n->type == NODE_text && str_is(n->text, "true");
    return r->to->needs_nudge || (n->type == NODE_text && str_is(n->text, "false")) ||
           wrong(r, n, "nudge is true or false", err);
}

static bool read_features(struct reading *r, const struct node *n, struct err *err)
{
    const char **features;
    size_t count = 0;

    if (n->type == NODE_text && (str_is(n->text, "auto") || str_is(n->text, "all"))) {
        features = arena_alloc(r->arena, 2 * sizeof(*features));
        features[0] = arena_strz(r->arena, n->text);
        r->to->features = features;
        return true;
    }
    if (n->type != NODE_list)
        return wrong(r, n, "features is a list of names, or one word: auto, all", err);
    features = arena_alloc(r->arena, (node_count(n) + 1) * sizeof(*features));
    for (const struct node *one = n->head; one; one = one->next) {
        if (!read_text(r, one, &features[count++], err))
            return false;
    }
    r->to->features = features;
    return true;
}

static const struct member target_members[] = {
    { "name", read_name },
    { "command", read_command },
    { "environment", read_environment },
    { "files", read_files },
    { "settle", read_settle },
    { "ready", read_ready },
    { "albconfig", read_albconfig },
    { "ingress-controller", read_ingress_controller },
    { "backends", read_backends },
    { "nudge", read_nudge },
    { "features", read_features },
};

const struct target *target_load(struct arena *a, const char *file, struct err *err)
{
    static const struct members all = { "a target", target_members,
                                        sizeof(target_members) / sizeof(struct member) };
    const struct node *top = yaml_load(a, file, err);
    /* What every controller gets comes with the command of any. */
    const struct target *any = target_command(a, "any", err);
    struct reading r = { a, file, arena_new_of(a, struct target) };

    if (!top)
        return NULL;
    *r.to = *any;
    r.to->name = NULL;
    r.to->argv = NULL;
    r.to->ready = (struct target_ready){ READY_list, "ingresses", READY_MS };
    if (top->type != NODE_map || top->next) {
        err_set(err, "%s: a target is one map", file);
        return NULL;
    }
    if (!read_members(&r, top, &all, err))
        return NULL;
    if (r.to->name && r.to->argv)
        return r.to;
    err_set(err, "%s: a target needs a name and a command", file);
    return NULL;
}
