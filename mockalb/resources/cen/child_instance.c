#include "mockalb/resources/cen/child_instance.h"

#include <string.h>

#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/cen/geography.h"
#include "mockalb/resources/cen/transit_router.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

#define BASIC "Basic"

struct network_search {
    const char *cen, *network;
    const struct object *found;
};

static bool find_child(void *arg, const struct object *o)
{
    struct network_search *search = arg;

    if (json_is_text(json_get(o->body, "ChildInstanceId"), search->network))
        search->found = o;
    return !search->found;
}

const struct object *child_instance_of(struct call *call, const char *network)
{
    struct network_search search = { .network = network };

    store_each(call->store, &kind_cen_child_instance, NULL, find_child, &search);
    return search.found;
}

static bool is_of_cen(const void *cen, const struct object *o)
{
    return json_is_text(json_get(o->body, "CenId"), cen);
}

static const char *child_id(struct call *call, const char *cen, const char *network)
{
    return arena_printf(call->arena, "%s/%s", cen, network);
}

const struct object *child_or_attachment(struct call *call, const char *cen, const char *network)
{
    const struct object *child =
        central_object(call, &kind_cen_child_instance, child_id(call, cen, network));

    return child ? child : central_keyed(call, &kind_cen_attachment, network, is_of_cen, cen);
}

/* What a call names: CEN, network, and the kind that it is said to be. */
struct child {
    const struct object *cen, *network;
    const char *id, *type, *region, *owner;
};

static const struct kind *kind_of_type(const char *type)
{
    static const struct {
        const char *type;
        const struct kind *kind;
    } kinds[] = { { "VPC", &kind_vpc }, { "VBR", &kind_virtual_border_router } };

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kinds[i].type, type) == 0)
            return kinds[i].kind;
    return NULL; /* CCN: the mock has none */
}

static bool read_child(struct call *call, struct child *ret, const struct api_error **ret_refusal)
{
    const struct api_error *refusal;
    struct child c = { .cen = cen_named(call, ERR_cen_unknown, &refusal),
                       .type = json_text_or(call->params, "ChildInstanceType", ""),
                       .region = json_text_or(call->params, "ChildInstanceRegionId", "") };
    const char *id = json_text_or(call->params, "ChildInstanceId", "");
    const struct kind *kind = kind_of_type(c.type);

    if (!c.cen)
        return central_fail(ret_refusal, refusal);
    c.network = kind ? store_get(call->store, kind, c.region, id) : NULL;
    if (!c.network)
        return central_fail(ret_refusal, refuse(call, ERR_cen_instance_unknown));
    c.id = child_id(call, c.cen->id, id);
    *ret = c;
    return true;
}

static const struct api_error *check_network(struct call *call, const struct child *c)
{
    bool is_vpc = c->network->kind == &kind_vpc;

    if (!json_is_text(json_get(c->network->body, "Status"), is_vpc ? "Available" : "active"))
        return refuse(call, ERR_cen_child_status);
    if (child_instance_of(call, c->network->id) ||
        central_keyed(call, &kind_cen_attachment, c->network->id, NULL, NULL))
        return refuse(call, ERR_attach_exists);
    int64_t owner = json_int_or(call->params, "ChildInstanceOwnerId", central_account(call));
    if (owner != central_account(call) && !central_object(call, &kind_cen_grant, c->id))
        return refuse(call, ERR_attach_foreign);
    return NULL;
}

/* The Basic router of the region appears with its first network. An Enterprise one has attachments instead. */
ACTION(cen, AttachCenChildInstance)
{
    struct child c;
    const struct api_error *refusal;

    if (!read_child(call, &c, &refusal))
        return refusal;
    refusal = check_network(call, &c);
    if (refusal)
        return refusal;
    const struct object *router = router_in(call, c.cen->id, c.region);
    if (router && !router_is_basic(router))
        return refuse(call, ERR_router_type);
    if (!router)
        router_add(call, c.cen, c.region, BASIC);
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "CenId", c.cen->id);
    json_add_text(body, "ChildInstanceId", c.network->id);
    json_add_text(body, "ChildInstanceType", c.type);
    json_add_text(body, "ChildInstanceRegionId", c.region);
    json_add_int(body, "ChildInstanceOwnerId",
                 json_int_or(call->params, "ChildInstanceOwnerId", central_account(call)));
    json_add_text(body, "ChildInstanceAttachTime", central_minute(call));
    store_put(
        call->store, &kind_cen_child_instance, c.region, c.id,
        lifecycle_enter(cloud_lifecycle(call->cloud), &kind_cen_child_instance, body, "Attaching"));
    return NULL;
}

