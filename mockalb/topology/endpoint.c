/*
 * Who stands at the end: a network interface of a VPC behind its security
 * groups, or a host of a data centre behind its firewall.
 */
#include "mockalb/kinds/kinds.h"
#include "mockalb/topology/walk.h"

#include "base/banned.h"

struct search {
    const char *vpc; /* NULL: of any but not_vpc */
    const char *not_vpc;
    uint32_t ip;
    const char *text;
    const struct object *not_site, *found;
};

static bool holds_ip(void *arg, const struct object *vswitch)
{
    struct search *s = arg;
    struct cidr block;

    if (cidr_read(json_text(vswitch->body, "CidrBlock"), &block) && cidr_has(&block, s->ip))
        s->found = vswitch;
    return !s->found;
}

const struct object *vswitch_with(const struct store *s, const char *vpc, uint32_t ip)
{
    struct search search = { .ip = ip };

    store_children(s, &kind_vswitch, vpc, holds_ip, &search);
    return search.found;
}

static bool is_wanted_interface(void *arg, const struct object *o)
{
    struct search *s = arg;

    if (is_text(o, "Status", "InUse") &&
        (s->vpc ? is_text(o, "VpcId", s->vpc) : !is_text(o, "VpcId", s->not_vpc)))
        s->found = o;
    return !s->found;
}

const struct object *interface_with(const struct store *s, const char *vpc, const char *ip)
{
    struct search search = { .vpc = vpc };

    store_keyed(s, &kind_network_interface, ip, is_wanted_interface, &search);
    return search.found;
}

static bool has_block(const cJSON *list, uint32_t ip)
{
    const cJSON *item;
    struct cidr block;

    cJSON_ArrayForEach(item, list)
    {
        if (cJSON_IsString(item) && cidr_read(item->valuestring, &block) && cidr_has(&block, ip))
            return true;
    }
    return false;
}

static bool is_site_of(void *arg, const struct object *site)
{
    struct search *s = arg;

    if (has_block(json_get(site->body, "Cidrs"), s->ip))
        s->found = site;
    return !s->found;
}

const struct object *site_with(const struct store *s, uint32_t ip)
{
    struct search search = { .ip = ip };

    store_each(s, &kind_site, NULL, is_site_of, &search);
    return search.found;
}

static const cJSON *host_at(const struct object *site, const char *ip)
{
    const cJSON *host;

    cJSON_ArrayForEach(host, json_get(site->body, "Hosts"))
    {
        if (json_is_text(json_get(host, "Ip"), ip))
            return host;
    }
    return NULL;
}

bool site_has_host(const struct object *site, const char *ip)
{
    return host_at(site, ip) != NULL;
}

static bool has_host(void *arg, const struct object *site)
{
    struct search *s = arg;

    if (site != s->not_site && site_has_host(site, s->text))
        s->found = site;
    return !s->found;
}

const struct object *other_host(const struct walk *w, const char *vpc, const struct object *site)
{
    struct search s = { .not_vpc = vpc ? vpc : "", .text = w->result->ip, .not_site = site };

    store_keyed(w->q->store, &kind_network_interface, s.text, is_wanted_interface, &s);
    if (!s.found)
        store_each(w->q->store, &kind_site, NULL, has_host, &s);
    return s.found;
}

/* One source and one port at the rules of one group: the first by priority decides, a Drop before an Accept. */
struct judging {
    const struct walk *walk;
    const struct source *source;
    int64_t priority; /* of the rule that decides so far */
    bool has_rule, accepts;
};

static bool is_port_in(const char *range, int port)
{
    struct str to = str_of(range), from = str_cut(&to, '/');
    int64_t first, last;

    if (!str_int(from, &first) || !str_int(to, &last))
        return false;
    return first == -1 || (first <= port && port <= last);
}

static bool judge(void *arg, const struct object *rule)
{
    struct judging *j = arg;
    const char *protocol = member(rule, "IpProtocol");
    bool is_drop = is_text(rule, "Policy", "Drop");
    int64_t priority = 1;
    struct cidr block;

    str_int(str_of(member(rule, "Priority")), &priority);
    if (is_text(rule, "Direction", "egress") ||
        !(str_eq_nocase(str_of(protocol), STR("TCP")) ||
          str_eq_nocase(str_of(protocol), STR("ALL"))) ||
        !is_port_in(member(rule, "PortRange"), j->walk->result->port) ||
        !cidr_read(member(rule, "SourceCidrIp"), &block) ||
        !(is_drop ? cidr_holds(&block, &j->source->block) || cidr_holds(&j->source->block, &block)
                  : cidr_holds(&block, &j->source->block)))
        return true;
    if (!j->has_rule || priority < j->priority || (priority == j->priority && is_drop)) {
        j->priority = priority;
        j->accepts = !is_drop;
    }
    j->has_rule = true;
    return true;
}

/* The rules of all groups of an interface are taken together. An interface in no group lets all in. */
static const char *denied_by(const struct walk *w, const struct object *nic)
{
    const cJSON *groups = json_at(nic->body, "SecurityGroupIds.SecurityGroupId"), *group;

    if (cJSON_GetArraySize(groups) == 0)
        return NULL;
    for (size_t i = 0; i < w->source_count; i++) {
        struct judging j = { .walk = w, .source = &w->sources[i] };
        cJSON_ArrayForEach(group, groups)
        {
            if (cJSON_IsString(group))
                store_children(w->q->store, &kind_security_group_rule, group->valuestring, judge,
                               &j);
        }
        if (!j.accepts)
            return cJSON_GetStringValue(cJSON_GetArrayItem(groups, 0));
    }
    return NULL;
}

/* Without a list of open ports all are. */
static bool is_open(const cJSON *ports, int port)
{
    const cJSON *item;
    bool open = !cJSON_IsArray(ports);

    cJSON_ArrayForEach(item, ports) open |= cJSON_IsNumber(item) && item->valueint == port;
    return open;
}

/* Here is no such host; elsewhere one may be. */
static enum reason nobody(struct walk *w, const char *here, const struct object *elsewhere)
{
    return walk_fails(w, elsewhere ? REASON_cidr_overlap : REASON_target_not_found, "endpoint",
                      here);
}

enum reason endpoint_in_vpc(struct walk *w, const char *vpc)
{
    const struct object *nic = interface_with(w->q->store, vpc, w->result->ip), *machine;
    const char *group;

    if (!nic)
        return nobody(w, vpc, other_host(w, vpc, NULL));
    machine = store_find(w->q->store, &kind_instance, member(nic, "InstanceId"));
    if (machine && !is_text(machine, "Status", "Running"))
        return walk_fails(w, REASON_target_not_found, "endpoint", machine->id);
    group = denied_by(w, nic);
    if (group)
        return walk_fails(w, REASON_security_group, "endpoint", group);
    if (!is_open(json_get(nic->body, "_Ports"), w->result->port))
        return walk_fails(w, REASON_port_closed, "endpoint", nic->id);
    return REASON_reachable;
}

enum reason endpoint_at_site(struct walk *w, const struct object *site)
{
    const cJSON *host = host_at(site, w->result->ip),
                *allow = json_get(site->body, "FirewallAllow");

    if (!host)
        return nobody(w, site->id, other_host(w, NULL, site));
    for (size_t i = 0; cJSON_IsArray(allow) && i < w->source_count; i++)
        if (!has_block(allow, w->sources[i].block.net))
            return walk_fails(w, REASON_idc_firewall, "endpoint", site->id);
    if (!is_open(json_get(host, "Ports"), w->result->port))
        return walk_fails(w, REASON_port_closed, "endpoint", site->id);
    return REASON_reachable;
}
