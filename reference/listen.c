#include "reference/listen.h"

#include <string.h>

#include "base/json.h"
#include "reference/cluster.h"
#include "reference/mutant.h"
#include "reference/names.h"

#include "base/banned.h"

#define LISTEN_PORTS ANNOTATION_PREFIX "listen-ports"

static struct listen *new_listen(struct arena *a, const char *protocol, int port)
{
    struct listen *l = arena_new_of(a, struct listen);

    l->protocol = protocol;
    l->port = port;
    return l;
}

static bool is_protocol(const char *name)
{
    return strcmp(name, "HTTP") == 0 || strcmp(name, "HTTPS") == 0 || strcmp(name, "QUIC") == 0;
}

/* [{"HTTP": 80}, {"HTTPS": 443}] */
static bool read_ports(struct arena *a, const char *text, const struct listen **ret_first,
                       struct err *err)
{
    struct err why = { .text = "" };
    const cJSON *list = arena_json(a, json_parse(str_of(text), &why)), *entry = NULL;
    const struct listen **last = ret_first;

    if (!cJSON_IsArray(list) || !list->child)
        return err_set(err, LISTEN_PORTS " must be like [{\"HTTP\": 80}], not %s %s", text,
                       why.text);
    cJSON_ArrayForEach(entry, list)
    {
        const cJSON *port = entry->child;
        if (!port || port->next || !cJSON_IsNumber(port) || !is_protocol(port->string) ||
            port->valuedouble < 1 || port->valuedouble > 65535)
            return err_set(err, LISTEN_PORTS " must be like [{\"HTTP\": 80}], not %s", text);
        struct listen *l = new_listen(a, port->string, port->valueint);
        *last = l;
        last = &l->next;
    }
    return true;
}

/* An entry without hosts is for all of them. */
static bool has_tls(const cJSON *ingress, const char *host)
{
    const cJSON *entry = NULL;

    cJSON_ArrayForEach(entry, json_at(ingress, "spec.tls"))
    {
        const cJSON *hosts = json_get(entry, "hosts");
        if (!hosts || !hosts->child || (host && json_has_text(hosts, host)))
            return true;
    }
    return false;
}

bool listen_for_host(struct arena *a, const cJSON *ingress, const char *host,
                     const struct listen **ret_first, struct err *err)
{
    const char *ports = object_annotation(ingress, LISTEN_PORTS);

    *ret_first = NULL;
    if (ports)
        return read_ports(a, ports, ret_first, err);
    if (mutant_is(wrong_listener))
        *ret_first = new_listen(a, "HTTP", 8081);
    else if (has_tls(ingress, host) && !mutant_is(tls_ignored))
        *ret_first = new_listen(a, "HTTPS", 443);
    else
        *ret_first = new_listen(a, "HTTP", 80);
    return true;
}
