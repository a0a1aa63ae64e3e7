#include "runner/kube/check.h"

#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "runner/kube/check_ingress.h"
#include "runner/kube/check_service.h"
#include "runner/kube/crd.h"
#include "runner/kube/names.h"
#include "runner/kube/object.h"
#include "runner/kube/rules.h"
#include "runner/kube/schema.h"
#include "runner/kube/workload.h"

#include "base/banned.h"

void check_port_number(struct faults *f, const char *field, const cJSON *number)
{
    double value = cJSON_IsNumber(number) ? number->valuedouble : 0;

    if (!(value >= 1 && value <= 65535) || value != (double)(int)value)
        fault_invalid_json(f, field, number, "must be between 1 and 65535, inclusive");
}

void check_immutable(struct faults *f, const char *field, const cJSON *now, const cJSON *before)
{
    if (!json_equal(now, before))
        fault_invalid_json(f, field, now, "field is immutable");
}

static void endpoint_ports(struct faults *f, const char *at, const cJSON *ports)
{
    const cJSON *port;
    int i = 0;

    cJSON_ArrayForEach(port, ports)
    {
        const char *field = arena_printf(f->arena, "%s.ports[%d]", at, i++);
        const char *protocol = json_text_or(port, "protocol", "");
        check_port_number(f, arena_printf(f->arena, "%s.port", field), json_get(port, "port"));
        if (strcmp(protocol, "TCP") != 0 && strcmp(protocol, "UDP") != 0 &&
            strcmp(protocol, "SCTP") != 0)
            fault_unsupported(f, arena_printf(f->arena, "%s.protocol", field), protocol,
                              "\"SCTP\", \"TCP\", \"UDP\"");
        if (cJSON_GetArraySize(ports) > 1 && !*json_text_or(port, "name", ""))
            fault_required(f, arena_printf(f->arena, "%s.name", field), "");
    }
}

static void endpoint_addresses(struct faults *f, const char *at, const cJSON *addresses)
{
    const cJSON *address;
    int i = 0;

    cJSON_ArrayForEach(address, addresses)
    {
        const char *ip = json_text_or(address, "ip", "");
        if (!name_is_ip(str_of(ip)))
            fault_invalid(f, arena_printf(f->arena, "%s[%d].ip", at, i), ip,
                          "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        i++;
    }
}

static void check_endpoints(struct faults *f, const cJSON *object, const cJSON *before)
{
    const cJSON *subset;
    int i = 0;

    (void)before;
    cJSON_ArrayForEach(subset, json_get(object, "subsets"))
    {
        const char *at = arena_printf(f->arena, "subsets[%d]", i++);
        const cJSON *ready = json_get(subset, "addresses");
        const cJSON *unready = json_get(subset, "notReadyAddresses");
        if (!cJSON_GetArraySize(ready) && !cJSON_GetArraySize(unready))
            fault_required(f, at, "must specify `addresses` or `notReadyAddresses`");
        endpoint_addresses(f, arena_printf(f->arena, "%s.addresses", at), ready);
        endpoint_addresses(f, arena_printf(f->arena, "%s.notReadyAddresses", at), unready);
        endpoint_ports(f, at, json_get(subset, "ports"));
    }
}

static void slice_addresses(struct faults *f, const char *at, const char *type,
                            const cJSON *addresses)
{
    const cJSON *address;

    if (!cJSON_GetArraySize(addresses))
        fault_required(f, at, "must contain at least 1 address");
    cJSON_ArrayForEach(address, addresses)
    {
        const char *text = cJSON_IsString(address) ? address->valuestring : "";
        if (strcmp(type, "FQDN") != 0 && !name_is_ip(str_of(text)))
            fault_invalid(f, at, text, "must be a valid IP address");
    }
}

static void check_endpointslice(struct faults *f, const cJSON *object, const cJSON *before)
{
    const char *type = json_text_or(object, "addressType", "");
    const cJSON *endpoint, *port;
    int i = 0;

    if (!*type)
        fault_required(f, "addressType", "");
    else if (strcmp(type, "IPv4") != 0 && strcmp(type, "IPv6") != 0 && strcmp(type, "FQDN") != 0)
        fault_unsupported(f, "addressType", type, "\"FQDN\", \"IPv4\", \"IPv6\"");
    if (before)
        check_immutable(f, "addressType", json_get(object, "addressType"),
                        json_get(before, "addressType"));
    cJSON_ArrayForEach(endpoint, json_get(object, "endpoints"))
        slice_addresses(f, arena_printf(f->arena, "endpoints[%d].addresses", i++), type,
                        json_get(endpoint, "addresses"));
    i = 0;
    cJSON_ArrayForEach(port, json_get(object, "ports"))
    {
        const char *at = arena_printf(f->arena, "ports[%d].port", i++);
        if (json_get(port, "port"))
            check_port_number(f, at, json_get(port, "port"));
    }
}

static void check_keys(struct faults *f, const cJSON *data, const char *field, bool base64)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, data)
    {
        const char *fault = item->string ? name_fault_config_key(str_of(item->string)) : NULL;
        const char *at = arena_printf(f->arena, "%s[%s]", field, item->string ? item->string : "");
        struct str bytes;
        if (fault)
            fault_invalid(f, at, item->string, fault);
        if (!cJSON_IsString(item))
            fault_invalid_json(f, at, item, "must be a string");
        else if (base64 && !digest_base64_decode(f->arena, str_of(item->valuestring), &bytes))
            fault_invalid(f, at, "<omitted>", "must be base64");
    }
}

