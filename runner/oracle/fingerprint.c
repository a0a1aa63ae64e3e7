#include "runner/oracle/fingerprint.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/str.h"
#include "runner/oracle/document.h"

#include "base/banned.h"

static bool is_attribute(const char *name)
{
    static const char *const noted[] = { "Tags", "ServerCount", "ServerGroupStatus", "CreateTime",
                                         NULL };
    struct str s = str_of(name);

    for (const char *const *n = noted; *n; n++)
        if (str_is(s, *n))
            return false;
    return !str_starts(s, STR("_")) && !str_starts(s, STR("Related"));
}

static void add_attributes(cJSON *to, const cJSON *body)
{
    for (const cJSON *item = body->child; item; item = item->next)
        if (is_attribute(item->string))
            json_set(to, item->string, json_copy(item));
}

/* By key, so that their order does not matter. */
static void add_tags(cJSON *to, const cJSON *body)
{
    cJSON *tags = json_add_object(to, "tags");
    const cJSON *tag = NULL;

    cJSON_ArrayForEach(tag, json_get(body, "Tags"))
    {
        json_set(tags, json_text_or(tag, "Key", ""),
                 cJSON_CreateString(json_text_or(tag, "Value", "")));
    }
}

static void add_servers(struct arena *a, cJSON *to, const cJSON *state, const char *group_id)
{
    cJSON *servers = json_add_object(to, "servers");

    for (const cJSON *o = NULL; (o = document_next(state, "alb/Server", o));) {
        const cJSON *body = json_get(o, "body");
        if (!json_is_text(json_get(body, "ServerGroupId"), group_id))
            continue;
        const char *ip = json_text_or(body, "ServerIp", json_text_or(body, "ServerId", "?"));
        const char *name = arena_printf(a, "%s:%" PRId64, ip, json_int(body, "Port"));
        cJSON *server = json_copy(body);
        json_drop(server, "Status");
        json_drop(server, "ServerGroupId");
        json_set(servers, name, server);
    }
}

const cJSON *fingerprint_of(struct arena *a, const cJSON *state, const char *group_id,
                            unsigned parts)
{
    const cJSON *body = document_body(state, "alb/ServerGroup", group_id);

    if (!body)
        return NULL;
    cJSON *to = arena_json(a, cJSON_CreateObject());
    if (parts & FINGERPRINT_attributes)
        add_attributes(to, body);
    if (parts & FINGERPRINT_tags)
        add_tags(to, body);
    if (parts & FINGERPRINT_servers)
        add_servers(a, to, state, group_id);
    return to;
}
