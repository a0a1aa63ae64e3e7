#include "reference/found.h"

#include <string.h>

#include "base/json.h"
#include "reference/mutant.h"
#include "reference/names.h"

#include "base/banned.h"

struct found *found_new(struct arena *a)
{
    struct found *f = arena_new_of(a, struct found);

    f->arena = a;
    f->listeners = f->rules = arena_json(a, cJSON_CreateArray());
    f->interfaces = arena_json(a, cJSON_CreateObject());
    f->zones = arena_json(a, cJSON_CreateObject());
    return f;
}

static const char *tag(const cJSON *item, const char *key)
{
    const cJSON *entry = NULL;

    cJSON_ArrayForEach(entry, json_get(item, "Tags"))
    {
        if (json_is_text(json_get(entry, "Key"), key))
            return json_text_or(entry, "Value", "");
    }
    return "";
}

void found_take_groups(struct found *f, const cJSON *items)
{
    struct found_group **last = &f->groups;
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, items)
    {
        struct found_group *g = arena_new_of(f->arena, struct found_group);
        int64_t port = 0;
        str_int(str_of(tag(item, TAG_SERVICE_PORT)), &port);
        g->id = json_text_or(item, "ServerGroupId", "");
        g->status = json_text_or(item, "ServerGroupStatus", "Available");
        g->of.ns = tag(item, TAG_SERVICE_NS);
        g->of.service = tag(item, TAG_SERVICE_NAME);
        g->of.port = (int)port;
        g->ingress = tag(item, TAG_INGRESS_NAME);
        g->servers = NULL;
        *last = g;
        last = &g->next;
    }
}

void found_take_interfaces(struct found *f, const cJSON *items)
{
    const cJSON *item = NULL, *set = NULL;

    cJSON_ArrayForEach(item, items)
    {
        const char *id = json_text(item, "NetworkInterfaceId");
        cJSON_ArrayForEach(set, json_at(item, "PrivateIpSets.PrivateIpSet"))
        {
            const char *ip = json_text(set, "PrivateIpAddress");
            if (id && ip && !json_get(f->interfaces, ip))
                json_add_text(f->interfaces, ip, id);
        }
    }
}

void found_take_vswitches(struct found *f, const cJSON *items)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, items)
    {
        const char *id = json_text(item, "VSwitchId"), *zone = json_text(item, "ZoneId");
        if (id && zone && !json_get(f->zones, id))
            json_add_text(f->zones, id, zone);
    }
}

static void mark_tuples(struct found *f, const cJSON *actions)
{
    const cJSON *action = NULL, *tuple = NULL;

    cJSON_ArrayForEach(action, actions)
    {
        cJSON_ArrayForEach(tuple, json_at(action, "ForwardGroupConfig.ServerGroupTuples"))
        {
            for (struct found_group *g = f->groups; g; g = g->next)
                g->in_use = g->in_use || json_is_text(json_get(tuple, "ServerGroupId"), g->id);
        }
    }
}

void found_mark_use(struct found *f)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, f->rules)
    {
        mark_tuples(f, json_get(item, "RuleActions"));
    }
    cJSON_ArrayForEach(item, f->listeners)
    {
        mark_tuples(f, json_get(item, "DefaultActions"));
    }
}

void found_set_apart(struct found *f)
{
    cJSON *ours = arena_json(f->arena, cJSON_CreateArray());
    cJSON *foreign = arena_json(f->arena, cJSON_CreateArray());
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, f->listeners)
    {
        const char *about = json_text_or(item, "ListenerDescription", "");
        bool is_ours = str_starts(str_of(about), STR(LISTENER_PREFIX));
        json_push(is_ours ? ours : foreign, json_copy(item));
    }
    f->listeners = ours;
    f->foreign = foreign;
}

static bool is_tag_of(struct arena *a, const char *value, const char *text)
{
    return strcmp(value, names_tag_value(a, text)) == 0;
}

/* Only where a defect is wanted: namespace, Ingress and Service joined, as published controllers do. */
static bool is_alike(struct arena *a, const struct found_group *found, const struct want_group *g)
{
    return strcmp(arena_printf(a, "%s/%s-%s", found->of.ns, found->ingress, found->of.service),
                  arena_printf(a, "%s/%s-%s", g->of.ns, g->ingress, g->of.service)) == 0;
}

struct found_group *found_group_like(const struct found *f, const struct want_group *g)
{
    struct found_group *found = f->groups;

    while (mutant_is(names_run_together) && found && !is_alike(f->arena, found, g))
        found = found->next;
    while (!mutant_is(names_run_together) && found &&
           (found->of.port != g->of.port || found->wanted ||
            !is_tag_of(f->arena, found->of.ns, g->of.ns) ||
            !is_tag_of(f->arena, found->of.service, g->of.service) ||
            !is_tag_of(f->arena, found->ingress, g->ingress)))
        found = found->next;
    return found;
}

const cJSON *found_listener(const struct found *f, int port, const char *protocol)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, f->listeners)
    {
        if (json_int(item, "ListenerPort") == port &&
            json_is_text(json_get(item, "ListenerProtocol"), protocol))
            return item;
    }
    return NULL;
}

bool found_is_stable(const cJSON *item, const char *status_member, const char *stable)
{
    return json_is_text(json_get(item, status_member), stable);
}

static void keep_group(struct found *f, const struct cluster *c, struct want_ingress *i,
                       const struct found_group *found)
{
    struct want_group *g = arena_new_of(f->arena, struct want_group);

    g->of = found->of;
    g->of.ns = i->ns;
    g->of.service = names_untag(found->of.service);
    g->ingress = variant_is(shared_groups) ? SHARED_GROUPS : i->name;
    g->owner = i;
    g->kept = true;
    /* A Service that is gone has no servers; one that only lacks the port says nothing. */
    g->keep_servers = cluster_get(c, KIND_service, g->of.ns, g->of.service) &&
                      !servers_of(f->arena, c, &g->of, &g->servers, NULL);
    g->next = i->groups;
    i->groups = g;
}

/* Nobody knows which of the shared ones an Ingress uses: those that no other asks for. */
static bool may_be_of(struct arena *a, const struct model *m, const struct found_group *found,
                      const struct want_ingress *i)
{
    if (!variant_is(shared_groups) || strcmp(found->ingress, SHARED_GROUPS) != 0)
        return is_tag_of(a, found->ingress, i->name);
    for (const struct want_ingress *other = m->ingresses; other; other = other->next) {
        for (const struct want_group *g = other->groups; g; g = g->next) {
            if (g->of.port == found->of.port && is_tag_of(a, found->of.ns, g->of.ns) &&
                is_tag_of(a, found->of.service, g->of.service))
                return false;
        }
    }
    return true;
}

void found_keep_groups(struct found *f, const struct cluster *c, struct model *m)
{
    for (struct want_ingress *i = m->ingresses; i; i = i->next) {
        for (struct found_group *g = f->groups; g && i->problem; g = g->next) {
            if (is_tag_of(f->arena, g->of.ns, i->ns) && may_be_of(f->arena, m, g, i))
                keep_group(f, c, i, g);
        }
    }
}
