#include "mockalb/resources/vpc/associated_cen.h"

#include <stdlib.h>

#include "base/json.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/vpc/relations.h"

#include "base/banned.h"

bool is_in_cen(struct call *call, const char *instance)
{
    return has_keyed(call->store, &kind_cen_attachment, instance, NULL);
}

struct adding {
    struct call *call;
    cJSON *list;
};

static bool add_cen(void *arg, const struct object *attachment)
{
    const struct adding *adding = arg;
    cJSON *item = json_push(adding->list, cJSON_CreateObject());

    json_add_text(item, "CenId", json_text_or(attachment->body, "CenId", ""));
    json_add_int(item, "CenOwnerId", strtoll(adding->call->account, NULL, 10));
    json_add_text(item, "CenStatus", json_text_or(attachment->body, "Status", ""));
    return true;
}

void add_associated_cens(struct call *call, cJSON *to, const char *instance)
{
    struct adding adding = { call, json_add_array(json_add_object(to, "AssociatedCens"),
                                                  "AssociatedCen") };

    store_keyed(call->store, &kind_cen_attachment, instance, add_cen, &adding);
}
