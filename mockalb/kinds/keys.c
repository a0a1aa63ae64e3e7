#include "mockalb/kinds/keys.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "mockalb/kinds/keys_net.h"
#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

static bool each_tuple(const cJSON *tuples, group_fn *fn, void *arg)
{
    const cJSON *tuple;

    cJSON_ArrayForEach(tuple, tuples)
    {
        const char *group = json_text(tuple, "ServerGroupId");
        if (group && !fn(arg, group))
            return false;
    }
    return true;
}

void actions_each_group(const cJSON *actions, group_fn *fn, void *arg)
{
    const cJSON *action;

    cJSON_ArrayForEach(action, actions)
    {
        if (!each_tuple(json_at(action, "ForwardGroupConfig.ServerGroupTuples"), fn, arg))
            return;
        if (!each_tuple(json_at(action, "TrafficMirrorConfig.MirrorGroupConfig.ServerGroupTuples"),
                        fn, arg))
            return;
    }
}

const cJSON *relation_actions(const struct object *o)
{
    return json_get(o->body, o->kind == &kind_rule ? "RuleActions" : "DefaultActions");
}

struct keying {
    key_fn *add;
    void *arg;
};

static bool add_group(void *arg, const char *group)
{
    const struct keying *k = arg;

    k->add(k->arg, group);
    return true;
}

static void add_text(const struct object *o, const char *member, key_fn *add, void *arg)
{
    const char *text = json_text_or(o->body, member, "");

    if (*text)
        add(arg, text);
}

void load_balancer_keys(const struct object *o, key_fn *add, void *arg)
{
    const cJSON *zone;

    add_text(o, "BandwidthPackageId", add, arg);
    cJSON_ArrayForEach(zone, json_get(o->body, "ZoneMappings"))
    {
        const char *eip = json_text(zone, "LoadBalancerAddresses.0.AllocationId");
        if (eip)
            add(arg, eip);
    }
    balancer_address_keys(o, add, arg);
}

void listener_keys(const struct object *o, key_fn *add, void *arg)
{
    actions_each_group(relation_actions(o), add_group, &(struct keying){ add, arg });
    add_text(o, "SecurityPolicyId", add, arg);
}

void rule_groups(const struct object *o, key_fn *add, void *arg)
{
    actions_each_group(relation_actions(o), add_group, &(struct keying){ add, arg });
}

/* "eni-… 10.0.1.5": a machine, and which of its addresses. */
void server_backend(const struct object *o, key_fn *add, void *arg)
{
    struct buf key = BUF_LIMIT(LIMIT_HEADER_BYTES);

    buf_add_text(&key, json_text_or(o->body, "ServerId", ""));
    buf_add_char(&key, ' ');
    buf_add_text(&key, json_text_or(o->body, "ServerIp", ""));
    add(arg, buf_str(&key).at);
    buf_done(&key);
}

void acl_relation_acl(const struct object *o, key_fn *add, void *arg)
{
    add(arg, json_text_or(o->body, "AclId", ""));
}
