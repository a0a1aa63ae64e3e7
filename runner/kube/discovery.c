#include "runner/kube/discovery.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/aggregated.h"
#include "runner/kube/openapi.h"
#include "runner/kube/verbs.h"

#include "base/banned.h"

static void reply_text(struct reply *reply, const char *type, struct str text)
{
    reply->status = 200;
    reply->type = type;
    reply->body = blob_new(text);
}

static cJSON *new_document(const struct request *q, const char *kind)
{
    cJSON *doc = arena_json(q->arena, cJSON_CreateObject());

    json_add_text(doc, "kind", kind);
    json_add_text(doc, "apiVersion", "v1");
    return doc;
}

static void answer_health(struct cluster *c, const struct request *q, struct reply *reply)
{
    (void)c;
    (void)q;
    reply_text(reply, "text/plain; charset=utf-8", STR("ok"));
}

/* Clients compare this with what they need. */
static void answer_version(struct cluster *c, const struct request *q, struct reply *reply)
{
    static const char *const members[][2] = {
        { "major", "1" },
        { "minor", "28" },
        { "gitVersion", KUBE_VERSION },
        { "gitCommit", "0000000000000000000000000000000000000000" },
        { "gitTreeState", "clean" },
        { "buildDate", "2026-01-01T00:00:00Z" },
        { "goVersion", "none" },
        { "compiler", "c" },
        { "platform", "linux/amd64" },
    };
    cJSON *doc = arena_json(q->arena, cJSON_CreateObject());

    (void)c;
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        json_add_text(doc, members[i][0], members[i][1]);
    reply_json(reply, 200, doc);
}

static void answer_core_versions(struct cluster *c, const struct request *q, struct reply *reply)
{
    cJSON *doc = arena_json(q->arena, cJSON_CreateObject()), *address;

    (void)c;
    json_add_text(doc, "kind", "APIVersions");
    json_push_text(json_add_array(doc, "versions"), "v1");
    address = json_push(json_add_array(doc, "serverAddressByClientCIDRs"), cJSON_CreateObject());
    json_add_text(address, "clientCIDR", "0.0.0.0/0");
    json_add_text(address, "serverAddress", arena_strz(q->arena, q->authority));
    reply_json(reply, 200, doc);
}

/* The first resource of a group in the table stands for it. */
static bool is_first_of_group(const struct cluster *c, const struct resource *r)
{
    for (size_t i = 0; i < kinds_count(c->kinds); i++) {
        const struct resource *other = kinds_at(c->kinds, i);
        if (other->served && !strcmp(other->group, r->group))
            return other == r;
    }
    return false;
}

static bool has_version(const cJSON *versions, const char *version)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, versions)
    {
        if (json_is_text(json_get(item, "version"), version))
            return true;
    }
    return false;
}

static cJSON *add_group(const struct cluster *c, cJSON *to, const char *group)
{
    cJSON *versions;

    json_add_text(to, "name", group);
    versions = json_add_array(to, "versions");
    for (size_t i = 0; i < kinds_count(c->kinds); i++) {
        const struct resource *r = kinds_at(c->kinds, i);
        cJSON *version;
        if (!r->served || strcmp(r->group, group) != 0 || has_version(versions, r->version))
            continue;
        version = json_push(versions, cJSON_CreateObject());
        json_add_text(version, "groupVersion", r->api_version);
        json_add_text(version, "version", r->version);
    }
    if (versions->child)
        json_add(to, "preferredVersion", json_copy(versions->child));
    return versions;
}

static void answer_groups(struct cluster *c, const struct request *q, struct reply *reply)
{
    cJSON *doc = new_document(q, "APIGroupList"), *groups = json_add_array(doc, "groups");

    for (size_t i = 0; i < kinds_count(c->kinds); i++) {
        const struct resource *r = kinds_at(c->kinds, i);
        if (r->served && *r->group && is_first_of_group(c, r))
            add_group(c, json_push(groups, cJSON_CreateObject()), r->group);
    }
    reply_json(reply, 200, doc);
}

static bool answer_group(struct cluster *c, const struct request *q, struct str group,
                         struct reply *reply)
{
    cJSON *doc = new_document(q, "APIGroup");

