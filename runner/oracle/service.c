#include "runner/oracle/service.h"

#include <inttypes.h>

#include "base/json.h"

#include "base/banned.h"

const char *service_label(struct arena *a, const char *ns, const char *name, const char *port)
{
    if (!ns || str_is(str_of(ns), "default"))
        return arena_printf(a, "%s:%s", name, port);
    return arena_printf(a, "%s/%s:%s", ns, name, port);
}

static bool is_same_object(const cJSON *left, const cJSON *right)
{
    return json_is_text(json_at(left, "metadata.name"), json_text_or(right, "metadata.name", "")) &&
           str_is(str_of(json_text_or(left, "metadata.namespace", "default")),
                  json_text_or(right, "metadata.namespace", "default"));
}

static const cJSON *endpoints_of(const cJSON *service, const cJSON *endpoints)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, endpoints)
    {
        if (is_same_object(service, item))
            return item;
    }
    return NULL;
}

/* The port of a subset that has the Service port's name; a single port may have none. */
static int64_t subset_port(const cJSON *subset, const char *port_name)
{
    const cJSON *port = NULL;

    cJSON_ArrayForEach(port, json_get(subset, "ports"))
    {
        if (str_is(str_of(json_text_or(port, "name", "")), port_name))
            return json_int(port, "port");
    }
    return 0;
}

static void read_endpoints(struct arena *a, struct service *s, const cJSON *endpoints,
                           const char *port_name)
{
    const cJSON *subset = NULL, *address = NULL;
    size_t room = 1;

    cJSON_ArrayForEach(subset, json_get(endpoints, "subsets"))
    {
        room += (size_t)cJSON_GetArraySize(json_get(subset, "addresses"));
    }
    const char **list = arena_alloc(a, room * sizeof(*list));
    cJSON_ArrayForEach(subset, json_get(endpoints, "subsets"))
    {
        int64_t port = subset_port(subset, port_name);
        cJSON_ArrayForEach(address, json_get(subset, "addresses"))
        {
            if (port)
                list[s->endpoint_count++] =
                    arena_printf(a, "%s:%" PRId64, json_text_or(address, "ip", "?"), port);
        }
    }
    s->endpoints = list;
}

static size_t count_ports(const cJSON *services)
{
    const cJSON *service = NULL;
    size_t count = 0;

    cJSON_ArrayForEach(service, services)
    {
        count += (size_t)cJSON_GetArraySize(json_at(service, "spec.ports"));
    }
    return count;
}

struct services services_of(struct arena *a, const cJSON *services, const cJSON *endpoints)
{
    struct service *list = arena_alloc(a, (count_ports(services) + 1) * sizeof(*list));
    size_t count = 0;
    const cJSON *service = NULL, *port = NULL;

    cJSON_ArrayForEach(service, services)
    {
        const cJSON *own = endpoints_of(service, endpoints);
        cJSON_ArrayForEach(port, json_at(service, "spec.ports"))
        {
            struct service *s = &list[count++];
            s->ns = json_text_or(service, "metadata.namespace", "default");
            s->name = json_text_or(service, "metadata.name", "");
            s->port = json_int(port, "port");
            s->node_port = json_int(port, "nodePort");
            s->label = service_label(a, s->ns, s->name, arena_printf(a, "%" PRId64, s->port));
            read_endpoints(a, s, own, json_text_or(port, "name", ""));
        }
    }
    return (struct services){ list, count };
}
