#include "mockalb/resources/alb/forward.h"

#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

/*
 * Differs: one page of the documentation wants HTTPS groups behind HTTPS listeners only, a newer one allows
 * them behind HTTP too. QUIC carries HTTP groups only, by both.
 */
static const struct api_error *check_protocol(struct call *call, const struct forward_place *place,
                                              const char *protocol)
{
    bool https = strcmp(place->protocol, "HTTPS") == 0;

    if (strcmp(protocol, "gRPC") == 0) {
        if (place->is_default && !https)
            return refuse(call, ERR_group_protocol);
        if (!https || !place->http2)
            return refuse(call, ERR_grpc_group, "GRPCServerGroup");
    }
    if (strcmp(protocol, "HTTPS") == 0 && strcmp(place->protocol, "QUIC") == 0)
        return place->is_default
                   ? refuse(call, ERR_group_protocol)
                   : refuse(call, ERR_protocol_mismatch, "Protocol", "Listener", "ServerGroup");
    return NULL;
}

static const struct api_error *check_group(struct call *call, const struct forward_place *place,
                                           const cJSON *tuple, const char *path,
                                           const struct object **ret_group)
{
    const char *id = json_text(tuple, "ServerGroupId");
    const char *leaf = arena_printf(call->arena, "%s.ServerGroupId", path);

    if (!id)
        return refuse(call, ERR_missing_nested, leaf);
    const struct object *group = object_of(call, &kind_server_group, id);
    if (!group)
        return refuse(call, ERR_group_not_found, id);
    const char *vpc = json_text(group->body, "VpcId");
    if (vpc && strcmp(vpc, place->vpc) != 0)
        return refuse(call, ERR_vpc_mismatch, "VpcId", "LoadBalancer", leaf);
    *ret_group = group;
    return check_protocol(call, place, json_text_or(group->body, "Protocol", "HTTP"));
}

/*
 * Differs: the API's error list wants one protocol in all groups of an action, the documentation's text
 * lets HTTP and HTTPS mix. gRPC mixes with neither.
 */
static bool protocols_mix(const struct object *a, const struct object *b)
{
    const char *first = json_text_or(a->body, "Protocol", "HTTP");
    const char *second = json_text_or(b->body, "Protocol", "HTTP");

    return (strcmp(first, "gRPC") == 0) == (strcmp(second, "gRPC") == 0);
}

static bool named_before(const cJSON *tuples, const cJSON *tuple)
{
    const char *id = json_text_or(tuple, "ServerGroupId", "");
    const cJSON *other;

    cJSON_ArrayForEach(other, tuples)
    {
        if (other == tuple)
            return false;
        if (json_is_text(json_get(other, "ServerGroupId"), id))
            return true;
    }
    return false;
}

/*
 * Differs: nothing says what happens when one group is named twice; here it is refused. That clients can stick
 * to a group only where each group has sticky sessions is documented, the code is not.
 */
const struct api_error *forward_check(struct call *call, const struct forward_place *place,
                                      const cJSON *config, const char *path)
{
    const cJSON *tuples = json_get(config, "ServerGroupTuples"), *tuple;
    const char *list = arena_printf(call->arena, "%s.ServerGroupTuples", path);
    const struct object *first = NULL, *group = NULL;
    int count = cJSON_GetArraySize(tuples), number = 0;

    if (count == 0)
        return refuse(call, ERR_missing_nested, list);
    if (count > FORWARD_GROUPS_MAX)
        return refuse(call, ERR_illegal_size, list);
    cJSON_ArrayForEach(tuple, tuples)
    {
        const char *at = arena_printf(call->arena, "%s.%d", list, ++number);
        const struct api_error *refusal = check_group(call, place, tuple, at, &group);
        if (refusal)
            return refusal;
        must(group); /* it was found */
        if (named_before(tuples, tuple))
            return refuse(call, ERR_param_duplicated,
                          arena_printf(call->arena, "%s.ServerGroupId", at));
        if (count > 1 && !place->is_default && !json_get(tuple, "Weight"))
            return refuse(call, ERR_missing_nested, arena_printf(call->arena, "%s.Weight", at));
        if (first && !protocols_mix(first, group))
            return refuse(call, ERR_mixed_protocols);
        if (json_bool(config, "ServerGroupStickySession.Enabled") &&
            !json_bool(group->body, "StickySessionConfig.StickySessionEnabled"))
            return refuse(call, ERR_illegal_param,
                          arena_printf(call->arena, "%s.ServerGroupStickySession.Enabled", path));
        first = group;
    }
    return NULL;
}
