#include "reference/names.h"

#include <ctype.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "reference/mutant.h"

#include "base/banned.h"

#define NAME_MAX_LENGTH 128

/* At most 128 characters, of which the last ones tell what was cut off. */
static const char *shorten(struct arena *a, const char *text, int digits)
{
    if (strlen(text) <= NAME_MAX_LENGTH)
        return text;
    return arena_printf(a, "%.*s-%.*s", NAME_MAX_LENGTH - 1 - digits, text, digits,
                        digest_sha256_hex(a, str_of(text)));
}

/* Names of cloud resources begin with a letter; namespaces need not. */
static const char *lettered(struct arena *a, const char *text)
{
    return isalpha((unsigned char)text[0]) ? text : arena_printf(a, "k8s-%s", text);
}

const char *names_key(struct arena *a, const char *ns, const char *name)
{
    return arena_printf(a, "%s/%s", ns ? ns : FALLBACK_NS, name);
}

static bool is_reserved(const char *text)
{
    return strncmp(text, "aliyun", 6) == 0 || strncmp(text, "acs:", 4) == 0;
}

const char *names_tag_value(struct arena *a, const char *text)
{
    return shorten(a, is_reserved(text) ? arena_printf(a, "_%s", text) : text, 32);
}

const char *names_untag(const char *value)
{
    return value[0] == '_' && is_reserved(value + 1) ? value + 1 : value;
}

void names_add_tag(cJSON *tags, const char *key, const char *value)
{
    cJSON *entry = json_push(tags, cJSON_CreateObject());

    json_add_text(entry, "Key", key);
    json_add_text(entry, "Value", value);
}

void names_add_owner_tags(struct arena *a, cJSON *tags, const char *cluster, const char *key)
{
    names_add_tag(tags, TAG_CLUSTER, cluster);
    names_add_tag(tags, TAG_ALBCONFIG, names_tag_value(a, key));
}

const char *names_group_digest(struct arena *a, const char *ns, const char *ingress,
                               const char *service, int port)
{
    return digest_sha256_hex(a, str_of(arena_printf(a, "%s/%s-%s:%d", ns, ingress, service, port)));
}

const char *names_group(struct arena *a, const char *ns, const char *service, int port)
{
    const char *name = arena_printf(a, "%s-%s-%d", ns, service, port);

    if (variant_is(other_names))
        name = arena_printf(a, "g-%d.%s.%s", port, service, ns);
    return shorten(a, lettered(a, name), 10);
}

const char *names_load_balancer(struct arena *a, const char *cluster, const char *key)
{
    const char *digest = digest_sha256_hex(a, str_of(arena_printf(a, "%s/%s", cluster, key)));
    char *name = arena_printf(a, "k8s-%.*s-%.10s", NAME_MAX_LENGTH - 15, key, digest);

    for (char *c = name; *c; c++)
        *c = (char)(*c == '/' ? '-' : *c);
    return name;
}

const char *names_rule(struct arena *a, const char *ns, const char *ingress)
{
    const char *name = arena_printf(a, "r_%s_%s", ns, ingress);

    if (variant_is(other_names))
        name = arena_printf(a, "x-%s_%s", ns, ingress);
    return shorten(a, name, 32);
}

const char *names_fallback_ingress(struct arena *a, const char *albconfig, int port)
{
    return arena_printf(a, "%s-listener-%d", albconfig, port);
}
