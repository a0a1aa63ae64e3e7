#include "mockalb/kinds/keys_cen.h"

#include <stddef.h>

#include "base/json.h"
#include "mockalb/kinds/keys_net.h"

#include "base/banned.h"

static void add_text(const struct object *o, const char *member, key_fn *add, void *arg)
{
    const char *text = json_text_or(o->body, member, "");

    if (*text)
        add(arg, text);
}

void cen_attachment_keys(const struct object *o, key_fn *add, void *arg)
{
    static const char *const members[] = {
        "TransitRouterId", "PeerTransitRouterId", "VpcId", "VbrId", "VpnId", "EcrId", NULL,
    };

    for (size_t i = 0; members[i]; i++)
        add_text(o, members[i], add, arg);
}

void cen_route_entry_keys(const struct object *o, key_fn *add, void *arg)
{
    add_text(o, "TransitRouterRouteEntryNextHopId", add, arg);
    add_cidr_key(json_text(o->body, "TransitRouterRouteEntryDestinationCidrBlock"), add, arg);
}

void cen_table_key(const struct object *o, key_fn *add, void *arg)
{
    add_text(o, "TransitRouterRouteTableId", add, arg);
}