ACTION(cen, DetachCenChildInstance)
{
    struct child c;
    const struct api_error *refusal;

    if (!read_child(call, &c, &refusal))
        return refusal;
    const struct object *child = central_object(call, &kind_cen_child_instance, c.id);
    if (!child)
        return refuse(call, ERR_cen_instance_unknown);
    if (central_is_busy(child))
        return refuse(call, ERR_attach_vbr_status);
    central_enter(call, child, json_copy(child->body), "Detaching");
    return NULL;
}

static bool is_shown(struct call *call, const char *type, const char *region)
{
    return kind_of_type(type) && filter_text(call, "ChildInstanceType", type) &&
           filter_text(call, "ChildInstanceRegionId", region);
}

static bool wanted(struct call *call, const struct object *o)
{
    if (o->kind == &kind_cen_attachment)
        return is_shown(call, json_text_or(o->body, "ResourceType", ""), o->scope);
    return is_shown(call, json_text_or(o->body, "ChildInstanceType", ""), o->scope);
}

/* An attachment of an Enterprise router, as one to the CEN. */
static cJSON *attachment_as_child(const struct object *o)
{
    bool is_vpc = json_is_text(json_get(o->body, "ResourceType"), "VPC");
    const char *state = lifecycle_state(o);
    cJSON *item = cJSON_CreateObject();

    json_add_text(item, "CenId", json_text_or(o->body, "CenId", ""));
    json_add_text(item, "ChildInstanceId", json_text_or(o->body, is_vpc ? "VpcId" : "VbrId", ""));
    json_add_text(item, "ChildInstanceType", is_vpc ? "VPC" : "VBR");
    json_add_text(item, "ChildInstanceRegionId", o->scope);
    json_add_int(item, "ChildInstanceOwnerId",
                 json_int(o->body, is_vpc ? "VpcOwnerId" : "VbrOwnerId"));
    json_add_text(item, "ChildInstanceAttachTime", json_text_or(o->body, "CreationTime", ""));
    json_add_text(item, "Status", strcmp(state, "Modifying") == 0 ? "Attached" : state);
    return item;
}

static cJSON *child_item(struct call *call, const struct object *o)
{
    (void)call;
    return o->kind == &kind_cen_attachment ? attachment_as_child(o) : shown(o, NULL);
}

ACTION(cen, DescribeCenAttachedChildInstances)
{
    const struct object *cen = central_param(call, "CenId", &kind_cen);
    struct page page;

    if (!cen)
        return refuse(call, ERR_cen_unknown);
    page_begin(&page, call, child_item);
    central_offer_children(&page, &kind_cen_child_instance, cen->id, wanted);
    central_offer_children(&page, &kind_cen_attachment, cen->id, wanted);
    return page_end(&page);
}

static bool list_table(void *arg, const struct object *o)
{
    cJSON *item = json_push(arg, cJSON_CreateObject());

    json_add_text(item, "RouteTableId", o->id);
    json_add_text(item, "RouteTableType", json_text_or(o->body, "RouteTableType", ""));
    return true;
}

static void add_attributes(struct call *call, const struct child *c)
{
    cJSON *attributes = json_add_object(call->reply, "ChildInstanceAttributes");
    const cJSON *secondary = json_at(c->network->body, "SecondaryCidrBlocks.SecondaryCidrBlock");

    json_add_text(attributes, "CidrBlock", json_text_or(c->network->body, "CidrBlock", ""));
    json_add_text(attributes, "Ipv6CidrBlock", json_text_or(c->network->body, "Ipv6CidrBlock", ""));
    json_add_array(json_add_object(attributes, "Ipv6CidrBlocks"), "ipv6CidrBlock");
    json_add(json_add_object(attributes, "SecondaryCidrBlocks"), "secondaryCidrBlock",
             secondary ? json_copy(secondary) : cJSON_CreateArray());
}

ACTION(cen, DescribeCenAttachedChildInstanceAttribute)
{
    struct child c;
    const struct api_error *refusal;

    if (!read_child(call, &c, &refusal))
        return refusal;
    const struct object *o = child_or_attachment(call, c.cen->id, c.network->id);
    if (!o)
        return refuse(call, ERR_cen_instance_unknown);
    show_body(call->reply, arena_json(call->arena, child_item(call, o)), NULL);
    bool is_vpc = c.network->kind == &kind_vpc;
    json_add_text(call->reply, "ChildInstanceName",
                  json_text_or(c.network->body, is_vpc ? "VpcName" : "Name", ""));
    if (is_vpc)
        add_attributes(call, &c);
    if (is_vpc && json_bool(call->params, "IncludeRouteTable"))
        store_children(call->store, &kind_route_table, c.network->id, list_table,
                       json_add_array(json_add_object(call->reply, "ChildInstanceRouteTables"),
                                      "ChildInstanceRouteTable"));
    return NULL;
}