static void check_configmap(struct faults *f, const cJSON *object, const cJSON *before)
{
    if (json_bool(before, "immutable"))
        check_immutable(f, "data", json_get(object, "data"), json_get(before, "data"));
    check_keys(f, json_get(object, "data"), "data", false);
    check_keys(f, json_get(object, "binaryData"), "binaryData", true);
}

static void check_secret(struct faults *f, const cJSON *object, const cJSON *before)
{
    const cJSON *data = json_get(object, "data");

    check_keys(f, data, "data", true);
    if (json_is_text(json_get(object, "type"), "kubernetes.io/tls")) {
        if (!json_get(data, "tls.crt"))
            fault_required(f, "data[tls.crt]", "");
        if (!json_get(data, "tls.key"))
            fault_required(f, "data[tls.key]", "");
    }
    if (before)
        check_immutable(f, "type", json_get(object, "type"), json_get(before, "type"));
}

static void check_event(struct faults *f, const cJSON *object, const cJSON *before)
{
    const char *of = json_text_or(object, "involvedObject.namespace", "");
    const char *ns = object_namespace(object);

    (void)before;
    /* Events of what has no namespace are kept in "default". */
    if (*of ? strcmp(of, ns) != 0 : strcmp(ns, "default") != 0 && strcmp(ns, "kube-system") != 0)
        fault_invalid(f, "involvedObject.namespace", of, "does not match event.namespace");
}

static void check_lease(struct faults *f, const cJSON *object, const cJSON *before)
{
    const cJSON *seconds = json_at(object, "spec.leaseDurationSeconds");

    (void)before;
    if (seconds && !(cJSON_IsNumber(seconds) && seconds->valuedouble > 0))
        fault_invalid_json(f, "spec.leaseDurationSeconds", seconds, "must be greater than 0");
}

typedef void check_fn(struct faults *f, const cJSON *object, const cJSON *before);

static check_fn *const checks[RESOURCE_custom + 1] = {
    [RESOURCE_services] = check_service,
    [RESOURCE_endpoints] = check_endpoints,
    [RESOURCE_pods] = workload_check_pod,
    [RESOURCE_deployments] = workload_check_template,
    [RESOURCE_replicasets] = workload_check_template,
    [RESOURCE_secrets] = check_secret,
    [RESOURCE_configmaps] = check_configmap,
    [RESOURCE_events] = check_event,
    [RESOURCE_crds] = crd_check,
    [RESOURCE_leases] = check_lease,
    [RESOURCE_endpointslices] = check_endpointslice,
    [RESOURCE_ingresses] = check_ingress,
    [RESOURCE_ingressclasses] = check_ingressclass,
};

/* An object that lacks a member, or has one of another type, is not shown to rules. */
static bool faults_hide_rules(const struct faults *f)
{
    static const char *const hiding[] = { "FieldValueRequired", "FieldValueNotSupported",
                                          "FieldValueTooLong", "FieldValueTooMany",
                                          "FieldValueTypeInvalid" };
    const cJSON *cause;

    cJSON_ArrayForEach(cause, f->causes)
    {
        for (size_t i = 0; i < sizeof(hiding) / sizeof(hiding[0]); i++) {
            if (json_is_text(json_get(cause, "reason"), hiding[i]))
                return true;
        }
    }
    return false;
}

void check_object(struct faults *f, const struct resource *r, const cJSON *object,
                  const cJSON *before)
{
    if (checks[r->id])
        checks[r->id](f, object, before);
    if (r->schema)
        schema_check(f, r->schema, object);
    if (!r->rules)
        return;
    if (faults_hide_rules(f))
        fault_invalid_json(f, "<nil>", NULL,
                           "some validation rules were not checked because the object was invalid; "
                           "correct the existing errors to complete validation");
    else
        rules_judge(f, r->rules, object, before);
}
