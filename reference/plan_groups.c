/*
 * Server groups: made when an Ingress needs them, filled, and deleted when no
 * rule names them any more. A group that somebody else made is never in here:
 * nothing below gets to see the id of one.
 */
#include <string.h>

#include "base/json.h"
#include "reference/mutant.h"
#include "reference/names.h"
#include "reference/plan.h"

#include "base/banned.h"

#define STATUS_AVAILABLE "Available"

const struct found_group *plan_group(const struct plan *p, const struct want_group *g)
{
    for (const struct found_group *f = p->found->groups; f; f = f->next) {
        if (f->wanted == (g->shared ? g->shared : g))
            return f;
    }
    return NULL;
}

static void create_group(struct plan *p, struct want_group *g)
{
    struct arena *a = p->arena;
    const struct service_port *of = &g->of;
    const char *name = names_group(a, of->ns, of->service, of->port);
    cJSON *params = plan_step(p, "CreateServerGroup", NULL, g->owner);
    cJSON *tags = NULL;

    json_add_text(params, "ServerGroupName", name);
    json_add_text(params, "ServerGroupType", variant_is(ip_servers) ? "Ip" : "Instance");
    json_add_text(params, "Protocol", "HTTP");
    json_add_text(params, "Scheduler", "Wrr");
    json_add_text(params, "VpcId", p->place->vpc);
    json_add_text(params, "ServiceName", name);
    json_add_bool(json_add_object(params, "HealthCheckConfig"), "HealthCheckEnabled", false);
    json_add_bool(json_add_object(params, "StickySessionConfig"), "StickySessionEnabled", false);
    tags = json_add_array(params, "Tag");
    plan_add_owner_tags(p, tags);
    names_add_tag(tags, TAG_RESOURCE,
                  names_group_digest(a, of->ns, g->ingress, of->service, of->port));
    names_add_tag(tags, TAG_SERVICE_NS, names_tag_value(a, of->ns));
    names_add_tag(tags, TAG_INGRESS_NAME, names_tag_value(a, g->ingress));
    names_add_tag(tags, TAG_SERVICE_NAME, names_tag_value(a, of->service));
    names_add_tag(tags, TAG_SERVICE_PORT, arena_printf(a, "%d", of->port));
}

/* ---- servers ---- */

static bool is_server(const cJSON *item, const struct server *s)
{
    return json_is_text(json_get(item, "ServerId"), s->id) &&
           json_is_text(json_get(item, "ServerIp"), s->ip) && json_int(item, "Port") == s->port &&
           !json_is_text(json_get(item, "Status"), "Removing");
}

static const cJSON *find_server(const struct found_group *f, const struct server *s)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, f->servers)
    {
        if (is_server(item, s))
            return item;
    }
    return NULL;
}

static bool is_wanted(const struct want_group *g, const cJSON *item)
{
    for (const struct server *s = g->servers; s; s = s->next) {
        if (s->id && is_server(item, s))
            return true;
    }
    return false;
}

static const cJSON *moving_server(const struct found_group *f)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, f->servers)
    {
        if (!found_is_stable(item, "Status", STATUS_AVAILABLE))
            return item;
    }
    return NULL;
}

/* Of all whose group it is. */
static void set_problem(struct plan *p, const struct want_group *g, const char *problem)
{
    for (struct want_ingress *i = p->model->ingresses; i; i = i->next) {
        for (const struct want_group *own = i->groups; own; own = own->next) {
            if ((own == g || own->shared == g) && !i->problem)
                i->problem = problem;
        }
    }
}

/* Addresses become servers by their network interfaces. False: one of them has none (yet). */
static bool resolve_servers(struct plan *p, struct want_group *g)
{
    for (struct server *s = g->servers; s; s = s->next) {
        if (s->pod) {
            const cJSON *id = json_get(p->found->interfaces, s->ip);
            s->id = cJSON_IsString(id) ? id->valuestring : NULL;
            if (variant_is(ip_servers) && s->id)
                s->id = s->ip;
        }
        if (!s->id && mutant_is(lost_pods_ignored))
            continue;
        if (!s->id)
            set_problem(p, g,
                        arena_printf(p->arena,
                                     "can not find eniid for ip %s of service %s/%s: its pods "
                                     "must be in the VPC's own network",
                                     s->ip, g->of.ns, g->of.service));
        if (!s->id)
            return false;
    }
    return true;
}

