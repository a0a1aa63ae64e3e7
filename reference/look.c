#include "reference/look.h"

#include "base/json.h"
#include "reference/cloud_list.h"
#include "reference/mutant.h"
#include "reference/names.h"

#include "base/banned.h"

#define ADDRESSES_PER_CALL 100

struct look {
    struct arena *arena;
    struct look_options o;
    const char *key; /* the AlbConfig's */
    const char *ns, *name;
    struct model *model;
    struct found *found;
    struct cloud_answer refusal;
    bool refused;
    int asked; /* lists under way */
    void (*next)(struct look *l);
    cJSON *balancers, *groups, *interfaces, *vswitches;
};

static void keep_refusal(struct look *l, const struct cloud_answer *answer)
{
    l->refused = true;
    l->refusal = *answer;
    l->refusal.body = NULL;
    l->refusal.code = arena_strz(l->arena, str_of(answer->code));
    l->refusal.message = arena_strz(l->arena, str_of(answer->message));
    l->refusal.request_id = arena_strz(l->arena, str_of(answer->request_id));
    l->refusal.action = arena_strz(l->arena, str_of(answer->action));
}

static void list_done(struct look *l)
{
    if (--l->asked > 0)
        return;
    if (l->refused)
        l->o.done(l->o.arg, NULL, NULL, &l->refusal);
    else
        l->next(l);
}

static void on_list(void *arg, const struct cloud_answer *answer)
{
    struct look *l = arg;

    if (!answer->ok && !l->refused)
        keep_refusal(l, answer);
    list_done(l);
}

static cJSON *new_array(struct look *l)
{
    return arena_json(l->arena, cJSON_CreateArray());
}

static cJSON *new_params(struct look *l)
{
    return arena_json(l->arena, cJSON_CreateObject());
}

static void list(struct look *l, const struct cloud_list *what, const cJSON *params, cJSON *into)
{
    struct cloud_list_request r = { .client = l->o.client,
                                    .list = what,
                                    .params = params,
                                    .into = into,
                                    .done = on_list,
                                    .arg = l };

    l->asked++;
    cloud_list(l->arena, &r);
}

/* ---- the second step ---- */

static void finish(struct look *l)
{
    struct found *f = l->found;

    found_take_interfaces(f, l->interfaces);
    found_take_vswitches(f, l->vswitches);
    if (l->model->reused && !l->model->takes_over && !mutant_is(reused_taken_over))
        found_set_apart(f);
    found_mark_use(f);
    l->o.done(l->o.arg, l->model, f, NULL);
}

struct addresses {
    struct look *look;
    cJSON *params, *list;
};

static void flush_addresses(struct addresses *a)
{
    if (a->list)
        list(a->look, &list_network_interfaces, a->params, a->look->interfaces);
    a->list = NULL;
}

static bool add_addresses(void *arg, struct want_group *g)
{
    struct addresses *a = arg;

    for (const struct server *s = g->servers; s; s = s->next) {
        if (!s->pod)
            continue;
        if (!a->list) {
            a->params = new_params(a->look);
            json_add_text(a->params, "VpcId", a->look->o.place->vpc);
            a->list = json_add_array(a->params, "PrivateIpAddress");
        }
        if (!json_has_text(a->list, s->ip))
            json_push_text(a->list, s->ip);
        if (cJSON_GetArraySize(a->list) == ADDRESSES_PER_CALL)
            flush_addresses(a);
    }
    return true;
}

static void ask_for_balancer(struct look *l)
{
    struct found *f = l->found;
    const char *id = json_text_or(f->lb, "LoadBalancerId", "");
    cJSON *params = new_params(l), *listeners = new_array(l), *rules = new_array(l);

    json_push_text(json_add_array(params, "LoadBalancerIds"), id);
    list(l, &list_listeners, params, listeners);
    list(l, &list_rules, params, rules);
    f->listeners = listeners;
    f->rules = rules;
}

static void ask_for_zones(struct look *l)
{
    cJSON *params = new_params(l);

    json_add_text(params, "VpcId", l->o.place->vpc);
    list(l, &list_vswitches, params, l->vswitches);
}

static void second_step(struct look *l)
{
    struct addresses addresses = { .look = l };
    struct found *f = l->found;

    f->lb = l->balancers->child;
    found_take_groups(f, l->groups);
    l->next = finish;
    l->asked = 1; /* ours, until everything is asked */
    found_keep_groups(f, l->o.cluster, l->model);
    if (f->lb)
        ask_for_balancer(l);
    if ((!f->lb || mutant_is(balancer_made_twice)) && !l->model->leaving)
        ask_for_zones(l);
    for (struct found_group *g = f->groups; g; g = g->next) {
        cJSON *params = new_params(l), *servers = new_array(l);
        json_add_text(params, "ServerGroupId", g->id);
        g->servers = servers;
        list(l, &list_servers, params, servers);
    }
    model_each_group(l->model, add_addresses, &addresses);
    flush_addresses(&addresses);
    list_done(l);
}

/* ---- the first step ---- */

void look_start(struct arena *a, const struct look_options *o)
{
    struct look *l = arena_new_of(a, struct look);
    cJSON *params = NULL;

    l->arena = a;
    l->o = *o;
    l->found = found_new(a);
    l->model = model_build(a, o->cluster, o->albconfig);
    l->balancers = new_array(l);
    l->groups = new_array(l);
    l->interfaces = new_array(l);
    l->vswitches = new_array(l);
    l->next = second_step;
    params = new_params(l);
    if (l->model->reused)
        json_push_text(json_add_array(params, "LoadBalancerIds"), l->model->reused);
    else
        names_add_owner_tags(a, json_add_array(params, "Tag"), o->place->cluster, l->model->key);
    list(l, &list_load_balancers, params, l->balancers);
    params = new_params(l);
    names_add_owner_tags(a, json_add_array(params, "Tag"), o->place->cluster, l->model->key);
    if (mutant_is(clusters_mixed))
        cJSON_DeleteItemFromArray(json_mutable(params, "Tag"), 0);
    list(l, &list_server_groups, params, l->groups);
}
