#include "mockalb/resources/alb/listener.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/keys.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/acl.h"
#include "mockalb/resources/alb/additional.h"
#include "mockalb/resources/alb/group_config.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/alb/listener_config.h"
#include "mockalb/resources/alb/load_balancer.h"
#include "mockalb/resources/alb/relations.h"
#include "mockalb/resources/alb/usage.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/reply.h"
#include "mockalb/resources/tags.h"

#include "base/banned.h"

static const char *const not_in_lists[] = { "Certificates", "CaCertificates", "CaEnabled", NULL };

const struct object *listener_balancer(struct call *call, const cJSON *listener_body)
{
    return object_of(call, &kind_load_balancer, json_text(listener_body, "LoadBalancerId"));
}

struct forward_place listener_place(struct call *call, const cJSON *listener_body, bool is_default)
{
    const struct object *balancer = listener_balancer(call, listener_body);

    return (struct forward_place){
        .vpc = balancer ? json_text_or(balancer->body, "VpcId", "") : "",
        .protocol = json_text_or(listener_body, "ListenerProtocol", "HTTP"),
        .http2 = json_bool(listener_body, "Http2Enabled"),
        .is_default = is_default,
    };
}

const struct api_error *listener_check_stable(struct call *call, const struct object *listener)
{
    const struct object *balancer = listener_balancer(call, listener->body);
    const struct api_error *refusal = balancer ? balancer_check_active(call, balancer) : NULL;

    if (!refusal && !lifecycle_is_settled(listener))
        refusal = refuse(call, ERR_listener_status, "Listener", listener->id);
    return refusal;
}

struct port_search {
    const char *balancer;
    int64_t port;
    bool quic;
    int64_t count; /* of the load balancer's listeners */
    const struct object *found;
};

/* HTTP and HTTPS share TCP's ports; QUIC has those of UDP. */
static bool takes_port(void *arg, const struct object *o)
{
    struct port_search *search = arg;
    bool quic = json_is_text(json_get(o->body, "ListenerProtocol"), "QUIC");

    search->count++;
    if (json_int(o->body, "ListenerPort") == search->port && quic == search->quic)
        search->found = o;
    return true;
}

const struct api_error *listener_check_room(struct call *call, const struct object *balancer)
{
    struct port_search search = {
        .port = json_int(call->params, "ListenerPort"),
        .quic = json_is_text(json_get(call->params, "ListenerProtocol"), "QUIC"),
    };

    store_children(call->store, &kind_listener, balancer->id, takes_port, &search);
    if (search.found)
        return refuse(call, ERR_listener_exists, search.found->id);
    return quota_check(call, QUOTA_listeners, balancer_edition(balancer), balancer->id,
                       search.count, 1);
}

struct edition_check {
    struct call *call;
    const char *edition;
    const struct api_error *refusal;
};

static bool check_edition_of(void *arg, const char *group_id)
{
    struct edition_check *check = arg;
    const struct object *group = object_of(check->call, &kind_server_group, group_id);

    if (group)
        check->refusal = group_config_check_edition(check->call, group->body, check->edition);
    return !check->refusal;
}

static const struct api_error *check_editions(struct call *call, const cJSON *body,
                                              const struct object *balancer)
{
    struct edition_check check = { .call = call, .edition = balancer_edition(balancer) };

    actions_each_group(json_get(body, "DefaultActions"), check_edition_of, &check);
    return check.refusal;
}

cJSON *listener_body(struct call *call, const char *id)
{
    cJSON *body = arena_json(call->arena, cJSON_CreateObject());

    json_add_text(body, "ListenerId", id);
    json_add_text(body, "LoadBalancerId", json_text_or(call->params, "LoadBalancerId", ""));
    json_add_int(body, "ListenerPort", json_int(call->params, "ListenerPort"));
    json_add_text(body, "ListenerProtocol", json_text_or(call->params, "ListenerProtocol", ""));
    listener_config_defaults(body);
    listener_config_merge(body, call->params);
    json_add_array(body, "Tags");
    return body;
}

ACTION(alb, CreateListener)
{
    const struct object *balancer = param_object(call, "LoadBalancerId", &kind_load_balancer);

    if (!balancer)
        return refuse(call, ERR_balancer_not_found, json_text(call->params, "LoadBalancerId"));
    const char *id = new_id(call, &kind_listener);
    cJSON *body = listener_body(call, id);
    const struct api_error *refusal = balancer_check_changeable(call, balancer);
    if (!refusal)
        refusal = listener_check_room(call, balancer);
    if (!refusal)
        refusal = listener_config_check(call, body);
    if (!refusal)
        refusal = check_editions(call, body, balancer);
    if (!refusal)
        refusal = tags_set(call, body, json_get(call->params, "Tag"), "Tag");
    if (refusal)
        return refusal;
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_listener, body, "Provisioning");
    store_put(call->store, &kind_listener, call->region, id, json_copy(body));
    job_start(call, &kind_listener, id, "Provisioning");
    json_add_text(call->reply, "ListenerId", id);
    return usage_check(call);
}

const struct object *listener_of(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *listener = param_object(call, "ListenerId", &kind_listener);

    *ret_refusal =
        listener ? NULL
                 : refuse(call, ERR_listener_not_found, json_text(call->params, "ListenerId"));
    return listener;
}

