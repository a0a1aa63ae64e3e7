/*
 * Tags of machines and of what belongs to them.
 */
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/tagging.h"

#include "base/banned.h"

static const struct tagged_type types[] = {
    { "instance", &kind_instance, ERR_tagged_absent, NULL },
    { "securitygroup", &kind_security_group, ERR_tagged_absent, NULL },
    { "eni", &kind_network_interface, ERR_tagged_absent, NULL },
    { NULL, NULL, 0, NULL },
};

static const struct tagging tagging = { types, ERR_tagged_absent,
                                        TAGGING_keys_once | TAGGING_lists_named };

ACTION(ecs, TagResources)
{
    return tagging_set(call, &tagging);
}

ACTION(ecs, UntagResources)
{
    return tagging_drop(call, &tagging);
}

ACTION(ecs, ListTagResources)
{
    return tagging_list(call, &tagging);
}
