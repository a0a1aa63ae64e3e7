#include "mockalb/resources/ecs/security_group.h"

#include <string.h>

#include "base/cidr.h"
#include "base/json.h"
#include "mockalb/catalog/actions.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/params.h"

#include "base/banned.h"

const struct api_error *security_groups_check(struct call *call, const char *vpc, const cJSON *ids)
{
    const cJSON *id;

    cJSON_ArrayForEach(id, ids)
    {
        const struct object *group =
            object_of(call, &kind_security_group, cJSON_GetStringValue(id));
        if (!group)
            return refuse(call, ERR_group_absent);
        if (!json_is_text(json_get(group->body, "VpcId"), vpc))
            return refuse(call, ERR_group_elsewhere);
    }
    return NULL;
}

/* A rule's members that a permission gives, what they are without, and how they are written. */
static const struct {
    const char *name, *without;
    enum { AS_GIVEN, UPPER, CAPITAL } written;
} parts[] = {
    { "IpProtocol", "", UPPER },         { "PortRange", "-1/-1", AS_GIVEN },
    { "SourceCidrIp", "", AS_GIVEN },    { "Ipv6SourceCidrIp", "", AS_GIVEN },
    { "SourceGroupId", "", AS_GIVEN },   { "SourcePrefixListId", "", AS_GIVEN },
    { "SourcePortRange", "", AS_GIVEN }, { "DestCidrIp", "", AS_GIVEN },
    { "Ipv6DestCidrIp", "", AS_GIVEN },  { "NicType", "intranet", AS_GIVEN },
    { "Policy", "Accept", CAPITAL },     { "Priority", "1", AS_GIVEN },
};

#define PARTS (sizeof(parts) / sizeof(parts[0]))

/* A text, also where a document gives a number. */
static const char *given_text(struct call *call, const cJSON *given, const char *name)
{
    const cJSON *item = json_get(given, name);

    return cJSON_IsNumber(item) ? arena_printf(call->arena, "%d", item->valueint)
                                : cJSON_GetStringValue(item);
}

static char with_case(char c, bool upper)
{
    if (upper)
        return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static const char *part_text(struct call *call, const cJSON *given, size_t part)
{
    const char *text = given_text(call, given, parts[part].name);
    char *written;

    if (!text || !*text)
        return parts[part].without;
    if (parts[part].written == AS_GIVEN)
        return text;
    written = arena_strz(call->arena, str_of(text));
    for (char *c = written; *c; c++)
        *c = with_case(*c, parts[part].written == UPPER || c == written);
    return strcmp(written, "ICMPV6") == 0 ? "ICMPv6" : written;
}

cJSON *security_rule_body(struct call *call, const char *group, const char *id, const cJSON *given)
{
    cJSON *body = cJSON_CreateObject();
    const char *description = given_text(call, given, "Description");

    json_add_text(body, "SecurityGroupRuleId", id);
    json_add_text(body, "_SecurityGroupId", group);
    json_add_text(body, "Direction", "ingress");
    for (size_t i = 0; i < PARTS; i++)
        json_add_text(body, parts[i].name, part_text(call, given, i));
    json_add_text(body, "Description", description ? description : "");
    json_add_text(body, "CreateTime", now_text(call));
    return body;
}

static const char *const sources[] = { "SourceCidrIp", "Ipv6SourceCidrIp", "SourceGroupId",
                                       "SourcePrefixListId", NULL };

static bool is_said(const char *text)
{
    return text && *text;
}

cJSON *security_rule_changed(struct call *call, const cJSON *rule, const cJSON *given,
                             const struct api_error **ret_refusal)
{
    cJSON *changed;

    for (size_t i = 0; sources[i]; i++) {
        if (is_said(given_text(call, given, sources[i])) && !is_said(json_text(rule, sources[i]))) {
            *ret_refusal = refuse(call, ERR_rule_source_kind);
            return NULL;
        }
    }
    changed = cJSON_CreateObject();
    for (size_t i = 0; i < PARTS; i++) {
        const char *text = given_text(call, given, parts[i].name);
        if (!is_said(text))
            text = json_text(rule, parts[i].name);
        if (is_said(text))
            json_add_text(changed, parts[i].name, text);
    }
    json_add_text(changed, "Description",
                  json_text_or(given, "Description", json_text_or(rule, "Description", "")));
    return changed;
}

static bool is_port(struct str text, int64_t *ret)
{
    return str_int(text, ret) && *ret >= 1 && *ret <= 65535;
}

/* TCP and UDP have ports, other protocols none. */
static bool is_range(const char *protocol, const char *range)
{
    struct str to = str_of(range), from = str_cut(&to, '/');
    int64_t first, last;

    if (strcmp(protocol, "TCP") != 0 && strcmp(protocol, "UDP") != 0)
        return strcmp(range, "-1/-1") == 0;
    return to.at && is_port(from, &first) && is_port(to, &last) && first <= last;
}

static const struct api_error *check_source(struct call *call, const struct object *group,
                                            const cJSON *given)
{
    const char *cidr = given_text(call, given, "SourceCidrIp"),
               *other = given_text(call, given, "SourceGroupId"),
               *v6 = given_text(call, given, "Ipv6SourceCidrIp"),
               *list = given_text(call, given, "SourcePrefixListId");
    struct cidr block;

    if (!cidr && !other && !v6 && !list)
        return refuse(call, ERR_rule_without_source);
    if (cidr && !cidr_read(cidr, &block))
        return refuse(call, ERR_rule_source);
    const struct object *source = other ? object_of(call, &kind_security_group, other) : NULL;
    if (other && !source)
        return refuse(call, ERR_source_group_unknown);
    if (source && strcmp(json_text_or(source->body, "VpcId", ""),
                         json_text_or(group->body, "VpcId", "")) != 0)
        return refuse(call, ERR_source_group_elsewhere);
    return NULL;
}

static bool is_one_of(const char *text, const char *const *names)
{
    while (*names && strcmp(*names, text) != 0)
        names++;
    return *names != NULL;
}

const struct api_error *security_rule_check(struct call *call, const struct object *group,
                                            const cJSON *given)
{
    static const char *const protocols[] = { "TCP", "UDP", "ICMP", "ICMPv6", "GRE", "ALL", NULL };
    static const char *const policies[] = { "Accept", "Drop", NULL };
    const char *texts[PARTS];
    int64_t priority;

    for (size_t i = 0; i < PARTS; i++)
        texts[i] = part_text(call, given, i);
    if (!is_one_of(texts[0], protocols))
        return refuse(call, ERR_rule_protocol);
    if (!is_range(texts[0], texts[1]))
        return refuse(call, ERR_rule_ports);
    if (!is_one_of(texts[10], policies))
        return refuse(call, ERR_rule_policy);
    if (!str_int(str_of(texts[11]), &priority) || priority < 1 || priority > 100)
        return refuse(call, ERR_rule_rank);
    return check_source(call, group, given);
}
