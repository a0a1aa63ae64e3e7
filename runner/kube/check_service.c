#include "runner/kube/check_service.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/check.h"
#include "runner/kube/names.h"

#include "base/banned.h"

static void check_target(struct faults *f, const char *at, const cJSON *target)
{
    const char *fault;

    if (!cJSON_IsString(target)) {
        check_port_number(f, at, target);
        return;
    }
    fault = name_fault_port(str_of(target->valuestring));
    if (fault)
        fault_invalid(f, at, target->valuestring, fault);
}

static void check_port_name(struct faults *f, const cJSON *ports, const cJSON *port,
                            const char *field)
{
    const char *name = json_text_or(port, "name", ""), *fault;

    if (!*name) {
        if (cJSON_GetArraySize(ports) > 1)
            fault_required(f, field, "");
        return;
    }
    fault = name_fault_label(str_of(name));
    if (fault)
        fault_invalid(f, field, name, fault);
    for (const cJSON *other = ports->child; other != port; other = other->next) {
        if (json_is_text(json_get(other, "name"), name))
            fault_duplicate(f, field, name);
    }
}

static void check_port(struct faults *f, const cJSON *ports, const cJSON *port, int index)
{
    static const char *const protocols[] = { "TCP", "UDP", "SCTP", NULL };
    const char *at = arena_printf(f->arena, "spec.ports[%d]", index);
    const char *protocol = json_text_or(port, "protocol", "");
    const cJSON *node_port = json_get(port, "nodePort");

    check_port_name(f, ports, port, arena_printf(f->arena, "%s.name", at));
    check_port_number(f, arena_printf(f->arena, "%s.port", at), json_get(port, "port"));
    check_target(f, arena_printf(f->arena, "%s.targetPort", at), json_get(port, "targetPort"));
    if (!str_in(str_of(protocol), protocols))
        fault_unsupported(f, arena_printf(f->arena, "%s.protocol", at), protocol,
                          "\"SCTP\", \"TCP\", \"UDP\"");
    if (node_port && !(cJSON_IsNumber(node_port) && node_port->valuedouble >= 30000 &&
                       node_port->valuedouble <= 32767))
        fault_invalid_json(f, arena_printf(f->arena, "%s.nodePort", at), node_port,
                           "provided port is not in the valid range. The range of valid ports is "
                           "30000-32767");
    for (const cJSON *other = ports->child; other != port; other = other->next) {
        if (json_equal(json_get(other, "port"), json_get(port, "port")) &&
            json_is_text(json_get(other, "protocol"), protocol))
            fault_duplicate(f, at, json_text_or(port, "name", ""));
    }
}

static void check_address(struct faults *f, const cJSON *spec, const cJSON *before)
{
    const char *ip = json_text_or(spec, "clusterIP", "");
    const char *old = json_text_or(before, "clusterIP", "");

    if (*ip && strcmp(ip, "None") != 0 && !name_is_ip(str_of(ip)))
        fault_invalid(f, "spec.clusterIPs[0]", ip,
                      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    if (*old && strcmp(old, ip) != 0)
        fault_invalid_json(f, "spec.clusterIPs[0]", json_get(spec, "clusterIPs"),
                           "may not change once set");
}

void check_service(struct faults *f, const cJSON *object, const cJSON *before)
{
    static const char *const types[] = { "ClusterIP", "ExternalName", "LoadBalancer", "NodePort",
                                         NULL };
    const cJSON *spec = json_get(object, "spec"), *ports = json_get(spec, "ports"), *port;
    const char *type = json_text_or(spec, "type", "");
    bool external = !strcmp(type, "ExternalName");
    bool headless = json_is_text(json_get(spec, "clusterIP"), "None");
    int i = 0;

    if (!str_in(str_of(type), types))
        fault_unsupported(f, "spec.type", type,
                          "\"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"");
    if (external && !*json_text_or(spec, "externalName", ""))
        fault_required(f, "spec.externalName", "");
    if (!external && !headless && !cJSON_GetArraySize(ports))
        fault_required(f, "spec.ports", "");
    if (!external)
        check_address(f, spec, json_get(before, "spec"));
    cJSON_ArrayForEach(port, ports) check_port(f, ports, port, i++);
}
