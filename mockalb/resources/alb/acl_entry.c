#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/alb/acl.h"
#include "mockalb/resources/alb/job.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/params.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/reply.h"

#include "base/banned.h"

static const char *stored_id(struct call *call, const char *acl, const char *entry)
{
    return arena_printf(call->arena, "%s:%s", acl, entry);
}

static bool count_staying(void *arg, const struct object *o)
{
    *(int64_t *)arg += !lifecycle_is_going(o);
    return true;
}

int64_t acl_entry_count(struct call *call, const char *acl)
{
    int64_t count = 0;

    store_children(call->store, &kind_acl_entry, acl, count_staying, &count);
    return count;
}

struct entry_search {
    struct call *call;
    const char *other, *found;
};

static bool find_entry(void *arg, const struct object *o)
{
    struct entry_search *search = arg;
    const char *entry = json_text_or(o->body, "Entry", "");

    if (object_of(search->call, &kind_acl_entry, stored_id(search->call, search->other, entry)))
        search->found = entry;
    return !search->found;
}

const char *acl_shared_entry(struct call *call, const char *acl, const char *other)
{
    struct entry_search search = { .call = call, .other = other };

    store_children(call->store, &kind_acl_entry, acl, find_entry, &search);
    return search.found;
}

/* An address or a block, of IPv4 or of IPv6 as the list is. */
static bool is_entry(const struct object *acl, struct call *call, const char *text)
{
    struct str rest = str_of(text), address;
    struct cidr block;
    int64_t bits = 0;

    if (!json_is_text(json_get(acl->body, "AddressIPVersion"), "IPv6"))
        return cidr_read(text, &block);
    address = str_cut(&rest, '/');
    return ip_is_v6(arena_strz(call->arena, address)) &&
           (!rest.at || (str_int(rest, &bits) && bits >= 0 && bits <= 128));
}

static const struct api_error *add_entry(struct call *call, const struct object *acl,
                                         const cJSON *given)
{
    const char *entry = json_text_or(given, "Entry", "");
    const char *id = stored_id(call, acl->id, entry);
    cJSON *body;

    if (!is_entry(acl, call, entry))
        return refuse(call, ERR_illegal_param, entry);
    if (object_of(call, &kind_acl_entry, id))
        return refuse(call, ERR_acl_entry_exists, entry);
    body = cJSON_CreateObject();
    json_add_text(body, "AclId", acl->id);
    json_add_text(body, "Entry", entry);
    json_add_text(body, "Description", json_text_or(given, "Description", ""));
    lifecycle_enter(cloud_lifecycle(call->cloud), &kind_acl_entry, body, "Adding");
    store_put(call->store, &kind_acl_entry, call->region, id, body);
    return NULL;
}

/* The list is busy as long as its entries are. */
static void configure(struct call *call, const char *id)
{
    const struct object *acl = object_of(call, &kind_acl, id);

    store_put(call->store, &kind_acl, call->region, id,
              lifecycle_enter(cloud_lifecycle(call->cloud), &kind_acl, json_copy(acl->body),
                              "Configuring"));
    job_start(call, &kind_acl, id, "Configuring");
}

ACTION(alb, AddEntriesToAcl)
{
    const char *id = json_text(call->params, "AclId");
    const cJSON *given = json_get(call->params, "AclEntries"), *item;
    int64_t added = cJSON_GetArraySize(given);
    const struct api_error *refusal;
    const struct object *acl = acl_of(call, id, &refusal);

    if (!acl)
        return refusal;
    refusal = quota_check(call, QUOTA_acl_entries, "", id, acl_entry_count(call, id), added);
    if (!refusal)
        refusal = acl_check_users(call, id, added);
    cJSON_ArrayForEach(item, given)
    {
        if (!refusal)
            refusal = add_entry(call, acl, item);
    }
    if (!refusal)
        configure(call, id);
    return refusal;
}

ACTION(alb, RemoveEntriesFromAcl)
{
    const char *id = json_text(call->params, "AclId");
    const struct api_error *refusal;
    const cJSON *item;

    if (!acl_of(call, id, &refusal))
        return refusal;
    cJSON_ArrayForEach(item, json_get(call->params, "Entries"))
    {
        const char *stored = stored_id(call, id, item->valuestring);
        const struct object *entry = object_of(call, &kind_acl_entry, stored);
        if (!entry)
            return refuse(call, ERR_acl_entry_not_found, item->valuestring);
        store_put(call->store, &kind_acl_entry, call->region, stored,
                  lifecycle_enter(cloud_lifecycle(call->cloud), &kind_acl_entry,
                                  json_copy(entry->body), "Removing"));
    }
    configure(call, id);
    return NULL;
}

static bool offer_entry(void *arg, const struct object *o)
{
    static const char *const hidden[] = { "AclId", NULL };

    page_add(arg, shown(o, hidden));
    return true;
}

ACTION(alb, ListAclEntries)
{
    const char *id = json_text(call->params, "AclId");
    struct page page;

    if (!object_of(call, &kind_acl, id))
        return refuse(call, ERR_acl_not_found, id);
    page_begin(&page, call, NULL);
    store_children(call->store, &kind_acl_entry, id, offer_entry, &page);
    return page_end(&page);
}
