#include "mockalb/resources/cen/cidr.h"

#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cen/central.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

#define MASK_16 0xffff0000u
#define MASK_24 0xffffff00u

static const char *const reserved[] = { "100.64.0.0/10", "224.0.0.0/4", "127.0.0.0/8",
                                        "169.254.0.0/16" };

struct collision {
    struct cidr block;
    const char *except; /* the id of the one that is changed */
};

static bool overlaps(const struct cidr *a, const struct cidr *b)
{
    return cidr_holds(a, b) || cidr_holds(b, a);
}

static bool collides(const void *arg, const struct object *o)
{
    const struct collision *c = arg;
    struct cidr other;

    return strcmp(o->id, c->except) != 0 && cidr_read(json_text_or(o->body, "Cidr", ""), &other) &&
           overlaps(&c->block, &other);
}

static bool is_reserved(const struct cidr *block)
{
    struct cidr other;

    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
        if (cidr_read(reserved[i], &other) && overlaps(block, &other))
            return true;
    return false;
}

/* Differs: the code for a block that is too large, too small, reserved or taken is inferred. */
static const struct api_error *check(struct call *call, const char *router, const char *text,
                                     const char *except)
{
    struct collision c = { .except = except };

    if (!text || !strchr(text, '/') || !cidr_read(text, &c.block) || c.block.mask < MASK_16 ||
        c.block.mask > MASK_24 || is_reserved(&c.block) ||
        central_child(call, &kind_cen_cidr, router, collides, &c))
        return refuse(call, ERR_illegal_param, "Cidr");
    return NULL;
}

static const struct api_error *add(struct call *call, const struct object *router,
                                   const cJSON *given, const char **ret_id)
{
    const char *cidr = json_text(given, "Cidr");
    const struct api_error *refusal = check(call, router->id, cidr, "");

    if (!refusal)
        refusal = quota_check(call, QUOTA_router_cidrs, "", router->id,
                              central_count_children(call, &kind_cen_cidr, router->id), 1);
    if (refusal)
        return refusal;
    *ret_id = new_id(call, &kind_cen_cidr);
    cJSON *body = cJSON_CreateObject();
    json_add_text(body, "TransitRouterCidrId", *ret_id);
    json_add_text(body, "TransitRouterId", router->id);
    json_add_text(body, "Cidr", cidr);
    json_add_text(body, "Name", json_text_or(given, "Name", ""));
    json_add_text(body, "Description", json_text_or(given, "Description", ""));
    json_add_text(body, "Family", "IPv4");
    json_add_bool(body, "PublishCidrRoute",
                  !json_get(given, "PublishCidrRoute") || json_bool(given, "PublishCidrRoute"));
    store_put(call->store, &kind_cen_cidr, router->scope, *ret_id, body);
    return NULL;
}

const struct api_error *cidr_add_all(struct call *call, const struct object *router,
                                     const cJSON *given)
{
    const struct api_error *refusal = NULL;
    const cJSON *each;
    const char *id;

    cJSON_ArrayForEach(each, given)
    {
        if (!refusal)
            refusal = add(call, router, each, &id);
    }
    return refusal;
}

static bool list_one(void *arg, const struct object *o)
{
    static const char *const left_out[] = { "TransitRouterId", "Family", NULL };

    json_push(arg, shown(o, left_out));
    return true;
}

void cidr_list(struct call *call, const char *router, cJSON *to)
{
    store_children(call->store, &kind_cen_cidr, router, list_one,
                   json_add_array(to, "TransitRouterCidrList"));
}

static const struct object *router_of(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *router = central_param(call, "TransitRouterId", &kind_cen_transit_router);

    *ret_refusal = NULL;
    if (!router)
        *ret_refusal = refuse(call, ERR_router_unknown);
    else if (central_is_busy(router))
        *ret_refusal = refuse(call, ERR_cen_thing_status);
    return *ret_refusal ? NULL : router;
}

ACTION(cen, CreateTransitRouterCidr)
{
    const struct api_error *refusal;
    const struct object *router = router_of(call, &refusal);
    const char *id = "";

    if (router)
        refusal = add(call, router, call->params, &id);
    if (!refusal)
        json_add_text(call->reply, "TransitRouterCidrId", id);
    return refusal;
}

static const struct object *named(struct call *call, const struct api_error **ret_refusal)
{
    const struct object *router = router_of(call, ret_refusal), *cidr = NULL;

    if (router)
        cidr = central_param(call, "TransitRouterCidrId", &kind_cen_cidr);
    if (router && (!cidr || !json_is_text(json_get(cidr->body, "TransitRouterId"), router->id)))
        *ret_refusal = refuse(call, ERR_router_cidr_unknown);
    return *ret_refusal ? NULL : cidr;
}

static bool is_vpn(const void *arg, const struct object *o)
{
    (void)arg;
    return json_is_text(json_get(o->body, "ResourceType"), "VPN");
}

/* Differs: any VPN connection of the router keeps its blocks, since none says which it took. */
static const struct api_error *check_is_idle(struct call *call, const struct object *cidr)
{
    const char *router = json_text_or(cidr->body, "TransitRouterId", "");

    return central_keyed(call, &kind_cen_attachment, router, is_vpn, NULL)
               ? refuse(call, ERR_router_cidr_used)
               : NULL;
}

ACTION(cen, ModifyTransitRouterCidr)
{
    const struct api_error *refusal;
    const struct object *cidr = named(call, &refusal);
    const char *block = json_text(call->params, "Cidr");

    if (!cidr)
        return refusal;
    if (block && !json_is_text(json_get(cidr->body, "Cidr"), block)) {
        refusal = check_is_idle(call, cidr);
        if (!refusal)
            refusal = check(call, json_text_or(cidr->body, "TransitRouterId", ""), block, cidr->id);
    }
    if (refusal)
        return refusal;
    cJSON *body = json_copy(cidr->body);
    central_take(call, body, "Cidr", NULL);
    central_take(call, body, "Name", NULL);
    central_take(call, body, "Description", NULL);
    if (json_get(call->params, "PublishCidrRoute"))
        json_set(body, "PublishCidrRoute",
                 cJSON_CreateBool(json_bool(call->params, "PublishCidrRoute")));
    central_put(call, cidr, body);
    return NULL;
}

ACTION(cen, DeleteTransitRouterCidr)
{
    const struct api_error *refusal;
    const struct object *cidr = named(call, &refusal);

    if (cidr)
        refusal = check_is_idle(call, cidr);
    if (!refusal)
        store_drop(call->store, &kind_cen_cidr, cidr->scope, cidr->id);
    return refusal;
}

static bool wanted(struct call *call, const struct object *o)
{
    return filter_text(call, "TransitRouterCidrId", o->id);
}

static cJSON *cidr_item(struct call *call, const struct object *o)
{
    (void)call;
    return shown(o, NULL);
}

ACTION(cen, ListTransitRouterCidr)
{
    const struct object *router = central_param(call, "TransitRouterId", &kind_cen_transit_router);
    struct page page;

    if (!router)
        return refuse(call, ERR_router_unknown);
    page_begin(&page, call, cidr_item);
    central_offer_children(&page, &kind_cen_cidr, router->id, wanted);
    return page_end(&page);
}
