#include "mockalb/resources/alb/relations.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "mockalb/resources/kinds.h"

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

void listener_keys(const struct object *o, key_fn *add, void *arg)
{
    const char *policy = json_text_or(o->body, "SecurityPolicyId", "");

    actions_each_group(relation_actions(o), add_group, &(struct keying){ add, arg });
    if (*policy)
        add(arg, policy);
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

struct collecting {
    struct call *call;
    struct relations into;
};

static bool add_relation(void *arg, const struct object *o)
{
    struct collecting *c = arg;
    struct relations *r = &c->into;
    bool is_rule = o->kind == &kind_rule;

    if (r->count == r->room) {
        size_t room = r->room ? r->room * 2 : 8;
        struct relation *items = arena_alloc(c->call->arena, room * sizeof(*items));
        if (r->count)
            memcpy(items, r->items, r->count * sizeof(*items));
        r->items = items;
        r->room = room;
    }
    r->items[r->count++] = (struct relation){
        .balancer = json_text_or(o->body, "LoadBalancerId", ""),
        .listener = is_rule ? json_text_or(o->body, "ListenerId", "") : o->id,
        .rule = is_rule ? o->id : NULL,
    };
    return true;
}

struct relations relations_of(struct call *call, const char *group)
{
    struct collecting c = { .call = call };

    store_keyed(call->store, &kind_listener, group, add_relation, &c);
    store_keyed(call->store, &kind_rule, group, add_relation, &c);
    return c.into;
}

static bool count_one(void *arg, const struct object *o)
{
    (void)o;
    ++*(size_t *)arg;
    return true;
}

size_t group_server_count(struct call *call, const char *group)
{
    size_t count = 0;

    store_children(call->store, &kind_server, group, count_one, &count);
    return count;
}
