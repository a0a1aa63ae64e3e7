#include "mockalb/kinds/keys_cen.h"

#include <stddef.h>
#include <stdio.h>

#include "base/json.h"
#include "mockalb/kinds/keys_net.h"

#include "base/banned.h"

static void add_text(const struct object *o, const char *member, key_fn *add, void *arg)
{
    const char *text = json_text_or(o->body, member, "");

    if (*text)
        add(arg, text);
}

bool cen_type_key(char key[CEN_KEY_ROOM], const char *cen, const char *type)
{
    int length = snprintf(key, CEN_KEY_ROOM, "%s %s", cen, type);

    return length > 0 && length < CEN_KEY_ROOM;
}

void cen_attachment_keys(const struct object *o, key_fn *add, void *arg)
{
    static const char *const members[] = {
        "TransitRouterId", "PeerTransitRouterId", "VpcId", "VbrId", "VpnId", "EcrId", NULL,
    };
    char key[CEN_KEY_ROOM];

    for (size_t i = 0; members[i]; i++)
        add_text(o, members[i], add, arg);
    if (cen_type_key(key, json_text_or(o->body, "CenId", ""),
                     json_text_or(o->body, "ResourceType", "")))
        add(arg, key);
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
