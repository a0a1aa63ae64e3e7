#include "mockalb/resources/seed.h"

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/seed_sections.h"

#include "base/banned.h"

/* An object that is kept as it is given. */
static bool seed_data(const struct seed_item *item)
{
    static const char *const members[] = { "kind", "scope", "id", "body", NULL };
    const char *name, *scope, *id;
    const cJSON *body = json_get(item->at, "body");

    if (!item_members(item, members) || !item_choice(item, "kind", kind_names(), NULL, &name) ||
        !item_text(item, "scope", cloud_options(item->call->cloud)->region, &scope) ||
        !item_text(item, "id", NULL, &id))
        return false;
    if (!cJSON_IsObject(body))
        return item_fail(item, "body", "expected a map");
    store_put(item->call->store, kind_named(name), scope, id, json_copy(body));
    return true;
}

/* In the order in which they are made. */
static const struct {
    const char *name;
    seed_item_fn *make;
} sections[] = {
    { "regions", seed_region },
    { "vpcs", seed_vpc },
    { "vswitches", seed_vswitch },
    { "securityGroups", seed_security_group },
    { "instances", seed_instance },
    { "networkInterfaces", seed_network_interface },
    { "eips", seed_eip },
    { "bandwidthPackages", seed_bandwidth_package },
    { "resourceGroups", seed_resource_group },
    { "certificates", seed_certificate },
    { "serverGroups", seed_server_group },
    { "loadBalancers", seed_load_balancer },
    { "listeners", seed_listener },
    { "data", seed_data },
};

static const char *const names[] = {
    "metadata",          "regions",           "vpcs",           "vswitches",
    "instances",         "networkInterfaces", "securityGroups", "eips",
    "bandwidthPackages", "resourceGroups",    "certificates",   "serverGroups",
    "loadBalancers",     "listeners",         "data",           NULL,
};

/* What the document says of the metadata is laid over what is there. */
static bool seed_metadata(const struct seed_item *item)
{
    struct call *call = item->call;
    const char *region = cloud_options(call->cloud)->region;
    const struct object *o = store_get(call->store, &kind_metadata, region, CLOUD_METADATA_ID);
    cJSON *body = arena_json(call->arena, o ? json_copy(o->body) : cJSON_CreateObject());
    const cJSON *value;

    if (!cJSON_IsObject(item->at))
        return item_fail(item, "", "expected a map");
    cJSON_ArrayForEach(value, item->at)
    {
        if (!cJSON_IsString(value) && !cJSON_IsObject(value))
            return item_fail(item, value->string, "expected a text (quote it), or a map");
        json_set(body, value->string, json_copy(value));
    }
    store_put(call->store, &kind_metadata, region, CLOUD_METADATA_ID, json_copy(body));
    return true;
}

bool seed_apply(struct call *call, const cJSON *document, struct err *err)
{
    struct seed_item whole = { .call = call, .err = err, .at = document, .place = "" };
    const cJSON *metadata = json_get(document, "metadata");
    struct seed_item at_metadata = whole;

    at_metadata.at = metadata;
    at_metadata.place = "metadata";
    if (!item_members(&whole, names))
        return false;
    for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
        if (!item_each(&whole, sections[i].name, sections[i].make))
            return false;
    seed_complete(call);
    return !metadata || seed_metadata(&at_metadata);
}
