/*
 * Tags of machines and of what belongs to them.
 */
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/tagging.h"

#include "base/banned.h"

static const struct tagged_type types[] = {
    { "instance", &kind_instance },
    { "securitygroup", &kind_security_group },
    { "eni", &kind_network_interface },
    { NULL, NULL },
};

ACTION(ecs, TagResources)
{
    return tagging_set(call, types);
}

ACTION(ecs, UntagResources)
{
    return tagging_drop(call, types);
}

ACTION(ecs, ListTagResources)
{
    return tagging_list(call, types);
}