static cJSON *add_entry(cJSON *servers, const char *type, const char *id, const char *ip, int port)
{
    cJSON *entry = NULL;

    entry = json_push(servers, cJSON_CreateObject());
    json_add_text(entry, "ServerType", type);
    json_add_text(entry, "ServerId", id);
    json_add_text(entry, "ServerIp", ip);
    json_add_int(entry, "Port", port);
    return entry;
}

/* The next ones that are new; servers is made by the first. Returns how many. */
static int list_new(const struct want_group *g, const struct found_group *f, cJSON *servers)
{
    const char *type = variant_is(ip_servers) ? "Ip" : NULL;
    int count = 0, most = mutant_is(small_batches) ? 1 : SERVERS_PER_CALL;

    for (const struct server *s = g->servers; s && count < most; s = s->next) {
        if (!s->id || find_server(f, s))
            continue;
        json_add_int(add_entry(servers,
                               type     ? type
                               : s->pod ? "Eni"
                                        : "Ecs",
                               s->id, s->ip, s->port),
                     "Weight", WEIGHT_MAX);
        count++;
    }
    return count;
}

static int list_gone(const struct want_group *g, const struct found_group *f, cJSON *servers)
{
    const cJSON *item = NULL;
    int count = 0;

    cJSON_ArrayForEach(item, f->servers)
    {
        if (count == SERVERS_PER_CALL || is_wanted(g, item) ||
            json_is_text(json_get(item, "Status"), "Removing"))
            continue;
        add_entry(servers, json_text_or(item, "ServerType", ""), json_text_or(item, "ServerId", ""),
                  json_text_or(item, "ServerIp", ""), (int)json_int(item, "Port"));
        count++;
    }
    return count;
}

static bool call_servers(struct plan *p, const char *action, const struct want_group *g,
                         const struct found_group *f, cJSON *take_servers)
{
    if (!take_servers->child) {
        cJSON_Delete(take_servers);
        return false;
    }
    cJSON *params = plan_step(p, action, f->id, g->owner);
    json_add_text(params, "ServerGroupId", f->id);
    json_add(params, "Servers", take_servers);
    return true;
}

static bool add_servers(struct plan *p, const struct want_group *g, const struct found_group *f)
{
    cJSON *servers = cJSON_CreateArray();

    list_new(g, f, servers);
    return call_servers(p, "AddServersToServerGroup", g, f, servers);
}

static bool remove_servers(struct plan *p, const struct want_group *g, const struct found_group *f)
{
    cJSON *servers = cJSON_CreateArray();

    if (!(mutant_is(last_server_stays) && !g->servers))
        list_gone(g, f, servers);
    return call_servers(p, "RemoveServersFromServerGroup", g, f, servers);
}

/* Only where some come and some go; the call wants both. */
static bool replace_servers(struct plan *p, const struct want_group *g, const struct found_group *f)
{
    cJSON *added = arena_json(p->arena, cJSON_CreateArray());
    cJSON *removed = arena_json(p->arena, cJSON_CreateArray());

    if (!list_new(g, f, added) || !list_gone(g, f, removed))
        return false;
    cJSON *params = plan_step(p, "ReplaceServersInServerGroup", f->id, g->owner);
    json_add_text(params, "ServerGroupId", f->id);
    json_add(params, "AddedServers", json_copy(added));
    json_add(params, "RemovedServers", json_copy(removed));
    return true;
}

static bool has_new(const struct want_group *g, const struct found_group *f)
{
    for (const struct server *s = g->servers; s; s = s->next) {
        if (s->id && !find_server(f, s))
            return true;
    }
    return false;
}