static bool find_unsettled(void *arg, const struct object *o)
{
    bool *found = arg;

    *found = !lifecycle_is_settled(o);
    return !*found;
}

const struct api_error *listener_check_certificates(struct call *call,
                                                    const struct object *listener,
                                                    enum error_id configuring)
{
    bool busy = false;

    store_children(call->store, &kind_listener_certificate, listener->id, find_unsettled, &busy);
    return busy ? refuse(call, configuring, listener->id) : NULL;
}

const struct object *changeable_listener_of(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *listener = listener_of(call, ret_refusal);

    if (!listener)
        return NULL;
    const struct object *balancer = listener_balancer(call, listener->body);
    *ret_refusal = balancer ? balancer_check_changeable(call, balancer) : NULL;
    if (!*ret_refusal)
        *ret_refusal = listener_check_stable(call, listener);
    if (!*ret_refusal)
        *ret_refusal = listener_check_certificates(call, listener, ERR_listener_configuring);
    return *ret_refusal ? NULL : listener;
}

ACTION(alb, GetListenerAttribute)
{
    const struct api_error *refusal;
    const struct object *listener = listener_of(call, &refusal);

    if (!listener)
        return refusal;
    show_body(call->reply, listener->body, NULL);
    acl_show_config(call, call->reply, listener);
    return NULL;
}

static bool wanted(struct call *call, const struct object *o)
{
    return filter_list(call, "ListenerIds", o->id) &&
           filter_list(call, "LoadBalancerIds", json_text(o->body, "LoadBalancerId")) &&
           filter_text(call, "ListenerProtocol", json_text(o->body, "ListenerProtocol")) &&
           filter_text(call, "Status", json_text(o->body, "ListenerStatus")) &&
           filter_tags(call, o);
}

static cJSON *listener_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, not_in_lists);
}

ACTION(alb, ListListeners)
{
    struct page page;

    page_begin(&page, call, listener_item);
    offer_of(&page, &kind_listener, wanted, json_get(call->params, "ListenerIds"),
             json_get(call->params, "LoadBalancerIds"));
    return page_end(&page);
}

void listener_configure(struct call *call, const cJSON *body, const char *next)
{
    const char *id = json_text(call->params, "ListenerId");

    store_put(call->store, &kind_listener, call->region, id,
              lifecycle_enter_then(cloud_lifecycle(call->cloud), &kind_listener, json_copy(body),
                                   "Configuring", next));
    job_start(call, &kind_listener, id, "Configuring");
}

ACTION(alb, UpdateListenerAttribute)
{
    const struct api_error *refusal;
    const struct object *listener = changeable_listener_of(call, &refusal);

    if (!listener)
        return refusal;
    const char *state = arena_strz(call->arena, str_of(lifecycle_state(listener)));
    cJSON *body = arena_json(call->arena, json_copy(listener->body));
    listener_config_merge(body, call->params);
    refusal = listener_config_check(call, body);
    if (!refusal)
        refusal = additional_check_defaults(call, listener->id);
    if (refusal)
        return refusal;
    listener_configure(call, body, state);
    return usage_check(call);
}

/* Differs: that starting what runs and stopping what stands is refused is inferred. */
static const struct api_error *turn(struct call *call, const char *to)
{
    const struct api_error *refusal;
    const struct object *listener = changeable_listener_of(call, &refusal);

    if (!listener)
        return refusal;
    if (strcmp(lifecycle_state(listener), to) == 0)
        return refuse(call, ERR_listener_status, "Listener", listener->id);
    listener_configure(call, listener->body, to);
    return NULL;
}

ACTION(alb, StartListener)
{
    return turn(call, "Running");
}

ACTION(alb, StopListener)
{
    return turn(call, "Stopped");
}

static bool is_upgraded_to(struct call *call, const struct object *o)
{
    const char *target = json_text(call->params, "ListenerId");

    return json_is_text(json_at(o->body, "QuicConfig.QuicListenerId"), target);
}

struct finding {
    struct call *call;
    bool found;
};

static bool find_upgrade(void *arg, const struct object *o)
{
    struct finding *f = arg;

    f->found = is_upgraded_to(f->call, o);
    return !f->found;
}

/* Its rules and certificates stay until it is gone, and go with it. */
ACTION(alb, DeleteListener)
{
    const struct api_error *refusal;
    const struct object *listener = listener_of(call, &refusal);
    struct finding upgrade = { .call = call };

    if (!listener)
        return refusal;
    if (!listener_balancer(call, listener->body))
        return refuse(call, ERR_balancer_gone, json_text_or(listener->body, "LoadBalancerId", ""));
    refusal = listener_check_stable(call, listener);
    if (!refusal)
        refusal = listener_check_certificates(call, listener, ERR_listener_configuring_deleted);
    if (refusal)
        return refusal;
    store_children(call->store, &kind_listener, json_text_or(listener->body, "LoadBalancerId", ""),
                   find_upgrade, &upgrade);
    if (upgrade.found)
        return refuse(call, ERR_listener_in_use, listener->id);
    const char *id = json_text(call->params, "ListenerId");
    store_put(call->store, &kind_listener, call->region, id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_listener,
                              json_copy(listener->body), "Deleting"));
    job_start(call, &kind_listener, id, "Deleting");
    return NULL;
}