    if (!group.len || !add_group(c, doc, arena_strz(q->arena, group))->child)
        return false;
    reply_json(reply, 200, doc);
    return true;
}

static void add_words(cJSON *to, const char *name, const char *words)
{
    struct str rest = str_of(words);
    struct arena *a;
    cJSON *list;

    if (!rest.len)
        return;
    a = arena_new();
    list = json_add_array(to, name);
    while (rest.at)
        json_push_text(list, arena_strz(a, str_cut(&rest, ' ')));
    arena_free(a);
}

static cJSON *add_resource(cJSON *list, const struct resource *r, const char *name,
                           const char *singular, const char *verbs)
{
    cJSON *item = json_push(list, cJSON_CreateObject());

    json_add_text(item, "name", name);
    json_add_text(item, "singularName", singular);
    json_add_bool(item, "namespaced", resource_is_namespaced(r));
    json_add_text(item, "kind", r->kind);
    add_words(item, "verbs", verbs);
    return item;
}

static void add_scale(cJSON *list, const struct resource *r, const char *name)
{
    cJSON *item = add_resource(list, r, name, "", "get patch update");

    json_set(item, "kind", cJSON_CreateString("Scale"));
    json_add_text(item, "group", "autoscaling");
    json_add_text(item, "version", "v1");
}

static bool answer_resources(struct cluster *c, const struct request *q, struct str group,
                             struct str version, struct reply *reply)
{
    cJSON *doc = new_document(q, "APIResourceList"), *list;

    json_add_text(doc, "groupVersion",
                  group.len ? arena_printf(q->arena, "%.*s/%.*s", STR_ARG(group), STR_ARG(version))
                            : arena_strz(q->arena, version));
    list = json_add_array(doc, "resources");
    for (size_t i = 0; i < kinds_count(c->kinds); i++) {
        const struct resource *r = kinds_at(c->kinds, i);
        cJSON *item;
        if (!r->served || !str_is(group, r->group) || !str_is(version, r->version))
            continue;
        item = add_resource(list, r, r->plural, r->singular,
                            "create delete deletecollection get list patch update watch");
        add_words(item, "shortNames", r->shorts);
        add_words(item, "categories", r->categories);
        if (resource_has_status(r))
            add_resource(list, r, arena_printf(q->arena, "%s/status", r->plural), "",
                         "get patch update");
        if (resource_has_scale(r))
            add_scale(list, r, arena_printf(q->arena, "%s/scale", r->plural));
        if (r->id == RESOURCE_namespaces)
            add_resource(list, r, "namespaces/finalize", "", "update");
    }
    if (list->child)
        reply_json(reply, 200, doc);
    return list->child;
}

static const struct {
    const char *path;
    void (*answer)(struct cluster *c, const struct request *q, struct reply *reply);
} documents[] = {
    /* clang-format off */
    { "/healthz",    answer_health },
    { "/livez",      answer_health },
    { "/readyz",     answer_health },
    { "/version",    answer_version },
    { "/version/",   answer_version },
    { "/api",        answer_core_versions },
    { "/api/",       answer_core_versions },
    { "/apis",       answer_groups },
    { "/apis/",      answer_groups },
    /* clang-format on */
};

bool discovery_answer(struct cluster *c, const struct request *q, struct reply *reply)
{
    struct str rest = q->path, root, group, version;

    if (aggregated_answer(c, q, reply) || openapi_answer(c, q, reply))
        return true;
    for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
        if (str_is(q->path, documents[i].path)) {
            documents[i].answer(c, q, reply);
            return true;
        }
    }
    if (str_ends(rest, STR("/")))
        rest.len--;
    str_cut(&rest, '/');
    root = str_cut(&rest, '/');
    group = str_cut(&rest, '/');
    version = str_cut(&rest, '/');
    if (rest.at)
        return false;
    if (str_is(root, "api") && group.len && !version.at)
        return answer_resources(c, q, STR(""), group, reply);
    if (str_is(root, "apis") && !version.at)
        return answer_group(c, q, group, reply);
    return str_is(root, "apis") && answer_resources(c, q, group, version, reply);
}