/*
 * New servers first: what is gone is removed only when all that is new takes
 * traffic, so a group is never empty while there is somebody to answer.
 */
static void plan_servers(struct plan *p, struct want_group *g, const struct found_group *f)
{
    bool all_known = resolve_servers(p, g);
    const cJSON *moving = moving_server(f);

    if (mutant_is(first_ingress_followed) && g->owner != p->model->ingresses && f->servers->child)
        return;
    if (mutant_is(names_run_together) && f->servers->child)
        return;
    if (mutant_is(listener_names_special) && strstr(g->ingress, "-listener-"))
        return;
    if (g->keep_servers || (mutant_is(endpoints_ignored) && cJSON_GetArraySize(f->servers) > 0))
        return;
    if (mutant_is(removes_first) && remove_servers(p, g, f))
        return;
    if (mutant_is(servers_readded) && has_new(g, f) && f->servers->child) {
        struct want_group none = { .owner = g->owner };
        remove_servers(p, &none, f);
        return;
    }
    if (variant_is(replaces_servers) && !moving && all_known && replace_servers(p, g, f))
        return;
    if (add_servers(p, g, f))
        return;
    if (moving)
        plan_wait(p, g->owner, "server", json_text_or(moving, "ServerIp", ""));
    else if (all_known)
        remove_servers(p, g, f);
}

/* ---- groups ---- */

/* The fallback of a listener that can't be made. */
static bool is_needless(const struct plan *p, const struct want_group *g)
{
    return !g->owner && (p->model->problem || plan_port_is_taken(p, g->of.port));
}

static bool plan_one(void *arg, struct want_group *g)
{
    struct plan *p = arg;
    struct found_group *f = found_group_like(p->found, g);

    if (g->kept && f && !f->in_use)
        return true; /* left over from an attempt that failed: it goes */
    if (f)
        f->wanted = g;
    if (!f && !g->kept && !is_needless(p, g))
        create_group(p, g);
    else if (f && strcmp(f->status, STATUS_AVAILABLE) != 0 && !mutant_is(unready_used))
        plan_wait(p, g->owner, "server group", f->id);
    else if (f && g->owner)
        plan_servers(p, g, f);
    return true;
}

static void delete_group(struct plan *p, const struct found_group *f)
{
    if ((mutant_is(group_left_behind) || mutant_is(token_per_attempt)) && !p->model->leaving)
        return;
    if (strcmp(f->status, STATUS_AVAILABLE) == 0)
        json_add_text(plan_step(p, "DeleteServerGroup", f->id, NULL), "ServerGroupId", f->id);
    else
        plan_wait(p, NULL, "server group", f->id);
}

void plan_groups(struct plan *p)
{
    model_each_group(p->model, plan_one, p);
    for (const struct found_group *f = p->found->groups; f; f = f->next) {
        if (!f->wanted && !f->in_use && !p->model->problem)
            delete_group(p, f);
    }
}

static bool waits_for_servers(void)
{
    if (mutant_is(endpoints_ignored) || mutant_is(rule_before_servers))
        return false;
    if (mutant_is(first_ingress_followed) || mutant_is(names_run_together))
        return false;
    return !mutant_is(listener_names_special);
}

bool plan_groups_ready(const struct plan *p, const struct want_ingress *i)
{
    for (const struct want_group *g = i->groups; g; g = g->next) {
        const struct found_group *f = plan_group(p, g);
        if (!f || (strcmp(f->status, STATUS_AVAILABLE) != 0 && !mutant_is(unready_used)))
            return false;
        if (mutant_is(unready_used))
            continue;
        const struct server *first = g->shared ? g->shared->servers : g->servers;
        for (const struct server *s = first; s && waits_for_servers(); s = s->next) {
            const cJSON *item = s->id ? find_server(f, s) : NULL;
            if (!item || !found_is_stable(item, "Status", STATUS_AVAILABLE))
                return false;
        }
    }
    return true;
}
